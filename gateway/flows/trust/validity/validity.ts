// Everything that ends (keys, certificates, lists of revoked ones), and from when on that is told.

import { dayMs } from '../../../../crypto/instants.ts'

type ValidityUse = 'tls' | 'national' | 'signing' | 'encryption' | 'ca' | 'crl'

/** One thing that ends. Instants in milliseconds since the epoch. */
export interface Validity {
  readonly use: ValidityUse
  readonly member: string
  readonly ours: boolean
  /** Key id, or SHA-256 of the certificate or list. */
  readonly id: string
  /** Without whose it is. */
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
  readonly heed: Heed
  /** What follows once it has ended. */
  readonly means: string
}

/**
 * What people renew is told from 60 days before its end; what comes anew by itself is late in the
 * last third of its life; what another has taken the place of lapses as it should.
 */
type Heed = 'from 60 days before' | 'in its last third' | 'not at all'

/** Days before the end at which it is told. */
const toldAtDays = [60, 30, 14, 7, 3, 1] as const

/** How far something is: the last of `toldAtDays` that it has come to. */
export type Stage = 'holds' | 'early' | 'ended' | (typeof toldAtDays)[number]

/** Of a partner nobody expects that what it announces holds already. */
export function stageOf({ heed, ours, fromMs, untilMs }: Validity, nowMs: number): Stage {
  if (heed === 'not at all') return 'holds'
  if (nowMs >= untilMs) return 'ended'
  if (nowMs < fromMs) return ours ? 'early' : 'holds'
  const leftMs = untilMs - nowMs
  if (heed === 'in its last third' && leftMs > (untilMs - fromMs) / 3) return 'holds'
  return toldAtDays.findLast((days) => leftMs <= days * dayMs) ?? 'holds'
}

/** Whole days that are left; negative once it has ended. */
export const daysLeft = ({ untilMs }: Pick<Validity, 'untilMs'>, nowMs: number): number =>
  Math.floor((untilMs - nowMs) / dayMs)

/** A list that lives for longer is made by people, of a CA that is switched off meanwhile. */
export const madeByHandMs = toldAtDays[0] * dayMs
