// Node leases, what is recorded or told by itself, and the proof that a commit is possible.
import type { EvidenceStore } from '../../../gateway/ports/evidence.ts'
import type {
  AbsenceRow,
  AlertRow,
  CardHolderRow,
  IntroductionRow,
  NodeLeaseRow,
  NodeStore,
  WaitingCardRow,
} from '../../../gateway/ports/keeping.ts'
import type { IdempotencyRow, NewEvent, Since } from '../../../gateway/ports/rows.ts'
import { prepared } from '../dialect/compiled.ts'
import type { StoredNewEvidence } from '../dialect/rows.ts'
import { storedEvidence } from '../dialect/rows.ts'
import type { Db } from '../dialect/schema.ts'
import type { Runner } from '../runner.ts'
import { type Change, chronicle, demandNewKey, kept, nothingSince } from './change.ts'

/** What this file fulfils of the store's port. */
export const keeping = ({ read, write }: Runner): Omit<NodeStore, 'purge'> & Pick<EvidenceStore, 'record'> => ({
  takeNodeLease: (lease, now, believedUntil = Number.MAX_SAFE_INTEGER) =>
    write(takeNodeLease, { lease, now, believedUntil }),
  record: (evidence, since = [], idempotency = null, events = []) =>
    write(record, { evidence: evidence.map(storedEvidence), since, idempotency, events }),
  alertOnce: (told, unless, event) => write(alertOnce, { told, unless, event }),
  alertedAt: ({ thing, stage }) => read(alertedAt, { thing, stage }),
  absences: () => read(absences, null),
  saveAbsence: (row, { events, evidence }) =>
    write(saveAbsence, { row, events, evidence: evidence.map(storedEvidence) }),
  waitingCards: () => read(waitingCards, null),
  moveWaitingCard: ({ member, sha256 }, change, evidence) =>
    write(moveWaitingCard, { member, sha256, ...change, evidence: evidence.map(storedEvidence) }),
  introductions: () => read(introductions, null),
  moveIntroduction: ({ what, about, card, member }, change, evidence) =>
    write(moveIntroduction, { what, about, card, member, ...change, evidence: evidence.map(storedEvidence) }),
  cardHolders: () => read(cardHolders, null),
  async saveCardHolders(rows) {
    await write(saveCardHolders, rows)
  },
  async ready() {
    await write(prove, null)
  },
})

/** By the names under which they are sent to whoever runs them. */
export const keepingWrites = {
  ...{ takeNodeLease, alertOnce, saveAbsence, record, prove },
  ...{ moveWaitingCard, moveIntroduction, saveCardHolders },
} as const

export async function record(db: Db, { evidence, since, idempotency, events }: Recording): Promise<Change<boolean>> {
  if (!(await nothingSince(db, since))) return kept(false)
  await demandNewKey(db, idempotency)
  await chronicle(db, { events, evidence })
  return kept(true)
}

interface Recording {
  readonly events: readonly NewEvent[]
  readonly evidence: readonly StoredNewEvidence[]
  readonly since: readonly Since[]
  readonly idempotency: IdempotencyRow | null
}

/** Compares and swaps in one statement: of many nodes that ask at once one wins. */
export async function takeNodeLease(db: Db, { lease, now, believedUntil }: NodeLeaseAsk): Promise<Change<boolean>> {
  return kept(Number((await upsertNodeLease(db, { ...lease, now, believedUntil })).numAffectedRows) === 1)
}

interface NodeLeaseAsk {
  readonly lease: NodeLeaseRow
  readonly now: number
  readonly believedUntil: number
}
type Upsert = { [D in keyof NodeLeaseRow]: NodeLeaseRow[D] } & { now: number; believedUntil: number }

const upsertNodeLease = prepared((query, { now, believedUntil, ...lease }: Upsert) =>
  query
    .insertInto('duties')
    .values(lease)
    .onConflict((there) =>
      there
        .column('name')
        .doUpdateSet(({ ref }) => ({ node: ref('excluded.node'), until: ref('excluded.until') }))
        .where(({ or, eb, ref }) =>
          or([
            eb('duties.node', '=', ref('excluded.node')),
            eb('duties.until', '<=', now),
            eb('duties.until', '>', believedUntil),
          ]),
        ),
    ),
)

