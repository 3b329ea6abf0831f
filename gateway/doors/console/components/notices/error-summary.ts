// What is wrong with a form, at its head, each leading to its field.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface ErrorSummaryOptions extends Marked {
  /** "There is a problem" */
  readonly title: Text
  readonly description?: Text | undefined
  readonly errors: readonly { readonly text: Text; readonly href?: string | undefined }[]
  /** It takes the focus when the page comes, unless this is said. */
  readonly takesNoFocus?: boolean | undefined
}

export function errorSummary(options: ErrorSummaryOptions): Html {
  const { title, description, errors, takesNoFocus } = options
  const own = attributes({
    class: listed('govuk-error-summary', options.classes),
    'data-disable-auto-focus': takesNoFocus === undefined ? undefined : String(takesNoFocus),
    ...{ ...options.attributes, 'data-module': 'govuk-error-summary' },
  })
  const list = errors.map(
    ({ text, href }) => html`<li>${href === undefined ? text : html`<a href="${href}">${text}</a>`}</li>`,
  )
  const body = html`${
    description !== undefined &&
    html`<p>${description}
    </p>`
  }${errors.length > 0 && html`<ul class="govuk-list govuk-error-summary__list">${list}</ul>`}`
  return html`<div${own}><div role="alert"><h2 class="govuk-error-summary__title">${title}</h2>
    <div class="govuk-error-summary__body">${body}</div></div></div>`
}
