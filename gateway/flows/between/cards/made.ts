// We introduce a member that has lost everything to a partner who knows nobody there: two persons
// of ours say that people of ours have met them, and that the card in use here is theirs.
import { claimedSha256, heldChain, longestChain, readLines } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { dayMs, iso } from '../../../../crypto/instants.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import {
  checkedIntroduction,
  demandMeans,
  type Introduction,
  introductionKid,
  longestIntroductionMs,
  signIntroduction,
} from '../../../../crypto/statement/introduction.ts'
import type { IntroductionView } from '../../../answers/directory-answers.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { Client } from '../../../ports/doors/national.ts'
import type { IntroductionRow, NodeStore } from '../../../ports/keeping.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import { type Log, record } from '../../../watch/log.ts'
import { demandAnother, demandStated } from '../../cases/four-eyes.ts'
import type { Secrets } from '../../content/secrets.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { activePartner, type Trust } from '../../trust/trust.ts'
import { genuine, reasonOf, type Said, sayingOf } from './said.ts'

export interface Making {
  readonly store: NodeStore
  readonly world: Pick<World, 'now' | 'id' | 'randomOctets'>
  readonly log: Log
  readonly secrets: Pick<Secrets, 'mark' | 'encryptLasting' | 'decrypt'>
  readonly line: Pick<PartnerLine, 'introduce'>
  trust(): Trust
}

/** What a person says. */
export interface Introducing {
  readonly about: string
  readonly to: string
  /** SHA-256 of the card that is meant: the one that is in use here. */
  readonly card: string
  /** The day on which they were met, and the twelve words compared. */
  readonly seen: string
  readonly reason: string
}

interface IntroductionSaid extends Said {
  readonly seen: string
}

const makingLimits = {
  /** So long the second person has. */
  askedMs: 14 * dayMs,
  /** What a partner did not take is shown to it again; it takes four in an hour. */
  againMs: dayMs / 24,
} as const

const persons = 2

/**
 * The first person asks the second; the second, who says the same, makes it, and it leaves. Said
 * once more it is sent again.
 * @throws {Problem} `request-invalid`, `partner-unknown`, `partner-suspended`, `approver-same`,
 *   `person-missing`, `draft-changed`
 */
export async function introduce(deps: Making, client: Client, said: Introducing): Promise<IntroductionView> {
  const { store, world } = deps
  await demandHeld(deps, said)
  const known = (await store.introductions()).find(
    ({ what, about, card, member }) =>
      what === 'made' && about === said.about && card === said.card && member === said.to,
  )
  const before = known !== undefined && world.now() < known.until ? known : undefined
  if (before !== undefined && before.state !== 'asked') return send(deps, before)
  const yes = before === undefined ? [] : saidOf(deps, before).filter(({ seen }) => seen === said.seen)
  demandStated(client)
  demandAnother(yes, client, 'has said so already; another person has to')
  const at = world.now()
  const named = { what: 'made', about: said.about, card: said.card, member: said.to } as const
  const mine = sayingOf(deps, client, {
    act: 'introduction said',
    seen: said.seen,
    reason: said.reason,
    of: ofRow(named),
  })
  const decisions = [...yes, mine]
  const jws = decisions.length < persons ? '' : await signed(deps, said, at)
  const row: IntroductionRow = {
    ...{ ...named, state: jws === '' ? 'asked' : 'made', at, jws },
    until: at + (jws === '' ? makingLimits.askedMs : longestIntroductionMs),
    ...{ decisions: JSON.stringify(decisions), revision: (known?.revision ?? 0) + 1 },
  }
  const { mark: _, ...told } = mine
  const data = { ...told, ...ofRow(named), ...(jws !== '' && { introduction: jws }) } as unknown as JsonObject
  const evidence = leavesOf(world, [{ at, kind: 'operator', case: null, subject: said.about, data }])
  if (!(await store.moveIntroduction(row, { from: known?.revision ?? null, row }, evidence)))
    throw new Problem('draft-changed', 'somebody else said something of this introduction at this moment; look again')
  return jws === '' ? viewOf(deps, row) : send(deps, row)
}

/** What was made here, and what a second person is asked. */
export async function introductionsMade(deps: Making): Promise<readonly IntroductionView[]> {
  const now = deps.world.now()
  const rows = (await deps.store.introductions()).filter(({ what, until }) => what === 'made' && now < until)
  return rows.map((row) => viewOf(deps, row))
}

/**
 * Sends again what was not taken, or is signed by a key that was replaced; lets go what is over.
 */
export async function reviewMade(deps: Making): Promise<void> {
  const now = deps.world.now()
  for (const row of await deps.store.introductions()) {
    if (row.what !== 'made') continue
    if (row.until <= now) await deps.store.moveIntroduction(row, { from: row.revision, row: null }, [])
    else if (replacedIn(deps.trust(), row)) await giveUp(deps, row)
    else if (isDue(deps, row) && row.at + makingLimits.againMs <= now) await sendWhereTrusted(deps, row)
  }
}

const isDue = ({ trust }: Making, row: IntroductionRow): boolean =>
  row.state === 'made' || (row.state === 'sent' && isOutOfUse(trust(), row))

/** People have put a card in its place that does not follow it: nobody hears of it any more. */
function replacedIn({ partners }: Trust, { about, card }: IntroductionRow): boolean {
  const chain = partners.get(about)?.chain
  if (chain === undefined) return true
  const lines = readLines(chain)
  return lines.length < longestChain && !lines.some((jws) => claimedSha256(jws) === card)
}

