// One transaction for everything that waits. Operations that cannot come into each other's way are
// under way together, so that a group costs as many round trips as one of its operations.

import type { Acceptance } from '../../../gateway/ports/receiving.ts'
import type { NewEvidence, Since } from '../../../gateway/ports/rows.ts'
import type { Numbered } from '../dialect/schema.ts'
import { runWrite, type WriteName } from '../dialect/writes.ts'
import { faultOf, reachOf } from '../faults.ts'
import { type Asking, type AskReceipts, keepReceipts } from '../giving.ts'
import type { Answer, Call } from '../group-commit.ts'
import { type Numbers, numbersFrom } from '../numbers.ts'
import type { Connection } from './connection.ts'
import { writingLock } from './steps.ts'

interface Committed {
  readonly answers: readonly Answer[]
  /** Rows inserted, updated or deleted. */
  readonly rows: number
}

/**
 * These insert, or compare and swap rows that no other of them looks at without doing the same.
 * Where one of them is in another's way it finds a conflict, and then all are run again one after
 * the other. The rest stays in its order: claims above all.
 */
const together: ReadonlySet<WriteName> = new Set([
  'submit',
  'accept',
  'settle',
  'addTerms',
  'addItem',
  'addDraft',
  'record',
  'keepReceipt',
])

/**
 * Commits the calls and answers each, but those whose receipts could not be given; one that fails
 * leaves no trace and does not disturb the others. Rejects when nothing was committed, or when it
 * is not known: then the connection must not be used any more.
 */
export async function commitTogether(
  connection: Connection,
  calls: readonly Call[],
  ask: AskReceipts,
): Promise<Committed> {
  const ended = (await attempt(connection, calls, ask, plainly)) ?? (await attempt(connection, calls, ask, guarded))
  if (ended === undefined || 'answers' in ended) return ended ?? { answers: [], rows: 0 }
  const left = calls.filter(({ id }) => !ended.without.has(id))
  return left.length === 0 ? { answers: [], rows: 0 } : commitTogether(connection, left, ask)
}

/** Also for which of them receipts are to be given. */
type Ran = Committed & { readonly asking: Asking['calls'] }
type Run = (connection: Connection, calls: readonly Call[], numbers: Numbers) => Promise<Ran | undefined>

/**
 * As in SQLite: at first without savepoints, and again with them where an operation fails or takes
 * back what it wrote.
 */
async function attempt(
  connection: Connection,
  calls: readonly Call[],
  ask: AskReceipts,
  run: Run,
): Promise<Committed | { readonly without: ReadonlySet<number> } | undefined> {
  const began = await connection.say(
    `begin isolation level read committed; select pg_advisory_xact_lock(${writingLock}); select event, evidence, delivery from counters`,
  )
  const last = began[2]?.rows[0] as Numbered | undefined
  if (!last) throw new Error('the counters of the store are gone')
  const numbers = numbersFrom(last)
  const ran = await run(connection, calls, numbers)
  const { db } = connection.work(numbers.take)
  const without = await keepReceipts(db, { numbers, from: last.evidence, calls: ran?.asking ?? [], ask })
  if (!ran || without.size > 0) {
    await connection.say('rollback')
    return ran && { without }
  }
  const { event, evidence, delivery } = numbers.last()
  const taken = `update counters set event = ${event}, evidence = ${evidence}, delivery = ${delivery} where id = 1; `
  // A commit that waits for a standby when its time is up would be answered as done: here only we
  // may end the waiting.
  const ended = await connection.say(`${numbers.taken() ? taken : ''}set local statement_timeout = 0; commit`)
  // A transaction that had failed before ends too, but as something else.
  if (ended.at(-1)?.command !== 'COMMIT') throw new Error('the transaction could not be committed')
  return ran
}

async function plainly(connection: Connection, calls: readonly Call[], numbers: Numbers): Promise<Ran | undefined> {
  const answers: Answer[] = []
  const asking: Asking['calls'][number][] = []
  let rows = 0
  for (const part of partsOf(calls)) {
    // All of them, so that none is still under way when the transaction ends.
    const ended = await Promise.allSettled(part.map(operate))
    const failed = ended.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    for (const one of ended) {
      if (one.status === 'rejected' || !one.value) return undefined
      answers.push(one.value)
    }
  }
  return { answers, rows, asking }

  async function operate({ id, name, ask }: Call): Promise<Answer | undefined> {
    const work = connection.work(numbers.take)
    try {
      const { answer, undo, first } = await runWrite(work.db, name, ask)
      rows += work.written()
      if (first !== undefined) asking.push({ id, first })
      return undo && work.written() > 0 ? undefined : { id, answer }
    } catch (error) {
      if (connection.isLost() || reachOf(error) !== 'operation') throw error
      return undefined
    }
  }
}

/**
 * What is swapped on a count of the evidence, or takes a place in the chain of a case, sees what
 * those before it recorded, and is seen by those after it.
 */
function counts({ ask }: Call): boolean {
  const { since = [], refusals = [], evidence = [] } = (ask ?? {}) as Partial<Counting>
  return since.length + refusals.length > 0 || evidence.some(({ leaf }) => leaf === null)
}

interface Counting {
  readonly since: readonly Since[]
  readonly refusals: Acceptance['refusals']
  readonly evidence: readonly Pick<NewEvidence, 'leaf'>[]
}

/** Neighbours that may be under way together. */
function partsOf(calls: readonly Call[]): Call[][] {
  const parts: Call[][] = []
  let open: Call[] | undefined
  for (const call of calls) {
    const joins = together.has(call.name) && !counts(call)
    if (open && joins) open.push(call)
    else {
      const part = [call]
      parts.push(part)
      open = joins ? part : undefined
    }
  }
  return parts
}

async function guarded(connection: Connection, calls: readonly Call[], numbers: Numbers): Promise<Ran> {
  const answers: Answer[] = []
  const asking: Asking['calls'][number][] = []
  let rows = 0
  for (const { id, name, ask } of calls) {
    const work = connection.work(numbers.take)
    const before = numbers.last()
    await connection.say('savepoint operation')
    try {
      const { answer, undo, first } = await runWrite(work.db, name, ask)
      if (undo) await takeBack(before)
      else rows += work.written()
      if (first !== undefined && !undo) asking.push({ id, first })
      await connection.say('release operation')
      answers.push({ id, answer })
    } catch (error) {
      if (connection.isLost() || reachOf(error) !== 'operation') throw error
      await takeBack(before)
      await connection.say('release operation')
      answers.push({ id, fault: faultOf(error) })
    }
  }
  return { answers, rows, asking }

  async function takeBack(before: Numbered): Promise<void> {
    await connection.say('rollback to operation')
    numbers.goBack(before)
  }
}
