// All cases of the person's offices, a page at a time.
import { type Static, Type } from 'typebox'
import type { CaseLine } from '../../../answers/case-answers.ts'
import { button, buttonGroup } from '../components/button.ts'
import { input } from '../components/fields/input.ts'
import { pagination } from '../components/lists/pagination.ts'
import { scrolling, table } from '../components/lists/table.ts'
import { tag } from '../components/notices/texts.ts'
import { type Html, html } from '../html.ts'
import { type ConsoleDeps, type Page, page, type Visitor } from '../page.ts'
import { caseLink } from './case/names.ts'

const query = Type.Object(
  {
    partner: Type.Optional(Type.String({ pattern: '^(?:[A-Z]{2}[A-Z0-9]{0,6})?$' })),
    /** Of the offices, or those alone on which the person works. */
    whose: Type.Optional(Type.Enum(['all', 'mine'])),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  },
  { additionalProperties: false },
)
const rowsOfPage = 50

export const casesPages = {
  'GET /console/cases': page({
    access: ['read'],
    takes: { querystring: query },
    show: (deps) => async (visit) => cases(deps, visit.visitor, visit.query),
  }),
} as const

async function cases({ flows }: ConsoleDeps, visitor: Visitor, asked: Static<typeof query>): Promise<Page> {
  const { say, client } = visitor
  const { partner = '', whose = 'all', cursor } = asked
  const found = await flows.cases(client, {
    limit: rowsOfPage,
    ...(partner !== '' && { partner }),
    ...(whose === 'mine' && client.person !== undefined && { assignee: client.person }),
    ...(cursor !== undefined && { cursor }),
  })
  const page = (more: object) => `/console/cases?${new URLSearchParams({ partner, whose, ...more })}`
  const more = found.next === null ? undefined : page({ cursor: found.next })
  return {
    title: say.entries.cases,
    at: 'cases',
    live: true,
    main: html`<h1 class="govuk-heading-l">${say.entries.cases}</h1>
${client.roles.includes('submit') && button({ text: say.compose.open, href: '/console/compose' })}
<nav aria-label="${say.cases.sides}" class="bulla-choice">${buttonGroup(
      ...(['all', 'mine'] as const).map(
        (side) =>
          html`<a class="govuk-link" href="${page({ whose: side })}"${side === whose && html` aria-current="true"`}>${say.cases.whose[side]}</a>`,
      ),
    )}</nav>
<form method="get" action="/console/cases" class="bulla-filter">
<input type="hidden" name="whose" value="${whose}">
${input({ name: 'partner', label: say.partner, value: partner, hint: say.cases.partnerHint, classes: 'govuk-input--width-5' })}
${button({ text: say.show, classes: 'govuk-button--secondary' })}
</form>
${found.rows.length === 0 ? html`<p class="govuk-body">${say.cases.nothing}</p>` : scrolling(say.entries.cases, casesTable(visitor, found.rows))}
${more !== undefined && pagination({ label: say.pages, next: { href: more, text: say.nextPage } })}`,
  }
}

/** Also what a search has found. */
export const casesTable = ({ say, words }: Visitor, rows: readonly CaseLine[]): Html =>
  table({
    caption: say.cases.caption,
    captionClasses: 'govuk-visually-hidden',
    head: [say.case, say.partner, say.role, say.state, say.due, say.office].map((text) => ({ text })),
    rows: rows.map((row) => [
      { text: caseLink(row.case) },
      { text: row.partner },
      { text: words.role(row.role) },
      { text: words.state(row.profile, row.state) },
      {
        text: html`${row.dueOn === null ? say.noDay : say.day(row.dueOn)}${row.overdue && html` ${tag({ text: say.overdue, classes: 'govuk-tag--red' })}`}`,
      },
      { text: row.office },
    ]),
  })
