// When a call is made once more, and how long is waited before: bounded, with full jitter, never
// sooner than the gateway asks.
import { setTimeout as pause } from 'node:timers/promises'
import { isAnotherDoor, isClientError } from './errors.ts'

export interface Retries {
  /** Calls beyond the first one. */
  readonly most: number
  /** No call begins later than this after the first one began. */
  readonly withinMs: number
}

/** What a client takes from the machine it runs on. */
export interface World {
  /** At least 0, less than 1. */
  random(): number
  nowMs(): number
  pause(ms: number, signal?: AbortSignal): Promise<void>
  /** A new key for a submission. */
  key(): string
}

export const thisMachine: World = {
  random: () => Math.random(),
  nowMs: () => performance.now(),
  pause: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}),
  key: () => crypto.randomUUID(),
}

/**
 * What may be said twice.
 * - `whatever`: it has one effect however often it arrives: a read, or a submission under a key.
 * - `if refused`: only where the gateway certainly did nothing, because it said so or was never
 * reached.
 */
export type Repeatable = 'whatever' | 'if refused'

/**
 * Makes a call again while that may help. What is thrown at last is what the last call threw.
 * @param progress how far it is by now: while it gets on it is tried for as long as it takes.
 */
export async function repeated<T>(
  call: () => Promise<T>,
  repeatable: Repeatable,
  { most, withinMs }: Retries,
  world: World,
  progress = () => 0,
): Promise<T> {
  let [beganMs, before] = [world.nowMs(), progress()]
  for (let failures = 1; ; failures += 1) {
    try {
      return await call()
    } catch (error) {
      if (progress() > before) [failures, beganMs, before] = [1, world.nowMs(), progress()]
      if (failures > most || !mayHelp(error, repeatable)) throw error
      const waitMs = backoffMs(failures, askedMs(error), world)
      if (world.nowMs() - beganMs + waitMs > withinMs) throw error
      await world.pause(waitMs)
    }
  }
}

function mayHelp(error: unknown, repeatable: Repeatable): boolean {
  if (!isClientError(error)) return false
  if (error.kind === 'unreachable') return !isAnotherDoor(error) && (repeatable === 'whatever' || error.neverSent)
  if (error.kind === 'broken') return repeatable === 'whatever'
  if (error.kind !== 'problem') return false
  // Octets of a connection that broke may still be on their way when the next one asks.
  if (error.code === 'part-offset') return true
  if (waitsForSomebody.has(error.code ?? '')) return false
  return (
    error.status === 429 || (error.status === 503 && (repeatable === 'whatever' || error.retryAfterMs !== undefined))
  )
}

/**
 * Comes right once a person or a partner has acted, in no few seconds; until then each try is
 * another line in the evidence.
 */
const waitsForSomebody: ReadonlySet<string> = new Set([
  'clock-stepped',
  'log-behind',
  'restored',
  'signing-key-ended',
  'store-altered',
])

const askedMs = (error: unknown): number =>
  isClientError(error) && error.kind === 'problem' ? (error.retryAfterMs ?? 0) : 0

const [firstMs, longestMs] = [200, 10_000]

/** Full jitter over a bound that doubles, on top of what the gateway asks to wait. */
export const backoffMs = (failures: number, leastMs: number, { random }: Pick<World, 'random'>): number =>
  Math.round(leastMs + random() * Math.min(longestMs, firstMs * 2 ** (failures - 1)))

/**
 * The field Retry-After (RFC 9110): seconds. A date is left aside: our gateway sends none, and
 * clocks differ.
 */
export function retryAfterMs(field: string | undefined): number | undefined {
  return field !== undefined && /^\d{1,6}$/.test(field) ? Number(field) * 1000 : undefined
}
