// That the store was restored is held beside it, and what opens cases again bears the mark of this
// installation: whoever can write to the database alone opens nothing by taking rows away, or by
// writing some.
import { Problem } from '../../../model/problems/problems.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { Note } from '../../../ports/installation.ts'
import type { CasesStore } from '../../../ports/reading.ts'
import type { RestoredRow, RestoringStore } from '../../../ports/receiving.ts'
import type { EvidenceRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import type { Secrets } from '../../content/secrets.ts'
import { everyRecord } from '../every-record.ts'
import { whyNotCommitted } from '../found-out.ts'
import { type RestoreNote, readRestoreNote, restoreNoteText } from './restore-note.ts'

interface Holding {
  readonly store: CasesStore & EvidenceStore & RestoringStore
  readonly secrets: Pick<Secrets, 'mark'>
  readonly world: Pick<World, 'id'>
  /** Beside the database, and never in it. */
  readonly note: Note
}

/** What becomes of a restore, each as the evidence tells of it. */
export const restoreActs = { opened: 'restored-open', ended: 'restored-settled' } as const

/** In the record that ends a restore. */
export const endMark = (secrets: Holding['secrets'], restore: string): string =>
  secrets.mark({ restore, as: restoreActs.ended })

/** The store's duty after a restore, held against what is noted beside it and the evidence. */
export async function holdingRestore(deps: Holding): Promise<RestoringStore> {
  const { store, secrets, world, note } = deps
  let held = await readRestoreNote(note)
  /** Once something does not fit, lists show what lies there; nothing is decided by it. */
  let isAltered = false

  /** What was read before something was saved, and judged after it, is read once more. */
  async function judged(
    read: () => Promise<readonly RestoredRow[]>,
    judge: (rows: readonly RestoredRow[]) => Promise<void>,
  ): Promise<readonly RestoredRow[]> {
    for (let left = looks; ; left -= 1) {
      const rows = await read()
      try {
        await judge(rows)
        return rows
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'store-altered')) throw error
        if (left > 1) continue
        isAltered = true
        throw error
      }
    }
  }

  async function adopt(mark: RestoredRow): Promise<void> {
    if (held && held.restore !== mark.restore && !(await isEnded(deps, held.restore)))
      throw altered('it says that it was restored from another backup than is noted beside it')
    if (held?.restore === mark.restore) return
    if (await isEnded(deps, mark.restore)) throw altered('the mark of a restore that was settled lies in it again')
    const { restore, since, found } = mark
    const noted: RestoreNote = { state: 'restored', restore, since, found, database: '' }
    await note.write(restoreNoteText(noted))
    held = noted
  }

  /** @throws {Problem} `store-altered` where rows are not what this installation wrote */
  async function hold(rows: readonly RestoredRow[]): Promise<void> {
    const mark = rows.find(({ what }) => what === 'mark')
    if (mark) await adopt(mark)
    if (!held) {
      if (rows.length > 0) throw altered('rows of a restore lie in it without its mark')
      return
    }
    if (!mark) {
      if (rows.length > 0 || !(await isEnded(deps, held.restore)))
        throw altered('that it was restored is noted beside it, and its mark is gone')
      // Another node has ended it.
      held = undefined
      await note.clear()
      return
    }
    if (mark.since !== held.since) throw altered('it says that it was restored from a copy of another time')
    for (const row of rows) {
      if (row.restore !== held.restore) throw altered(`what ${row.what} ${row.id} says is of another restore`)
      if (opens(row) && row.mark !== markOf(secrets, row))
        throw altered(`that ${row.what} ${row.id} is ${row.state} was not written by this installation`)
    }
  }

  /** As it is saved: of this restore, and with our mark where it opens something. */
  function marked(row: RestoredRow): RestoredRow {
    const restore = held?.restore ?? (row.restore === '' ? world.id() : row.restore)
    const whole = { ...row, restore, mark: '' }
    return opens(row) ? { ...whole, mark: markOf(secrets, whole) } : whole
  }

  return {
    ...store,
    restored: () => (isAltered ? store.restored() : judged(store.restored, hold)),
    restoredOf: (ask) =>
      judged(
        () => store.restoredOf(ask),
        async (rows) => {
          await hold(rows)
          if (held && !rows.some(({ what }) => what === 'case') && (await wasOpened(deps, held.restore, ask.case)))
            throw altered(`case ${ask.case} waits for a person by its evidence, and its row is gone`)
        },
      ),
    async saveRestored(rows, evidence) {
      const saved = rows.map(marked)
      if (!(await store.saveRestored(saved, evidence))) return false
      const mark = saved.find(({ what }) => what === 'mark')
      if (mark) await adopt(mark)
      return true
    },
    takeBack: (back) => store.takeBack({ ...back, restored: back.restored.map(marked) }),
    async endRestored(evidence) {
      const rows = await judged(store.restored, hold)
      const here = new Set(rows.flatMap(({ what, id }) => (what === 'case' ? [id] : [])))
      if (held)
        for await (const id of openedIn(deps, held))
          if (!here.has(id)) throw altered(`case ${id} waits for a person by its evidence, and its row is gone`)
      await store.endRestored(evidence)
      held = undefined
      await note.clear()
    },
  }
}

const looks = 3
const altered = (found: string): Problem => new Problem('store-altered', found)
const opens = ({ state }: RestoredRow): boolean => state === 'answered' || state === 'settled' || state === 'settling'

/** Of what one person said also who it was. */
const markOf = (secrets: Holding['secrets'], { restore, what, id, partner, state, found }: RestoredRow): string =>
  secrets.mark({ restore, what, id, partner, state, ...(state === 'settling' && { found }) })

/** Whether this installation has recorded that nothing of this restore stands open. */
async function isEnded({ store, secrets }: Holding, restore: string): Promise<boolean> {
  const [told] = await store.evidenceAbout('operator', [restore])
  if (!told) return false
  const [row] = await store.evidence({ after: told.seq - 1, limit: 1 })
  return (
    row?.subject === restore &&
    row.data.act === restoreActs.ended &&
    row.data.mark === endMark(secrets, restore) &&
    whyNotCommitted(row) === undefined
  )
}

const isOpening = ({ kind, data }: EvidenceRow, restore: string): boolean =>
  kind === 'operator' && data.act === restoreActs.opened && data.restore === restore

/** Whether by its evidence a case was left to a person. */
async function wasOpened({ store }: Holding, restore: string, id: string): Promise<boolean> {
  if ((await store.evidenceAbout('operator', [id])).length === 0) return false
  for await (const row of everyRecord(store, id)) if (isOpening(row, restore)) return true
  return false
}

const rowsAtOnce = 1000

/** All of them, once, before the restore ends: all that was recorded since is looked through. */
async function* openedIn({ store }: Holding, { restore, since }: RestoreNote): AsyncGenerator<string> {
  for (let after = await lastBefore(store, since); ; ) {
    const rows = await store.evidence({ after, limit: rowsAtOnce })
    for (const row of rows) if (isOpening(row, restore)) yield row.subject
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.seq
  }
}

/** Number of the last record that is older, by halves: records are in the order of time. */
async function lastBefore({ evidence }: CasesStore, sinceMs: number): Promise<number> {
  let [low, high] = [0, 1]
  const isBefore = async (at: number) => {
    const [row] = await evidence({ after: at, limit: 1 })
    return row !== undefined && row.at < sinceMs
  }
  while (await isBefore(high)) {
    low = high
    high *= 2
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}
