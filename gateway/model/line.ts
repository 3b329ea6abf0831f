import { longestPauseMs } from './delivery.ts'

/**
 * The circuit of the line to one partner. A fault is anything that says the partner or the way to
 * it is broken: no connection, no answer in time, 5xx, no valid receipt. A refusal is an answer and
 * counts as success. Every instant here is a reading of the monotonic clock: nobody can set that,
 * so no step of the other one opens or keeps a circuit open.
 */
export type Circuit =
  | { readonly state: 'closed'; readonly inARow: number; readonly recent: readonly Attempt[] }
  | { readonly state: 'open'; readonly pauses: number; readonly reopenAtMs: number }
  | { readonly state: 'half-open'; readonly pauses: number; readonly probeAtMs: number }

interface Attempt {
  readonly atMs: number
  readonly ok: boolean
}

export const circuitLimits = {
  /** Faults in a row that open the circuit. */
  inARow: 5,
  /** The span over which the share of faults is taken, and the share that opens the circuit. */
  spanMs: 30_000,
  share: 0.5,
  /** Attempts in the span below which a share says nothing. */
  fewest: 10,
  /** Attempts remembered, so that a fast line costs no memory. */
  remembered: 64,
  /** First pause; it doubles with each failed probe up to the longest pause between attempts. */
  firstPauseMs: 5_000,
  /** A probe that brought neither success nor fault by then is lost, and another may start. */
  probeLostMs: 120_000,
} as const

export const closedCircuit: Circuit = { state: 'closed', inARow: 0, recent: [] }

/** Whether an attempt may start now. */
export function mayTry(circuit: Circuit, nowMs: number): boolean {
  if (circuit.state === 'open') return nowMs >= circuit.reopenAtMs
  if (circuit.state === 'half-open') return nowMs >= circuit.probeAtMs + circuitLimits.probeLostMs
  return true
}

/** The instant from which an attempt may start; now or earlier when it may already. */
export function mayTryAtMs(circuit: Circuit, nowMs: number): number {
  if (circuit.state === 'open') return circuit.reopenAtMs
  if (circuit.state === 'half-open') return circuit.probeAtMs + circuitLimits.probeLostMs
  return nowMs
}

/**
 * An attempt starts: after a pause it is the one probe, and nobody else may try until it is back.
 */
export const afterStart = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'closed' ? circuit : { state: 'half-open', pauses: circuit.pauses, probeAtMs: nowMs }

/**
 * The partner was heard of: it is tried at once, and where that fails the pauses begin anew. What
 * is on its way already is the probe.
 */
export const afterHeard = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'open' ? { state: 'open', pauses: 0, reopenAtMs: nowMs } : circuit

/** An attempt was answered: whatever was broken works again. */
export const afterSuccess = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'closed'
    ? { state: 'closed', inARow: 0, recent: remember(circuit.recent, nowMs, true) }
    : closedCircuit

/**
 * An attempt failed.
 * @param random01 a number in [0, 1): a pause lasts between half and the whole of its ceiling.
 */
export function afterFault(circuit: Circuit, nowMs: number, random01: number): Circuit {
  if (circuit.state === 'open') return circuit
  if (circuit.state === 'half-open') return opened(circuit.pauses + 1, nowMs, random01)
  const inARow = circuit.inARow + 1
  const recent = remember(circuit.recent, nowMs, false)
  const faults = recent.filter(({ ok }) => !ok).length
  const many = recent.length >= circuitLimits.fewest && faults / recent.length >= circuitLimits.share
  return inARow >= circuitLimits.inARow || many ? opened(1, nowMs, random01) : { state: 'closed', inARow, recent }
}

/**
 * The partner refuses everything for one reason: a pause at once, which grows as after failed
 * probes.
 */
export const afterBroken = (circuit: Circuit, nowMs: number, random01: number): Circuit =>
  circuit.state === 'closed' ? opened(1, nowMs, random01) : afterFault(circuit, nowMs, random01)

function opened(pauses: number, nowMs: number, random01: number): Circuit {
  const ceilingMs = Math.min(longestPauseMs, circuitLimits.firstPauseMs * 2 ** Math.max(0, pauses - 1))
  return { state: 'open', pauses, reopenAtMs: nowMs + Math.floor((ceilingMs * (1 + random01)) / 2) }
}

const remember = (recent: readonly Attempt[], atMs: number, ok: boolean): Attempt[] =>
  [...recent.filter((attempt) => attempt.atMs > atMs - circuitLimits.spanMs), { atMs, ok }].slice(
    -circuitLimits.remembered,
  )

/**
 * How many deliveries may be in flight to one partner; grows by one per full window of answers,
 * halves with a fault.
 */
export const smallestWindow = 1
export const largestWindow = 16

/** @param window a number from 1 to `most`; its whole part is how many may be in flight. */
export const widened = (window: number, most = largestWindow): number => Math.min(most, window + 1 / Math.floor(window))
export const narrowed = (window: number): number => Math.max(smallestWindow, window / 2)

/**
 * How long the next answer of a partner may take. It grows while answers come late, so that whoever
 * is slow every time is waited for in the end, and shrinks again with answers that come soon.
 */
export interface LinePatience {
  readonly limitMs: number
  /** When the oldest message that had no receipt in time was stored; undefined since one came. */
  readonly lateSince: number | undefined
}

/** However late a partner is, no attempt waits longer for what it does besides proving items. */
const longestLimitMs = 10 * 60_000
/** The slowest partner that proves an item: octets in a millisecond. */
const provenBytesPerMs = 16_384

export const firstPatience = (limitMs: number): LinePatience => ({ limitMs, lateSince: undefined })

/** Its answer did not come in time. @param storedAt of the oldest message that it is owed for. */
export const afterLate = ({ limitMs, lateSince = Infinity }: LinePatience, storedAt: number): LinePatience => ({
  limitMs: Math.max(limitMs, Math.min(longestLimitMs, limitMs * 2)),
  lateSince: Math.min(lateSince, storedAt),
})

/** An answer came. @param tookMs of its limit. */
export const afterAnswer = ({ limitMs }: LinePatience, tookMs: number, firstMs: number): LinePatience =>
  firstPatience(tookMs < limitMs / 4 ? Math.max(firstMs, limitMs / 2) : limitMs)

/**
 * The recipient opens each item to the end before it answers, so the limit knows their size: 8 GiB
 * may take nine minutes more.
 */
export const limitFor = ({ limitMs }: LinePatience, itemBytes: number): number =>
  limitMs + Math.ceil(itemBytes / provenBytesPerMs)

/** Instants of the monotonic clock. */
export interface Hearing {
  /** What is heard before then changes nothing. */
  readonly notBeforeMs: number
  /** How often in a row the partner was heard and could not be reached. */
  readonly inVain: number
}

export const nothingHeard: Hearing = { notBeforeMs: 0, inVain: 0 }

const firstHearingMs = 5_000
const longestHearingMs = 60_000

/**
 * A partner that asks something of us is there, so what waits for it is tried: but one that asks
 * and does not answer is not tried more often for that than once a minute.
 */
export const afterHearing = ({ inVain }: Hearing, nowMs: number): Hearing => ({
  notBeforeMs: nowMs + Math.min(longestHearingMs, firstHearingMs * 2 ** inVain),
  inVain: inVain + 1,
})

/** It named a time before which it is not to be tried. */
export const notBefore = (hearing: Hearing, nowMs: number, waitMs: number): Hearing => ({
  ...hearing,
  notBeforeMs: Math.max(hearing.notBeforeMs, nowMs + waitMs),
})
