// The process as the command line sees it: streams, terminal, signals, clock and chance. Tests put
// others in its place.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Desk, Progress, Unit } from './desk.ts'

export interface Surroundings
  extends Pick<
    Desk,
    | 'env'
    | 'readKeys'
    | 'manager'
    | 'cwd'
    | 'ask'
    | 'stopAsked'
    | 'stay'
    | 'uncaught'
    | 'abandon'
    | 'now'
    | 'randomOctets'
    | 'id'
    | 'progress'
  > {
  out(line: string): void
  err(line: string): void
}

/** What the process gives; the program that is started says who reads keys and who is told. */
export const processSurroundings = ({
  readKeys,
  manager,
}: Pick<Surroundings, 'readKeys' | 'manager'>): Surroundings => ({
  readKeys,
  manager,
  env: process.env,
  cwd: process.cwd(),
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  progress: (label, total, unit) => (process.stderr.isTTY ? bar(label, total, unit) : noBar),
  ask: async (question, { hidden = false } = {}) => {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
    if (hidden) process.stderr.write(`${question} `)
    const reader = createInterface({
      input: process.stdin,
      output: hidden ? nowhere() : process.stderr,
      terminal: true,
    })
    try {
      return await reader.question(hidden ? '' : `${question} `)
    } finally {
      reader.close()
      if (hidden) process.stderr.write('\n')
    }
  },
  stopAsked: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
    }),
  stay(hungUp) {
    for (const stream of [process.stdout, process.stderr])
      stream.removeAllListeners('error').on('error', () => undefined)
    process.on('SIGHUP', hungUp)
    for (const signal of foreign) process.on(signal, heard)
    return () => {
      process.off('SIGHUP', hungUp)
      for (const signal of foreign) process.off(signal, heard)
    }
  },
  uncaught(tell) {
    process.on('uncaughtException', tell)
    process.on('unhandledRejection', tell)
  },
  abandon: (exit) => process.exit(exit),
  now: Date.now,
  randomOctets: (count) => new Uint8Array(randomBytes(count)),
  id: () => randomUUIDv7(),
})

// Recipes for other programs rotate logs by these. Unheard, the first makes Node open a debugger,
// through which whoever is on the machine reads our keys; the second ends the process.
const foreign = ['SIGUSR1', 'SIGUSR2'] as const
const heard = () => undefined

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

const noBar: Progress = { advance: () => undefined, finish: () => undefined }

/** One line that is drawn over itself, at most ten times a second. */
function bar(label: string, total: number, unit: Unit = 'octets'): Progress {
  let done = 0
  let drawnAt = 0
  const shown = (count: number) => (unit === 'octets' ? (count / 1_048_576).toFixed(1) : String(count))
  const draw = () => {
    const width = 30
    const filled = Math.round(Math.min(1, done / total) * width)
    const share = total === 0 ? '' : `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] `
    const of = total === 0 ? '' : ` of ${shown(total)}`
    process.stderr.write(`\r${label} ${share}${shown(done)}${of} ${unit === 'octets' ? 'MiB' : unit}`)
    drawnAt = performance.now()
  }
  return {
    advance(by) {
      done += by
      if (performance.now() - drawnAt > 100) draw()
    },
    finish() {
      draw()
      process.stderr.write('\n')
    },
  }
}
