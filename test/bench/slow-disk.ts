// G7: every sync takes 8 ms longer. How much of its own rate is left, and whether the event loop still turns.
import { execFile } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clientOf } from '../support/client.ts'
import type { Installation } from '../support/installation.ts'
import { undisturbed } from './machine.ts'
import { median, round2 } from './median.ts'
import { startPair } from './pair.ts'
import type { Found, Length } from './scenario.ts'

const slowUs = 8_000
const source = join(import.meta.dirname, '../../../shared/floor/slowsync.c')

export async function slowDisk({ rounds, ms }: Length): Promise<Found> {
  try {
    await access(source)
  } catch {
    console.log('slowsync.c of the reference programs is not here: G7 is not measured')
    return { rows: {}, json: {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'bulla-slow-'))
  const library = join(folder, 'slowsync.so')
  await promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'])
  const fast = await startPair({})
  const slow = await startPair({}, [], { env: { LD_PRELOAD: library, SLOW_US: String(slowUs) } })
  for (const { load } of [fast, slow]) await load.backlog(1_000)
  const pids = [fast, slow].flatMap((pair) => pair.pids)
  const { figures, others, repeated } = await undisturbed(rounds, pids, async () => {
    const [own, slowed] = [await fast.load.run(64, ms), await slow.load.run(64, ms)]
    return slowed.rate / own.rate
  })
  const loopP99Ms = Math.max(await loopDelayMs(slow.a), await loopDelayMs(slow.b))
  for (const pair of [fast, slow]) await pair.end()
  await rm(folder, { recursive: true, force: true })
  const share = round2(median(figures))
  return {
    rows: {
      'G7 8 ms disk: share of own rate, must ≥ 0.55': share,
      'G7 event-loop delay p99, ms, must ≤ 20': round2(loopP99Ms),
      'cores used by others, a round; rounds repeated': `${others.join(' ')}; ${repeated}`,
    },
    json: { G7: { share, loopP99Ms: round2(loopP99Ms) }, others, repeated },
  }
}

/** As the gateway itself measures it, since it was last asked. */
async function loopDelayMs(installation: Installation): Promise<number> {
  const client = clientOf(installation, 'operator')
  const { octets } = await client.get('/metrics')
  client.close()
  return 1000 * Number(/^bulla_event_loop_delay_seconds\{quantile="0\.99"\} (\S+)$/m.exec(octets.toString())?.[1])
}
