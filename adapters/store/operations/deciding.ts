// What decisions about content are made from: it is read anew for each of them, and most of it is
// as it was.
import type { DecidingStore } from '../../../gateway/ports/reading.ts'
import type { LockedBody } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import { knownTexts } from '../dialect/known-texts.ts'
import { evidenceKnown, evidenceText, type RowText, toldKnown, toldText } from '../dialect/row-texts.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'

/** Of messages, and of evidence: some ten long cases. */
const mostChars = 32 * 1024 * 1024

/** What this file fulfils of the store's port. */
export function deciding({ read }: Runner): DecidingStore {
  const [toldOf, evidenceOf] = [toldKnown(knownTexts(mostChars)), evidenceKnown(knownTexts(mostChars))]
  return {
    told: async (id) => (await read(told, { id })).map(toldOf),
    bodies: async (ids) => (ids.length === 0 ? [] : read(bodies, { ids })),
    evidence: async ({ case: of, after, limit }) => (await read(evidence, { case: of, after, limit })).map(evidenceOf),
  }
}

export const told = async (db: Db, ask: { id: string }): Promise<readonly RowText[]> => (await findTold(db, ask)).rows

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
