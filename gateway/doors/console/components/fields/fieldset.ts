// Fields that belong together, under one legend.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

/** How the legend of several fields is said. */
export interface Legend extends Marked {
  readonly legend: Text
  readonly legendClasses?: string | undefined
  /** The legend is the first heading of the page. */
  readonly legendIsHeading?: boolean | undefined
  readonly describedBy?: string | undefined
}

interface FieldsetOptions extends Legend {
  readonly role?: 'group' | undefined
  readonly content?: Html | undefined
}

export function fieldset(options: FieldsetOptions): Html {
  const { legend, legendClasses, legendIsHeading, describedBy, role, content } = options
  const own = attributes({
    ...{ class: listed('govuk-fieldset', options.classes), role, 'aria-describedby': describedBy || undefined },
    ...options.attributes,
  })
  const said = legendIsHeading ? html`<h1 class="govuk-fieldset__heading">${legend}</h1>` : legend
  const head = html`<legend class="${listed('govuk-fieldset__legend', legendClasses)}">${said}</legend>`
  return html`<fieldset${own}>${head}${content}</fieldset>`
}
