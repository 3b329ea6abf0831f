// A case as it is named in lists: its id is long, and its first and last letters are what eyes
// compare.
import { type Html, html } from '../../html.ts'

export const caseLink = (id: string): Html =>
  html`<a class="govuk-link" href="/console/cases/${id}"><span class="bulla-id">${id}</span></a>`
