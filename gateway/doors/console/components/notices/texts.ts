// Short texts that stand out: inset, warning, tag, details, panel.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface InsetOptions extends Marked {
  readonly text: Text
  readonly id?: string | undefined
}

export const insetText = ({ text, id, classes, attributes: more }: InsetOptions): Html =>
  html`<div${attributes({ id, class: listed('govuk-inset-text', classes), ...more })}>${text}</div>`

interface WarningOptions extends Marked {
  readonly text: Text
  /** What is said for the sign before it: "Warning". */
  readonly mark: string
}

export const warningText = ({ text, mark, classes, attributes: more }: WarningOptions): Html =>
  html`<div${attributes({ class: listed('govuk-warning-text', classes), ...more })}>
    <span class="govuk-warning-text__icon" aria-hidden="true">!</span> <strong class="govuk-warning-text__text">
    <span class="govuk-visually-hidden">${mark}</span> ${text}</strong>
    </div>`

interface TagOptions extends Marked {
  readonly text: Text
}

/** A state in a word. What it says is in the word: its colour says nothing more. */
export const tag = ({ text, classes, attributes: more }: TagOptions): Html =>
  html`<strong${attributes({ class: listed('govuk-tag', classes), ...more })}>${text}</strong>`

interface DetailsOptions extends Marked {
  readonly summary: Text
  readonly text: Text
  readonly id?: string | undefined
  readonly isOpen?: boolean | undefined
}

export const details = ({ summary, text, id, isOpen, classes, attributes: more }: DetailsOptions): Html =>
  html`<details${attributes({ id, class: listed('govuk-details', classes), ...more, open: isOpen })}>
    <summary class="govuk-details__summary">
    <span class="govuk-details__summary-text">${summary}</span></summary>
    <div class="govuk-details__text">${text}</div></details>`

interface PanelOptions extends Marked {
  readonly title: Text
  readonly text?: Text | undefined
}

/** What was done, as the first heading of its page. */
export const panel = ({ title, text, classes, attributes: more }: PanelOptions): Html =>
  html`<div${attributes({ class: listed('govuk-panel govuk-panel--confirmation', classes), ...more })}>
    <h1 class="govuk-panel__title">${title}</h1>
    ${text !== undefined && html`<div class="govuk-panel__body">${text}</div>`}</div>`
