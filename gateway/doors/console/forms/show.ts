// A form made of a JSON Schema: each field with its name, its paragraph and what is wrong with it,
// and with what was typed. It works without scripts: what grows or shrinks is a button that sends.
import type { Json } from '../../../model/json.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'
import { button } from '../components/button.ts'
import { checkboxes, radios } from '../components/fields/choices.ts'
import { fieldset } from '../components/fields/fieldset.ts'
import { input } from '../components/fields/input.ts'
import { errorMessage } from '../components/fields/label.ts'
import { select } from '../components/fields/select.ts'
import { characterCount, textarea } from '../components/fields/textarea.ts'
import type { Text } from '../components/markup.ts'
import { type Html, html } from '../html.ts'
import {
  asBoxes,
  codesOf,
  entriesOf,
  type FormNode,
  kindOf,
  marker,
  membersOf,
  namedNode,
  nativeField,
  needs,
  type Written,
} from './node.ts'

/** One of what is known to fit a field, such as a document of the case for its id. */
export interface Known {
  readonly value: string
  readonly text: string
}

export interface Showing {
  readonly say: ConsoleWords
  /** Label of a field, and what a code means there. @param at JSON pointer */
  readonly field: (at: string) => string
  readonly code: (at: string, code: string) => string
  /** What is wrong, by the pointer of the field at which it stands. */
  readonly faults: ReadonlyMap<string, Text>
  /** Undefined where anything may be typed. */
  readonly known: (at: string, node: FormNode) => readonly Known[] | undefined
  /** Address of the form: a button that changes it leads back to its place. */
  readonly action: string
}

interface Asked {
  readonly node: FormNode
  readonly at: string
  readonly value: Written
  readonly needed: boolean
  /** Which entry of a list it is, from 1. */
  readonly place?: number
}

/** The fields of a body. */
export const formFields = (showing: Showing, node: FormNode, body: Written): Html => fields(showing, node, '', body)

const fields = (showing: Showing, node: FormNode, at: string, value: Written): Html =>
  html`${Object.entries(node.properties ?? {}).map(([name, member]) =>
    asked(showing, {
      ...{ node: member, at: `${at}/${name}`, value: membersOf(value)[name] },
      needed: needs(node, name),
    }),
  )}`

function asked(showing: Showing, ask: Asked): Html {
  switch (kindOf(ask.node)) {
    case 'members':
      return part(showing, ask)
    case 'named':
      return namedRows(showing, ask)
    case 'list':
      return list(showing, ask)
    case 'code':
      return code(showing, ask)
    case 'flag':
      return flag(showing, ask)
    case 'fixed':
      return fixed(showing, ask)
    case 'number':
      return line(showing, ask, { inputmode: 'numeric', classes: 'govuk-input--width-10' })
    case 'text':
      return text(showing, ask)
  }
}

const labelOf = ({ say, field }: Showing, { at, needed, place }: Asked): string =>
  `${field(at)}${place === undefined ? '' : ` ${place}`}${needed || place !== undefined ? '' : ` (${say.optional})`}`

/** The paragraph that asks for it, and how it is written where that is not free. */
function hintOf({ say }: Showing, { node }: Asked): string | undefined {
  const { paragraph, pattern, format, examples = [], maxLength } = node
  const coded = pattern !== undefined && pattern !== freely
  const example = coded || format !== undefined ? examples.find((each) => typeof each === 'string') : undefined
  const parts = [
    ...(paragraph === undefined ? [] : [`12.${paragraph}`]),
    ...(format === 'date' ? [say.form.day] : format === 'date-time' ? [say.form.instant] : []),
    ...(typeof example === 'string' && format !== 'date-time' ? [say.form.such(example)] : []),
    ...(maxLength !== undefined && pattern === freely ? [say.form.most(String(maxLength))] : []),
  ]
  return parts.length > 0 ? parts.join(' · ') : undefined
}
/** Not blank, and nothing else. */
const freely = '\\S'

const errorOf = ({ say, faults }: Showing, { at }: Asked) => {
  const found = faults.get(at)
  return found === undefined ? undefined : { text: found, mark: say.error }
}
const common = (showing: Showing, ask: Asked) => ({ hint: hintOf(showing, ask), error: errorOf(showing, ask) })

