// What the renewal of TLS certificates is given, and how it tells what failed.
import { CryptoError } from '../../../crypto/fault.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { DestroyedKey } from '../../ports/installation.ts'
import type { Issuer, RenewalStates, TlsKeys, TlsUse } from '../../ports/issuer.ts'
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
