// The pages of a list that is too long for one.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface Neighbour {
  readonly href: string
  /** "Previous page", "Next page" */
  readonly text: Text
  /** What is on it; shown where no numbers are. */
  readonly label?: string | undefined
}

/** A page by its number, or three dots for those between. */
type PageItem =
  | {
      readonly number: number | string
      readonly href: string
      /** "Page 3" */
      readonly says: string
      readonly isCurrent?: boolean | undefined
    }
  | 'gap'

interface PaginationOptions extends Marked {
  /** What it is, to whoever does not see it: "Pagination". */
  readonly label: string
  readonly previous?: Neighbour | undefined
  readonly next?: Neighbour | undefined
  readonly items?: readonly PageItem[] | undefined
}

export function pagination({ label, previous, next, items, classes, attributes: more }: PaginationOptions): Html {
  const alone = !items && Boolean(previous ?? next)
  const own = attributes({
    ...{ class: listed('govuk-pagination', alone && 'govuk-pagination--block', classes), 'aria-label': label, ...more },
  })
  const list = items && html`<ul class="govuk-pagination__list">${items.map(page)}</ul>`
  return html`<nav${own}>
    ${previous && neighbour('prev', previous, alone)}${list}${next && neighbour('next', next, alone)}</nav>`
}

function page(item: PageItem): Html {
  if (item === 'gap') return html`<li class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>`
  const { number, href, says, isCurrent } = item
  const own = attributes({
    ...{ class: 'govuk-link govuk-pagination__link', href, 'aria-label': says },
    'aria-current': isCurrent && 'page',
  })
  const li = listed('govuk-pagination__item', isCurrent && 'govuk-pagination__item--current')
  return html`<li class="${li}"><a${own}>${number}</a></li>`
}

function neighbour(where: 'prev' | 'next', { href, text, label }: Neighbour, alone: boolean): Html {
  const decorated = alone && label === undefined && 'govuk-pagination__link-title--decorated'
  const title = html`<span class="${listed('govuk-pagination__link-title', decorated)}">${text}</span>`
  const about =
    alone &&
    label !== undefined &&
    html` <span class="govuk-visually-hidden">:</span> <span class="govuk-pagination__link-label">${label}</span>`
  const first = alone || where === 'prev'
  const own = attributes({ class: 'govuk-link govuk-pagination__link', href, rel: where })
  return html`<div class="govuk-pagination__${where}">
    <a${own}>${first && arrow(where)}${title}${about}${!first && arrow(where)}</a></div>`
}

function arrow(where: 'prev' | 'next'): Html {
  const path = where === 'prev' ? toTheLeft : toTheRight
  return html`<svg class="govuk-pagination__icon govuk-pagination__icon--${where}"
      xmlns="http://www.w3.org/2000/svg" height="13" width="15"
      aria-hidden="true" focusable="false" viewBox="0 0 15 13">
    <path d="${path}"></path></svg>`
}

const toTheLeft =
  'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z'
const toTheRight =
  'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z'
