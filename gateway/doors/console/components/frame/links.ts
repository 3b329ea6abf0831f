// Links that lead around a page, or back.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface LinkOptions extends Marked {
  readonly href: string
  readonly text: Text
}

/** The first thing that a keyboard comes to: past what every page has. */
export function skipLink({ href, text, classes, attributes: more }: LinkOptions): Html {
  const own = attributes({
    ...{ href, class: listed('govuk-skip-link', classes), ...more, 'data-module': 'govuk-skip-link' },
  })
  return html`<a${own}>${text}</a>`
}

/** It stands first in `main`: what is in no landmark is passed by. */
export const backLink = ({ href, text, classes, attributes: more }: LinkOptions): Html =>
  html`<a${attributes({ href, class: listed('govuk-back-link', classes), ...more })}>${text}</a>`

interface BreadcrumbsOptions extends Marked {
  /** "Breadcrumb" */
  readonly label: string
  /** The last one may be the page itself, without an address. */
  readonly items: readonly { readonly text: Text; readonly href?: string | undefined }[]
  /** On a narrow screen the first and the last alone. */
  readonly collapses?: boolean | undefined
}

export function breadcrumbs({ label, items, collapses, classes, attributes: more }: BreadcrumbsOptions): Html {
  const own = attributes({
    class: listed('govuk-breadcrumbs', classes, collapses && 'govuk-breadcrumbs--collapse-on-mobile'),
    ...{ ...more, 'aria-label': label },
  })
  const made = items.map(({ text, href }) =>
    href === undefined
      ? html`<li class="govuk-breadcrumbs__list-item" aria-current="page">${text}</li>`
      : html`<li class="govuk-breadcrumbs__list-item">
        <a class="govuk-breadcrumbs__link" href="${href}">${text}</a></li>`,
  )
  return html`<nav${own}><ol class="govuk-breadcrumbs__list">${made}</ol></nav>`
}
