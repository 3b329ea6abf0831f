// Reads TAP on standard input and ends with the one line that CI looks for: "N passed, N failed, N skipped".
import { Parser, type Result } from 'tap-parser'

const count = { passed: 0, failed: 0, skipped: 0 }
/** Why, and how many for this reason. */
const skips = new Map<string, number>()

function watch(parser: Parser): void {
  // The assert that follows a child only sums that child up, so it must not be counted again.
  let sumsUpAChild = false
  parser.on('child', (child: Parser) => {
    sumsUpAChild = true
    watch(child)
  })
  parser.on('comment', (comment: string) => {
    if (/^# (note|seed|count):/.test(comment)) process.stdout.write(comment)
  })
  parser.on('assert', (result: Result) => {
    const summary = sumsUpAChild
    sumsUpAChild = false
    if (summary && result.ok && !result.skip && !result.todo) return
    if (result.skip || result.todo) {
      count.skipped += 1
      const reason = [result.skip, result.todo].find((said) => typeof said === 'string' && said !== '') ?? result.name
      skips.set(String(reason), (skips.get(String(reason)) ?? 0) + 1)
    } else if (result.ok) count.passed += 1
    else if (!summary || count.failed === 0) {
      count.failed += 1
      console.log(`not ok ${result.fullname} > ${result.name}`, result.diag ?? '')
    }
  })
}

const top = new Parser()
watch(top)
process.stdin.pipe(top)
top.on('complete', () => {
  for (const [reason, times] of skips) console.log(`skipped ${times}: ${reason}`)
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
})
