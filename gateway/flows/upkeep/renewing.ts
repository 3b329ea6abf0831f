// What the renewal of TLS certificates is given, how it tells what failed, and what is left of a
// wish for one: a wish may come while the one before is being fulfilled, and neither takes the
// place of the other.
import { CryptoError } from '../../../crypto/fault.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { DestroyedKey } from '../../ports/installation.ts'
import type { Issuer, RenewalStates, RenewalWish, TlsKeys, TlsUse } from '../../ports/issuer.ts'
import type { World } from '../../ports/world.ts'
import { describeFailure, type Log } from '../../watch/log.ts'
import type { Trust } from '../trust/trust.ts'

export interface Renewing {
  world: World
  log: Log
  store: EvidenceStore
  trust(): Trust
  keys: TlsKeys
  states: RenewalStates
  issuers: Readonly<Record<TlsUse, Issuer>>
  /** By which our own systems reach us; those of the certificate in force where nobody said. */
  nationalNames: readonly string[] | undefined
  /** The chain that the door shows now, PEM. */
  presented(use: TlsUse): string
  /** Has both doors take up what lies on disk; resolves when they did, or could not. */
  reload(): Promise<void>
  /** Ends what is under way when the gateway stops. */
  signal: AbortSignal
}

/** The one record of a private key of ours that is gone for good, whoever destroyed it and how. */
export const keyDestroyed = ({ use, kid, at }: Pick<DestroyedKey, 'use' | 'kid' | 'at'>) =>
  ({ act: 'key destroyed', use, key: kid, destroyedAt: at }) as const

/** In words where somebody meant them for people; else its kind and place alone. */
export const reasonOf = (error: unknown): string =>
  error instanceof Problem || error instanceof CryptoError ? error.message : describeFailure(error)

type Wish = RenewalWish | undefined

/** One more wish: a certificate that is to be revoked stays so, whoever asks for what else. */
export function wishedToo(now: Wish, wish: RenewalWish): RenewalWish {
  const revoke = wish.revoke ?? (now?.renew ? now.revoke : undefined)
  return { ...wish, ...(revoke && { revoke }), ...(now?.revoking && { revoking: now.revoking }) }
}

/** After the renewal that `wish` asked for, or took along. @param certPem what was replaced */
export function wishedStill(now: Wish, wish: RenewalWish, certPem: string): Wish {
  const revoking = [...(now?.revoking ?? []), ...(wish.revoke ? [{ certPem, reason: wish.revoke }] : [])]
  const another = now?.renew === true && now.at !== wish.at
  return left(another ? now : { at: wish.at, renew: false }, revoking)
}

/** After its CA was asked to revoke it. @param nextTryAt where it is to be asked again */
export function revokedNow(now: Wish, certPem: string, nextTryAt?: number): Wish {
  if (now === undefined) return undefined
  const revoking = (now.revoking ?? []).flatMap((each) => {
    if (each.certPem !== certPem) return [each]
    return nextTryAt === undefined ? [] : [{ ...each, nextTryAt }]
  })
  return left(now, revoking)
}

/** After the wish that was read was tried. @param nextTryAt where it is to be tried again */
export function triedNow(now: Wish, read: RenewalWish, nextTryAt?: number): Wish {
  if (now?.at !== read.at) return now
  return nextTryAt === undefined ? undefined : { ...now, nextTryAt }
}

function left({ revoking: _before, ...wish }: RenewalWish, revoking: NonNullable<RenewalWish['revoking']>): Wish {
  if (!wish.renew && revoking.length === 0) return undefined
  return { ...wish, ...(revoking.length > 0 && { revoking }) }
}
