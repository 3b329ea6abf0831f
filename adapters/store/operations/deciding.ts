// What decisions about content are made from: it is read anew for each of them, and most of it is
// as it was.
import type { DecidingStore, ToldCase } from '../../../gateway/ports/reading.ts'
import type { EvidenceRow, LockedBody } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import { knownTexts } from '../dialect/known-texts.ts'
import { rememberedCases } from '../dialect/remembered-cases.ts'
import { evidenceKnown, evidenceText, type RowText, toldKnown, toldText } from '../dialect/row-texts.ts'
import type { Db } from '../dialect/schema.ts'
import type { Edition, Runner } from '../runner.ts'

/** Of messages, and of evidence: some ten long cases. */
const mostChars = 32 * 1024 * 1024

/** What this file fulfils of the store's port. */
export function deciding({ read, edition }: Runner): DecidingStore {
  const [toldOf, evidenceOf] = [toldKnown(knownTexts(mostChars)), evidenceKnown(knownTexts(mostChars))]
  const remembered = rememberedCases(mostChars)

  async function recordsOf(id: string, after: number): Promise<{ rows: readonly EvidenceRow[]; chars: number }> {
    const rows: EvidenceRow[] = []
    let chars = 0
    for (;;) {
      const found = await read(evidence, { case: id, after: rows.at(-1)?.seq ?? after, limit: recordsAtOnce })
      rows.push(...found.map(evidenceOf))
      chars += charsOf(found)
      if (found.length < recordsAtOnce) return { rows, chars }
    }
  }

  /**
   * Where nothing that was read of a case has changed, it has what it had, and what was recorded
   * since.
   */
  async function told(id: string): Promise<ToldCase> {
    const before = remembered.get(id)
    const now = await edition(id, before?.until)
    if (before !== undefined && before.edition === now?.text) {
      const newer = await recordsOf(id, before.until)
      if (newer.rows.length === 0) return before
      const grown = { ...before, evidence: [...before.evidence, ...newer.rows], chars: before.chars + newer.chars }
      if (now.until === undefined) remembered.keep(id, { ...grown, until: lastOf(newer.rows, before.until) })
      else if (newer.rows.length > mostNewer) remembered.forget(id)
      return grown
    }
    return toldAnew(id, before === undefined || now?.until === undefined ? now : await edition(id))
  }

  /** @param now asked for before anything is read: what comes meanwhile is of another one. */
  async function toldAnew(id: string, now: Edition | undefined): Promise<ToldCase> {
    const rows = await read(toldMessages, { id })
    // In this order: what comes meanwhile has its evidence then.
    const { rows: records, chars } = await recordsOf(id, 0)
    const whole = { messages: rows.map(toldOf), evidence: records }
    if (now === undefined) return whole
    const until = now.until ?? lastOf(records, 0)
    const evidence = records.filter(({ seq }) => seq <= until)
    remembered.keep(id, { ...whole, evidence, until, edition: now.text, chars: chars + charsOf(rows) })
    return whole
  }

  return {
    told,
    bodies: async (ids) => (ids.length === 0 ? [] : read(bodies, { ids })),
    evidence: async ({ case: of, after, limit }) => (await read(evidence, { case: of, after, limit })).map(evidenceOf),
    usesAfter: async ({ case: of, after, limit }) => (await read(usesAfter, { of, after, limit })).map(evidenceOf),
  }
}

const recordsAtOnce = 1000
/** Records that are read again with each decision, where an edition speaks of those before them. */
const mostNewer = 100
const lastOf = (rows: readonly EvidenceRow[], otherwise: number): number => rows.at(-1)?.seq ?? otherwise
const charsOf = (rows: readonly RowText[]): number => rows.reduce((chars, { row }) => chars + row.length, 0)

export const toldMessages = async (db: Db, ask: { id: string }): Promise<readonly RowText[]> =>
  (await findTold(db, ask)).rows

const findTold = prepared((query, { id }: { id: string }) =>
  query.selectFrom('messages').select(toldText()).where('case', '=', id).orderBy('clock').orderBy('id'),
)

const bodiesAtOnce = 100

export async function bodies(db: Db, { ids }: { ids: readonly string[] }): Promise<readonly LockedBody[]> {
  const found: LockedBody[] = []
  for (let from = 0; from < ids.length; from += bodiesAtOnce)
    found.push(...(await findBodies(db, { ids: ids.slice(from, from + bodiesAtOnce) })).rows)
  return found
}

const findBodies = prepared((query, { ids }: { ids: string[] }) =>
  query.selectFrom('messages').select(['id', 'key', 'secret']).where('id', 'in', ids),
)

interface EvidenceAsk {
  readonly case: string | undefined
  readonly after: number | undefined
  readonly limit: number
}

export async function evidence(db: Db, ask: EvidenceAsk): Promise<readonly RowText[]> {
  const { case: of, after = 0, limit } = ask
  return (of === undefined ? await findEvidence(db, { after, limit }) : await findEvidenceOf(db, { of, after, limit }))
    .rows
}

const findEvidence = prepared((query, { after, limit }: { after: number; limit: number }, db) =>
  query.selectFrom('evidence').select(evidenceText(db)).where('seq', '>', after).orderBy('seq').limit(limit),
)
const findEvidenceOf = prepared((query, { of, after, limit }: { of: string; after: number; limit: number }, db) =>
  query
    .selectFrom('evidence')
    .select(evidenceText(db))
    .where('case', '=', of)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit),
)

export const usesAfter = async (db: Db, ask: { of: string; after: number; limit: number }) =>
  (await findUses(db, ask)).rows
const findUses = prepared((query, { of, after, limit }: { of: string; after: number; limit: number }, db) =>
  query
    .selectFrom('evidence')
    .select(evidenceText(db))
    .where('case', '=', of)
    .where('count', '>', after)
    .orderBy('count')
    .limit(limit),
)
