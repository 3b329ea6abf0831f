// Each component with the options of a fixture as options of ours, and which options of the package ours do not have, and why.
import { button } from '../../../gateway/doors/console/components/button.ts'
import { checkboxes, radios } from '../../../gateway/doors/console/components/fields/choices.ts'
import { fieldset } from '../../../gateway/doors/console/components/fields/fieldset.ts'
import { fileUpload } from '../../../gateway/doors/console/components/fields/file-upload.ts'
import { input } from '../../../gateway/doors/console/components/fields/input.ts'
import { errorMessage, hint, label } from '../../../gateway/doors/console/components/fields/label.ts'
import { select } from '../../../gateway/doors/console/components/fields/select.ts'
import { characterCount, textarea } from '../../../gateway/doors/console/components/fields/textarea.ts'
import type { Html } from '../../../gateway/doors/console/html.ts'
import { type Given, saidBy, textOf } from './fixtures.ts'
import { frames } from './frames-as-ours.ts'
import { lists } from './lists-as-ours.ts'
import { markupOf } from './same-markup.ts'

export interface AsOurs {
  make(given: Given): Html
  /** Options that ours do not have: the beginning of their way, and the reason. */
  readonly left?: Readonly<Record<string, string>>
  /** Fixtures that ask for what ours do not have without naming an option. */
  readonly leftWhen?: readonly (readonly [reason: string, asks: (given: Given) => boolean])[]
  /** What the markup of the package has beside ours, taken out of it. */
  readonly beside?: readonly RegExp[]
}

const nothing = 'a list of ours holds no empty entries'
const plain = 'labels, hints and errors have no classes and no attributes of their own'
const ofGroup = 'what stands around a field is the same everywhere'

const fieldOf = ({ name = '', id, classes, attributes, label, hint, errorMessage, formGroup, ...given }: Given) => ({
  ...{ name, id, classes, attributes, describedBy: given.describedBy, disabled: given.disabled },
  ...{ label: saidBy(label), labelClasses: label?.classes, labelIsHeading: label?.isPageHeading },
  ...{ hint: textOf(hint), error: faultOf(errorMessage), groupClasses: formGroup?.classes },
})

const faultOf = (given: Given | undefined) =>
  given && { text: saidBy(given), mark: given.visuallyHiddenText ?? 'Error' }

const legendOf = ({ legend, classes, attributes, describedBy }: Given) => ({
  ...{ legend: saidBy(legend), legendClasses: legend?.classes, legendIsHeading: legend?.isPageHeading },
  ...{ classes, attributes, describedBy },
})

const choicesOf = ({ name = '', idPrefix, classes, attributes, hint, errorMessage, ...given }: Given) => ({
  ...{ name, idPrefix, classes, attributes, hint: textOf(hint), error: faultOf(errorMessage) },
  ...{ groupClasses: given.formGroup?.classes, fieldset: given.fieldset && legendOf(given.fieldset) },
  items: (given.items ?? []).map((item) => {
    if (item['divider']) return { divider: String(item['divider']) }
    const { id, name, value = '', checked, disabled, conditional, attributes } = item
    const chosen = value === given.value || given.values?.includes(value)
    return {
      ...{ id, name, value: String(value), text: saidBy(item), hint: textOf(item.hint), disabled, attributes },
      ...{ checked: checked ?? chosen, reveals: conditional?.html ? markupOf(conditional.html) : undefined },
      isExclusive: item['behaviour'] === 'exclusive',
    }
  }),
})

const byNumber = (given: unknown) => given as { readonly one: string; readonly other: string }

