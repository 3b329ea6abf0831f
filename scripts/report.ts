// Reads what test files say as TAP, prints what failed, and ends with the one line that CI looks for: "N passed, N failed, N skipped".
import type { FinalResults, Parser, Result } from 'tap-parser'
import type { Cost } from './times.ts'

export interface Report {
  /** Counts what a process says from now on: each test at its top is a file. */
  watch(parser: Parser): void
  /** The file as a whole failed, whatever its assertions said. */
  failed(file: string, why: string): void
  hasFailed(file: string): boolean
  /** How many assertions the file has made so far. */
  assertions(file: string): number
  /** Titles of the tests within files that passed and were not skipped, in whichever file. */
  passed(): ReadonlySet<string>
  /** What the files said that they took. */
  costs(): readonly Cost[]
  /** Prints the sum. @returns whether nothing failed */
  end(): boolean
}

export function openReport(): Report {
  const count = { passed: 0, skipped: 0 }
  const made = new Map<string, number>()
  const costs: Cost[] = []
  const passed = new Set<string>()
  const failures = new Map<string, number>()
  /** Why, and how many for this reason. */
  const skips = new Map<string, number>()

  function failed(file: string, why: string, details: unknown = ''): void {
    failures.set(file, (failures.get(file) ?? 0) + 1)
    console.log(`not ok ${file} > ${why}`, details)
  }

  function skipped({ skip, todo, name }: Result): void {
    count.skipped += 1
    const reason = [skip, todo].find((said) => typeof said === 'string' && said !== '') ?? name
    skips.set(String(reason), (skips.get(String(reason)) ?? 0) + 1)
  }

  function watch(parser: Parser): void {
    parser.on('child', (child: Parser) => {
      watchFile(child.name, child)
      child.once('complete', ({ ok, count, skip }: FinalResults) => {
        if (ok && count + skip === 0 && !failures.has(child.name)) failed(child.name, 'it asserted nothing')
      })
    })
    parser.on('assert', ({ ok, name, diag }: Result) => {
      if (!ok && !failures.has(name)) failed(name, 'it failed as a whole', diag)
    })
    parser.on('comment', (comment: string) => {
      if (comment.startsWith('# cost: ')) costs.push(JSON.parse(comment.slice('# cost: '.length)))
    })
  }

  function watchFile(file: string, parser: Parser): void {
    // The assert that follows a child only sums that child up, so it must not be counted again.
    let sumsUpAChild = false
    parser.on('child', (child: Parser) => {
      sumsUpAChild = true
      watchFile(file, child)
    })
    parser.on('comment', (comment: string) => {
      if (/^# (note|seed|count):/.test(comment)) process.stdout.write(comment)
    })
    parser.on('assert', (result: Result) => {
      const summary = sumsUpAChild
      sumsUpAChild = false
      if (summary && result.ok && !result.skip && !result.todo) {
        passed.add(result.name)
        return
      }
      made.set(file, (made.get(file) ?? 0) + 1)
      if (result.skip || result.todo) skipped(result)
      else if (result.ok) count.passed += 1
      else if (!summary || !failures.has(file)) failed(file, `${within(file, result)} > ${result.name}`, result.diag)
    })
  }

  return {
    watch,
    failed: (file, why) => failed(file, why),
    hasFailed: (file) => failures.has(file),
    assertions: (file) => made.get(file) ?? 0,
    passed: () => passed,
    costs: () => costs,
    end() {
      for (const [reason, times] of skips) console.log(`skipped ${times}: ${reason}`)
      const sum = [...failures.values()].reduce((all, each) => all + each, 0)
      console.log(`${count.passed} passed, ${sum} failed, ${count.skipped} skipped`)
      return sum === 0
    },
  }
}

/** The names of the tests in the file that hold it. */
const within = (file: string, { fullname }: Result): string =>
  fullname.startsWith(file) ? fullname.slice(file.length).replace(/^ > /, '') : fullname
