// What a person is told before it suspends a partner: what was given and is there still, what is
// open on both sides, what the partner contradicted, and what goes on flowing. It decides nothing.
import type { BeforeSuspension, SuspendedCase } from '../../../answers/overview-answers.ts'
import { fold } from '../../../case/steps.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { GivenItem } from '../../../model/profile/case-core.ts'
import type { Client, QueueAsk } from '../../../ports/doors/national.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { ReadingStore } from '../../../ports/reading.ts'
import type { CaseRow } from '../../../ports/rows.ts'
import type { World } from '../../../ports/world.ts'
import { profiles } from '../../../profiles/all.ts'
import { suspensionOf } from '../../between/pair.ts'
import { partnersBook } from '../../between/uses/partners-book.ts'
import { contactsOf, profileUnder, scopeOf } from '../../cases/cases.ts'
import { dutiesOf } from '../../cases/shown.ts'
import { receiptedIn } from '../../cases/uses.ts'
import type { Trust } from '../../trust/trust.ts'

interface Gathering {
  readonly store: ReadingStore & EvidenceStore
  readonly world: Pick<World, 'now'>
  trust(): Trust
}

const usualPage = 20
/** Ids of what is there, of each case; how many they are is counted on. */
const mostNamed = 100

/**
 * A page of the cases with it, each folded once, so that the answer costs its page. Whoever runs
 * the gateway ends the exchange for all offices, and sees all of them: ids, codes and counts only.
 * @throws {Problem} `partner-unknown`
 */
export async function beforeSuspension(
  deps: Gathering,
  client: Client,
  member: string,
  { limit = usualPage, cursor }: QueueAsk,
): Promise<BeforeSuspension> {
  const { store } = deps
  const { us, partners, agreements } = deps.trust()
  const partner = partners.get(member)
  if (!partner) throw new Problem('partner-unknown', `${member} is none of ${[...partners.keys()].join(', ')}`)
  const offices = client.roles.includes('operate') ? 'all' : client.offices
  const page = await store.cases({ offices, partner: member, limit, ...(cursor !== undefined && { cursor }) })
  const rows: SuspendedCase[] = []
  for (const row of page.rows) if (scopeOf(row.profile) === 'case') rows.push(await factsOf(deps, row))
  const ours = await suspensionOf(store, { partner: member, role: 'requested' })
  const theirs = await suspensionOf(store, { partner: member, role: 'requesting' })
  const said = (by: string, suspension: typeof ours) =>
    suspension ? { thread: suspension.thread, by, since: suspension.since, on: suspension.on } : null
  const held = [...agreements.values()].filter((each) => each.partner === member)
  return {
    ...{ partner: member, exchange: partner.state, whole: offices === 'all' },
    ...{ ours: said(us, ours), theirs: said(member, theirs) },
    agreements: held.map(({ agreement }) => agreement.id),
    kinds: [...new Set(held.flatMap(({ agreement }) => agreement.profiles))].flatMap(flowing),
    ...{ rows, next: page.next },
  }
}

/** What the member that asks may send on in a case whose answers rest (11.2), and what rests. */
function flowing(name: string): BeforeSuspension['kinds'] {
  const messages = Object.entries(profiles.get(name)?.messages ?? {})
  const those = (flows: boolean) =>
    messages.flatMap(([type, { whileSuspended }]) => (whileSuspended === flows ? [type] : []))
  return messages.length === 0 ? [] : [{ profile: name, flows: those(true), rests: those(false) }]
}

async function factsOf({ store, trust, world }: Gathering, row: CaseRow): Promise<SuspendedCase> {
  const { id: of, partner, agreement, profile: kind, role, office, state: stands, openedAt } = row
  const profile = profileUnder(trust(), row)
  const messages = await store.messages(of, 'kept')
  const state = fold(profile, row, messages)
  const pieces = Object.entries(state.given)
  const given = pieces.filter(([, { by }]) => by === role)
  const there = given.filter(([, piece]) => isThere(piece))
  const receipted = await receiptedIn(store, trust(), row, messages)
  const asked = { profile, state, messages, receipted, role, contacts: contactsOf(trust(), row) }
  const { findings } = partnersBook(row, messages, await store.receiptsOf(of))
  return {
    ...{ case: of, partner, agreement, profile: kind, role, office, state: stands },
    openedAt: new Date(openedAt).toISOString(),
    ...{ given: given.length, there: there.length },
    content: there.slice(0, mostNamed).map(([id, { what, message }]) => ({ content: id, what, message })),
    held: pieces.filter(([, piece]) => piece.by !== role && isThere(piece)).length,
    owed: dutiesOf(asked, { us: trust().us, partner }, world.now()),
    breach: breachIn(state.regions),
    contradictions: findings.length,
  }
}

const breachIn = ({ breach = 'none' }: Readonly<Record<string, string>>): string | null =>
  breach === 'none' ? null : breach

/** What was disposed of is there still where a copy of it is out. */
const isThere = ({ disposed, outUntil }: GivenItem): boolean => !disposed || outUntil !== undefined
