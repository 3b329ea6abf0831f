// Whether another office can tell by the time what is theirs from what is not there: both are tried in turn, and the medians are a ratio.
// test/e2e/content-ids.test.ts counts what either takes; this looks at the clock. Run: npx node test/bench/ids.bench.ts
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import type { Test } from 'tap'
import type { Client, NationalFlows } from '../../gateway/ports/doors/national.ts'
import { purpose } from '../support/bodies.ts'
import { opened, strictPair } from '../support/content.ts'
import { countedFlows } from '../support/counted-flows.ts'
import { median } from './median.ts'

const rounds = Number(process.env.ROUNDS ?? 200)
const ends: (() => unknown)[] = []
const owner = { teardown: (end: () => unknown) => ends.push(end) } as unknown as Test

const both = await strictPair(owner)
const gave = await opened(both, [randomBytes(4_000), randomBytes(2_000)])
await both.a.running.close()
const { flows } = await countedFlows(owner, both.a.installation)
const outsider: Client = { id: 'elsewhere', offices: ['OTHER'], roles: ['submit', 'read', 'release', 'approve'] }
const ask = { reader: 'officer-17', purpose, matter: gave.case }
const ways: Record<string, readonly [string, (flows: NationalFlows, id: string) => Promise<unknown>]> = {
  item: [gave.items[0], (all, id) => all.item(outsider, id)],
  'item release': [gave.items[0], (all, id) => all.release(outsider, id, ask)],
  message: [gave.response, (all, id) => all.message(outsider, id)],
  'body release': [gave.response, (all, id) => all.readBody(outsider, id, ask)],
  case: [gave.case, (all, id) => all.case(outsider, id)],
}
const found: Record<string, { theirsMs: number; nowhereMs: number; ratio: number }> = {}
for (const [name, [theirs, way]] of Object.entries(ways)) {
  const timesMs = { theirs: [] as number[], nowhere: [] as number[] }
  for (let round = -20; round < rounds; round += 1)
    for (const which of ['theirs', 'nowhere'] as const) {
      const id = which === 'theirs' ? theirs : randomUUIDv7()
      const start = performance.now()
      await way(flows, id).then(
        () => Promise.reject(new Error(`${name} was not refused`)),
        () => undefined,
      )
      if (round >= 0) timesMs[which].push(performance.now() - start)
    }
  const [theirsMs, nowhereMs] = [median(timesMs.theirs), median(timesMs.nowhere)]
  found[name] = { theirsMs, nowhereMs, ratio: Number((theirsMs / nowhereMs).toFixed(3)) }
}
console.log(JSON.stringify({ bench: 'ids', node: process.version, rounds, found }))
for (const end of ends.reverse()) await end()
