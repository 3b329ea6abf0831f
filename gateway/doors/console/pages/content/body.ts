// What a message says, with the names of its fields and codes in the reader's language.
import type { CaseView } from '../../../../answers/case-answers.ts'
import type { ItemView } from '../../../../answers/item-answers.ts'
import type { Json, JsonObject } from '../../../../model/json.ts'
import { type Html, html } from '../../html.ts'
import type { Visitor } from '../../page.ts'

interface Said {
  readonly profile: string
  readonly type: string
  readonly body: JsonObject
}

type Reader = Pick<Visitor, 'say' | 'words'>

/** What ids of a case stand for: what is wanted, and documents by their kind and name. */
export function namesOf(
  { words }: Pick<Reader, 'words'>,
  profile: string,
  view: Pick<CaseView, 'wanted' | 'items'> | undefined,
  documents: readonly ItemView[] = [],
): ReadonlyMap<string, string> {
  const kind = (code: string) => words.code(profile, 'case', '/kind', code)
  const wanted = (view?.wanted ?? []).map((each) => [each.wanted, `${kind(each.kind)} (${each.wanted})`] as const)
  const items = [...(view?.items ?? []), ...documents].map(
    ({ item, kind: what, name }) => [item, name === null ? kind(what) : `${kind(what)}: ${name}`] as const,
  )
  return new Map([...wanted, ...items])
}

/** @param names of ids that stand in it */
export const bodyInWords = (
  { say, words }: Reader,
  { profile, type, body }: Said,
  names: ReadonlyMap<string, string> = new Map(),
): Html =>
  members(
    {
      field: (at) => words.field(profile, type, at),
      text: (at, text) => names.get(text) ?? inWords(say, text) ?? words.code(profile, type, at, text),
      flag: (is) => (is ? say.yes : say.no),
    },
    body,
    '',
  )

/** A day or an instant as it is said; what only looks like one stays as it is. */
function inWords(say: Reader['say'], text: string): string | undefined {
  const at = written.test(text) ? Date.parse(text) : Number.NaN
  // There is no 31st of February.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined
  return text.includes('T') ? say.instant(text, 'UTC') : say.day(text)
}
const written = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)?$/

interface Naming {
  field(pointer: string): string
  text(pointer: string, text: string): string
  flag(is: boolean): string
}

const members = (name: Naming, value: JsonObject, under: string): Html =>
  html`<dl class="govuk-summary-list">${Object.entries(value).map(([key, each]) => {
    const at = `${under}/${key}`
    return html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${name.field(at)}</dt><dd class="govuk-summary-list__value">${said(name, each, at)}</dd></div>`
  })}</dl>`

function said(name: Naming, value: Json, at: string): Html {
  if (Array.isArray(value))
    return html`<ol class="govuk-list govuk-list--number">${value.map((each) => html`<li>${said(name, each, at)}</li>`)}</ol>`
  if (typeof value === 'object' && value !== null) return members(name, value, at)
  if (typeof value === 'string') return html`<span class="bulla-said" dir="auto">${name.text(at, value)}</span>`
  if (typeof value === 'boolean') return html`${name.flag(value)}`
  return html`${String(value)}`
}
