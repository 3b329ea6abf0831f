// What acts: a button of a form, or a link that looks like one.
import { attributes, type Html, html } from '../html.ts'
import { listed, type Marked, type Text } from './markup.ts'

interface ButtonOptions extends Marked {
  readonly text: Text
  /** Makes it a link. */
  readonly href?: string | undefined
  readonly type?: 'submit' | 'button' | 'reset' | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly id?: string | undefined
  readonly disabled?: boolean | undefined
  /** A second press within a second is passed over, where scripts run. */
  readonly preventDoubleClick?: boolean | undefined
}

export function button(options: ButtonOptions): Html {
  const { text, href, type = 'submit', name, value, id, disabled, preventDoubleClick } = options
  const both = {
    ...{ class: listed('govuk-button', options.classes), 'data-module': 'govuk-button', id },
    ...options.attributes,
  }
  if (href !== undefined)
    return html`<a${attributes({ href, role: 'button', draggable: 'false', ...both })}>${text}</a>`
  const own = {
    ...{ type, value, name, disabled, 'aria-disabled': disabled && 'true' },
    ...{ 'data-prevent-double-click': preventDoubleClick === undefined ? undefined : String(preventDoubleClick) },
  }
  return html`<button${attributes({ ...own, ...both })}>${text}</button>`
}

/** Buttons and links beside each other. */
export const buttonGroup = (...those: readonly Html[]): Html => html`<div class="govuk-button-group">${those}</div>`
