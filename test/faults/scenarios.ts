// What `npm run faults` can show, by name: each a list of scenarios, each in a file of its own, at the size that is promised.

import type { Owner, Row } from '../support/rows.ts'
import { killedDisposals } from './disposal/killed.ts'
import { killedBetween } from './outbox/killed-between.ts'
import { liveConnections } from './rotation/live-connections.ts'
import { manyGateways } from './rotation/many-gateways.ts'
import { stolenKey } from './rotation/stolen-key.ts'
import { twoYears } from './rotation/two-years.ts'
import { underTraffic } from './rotation/under-traffic.ts'
import { triedInFull } from './tried-in-full.ts'

interface Scenario {
  readonly title: string
  play(t: Owner): Promise<readonly Row[]>
}

export const scenarios: Readonly<Record<string, readonly Scenario[]>> = {
  outbox: [
    {
      title: 'kill -9 between submission and settlement, 300 times',
      play: (t) => killedBetween(t, { rounds: 300, atOnce: 16 }),
    },
  ],
  changes: [
    { title: '20 000 changed envelopes and 1 500 letters', play: (t) => triedInFull(t, 'test/spec/mutation.test.ts') },
    {
      title: '9 700 changes of a bundle, 300 of its archive',
      play: (t) => triedInFull(t, 'test/spec/bundle-mutation.test.ts'),
    },
    { title: '800 changes of a store', play: (t) => triedInFull(t, 'test/spec/store-changes.test.ts') },
  ],
  disposal: [{ title: 'kill -9 at every step of a disposal', play: (t) => killedDisposals(t, { rounds: 200 }) }],
  rotation: [
    {
      title: 'two gateways under traffic rotate every key',
      play: (t) => underTraffic(t, { perSecond: 50, rounds: 3, calmMs: 20_000, bundles: 20 }),
    },
    { title: 'a stolen active key', play: (t) => stolenKey(t, { tries: 200 }) },
    { title: 'live connections', play: (t) => liveConnections(t) },
    { title: '200 gateways rotate everything once', play: (t) => manyGateways(t, { gateways: 200 }) },
    { title: 'two years', play: (t) => twoYears(t, { days: 730, everyDays: 5 }) },
  ],
}
