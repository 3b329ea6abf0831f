// Reads TAP on standard input and ends with the one line that CI looks for: "N passed, N failed, N skipped".
import { Parser, type Result } from 'tap-parser'

const count = { passed: 0, failed: 0, skipped: 0 }
const skips: string[] = []

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
      skips.push(`skipped: ${result.name}${typeof result.skip === 'string' ? `: ${result.skip}` : ''}`)
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
  for (const skip of skips) console.log(skip)
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
})
