// Two nodes of the holder on one PostgreSQL, killed in turn while they read and tell of it: every use is in one report and in no second.
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import t from 'tap'
import { clientOf, type NationalClient } from '../support/client.ts'
import { opened, strictPair } from '../support/content.ts'
import { killHard, spawnGateway } from '../support/gateways.ts'
import { freePort } from '../support/ports.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { read } from '../support/story.ts'

interface Uses {
  readonly ours: { readonly count: number }
  readonly theirs: { readonly attested: number; readonly notYetTold: number }
  readonly findings: readonly unknown[]
}
type Report = Readonly<{ type: string; facts: Readonly<{ from: number; uses: readonly unknown[] }> }>

const wanted = {
  terms: [{ term: 'feedback', paragraph: '5.1 f', assurance: 'A', withinDays: 30, useReports: 'each-read' }],
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test(
  'from two nodes that die in turn each use is told once [Y7]',
  { skip: noPostgres, timeout: 540_000 },
  async (t) => {
    const server = await postgresServer(t)
    const settings = { STORE: 'postgres', POSTGRES_URL: await server?.createDatabase(), SWEEP_EVERY_MS: 1_000 }
    const both = await strictPair(t, { a: { settings } })
    const provider = both.b.client()
    const cases: { readonly case: string; readonly items: readonly [string, string] }[] = []
    for (let count = 0; count < 3; count += 1)
      cases.push(await opened(both, [randomBytes(300), randomBytes(300)], wanted))
    await both.a.running.close()

    // The first has the ports that its card names, the other ports of its own.
    const { installation } = both.a
    const nodes: { child: ChildProcess; client: NationalClient; start(): Promise<ChildProcess> }[] = []
    for (const ports of [installation.ports, { partner: await freePort(), national: await freePort() }]) {
      const env = {
        BULLA_NODE: `node-${nodes.length}`,
        BULLA_PARTNER_PORT: String(ports.partner),
        BULLA_NATIONAL_PORT: String(ports.national),
      }
      const client = clientOf({ ...installation, ports: { ...installation.ports, ...ports } })
      t.teardown(() => client.close())
      const begin = () => spawnGateway(t, installation, [], env)
      nodes.push({ child: await begin(), client, start: begin })
    }

    let reads = 0
    const readAll = async (client: NationalClient) => {
      for (const { case: of, items } of cases)
        if ((await read(client, items[0], of).catch(() => ({ status: 0 }))).status === 200) reads += 1
    }
    for (let round = 0; round < 4; round += 1) {
      const [dies, stays] = round % 2 === 0 ? nodes : nodes.toReversed()
      if (!dies || !stays) throw new Error('there are two nodes')
      await Promise.all([readAll(dies.client), readAll(stays.client)])
      const afterMs = randomInt(1_500)
      t.comment(`round ${round}: killed after ${afterMs} ms`)
      await pause(afterMs)
      // What it is asked for meanwhile may be read and recorded, or not.
      await Promise.all([killHard(dies.child), readAll(dies.client)])
      await readAll(stays.client)
      dies.child = await dies.start()
    }
    t.ok(reads >= 3 * 4 * 2, `${reads} reads`)
    const [first] = nodes
    for (const { case: of } of cases) {
      const ours = async () => (await first?.client.get(`/v1/cases/${of}/uses`))?.json as unknown as Uses
      const { count } = (await ours()).ours
      await provider.until(
        `/v1/cases/${of}/uses`,
        (json) => (json as unknown as Uses).theirs.attested >= count,
        180_000,
      )
      t.match((await provider.get(`/v1/cases/${of}/uses`)).json, { theirs: { notYetTold: 0 }, findings: [] })
      const { rows } = (await provider.get(`/v1/cases/${of}/messages`)).json as {
        rows: { type: string; message: string }[]
      }
      const told: number[] = []
      for (const { type, message } of rows) {
        if (type !== 'use-report') continue
        const { facts } = (await provider.get(`/v1/messages/${message}`)).json as unknown as Report
        told.push(...facts.uses.map((_, at) => facts.from + at))
      }
      t.same(
        told.toSorted((a, b) => a - b),
        Array.from({ length: count }, (_, at) => at + 1),
        'each use in one report',
      )
    }
    const drafts = (await first?.client.get('/v1/drafts'))?.json as { rows: unknown[] }
    t.same(drafts.rows, [], 'and none was left behind as a draft')
  },
)
