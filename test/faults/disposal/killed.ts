// kill -9 at every step of a disposal: afterwards nothing or everything is gone, and what says that it is leaves only then.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFolderParts } from '../../../adapters/parts/folder.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { finishDestructions } from '../../../gateway/flows/upkeep/destroy.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { at, claimIds } from '../../contracts/store-rows.ts'
import { foundIn } from '../../support/byte-search.ts'
import { quickly } from '../../support/gateways.ts'
import { scratch } from '../../support/installation.ts'
import { seededRandom } from '../../support/random.ts'
import { none, type Owner, type Row, row } from '../../support/rows.ts'

const steps = [
  'before anything',
  'somewhere in the transaction',
  'the keys are dropped',
  'while it is overwritten',
  'the log is cut off',
  'the part is gone',
  'the statement may leave',
] as const

interface About {
  readonly item: string
  readonly disposal: string
  readonly part: string
  readonly partner: string
  readonly gone: Readonly<Record<string, string>>
}

export async function killedDisposals(t: Owner, { rounds }: { rounds: number }): Promise<Row[]> {
  const { seed, random } = seededRandom()
  const folder = await scratch(t)
  const wrong: string[] = []
  const counted = { nothing: 0, everything: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const step = steps[round % steps.length] ?? steps[0]
    const data = join(folder, String(round))
    await killedAt(data, step, random() * 4)
    const about = JSON.parse(readFileSync(`${data}.json`, 'utf8')) as About
    const { outcome, faults } = await lookAt(data, about)
    counted[outcome] += 1
    wrong.push(...faults.map((fault) => `round ${round}, ${step}: ${fault}`))
  }
  return [
    none(`seed ${seed}: kept in part, or said before it was so`, wrong, rounds, 'disposals killed'),
    row(
      'both ends were met',
      `${counted.nothing} with nothing gone, ${counted.everything} with everything`,
      counted.nothing > 0 && counted.everything > 0,
    ),
  ]
}

async function killedAt(data: string, step: string, pausedMs: number): Promise<void> {
  const child = new URL('child.ts', import.meta.url).pathname
  const running = spawn(process.execPath, [...quickly, child, data, step, String(pausedMs)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals | null>()
  running.once('exit', (_, signal) => resolve(signal))
  const signal = await promise
  if (signal !== 'SIGKILL') throw new Error(`the child ended by ${signal} and not by the kill at: ${step}`)
}

/** As the next start does: it looks at what lies there, goes on, and only then lets the statement leave. */
async function lookAt(data: string, { item, disposal, part, partner, gone }: About) {
  const faults: string[] = []
  const store = await openSqliteStore({ file: join(data, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  const parts = await openFolderParts({ folder: join(data, 'parts') })
  const begun = await store.destructions(9)
  const disposed = (await store.message(disposal)) !== undefined
  const locked = await store.item(item)
  if (disposed !== (locked?.key === null)) faults.push('the key and the disposal do not agree')
  const wanted = Object.fromEntries(Object.entries(gone).map(([what, hex]) => [what, Buffer.from(hex, 'hex')]))
  if (begun.length > 0 && (await claimIds(store, partner)).length > 0)
    faults.push('its statement leaves before it is so')
  if (begun.length === 0 && disposed)
    faults.push(...foundIn(data, wanted).map((found) => `said, and still there: ${found}`))
  await finishDestructions({ store, parts, world: { now: () => at }, log: openLog('silent'), wake: () => undefined })
  if (disposed) {
    faults.push(...foundIn(data, wanted).map((found) => `still there: ${found}`))
    if ((await parts.size(part)) !== undefined) faults.push('the part is still there')
    if (!(await claimIds(store, partner)).includes(disposal)) faults.push('its statement never leaves')
  } else if (locked?.secret === null || (await parts.size(part)) === undefined)
    faults.push('something is gone without a disposal')
  await store.close()
  return { outcome: disposed ? ('everything' as const) : ('nothing' as const), faults }
}
