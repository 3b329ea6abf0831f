// What is said of a field: its name, what helps, and what is wrong.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface LabelOptions extends Marked {
  readonly text: Text
  readonly for?: string | undefined
  /** The label is the first heading of the page. */
  readonly isHeading?: boolean | undefined
}

export function label(options: LabelOptions): Html {
  const own = attributes({
    class: listed('govuk-label', options.classes),
    for: options.for,
    ...options.attributes,
  })
  const made = html`<label${own}>${options.text}</label>`
  return options.isHeading ? html`<h1 class="govuk-label-wrapper">${made}</h1>` : made
}

interface HintOptions extends Marked {
  readonly text: Text
  readonly id?: string | undefined
}

export const hint = ({ id, text, classes, attributes: more }: HintOptions): Html =>
  html`<div${attributes({ id, class: listed('govuk-hint', classes), ...more })}>${text}</div>`

export interface Fault {
  readonly text: Text
  /** What is said before it to whoever does not see that it is red: "Error". */
  readonly mark: string
}

interface ErrorMessageOptions extends Marked, Fault {
  readonly id?: string | undefined
}

export const errorMessage = ({ id, text, mark, classes, attributes: more }: ErrorMessageOptions): Html =>
  html`<p${attributes({ id, class: listed('govuk-error-message', classes), ...more })}>
    <span class="govuk-visually-hidden">${mark}:</span> ${text}</p>`
