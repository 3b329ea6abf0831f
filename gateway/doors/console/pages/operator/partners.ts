// Partners and the lines to them: how each is, what its card says, and the test of its line.
import { Type } from 'typebox'
import type { PartnerView } from '../../../../answers/directory-answers.ts'
import type { KeysView, LineTest, StatusView } from '../../../../answers/operator-answers.ts'
import { memberCodeSchema } from '../../../../model/member.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import { assuranceClasses, termNames } from '../../../../model/terms/vocabulary.ts'
import { backLink } from '../../components/frame/links.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { notificationBanner } from '../../components/notices/notification-banner.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { saidIn } from '../../said-in.ts'
import { waitingCardsTable } from './cards.ts'
import { introducing } from './introductions.ts'
import { livesTable, validitiesTable } from './key-tables.ts'
import { asSaid, changing, command, identifier, instantIn, problemInWords, titledTable } from './said.ts'

const memberPath = Type.Object({ member: memberCodeSchema }, { additionalProperties: false })

export const partnersPages = {
  'GET /console/partners': page({
    access: ['operate'],
    show: (deps) => async (visit) => partnersPage(deps, visit.visitor),
  }),
  'GET /console/partners/:member': page({
    access: ['operate'],
    takes: { params: memberPath },
    show: (deps) => async (visit) => partnerPage(deps, visit.visitor, visit.params.member),
  }),
  'POST /console/partners/:member/test': page({
    access: ['operate'],
    takes: { params: memberPath },
    show: (deps) => async (visit) => testPage(deps, visit.visitor, visit.params.member),
  }),
} as const

type Line = StatusView['partners'][number]

