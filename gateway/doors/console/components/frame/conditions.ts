// What holds for everything on the page, and stays in sight: purpose, who may read, until when.
import { type Html, html } from '../../html.ts'

/**
 * Markup of our own; console.css has its looks.
 * @param label what it is, to whoever does not see it
 */
export const conditions = (label: string, content: Html): Html =>
  html`<section class="bulla-conditions" aria-label="${label}"><div class="govuk-width-container">
    ${content}</div></section>`
