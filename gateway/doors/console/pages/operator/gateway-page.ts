// How the gateway is: whether it takes requests, what is to be looked at, what waits, what is
// missing since a restore, and the notice of a maintenance.
import type { AbsenceView, ReadinessView, RestoredView, StatusView } from '../../../../answers/operator-answers.ts'
import { memberCodePattern } from '../../../../model/member.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { input } from '../../components/fields/input.ts'
import { select } from '../../components/fields/select.ts'
import { backLink } from '../../components/frame/links.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { notificationBanner } from '../../components/notices/notification-banner.ts'
import { tag, warningText } from '../../components/notices/texts.ts'
import { type FormValues, fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { asSaid, changing, identifier, instantIn, lastingInWords, titledTable } from './said.ts'

export const gatewayPages = {
  'GET /console/gateway': page({
    access: ['operate'],
    show: (deps) => async (visit) => gatewayPage(deps, visit.visitor),
  }),
  'POST /console/gateway/absence': page({
    access: ['operate'],
    show:
      (deps) =>
      async ({ visitor, form }) => {
        const hours = absenceHours.find((each) => String(each) === fieldOf(form, 'hours'))
        const until = hours === undefined ? undefined : deps.nowMs() + hours * 3_600_000
        return toldPage(deps, visitor, await deps.operator.announceAbsence(visitor.client, until))
      },
  }),
  'POST /console/gateway/restored': page({
    access: ['operate'],
    show:
      ({ operator }) =>
      async ({ visitor, form }) => {
        await operator.settleRestored(visitor.client, { ...settledIn(form), reason: fieldOf(form, 'reason').trim() })
        return { to: '/console/gateway' }
      },
  }),
} as const

/** As long as partners are told at most. */
const absenceHours = [1, 2, 4, 8, 24, 48, 72] as const

async function gatewayPage(deps: ConsoleDeps, visitor: Visitor): Promise<Page> {
  const { say } = visitor
  const [readiness, status, restored] = await Promise.all([
    deps.operator.readiness(),
    deps.operator.status(),
    deps.operator.restored(),
  ])
  return {
    title: say.operator.gateway.title,
    at: 'gateway',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.operator.gateway.title}</h1>
${ofReadiness(visitor, readiness)}
${ofStatus(deps, visitor, status)}
<ul class="govuk-list">
<li><a class="govuk-link" href="/console/access">${say.installation.access.title}</a></li>
<li><a class="govuk-link" href="/console/settings">${say.installation.settings.title}</a></li>
</ul>
${waitingTable(visitor, status)}
${ofRestored(deps, visitor, restored)}
${maintenance(visitor)}`,
  }
}

function ofReadiness({ say }: Visitor, { ready, reasons }: ReadinessView): Html {
  const { ready: takes, notReady, well, reasons: title } = say.operator.gateway
  return html`${ready ? html`<p class="govuk-body">${takes}</p>` : warningText({ text: notReady, mark: say.warning })}
<h2 class="govuk-heading-m">${title}</h2>
${
  reasons.length === 0
    ? html`<p class="govuk-body">${well}</p>`
    : html`<ul class="govuk-list govuk-list--bullet">${reasons.map((each) => html`<li>${asSaid(each)}</li>`)}</ul>`
}`
}

function ofStatus({ timeZone }: ConsoleDeps, { say }: Visitor, status: StatusView): Html {
  const { version, card, unstamped } = say.operator.gateway
  const { restoredSince } = status
  return summaryList({
    rows: [
      { key: version, value: status.version },
      { key: card, value: String(status.card) },
      { key: unstamped, value: String(status.unstampedCheckpoints) },
      ...(restoredSince === null
        ? []
        : [{ key: say.operator.restored.title, value: instantIn(say, restoredSince, timeZone) }]),
    ],
  })
}

function waitingTable({ say }: Visitor, { waiting }: StatusView): Html {
  const { waiting: title, deliveries, oldest, nothingWaits } = say.operator.gateway
  return titledTable(
    title,
    [say.partner, deliveries, oldest],
    waiting.map((row) => [
      html`<a class="govuk-link" href="/console/deliveries?partner=${row.partner}">${row.partner}</a>`,
      String(row.deliveries),
      lastingInWords(say, row.oldestSeconds),
    ]),
    nothingWaits,
  )
}

function ofRestored({ timeZone }: ConsoleDeps, visitor: Visitor, restored: RestoredView): Html {
  const { say } = visitor
  const texts = say.operator.restored
  if (restored.since === null)
    return html`<h2 class="govuk-heading-m">${texts.title}</h2><p class="govuk-body">${texts.nothing}</p>`
  const standing = (closed: boolean) =>
    closed ? tag({ text: texts.closed, classes: 'govuk-tag--red' }) : tag({ text: texts.open })
  return html`<h2 class="govuk-heading-m">${texts.title}</h2>
${summaryList({
  rows: [
    { key: texts.since, value: instantIn(say, restored.since, timeZone) },
    { key: texts.from, value: restored.from ?? say.none },
  ],
})}
${titledTable(
  texts.partners,
  [say.partner, say.state, say.operator.found],
  restored.partners.map((row) => [row.member, html`${asSaid(row.state)} ${standing(row.closed)}`, asSaid(row.found)]),
  say.none,
)}
${titledTable(
  texts.cases,
  [say.case, say.partner, say.state, say.operator.found],
  restored.cases.map((row) => [
    identifier(row.case),
    row.partner,
    html`${asSaid(row.state)} ${standing(row.closed)}`,
    asSaid(row.found),
  ]),
  say.none,
)}
<p class="govuk-body">${texts.settleLead}</p>
${changing(
  visitor,
  '/console/gateway/restored',
  texts.settle,
  html`${input({ name: 'which', label: texts.which, hint: texts.whichHint, spellcheck: false })}${input({ name: 'reason', label: say.operator.because, hint: say.operator.whyHint })}`,
)}`
}

function maintenance(visitor: Visitor): Html {
  const { say } = visitor
  const { away, awayLead, awayFor, tell, tellBack } = say.operator.gateway
  const items = absenceHours.map((hours) => ({
    value: String(hours),
    text: say.count(hours, say.operator.hours),
  }))
  const action = '/console/gateway/absence'
  return html`<h2 class="govuk-heading-m">${away}</h2>
<p class="govuk-body">${awayLead}</p>
${changing(visitor, action, tell, select({ name: 'hours', label: awayFor, items }))}
${changing(visitor, action, tellBack)}`
}

function toldPage({ timeZone }: ConsoleDeps, { say }: Visitor, { until, partners }: AbsenceView): Page {
  const { told, outcomes } = say.operator.gateway
  return {
    title: told,
    at: 'gateway',
    main: html`${backLink({ href: '/console/gateway', text: say.back })}
<h1 class="govuk-heading-l">${told}</h1>
${notificationBanner({ title: say.operator.done, content: html`<p class="govuk-body">${say.operator.partners.awayUntil}: ${instantIn(say, until, timeZone)}</p>`, isSuccess: true })}
${titledTable(
  told,
  [say.partner, say.operator.found],
  partners.map(({ member, outcome }) => [member, outcomes[outcome]]),
  say.operator.partners.nothing,
)}`,
  }
}

/** A case by its id, or a partner by its code. */
function settledIn(form: FormValues): { readonly case: string } | { readonly partner: string } {
  const which = fieldOf(form, 'which').trim()
  const reason = fieldOf(form, 'reason').trim()
  if (reason === '' || reason.length > 1_000)
    throw new Problem('request-invalid', 'a reason of 1 to 1000 characters is expected', { field: '/reason' })
  if (new RegExp(memberCodePattern).test(which)) return { partner: which }
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(which)) return { case: which }
  throw new Problem('request-invalid', 'name the id of a case, or the code of a partner', { field: '/which' })
}
