// What the options of all components have in common. The markup of each is that of govuk-frontend
// (MIT), against whose fixtures a test holds it; words that stand in it are given by the page.
import type { Html } from '../html.ts'

/** Markup as it is, or a text, which is escaped. */
export type Text = Html | string

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

export interface Marked {
  /** Further classes, with a space between. */
  readonly classes?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A list of classes, or of ids, without what is not there. */
export const listed = (...names: readonly (string | false | undefined)[]): string =>
  names.filter((name) => name !== false && name !== undefined && name !== '').join(' ')
