// Group commit: everything that waits goes into one transaction, and is answered after its commit.

import { intake, runWrite, type WriteName } from './dialect/writes.ts'
import { faultOf, isFull, reachOf, type StoreFault, storageFull } from './faults.ts'
import type { DiskReserve } from './sqlite/disk-reserve.ts'
import type { Connection } from './sqlite/node-sqlite.ts'

export interface Call {
  readonly id: number
  readonly name: WriteName
  readonly ask: unknown
}
export type Answer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly fault: StoreFault }

interface GroupCommit {
  /**
   * Runs the calls in their order. Resolves when what they wrote is on disk, with one answer each;
   * a call that fails leaves no trace and does not disturb the others. Rejects only when nothing
   * can be committed any more.
   */
  commit(calls: readonly Call[]): Promise<readonly Answer[]>
  /** Commits that wrote something, and operations in them, since the start. */
  count(): { readonly commits: number; readonly operations: number }
}

export function openGroupCommit(connection: Connection, diskReserve: DiskReserve): GroupCommit {
  let commits = 0
  let operations = 0

  async function commit(calls: readonly Call[]): Promise<readonly Answer[]> {
    const refused = calls.some(({ name }) => intake.has(name)) && !diskReserve.isRoomy()
    const [admitted, turnedAway] = refused ? apart(calls) : [calls, []]
    const answers: Answer[] = turnedAway.map(({ id }) => ({ id, fault: storageFull }))
    if (admitted.length > 0) answers.push(...(await survive(admitted)))
    return answers
  }

  /**
   * On a full disk the reserve goes, nothing new is taken in, and what helps to empty the store
   * gets another try.
   */
  async function survive(calls: readonly Call[]): Promise<readonly Answer[]> {
    try {
      return await transaction(calls)
    } catch (error) {
      if (reachOf(error) === 'store') throw error
      const fault = faultOf(error)
      if (!isFull(error) || !diskReserve.giveUp()) return calls.map(({ id }) => ({ id, fault }))
      const [again, turnedAway] = apart(calls)
      const answers: Answer[] = turnedAway.map(({ id }) => ({ id, fault }))
      return again.length === 0 ? answers : [...answers, ...(await survive(again))]
    }
  }

  /**
   * At first without savepoints, which cost a fifth of a submission (measured: 17 µs) and are
   * seldom used. Where an operation fails or takes back what it wrote, the whole group is rolled
   * back and run again, now with a savepoint before each.
   */
  async function transaction(calls: readonly Call[]): Promise<readonly Answer[]> {
    return (await attempt(calls, plainly)) ?? (await attempt(calls, guarded)) ?? []
  }

  async function attempt(calls: readonly Call[], run: typeof guarded): Promise<readonly Answer[] | undefined> {
    const before = connection.rowsChanged()
    connection.run('begin immediate')
    try {
      const answers: Answer[] = []
      for (const call of calls) {
        const answer = await run(call)
        if (answer) answers.push(answer)
        else {
          if (connection.inTransaction()) connection.run('rollback')
          return undefined
        }
      }
      connection.run('commit')
      operations += calls.length
      if (connection.rowsChanged() !== before) commits += 1
      return answers
    } catch (error) {
      // A full disk may have rolled it back already.
      if (connection.inTransaction()) connection.run('rollback')
      throw error
    }
  }

  async function plainly({ id, name, ask }: Call): Promise<Answer | undefined> {
    const before = connection.rowsChanged()
    try {
      const { answer, undo } = await runWrite(connection.db, name, ask)
      return undo && connection.rowsChanged() !== before ? undefined : { id, answer }
    } catch (error) {
      if (reachOf(error) !== 'operation') throw error
      return undefined
    }
  }

  async function guarded({ id, name, ask }: Call): Promise<Answer | undefined> {
    connection.run('savepoint operation')
    try {
      const { answer, undo } = await runWrite(connection.db, name, ask)
      if (undo) connection.run('rollback to operation')
      connection.run('release operation')
      return { id, answer }
    } catch (error) {
      if (reachOf(error) !== 'operation' || !connection.inTransaction()) throw error
      connection.run('rollback to operation')
      connection.run('release operation')
      return { id, fault: faultOf(error) }
    }
  }

  return { commit, count: () => ({ commits, operations }) }
}

/** What helps to empty the store, and what would fill it. */
function apart(calls: readonly Call[]): [Call[], Call[]] {
  const { leaving = [], entering = [] } = Object.groupBy(calls, ({ name }) =>
    intake.has(name) ? 'entering' : 'leaving',
  )
  return [leaving, entering]
}