/** Writes one row in place, so that its commit has to reach the disk. */
export async function prove(db: Db, _: null): Promise<Change<null>> {
  await touchCounters(db, {})
  return kept(null)
}

const touchCounters = prepared((query, _: Record<string, never>) =>
  query.updateTable('counters').set({ id: 1 }).where('id', '=', 1),
)

interface Alerting {
  readonly told: AlertRow
  readonly unless: { readonly again: number; readonly ahead: number; readonly forgotten: number }
  readonly event: NewEvent
}

async function alertOnce(db: Db, { told, unless, event }: Alerting): Promise<Change<boolean>> {
  if (Number((await alert(db, { ...told, again: unless.again, ahead: unless.ahead })).numAffectedRows) === 0)
    return kept(false)
  await forgetTold(db, { before: unless.forgotten })
  await chronicle(db, { events: [event], evidence: [] })
  return kept(true)
}

type AlertAsk = { [A in keyof AlertRow]: AlertRow[A] } & { again: number; ahead: number }
const alert = prepared((query, { thing, stage, at, again, ahead }: AlertAsk) =>
  query
    .insertInto('alerts')
    .values({ thing, stage, at })
    .onConflict((conflict) =>
      conflict
        .columns(['thing', 'stage'])
        .doUpdateSet((row) => ({ at: row.ref('excluded.at') }))
        .where(({ or, eb }) => or([eb('alerts.at', '<=', again), eb('alerts.at', '>', ahead)])),
    ),
)
const alertedAt = async (db: Db, ask: Pick<AlertRow, 'thing' | 'stage'>): Promise<number | null> =>
  (await alertRow(db, ask)).rows[0]?.at ?? null
const alertRow = prepared((query, { thing, stage }: { [A in 'thing' | 'stage']: AlertRow[A] }) =>
  query.selectFrom('alerts').select('at').where('thing', '=', thing).where('stage', '=', stage),
)
const forgetTold = prepared((query, { before }: { before: number }) =>
  query.deleteFrom('alerts').where('at', '<', before),
)

const absences = async (db: Db, _: null): Promise<readonly AbsenceRow[]> => (await allAbsences(db, {})).rows
const allAbsences = prepared((query, _: Record<string, never>) =>
  query.selectFrom('absences').selectAll().orderBy('what').orderBy('member'),
)

interface Absence {
  readonly row: AbsenceRow
  readonly events: readonly NewEvent[]
  readonly evidence: readonly StoredNewEvidence[]
}

async function saveAbsence(db: Db, { row, events, evidence }: Absence): Promise<Change<boolean>> {
  if (Number((await upsertAbsence(db, { ...row })).numAffectedRows) === 0) return kept(false)
  await chronicle(db, { events, evidence })
  return kept(true)
}

const upsertAbsence = prepared((query, row: { [A in keyof AbsenceRow]: AbsenceRow[A] }) =>
  query
    .insertInto('absences')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['what', 'member'])
        .doUpdateSet(({ ref }) => ({
          at: ref('excluded.at'),
          until: ref('excluded.until'),
          sinceAt: ref('excluded.sinceAt'),
          spentMs: ref('excluded.spentMs'),
        }))
        .where(({ eb, ref }) => eb('absences.at', '<', ref('excluded.at'))),
    ),
)

const waitingCards = async (db: Db, _: null): Promise<readonly WaitingCardRow[]> => (await allWaiting(db, {})).rows
const allWaiting = prepared((query, _: Record<string, never>) =>
  query.selectFrom('waitingCards').selectAll().orderBy('member').orderBy('at').orderBy('sha256'),
)

interface MovedCard extends Pick<WaitingCardRow, 'member' | 'sha256'> {
  readonly from: number | null
  readonly row: WaitingCardRow | null
  readonly evidence: readonly StoredNewEvidence[]
}

async function moveWaitingCard(db: Db, change: MovedCard): Promise<Change<boolean>> {
  if (Number((await moved(db, change)).numAffectedRows) === 0) return kept(false)
  await chronicle(db, { events: [], evidence: change.evidence })
  return kept(true)
}

