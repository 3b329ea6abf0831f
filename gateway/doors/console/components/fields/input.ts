// One line of text.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Text } from '../markup.ts'
import { type FieldOptions, field } from './group.ts'

interface InputOptions extends FieldOptions {
  readonly type?: 'text' | 'email' | 'search' | 'tel' | 'url' | 'number' | 'date' | 'datetime-local' | undefined
  readonly value?: string | undefined
  readonly inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | undefined
  readonly autocomplete?: string | undefined
  readonly autocapitalize?: string | undefined
  readonly spellcheck?: boolean | undefined
  readonly pattern?: string | undefined
  /**
   * What stands before or after the value, as a unit does. Whoever does not see it needs it in the
   * label too.
   */
  readonly prefix?: Text | undefined
  readonly suffix?: Text | undefined
}

export function input(options: InputOptions): Html {
  const { name, type = 'text', value, inputmode, autocomplete, autocapitalize, pattern, prefix, suffix } = options
  return field(options, (id, describedBy) => {
    const own = attributes({
      class: listed('govuk-input', options.classes, options.error && 'govuk-input--error'),
      ...{ id, name, type, spellcheck: options.spellcheck === undefined ? undefined : String(options.spellcheck) },
      ...{ value, disabled: options.disabled, 'aria-describedby': describedBy },
      ...{ autocomplete, autocapitalize, pattern, inputmode, ...options.attributes },
    })
    const made = html`<input${own}>`
    if (prefix === undefined && suffix === undefined) return made
    return html`<div class="govuk-input__wrapper">${affix('prefix', prefix)}${made}${affix('suffix', suffix)}</div>`
  })
}

const affix = (where: 'prefix' | 'suffix', text: Text | undefined): Html | undefined =>
  text === undefined ? undefined : html`<div class="govuk-input__${where}" aria-hidden="true">${text}</div>`
