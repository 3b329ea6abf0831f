// Two gateways for a benchmark, and a load on the first of them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnGateway } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer } from '../support/installation.ts'
import { type Load, openLoad } from './load.ts'

export const bytes = 10 * 1024

export interface Pair {
  readonly a: Installation
  readonly b: Installation
  readonly pids: readonly [number, number]
  readonly load: Load
  readonly agreement: string
  end(): Promise<void>
}

interface PairWishes {
  /** What one of the two has beside `settings`. */
  settingsOf?(member: string): Promise<Record<string, unknown>>
  /** Of the processes, beside what they have anyway. */
  readonly env?: Readonly<Record<string, string>>
}

/** XA and XB, each a process of its own. */
export async function startPair(
  settings: Record<string, unknown>,
  execArgv: readonly string[] = [],
  { settingsOf = async () => ({}), env = {} }: PairWishes = {},
): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'bulla-bench-'))
  const ends: (() => unknown)[] = []
  const quiet = { ...settings, LOG_LEVEL: 'info', LOG_FILE: 'gateway.log' }
  const a = await install(join(folder, 'XA'), 'XA', { settings: { ...quiet, ...(await settingsOf('XA')) } })
  const b = await install(join(folder, 'XB'), 'XB', { settings: { ...quiet, ...(await settingsOf('XB')) } })
  const agreement = await peer(a, b, agreementBetween(a, b))
  const test = { teardown: (end: () => unknown) => void ends.push(end) }
  const [one, two] = [await spawnGateway(test, a, execArgv, env), await spawnGateway(test, b, execArgv, env)]
  const pids = [one.pid ?? 0, two.pid ?? 0] as const
  const load = await openLoad(a, agreement.id, bytes, pids)
  return {
    a,
    b,
    pids,
    load,
    agreement: agreement.id,
    async end() {
      await load.end()
      for (const end of ends) end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
