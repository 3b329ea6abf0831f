// One of a few (radios), or some of them (checkboxes).
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'
import type { Legend } from './fieldset.ts'
import { type GroupOptions, questionOf } from './group.ts'
import { hint, label } from './label.ts'

interface Radio {
  readonly value: string
  readonly text: Text
  readonly id?: string | undefined
  readonly hint?: Text | undefined
  readonly checked?: boolean | undefined
  readonly disabled?: boolean | undefined
  readonly attributes?: Marked['attributes']
}

interface Checkbox extends Radio {
  /** Where it is its own. */
  readonly name?: string | undefined
  /**
   * What is asked once it is chosen. Without scripts it is always shown. A radio has none: that it
   * opens something cannot be said of a radio (ARIA 1.2), as the script of the package would.
   */
  readonly reveals?: Html | undefined
  /** Choosing it takes all others of its name away. */
  readonly isExclusive?: boolean | undefined
}

/** A choice, or a word between two of them: "or". */
type Or<Choice> = Choice | { readonly divider: string }

interface ChoicesOptions<Choice> extends GroupOptions, Marked {
  readonly name: string
  /** The first choice has it as its id: an error leads there. Its name, unless another is given. */
  readonly idPrefix?: string | undefined
  readonly fieldset?: Legend | undefined
  readonly items: readonly Or<Choice>[]
}

export const radios = (options: ChoicesOptions<Radio>): Html => choices('radio', 'govuk-radios', options)

export const checkboxes = (options: ChoicesOptions<Checkbox>): Html => choices('checkbox', 'govuk-checkboxes', options)

type Kind = 'radio' | 'checkbox'

function choices(kind: Kind, block: string, options: ChoicesOptions<Checkbox>): Html {
  const { name, idPrefix = name, items } = options
  const own = attributes({ class: listed(block, options.classes), ...options.attributes, 'data-module': block })
  return questionOf(options, idPrefix, (describedBy) => {
    // Each checkbox without a legend says what is said of all; a radio never did.
    const ofAll = kind === 'checkbox' && !options.fieldset ? describedBy : undefined
    const made = items.map((item, at) =>
      'divider' in item
        ? html`<div class="${block}__divider">${item.divider}</div>`
        : choice({
            ...item,
            kind,
            block,
            name: item.name ?? name,
            ofAll,
            id: item.id ?? idPrefix + (at > 0 ? `-${at + 1}` : ''),
          }),
    )
    return html`<div${own}>${made}</div>`
  })
}

interface Placed extends Checkbox {
  readonly kind: Kind
  readonly block: string
  readonly id: string
  readonly name: string
  readonly ofAll: string | undefined
}

function choice(placed: Placed): Html {
  const { kind: type, block, id, name, value, checked, disabled, reveals, isExclusive, ofAll } = placed
  const hintId = placed.hint !== undefined && `${id}-item-hint`
  const own = attributes({
    ...{ class: `${block}__input`, id, name, type, value, checked, disabled },
    'data-aria-controls': reveals && `conditional-${id}`,
    'data-behaviour': isExclusive && 'exclusive',
    'aria-describedby': listed(ofAll, hintId) || undefined,
    ...placed.attributes,
  })
  const said = label({ text: placed.text, for: id, classes: `${block}__label` })
  const help = hintId && placed.hint && hint({ id: hintId, text: placed.hint, classes: `${block}__hint` })
  const hidden = !checked && `${block}__conditional--hidden`
  const more =
    reveals && html`<div class="${listed(`${block}__conditional`, hidden)}" id="conditional-${id}">${reveals}</div>`
  return html`<div class="${block}__item"><input${own}>${said}${help}</div>${more}`
}
