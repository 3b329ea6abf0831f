// What is known again by its fingerprint: whole items by their own rows, what lies inside them and
// texts of bodies by theirs.
import { sql } from 'kysely'
import type { ReadingStore, StagedCopy } from '../../../../gateway/ports/reading.ts'
import type { FingerprintRow } from '../../../../gateway/ports/rows.ts'
import { prepared } from '../../dialect/compiled.ts'
import type { Db } from '../../dialect/schema.ts'
import type { Runner } from '../../runner.ts'

/** What this file fulfils of the store's port. */
export const alike = ({
  read,
}: Runner): Pick<ReadingStore, 'givenAlike' | 'oursSince' | 'stagedAlike' | 'fingerprintsOf'> => ({
  givenAlike: (fingerprints, recipient) => read(givenAlike, { fingerprints, recipient }),
  oursSince: (fingerprints) => read(oursSince, { fingerprints }),
  stagedAlike: (fingerprints) => read(stagedAlike, { fingerprints }),
  fingerprintsOf: (holder) => read(fingerprintsOf, { holder }),
})

/** One statement asks for so many. */
const lengths = [1, 4, 16, 100]
const atOnce = 100
const rowsAtMost = 1_000

/**
 * Lists of few lengths, so that each query is prepared a few times at most: the last one again
 * stands where none is left.
 */
function* listsOf(fingerprints: readonly string[]): Generator<string[]> {
  for (let from = 0; from < fingerprints.length; from += atOnce) {
    const some = fingerprints.slice(from, from + atOnce)
    const length = lengths.find((each) => each >= some.length) ?? atOnce
    yield [...some, ...Array<string>(length - some.length).fill(some.at(-1) ?? '')]
  }
}

interface Given {
  readonly fingerprints: readonly string[]
  readonly recipient: string
}

export async function givenAlike(db: Db, { fingerprints, recipient }: Given): Promise<readonly FingerprintRow[]> {
  const found: FingerprintRow[] = []
  for (const some of listsOf(fingerprints)) {
    const ask = { some, recipient }
    const [whole, inside] = await Promise.all([givenItems(db, ask), givenInside(db, ask)])
    for (const row of whole.rows) found.push({ ...row, what: 'item', fingerprint: row.fingerprint ?? '' })
    found.push(...inside.rows)
  }
  return found
}

async function oursSince(
  db: Db,
  { fingerprints }: { fingerprints: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const since = new Map<string, number>()
  for (const some of listsOf(fingerprints)) {
    const [whole, inside] = await Promise.all([ourItems(db, { some }), ourInside(db, { some })])
    for (const { fingerprint, at } of [...whole.rows, ...inside.rows])
      if (fingerprint !== null) since.set(fingerprint, Math.min(at, since.get(fingerprint) ?? at))
  }
  return since
}

export async function stagedAlike(
  db: Db,
  { fingerprints }: { fingerprints: readonly string[] },
): Promise<readonly StagedCopy[]> {
  const found = new Map<string, StagedCopy>()
  for (const some of listsOf(fingerprints)) {
    const [whole, inside] = await Promise.all([stagedItems(db, { some }), stagedInside(db, { some })])
    for (const row of [...whole.rows, ...inside.rows]) found.set(row.id, row)
  }
  return [...found.values()]
}

const fingerprintsOf = async (db: Db, ask: { holder: string }): Promise<readonly string[]> =>
  (await ofHolder(db, ask)).rows.map(({ fingerprint }) => fingerprint)

/** In the words of an index, which a value that is bound later would not choose. */
const received = sql<boolean>`direction = 'in'`

const givenItems = prepared((query, { some, recipient }: { some: string[]; recipient: string }) =>
  query
    .selectFrom('items')
    .select(['fingerprint', 'id as holder', 'direction', 'partner', 'case', 'storedAt as at'])
    .where('fingerprint', 'in', some)
    .where(received)
    .where('partner', '<>', recipient)
    .orderBy('fingerprint')
    .orderBy('partner')
    .orderBy('id')
    .limit(rowsAtMost),
)
const givenInside = prepared((query, { some, recipient }: { some: string[]; recipient: string }) =>
  query
    .selectFrom('fingerprints')
    .selectAll()
    .where('fingerprint', 'in', some)
    .where(received)
    .where('partner', '<>', recipient)
    .orderBy('fingerprint')
    .orderBy('partner')
    .orderBy('holder')
    .limit(rowsAtMost),
)
const ourItems = prepared((query, { some }: { some: string[] }) =>
  query
    .selectFrom('items')
    .select(({ fn }) => ['fingerprint', fn.min('storedAt').as('at')])
    .where('fingerprint', 'in', some)
    .where('direction', '=', 'out')
    .groupBy('fingerprint'),
)
const ourInside = prepared((query, { some }: { some: string[] }) =>
  query
    .selectFrom('fingerprints')
    .select(({ fn }) => ['fingerprint', fn.min('at').as('at')])
    .where('fingerprint', 'in', some)
    .where('direction', '=', 'out')
    .groupBy('fingerprint'),
)
const stagedItems = prepared((query, { some }: { some: string[] }) =>
  query
    .selectFrom('items')
    .select(['id', 'partSha256'])
    .where('fingerprint', 'in', some)
    .where('direction', '=', 'out')
    .where('message', 'is', null),
)
const stagedInside = prepared((query, { some }: { some: string[] }) =>
  query
    .selectFrom('fingerprints')
    .innerJoin('items', 'items.id', 'fingerprints.holder')
    .select(['items.id', 'items.partSha256'])
    .where('fingerprints.fingerprint', 'in', some)
    .where('fingerprints.direction', '=', 'out')
    .where('items.message', 'is', null),
)
const ofHolder = prepared((query, { holder }: { holder: string }) =>
  query.selectFrom('fingerprints').select('fingerprint').where('holder', '=', holder).orderBy('fingerprint'),
)
