// What stands at the foot of every page: no crest, no licence and no copyright, as none is ours to
// give.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface FooterOptions extends Marked {
  /** What the links are, to whoever does not see them: "Support links". */
  readonly label: string
  readonly items: readonly { readonly text: string; readonly href: string }[]
  /** A line after them: which gateway, which version. */
  readonly text?: Text | undefined
}

export function footer({ label, items, text, classes, attributes: more }: FooterOptions): Html {
  const list =
    items.length > 0 &&
    html`<ul class="govuk-footer__inline-list">
      ${items.map(
        ({ href, text: said }) => html`<li class="govuk-footer__inline-list-item">
      <a class="govuk-footer__link" href="${href}">${said}</a></li>`,
      )}</ul>`
  const line = text !== undefined && html`<div class="govuk-footer__meta-custom">${text}</div>`
  const meta = html`<h2 class="govuk-visually-hidden">${label}</h2>${list}${line}`
  return html`<div${attributes({ class: listed('govuk-footer', classes), ...more })}>
    <div class="govuk-width-container"><div class="govuk-footer__meta">
    <div class="govuk-footer__meta-item govuk-footer__meta-item--grow">${meta}</div></div></div></div>`
}
