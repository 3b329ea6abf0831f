// The steps that a move of a store and a restore have in common: copying, and the proof that the
// copy is the original.
import { type RebuiltLog, rebuildLog } from '../../flows/evidence/log/rebuild-log.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import type { Desk, Progress } from '../program/desk.ts'

/** What `start/` hands to the commands that move a store. */
export type Deps = typeof import('../../start/moving.ts').moving
/** One side of a move. */
export type Endpoint = Awaited<ReturnType<Deps['openStopped']>>
type TableCompared = Awaited<ReturnType<Deps['compareRows']>>[number]

export interface Moved {
  readonly rows: number
  readonly tables: readonly TableCompared[]
  readonly log: RebuiltLog
}

/**
 * Copies everything that is not there yet, then compares row by row and leaf by leaf.
 * @throws a complaint that names what differs.
 */
export async function moveRows(deps: Deps, from: Endpoint, to: Endpoint, desk: Desk): Promise<Moved> {
  const rows = await deps.rowsIn(from)
  await counted(desk, 'copying', rows, (told) => deps.copyRows(from, to, told))
  const tables = await counted(desk, 'comparing', rows, (told) => deps.compareRows(from, to, told))
  const wrong = tables.filter(({ different }) => different > 0)
  for (const { table, different, examples } of wrong)
    desk.note(`${table}: ${different} rows differ`, ...examples.map((example) => `  ${example}`))
  if (wrong.length > 0)
    throw refused(
      `${to.place} is not the same as ${from.place}: ${wrong.map(({ table, different }) => `${different} ${table}`).join(', ')}`,
      'was the store changed after an earlier copy, or the copy by somebody? empty the target and copy anew',
    )
  return { rows, tables, log: await sameLog(deps, from, to) }
}

async function sameLog(deps: Deps, from: Endpoint, to: Endpoint): Promise<RebuiltLog> {
  const [here, there] = [await rebuildLog(deps.logIn(from)), await rebuildLog(deps.logIn(to))]
  if (here.rootHash !== there.rootHash || here.size !== there.size)
    throw refused(
      `the evidence log of ${to.place} has ${there.size} leaves and the root ${there.rootHash}, that of ${from.place} ${here.size} and ${here.rootHash}`,
      'empty the target and copy anew',
    )
  if (!there.fits)
    throw refused(
      `the evidence log of ${from.place} is not the one that was published: its first ${here.published} leaves have another root`,
      'the copy is as the original, and the original was changed; keep both and tell your security officer',
    )
  return there
}

export const sayProof = (desk: Desk, { tables, log }: Moved): void =>
  desk.say(
    ...tables
      .filter(({ rows }) => rows > 0)
      .map(({ table, rows, sha256 }) => `  ${table.padEnd(12)} ${String(rows).padStart(9)} rows  sha256 ${sha256}`),
    `  evidence log ${String(log.size).padStart(9)} leaves, root ${log.rootHash}${log.published > 0 ? `, the first ${log.published} as published` : ''}`,
  )

/** A bar where a terminal watches, and a line for each table when it is done. */
async function counted<T>(
  desk: Desk,
  what: string,
  total: number,
  work: (told: (table: string, rows: number) => void) => Promise<T>,
): Promise<T> {
  const progress: Progress = desk.progress(what, total, 'entries')
  const done = new Map<string, number>()
  try {
    return await work((table, rows) => {
      done.set(table, (done.get(table) ?? 0) + rows)
      progress.advance(rows)
    })
  } finally {
    progress.finish()
    for (const [table, rows] of done) desk.say(`${what} ${table}: ${rows} rows`)
  }
}

/** Refuses a shared database that a node works on, which no lock would tell. */
export async function demandIdle(deps: Deps, endpoint: Endpoint, desk: Desk): Promise<void> {
  const node = await deps.workingNode(endpoint, desk.now())
  if (node !== undefined)
    throw refused(
      `the node ${node} works on ${endpoint.place}`,
      'stop every node first, and wait a minute for one that died',
      "a connection that a machine left behind is ended in psql: select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bulla'",
    )
}

/** Opens a store that must not be at work. */
export async function openIdle(open: () => Promise<Endpoint>): Promise<Endpoint> {
  try {
    return await open()
  } catch (error) {
    if (/another process/.test(messageOf(error)))
      throw refused(messageOf(error), 'stop the gateway of this installation first; nothing was changed')
    throw error
  }
}
