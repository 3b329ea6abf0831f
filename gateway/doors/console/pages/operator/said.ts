// What the pages of those who run the gateway have in common: tables, forms that change something,
// commands, and texts that the gateway says in English.

import { problems } from '../../../../model/problems/problem-table.ts'
import type { ProblemCode } from '../../../../model/problems/problems.ts'
import type { ConsoleWords } from '../../../../words/console-words.ts'
import { button } from '../../components/button.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import type { Text } from '../../components/markup.ts'
import { type Html, html } from '../../html.ts'
import type { Visitor } from '../../page.ts'

/** With its heading; where there is no row, a sentence instead of it. */
export const titledTable = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly Text[])[],
  nothing: string,
): Html =>
  html`<h2 class="govuk-heading-m">${title}</h2>${rows.length === 0 ? html`<p class="govuk-body">${nothing}</p>` : bareTable(title, head, rows)}`

/** The first cell of each row says what the row is about. */
const bareTable = (title: string, head: readonly string[], rows: readonly (readonly Text[])[]): Html =>
  scrolling(
    title,
    table({
      ...{ caption: title, captionClasses: 'govuk-visually-hidden', firstIsHeader: true },
      head: head.map((text) => ({ text })),
      rows: rows.map((cells) => cells.map((text) => ({ text }))),
    }),
  )

/** A form whose button changes something. */
export const changing = ({ formToken }: Visitor, action: string, label: Text, fields?: Html): Html =>
  html`<form method="post" action="${action}">
<input type="hidden" name="token" value="${formToken}">
${fields}${button({ text: label, preventDoubleClick: true, classes: 'govuk-button--secondary' })}
</form>`

/** What a flow says in the one language that it speaks. */
export const asSaid = (text: string): Html => html`<span lang="en">${text}</span>`

export const identifier = (id: string): Html => html`<span class="bulla-id">${id}</span>`

/** A line that is typed where the gateway is installed. */
export const command = (line: string): Html => html`<code lang="en" translate="no">${line}</code>`

export const instantIn = (say: ConsoleWords, at: string, timeZone: string): Html =>
  html`<time datetime="${at}">${say.instant(at, timeZone)}</time>`

/** In the largest unit of which there is one. */
export function lastingInWords(say: ConsoleWords, seconds: number): string {
  const { days, hours, minutes } = say.operator
  const [unit, forms] = (
    [
      [86_400, days],
      [3_600, hours],
      [60, minutes],
    ] as const
  ).find(([each]) => seconds >= each) ?? [1, say.operator.seconds]
  return say.count(Math.floor(seconds / unit), forms)
}

/**
 * What failed as it is called, and what to do next; a code that is not known here stands as it is.
 */
export function problemInWords({ words }: Visitor, code: string): { readonly title: string; readonly fix?: string } {
  return isProblem(code) ? { title: words.problem(code), fix: words.fix(code) } : { title: code }
}

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(problems, code)
