// Brings what waits for a partner to it: claim, send, settle, again until the window is full. At least once; the receipt is the only proof.

import type { Claimed } from '../changes.ts'
import { describeFailure, record } from '../log.ts'
import {
  afterFault,
  afterStart,
  afterSuccess,
  type Circuit,
  closedCircuit,
  mayTry,
  mayTryAtMs,
  narrowed,
  smallestWindow,
  widened,
} from '../model/line.ts'
import { Problem, type ProblemCode } from '../model/problems.ts'
import type { Tracing } from '../tracing.ts'
import { type Attempting, attempt } from './attempt.ts'
import { giveUp, type Settling, settleByReceipt, waitAgain } from './settle.ts'
import type { Partner } from './trust.ts'

export interface Delivering extends Attempting, Settling {
  tracing: Pick<Tracing, 'apart'>
  limits: Attempting['limits'] & { maxStatements: number; maxLetterBytes: number; windowMax: number; leaseMs: number }
}

export interface Dispatcher {
  /** Fills the partner's window with deliveries and returns; each of them wakes the partner again when it ends. */
  work(partner: string): Promise<void>
  /** Keeps the claims of what is in flight; to be called several times within `leaseMs`. */
  renew(): Promise<void>
  /** Resolves when nothing is in flight. */
  drained(): Promise<void>
  lines(): ReadonlyMap<string, Readonly<Line>>
  /** What is being sent, a list for each envelope. */
  inFlight(): readonly (readonly Claimed[])[]
}

/** What this process knows of the line to one partner; a restart starts it anew. */
interface Line {
  circuit: Circuit
  /** How many deliveries may be in flight; its whole part counts. */
  window: number
  inFlight: number
}

export function dispatching(house: Delivering): Dispatcher {
  const lines = new Map<string, Line>()
  const flights = new Map<Promise<void>, readonly Claimed[]>()
  const { world, limits } = house

  async function work(member: string): Promise<void> {
    const partner = house.trust().partners.get(member)
    // Nothing leaves for a suspended partner; its return is a change of the directory, which wakes everyone.
    if (partner?.state !== 'active') return
    const line = lines.get(member) ?? { circuit: closedCircuit, window: smallestWindow, inFlight: 0 }
    lines.set(member, line)
    while (line.inFlight < Math.floor(line.window)) {
      const now = world.now()
      if (!mayTry(line.circuit, now)) return house.wake(member, mayTryAtMs(line.circuit, now))
      const claimed = await house.store
        .claim({
          partner: member,
          now,
          leaseUntil: now + limits.leaseMs,
          limit: limits.maxStatements,
          maxBytes: limits.maxLetterBytes,
        })
        .catch(noneWhileBehind)
      if (claimed.length === 0) return
      line.circuit = afterStart(line.circuit, now)
      line.inFlight += 1
      const flight = fly(line, partner, claimed).finally(() => {
        line.inFlight -= 1
        flights.delete(flight)
        house.wake(member, world.now())
      })
      flights.set(flight, claimed)
    }
  }

  async function fly(line: Line, partner: Partner, claimed: readonly Claimed[]): Promise<void> {
    const before = line.circuit.state
    try {
      const fault = await send(house, partner, claimed)
      line.circuit = fault
        ? afterFault(line.circuit, world.now(), world.random())
        : afterSuccess(line.circuit, world.now())
      line.window = fault ? narrowed(line.window) : widened(line.window, limits.windowMax)
      if (line.circuit.state !== before)
        record(house.log, 'circuit.changed', { partner: partner.member, state: line.circuit.state })
    } catch (error) {
      // What was in flight when the log fell behind stays as it was claimed; whoever mends the log has it sent again.
      if (!isBehind(error)) record(house.log, 'gateway.failed', { where: 'deliver', problem: describeFailure(error) })
    }
  }
  const drained = async () => {
    while (flights.size > 0) await Promise.all(flights.keys())
  }
  /** What another node took over goes on here too: the partner answers both alike, and only one of them settles. */
  const renew = async () => {
    const claims = [...flights.values()].flat().map(({ delivery: { id, fence } }) => ({ id, fence }))
    if (claims.length > 0) await house.store.renew(claims, world.now() + limits.leaseMs).catch(noneWhileBehind)
  }
  return { work, renew, drained, lines: () => lines, inFlight: () => [...flights.values()] }
}

/** One delivery of a batch, settled one way or another. Resolves with the problem that counts against the line, if any. */
async function send(
  house: Delivering,
  partner: Partner,
  claimed: readonly Claimed[],
): Promise<ProblemCode | undefined> {
  const started = house.world.now()
  try {
    const about = { partner: partner.member, statements: claimed.length }
    const receipted = await house.tracing.apart('delivery.attempt', about, () => attempt(house, partner, claimed))
    await settleByReceipt(house, claimed, receipted)
    record(house.log, 'delivery.delivered', {
      partner: partner.member,
      envelope: receipted.row.envelope,
      statements: claimed.length,
      tookMs: house.world.now() - started,
    })
    return undefined
  } catch (error) {
    const problem =
      error instanceof Problem
        ? error
        : new Problem('internal', 'the gateway failed while delivering', { cause: error })
    if (problem.code === 'internal')
      record(house.log, 'gateway.failed', { where: 'deliver', problem: describeFailure(problem.cause ?? problem) })
    if (!isFinal(problem)) return waitAgain(house, partner, claimed, problem)
    // One poisoned message must not take its neighbours with it: each goes again alone.
    if (claimed.length > 1) return sendEach(house, partner, claimed)
    await giveUp(house, partner, claimed, problem)
    return undefined
  }
}

/** What comes after one that could not be sent waits behind it: it may be of the same case. */
async function sendEach(
  house: Delivering,
  partner: Partner,
  claimed: readonly Claimed[],
): Promise<ProblemCode | undefined> {
  for (const [index, one] of claimed.entries()) {
    const fault = await send(house, partner, [one])
    if (fault === undefined) continue
    const rest = claimed.slice(index + 1)
    if (rest.length > 0) await waitAgain(house, partner, rest, new Problem(fault, 'one before it could not be sent'))
    return fault
  }
  return undefined
}

const isBehind = (error: unknown): boolean => error instanceof Problem && error.code === 'log-behind'

/** Nothing is taken up while the log is behind. */
function noneWhileBehind(error: unknown): readonly Claimed[] {
  if (isBehind(error)) return []
  throw error
}

const isFinal = ({ code }: Problem) => code === 'partner-refused' || code === 'item-disposed'
