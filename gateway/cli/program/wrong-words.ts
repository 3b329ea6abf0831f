// What is said about words that no command has: the nearest command, or the help that says more.
import { claimedId } from '../../../crypto/shapes.ts'
import { namesOfCommands as names } from './commands.ts'
import { wrongUse } from './desk.ts'

/**
 * How to go on after words that were not understood.
 * @param words without node and program name.
 */
export function hintsFor(words: readonly string[]): string[] {
  const typed = words.slice(0, 2).filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith('-'))
  const known = [...names, ...names.map(([head = '']) => [head])]
    .filter((path) => path.every((name, at) => typed[at] === name))
    .sort((a, b) => b.length - a.length)[0]
  const near = names
    .map((path) => ({ path, distance: distanceOf(typed.slice(0, path.length).join(' '), path.join(' ')) }))
    .filter(({ path, distance }) => distance > 0 && distance <= 2 && path.length >= typed.length)
    .sort((a, b) => a.distance - b.distance)[0]?.path
  return [
    ...(near === undefined ? [] : [`is "bulla ${near.join(' ')}" meant?`]),
    // Whoever names no type may not know them.
    ...(known?.[0] === 'send'
      ? ['the type comes first: "bulla profile list" names them, "bulla cases next <id>" says what a case takes now']
      : []),
    `"bulla ${known === undefined ? '' : `${known.join(' ')} `}--help" says what there is`,
  ]
}

/**
 * How many letters are to be put in, taken out or exchanged to make one text of another
 * (Levenshtein).
 */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [to, against] of [...other].entries())
      next.push(Math.min((next[to] ?? 0) + 1, (row[to + 1] ?? 0) + 1, (row[to] ?? 0) + (letter === against ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}

/**
 * Ids of cases and messages are UUIDs, and no gateway has to be asked to know that others are none.
 */
export function demandIds(path: readonly string[], operands: readonly string[], given: readonly string[]): void {
  const what = path[0] !== 'cases' ? undefined : path[1] === 'message' ? 'a message id' : 'a case id'
  for (const [at, name] of operands.entries()) {
    const found = given[at]
    if (what === undefined || name !== '<id>' || found === undefined || isId(found)) continue
    throw wrongUse(`expected ${what}, found ${JSON.stringify(found)}`, '"bulla cases" lists the cases with their ids')
  }
}

const isId = (text: string): boolean => claimedId({ id: text }) !== undefined