async function partnersPage(deps: ConsoleDeps, visitor: Visitor): Promise<Page> {
  const { say } = visitor
  const [partners, { partners: lines }, { cards }] = await Promise.all([
    deps.flows.partners(visitor.client),
    deps.operator.status(),
    deps.operator.waitingCards(),
  ])
  const texts = say.operator.partners
  return {
    title: say.entries.partners,
    at: 'partners',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.partners}</h1>
${cards.length > 0 && waitingCardsTable(deps, visitor, cards)}
${titledTable(
  texts.caption,
  [say.partner, texts.name, say.state, texts.circuit, texts.awayUntil, texts.card, texts.holdsOurs, texts.inFlight],
  partners.map((partner) => partnerRow(deps, visitor, partner, lines)),
  texts.nothing,
)}
<p class="govuk-body"><a class="govuk-link" href="/console/introductions">${say.operator.introductions.title}</a></p>
<p class="govuk-body">${texts.add} ${command('bulla partner add <card>')}</p>`,
  }
}

function partnerRow(deps: ConsoleDeps, visitor: Visitor, partner: PartnerView, lines: readonly Line[]) {
  const { say } = visitor
  const { member, name, sequence } = partner
  const line = lines.find((each) => each.member === member)
  return [
    html`<a class="govuk-link" href="/console/partners/${member}">${member}</a>`,
    name,
    stateOf(visitor, partner.state),
    line ? circuitOf(visitor, line) : say.unknownYet,
    awayOf(deps, visitor, line),
    String(sequence),
    line?.holdsOurs == null ? say.unknownYet : String(line.holdsOurs),
    String(line?.inFlight ?? 0),
  ]
}

const stateOf = ({ say }: Visitor, state: PartnerView['state']): Html =>
  tag({
    text: say.operator.partners.states[state],
    classes: state === 'active' ? 'govuk-tag--green' : 'govuk-tag--grey',
  })

const circuitOf = ({ say }: Visitor, { circuit }: Line): Html =>
  tag({
    text: say.operator.partners.circuits[circuit],
    classes: circuit === 'closed' ? 'govuk-tag--green' : 'govuk-tag--red',
  })

const awayOf = ({ timeZone }: ConsoleDeps, { say }: Visitor, line: Line | undefined): Html =>
  line?.awayUntil == null ? html`${say.operator.partners.notAway}` : instantIn(say, line.awayUntil, timeZone)

async function partnerPage(deps: ConsoleDeps, visitor: Visitor, member: string): Promise<Page> {
  const { say } = visitor
  const partners = await deps.flows.partners(visitor.client)
  const partner = partners.find((each) => each.member === member)
  if (!partner) throw new Problem('partner-unknown', `there is no partner ${member} here`)
  const [{ partners: lines }, keys] = await Promise.all([deps.operator.status(), deps.operator.keys()])
  const line = lines.find((each) => each.member === member)
  const texts = say.operator.partners
  return {
    title: `${partner.name} (${member})`,
    at: 'partners',
    main: html`${backLink({ href: '/console/partners', text: say.entries.partners })}
<h1 class="govuk-heading-l">${partner.name} (${member})</h1>
${summaryList({
  rows: [
    { key: say.state, value: stateOf(visitor, partner.state) },
    ...(line
      ? [
          { key: texts.circuit, value: circuitOf(visitor, line) },
          { key: texts.awayUntil, value: awayOf(deps, visitor, line) },
        ]
      : []),
    { key: texts.endpoint, value: partner.endpoint },
    { key: texts.card, value: html`${partner.sequence}<br>${identifier(partner.sha256)}` },
    { key: texts.holdsOurs, value: line?.holdsOurs == null ? say.unknownYet : String(line.holdsOurs) },
    { key: texts.profiles, value: say.list(partner.profiles) },
  ],
})}
<h2 class="govuk-heading-m">${texts.test}</h2>
<p class="govuk-body">${texts.testLead}</p>
${changing(visitor, `/console/partners/${member}/test`, texts.test)}
<p class="govuk-body"><a class="govuk-link" href="/console/partners/${member}/suspension">${say.operator.suspension.link}</a></p>
${contactOf(visitor, partner)}
${assuranceTable(visitor, partner)}
${ofKeys(deps, visitor, keys, member)}
${introducing(visitor, partner, partners)}`,
  }
}

function contactOf({ say }: Visitor, { contact }: PartnerView): Html {
  const texts = say.operator.partners
  return html`<h2 class="govuk-heading-m">${texts.contact}</h2>
${summaryList({
  rows: [
    { key: texts.name, value: say.list(contact.names) },
    { key: texts.office, value: contact.office },
    { key: texts.email, value: contact.email },
    ...(contact.phone === undefined ? [] : [{ key: texts.phone, value: contact.phone }]),
    { key: texts.hours, value: contact.hours },
    { key: texts.zone, value: contact.timeZone },
    { key: texts.languages, value: say.list(contact.languages) },
  ],
})}`
}

function assuranceTable({ say, words }: Visitor, { assurance }: PartnerView): Html {
  const { assurance: title, classes } = say.operator.partners
  return titledTable(
    title,
    [say.acceptance, title],
    Object.entries(assurance).map(([name, declared]) => {
      const term = termNames.find((each) => each === name)
      const known = assuranceClasses.find((each) => each === declared)
      return [term ? words.term(term) : name, known ? `${classes[known]} (${known})` : declared]
    }),
    say.none,
  )
}

function ofKeys(deps: ConsoleDeps, visitor: Visitor, { validities, keys }: KeysView, member: string): Html {
  const its = <T extends { readonly member: string }>(rows: readonly T[]) => rows.filter((row) => row.member === member)
  return html`<h2 class="govuk-heading-m">${visitor.say.operator.partners.keys}</h2>
${validitiesTable(deps, visitor, its(validities))}
${livesTable(deps, visitor, its(keys))}`
}

/** What the test proved, or the hop that failed and what to do about it. */
async function testPage(deps: ConsoleDeps, visitor: Visitor, member: string): Promise<Page> {
  const { say } = visitor
  const { tested, test } = say.operator.partners
  const found = await deps.operator
    .testPartner(visitor.client, member)
    .then((proved) => ({ proved }))
    .catch((error: unknown) => {
      if (error instanceof Problem && error.code !== 'internal') return { failed: error }
      throw error
    })
  return {
    title: tested,
    at: 'partners',
    main: html`${backLink({ href: `/console/partners/${member}`, text: member })}
<h1 class="govuk-heading-l">${tested}</h1>
${'proved' in found ? provedBy(visitor, found.proved) : failedBy(visitor, found.failed)}
${changing(visitor, `/console/partners/${member}/test`, test)}`,
  }
}

function provedBy({ say }: Visitor, { steps, roundTripMs }: LineTest): Html {
  const { tested, step, answered } = say.operator.partners
  return html`${notificationBanner({ title: say.operator.done, content: say.count(roundTripMs, { other: answered, one: answered }), isSuccess: true })}
${titledTable(
  tested,
  [step, say.operator.found],
  steps.map((each) => [asSaid(each.step), asSaid(each.found)]),
  say.none,
)}`
}

function failedBy(visitor: Visitor, { code, message }: Problem): Html {
  const { say } = visitor
  const { title, fix } = problemInWords(visitor, code)
  return html`<div class="govuk-error-summary" role="alert"><h2 class="govuk-error-summary__title">${say.operator.partners.failed}</h2>
<p class="govuk-body"><strong>${title}</strong></p>
<p class="govuk-body">${saidIn(say, message)}</p></div>
<h2 class="govuk-heading-m">${say.operator.next}</h2>
<p class="govuk-body">${fix}</p>
<p class="govuk-body-s govuk-hint">${say.code}: ${code}</p>`
}
