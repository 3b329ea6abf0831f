// Two persons decide on a newer card of a partner, each with a reason and with the words that the
// partner read out. What they said is evidence before anything follows from it.

import { chainWith, followChain, heldChain, newestIn, readLines } from '../../../../crypto/card/chain.ts'
import { fingerprint } from '../../../../crypto/card/words.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import type { CardDecided, WaitingCardView } from '../../../answers/directory-answers.ts'
import { apart } from '../../../model/client/actor.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { OperatorFlows } from '../../../ports/doors/operator.ts'
import type { WaitingCardRow } from '../../../ports/keeping.ts'
import { record } from '../../../watch/log.ts'
import { demandAnother } from '../../cases/four-eyes.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { formerlyWith, tellTaken, type Unfollowed } from '../../trust/accept-card.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { Introduced } from './heard.ts'
import type { Introductions } from './introductions.ts'
import { genuine, reasonOf, type Said, sayingOf } from './said.ts'
import {
  askAboutFile,
  askPeople,
  type Deciding,
  endWaiting,
  isWhole,
  judged,
  partnerOf,
  soundOf,
} from './waiting-cards.ts'

interface CardSaid extends Said {
  readonly act: 'card confirmed' | 'card refused'
  /** Without words: on the word of these members. */
  readonly introducedBy?: readonly string[]
}

type CardDecision = Parameters<OperatorFlows['decideCard']>[2]

/** So many persons say yes. */
const persons = 2

export interface DecidingCards extends Pick<OperatorFlows, 'waitingCards' | 'decideCard' | 'offerCard'> {
  /** Whether the card waits for people now. */
  ask(partner: Partner, card: Unfollowed): Promise<boolean>
  /** Whose cards wait. */
  waiting(): Promise<readonly string[]>
  /** Lets go what waits no longer, and takes what was confirmed; to be called again and again. */
  round(): Promise<void>
}

interface WithIntroductions extends Deciding {
  readonly introductions: Pick<Introductions, 'standing' | 'rely' | 'look'>
}

export function decidingCards(deps: WithIntroductions): DecidingCards {
  const { store, log } = deps
  return {
    ask: (partner, card) => askPeople(deps, partner, card),
    async waitingCards() {
      const rows = await store.waitingCards()
      return { cards: await Promise.all(rows.map((row) => viewOf(deps, row))) }
    },
    async offerCard(client, card) {
      const sha256 = await askAboutFile(deps, client, card)
      const row = (await store.waitingCards()).find((each) => each.sha256 === sha256)
      if (row === undefined) throw new Problem('not-found', `card ${sha256} waits no more`)
      return viewOf(deps, row)
    },
    decideCard: (client, sha256, decision) => decide(deps, client, sha256, decision),
    async waiting() {
      const waiting = (await store.waitingCards()).filter(({ state }) => state === 'waiting')
      return [...new Set(waiting.map(({ member }) => member))]
    },
    async round() {
      await deps.introductions.look()
      for (const row of await store.waitingCards())
        try {
          await lookAfter(deps, row)
        } catch (error) {
          if (!(error instanceof CryptoError)) throw error
          record(log, 'trust.refused', { what: `card of ${row.member} that people confirmed`, problem: error.message })
          await endWaiting(deps, row, 'card not taken')
        }
    },
  }
}

/** What two persons confirmed is taken, also where the process that heard them ended before. */
async function lookAfter(deps: WithIntroductions, row: WaitingCardRow): Promise<void> {
  const partner = partnerOf(deps, row)
  if (row.state === 'confirmed' && deps.trust().partners.get(row.member)?.cardSha256 === row.sha256)
    return endTaken(deps, row)
  if (row.until <= deps.world.now()) return endWaiting(deps, row, 'card waited too long')
  if (partner === undefined) return endWaiting(deps, row, 'card in use is another')
  if (row.state === 'confirmed') await take(deps, partner, row)
}

