// A day, in three fields: no picker, which whoever knows the day does not need.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked } from '../markup.ts'
import type { Legend } from './fieldset.ts'
import { type GroupOptions, questionOf } from './group.ts'
import { input } from './input.ts'

interface DatePart {
  readonly name: string
  readonly label: string
  /** How many digits there is room for. */
  readonly width: 2 | 4
  readonly value?: string | undefined
  /** The error is about this one. Where it is about none, all are marked of which it is not said. */
  readonly isWrong?: boolean | undefined
  readonly autocomplete?: string | undefined
}

interface DateInputOptions extends GroupOptions, Marked {
  readonly id: string
  /** Stands before the name of each part, with a hyphen. */
  readonly namePrefix?: string | undefined
  readonly fieldset?: Legend | undefined
  readonly parts: readonly DatePart[]
}

export function dateInput(options: DateInputOptions): Html {
  const { id, parts, error } = options
  const all = error !== undefined && !parts.some(({ isWrong }) => isWrong)
  const own = attributes({ class: listed('govuk-date-input', options.classes), ...options.attributes, id })
  return questionOf(
    { ...options, role: 'group' },
    id,
    () => html`<div${own}>${parts.map((part) => one(options, part, all))}</div>`,
  )
}

function one({ id, namePrefix }: DateInputOptions, part: DatePart, marked: boolean): Html {
  const { name, label, width, value, isWrong, autocomplete } = part
  const made = input({
    ...{ id: `${id}-${name}`, name: namePrefix ? `${namePrefix}-${name}` : name, value, autocomplete },
    ...{ label, labelClasses: 'govuk-date-input__label', inputmode: 'numeric' },
    classes: listed(
      'govuk-date-input__input',
      (isWrong ?? marked) && 'govuk-input--error',
      `govuk-input--width-${width}`,
    ),
  })
  return html`<div class="govuk-date-input__item">${made}</div>`
}
