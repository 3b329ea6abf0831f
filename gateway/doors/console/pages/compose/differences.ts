// What was changed in a draft: field by field, before and after.
import type { Json, JsonObject } from '../../../../model/json.ts'
import { scrolling, table } from '../../components/lists/table.ts'
import { type Html, html } from '../../html.ts'
import type { Visitor } from '../../page.ts'
import type { Composition } from './composition.ts'

interface Difference {
  /** JSON pointer. */
  readonly at: string
  /** Undefined where there was nothing, or is nothing any more. */
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** The smallest parts that differ; a list of another length differs entry by entry. */
export const differencesOf = (before: JsonObject, after: JsonObject): readonly Difference[] =>
  between('', before, after)

function between(at: string, before: Json | undefined, after: Json | undefined): readonly Difference[] {
  const [left, right] = [inside(before), inside(after)]
  if (!left || !right || Array.isArray(before) !== Array.isArray(after))
    return before === after ? [] : [{ at, before, after }]
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].flatMap((name) => between(`${at}/${name}`, left.get(name), right.get(name)))
}

const inside = (value: Json | undefined): ReadonlyMap<string, Json> | undefined =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined

export function differencesTable(
  { say, words }: Visitor,
  { profile, type }: Pick<Composition, 'profile' | 'type'>,
  differences: readonly Difference[],
): Html {
  const title = html`<h2 class="govuk-heading-m">${say.drafts.changes}</h2>`
  if (differences.length === 0) return html`${title}<p class="govuk-body">${say.drafts.noChanges}</p>`
  const said = (at: string, value: Json | undefined) =>
    value === undefined
      ? say.none
      : typeof value === 'string'
        ? words.code(profile, type, at, value)
        : JSON.stringify(value)
  const rows = differences.map(({ at, before, after }) => [
    { text: html`${words.field(profile, type, at)}<br><span class="govuk-hint bulla-small">${at}</span>` },
    { text: html`<del class="bulla-said">${said(at, before)}</del>` },
    { text: html`<ins class="bulla-said">${said(at, after)}</ins>` },
  ])
  const head = [say.drafts.field, say.drafts.before, say.drafts.after].map((text) => ({ text }))
  return html`${title}${scrolling(say.drafts.changes, table({ caption: say.drafts.changes, captionClasses: 'govuk-visually-hidden', head, rows, firstIsHeader: true }))}`
}
