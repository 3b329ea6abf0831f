// What decisions about content are made from: it is read anew for each of them, and most of it is
// as it was.
import type { DecidingStore, ToldCase } from '../../../gateway/ports/reading.ts'
import type { EvidenceRow, LockedBody } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import { knownTexts } from '../dialect/known-texts.ts'
import { rememberedCases } from '../dialect/remembered-cases.ts'
import { evidenceKnown, evidenceText, type RowText, toldKnown, toldText } from '../dialect/row-texts.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'

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
   * Where nobody else wrote to the database, and we not to its messages, a case has what it had,
   * and what was recorded since.
   */
  async function told(id: string): Promise<ToldCase> {
    const now = await edition(id)
    const before = now === undefined ? undefined : remembered.get(id)
    if (before?.edition === now && before !== undefined) {
      const newer = await recordsOf(id, before.evidence.at(-1)?.seq ?? 0)
      if (newer.rows.length === 0) return before
      const grown = { ...before, evidence: [...before.evidence, ...newer.rows], chars: before.chars + newer.chars }
      remembered.keep(id, grown)
      return grown
    }
    const rows = await read(toldMessages, { id })
    // In this order: what comes meanwhile has its evidence then.
    const { rows: records, chars } = await recordsOf(id, 0)
    const whole = { messages: rows.map(toldOf), evidence: records }
    if (now !== undefined) remembered.keep(id, { ...whole, edition: now, chars: chars + charsOf(rows) })
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
