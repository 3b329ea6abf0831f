// The button that Enter presses.
import { attributes, type Html, html } from '../html.ts'

/** The first button of a form is pressed by Enter: this one, which nobody sees. */
export const pressedByEnter = (go: string): Html =>
  html`<button${attributes({ class: 'govuk-visually-hidden', type: 'submit', name: 'go', value: go, tabindex: -1, 'aria-hidden': 'true' })}></button>`
