// Cases by a number that stands in them. It is sent as a form, so that no address holds it.
import { type SearchedBy, searchedBy } from '../../../../model/profile/searched.ts'
import { button } from '../../components/button.ts'
import { radios } from '../../components/fields/choices.ts'
import { input } from '../../components/fields/input.ts'
import { scrolling } from '../../components/lists/table.ts'
import { errorSummary } from '../../components/notices/error-summary.ts'
import { fieldOf } from '../../forms/form-values.ts'
import { type Html, html } from '../../html.ts'
import { type ConsoleDeps, type Page, page, type Visit, type Visitor } from '../../page.ts'
import { casesTable } from '../cases.ts'

export const searchPages = {
  'GET /console/search': page({
    access: ['read'],
    show: () => (visit) => searchPage(visit.visitor, { by: 'declaration', number: '' }),
  }),
  'POST /console/search': page({
    access: ['read'],
    show: (deps) => async (visit) => found(deps, visit),
  }),
} as const

interface Asked {
  readonly by: SearchedBy
  readonly number: string
}

const longest = 200

async function found({ flows }: ConsoleDeps, { visitor, form }: Visit): Promise<Page> {
  const { say } = visitor
  const by = searchedBy.find((each) => each === fieldOf(form, 'by')) ?? 'declaration'
  const number = fieldOf(form, 'number').trim()
  const asked = { by, number }
  if (!/[\p{L}\p{N}]/u.test(number) || number.length > longest) return searchPage(visitor, asked, say.search.noNumber)
  const { rows, truncated } = await flows.searchCases(visitor.client, asked)
  return searchPage(
    visitor,
    asked,
    undefined,
    html`<h2 class="govuk-heading-m">${say.search.found}</h2>
${rows.length === 0 ? html`<p class="govuk-body">${say.search.nothing}</p>` : scrolling(say.search.found, casesTable(visitor, rows))}
${truncated && html`<p class="govuk-body">${say.search.more}</p>`}`,
  )
}

function searchPage(visitor: Visitor, { by, number }: Asked, wrong?: string, results?: Html): Page {
  const { say, formToken } = visitor
  return {
    title: wrong === undefined ? say.entries.search : `${say.error}: ${say.entries.search}`,
    at: 'search',
    ...(wrong !== undefined && { status: 400 }),
    main: html`${wrong !== undefined && errorSummary({ title: say.problem, errors: [{ text: wrong, href: '#number' }] })}
<h1 class="govuk-heading-l">${say.entries.search}</h1>
<p class="govuk-body">${say.search.lead}</p>
<form method="post" action="/console/search" novalidate>
<input type="hidden" name="token" value="${formToken}">
${radios({
  ...{ name: 'by', fieldset: { legend: say.search.by } },
  items: searchedBy.map((value) => ({ value, text: say.search.of[value], checked: value === by })),
})}
${input({
  ...{
    name: 'number',
    label: say.search.number,
    value: number,
    hint: say.search.hint,
    classes: 'govuk-input--width-20',
  },
  ...{
    autocomplete: 'off',
    spellcheck: false,
    error: wrong === undefined ? undefined : { text: wrong, mark: say.error },
  },
})}
${button({ text: say.entries.search })}
</form>
${results}`,
  }
}