const fields: Readonly<Record<string, AsOurs>> = {
  button: {
    make: ({ href, name, value, id, disabled, classes, attributes, ...given }) =>
      button({
        ...{ text: saidBy(given), href, name, value, id, disabled, classes, attributes },
        type: given['type'] as 'button' | undefined,
        preventDoubleClick: given['preventDoubleClick'] as boolean | undefined,
      }),
    left: { isStartButton: 'nothing of the console is entered by a button of its own kind' },
  },
  label: {
    make: ({ classes, attributes, isPageHeading, ...given }) =>
      label({ text: saidBy(given), for: given['for'] as string, classes, attributes, isHeading: isPageHeading }),
    leftWhen: [['a label says something', (given) => saidBy(given) === '']],
  },
  hint: { make: ({ id, classes, attributes, ...given }) => hint({ text: saidBy(given), id, classes, attributes }) },
  'error-message': {
    make: ({ id, classes, attributes, visuallyHiddenText: mark = 'Error', ...given }) =>
      errorMessage({ text: saidBy(given), id, mark, classes, attributes }),
    left: { 'visuallyHiddenText=""': 'an error says to everybody that it is one' },
  },
  fieldset: {
    make: ({ html, ...given }) =>
      fieldset({
        ...{ ...legendOf(given), role: given['role'] as 'group' | undefined },
        content: html ? markupOf(html) : undefined,
      }),
  },
  input: {
    make: (given) => {
      const named = given as Readonly<Record<string, string | undefined>>
      return input({
        ...{ ...fieldOf(given), type: given['type'] as 'text' | undefined, pattern: named['pattern'] },
        value: given.value === undefined ? undefined : String(given.value),
        inputmode: given['inputmode'] as 'numeric' | undefined,
        ...{ autocomplete: named['autocomplete'], autocapitalize: named['autocapitalize'] },
        spellcheck: given['spellcheck'] as boolean | undefined,
        ...{ prefix: textOf(given['prefix'] as Given), suffix: textOf(given['suffix'] as Given) },
      })
    },
    left: {
      'prefix.classes': plain,
      'suffix.classes': plain,
      'prefix.attributes': plain,
      'suffix.attributes': plain,
      inputWrapper: ofGroup,
    },
  },
  textarea: {
    make: (given) =>
      textarea({
        ...{ ...fieldOf(given), value: given.value, rows: given['rows'] as number | undefined },
        ...{ spellcheck: given['spellcheck'] as boolean | undefined, autocomplete: given['autocomplete'] as string },
      }),
  },
  'character-count': {
    make: (given) =>
      characterCount({
        ...{ ...fieldOf(given), value: given.value, rows: given['rows'] as number | undefined },
        ...{ mostCharacters: given['maxlength'] as number, threshold: given['threshold'] as number | undefined },
        spellcheck: given['spellcheck'] as boolean | undefined,
        limit: (given['textareaDescriptionText'] as string) ?? 'You can enter up to %{count} characters',
        count: given['charactersAtLimitText']
          ? {
              under: byNumber(given['charactersUnderLimitText']),
              at: given['charactersAtLimitText'] as string,
              over: byNumber(given['charactersOverLimitText']),
            }
          : undefined,
      }),
    left: {
      maxwords: 'what is bounded is bounded in characters',
      countType: 'what is bounded is bounded in characters',
      words: 'what is bounded is bounded in characters',
      'countMessage.classes': plain,
    },
    leftWhen: [['the limit is known where the page is made', (given) => given['maxlength'] === undefined]],
  },
  select: {
    make: (given) =>
      select({
        ...{ ...fieldOf(given), value: given.value ?? chosenIn(given.items ?? []) },
        items: (given.items ?? []).map(({ text = '', value, disabled, attributes }) => ({
          ...{ text, value, disabled, attributes },
        })),
      }),
    left: {
      'items[]=': nothing,
      'items[].value=false': 'a value is a text',
      'items[].selected=false': 'one value says which is chosen',
    },
  },
  radios: {
    make: (given) => radios(choicesOf(given)),
    left: {
      ...{ 'items[]=': nothing, 'items[].label': plain },
      'items[].conditional': 'that it opens something cannot be said of a radio',
    },
  },
  checkboxes: {
    make: (given) => checkboxes(choicesOf(given)),
    left: {
      ...{ 'items[]=': nothing, 'items[].label': plain, 'items[].conditional.html=false': nothing },
      describedBy: 'what is said of several fields stands in their legend',
    },
  },
  'file-upload': {
    make: (given) =>
      fileUpload({
        ...{ ...fieldOf(given), multiple: given['multiple'] as boolean | undefined },
      }),
    left: {
      javascript: 'the field of a browser takes what is dropped on it',
      value: 'a browser lets nobody choose a file for a person',
    },
  },
}

const chosenIn = (items: readonly Given[]) => {
  const chosen = items.find((item) => item['selected'])
  return chosen && (chosen.value ?? chosen.text)
}

export const asOurs: Readonly<Record<string, AsOurs>> = { ...fields, ...frames, ...lists }
