// Tells what happens, line by line, with the milliseconds since the curtain rose.
import { styleText } from 'node:util'

export interface Story {
  /** A heading between two parts of the story. */
  act(title: string): void
  /** One thing that happened, and who did it. */
  say(who: string, what: string): void
  /** One thing that must be true; a false one is told and makes the demonstration fail. */
  check(what: string, isTrue: boolean): void
  /** Everything that was not true. */
  readonly failures: readonly string[]
  readonly checks: () => number
  readonly elapsedMs: () => number
}

export function openStory(print: (line: string) => void, now: () => number): Story {
  const startedAtMs = now()
  const failures: string[] = []
  let checks = 0
  const at = () => styleText('dim', `${String(Math.round(now() - startedAtMs)).padStart(6)} ms`)
  return {
    failures,
    checks: () => checks,
    elapsedMs: () => Math.round(now() - startedAtMs),
    act: (title) => print(`\n${styleText('bold', title)}`),
    say: (who, what) => print(`${at()}  ${styleText('cyan', who.padEnd(12))} ${what}`),
    check(what, isTrue) {
      checks += 1
      if (!isTrue) failures.push(what)
      print(`${at()}  ${styleText(isTrue ? 'green' : 'red', (isTrue ? 'true' : 'FALSE').padEnd(12))} ${what}`)
    },
  }
}

/** A table for people: columns as wide as they must be, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  )
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) =>
        typeof cell === 'number' ? String(cell).padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)]
}
