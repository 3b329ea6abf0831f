// Runs the test files, each in a process of its own: node scripts/test.ts [part of a path]…
// The runner of tap would load its hooks into each process and into each thread of it, which took as long as the tests themselves.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type FinalResults, Parser } from 'tap-parser'
import { openReport } from './report.ts'

/** Some tests wait more than they compute. */
const atOnce = 4
/** Generous: a machine shared with others may be ten times slower from one minute to the next. */
const fileSeconds = 300
/** By then a file has said itself that its time was over, and what it was doing. */
const graceMs = 10_000
/** What takes longest begins first, so that no file is left alone at the end: files of 8 seconds and more, then folders. */
const longest = [
  'test/spec/bundle-mutation.',
  'test/faults/nodes.',
  'test/faults/line.',
  'test/faults/log.',
  'test/contracts/store-',
  'test/faults/kill.',
  'test/faults/wrong-clock.',
  'test/faults/lying-receipts.',
  'test/faults/broken-pair.',
  'test/e2e/altered.',
  'test/spec/mutation.',
  'test/spec/bundle.',
  'test/unit/cli/store.',
  'test/unit/store/moving.',
  'test/faults/',
  'test/e2e/',
  'test/contracts/',
  'test/unit/disk/',
  'test/spec/',
]

const cwd = fileURLToPath(new URL('..', import.meta.url))
const asked = process.argv.slice(2)
const rank = (file: string) => longest.findIndex((folder) => file.startsWith(folder)) + 1 || longest.length + 1
const files = globSync('test/**/*.test.ts', { cwd })
  .filter((file) => asked.length === 0 || asked.some((part) => file.includes(part)))
  .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))

const report = openReport()
if (files.length === 0) report.failed(asked.join(' '), 'no test file has this in its path')
const next = files.values()
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const file of next) await run(file)
  }),
)
process.exitCode = report.end() ? 0 : 1

async function run(file: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', './scripts/quick-loading.mjs', file], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TAP_TIMEOUT: String(fileSeconds) },
  })
  const late = setTimeout(() => child.kill('SIGKILL'), fileSeconds * 1000 + graceMs)
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  const parser = new Parser()
  report.watch(file, parser)
  const read = new Promise<FinalResults>((resolve) => parser.once('complete', resolve))
  child.stdout.pipe(parser)
  const [how, { ok, count, skip }] = await Promise.all([ended, read])
  clearTimeout(late)
  if (report.failures(file) > 0) return
  if (how !== 0) report.failed(file, `it ended with ${how}`)
  else if (!ok) report.failed(file, 'what it says is no whole TAP')
  else if (count + skip === 0) report.failed(file, 'it asserted nothing')
}
