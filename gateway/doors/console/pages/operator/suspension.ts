// What a person knows of a partner before it suspends, and the two ways to do so. The page suspends
// nothing.
import { type Static, Type } from 'typebox'
import type { BeforeSuspension, SuspendedCase } from '../../../../answers/overview-answers.ts'
import { memberCodeSchema } from '../../../../model/member.ts'
import { backLink } from '../../components/frame/links.ts'
import { pagination } from '../../components/lists/pagination.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { details, insetText } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { caseLink } from '../case/names.ts'
import { command, identifier, titledTable } from './said.ts'

const closed = { additionalProperties: false }
const path = Type.Object({ member: memberCodeSchema }, closed)
const query = Type.Object({ cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })) }, closed)

export const suspensionPages = {
  'GET /console/partners/:member/suspension': page({
    access: ['operate', 'read'],
    takes: { params: path, querystring: query },
    show: (deps) => async (visit) => suspensionPage(deps, visit.visitor, visit.params.member, visit.query),
  }),
} as const

async function suspensionPage(
  { flows }: ConsoleDeps,
  visitor: Visitor,
  member: string,
  ask: Static<typeof query>,
): Promise<Page> {
  const { say, client } = visitor
  const facts = await flows.beforeSuspension(client, member, ask)
  const texts = say.operator.suspension
  const operates = client.roles.includes('operate')
  const next =
    facts.next === null
      ? undefined
      : `/console/partners/${member}/suspension?${new URLSearchParams({ cursor: facts.next })}`
  return {
    title: `${texts.title}: ${member}`,
    at: operates ? 'partners' : 'cases',
    main: html`${backLink(operates ? { href: `/console/partners/${member}`, text: member } : { href: '/console/cases', text: say.entries.cases })}
<h1 class="govuk-heading-l">${texts.title}: ${member}</h1>
<p class="govuk-body">${texts.lead}</p>
${!facts.whole && insetText({ text: texts.notWhole })}
${standing(visitor, facts)}
${titledTable(
  texts.caption,
  [say.case, say.office, say.state, texts.given, texts.there, texts.held, texts.theyOwe, texts.weOwe, texts.breach],
  facts.rows.map((row) => rowOf(visitor, row)),
  texts.nothing,
)}
${next !== undefined && pagination({ label: say.pages, next: { href: next, text: say.nextPage } })}
${facts.kinds.map((kind) => flowing(visitor, kind))}
${ways(visitor, facts)}`,
  }
}

function standing({ say }: Visitor, { exchange, ours, theirs }: BeforeSuspension): Html {
  const texts = say.operator.suspension
  const rests = (suspension: BeforeSuspension['ours']): Html =>
    suspension === null ? html`${texts.hold}` : html`${texts.rest(suspension.on)} ${caseLink(suspension.thread)}`
  return summaryList({
    rows: [
      { key: texts.exchange, value: say.operator.partners.states[exchange] },
      { key: texts.ours, value: rests(ours) },
      { key: texts.theirs, value: rests(theirs) },
    ],
  })
}

function rowOf({ say, words, client }: Visitor, row: SuspendedCase): Html[] {
  const { case: of, profile, office, state, given, there, held, owed, breach, contradictions, content } = row
  const owedBy = (ours: boolean): Html => {
    const those = owed.filter((duty) => duty.ours === ours)
    const late = those.filter(({ overdue }) => overdue).length
    return html`${those.length}${late > 0 && html` <strong>${say.count(late, say.operator.suspension.late)}</strong>`}`
  }
  const named = html`<ul class="govuk-list bulla-small">${content.map(({ content: id }) => html`<li>${identifier(id)}</li>`)}</ul>`
  return [
    client.roles.includes('read') ? caseLink(of) : identifier(of),
    html`${office}`,
    html`${words.state(profile, state)}`,
    html`${given}`,
    content.length === 0 ? html`${there}` : details({ summary: String(there), text: named }),
    html`${held}`,
    ...[owedBy(false), owedBy(true)],
    html`${breach === null ? say.none : words.region(profile, 'breach', breach)}${
      contradictions > 0 && html`<br><strong>${say.count(contradictions, say.operator.suspension.contradicts)}</strong>`
    }`,
  ]
}

function flowing({ say, words }: Visitor, { profile, flows, rests }: BeforeSuspension['kinds'][number]): Html {
  const texts = say.operator.suspension
  const named = (types: readonly string[]) => say.list(types.map((type) => words.message(profile, type)))
  return html`<h2 class="govuk-heading-m">${texts.once} (${profile})</h2>
${summaryList({
  rows: [
    { key: texts.flows, value: named(flows) },
    { key: texts.rests, value: named(rests) },
  ],
})}`
}

/** A person goes one of them, or none. */
function ways({ say, client }: Visitor, { partner, agreements }: BeforeSuspension): Html {
  const texts = say.operator.suspension
  const office = client.offices === 'all' ? undefined : client.offices[0]
  const addressOf = (agreement: string) =>
    `/console/compose/new?${new URLSearchParams({ agreement, type: 'suspend', ...(office !== undefined && { office }) })}`
  return html`<h2 class="govuk-heading-m">${say.operator.next}</h2>
<p class="govuk-body">${texts.obligations}</p>
${
  client.roles.includes('submit')
    ? agreements.map(
        (agreement) =>
          html`<p class="govuk-body"><a class="govuk-link" href="${addressOf(agreement)}">${texts.write} (${agreement})</a></p>`,
      )
    : html`<p class="govuk-body">${command(`bulla send suspend --to ${partner} --body suspend.json`)}</p>`
}
<p class="govuk-body">${texts.wholly}</p>
<p class="govuk-body">${command(`bulla partner suspend ${partner}`)}</p>`
}
