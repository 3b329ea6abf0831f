// What tables are made of: members of rows that the gateway answered, with words in the place of
// codes where they are wanted.
import { isJsonObject, type Json, type JsonObject } from '../../../crypto/json.ts'
import type { Language } from '../../model/client/language.ts'
import { words } from '../../words/words.ts'
import { plain, table } from './table.ts'

/** The objects in a list; nothing where there is none. */
export const objectsIn = <Row extends object>(value: readonly Row[] | undefined): (Row & JsonObject)[] =>
  Array.isArray(value) ? value.filter((row): row is Row & JsonObject => isJsonObject(row)) : []
export const textsIn = (value: readonly string[] | undefined): string[] =>
  Array.isArray(value) ? value.map(plain) : []

/** A table under a title; nothing where there are no rows. */
export const section = (title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', title, ...table(heads, rows)]

/** How codes are shown: as they are, or as what they are called. */
export interface Wording {
  state(profile: Json | undefined, state: Json | undefined): string
  role(role: Json | undefined): string
  message(profile: Json | undefined, type: Json | undefined): string
  region(profile: Json | undefined, region: string, state?: Json): string
  /**
   * A code of the fold: `kind`, `outcome`, `verified`, `acceptance`, `verdict`, `source`, `effect`.
   */
  code(profile: Json | undefined, name: string, code: Json | undefined): string
}

export function wording(language: Language | undefined): Wording {
  if (language === undefined)
    return {
      state: (_, state) => plain(state),
      role: plain,
      message: (_, type) => plain(type),
      region: (_, region, state) => plain(state ?? region),
      code: (_, __, code) => plain(code),
    }
  const say = words(language)
  /** What is not there is a dash in every language. */
  const known = (value: Json | undefined, look: (text: string) => string): string =>
    plain(typeof value === 'string' ? look(value) : value)
  return {
    state: (profile, state) => known(state, (text) => say.state(String(profile), text)),
    role: (role) => known(role, (text) => (text === 'requesting' || text === 'requested' ? say.role(text) : text)),
    message: (profile, type) => known(type, (text) => say.message(String(profile), text)),
    region: (profile, region, state) =>
      state === undefined
        ? plain(say.region(String(profile), region))
        : known(state, (text) => say.region(String(profile), region, text)),
    code: (profile, name, code) => known(code, (text) => say.code(String(profile), 'case', `/${name}`, text)),
  }
}

/** A day with the flag that it has passed. */
export const dueText = (row: { readonly dueOn: string | null; readonly overdue: boolean }): string =>
  `${plain(row['dueOn'])}${row['overdue'] === true ? ' OVERDUE' : ''}`
