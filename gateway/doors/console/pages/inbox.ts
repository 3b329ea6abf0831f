// What is due and overdue, by whom, worst first.
import { type Static, Type } from 'typebox'
import type { DueLine } from '../../../answers/overview-answers.ts'
import { dayAfter, localDateOf } from '../../../model/calendar/calendar.ts'
import { buttonGroup } from '../components/button.ts'
import { pagination } from '../components/lists/pagination.ts'
import { scrolling, table } from '../components/lists/table.ts'
import { type Html, html } from '../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../page.ts'
import { caseLink } from './case/names.ts'
import { dueInWords, type Zones, zonesOf } from './days.ts'

const query = Type.Object(
  {
    by: Type.Optional(Type.Enum(['us', 'partner'])),
    later: Type.Optional(Type.Literal('yes')),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  },
  { additionalProperties: false },
)
const rowsOfPage = 50
/** A request is answered within 90 days (12.6.1 e): that stands here from its first day. */
const daysAhead = 100
const everAhead = '9999-12-31'

export const inboxPages = {
  'GET /console/inbox': page({
    access: ['read'],
    takes: { querystring: query },
    show: (deps) => async (visit) => inbox(deps, visit.visitor, visit.query),
  }),
} as const

async function inbox(deps: ConsoleDeps, visitor: Visitor, ask: Static<typeof query>): Promise<Page> {
  const { say, client } = visitor
  const { by = 'us', later, cursor } = ask
  const until = later ? everAhead : dayAfter(localDateOf(deps.nowMs(), deps.timeZone), daysAhead)
  const [due, zones] = await Promise.all([
    deps.flows.due(client, { by, until, limit: rowsOfPage, ...(cursor !== undefined && { cursor }) }),
    zonesOf(deps, visitor),
  ])
  const place = (more: Readonly<Record<string, string>>) =>
    `/console/inbox?${new URLSearchParams({ by, ...(later && { later }), ...more })}`
  const more = due.next === null ? undefined : place({ cursor: due.next })
  const overdue = due.rows.filter((row) => row.overdue).length
  return {
    title: say.entries.inbox,
    at: 'inbox',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.inbox}</h1>
${sides(visitor, by)}
<p class="govuk-body">${
      due.rows.length === 0
        ? later
          ? say.inbox.nothing
          : say.inbox.nothingSoon(say.day(until))
        : say.count(due.rows.length, say.inbox.here)
    }${overdue > 0 && html` <strong>${say.count(overdue, say.inbox.overdue)}</strong>`}</p>
${due.rows.length > 0 && scrolling(say.entries.inbox, dueTable(deps, visitor, due.rows, zones))}
${!later && html`<p class="govuk-body"><a class="govuk-link" href="${place({ later: 'yes' })}">${say.inbox.later(say.day(until))}</a></p>`}
${more !== undefined && pagination({ label: say.pages, next: { href: more, text: say.nextPage } })}`,
  }
}

/** Ours first: what the partner owes is looked at by whoever waits for it. */
const sides = ({ say }: Visitor, by: 'us' | 'partner'): Html =>
  html`<nav aria-label="${say.inbox.sides}" class="bulla-choice">${buttonGroup(
    ...(['us', 'partner'] as const).map(
      (side) =>
        html`<a class="govuk-link" href="/console/inbox?by=${side}"${side === by && html` aria-current="true"`}>${say.inbox.by[side]}</a>`,
    ),
  )}</nav>`

function dueTable({ member }: ConsoleDeps, visitor: Visitor, rows: readonly DueLine[], zones: Zones): Html {
  const { say, words } = visitor
  return table({
    caption: say.inbox.caption,
    captionClasses: 'govuk-visually-hidden',
    head: [say.due, say.what, say.partner, say.case, say.state, say.office].map((text) => ({ text })),
    rows: rows.map((row) => [
      { text: dueInWords(row, visitor, member, zones) },
      {
        text: html`${say.duties[row.what]}${
          row.type !== null && html` (${words.message(row.profile, row.type)})`
        }<br><span class="govuk-hint bulla-small">${say.owedBy(row.member)}${row.paragraph !== null && ` · 12.${row.paragraph}`}</span>`,
      },
      { text: row.partner },
      { text: caseLink(row.case) },
      { text: words.state(row.profile, row.state) },
      { text: row.office },
    ]),
  })
}