/** What may not be there has a button that puts it there, and one that takes it away. */
function part(showing: Showing, ask: Asked): Html {
  const { node, at, value, needed, place } = ask
  const isThere = needed || value !== undefined
  const inside = isThere
    ? html`${!needed && mark(at, 'yes')}${fields(showing, node, at, value)}${!needed && place === undefined && less(showing, ask)}`
    : more(showing, ask, showing.say.form.give)
  return group(showing, ask, inside)
}

const group = (showing: Showing, ask: Asked, inside: Html): Html => {
  const error = errorOf(showing, ask)
  const hint = hintOf(showing, ask)
  return fieldset({
    ...{ legend: labelOf(showing, ask), legendClasses: 'govuk-fieldset__legend--s', classes: 'bulla-part' },
    attributes: { id: ask.at },
    content: html`${hint !== undefined && html`<div class="govuk-hint">${hint}</div>`}${error && errorMessage(error)}${inside}`,
  })
}

const mark = (at: string, value: string | number): Html =>
  html`<input type="hidden" name="${marker(at)}" value="${value}">`

/** `go` says what is to be done, and where. */
const change = ({ action }: Showing, at: string, verb: 'add' | 'remove', label: Html, back = at): Html =>
  button({
    ...{ text: label, name: 'go', value: `${verb} ${at}`, classes: 'govuk-button--secondary bulla-change' },
    attributes: { formaction: `${action}#${back}` },
  })

const more = (showing: Showing, ask: Asked, word: string): Html =>
  change(showing, ask.at, 'add', html`${word}<span class="govuk-visually-hidden">: ${showing.field(ask.at)}</span>`)

const less = (showing: Showing, ask: Asked, at = ask.at, place = ask.place): Html =>
  change(
    showing,
    at,
    'remove',
    html`${showing.say.form.remove}<span class="govuk-visually-hidden">: ${showing.field(ask.at)}${place !== undefined && ` ${place}`}</span>`,
    ask.at,
  )

function list(showing: Showing, ask: Asked): Html {
  const { node, at, value, needed } = ask
  const items = node.items ?? {}
  const choices = choicesAt(showing, at, items)
  if (
    choices &&
    asBoxes(
      value,
      choices.map((each) => each.value),
      needed,
    )
  )
    return boxes(showing, ask, choices)
  const entries = entriesOf(value)
  const made = entries.map((each, place) => {
    const entry = { node: items, at: `${at}/${place}`, value: each, needed: true, place: place + 1 }
    return html`${asked(showing, entry)}${less(showing, ask, entry.at, place + 1)}`
  })
  const isThere = needed || value !== undefined
  return group(
    showing,
    ask,
    html`${isThere && mark(at, entries.length)}${made}${more(showing, ask, showing.say.form.another)}`,
  )
}

/** Its codes, or what is known to fit. */
function choicesAt(showing: Showing, at: string, node: FormNode): readonly Known[] | undefined {
  const codes = codesOf(node)
  return codes ? codes.map((value) => ({ value, text: showing.code(at, value) })) : showing.known(at, node)
}

function boxes(showing: Showing, ask: Asked, choices: readonly Known[]): Html {
  const chosen = entriesOf(ask.value)
  return checkboxes({
    ...common(showing, ask),
    ...{ name: ask.at, idPrefix: ask.at, fieldset: { legend: labelOf(showing, ask) } },
    items: choices.map(({ value, text: said }) => ({ value, text: said, checked: chosen.includes(value) })),
  })
}

function namedRows(showing: Showing, ask: Asked): Html {
  const { node, at, value, needed } = ask
  const rows = Object.entries(membersOf(value))
  const { say } = showing
  const row = (name: string, each: Json, place: number) => {
    const under = `${at}/${place}`
    const naming = { ...showing, field: (of: string) => (of.endsWith('/name') ? say.form.name : say.form.value) }
    const nameAsked = { node: { type: 'string' }, at: `${under}/name`, value: name, needed: true, place: place + 1 }
    const valueAsked = { node: namedNode(node), at: `${under}/value`, value: each, needed: true, place: place + 1 }
    return html`${line(naming, nameAsked)}${asked(naming, valueAsked)}${less(showing, ask, under, place + 1)}`
  }
  const isThere = needed || value !== undefined
  const made = rows.map(([name, each], place) => row(name, each, place))
  return group(showing, ask, html`${isThere && mark(at, rows.length)}${made}${more(showing, ask, say.form.another)}`)
}

