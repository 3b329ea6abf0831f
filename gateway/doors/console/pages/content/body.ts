// What a message says, with the names of its fields and codes in the reader's language.
import type { Json, JsonObject } from '../../../../model/json.ts'
import type { Words } from '../../../../words/words.ts'
import { type Html, html } from '../../html.ts'

interface Said {
  readonly profile: string
  readonly type: string
  readonly body: JsonObject
}

export const bodyInWords = (words: Words, { profile, type, body }: Said): Html =>
  members(
    { field: (at) => words.field(profile, type, at), code: (at, code) => words.code(profile, type, at, code) },
    body,
    '',
  )

interface Naming {
  field(pointer: string): string
  code(pointer: string, code: string): string
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
  if (typeof value === 'string') return html`<span class="bulla-said" dir="auto">${name.code(at, value)}</span>`
  return html`${String(value)}`
}
