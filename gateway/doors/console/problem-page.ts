// What went wrong, as a page: what it is, what was found, and what to do next.
import type { ProblemDetails } from '../../model/problems/problems.ts'
import type { ConsoleWords } from '../../words/console-words.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { saidIn } from './said-in.ts'

/** @param next what this visitor can do about it */
export function problemPage(details: ProblemDetails, say: ConsoleWords, next?: Html): Page {
  const { title, detail, fix, status, code, faults } = details
  return {
    title,
    status,
    main: html`<h1 class="govuk-heading-l">${title}</h1>
${detail !== undefined && !faults && html`<p class="govuk-body">${saidIn(say, detail)}</p>`}
${
  faults &&
  html`<ul class="govuk-list govuk-list--bullet">${faults.map(
    ({ field, message }) => html`<li><code>${field}</code>: ${saidIn(say, message)}</li>`,
  )}</ul>`
}
${next ?? html`<p class="govuk-body">${fix}</p>`}
<p class="govuk-body-s govuk-hint">${say.code}: ${code}</p>`,
  }
}
