// Introductions of members that have lost everything: what we say of them by two persons, and what
// came to us as a file because no line carries it.
import { Type } from 'typebox'
import type { IntroductionView, PartnerView } from '../../../../answers/directory-answers.ts'
import { memberCodePattern, memberCodeSchema } from '../../../../model/member.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { input } from '../../components/fields/input.ts'
import { select } from '../../components/fields/select.ts'
import { textarea } from '../../components/fields/textarea.ts'
import { backLink } from '../../components/frame/links.ts'
import { notificationBanner } from '../../components/notices/notification-banner.ts'
import { insetText } from '../../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { asSaid, changing, identifier, instantIn, titledTable } from './said.ts'

const memberPath = Type.Object({ member: memberCodeSchema }, { additionalProperties: false })

export const introductionPages = {
  'GET /console/introductions': page({
    access: ['operate'],
    show: (deps) => async (visit) => introductionsPage(deps, visit.visitor),
  }),
  'POST /console/introductions/card': page({
    access: ['operate'],
    show:
      ({ operator }) =>
      async ({ visitor: { client }, form }) => {
        const { card } = await operator.offerCard(client, compactIn(form, 'card', 65_536))
        return { to: `/console/cards/${card}` }
      },
  }),
  'POST /console/introductions/heard': page({
    access: ['operate'],
    show:
      ({ operator }) =>
      async ({ visitor: { client }, form }) => {
        await operator.hearIntroduction(client, compactIn(form, 'introduction', 4_096))
        return { to: '/console/partners' }
      },
  }),
  'POST /console/partners/:member/introduction': page({
    access: ['operate'],
    takes: { params: memberPath },
    show:
      ({ operator }) =>
      async ({ visitor, params: { member }, form }) =>
        saidPage(visitor, await operator.introduce(visitor.client, { about: member, ...saidIn(form) })),
  }),
} as const

async function introductionsPage(deps: ConsoleDeps, visitor: Visitor): Promise<Page> {
  const { say } = visitor
  const texts = say.operator.introductions
  return {
    title: texts.title,
    at: 'partners',
    main: html`${backLink({ href: '/console/partners', text: say.entries.partners })}
<h1 class="govuk-heading-l">${texts.title}</h1>
${insetText({ text: texts.lead })}
${madeTable(deps, visitor, await deps.operator.introductions())}
<h2 class="govuk-heading-m">${texts.offer}</h2>
<p class="govuk-body">${texts.offerLead}</p>
${changing(visitor, '/console/introductions/card', texts.offerButton, pasted('card', texts.card))}
<h2 class="govuk-heading-m">${texts.hear}</h2>
<p class="govuk-body">${texts.hearLead}</p>
${changing(visitor, '/console/introductions/heard', texts.hearButton, pasted('introduction', texts.introduction))}`,
  }
}

const pasted = (name: string, label: string): Html => textarea({ name, label, spellcheck: false, autocomplete: 'off' })

function madeTable({ timeZone }: ConsoleDeps, { say }: Visitor, made: readonly IntroductionView[]): Html {
  const texts = say.operator.introductions
  return titledTable(
    texts.made,
    [texts.about, texts.to, say.state, texts.seen, say.operator.cards.decided, texts.until],
    made.map((each) => [
      html`<a class="govuk-link" href="/console/partners/${each.about}">${each.about}</a>`,
      each.to,
      html`${texts.states[each.state]}${each.problem !== null && html`<br>${asSaid(each.problem)}`}`,
      each.seen === null ? say.unknownYet : say.day(each.seen),
      html`<ul class="govuk-list bulla-small">${each.decisions.map(
        ({ client, person, reason, at }) =>
          html`<li>${person ?? client}, ${instantIn(say, at, timeZone)}: ${reason}</li>`,
      )}</ul>`,
      instantIn(say, each.until, timeZone),
    ]),
    texts.nothing,
  )
}

/** Of the card that is in use here: what its page shows is what is said. */
export function introducing(visitor: Visitor, { member, sha256 }: PartnerView, others: readonly PartnerView[]): Html {
  const { say } = visitor
  const texts = say.operator.introductions
  const items = others.filter((each) => each.state === 'active' && each.member !== member)
  return html`<h2 class="govuk-heading-m">${texts.introduce}</h2>
<p class="govuk-body">${texts.introduceLead} <a class="govuk-link" href="/console/introductions">${texts.title}</a></p>
${
  items.length === 0
    ? html`<p class="govuk-body">${texts.toNobody}</p>`
    : changing(
        visitor,
        `/console/partners/${member}/introduction`,
        texts.introduceButton,
        html`<input type="hidden" name="card" value="${sha256}">
${select({ name: 'to', label: texts.to, items: items.map((each) => ({ value: each.member, text: `${each.name} (${each.member})` })) })}
${input({ name: 'seen', label: texts.seen, hint: texts.seenHint, type: 'date', classes: 'govuk-input--width-10' })}
${input({ name: 'reason', label: say.operator.because, hint: texts.reasonHint })}`,
      )
}`
}

/** As the API takes it. @throws {Problem} `request-invalid` */
function saidIn(form: FormValues): Record<'to' | 'card' | 'seen' | 'reason', string> {
  const taken = (name: string, pattern: RegExp, wanted: string) => {
    const value = fieldOf(form, name).trim()
    if (pattern.test(value)) return value
    throw new Problem('request-invalid', `${wanted} is expected`, { field: `/${name}` })
  }
  return {
    to: taken('to', new RegExp(memberCodePattern), 'the code of a partner'),
    card: taken('card', /^[0-9a-f]{64}$/, 'the SHA-256 of a card'),
    seen: taken('seen', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'the day on which they were met'),
    reason: taken('reason', /^[\s\S]{1,500}$/, 'a reason of 1 to 500 characters'),
  }
}

/** Blanks and line ends, which mail puts in, are no part of it. */
function compactIn(form: FormValues, name: string, mostChars: number): string {
  const text = fieldOf(form, name).replaceAll(/\s+/g, '')
  if (/^[A-Za-z0-9_.-]{16,}$/.test(text) && text.length <= mostChars) return text
  throw new Problem('request-invalid', `a compact JWS of at most ${mostChars} characters is expected`, {
    field: `/${name}`,
  })
}

function saidPage({ say }: Visitor, { about, to, state, problem, card }: IntroductionView): Page {
  const texts = say.operator.introductions
  return {
    title: texts.introduce,
    at: 'partners',
    main: html`${backLink({ href: '/console/introductions', text: texts.title })}
<h1 class="govuk-heading-l">${texts.introduce}</h1>
${notificationBanner({ title: say.operator.done, content: `${about} → ${to}: ${texts.outcomes[state]}`, isSuccess: true })}
${problem !== null && html`<p class="govuk-body">${asSaid(problem)}</p>`}
<p class="govuk-body">${say.operator.cards.thisCard}: ${identifier(card)}</p>`,
  }
}
