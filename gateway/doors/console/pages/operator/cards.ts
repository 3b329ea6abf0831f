// Newer cards of partners that do not follow by themselves: two persons decide, each with a reason
// and with the twelve words that it heard. No page shows them.
import { Type } from 'typebox'
import type { CardDecided, WaitingCardView } from '../../../../answers/directory-answers.ts'
import { decidedOf } from '../../../../model/client/decided.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { radios } from '../../components/fields/choices.ts'
import { input } from '../../components/fields/input.ts'
import { backLink } from '../../components/frame/links.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { notificationBanner } from '../../components/notices/notification-banner.ts'
import { insetText } from '../../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Shown, type Visit, type Visitor } from '../../page.ts'
import { signedBy } from '../../signing/signing.ts'
import { asSaid, changing, identifier, instantIn, titledTable } from './said.ts'

const cardPath = Type.Object({ card: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, { additionalProperties: false })

export const cardPages = {
  'GET /console/cards/:card': page({
    access: ['operate'],
    takes: { params: cardPath },
    show: (deps) => async (visit) => cardPage(deps, visit.visitor, await cardNamed(deps, visit.params.card)),
  }),
  'POST /console/cards/:card': page({
    access: ['operate'],
    takes: { params: cardPath },
    show: (deps) => async (visit) => decidePage(deps, visit, await cardNamed(deps, visit.params.card)),
  }),
} as const

/** @throws {Problem} `not-found` */
async function cardNamed({ operator }: ConsoleDeps, sha256: string): Promise<WaitingCardView> {
  const found = (await operator.waitingCards()).cards.find(({ card }) => card === sha256)
  if (found) return found
  throw new Problem('not-found', `no card ${sha256} waits here; it may be decided on, or another card is in use`)
}

export function waitingCardsTable(
  { timeZone }: ConsoleDeps,
  { say }: Visitor,
  cards: readonly WaitingCardView[],
): Html {
  const texts = say.operator.cards
  return titledTable(
    texts.title,
    [say.partner, say.state, say.operator.because, texts.until, texts.decide],
    cards.map((card) => [
      card.member,
      texts.states[card.state],
      texts.whys[card.why],
      instantIn(say, card.until, timeZone),
      card.state === 'waiting'
        ? html`<a class="govuk-link" href="/console/cards/${card.card}">${texts.decide}<span class="govuk-visually-hidden"> (${card.member})</span></a>`
        : '',
    ]),
    texts.nothing,
  )
}

function cardPage(deps: ConsoleDeps, visitor: Visitor, card: WaitingCardView): Page {
  const { say } = visitor
  const texts = say.operator.cards
  return {
    title: texts.one,
    at: 'partners',
    main: html`${backLink({ href: '/console/partners', text: say.entries.partners })}
<h1 class="govuk-heading-l">${texts.one}</h1>
${insetText({ text: texts.lead })}
${ofCard(deps, visitor, card)}
${introducedTable(deps, visitor, card)}
${saidTable(deps, visitor, card)}
${
  card.state === 'waiting' &&
  html`<h2 class="govuk-heading-m">${texts.decide}</h2>
${changing(visitor, `/console/cards/${card.card}`, texts.button, questions(visitor, card))}`
}`,
  }
}

function ofCard({ timeZone }: ConsoleDeps, { say }: Visitor, card: WaitingCardView): Html {
  const texts = say.operator.cards
  const numbered = (number: number | null, endpoint: string | null) =>
    html`${number === null ? say.unknownYet : String(number)}${endpoint !== null && html`<br>${endpoint}`}`
  return summaryList({
    rows: [
      { key: say.partner, value: card.member },
      { key: say.state, value: texts.states[card.state] },
      { key: say.operator.because, value: html`${texts.whys[card.why]}<br>${asSaid(card.found)}` },
      { key: texts.inUse, value: numbered(card.inUse, card.endpointInUse) },
      {
        key: texts.thisCard,
        value: html`${numbered(card.sequence, card.endpoint)}<br>${identifier(card.card)}`,
      },
      { key: texts.call, value: card.call.join(', ') },
      { key: say.operator.since, value: instantIn(say, card.at, timeZone) },
      { key: texts.until, value: instantIn(say, card.until, timeZone) },
    ],
  })
}

/** What other partners say of it, where our policy wants to know. */
function introducedTable({ timeZone }: ConsoleDeps, { say }: Visitor, card: WaitingCardView): Html | false {
  const texts = say.operator.cards
  const { introductions, introductionsWanted: wanted, wordsNeeded } = card
  const counting = introductions.filter(({ counts }) => counts).length
  return (
    wanted > 0 &&
    html`${titledTable(
      texts.introduced,
      [say.partner, texts.seen, texts.until, texts.counts],
      introductions.map(({ member, seen, until, why }) => [
        member,
        seen ?? say.unknownYet,
        until === null ? say.unknownYet : instantIn(say, until, timeZone),
        why === null ? texts.yes : texts.uncounted[why],
      ]),
      texts.introducedByNobody,
    )}
<p class="govuk-body">${texts.enough(String(counting), String(wanted))} ${wordsNeeded ? texts.wordsStillNeeded : texts.noWordsNeeded}</p>`
  )
}

function saidTable({ timeZone }: ConsoleDeps, { say }: Visitor, { decisions }: WaitingCardView): Html | false {
  const texts = say.operator.cards
  return (
    decisions.length > 0 &&
    titledTable(
      texts.decided,
      [say.enrol.person, texts.decide, say.operator.because, say.operator.since],
      decisions.map(({ client, person, decision, reason, at, introducedBy }) => [
        person ?? client,
        `${decision === 'confirm' ? texts.yes : texts.no}${introducedBy.length > 0 ? ` (${introducedBy.join(', ')})` : ''}`,
        reason,
        instantIn(say, at, timeZone),
      ]),
      say.none,
    )
  )
}

function questions({ say }: Visitor, { wordsNeeded }: WaitingCardView): Html {
  const texts = say.operator.cards
  return html`${radios({
    name: 'decision',
    fieldset: { legend: texts.decision },
    items: (['confirm', 'refuse'] as const).map((value) => ({
      value,
      text: value === 'confirm' && !wordsNeeded ? texts.confirmIntroduced : texts[value],
    })),
  })}
${input({ name: 'words', label: texts.words, hint: wordsNeeded ? texts.wordsHint : texts.wordsHintIntroduced, autocomplete: 'off', autocapitalize: 'none', spellcheck: false })}
${input({ name: 'reason', label: say.operator.because, hint: say.operator.whyHint })}`
}

type CardSaid = Parameters<ConsoleDeps['operator']['decideCard']>[2]

async function decidePage(deps: ConsoleDeps, visit: Visit, card: WaitingCardView): Promise<Shown> {
  const said = saidIn(visit.form)
  // A no keeps everything as it is, and is heard without a signature.
  const signed =
    said.decision === 'confirm'
      ? await signedBy(deps, visit, decidedOf.card(card.card, said), null)
      : visit.visitor.client
  if ('main' in signed) return signed
  return outcomePage(visit.visitor, await deps.operator.decideCard(signed, card.card, said))
}

/** A yes brings the words; a no leaves them out, whatever was typed. */
function saidIn(form: FormValues): CardSaid {
  const decision = (['confirm', 'refuse'] as const).find((each) => each === fieldOf(form, 'decision'))
  const reason = fieldOf(form, 'reason').trim()
  const words = fieldOf(form, 'words').trim()
  if (!decision) throw new Problem('request-invalid', 'say yes or no', { field: '/decision' })
  if (reason === '' || reason.length > 500)
    throw new Problem('request-invalid', 'a reason of 1 to 500 characters is expected', { field: '/reason' })
  if (words.length > 300)
    throw new Problem('request-invalid', 'twelve words have 300 characters at most', { field: '/words' })
  return { decision, reason, ...(decision === 'confirm' && words !== '' && { words }) }
}

function outcomePage({ say }: Visitor, { outcome, member }: CardDecided): Page {
  const texts = say.operator.cards
  return {
    title: texts.one,
    at: 'partners',
    main: html`${backLink({ href: '/console/partners', text: say.entries.partners })}
<h1 class="govuk-heading-l">${texts.one}</h1>
${notificationBanner({ title: say.operator.done, content: `${member}: ${texts.outcomes[outcome]}`, isSuccess: true })}`,
  }
}
