// The fixtures that govuk-frontend ships: options, and the markup that its own templates make of them.
import { readFileSync } from 'node:fs'
import type { Text } from '../../../gateway/doors/console/components/markup.ts'
import { markupOf } from './same-markup.ts'

/** Options of the package by the names that it gives them; which of them a component takes differs. */
export interface Given {
  readonly [name: string]: unknown
  readonly text?: string
  readonly html?: string
  readonly classes?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly id?: string
  readonly idPrefix?: string
  readonly name?: string
  readonly value?: string
  readonly values?: readonly string[]
  readonly href?: string
  readonly label?: Given
  readonly hint?: Given
  readonly errorMessage?: Given
  readonly fieldset?: Given
  readonly legend?: Given
  readonly formGroup?: Given
  readonly describedBy?: string
  readonly isPageHeading?: boolean
  readonly disabled?: boolean
  readonly checked?: boolean
  readonly items?: readonly Given[]
  readonly conditional?: Given
  readonly title?: Given
  readonly actions?: Given
  readonly visuallyHiddenText?: string
}

export interface Fixture {
  readonly name: string
  readonly options: Given
  readonly html: string
}

export function fixturesOf(component: string): readonly Fixture[] {
  const path = import.meta.resolve(`govuk-frontend/dist/govuk/components/${component}/fixtures.json`)
  return JSON.parse(readFileSync(new URL(path), 'utf8')).fixtures
}

/** What an option of the package says, markup or text. */
export const textOf = (given: Given | undefined): Text | undefined =>
  given?.html !== undefined ? markupOf(given.html) : given?.text

/** The same where it must say something. */
export const saidBy = (given: Given | undefined): Text => textOf(given) ?? ''

/** Every option of a fixture by its way: `items[].hint.text`. An entry that is nothing ends in `=null`, `=false` or `=""`. */
export function waysOf(value: unknown, way = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => waysOf(one, `${way}[]`))
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => waysOf(one, way ? `${way}.${name}` : name))
  return [value === null || value === false || value === '' ? `${way}=${JSON.stringify(value)}` : way]
}
