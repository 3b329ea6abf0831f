// Rows of the same kind. Where it is wider than the screen, it scrolls within itself.
import { attributes, type Html, html } from '../../html.ts'
import { type Attributes, listed, type Marked, type Text } from '../markup.ts'

interface Cell {
  readonly text: Text
  /** Numbers stand under each other at the right. */
  readonly isNumeric?: boolean | undefined
  readonly classes?: string | undefined
  readonly colspan?: number | undefined
  readonly rowspan?: number | undefined
  readonly attributes?: Attributes | undefined
}

interface TableOptions extends Marked {
  readonly caption?: string | undefined
  readonly captionClasses?: string | undefined
  readonly head?: readonly Cell[] | undefined
  readonly rows: readonly (readonly Cell[])[]
  /** The first cell of each row says what the row is about. */
  readonly firstIsHeader?: boolean | undefined
}

export function table({
  caption,
  captionClasses,
  head,
  rows,
  firstIsHeader,
  classes,
  attributes: more,
}: TableOptions): Html {
  const own = attributes({ class: listed('govuk-table', classes), ...more })
  const title = caption && html`<caption class="${listed('govuk-table__caption', captionClasses)}">${caption}</caption>`
  const top =
    head && html`<thead class="govuk-table__head"><tr class="govuk-table__row">${head.map(column)}</tr></thead>`
  const made = rows.map(
    (cells) =>
      html`<tr class="govuk-table__row">
        ${cells.map((each, at) => (firstIsHeader && at === 0 ? header(each) : cell(each)))}</tr>`,
  )
  return html`<table${own}>${title}${top}<tbody class="govuk-table__body">${made}</tbody></table>`
}

/**
 * A table that may be wide, which a keyboard can scroll.
 * @param label what it is, to whoever does not see it
 */
export const scrolling = (label: string, made: Html): Html =>
  html`<div class="bulla-scrolling" role="region" tabindex="0" aria-label="${label}">${made}</div>`

const spans = ({ colspan, rowspan, attributes: more }: Cell) => ({ colspan, rowspan, ...more })

function column(each: Cell): Html {
  const own = listed('govuk-table__header', each.isNumeric && 'govuk-table__header--numeric', each.classes)
  return html`<th${attributes({ scope: 'col', class: own, ...spans(each) })}>${each.text}</th>`
}

function header(each: Cell): Html {
  const own = { scope: 'row', class: listed('govuk-table__header', each.classes), ...spans(each) }
  return html`<th${attributes(own)}>${each.text}</th>`
}

function cell(each: Cell): Html {
  const own = listed('govuk-table__cell', each.isNumeric && 'govuk-table__cell--numeric', each.classes)
  return html`<td${attributes({ class: own, ...spans(each) })}>${each.text}</td>`
}
