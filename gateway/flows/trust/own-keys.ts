// How long our own certificates and keys hold: what /readyz, /metrics and the log say of it, from
// thirty days before on.

import type { Card } from '../../../crypto/card/card-shape.ts'
import { dayMs, iso } from '../../../crypto/instants.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import type { Keys } from '../../ports/installation.ts'
import type { World } from '../../ports/world.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Trust } from './trust.ts'

interface Validity {
  readonly use: 'tls' | 'national' | 'signing' | 'encryption'
  readonly fromMs: number
  readonly untilMs: number
}
export interface OwnKeys {
  world: Pick<World, 'now'>
  trust(): Pick<Trust, 'card' | 'signingKid'>
  keys(): Pick<Keys, 'tls' | 'national' | 'signing'>
  /** Uses whose certificates live shortly, and are renewed at half their life. */
  renewedByItself?(use: string): boolean
}

const soonMs = 30 * dayMs

/** Of what is in use now; keys that were replaced lapse as they should. */
export function ownValidities({ trust, keys }: Omit<OwnKeys, 'world' | 'renewedByItself'>): readonly Validity[] {
  const { card, signingKid } = trust()
  const { tls, national, signing } = keys()
  return [
    { use: 'tls', ...together([...chainOf(tls.certPem), anyOf(card.tls.anchors.map(windowOfDer))]) },
    { use: 'national', ...together(chainOf(national.certPem)) },
    {
      use: 'signing',
      ...together([
        ...chainOf(signing[0]?.certPem ?? ''),
        ...card.signing.filter(({ kid }) => kid === signingKid).map(windowOf),
      ]),
    },
    { use: 'encryption', ...anyOf(card.encryption.map(windowOf)) },
  ]
}

interface Window {
  readonly fromMs: number
  readonly untilMs: number
}
const always: Window = { fromMs: -Infinity, untilMs: Infinity }

/** All of them are needed. */
const together = (windows: readonly Window[]): Window => ({
  fromMs: Math.max(...windows.map(({ fromMs }) => fromMs)),
  untilMs: Math.min(...windows.map(({ untilMs }) => untilMs)),
})
/** One of them is enough; where there is none, none is needed. */
const anyOf = (windows: readonly Window[]): Window =>
  windows.length === 0
    ? always
    : {
        fromMs: Math.min(...windows.map(({ fromMs }) => fromMs)),
        untilMs: Math.max(...windows.map(({ untilMs }) => untilMs)),
      }

function windowOfCertificate(encoded: string | Uint8Array): Window {
  const { notBeforeMs, notAfterMs } = readCertificate(encoded)
  return { fromMs: notBeforeMs, untilMs: notAfterMs }
}
const windowOfDer = (der: string): Window => windowOfCertificate(Buffer.from(der, 'base64'))
const chainOf = (pem: string): Window[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? ['']).map(windowOfCertificate)
const windowOf = ({ notBefore, notAfter }: Pick<Card['encryption'][number], 'notBefore' | 'notAfter'>): Window => ({
  fromMs: Date.parse(notBefore),
  untilMs: Date.parse(notAfter),
})

type Standing = 'holds' | 'early' | 'expiring' | 'expired'

/** What is renewed by itself is late in the last third of its life. */
function standing({ use, fromMs, untilMs }: Validity, nowMs: number, own: Renewed): Standing {
  if (nowMs >= untilMs) return 'expired'
  if (nowMs < fromMs) return 'early'
  const warnMs = own.renewedByItself?.(use) ? Math.min(soonMs, (untilMs - fromMs) / 3) : soonMs
  return untilMs - nowMs <= warnMs ? 'expiring' : 'holds'
}
type Renewed = Pick<OwnKeys, 'renewedByItself'>

const names = {
  tls: 'certificate of the partner door (tls)',
  national: 'certificate of the national door (national)',
  signing: 'signing certificate',
  encryption: 'encryption key',
} as const
const means = {
  tls: 'partners refuse us',
  national: 'national systems refuse us',
  signing: 'partners refuse what we sign',
  encryption: 'partners have no key for what they send us',
} as const

/** What keeps us from exchanging now, and what will. */
export function keyReasons({ world, ...own }: OwnKeys): { readonly now: string[]; readonly soon: string[] } {
  const nowMs = world.now()
  try {
    const validities = ownValidities(own)
    const said = (...wanted: readonly Standing[]) =>
      validities
        .filter((validity) => wanted.includes(standing(validity, nowMs, own)))
        .map((validity) => reason(validity, nowMs, own))
    return { now: said('expired', 'early'), soon: said('expiring') }
  } catch {
    return { now: ['our own certificates cannot be read; run "bulla check"'], soon: [] }
  }
}

function reason(validity: Validity, nowMs: number, own: Renewed): string {
  const { use, fromMs, untilMs } = validity
  const told = {
    holds: '',
    expired: `expired on ${iso(untilMs)}; ${means[use]}`,
    early: `is not valid before ${iso(fromMs)}; ${means[use]}`,
    expiring: `expires on ${iso(untilMs)}, in ${daysTo(untilMs, nowMs)} days`,
  }
  return `our ${names[use]} ${told[standing(validity, nowMs, own)]}`
}

/** Says it in the log: at once when a key comes to a new standing, and then once a day. */
export function watchingKeys({ log, world, ...own }: OwnKeys & { log: Log }): () => void {
  const told = new Map<Validity['use'], { what: string; at: number }>()
  return () => {
    const nowMs = world.now()
    for (const validity of ownValidities(own)) {
      const { use, fromMs, untilMs } = validity
      const now = standing(validity, nowMs, own)
      const [what, before] = [`${now} ${untilMs}`, told.get(use)]
      if (before?.what === what && Math.abs(nowMs - before.at) < dayMs) continue
      told.set(use, { what, at: nowMs })
      if (now === 'expired') record(log, 'key.expired', { use, notAfter: iso(untilMs) })
      if (now === 'early') record(log, 'key.early', { use, notBefore: iso(fromMs) })
      if (now === 'expiring') record(log, 'key.expiring', { use, notAfter: iso(untilMs), days: daysTo(untilMs, nowMs) })
    }
  }
}

const daysTo = (untilMs: number, nowMs: number): number => Math.floor((untilMs - nowMs) / dayMs)
