// What is known of one thing, a row each, with what can be done about it.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface ActionLink extends Marked {
  readonly href: string
  readonly text: Text
  /** What it is about, to whoever does not see where it stands. */
  readonly about?: string | undefined
}

interface SummaryRow {
  readonly key: Text
  readonly value: Text
  readonly actions?: readonly ActionLink[] | undefined
  readonly classes?: string | undefined
}

interface SummaryListOptions extends Marked {
  readonly rows: readonly SummaryRow[]
  readonly card?: SummaryCard | undefined
}

interface SummaryCard extends Marked {
  readonly title: Text
  /** 2, unless it is said. */
  readonly headingLevel?: 2 | 3 | 4 | undefined
  readonly actions?: readonly ActionLink[] | undefined
}

export function summaryList({ rows, card, classes, attributes: more }: SummaryListOptions): Html {
  const anyActs = rows.some(({ actions = [] }) => actions.length > 0)
  const own = attributes({ class: listed('govuk-summary-list', classes), ...more })
  const list = html`<dl${own}>${rows.map((each) => row(each, anyActs, card?.title))}</dl>`
  return card ? inCard(card, list) : list
}

function row({ key, value, actions = [], classes }: SummaryRow, anyActs: boolean, about: Text | undefined): Html {
  const none = anyActs && actions.length === 0 && 'govuk-summary-list__row--no-actions'
  const made = actions.map((each) => actionLink(each, about))
  const several = html`<ul class="govuk-summary-list__actions-list">
    ${made.map((one) => html`<li class="govuk-summary-list__actions-list-item">${one}</li>`)}</ul>`
  const acts =
    made.length > 0 && html`<dd class="govuk-summary-list__actions">${made.length === 1 ? made : several}</dd>`
  return html`<div class="${listed('govuk-summary-list__row', none, classes)}">
    <dt class="govuk-summary-list__key">${key}</dt><dd class="govuk-summary-list__value">${value}
    </dd>${acts}</div>`
}

function actionLink({ href, text, about, classes, attributes: more }: ActionLink, card: Text | undefined): Html {
  const own = attributes({ class: listed('govuk-link', classes), href, ...more })
  const said = [about !== undefined && ` ${about}`, card !== undefined && html` (${card})`].filter(Boolean)
  const unseen = said.length > 0 && html`<span class="govuk-visually-hidden">${said}</span>`
  return html`<a${own}>${text}${unseen}</a>`
}

function inCard({ title, headingLevel = 2, actions = [], classes, attributes: more }: SummaryCard, list: Html): Html {
  const made = actions.map((each) => actionLink(each, title))
  const several = html`<ul class="govuk-summary-card__actions">
    ${made.map((one) => html`<li class="govuk-summary-card__action">${one}</li>`)}</ul>`
  const one = html`<div class="govuk-summary-card__actions">${made}</div>`
  const head = html`<h${headingLevel} class="govuk-summary-card__title">${title}</h${headingLevel}>`
  const own = attributes({ class: listed('govuk-summary-card', classes), ...more })
  return html`<div${own}><div class="govuk-summary-card__title-wrapper">
    ${head}${made.length > 0 && (made.length === 1 ? one : several)}</div>
    <div class="govuk-summary-card__content">${list}</div></div>`
}
