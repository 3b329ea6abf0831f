// One of a list that is too long to show.
import { attributes, type Html, html } from '../../html.ts'
import { type Attributes, listed } from '../markup.ts'
import { type FieldOptions, field } from './group.ts'

interface SelectItem {
  readonly text: string
  /** Its text, unless another is given. */
  readonly value?: string | undefined
  readonly disabled?: boolean | undefined
  readonly attributes?: Attributes | undefined
}

interface SelectOptions extends FieldOptions {
  readonly items: readonly SelectItem[]
  /** Which is chosen. */
  readonly value?: string | undefined
}

export const select = (options: SelectOptions): Html =>
  field(options, (id, describedBy) => {
    const own = attributes({
      class: listed('govuk-select', options.classes, options.error && 'govuk-select--error'),
      ...{ id, name: options.name, disabled: options.disabled, 'aria-describedby': describedBy, ...options.attributes },
    })
    return html`<select${own}>${options.items.map((item) => option(item, options.value))}</select>`
  })

function option({ text, value, disabled, attributes: more }: SelectItem, chosen: string | undefined): Html {
  const selected = chosen !== undefined && (value ?? text) === chosen
  return html`<option${attributes({ value, selected, disabled, ...more })}>${text}</option>`
}
