// What is installed here: who may come in, what is set, and what happened.
import { Type } from 'typebox'
import type { AccessView } from '../../../../answers/directory-answers.ts'
import { type EventKind, eventKinds } from '../../../../answers/event-kinds.ts'
import type { ClientRole } from '../../../../model/client/roles.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import type { EventRow } from '../../../../ports/rows.ts'
import { button } from '../../components/button.ts'
import { backLink } from '../../components/frame/links.ts'
import { summaryList } from '../../components/lists/summary-list.ts'
import { insetText, warningText } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { caseLink } from '../case/names.ts'
import { rolesInWords } from '../roles.ts'
import { asSaid, identifier, instantIn, titledTable } from './said.ts'

const personPath = Type.Object(
  { person: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$' }) },
  { additionalProperties: false },
)
const clientPath = Type.Object(
  { client: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }) },
  { additionalProperties: false },
)

export const installationPages = {
  'GET /console/access': page({
    access: ['operate'],
    show: (deps) => async (visit) => accessPage(deps, visit.visitor, await deps.operator.access()),
  }),
  'GET /console/persons/:person': page({
    access: ['operate'],
    takes: { params: personPath },
    show:
      (deps) =>
      async ({ visitor, params }) =>
        removalPage(visitor, await personNamed(deps, params.person)),
  }),
  'POST /console/persons/:person': page({
    access: ['operate'],
    takes: { params: personPath },
    show:
      ({ operator }) =>
      async ({ visitor, params }) => {
        await operator.removePerson(visitor.client, params.person)
        return { to: '/console/access' }
      },
  }),
  'GET /console/clients/:client': page({
    access: ['operate'],
    takes: { params: clientPath },
    show:
      (deps) =>
      async ({ visitor, params }) =>
        removalPage(visitor, await clientNamed(deps, params.client)),
  }),
  'POST /console/clients/:client': page({
    access: ['operate'],
    takes: { params: clientPath },
    show:
      ({ operator }) =>
      async ({ visitor, params }) => {
        await operator.removeClient(visitor.client, params.client)
        return { to: '/console/access' }
      },
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
  [texts.person, say.enrol.offices, say.enrol.roles, texts.inFunction, texts.keys, texts.link, texts.act],
  persons.map((each) => [
    html`${each.name} (${identifier(each.person)})`,
    officesInWords(visitor, each.offices),
    say.list(rolesInWords(say, each.roles)),
    each.function ?? say.none,
    say.list(each.keys.map((at) => say.instant(at, timeZone))) || say.none,
    each.linkUntil === null ? say.none : instantIn(say, each.linkUntil, timeZone),
    removalLink(visitor, 'persons', each.person),
  ]),
  texts.nobody,
)}
${titledTable(
  texts.clients,
  [
    texts.client,
    say.enrol.offices,
    say.enrol.roles,
    texts.inFunction,
    texts.actsFor,
    texts.until,
    texts.former,
    texts.act,
  ],
  clients.map((each) => [
    identifier(each.client),
    officesInWords(visitor, each.offices),
    say.list(rolesInWords(say, each.roles)),
    each.function ?? say.none,
    each.persons ? say.yes : say.no,
    instant(each.until),
    each.formerUntil === null ? say.none : instantIn(say, each.formerUntil, timeZone),
    removalLink(visitor, 'clients', each.client),
  ]),
  texts.nobody,
)}`,
  }
}

interface Named {
  readonly id: string
  readonly name: string
  readonly roles: readonly ClientRole[]
  readonly offices: readonly string[] | 'all'
  readonly action: string
}

async function personNamed({ operator }: ConsoleDeps, id: string): Promise<Named> {
  const found = (await operator.access()).persons.find(({ person }) => person === id)
  if (!found) throw new Problem('not-found', `there is no person ${id}`)
  return { ...found, id, action: `/console/persons/${id}` }
}

async function clientNamed({ operator }: ConsoleDeps, id: string): Promise<Named> {
  const found = (await operator.access()).clients.find(({ client }) => client === id)
  if (!found) throw new Problem('not-found', `there is no client ${id}`)
  return { ...found, id, name: id, action: `/console/clients/${id}` }
}

/** What happens is told before it does: nobody comes in again by this page. */
function removalPage(visitor: Visitor, { id, name, roles, offices, action }: Named): Page {
  const { say, formToken, client } = visitor
  const texts = say.installation.access
  return {
    title: texts.remove,
    at: 'gateway',
    main: html`${backLink({ href: '/console/access', text: say.back })}
<h1 class="govuk-heading-l">${texts.remove}</h1>
${summaryList({
  rows: [
    { key: texts.whom, value: name === id ? identifier(id) : html`${name} (${identifier(id)})` },
    { key: say.enrol.offices, value: officesInWords(visitor, offices) },
    { key: say.enrol.roles, value: say.list(rolesInWords(say, roles)) },
  ],
})}
${
  client.person === id || client.id === id
    ? insetText({ text: texts.notItself })
    : html`${warningText({ mark: say.warning, text: texts.removeLead })}
<form method="post" action="${action}"><input type="hidden" name="token" value="${formToken}">
${button({ text: texts.removeNow, classes: 'govuk-button--warning', preventDoubleClick: true })}
</form>`
}`,
  }
}

const removalLink = ({ say }: Visitor, what: 'persons' | 'clients', id: string): Html =>
  html`<a class="govuk-link" href="/console/${what}/${id}">${say.installation.access.remove}<span class="govuk-visually-hidden"> ${id}</span></a>`

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
