// Deliveries and dead letters: how often each was tried, which hop failed, and one more try.
import { type Static, Type } from 'typebox'
import type { DeliveryView } from '../../../../answers/operator-answers.ts'
import { deliveryLife, deliveryStates } from '../../../../model/delivery.ts'
import { lineFaults, Problem } from '../../../../model/problems/problems.ts'
import { codeOf } from '../../../../model/problems/refusals.ts'
import { button } from '../../components/button.ts'
import { input } from '../../components/fields/input.ts'
import { select } from '../../components/fields/select.ts'
import { backLink } from '../../components/frame/links.ts'
import { pagination } from '../../components/lists/pagination.ts'
import { notificationBanner } from '../../components/notices/notification-banner.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { changing, identifier, instantIn, problemInWords, titledTable } from './said.ts'

/** A form sends fields that are empty. */
const query = Type.Object(
  {
    state: Type.Optional(Type.Enum(['', ...deliveryStates])),
    partner: Type.Optional(Type.String({ pattern: '^(?:[A-Z]{2}[A-Z0-9]{0,6})?$' })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  },
  { additionalProperties: false },
)
const rowsOfPage = 50

export const deliveriesPages = {
  'GET /console/deliveries': page({
    access: ['operate'],
    takes: { querystring: query },
    show: (deps) => async (visit) => deliveriesPage(deps, visit.visitor, visit.query),
  }),
  'POST /console/deliveries/:id': page({
    access: ['operate'],
    takes: { params: idPath },
    show: (deps) => async (visit) => againPage(deps, visit.visitor, visit.params.id),
  }),
} as const

async function deliveriesPage(deps: ConsoleDeps, visitor: Visitor, asked: Static<typeof query>): Promise<Page> {
  const { say } = visitor
  const { state = '', partner = '', cursor } = asked
  const found = await deps.operator.deliveries({
    limit: rowsOfPage,
    ...(state !== '' && { state }),
    ...(partner !== '' && { partner }),
    ...(cursor !== undefined && { cursor }),
  })
  const more =
    found.next === null
      ? undefined
      : `/console/deliveries?${new URLSearchParams({ state, partner, cursor: found.next })}`
  return {
    title: say.entries.deliveries,
    at: 'deliveries',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.deliveries}</h1>
${filter(visitor, state, partner)}
${deliveriesTable(deps, visitor, found.rows)}
${more !== undefined && pagination({ label: say.pages, next: { href: more, text: say.nextPage } })}`,
  }
}

function filter({ say }: Visitor, state: string, partner: string): Html {
  const items = ['', ...deliveryStates].map((value) => ({ value, text: stateInWords(say, value) }))
  return html`<form method="get" action="/console/deliveries" class="bulla-filter">
${select({ name: 'state', label: say.operator.deliveries.show, items, value: state })}
${input({ name: 'partner', label: say.partner, value: partner, hint: say.cases.partnerHint, classes: 'govuk-input--width-5' })}
${button({ text: say.show, classes: 'govuk-button--secondary' })}
</form>`
}

const stateInWords = (say: Visitor['say'], value: string): string => {
  const state = deliveryStates.find((each) => each === value)
  return state ? say.deliveryStates[state] : say.all
}

function deliveriesTable({ timeZone }: ConsoleDeps, visitor: Visitor, rows: readonly DeliveryView[]): Html {
  const { say } = visitor
  const texts = say.operator.deliveries
  return titledTable(
    texts.caption,
    [texts.delivery, say.partner, say.state, texts.attempts, texts.hop, texts.dueAt, texts.expiresAt, texts.again],
    rows.map((row) => [
      html`${identifier(row.delivery)}<br><span class="govuk-hint bulla-small">${say.case} ${identifier(row.case)}${row.receipt !== null && html`<br>${texts.receipt} ${identifier(row.receipt)}`}</span>`,
      row.partner,
      html`${stateTag(say, row)}<br><span class="govuk-hint bulla-small">${instantIn(say, row.changedAt, timeZone)}</span>`,
      String(row.attempts),
      failed(visitor, row),
      going.has(row.state) ? instantIn(say, row.dueAt, timeZone) : '',
      instantIn(say, row.expiresAt, timeZone),
      'redeliver' in deliveryLife[row.state]
        ? changing(
            visitor,
            `/console/deliveries/${row.delivery}`,
            html`${texts.again}<span class="govuk-visually-hidden"> ${row.delivery}</span>`,
          )
        : '',
    ]),
    texts.nothing,
  )
}

const going: ReadonlySet<string> = new Set(['queued', 'waiting', 'sending'])
const dead: ReadonlySet<string> = new Set(['refused', 'expired'])

const stateTag = (say: Visitor['say'], { state }: DeliveryView): Html =>
  tag({
    text: say.deliveryStates[state],
    classes: dead.has(state) ? 'govuk-tag--red' : state === 'delivered' ? 'govuk-tag--green' : 'govuk-tag--blue',
  })

/** A fault of the line names its hop; what the partner refused, why. */
function failed(visitor: Visitor, { problem, detail }: DeliveryView): Html | string {
  if (problem === null) return ''
  const code = codeOf(problem)
  const { title, fix } = problemInWords(visitor, code)
  const isHop = lineFaults.some((each) => each === code)
  return html`${isHop ? html`<strong>${title}</strong>` : title}${detail !== null && html`<br>${saidIn(visitor.say, detail)}`}${fix !== undefined && html`<br><span class="govuk-hint bulla-small">${fix}</span>`}`
}

async function againPage({ operator }: ConsoleDeps, { say, client }: Visitor, id: string): Promise<Page> {
  const texts = say.operator.deliveries
  if (!(await operator.redeliver(client, id)))
    throw new Problem('not-redeliverable', `delivery ${id} is neither refused nor expired nor waiting`)
  return {
    title: texts.again,
    at: 'deliveries',
    main: html`${backLink({ href: '/console/deliveries', text: say.entries.deliveries })}
<h1 class="govuk-heading-l">${texts.again}</h1>
${notificationBanner({ title: say.operator.done, content: html`<p class="govuk-body">${texts.queued} ${identifier(id)}</p>`, isSuccess: true })}`,
  }
}
