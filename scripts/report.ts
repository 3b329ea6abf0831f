// Reads what test files say as TAP, prints what failed, and ends with the one line that CI looks for: "N passed, N failed, N skipped".
import type { Parser, Result } from 'tap-parser'

export interface Report {
  /** Counts what the file says from now on. */
  watch(file: string, parser: Parser): void
  /** The file as a whole failed, whatever its assertions said. */
  failed(file: string, why: string): void
  /** How many assertions of the file failed so far. */
  failures(file: string): number
  /** Prints the sum. @returns whether nothing failed */
  end(): boolean
}

export function openReport(): Report {
  const count = { passed: 0, skipped: 0 }
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

  function watch(file: string, parser: Parser): void {
    // The assert that follows a child only sums that child up, so it must not be counted again.
    let sumsUpAChild = false
    parser.on('child', (child: Parser) => {
      sumsUpAChild = true
      watch(file, child)
    })
    parser.on('comment', (comment: string) => {
      if (/^# (note|seed|count):/.test(comment)) process.stdout.write(comment)
    })
    parser.on('assert', (result: Result) => {
      const summary = sumsUpAChild
      sumsUpAChild = false
      if (summary && result.ok && !result.skip && !result.todo) return
      if (result.skip || result.todo) skipped(result)
      else if (result.ok) count.passed += 1
      else if (!summary || !failures.has(file)) failed(file, `${result.fullname} > ${result.name}`, result.diag)
    })
  }

  return {
    watch,
    failed: (file, why) => failed(file, why),
    failures: (file) => failures.get(file) ?? 0,
    end() {
      for (const [reason, times] of skips) console.log(`skipped ${times}: ${reason}`)
      const sum = [...failures.values()].reduce((all, each) => all + each, 0)
      console.log(`${count.passed} passed, ${sum} failed, ${count.skipped} skipped`)
      return sum === 0
    },
  }
}