const textOf = (value: Written): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** A few are shown; where there are many, or none need be chosen, one is taken out of a list. */
const mostShown = 6

function code(showing: Showing, ask: Asked): Html {
  const { at, value, needed, node } = ask
  const choices = choicesAt(showing, at, node) ?? []
  const isOne = value === undefined || choices.some((each) => each.value === value)
  if (!needed || choices.length > mostShown || !isOne) return fromList(showing, ask, choices)
  return radios({
    ...common(showing, ask),
    ...{ name: at, idPrefix: at, fieldset: { legend: labelOf(showing, ask) } },
    items: choices.map((each) => ({ ...each, checked: each.value === value })),
  })
}

/** What it holds already can be kept, even where it is none of them. */
function fromList(showing: Showing, ask: Asked, choices: readonly Known[]): Html {
  const value = textOf(ask.value)
  const strange = value !== '' && !choices.some((each) => each.value === value)
  return select({
    ...common(showing, ask),
    ...{ name: ask.at, label: labelOf(showing, ask), value },
    items: [
      { value: '', text: ask.needed ? showing.say.form.choose : showing.say.form.notSaid },
      ...choices,
      ...(strange ? [{ value, text: value }] : []),
    ],
  })
}

function flag(showing: Showing, ask: Asked): Html {
  const { say } = showing
  const { at, value, needed, node } = ask
  if (node.const !== undefined)
    return checkboxes({
      ...common(showing, ask),
      ...{ name: at, idPrefix: at },
      items: [{ value: String(node.const), text: labelOf(showing, ask), checked: value === node.const }],
    })
  return radios({
    ...common(showing, ask),
    ...{ name: at, idPrefix: at, fieldset: { legend: labelOf(showing, ask) }, classes: 'govuk-radios--inline' },
    items: [
      { value: 'true', text: say.yes, checked: value === true },
      { value: 'false', text: say.no, checked: value === false },
      ...(needed ? [] : [{ value: '', text: say.form.notSaid, checked: value === undefined }]),
    ],
  })
}

/** There is nothing to choose where it must be there. */
function fixed(showing: Showing, ask: Asked): Html {
  const { at, value, needed, node } = ask
  if (needed) return html``
  return checkboxes({
    ...common(showing, ask),
    ...{ name: at, idPrefix: at },
    items: [{ value: 'yes', text: labelOf(showing, ask), checked: value !== undefined && value === node.const }],
  })
}

/** Longer than this it is a text of several lines. */
const longestLine = 200

function text(showing: Showing, ask: Asked): Html {
  const { node, at, value } = ask
  const said = textOf(value)
  const choices = showing.known(at, node)
  if (choices) return fromList(showing, ask, choices)
  // A text that may be empty says so, as a field that was left out looks the same.
  const empty = value === '' && mark(at, 'empty')
  const own = { ...common(showing, ask), name: at, label: labelOf(showing, ask), value: said }
  if (node.maxLength !== undefined && node.maxLength > longestLine)
    return html`${empty}${characterCount({ ...own, mostCharacters: node.maxLength, threshold: 75, ...showing.say.characters })}`
  if (said.includes('\n')) return html`${empty}${textarea(own)}`
  return html`${empty}${line(showing, ask, { classes: (node.maxLength ?? longestLine) > 40 ? '' : 'govuk-input--width-20' })}`
}

const line = (showing: Showing, ask: Asked, more: Partial<Parameters<typeof input>[0]> = {}): Html =>
  input({
    ...{ ...common(showing, ask), name: ask.at, label: labelOf(showing, ask), value: textOf(ask.value) },
    ...nativeField(ask.node, textOf(ask.value) ?? ''),
    ...more,
  })