async function giveUp({ store, log }: Making, row: IntroductionRow): Promise<void> {
  const { about, card, member, state, revision } = row
  if (!(await store.moveIntroduction(row, { from: revision, row: null }, [])) || state === 'asked') return
  const has = state === 'sent' ? `; ${member} has it: call its contact point` : ''
  const problem = `card ${card} of ${about} was replaced here, so it is introduced to nobody any more${has}`
  record(log, 'introduction.unsent', { partner: member, member: about, problem })
}

/** While the exchange with it rests, or two histories of it are known, nothing is said of it. */
async function sendWhereTrusted(deps: Making, row: IntroductionRow): Promise<void> {
  const about = deps.trust().partners.get(row.about)
  if (about?.state === 'active' && !about.forked) await send(deps, row)
}

const isOutOfUse = ({ card }: Trust, { jws }: IntroductionRow): boolean =>
  !card.signing.some(({ kid }) => kid === introductionKid(jws))

/** Nobody introduces what he does not trust. */
async function demandHeld({ trust, world }: Making, said: Introducing): Promise<void> {
  const about = activePartner(trust(), said.about)
  if (about.forked) throw new Problem('partner-suspended', `two histories of ${said.about} are known here; settle that`)
  activePartner(trust(), said.to)
  const refuse = (field: string, message: string) => new Problem('request-invalid', message, { field })
  if (said.about === said.to) throw refuse('/to', `${said.to} needs nobody to introduce it to itself`)
  if (about.cardSha256 !== said.card)
    throw refuse(
      '/card',
      `card ${said.card} of ${said.about} is not in use here, ${about.cardSha256} is; introduce that`,
    )
  try {
    const meant = checkedIntroduction(statementOf(trust().us, said, about.card.next, world.now()))
    demandMeans(meant, about.card, about.cardSha256)
  } catch (error) {
    if (error instanceof CryptoError) throw refuse('/seen', error.message)
    throw error
  }
}

async function signed({ trust }: Making, said: Introducing, at: number): Promise<string> {
  const { us, signWith } = trust()
  const { card } = activePartner(trust(), said.about)
  return signIntroduction(statementOf(us, said, card.next, at), signWith(said.to))
}

/**
 * Partners believe a key that our card names, so what a replaced key signed is signed anew: what
 * two persons said, of which there are marks, and for no longer than they said it for.
 */
async function inForce(deps: Making, row: IntroductionRow): Promise<IntroductionRow> {
  const { us, signWith } = deps.trust()
  const said = saidOf(deps, row)
  const last = said.at(-1)
  if (!isOutOfUse(deps.trust(), row) || last === undefined) return row
  if (said.filter(({ seen }) => seen === last.seen).length < persons) return row
  const { about, card, member: to } = row
  const held = await heldChain(activePartner(deps.trust(), about).chain)
  const meant = held.find(({ trusted }) => trusted.sha256 === card)?.trusted.card
  if (meant === undefined) return row
  const { v, from, next, seenOn, at } = statementOf(
    us,
    { about, to, card, seen: last.seen },
    meant.next,
    deps.world.now(),
  )
  const until = iso(Math.min(row.until, Date.parse(last.at) + longestIntroductionMs))
  return { ...row, jws: await signIntroduction({ v, from, to, about, card, next, seenOn, at, until }, signWith(to)) }
}

const statementOf = (
  us: string,
  { to, about, card, seen }: Omit<Introducing, 'reason'>,
  next: readonly string[],
  at: number,
): Introduction => ({
  ...{ v: 1 as const, from: us, to, about, card, next: [...next], seenOn: seen },
  ...{ at: iso(at), until: iso(at + longestIntroductionMs) },
})

/** Whatever became of it, it lies here, and can be given to the partner as a file. */
async function send(deps: Making, before: IntroductionRow): Promise<IntroductionView> {
  const { store, world, log, line, trust } = deps
  const row = await inForce(deps, before)
  const anew = row.jws !== before.jws
  const at = world.now()
  const { about, card, member } = row
  const change = (state: IntroductionRow['state']) => ({ ...row, state, at, revision: row.revision + 1 })
  try {
    await line.introduce(activePartner(trust(), member).address, row.jws)
    const sent = change('sent')
    const data = { act: 'introduction sent', about, card, to: member, ...(anew && { introduction: row.jws }) }
    const evidence = leavesOf(world, [{ at, kind: 'operator', case: null, subject: about, data }])
    const told = await store.moveIntroduction(
      row,
      { from: row.revision, row: sent },
      row.state === 'sent' && !anew ? [] : evidence,
    )
    if (told) record(log, 'introduction.sent', { partner: member, member: about, sha256: card })
    return viewOf(deps, sent)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    record(log, 'introduction.unsent', { partner: member, member: about, problem: error.message })
    const unsent = change(row.state)
    await store.moveIntroduction(row, { from: row.revision, row: unsent }, [])
    return { ...viewOf(deps, unsent), problem: error.message }
  }
}

const ofRow = ({ about, card, member }: Pick<IntroductionRow, 'about' | 'card' | 'member'>): JsonObject => ({
  ...{ about, card, to: member },
})

const saidOf = (deps: Making, row: IntroductionRow): readonly IntroductionSaid[] =>
  genuine<IntroductionSaid>(deps, row.decisions, ofRow(row))

function viewOf(deps: Making, row: IntroductionRow): IntroductionView {
  const said = saidOf(deps, row)
  return {
    ...{ about: row.about, to: row.member, card: row.card, seen: said.at(-1)?.seen ?? null },
    state: row.state === 'asked' || row.state === 'made' ? row.state : 'sent',
    ...{ at: iso(row.at), until: iso(row.until), introduction: row.jws === '' ? null : row.jws, problem: null },
    decisions: said.map(({ client, person, at, ...each }) => ({
      ...{ client, person: person ?? null, at, reason: reasonOf(deps, each) },
    })),
  }
}