async function decide(
  deps: WithIntroductions,
  client: Client,
  sha256: string,
  decision: CardDecision,
): Promise<CardDecided> {
  const { store, world, log } = deps
  const row = (await store.waitingCards()).find((each) => each.sha256 === sha256 && each.state === 'waiting')
  const partner = row && partnerOf(deps, row)
  if (row === undefined || partner === undefined || row.until <= world.now() || !isWhole(row))
    throw new Problem('not-found', `no card ${sha256} waits here; it may be decided on, or another card is in use`)
  const confirmed = decision.decision === 'confirm'
  const stands = await deps.introductions.standing(partner, row)
  const before = holding(saidOf(deps, row), stands)
  const relies = confirmed && (await demandConfirmable(deps, partner, row, { words: decision.words, stands }))
  if (confirmed) demandAnother(before, client, 'has confirmed this card; another person has to')
  const said = sayingOf(deps, client, {
    act: confirmed ? ('card confirmed' as const) : ('card refused' as const),
    ...(relies && { introducedBy: stands.by }),
    ...{ reason: decision.reason, of: ofCard(row) },
  })
  const decisions = [...before, said]
  const state = !confirmed ? 'refused' : decisions.length >= persons ? 'confirmed' : 'waiting'
  const now: WaitingCardRow = {
    ...{ ...row, state, revision: row.revision + 1 },
    decisions: JSON.stringify(decisions),
    // Nobody is asked again for so long.
    ...(!confirmed && { until: world.now() + (row.until - row.at) }),
  }
  const data = { ...said, sha256, held: row.held } as unknown as JsonObject
  const evidence = leavesOf(world, [{ at: world.now(), kind: 'operator', case: null, subject: row.member, data }])
  if (!(await store.moveWaitingCard(row, { from: row.revision, row: now }, evidence)))
    throw new Problem('draft-changed', 'somebody else decided on this card at this moment; look at it again')
  record(log, confirmed ? 'card.confirmed' : 'card.dismissed', { partner: row.member, sha256, client: client.id })
  if (state === 'confirmed') await take(deps, partner, now).catch(asProblem)
  return { ...(await viewOf(deps, now)), outcome: state === 'confirmed' ? 'taken' : state }
}

/**
 * What is confirmed could be taken, and whoever confirms has heard its words, which nothing here
 * shows; or enough partners introduce it. What somebody heard otherwise is never passed over.
 * @returns whether this yes rests on introductions. @throws {Problem} `card-invalid`,
 *   `request-invalid`
 */
async function demandConfirmable(
  deps: Deciding,
  partner: Partner,
  row: WaitingCardRow,
  { words = '', stands }: { readonly words?: string | undefined; readonly stands: Introduced },
): Promise<boolean> {
  const heard = words
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
  const introduced =
    stands.wanted === 0 ? '' : `, or ${stands.wanted} introductions, of which ${stands.by.length} count`
  const refuse = (expected: string) => new Problem('request-invalid', expected, { field: '/words' })
  try {
    const { card } = await judged(deps, partner, { jws: newestIn(row.offered), why: row.why })
    if (heard.length === 0 && stands.enough) return true
    const expected = fingerprint(card)
    const wrong = expected.findIndex((word, at) => heard[at] !== word)
    if (wrong === -1 && heard.length === expected.length) return false
    const found = heard.length === expected.length ? `they differ at number ${wrong + 1}` : `${heard.length} were given`
    throw refuse(
      `expected the twelve words of this card, as ${row.member} reads them by voice${introduced}: ${found}; if they differ again, somebody may be between you`,
    )
  } catch (error) {
    asProblem(error)
  }
}

function asProblem(error: unknown): never {
  if (error instanceof CryptoError) throw new Problem('card-invalid', error.message, { cause: error })
  throw error
}

const ofCard = ({ member, sha256, held, why }: WaitingCardRow): JsonObject => ({ member, sha256, held, why })

const saidOf = (deps: Deciding, row: WaitingCardRow): readonly CardSaid[] =>
  genuine<CardSaid>(deps, row.decisions, ofCard(row))

/**
 * The card takes the place of the one in use.
 * @throws {CryptoError} where it cannot
 */
