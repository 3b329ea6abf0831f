// Where what is wrong stands: at its field, or at the nearest part that is on the page; and at the
// head of the form.
import type { Fault } from '../../../model/problems/problems.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'
import type { Text } from '../components/markup.ts'
import { errorSummary } from '../components/notices/error-summary.ts'
import { type Html, html } from '../html.ts'
import { saidIn } from '../said-in.ts'
import { entriesOf, type FormNode, kindOf, membersOf, needs, type Written } from './node.ts'

/** A fault and the field that is on the page for it; none where it is about all of the form. */
interface Placed {
  readonly at: string | undefined
  readonly message: Text
}

export function placed(
  say: ConsoleWords,
  faults: readonly Fault[],
  node: FormNode,
  body: Written,
  others: readonly string[],
): Placed[] {
  const places = new Set([...others, ...placesOf(node, '', body, true)])
  return faults.map(({ field, message, paragraph }) => ({
    at: nearest(field, places),
    message: saidIn(say, paragraph === undefined ? message : `${message} (12.${paragraph})`),
  }))
}

function nearest(field: string, places: ReadonlySet<string>): string | undefined {
  for (let at = field; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) if (places.has(at)) return at
  return undefined
}

/** The pointers of all fields that are shown for a body. */
function placesOf(node: FormNode, at: string, value: Written, needed: boolean): string[] {
  const own = at === '' ? [] : [at]
  switch (kindOf(node)) {
    case 'members':
      if (!needed && value === undefined) return own
      return [
        ...own,
        ...Object.entries(node.properties ?? {}).flatMap(([name, member]) =>
          placesOf(member, `${at}/${name}`, membersOf(value)[name], needs(node, name)),
        ),
      ]
    case 'list':
      return [
        ...own,
        ...entriesOf(value).flatMap((each, place) => placesOf(node.items ?? {}, `${at}/${place}`, each, true)),
      ]
    case 'fixed':
      return needed ? [] : own
    default:
      return own
  }
}

/** One line a field: the first thing that is wrong with it. */
export const byField = (faults: readonly Placed[]): ReadonlyMap<string, Text> =>
  new Map(faults.toReversed().flatMap(({ at, message }) => (at === undefined ? [] : [[at, message] as const])))

export const summaryOf = (say: ConsoleWords, faults: readonly Placed[], field: (at: string) => string): Html =>
  errorSummary({
    title: say.problem,
    errors: faults.map(({ at, message }) =>
      at === undefined ? { text: message } : { text: html`${field(at)}: ${message}`, href: `#${at}` },
    ),
  })
