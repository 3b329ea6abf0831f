// What stands around every field: its label, its hint, its error, and the ids by which they are
// tied.
import { attributes, type Html, html } from '../../html.ts'
import { type Attributes, listed, type Marked, type Text } from '../markup.ts'
import { fieldset, type Legend } from './fieldset.ts'
import { errorMessage, type Fault, hint, label } from './label.ts'

export interface GroupOptions {
  readonly hint?: Text | undefined
  readonly error?: Fault | undefined
  readonly groupClasses?: string | undefined
  readonly groupAttributes?: Attributes | undefined
}

/** A field of one control. */
export interface FieldOptions extends GroupOptions, Marked {
  readonly name: string
  /** Its name, unless another is given. */
  readonly id?: string | undefined
  readonly label: Text
  readonly labelClasses?: string | undefined
  readonly labelIsHeading?: boolean | undefined
  /** Ids of what else is said of it. */
  readonly describedBy?: string | undefined
  readonly disabled?: boolean | undefined
}

/** @param control made with the ids of all that describes it */
export function field(options: FieldOptions, control: (id: string, describedBy: string | undefined) => Html): Html {
  const { name, id = name } = options
  const said = label({
    ...{ text: options.label, for: id, classes: options.labelClasses, isHeading: options.labelIsHeading },
  })
  const { notes, describedBy } = notesOf(options, id)
  return group(options, html`${said}${notes}${control(id, describedBy)}`)
}

/** Fields that are one question. @param id of what its hint and its error are named after */
export function questionOf(
  options: GroupOptions & { readonly fieldset?: Legend | undefined; readonly role?: 'group' },
  id: string,
  controls: (describedBy: string | undefined) => Html,
): Html {
  const { notes, describedBy } = notesOf({ ...options, describedBy: options.fieldset?.describedBy }, id)
  const content = html`${notes}${controls(describedBy)}`
  if (!options.fieldset) return group(options, content)
  return group(options, fieldset({ ...options.fieldset, describedBy, role: options.role, content }))
}

interface Described extends GroupOptions {
  readonly describedBy?: string | undefined
}

function notesOf(options: Described, id: string): { readonly notes: Html; readonly describedBy: string | undefined } {
  const { hint: help, error, describedBy } = options
  const ids = listed(describedBy, help !== undefined && `${id}-hint`, error !== undefined && `${id}-error`)
  const helps = help && hint({ id: `${id}-hint`, text: help })
  const notes = html`${helps}${error && errorMessage({ id: `${id}-error`, ...error })}`
  return { notes, describedBy: ids || undefined }
}

function group({ error, groupClasses, groupAttributes }: GroupOptions, content: Html): Html {
  const own = attributes({
    class: listed('govuk-form-group', error && 'govuk-form-group--error', groupClasses),
    ...groupAttributes,
  })
  return html`<div${own}>${content}</div>`
}