function moved(db: Db, { member, sha256, from, row }: MovedCard) {
  if (row === null) return dropWaiting(db, { member, sha256, from: from ?? 0 })
  return from === null ? addWaiting(db, { ...row }) : changeWaiting(db, { ...row, from })
}

type Waiting = { [W in keyof WaitingCardRow]: WaitingCardRow[W] }
const addWaiting = prepared((query, row: Waiting) =>
  query
    .insertInto('waitingCards')
    .values(row)
    .onConflict((conflict) => conflict.columns(['member', 'sha256']).doNothing()),
)
const changeWaiting = prepared((query, { from, member, sha256, ...row }: Waiting & { from: number }) =>
  query
    .updateTable('waitingCards')
    .set(row)
    .where('member', '=', member)
    .where('sha256', '=', sha256)
    .where('revision', '=', from),
)
const dropWaiting = prepared((query, { member, sha256, from }: { member: string; sha256: string; from: number }) =>
  query
    .deleteFrom('waitingCards')
    .where('member', '=', member)
    .where('sha256', '=', sha256)
    .where('revision', '=', from),
)

const introductions = async (db: Db, _: null): Promise<readonly IntroductionRow[]> =>
  (await allIntroductions(db, {})).rows
const allIntroductions = prepared((query, _: Record<string, never>) =>
  query.selectFrom('introductions').selectAll().orderBy('what').orderBy('about').orderBy('card').orderBy('member'),
)

type Named = Pick<IntroductionRow, 'what' | 'about' | 'card' | 'member'>
interface MovedIntroduction extends Named {
  readonly from: number | null
  readonly row: IntroductionRow | null
  readonly evidence: readonly StoredNewEvidence[]
}

async function moveIntroduction(
  db: Db,
  { from, row, evidence, ...named }: MovedIntroduction,
): Promise<Change<boolean>> {
  const { what, about, card, member } = named
  const at = { what, about, card, member, from: from ?? 0 }
  const ask = row === null ? dropIntroduction(db, at) : keepIntroduction(db, { ...row }, from)
  if (Number((await ask).numAffectedRows) === 0) return kept(false)
  await chronicle(db, { events: [], evidence })
  return kept(true)
}

type Introduced = { [I in keyof IntroductionRow]: IntroductionRow[I] }
const keepIntroduction = (db: Db, row: Introduced, from: number | null) =>
  from === null ? addIntroduction(db, row) : changeIntroduction(db, { ...row, from })
const addIntroduction = prepared((query, row: Introduced) =>
  query
    .insertInto('introductions')
    .values(row)
    .onConflict((conflict) => conflict.columns(['what', 'about', 'card', 'member']).doNothing()),
)
const changeIntroduction = prepared(
  (query, { from, what, about, card, member, ...row }: Introduced & { from: number }) =>
    query
      .updateTable('introductions')
      .set(row)
      .where('what', '=', what)
      .where('about', '=', about)
      .where('card', '=', card)
      .where('member', '=', member)
      .where('revision', '=', from),
)
const dropIntroduction = prepared((query, { what, about, card, member, from }: Named & { from: number }) =>
  query
    .deleteFrom('introductions')
    .where('what', '=', what)
    .where('about', '=', about)
    .where('card', '=', card)
    .where('member', '=', member)
    .where('revision', '=', from),
)

const cardHolders = async (db: Db, _: null): Promise<readonly CardHolderRow[]> => (await allHolders(db, {})).rows
const allHolders = prepared((query, _: Record<string, never>) =>
  query.selectFrom('cardHolders').selectAll().orderBy('member'),
)

async function saveCardHolders(db: Db, rows: readonly CardHolderRow[]): Promise<Change<null>> {
  for (const row of rows) await upsertHolder(db, { ...row })
  return kept(null)
}

const upsertHolder = prepared((query, row: { [C in keyof CardHolderRow]: CardHolderRow[C] }) =>
  query
    .insertInto('cardHolders')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('member').doUpdateSet(({ ref }) => ({
        sequence: ref('excluded.sequence'),
        sha256: ref('excluded.sha256'),
        at: ref('excluded.at'),
      })),
    ),
)