async function take(deps: WithIntroductions, partner: Partner, row: WaitingCardRow): Promise<void> {
  const { directory, world, log } = deps
  const stands = await deps.introductions.standing(partner, row)
  const said = holding(saidOf(deps, row), stands).filter(({ act }) => act === 'card confirmed')
  const yes = said.filter((one, at) => said.slice(0, at).every((other) => apart(one, other) === 'two'))
  if (yes.length < persons || !isWhole(row))
    throw new CryptoError('card', `${yes.length} persons confirmed card ${row.sha256}, expected ${persons}`)
  const trusted = await judged(deps, partner, { jws: newestIn(row.offered), why: row.why })
  const chain = row.why === 'moved' ? await chainOf(partner, row, world.now()) : newestIn(row.offered)
  const formerly = formerlyWith(partner, [{ trusted }])
  const words = fingerprint(trusted.card)
  if (!(await directory.saveCard(row.member, { card: chain, formerly, words }, partner.chain))) return
  await tellTaken(deps, partner.card, trusted.card)
  await endTaken(deps, row)
  const { sequence } = trusted.card
  record(log, 'card.taken', {
    partner: row.member,
    sequence,
    sha256: row.sha256,
    clients: yes.map(({ client }) => client).join(' '),
  })
  await deps.refresh()
}

async function endTaken(deps: WithIntroductions, row: WaitingCardRow): Promise<void> {
  if (row.why === 'fork') await deps.directory.settleFork(row.member)
  await deps.introductions.rely(row, introducersIn(saidOf(deps, row)))
  await endWaiting(deps, row, 'card taken')
}

/** A yes on the word of others is none once they count no more. */
const holding = (said: readonly CardSaid[], { enough }: Introduced): readonly CardSaid[] =>
  said.filter(({ introducedBy }) => introducedBy === undefined || enough)

const introducersIn = (said: readonly CardSaid[]): readonly string[] => [
  ...new Set(said.flatMap(({ introducedBy = [] }) => introducedBy)),
]

/** @throws {CryptoError} where it follows no more */
async function chainOf(partner: Partner, { offered }: WaitingCardRow, nowMs: number): Promise<string> {
  const known = await heldChain(partner.chain)
  const followed = await followChain(known, readLines(offered), nowMs)
  if ('fork' in followed) throw new CryptoError('card', 'two cards follow the one in use')
  return chainWith(known, followed.taken)
}

/** As people are shown it: what changes, and whom to call. Its words they have to hear. */
async function viewOf(deps: WithIntroductions, row: WaitingCardRow): Promise<WaitingCardView> {
  const partner = deps.trust().partners.get(row.member)
  const shown = { jws: newestIn(row.offered), why: row.why }
  const trusted = partner && isWhole(row) ? await soundOf(deps, partner, shown) : undefined
  const { contact, endpoint, sequence } = partner?.card ?? {}
  return {
    ...{ card: row.sha256, member: row.member, why: row.why, found: row.found },
    state: row.state,
    inUse: sequence ?? null,
    sequence: trusted?.card.sequence ?? null,
    endpoint: trusted?.card.endpoint ?? null,
    endpointInUse: endpoint ?? null,
    call: contact ? [...contact.names, contact.email, ...(contact.phone ? [contact.phone] : [])] : [],
    ...{ at: iso(row.at), until: iso(row.until) },
    decisions: saidOf(deps, row).map(({ act, client, person, at, id, reason, introducedBy = [] }) => ({
      decision: act === 'card confirmed' ? ('confirm' as const) : ('refuse' as const),
      ...{ client, person: person ?? null, at, reason: reasonOf(deps, { id, reason }) },
      introducedBy: [...introducedBy],
    })),
    ...introductionsIn(
      partner && trusted && row.state === 'waiting' ? await deps.introductions.standing(partner, row) : undefined,
    ),
  }
}

const introductionsIn = ({ wanted, of, enough }: Introduced = { wanted: 0, of: [], by: [], enough: false }) => ({
  introductionsWanted: wanted,
  wordsNeeded: !enough,
  introductions: of.map(({ member, said, why }) => ({
    ...{ member, seen: said?.seenOn ?? null, until: said?.until ?? null },
    ...{ counts: why === undefined, why: why ?? null },
  })),
})
