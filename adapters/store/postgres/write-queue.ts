// Where writing calls wait for their turn: while one transaction is on its way the next calls
// gather; there is no timer.

import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { WriteAnswer, WriteAsk, WriteName } from '../dialect/writes.ts'
import { faultOf, problemOf, unusable } from '../faults.ts'
import { type AskReceipts, askEach, type StoredGive } from '../giving.ts'
import type { Call } from '../group-commit.ts'
import type { Connection } from './connection.ts'
import { within } from './limits.ts'
import { commitTogether } from './transaction.ts'

export interface WriteQueueStats {
  readonly commits: number
  readonly operations: number
  /** Rows inserted, updated or deleted. */
  readonly rows: number
}

interface WriteQueue {
  /** Resolves when it is committed. @throws {Problem} */
  write<N extends WriteName>(name: N, ask: WriteAsk<N>, give?: StoredGive): Promise<WriteAnswer<N>>
  stats(): WriteQueueStats
  /** Takes no more calls; resolves when those it took are answered. */
  drain(): Promise<void>
}

interface Waiting extends Call {
  readonly since: number
  readonly resolve: (answer: never) => void
  readonly reject: (error: unknown) => void
  readonly give: StoredGive | undefined
}

/** Bounds how long a transaction can take, whatever has gathered. */
const mostInGroup = 128
/** How long a database that could not be reached is left alone. */
const pauseMs = 200

interface WriteQueueNeeds {
  readonly take: () => Promise<Connection>
  /** How long a call may wait for its turn, and then again how long its transaction may take. */
  readonly limitMs: number
  readonly onFault: (problem: Problem) => void
  /** Monotonic milliseconds. */
  readonly clock: () => number
}

export function openWriteQueue({ take, limitMs, onFault, clock }: WriteQueueNeeds): WriteQueue {
  const waiting: Waiting[] = []
  let working: Promise<void> | undefined
  let closing = false
  let nextId = 1
  let connection: Connection | undefined
  let away: { readonly until: number; readonly problem: Problem } | undefined
  let stats: WriteQueueStats = { commits: 0, operations: 0, rows: 0 }

  async function untilNothingWaits(): Promise<void> {
    // What is called in the same turn of the event loop goes together.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const current = await connected()
      if (current) await work(current, nextGroup())
    }
    if (closing) connection?.release()
    working = undefined
  }

  /** What has waited too long is told so: its caller has given up, or soon will. */
  function nextGroup(): Waiting[] {
    const now = clock()
    const late = waiting.findIndex(({ since }) => now - since < limitMs)
    for (const { reject } of waiting.splice(0, late === -1 ? waiting.length : late))
      reject(new Problem('storage-failed', `the database did not take it within ${limitMs} ms; nothing was changed`))
    return waiting.splice(0, mostInGroup)
  }

  /**
   * The connection of this queue, kept while it is good. Where there is none, all that wait are
   * rejected.
   */
  async function connected(): Promise<Connection | undefined> {
    if (connection && !connection.isLost()) return connection
    connection?.discard()
    connection = undefined
    try {
      if (away && clock() < away.until) throw away.problem
      connection = await take()
      away = undefined
      return connection
    } catch (error) {
      const problem = error instanceof Problem ? error : problemOf(faultOf(error))
      if (problem !== away?.problem) onFault(problem)
      away = { until: away?.problem === problem ? away.until : clock() + pauseMs, problem }
      for (const { reject } of waiting.splice(0)) reject(problem)
      return undefined
    }
  }

  async function work(current: Connection, group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return
    try {
      const byId = new Map(group.map((call) => [call.id, call]))
      const ask: AskReceipts = (asking) =>
        askEach(
          asking,
          (id) => byId.get(id)?.give,
          (id, error) => byId.get(id)?.reject(error),
        )
      const { answers, rows } = await within(limitMs, commitTogether(current, group, ask), current.discard)
      stats = { commits: stats.commits + 1, operations: stats.operations + group.length, rows: stats.rows + rows }
      for (const answer of answers) {
        const call = byId.get(answer.id)
        if ('fault' in answer) call?.reject(problemOf(answer.fault))
        else call?.resolve(answer.answer as never)
      }
    } catch (error) {
      // Whatever became of it, the next group starts on a connection that was looked at anew.
      const lost = current.isLost()
      if (connection === current) connection = undefined
      current.discard()
      const fault = lost
        ? unusable('the connection to the database was lost; it is not known what became of this', error)
        : faultOf(error)
      const problem = problemOf(fault)
      onFault(problem)
      for (const { reject } of group) reject(problem)
    }
  }

  return {
    write: (name, ask, give) =>
      new Promise((resolve, reject) => {
        if (closing) return reject(new Problem('stopping', 'the store is closed'))
        waiting.push({ id: nextId, name, ask, give, since: clock(), resolve, reject })
        nextId += 1
        working ??= untilNothingWaits()
      }),
    stats: () => stats,
    async drain() {
      closing = true
      if (working) await working
      else connection?.release()
    },
  }
}
