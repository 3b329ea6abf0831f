// Text of several lines, and how much more of it there may be.
import { attributes, type Html, html } from '../../html.ts'
import { listed } from '../markup.ts'
import { type FieldOptions, field } from './group.ts'
import { hint } from './label.ts'

interface TextareaOptions extends FieldOptions {
  readonly value?: string | undefined
  readonly rows?: number | undefined
  readonly spellcheck?: boolean | undefined
  readonly autocomplete?: string | undefined
}

export const textarea = (options: TextareaOptions): Html => withAfter(options, undefined)

function withAfter(options: TextareaOptions, after: Html | undefined): Html {
  const { name, value, rows = 5, spellcheck, autocomplete } = options
  return field(options, (id, describedBy) => {
    const own = attributes({
      class: listed('govuk-textarea', options.error && 'govuk-textarea--error', options.classes),
      ...{ id, name, rows, spellcheck: spellcheck === undefined ? undefined : String(spellcheck) },
      ...{ disabled: options.disabled, 'aria-describedby': describedBy, autocomplete, ...options.attributes },
    })
    // A reader of markup takes the first line feed of a value away.
    return html`<textarea${own}>${value?.startsWith('\n') && '\n'}${value}</textarea>${after}`
  })
}

/** A text by the plural form of its number, which stands in it as `%{count}`. */
interface ByNumber {
  readonly one?: string | undefined
  readonly many?: string | undefined
  readonly other: string
}

interface CharacterCountOptions extends TextareaOptions {
  readonly mostCharacters: number
  /** Percent of it from which on the count is shown. */
  readonly threshold?: number | undefined
  /** "You can enter up to %{count} characters", which stands there without scripts too. */
  readonly limit: string
  /** What scripts say as one writes; without it, their English. */
  readonly count?: { readonly under: ByNumber; readonly at: string; readonly over: ByNumber } | undefined
}

/** A text whose count is said as one writes. It refuses nothing: whoever reads it does. */
export function characterCount(options: CharacterCountOptions): Html {
  const { name, id = name, mostCharacters, threshold, limit, count, classes } = options
  const after = hint({
    ...{ id: `${id}-info`, text: limit.replace('%{count}', String(mostCharacters)) },
    classes: 'govuk-character-count__message',
  })
  const made = withAfter(
    {
      ...options,
      classes: listed('govuk-js-character-count', classes),
      describedBy: `${id}-info`,
      groupClasses: listed('govuk-character-count', options.groupClasses),
      groupAttributes: {
        ...{ 'data-module': 'govuk-character-count', 'data-maxlength': mostCharacters, 'data-threshold': threshold },
        ...spoken(count),
        ...options.groupAttributes,
      },
    },
    after,
  )
  return made
}

/** Names of attributes that the script reads. */
function spoken(count: CharacterCountOptions['count']): Readonly<Record<string, string | undefined>> {
  if (!count) return {}
  const forms = (of: string, { one, many, other }: ByNumber) => ({
    [`data-i18n.characters-${of}-limit.one`]: one,
    [`data-i18n.characters-${of}-limit.many`]: many,
    [`data-i18n.characters-${of}-limit.other`]: other,
  })
  return {
    ...forms('under', count.under),
    'data-i18n.characters-at-limit': count.at,
    ...forms('over', count.over),
  }
}
