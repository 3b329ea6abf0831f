// What is installed here: who may come in, what is set, and what happened.
import type { AccessView } from '../../../../answers/directory-answers.ts'
import { type EventKind, eventKinds } from '../../../../answers/event-kinds.ts'
import type { EventRow } from '../../../../ports/rows.ts'
import { backLink } from '../../components/frame/links.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { caseLink } from '../case/names.ts'
import { rolesInWords } from '../roles.ts'
import { asSaid, identifier, instantIn, titledTable } from './said.ts'

export const installationPages = {
  'GET /console/access': page({
    access: ['operate'],
    show: (deps) => async (visit) => accessPage(deps, visit.visitor, await deps.operator.access()),
  }),
  'GET /console/settings': page({
    access: ['operate'],
    show:
      ({ operator }) =>
      async ({ visitor }) =>
        settingsPage(visitor, (await operator.settings()).settings),
  }),
  'GET /console/events': page({
    access: ['operate', 'read'],
    show: (deps) => async (visit) => eventsPage(deps, visit.visitor),
  }),
} as const

/** Looked at, so that among many for others some are found; and shown. */
const lookedAt = 1_000
const mostShown = 100

const officesInWords = ({ say }: Visitor, offices: readonly string[] | 'all') =>
  offices === 'all' ? say.installation.access.allOffices : say.list(offices) || say.none

function accessPage({ timeZone }: ConsoleDeps, visitor: Visitor, { clients, persons }: AccessView): Page {
  const { say } = visitor
  const texts = say.installation.access
  const instant = (at: string | null) => (at === null ? say.never : instantIn(say, at, timeZone))
  return {
    title: texts.title,
    at: 'gateway',
    main: html`${backLink({ href: '/console/gateway', text: say.back })}
<h1 class="govuk-heading-l">${texts.title}</h1>
<p class="govuk-body">${texts.lead}</p>
${titledTable(
  texts.persons,
  [texts.person, say.enrol.offices, say.enrol.roles, texts.inFunction, texts.keys, texts.link],
  persons.map((each) => [
    html`${each.name} (${identifier(each.person)})`,
    officesInWords(visitor, each.offices),
    say.list(rolesInWords(say, each.roles)),
    each.function ?? say.none,
    say.list(each.keys.map((at) => say.instant(at, timeZone))) || say.none,
    each.linkUntil === null ? say.none : instantIn(say, each.linkUntil, timeZone),
  ]),
  texts.nobody,
)}
${titledTable(
  texts.clients,
  [texts.client, say.enrol.offices, say.enrol.roles, texts.inFunction, texts.actsFor, texts.until, texts.former],
  clients.map((each) => [
    identifier(each.client),
    officesInWords(visitor, each.offices),
    say.list(rolesInWords(say, each.roles)),
    each.function ?? say.none,
    each.persons ? say.yes : say.no,
    instant(each.until),
    each.formerUntil === null ? say.none : instantIn(say, each.formerUntil, timeZone),
  ]),
  texts.nobody,
)}`,
  }
}

type Setting = Awaited<ReturnType<ConsoleDeps['operator']['settings']>>['settings'][number]

function settingsPage({ say }: Visitor, settings: readonly Setting[]): Page {
  const texts = say.installation.settings
  const value = ({ value: set, usual }: Setting): Html =>
    html`${set === null ? texts.unset : html`<code translate="no">${set}</code>`}${usual && set !== null && html` (${texts.usual})`}`
  return {
    title: texts.title,
    at: 'gateway',
    main: html`${backLink({ href: '/console/gateway', text: say.back })}
<h1 class="govuk-heading-l">${texts.title}</h1>
<p class="govuk-body">${texts.lead}</p>
${titledTable(
  texts.title,
  [texts.name, texts.value, texts.means],
  settings.map((each) => [
    html`<span class="bulla-id" translate="no">${each.name}</span>`,
    value(each),
    html`${asSaid(each.describe)}${each.reload && html` ${texts.running}`}`,
  ]),
  say.none,
)}`,
  }
}

async function eventsPage({ flows, timeZone }: ConsoleDeps, { client, say }: Visitor): Promise<Page> {
  const texts = say.installation.events
  const last = await flows.lastEvent()
  const rows = (await flows.events(client, Math.max(0, last - lookedAt), lookedAt)).toReversed().slice(0, mostShown)
  const what = ({ kind }: EventRow) => (isKind(kind) ? texts.kinds[kind] : kind)
  return {
    title: texts.title,
    at: 'events',
    live: true,
    main: html`<h1 class="govuk-heading-l">${texts.title}</h1>
<p class="govuk-body">${texts.lead}</p>
${titledTable(
  texts.title,
  [texts.when, texts.what, say.partner, say.case],
  rows.map((row) => [
    instantIn(say, new Date(row.at).toISOString(), timeZone),
    what(row),
    row.partner,
    row.case === null ? say.none : client.roles.includes('read') ? caseLink(row.case) : identifier(row.case),
  ]),
  texts.nothing,
)}`,
  }
}

const isKind = (kind: string): kind is EventKind => Object.hasOwn(eventKinds, kind)
