// Runs `bulla` in this process: what it printed, what it answered, and how it ended.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { readKeysInForce } from '../../adapters/keys/renewing.ts'
import { run } from '../../gateway/cli/program/bulla.ts'

export interface Ended {
  readonly exit: number
  readonly out: string
  readonly err: string
  /** The last line of standard output, read as JSON. */
  readonly json: Record<string, unknown>
}

export interface Circumstances {
  readonly env?: Record<string, string>
  /** What a person at the terminal answers, where it depends on the question: how. Without it nobody is there. */
  readonly answer?: string | ((question: string) => string)
  readonly nowMs?: number
}

/** One run of the program with its words, as from a shell in `cwd`. */
export async function bulla(cwd: string, words: readonly string[], circumstances: Circumstances = {}): Promise<Ended> {
  const { env = {}, answer, nowMs } = circumstances
  const [out, err]: [string[], string[]] = [[], []]
  const exit = await run(words, {
    env,
    cwd,
    readKeys: readKeysInForce,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    progress: () => ({ advance: () => undefined, finish: () => undefined }),
    ask: async (question) => (typeof answer === 'function' ? answer(question) : answer),
    stopAsked: () => new Promise(() => undefined),
    manager: { ready: () => undefined, stopping: () => undefined },
    stay: () => () => undefined,
    uncaught: () => undefined,
    abandon: () => undefined,
    now: () => nowMs ?? Date.now(),
    randomOctets: (count) => new Uint8Array(randomBytes(count)),
    id: () => randomUUIDv7(),
  })
  return { exit, out: out.join('\n'), err: err.join('\n'), json: readLast(out) }
}

/** An installation by `bulla init` in `<root>/<member in lower case>`; its folder. */
export async function initiated(root: string, member: string, ...more: readonly string[]): Promise<string> {
  const folder = `${root}/${member.toLowerCase()}`
  const words = ['init', member, '--name', `Customs of ${member}`, '--folder', folder]
  const { exit, err } = await bulla(root, [
    ...words,
    '--endpoint',
    'https://localhost:8443',
    '--time-zone',
    'UTC',
    ...more,
  ])
  if (exit !== 0) throw new Error(`init of ${member} ended with ${exit}: ${err}`)
  return folder
}

function readLast(lines: readonly string[]): Record<string, unknown> {
  const last = lines.at(-1)?.split('\n').at(-1) ?? ''
  return last.startsWith('{') ? JSON.parse(last) : {}
}

/** What the first ceremony of a folder is told: the words of the card of an installation. */
export async function wordsAt(folder: string): Promise<string[]> {
  const { json } = await bulla(folder, ['card', '--json'])
  return ['--words', (json['words'] as string[]).join(' ')]
}
