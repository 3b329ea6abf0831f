// A case goes from one of our offices to another, or to a person in its office. The partner hears
// nothing of either, but that our next statement comes from the other office. Who may read what was
// given does not change with it: terms name offices, and only terms and permissions say more.
import type { HandedOver, WorkedBy } from '../../answers/case-answers.ts'
import { actorOf, personForm, readPerson } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceKind } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { changeFrom, mostFolds, profileUnder, projected } from '../cases/cases.ts'
import { foldedOf } from '../cases/folded.ts'
import { maySee } from '../cases/may-see.ts'
import { receiptedIn } from '../cases/uses.ts'
import { type EvidenceDraft, leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'

interface Handing {
  readonly store: EvidenceStore & KeepingStore & ReadingStore
  readonly world: World
  trust(): Trust
  /** Called after the commit: the offices have news. */
  submitted(): void
}

/**
 * From now on the other office deals with the case: it is in its lists, with drafts and days, and
 * in those of the first no more. Nobody is assigned to it.
 * @returns what of the content terms or permissions let the other office read, and what not
 * @throws {Problem} `not-found` for other offices · `request-invalid` for an office that is none
 *   of ours, or has the case already · `case-changed`
 */
export async function handOver(deps: Handing, client: Client, id: string, to: string): Promise<HandedOver> {
  const { store, world } = deps
  for (let attempt = 0; attempt < mostFolds; attempt += 1) {
    const row = await caseFor(deps, client, id)
    const trust = deps.trust()
    if (row.office === to) throw wrong('/office', `office ${to} deals with case ${id} already`)
    if (!trust.offices.has(to))
      throw wrong('/office', `${to} is none of our offices: neither our card nor a client names it`)
    const profile = profileUnder(trust, row)
    const messages = (await store.told(id)).messages.filter(({ standing }) => standing === 'kept')
    const folded = foldedOf(profile, row, messages)
    const found = readableBy(folded, row, to)
    const now = world.now()
    const receipted = await receiptedIn(store, trust, row, messages)
    const after = projected({ ...row, office: to }, folded.state, messages, { trust, profile, now, receipted })
    const said = { at: now, kind: 'case.handed', case: id, message: null, partner: row.partner } as const
    const counts = { readable: found.readable.length, closed: found.closed.length }
    const outcome = await store.moveCases({
      cases: [{ ...changeFrom(row, after), handed: true }],
      events: [row.office, to].map((office) => ({ ...said, office })),
      evidence: evidenceOf(deps, 'case.handed', row, { ...actorOf(client), from: row.office, to, ...counts }),
    })
    if (outcome === 'conflict') continue
    deps.submitted()
    return { case: id, from: row.office, office: to, ...found }
  }
  throw new Problem('case-changed', `the case moved on ${mostFolds} times while it was handed over`)
}

/**
 * A person of its office works on the case; null: nobody any more. It gives no right and takes
 * none.
 * @throws {Problem} `not-found` for other offices · `request-invalid` for what is no id
 */
export async function assign(deps: Handing, client: Client, id: string, to: string | null): Promise<WorkedBy> {
  const row = await caseFor(deps, client, id)
  const person = to === null ? null : readPerson(to)
  if (person === undefined) throw wrong('/person', `person must be ${personForm}`)
  const now = deps.world.now()
  const evidence = evidenceOf(deps, 'case.assigned', row, { ...actorOf(client), assigned: person })
  const event = { at: now, kind: 'case.assigned', office: row.office, case: id, message: null } as const
  const events = [{ ...event, partner: row.partner }]
  await deps.store.moveCases({ cases: [], events, evidence, assigned: { case: id, person } })
  deps.submitted()
  return { case: id, office: row.office, assigned: person }
}

const wrong = (field: string, said: string) => new Problem('request-invalid', said, { field })

async function caseFor({ store }: Handing, client: Client, id: string): Promise<CaseRow> {
  const row = await store.case(id)
  if (row && maySee(client, row.office)) return row
  throw new Problem('not-found', `no case ${id} is dealt with by your offices`)
}

const evidenceOf = (
  { world }: Handing,
  kind: EvidenceKind & ('case.handed' | 'case.assigned'),
  { id }: CaseRow,
  data: EvidenceDraft['data'],
) => leavesOf(world, [{ at: world.now(), kind, case: id, subject: id, data }])

/** Of what was given to us and is here: what terms in force or a permission open to an office. */
function readableBy({ state, inForce }: ReturnType<typeof foldedOf>, { role }: CaseRow, office: string) {
  const readable: string[] = []
  const closed: string[] = []
  for (const [id, { by, disposed }] of Object.entries(state.given)) {
    const bound = inForce(id)
    if (by === role || disposed || !bound) continue
    const named = bound.terms.terms.some((term) => term.term === 'recipients' && term.offices.includes(office))
    const permitted = Object.values(state.permissions).some(
      ({ verdict, items, scope }) =>
        (verdict === 'granted' || verdict === 'partly') && items.includes(id) && scope.offices?.includes(office),
    )
    if (named || permitted) readable.push(id)
    else closed.push(id)
  }
  return { readable, closed }
}
