// One case: under which conditions, what may be done next and why, what is wanted and owed, and
// what happened.
import type { CaseView } from '../../../../answers/case-answers.ts'
import type { CaseTerms } from '../../../../answers/terms-answers.ts'
import { termsInWords } from '../../../in-words/case-terms.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { taskList } from '../../components/lists/task-list.ts'
import { details, tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, idPath, type Page, page, type Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { dueInWords, type Zones, zonesOf } from '../days.ts'
import { belonging, belongingPages } from './belonging.ts'
import { conditionsOf } from './conditions.ts'
import { itemsTable, permissionsTable, titledTable, wantedTable } from './tables.ts'
import { timeline } from './timeline.ts'

export const casePages = {
  ...belongingPages,
  'GET /console/cases/:id': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => {
      const { visitor, params } = visit
      const { client, language } = visitor
      const [view, terms, zones] = await Promise.all([
        deps.flows.case(client, params.id),
        deps.flows.caseTerms(client, params.id).then((found) => termsInWords(found, language)),
        zonesOf(deps, visitor),
      ])
      return casePage(deps, visitor, { view, terms, zones })
    },
  }),
  'GET /console/cases/:id/terms': page({
    access: ['read'],
    takes: { params: idPath },
    show:
      ({ flows }) =>
      async ({ visitor, params }) =>
        termsPage(visitor, termsInWords(await flows.caseTerms(visitor.client, params.id), visitor.language)),
  }),
} as const

interface Known {
  readonly view: CaseView
  readonly terms: CaseTerms
  readonly zones: Zones
}

function casePage(deps: ConsoleDeps, visitor: Visitor, { view, terms, zones }: Known): Page {
  const { say, words } = visitor
  const { case: id, partner, profile } = view
  const state = tag({ text: words.state(profile, view.state) })
  const title = say.caseWith(partner)
  return {
    title: `${title} ${id.slice(0, 8)}`,
    at: 'cases',
    live: true,
    main: html`${conditionsOf(visitor, view, terms)}
<h1 class="govuk-heading-l">${title} ${state}</h1>
${facts(deps, visitor, view, zones)}
${belonging(visitor, id, view.assigned)}
${nextMoves(visitor, view)}
${owed(deps, visitor, view, zones)}
${view.wanted.length > 0 && wantedTable(visitor, view)}
${view.items.length > 0 && itemsTable(visitor, view)}
${view.permissions.length > 0 && permissionsTable(visitor, view)}
${timeline(deps, visitor, view)}`,
  }
}

export function facts({ member }: ConsoleDeps, visitor: Visitor, view: CaseView, zones: Zones): Html {
  const { say, words } = visitor
  const { case: id, profile, role, office, assigned, regions, purposes, agreement, openedAt } = view
  const sides = Object.entries(regions).map(
    ([region, state]) => `${words.region(profile, region)}: ${words.region(profile, region, state)}`,
  )
  const due = { ...view, dueAt: view.owed.find(({ dueOn }) => dueOn === view.dueOn)?.dueAt ?? null }
  return summaryList({
    rows: [
      { key: say.case, value: html`<span class="bulla-id">${id}</span>` },
      { key: say.role, value: words.role(role) },
      { key: say.office, value: `${office}${assigned === null ? '' : ` (${assigned})`}` },
      { key: say.agreement, value: agreement },
      { key: say.due, value: dueInWords(due, visitor, member, zones) },
      {
        key: say.purpose,
        value: purposes.map((code) => words.code(profile, 'case', '/purposes', code)).join(', ') || say.none,
      },
      { key: say.openedAt, value: say.instant(openedAt, zones.get(member) ?? 'UTC') },
      ...(sides.length > 0 ? [{ key: say.regions, value: html`${sides.map((side) => html`${side}<br>`)}` }] : []),
      ...(view.discretionary ? [{ key: say.discretion, value: say.discretionary }] : []),
    ],
  })
}

/** What may be sent now, with the paragraph that it carries out; and why nothing else may. */
function nextMoves({ say, words, client }: Visitor, view: CaseView): Html {
  const { case: id, profile, next, notLegal } = view
  const mayWrite = client.roles.includes('submit')
  const moves = next.map(({ type, paragraphs, secondPerson }) => ({
    title: words.message(profile, type),
    ...(mayWrite && { href: `/console/cases/${id}/compose/${type}` }),
    hint: paragraphs.map((each) => `12.${each}`).join(', ') || undefined,
    status: secondPerson === null ? '' : say.secondPerson,
  }))
  const others = Object.entries(notLegal).map(
    ([type, why]) => html`<li>${words.message(profile, type)}: ${saidIn(say, why, profile)}</li>`,
  )
  return html`<h2 class="govuk-heading-m">${say.next}</h2>
${moves.length === 0 ? html`<p class="govuk-body">${say.nothingNext}</p>` : taskList({ items: moves, idPrefix: 'next' })}
${mayWrite && html`<p class="govuk-body"><a class="govuk-link" href="/console/cases/${id}/register">${say.register.link}</a></p>`}
<p class="govuk-body"><a class="govuk-link" href="/console/cases/${id}/uses">${say.uses.link}</a> · <a class="govuk-link" href="/console/cases/${id}/print">${say.print}</a></p>
${view.regions['breach'] !== undefined && view.regions['breach'] !== 'none' && html`<p class="govuk-body"><a class="govuk-link" href="/console/partners/${view.partner}/suspension">${say.operator.suspension.link}</a></p>`}
${others.length > 0 && details({ summary: say.notLegal, text: html`<ul class="govuk-list govuk-list--bullet">${others}</ul>` })}`
}

export function owed(
  { member }: ConsoleDeps,
  visitor: Visitor,
  { owed, partner, profile }: CaseView,
  zones: Zones,
): Html {
  const { say, words } = visitor
  if (owed.length === 0) return html``
  const rows = owed.map((duty) => [
    html`${say.duties[duty.what]}${duty.type !== null && html` (${words.message(profile, duty.type)})`}`,
    duty.member,
    dueInWords({ ...duty, partner }, visitor, member, zones),
    html`${words.code(profile, 'case', '/source', duty.source)}${duty.paragraph !== null && ` · 12.${duty.paragraph}`}`,
  ])
  return titledTable(say.owed, [say.what, say.by, say.due, say.source], rows)
}

/** The terms in words, octet for octet as an acceptance signs them. */
function termsPage({ say }: Visitor, { case: id, blocks }: CaseTerms): Page {
  return {
    title: say.terms.title,
    at: 'cases',
    main: html`<a class="govuk-back-link" href="/console/cases/${id}">${say.back}</a>
<h1 class="govuk-heading-l">${say.terms.title}</h1>
${blocks.length === 0 && html`<p class="govuk-body">${say.terms.none}</p>`}
${blocks.map(
  ({ direction, provider, recipient, text, sha256 }) =>
    html`<h2 class="govuk-heading-m">${direction === 'in' ? say.terms.held(provider) : say.terms.given(recipient)}</h2>
<pre class="bulla-text" tabindex="0">${text}</pre>
<p class="govuk-hint bulla-small">SHA-256 <span class="bulla-id">${sha256}</span></p>`,
)}`,
  }
}
