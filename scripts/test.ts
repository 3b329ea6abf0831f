// Runs the test files, a few in each process: node scripts/test.ts [--times] [part of a path]…
// With --times it says what each took, what costs most first.
// The runner of tap would load its hooks into each process and into each thread of it, which took as long as the tests themselves.
import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FinalResults, Parser } from 'tap-parser'
import { behindTerms } from '../gateway/model/terms/assurance-classes.ts'
import { portsOfRun, portsVariable } from '../test/support/ports.ts'
import { postgresServer } from '../test/support/postgres.ts'
import { openReport } from './report.ts'
import { printTimes } from './times.ts'

/** Some tests wait more than they compute. */
const atOnce = 4
/** Generous: a machine shared with others may be ten times slower from one minute to the next. */
const fileSeconds = 600
/** By then a file has said itself that its time was over, and what it was doing. */
const graceMs = 10_000
/** What takes longest begins first, so that no file is left alone at the end: files of 8 seconds and more, then folders. */
const longest = [
  'test/faults/nodes.',
  'test/e2e/console-browser.',
  'test/faults/line.',
  'test/faults/log.',
  'test/contracts/store-',
  'test/faults/kill.',
  'test/faults/wrong-clock.',
  'test/faults/lying-receipts.',
  'test/faults/broken-pair.',
  'test/e2e/altered.',
  'test/spec/bundle.',
  'test/unit/doors/console/gallery.',
  'test/unit/doors/console/scripts.',
  'test/unit/cli/store.',
  'test/unit/store/moving.',
  'test/faults/',
  'test/e2e/',
  'test/contracts/',
  'test/unit/disk/',
  'test/spec/',
]

/**
 * How many files share a process, and with it what loading takes: half of what a short file costs. Alone are those that end processes,
 * fill disks, set the clock of their process or measure it, and those that are long by themselves.
 */
const sharing: readonly (readonly [files: RegExp, count: number])[] = [
  // What goes wrong in these goes wrong in gateways that are processes of their own, or on the line.
  [
    /^test\/faults\/(broken-pair|disposal|first-contact|kill|lying-receipts|outbox|settled|slow-partner|wrong-clock)\./,
    3,
  ],
  [/^test\/(faults|contracts|unit\/disk)\//, 1],
  // A browser of its own for each.
  [/^test\/unit\/doors\/console\/(gallery|scripts)\./, 1],
  [
    /^test\/(e2e\/content-clock|e2e\/use-reports|e2e\/national-door|spec\/bundle-archive|unit\/case\/histories|unit\/doors\/uploads)\./,
    1,
  ],
  [/^test\/unit\//, 16],
  [/^test\/spec\//, 8],
  [/^test\//, 6],
]

const cwd = fileURLToPath(new URL('..', import.meta.url))
const timed = process.argv.includes('--times')
const asked = process.argv.slice(2).filter((word) => word !== '--times')
const rank = (file: string) => longest.findIndex((folder) => file.startsWith(folder)) + 1 || longest.length + 1
const files = globSync('test/**/*.test.ts', { cwd })
  .filter((file) => asked.length === 0 || asked.some((part) => file.includes(part)))
  .sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))

const report = openReport()
const ends: (() => unknown)[] = []
const ports = portsOfRun()
const shared = { [portsVariable]: ports, ...(await serverForAll()) }
if (files.length === 0) report.failed(asked.join(' '), 'no test file has this in its path')
const next = groups().values()
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (const group of next) await run(group)
  }),
)
// docs/terms.md says what these show.
const shown = Object.values(behindTerms).flatMap(({ kept }) => kept.flatMap(({ tests }) => tests))
if (asked.length === 0)
  for (const title of shown.filter((each) => !report.passed().has(each)))
    report.failed('docs/terms.md', `it rests on "${title}", which did not pass in this run`)
if (timed) printTimes(report.costs(), report.assertions)
for (const end of ends) await end()
process.exitCode = report.end() ? 0 : 1

/** One PostgreSQL server for all files that ask for both stores; it ends with this process, however that ends. */
async function serverForAll(): Promise<Record<string, string>> {
  const wanted = files.filter((file) => readFileSync(join(cwd, file), 'utf8').includes('support/stores.ts'))
  if (wanted.length < 2) return {}
  const runner = { teardown: (end: () => unknown) => void ends.push(end), comment: () => undefined }
  const server = await postgresServer(runner, { maxConnections: 300 })
  return server ? { TEST_POSTGRES_SERVER: server.url() } : {}
}

/** What runs in one process, in the order in which processes begin: neighbours of one kind together. */
function groups(): readonly string[][] {
  const made: string[][] = []
  const open = new Map<number, string[]>()
  for (const file of files) {
    const kind = sharing.findIndex(([pattern]) => pattern.test(file))
    const most = sharing[kind]?.[1] ?? 1
    const group = open.get(kind)
    if (group && group.length < most) group.push(file)
    else {
      const begun = [file]
      made.push(begun)
      open.set(kind, begun)
    }
  }
  return made
}

async function run(group: readonly string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', './scripts/quick-loading.mjs', 'scripts/files.ts', `${fileSeconds}`, ...group],
    // Each file has a bound of its own, the process as a whole none.
    { cwd, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...shared, TAP_TIMEOUT: '0' } },
  )
  const begun: string[] = []
  const late = setTimeout(() => child.kill('SIGKILL'), fileSeconds * 1000 + graceMs)
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  const parser = new Parser()
  report.watch(parser)
  parser.on('child', ({ name }: Parser) => {
    begun.push(name)
    late.refresh()
  })
  const read = new Promise<FinalResults>((resolve) => parser.once('complete', resolve))
  child.stdout.pipe(parser)
  const [how, { ok }] = await Promise.all([ended, read])
  clearTimeout(late)
  const [last = group[0] ?? ''] = begun.slice(-1)
  const failed = begun.some(report.hasFailed)
  if (how !== 0 && !failed) report.failed(last, `it ended with ${how}`)
  else if (!ok && !failed) report.failed(last, 'what it says is no whole TAP')
  const rest = group.slice(group.indexOf(last) + 1)
  if (rest.length > 0) await run(rest)
}
