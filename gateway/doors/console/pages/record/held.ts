// What partners gave and we hold, the overdue first; each leads to the statement of its disposal.
import { type Static, Type } from 'typebox'
import type { HeldLine } from '../../../../answers/overview-answers.ts'
import { button } from '../../components/button.ts'
import { input } from '../../components/fields/input.ts'
import { pagination } from '../../components/lists/pagination.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import { tag } from '../../components/notices/texts.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../../page.ts'
import { caseLink } from '../case/names.ts'

const query = Type.Object(
  {
    of: Type.Optional(Type.String({ pattern: '^(?:[A-Z]{2}[A-Z0-9]{0,6})?$' })),
    cursor: Type.Optional(Type.String({ maxLength: 512 })),
  },
  { additionalProperties: false },
)

export const heldPages = {
  'GET /console/held': page({
    access: ['read'],
    takes: { querystring: query },
    show: (deps) => async (visit) => heldPage(deps, visit.visitor, visit.query),
  }),
} as const

async function heldPage(deps: ConsoleDeps, visitor: Visitor, { of = '', cursor }: Static<typeof query>): Promise<Page> {
  const { say, client } = visitor
  const chosen = of === '' ? {} : { of }
  const { rows, next } = await deps.flows.held(client, { ...chosen, ...(cursor !== undefined && { cursor }) })
  const disposals = await disposalsOf(deps, visitor, rows)
  return {
    title: say.entries.held,
    at: 'held',
    main: html`<h1 class="govuk-heading-l">${say.entries.held}</h1>
<form method="get" action="/console/held" class="bulla-filter">
${input({ name: 'of', label: say.partner, value: of, hint: say.cases.partnerHint, classes: 'govuk-input--width-5' })}
${button({ text: say.show, classes: 'govuk-button--secondary' })}
</form>
${rows.length === 0 ? html`<p class="govuk-body">${say.held.nothing}</p>` : scrolling(say.entries.held, heldTable(visitor, rows, disposals))}
${next !== null && pagination({ label: say.pages, next: { href: `/console/held?${new URLSearchParams({ ...chosen, cursor: next })}`, text: say.nextPage } })}`,
  }
}

/** By profile: the type of message that states a disposal, as its row says. */
async function disposalsOf({ flows }: ConsoleDeps, { client }: Visitor, rows: readonly HeldLine[]) {
  const found = new Map<string, string>()
  for (const profile of new Set(rows.map((row) => row.profile))) {
    const { messages } = await flows.profile(client, profile)
    const type = Object.keys(messages).find((each) => messages[each]?.signedAs === 'dispose')
    if (type !== undefined) found.set(profile, type)
  }
  return found
}

function heldTable(visitor: Visitor, rows: readonly HeldLine[], disposals: ReadonlyMap<string, string>): Html {
  const { say, words, client } = visitor
  const leads = (row: HeldLine): Html | string => {
    const type = disposals.get(row.profile)
    if (type === undefined || !client.roles.includes('submit')) return ''
    return html`<a class="govuk-link" href="/console/cases/${row.case}/compose/${type}">${words.message(row.profile, type)}<span class="govuk-visually-hidden"> ${row.content}</span></a>`
  }
  const day = (on: string | null) => (on === null ? say.noDay : say.day(on))
  return table({
    ...{ caption: say.held.caption, captionClasses: 'govuk-visually-hidden' },
    head: [
      say.held.disposeBy,
      say.what,
      say.partner,
      say.case,
      say.held.ends,
      say.held.method,
      say.held.still,
      say.held.next,
    ].map((text) => ({ text })),
    rows: rows.map((row) => [
      {
        text: html`${day(row.disposeBy)}${row.overdue && html` ${tag({ text: say.overdue, classes: 'govuk-tag--red' })}`}`,
      },
      {
        text: html`${say.held.what[row.what]}${row.disposed && html` ${tag({ text: say.disposed, classes: 'govuk-tag--grey' })}`}<br><span class="bulla-id bulla-small">${row.content}</span>`,
      },
      { text: row.partner },
      { text: caseLink(row.case) },
      { text: day(row.retentionEnds) },
      { text: row.method === null ? say.none : words.code(row.profile, 'case', '/method', row.method) },
      {
        text: html`${row.copies.length > 0 && say.count(row.copies.length, say.held.copies)}${row.outUntil !== null && html` ${say.held.outUntil(say.day(row.outUntil))}`}${row.holdUntil !== null && html` ${say.held.holdUntil(say.day(row.holdUntil))}`}`,
      },
      { text: leads(row) },
    ]),
  })
}
