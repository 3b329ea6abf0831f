// "Add another" and "remove", as they are pressed without scripts: the value with one more, or one
// less.
import type { Json, JsonObject } from '../../../model/json.ts'
import { entriesOf, type FormNode, fresh, kindOf, membersOf, namedNode, stepsOf, type Written } from './node.ts'

/** @param at pointer to a list that gets an entry, or to a part that is not there yet */
export const withMore = (node: FormNode, body: JsonObject, at: string): JsonObject =>
  membersOf(changed(node, body, stepsOf(at), grown))

/** @param at pointer to what goes */
export const withLess = (node: FormNode, body: JsonObject, at: string): JsonObject => {
  const steps = stepsOf(at)
  const last = steps.at(-1) ?? ''
  return membersOf(changed(node, body, steps.slice(0, -1), (parent, value) => without(parent, value, last)))
}

function grown(node: FormNode, value: Written): Json {
  switch (kindOf(node)) {
    case 'list':
      return [...entriesOf(value), fresh(node.items ?? {}, entriesOf(value))]
    case 'named':
      return { ...membersOf(value), '': '' }
    default:
      return value ?? fresh(node)
  }
}

/** Rows whose names are typed go by their place, as entries do. */
function without(node: FormNode, value: Written, step: string): Json {
  if (Array.isArray(value)) return value.filter((_, at) => String(at) !== step)
  const byPlace = kindOf(node) === 'named'
  return Object.fromEntries(
    Object.entries(membersOf(value)).filter(([name], at) => (byPlace ? String(at) : name) !== step),
  )
}

/** What a step that leads nowhere would change stays as it is. */
function changed(
  node: FormNode,
  value: Written,
  [step, ...others]: readonly string[],
  change: (node: FormNode, value: Written) => Json,
): Json {
  if (step === undefined) return change(node, value)
  if (Array.isArray(value)) {
    const place = Number(step)
    const items = node.items ?? {}
    return value.map((each, at) => (at === place ? changed(items, each, others, change) : each))
  }
  const properties = node.properties ?? {}
  const member = Object.hasOwn(properties, step) ? properties[step] : undefined
  const members = membersOf(value)
  if (member) return { ...members, [step]: changed(member, members[step], others, change) }
  if (node.patternProperties && Object.hasOwn(members, step))
    return { ...members, [step]: changed(namedNode(node), members[step], others, change) }
  return members
}
