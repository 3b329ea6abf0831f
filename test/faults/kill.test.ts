// kill -9 of either gateway at random moments while messages flow both ways: each arrives exactly once, each receipt is there. And at each step of a
// release: its record stands, or nothing left.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { purpose } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { opened, strictPair, triesFor } from '../support/content.ts'
import { installedPair, killHard, spawnGateway } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { seededRandom } from '../support/random.ts'
import { inEachStore } from '../support/stores.ts'
import { demandAll, pause, post } from '../support/traffic.ts'

const messages = 200

t.test('kill -9 at random moments during 200 exchanged messages', { timeout: 540_000 }, async (t) => {
  const { seed, random } = seededRandom()
  t.comment(`seed: ${seed}`)
  const { a, b, agreement } = await installedPair(t, {
    a: { settings: { SWEEP_EVERY_MS: 1000, LOG_LEVEL: 'info' } },
    b: { settings: { SWEEP_EVERY_MS: 1000 } },
  })
  const sides: { readonly installation: Installation; child: ChildProcess; kills: number }[] = [
    { installation: a, child: await spawnGateway(t, a), kills: 0 },
    { installation: b, child: await spawnGateway(t, b), kills: 0 },
  ]
  let stop = false

  const killer = (async () => {
    for (let turn = 0; !stop; turn += 1) {
      await pause(random() * 900)
      const side = sides[turn % 2]
      if (stop || !side) return
      await killHard(side.child)
      side.kills += 1
      side.child = await spawnGateway(t, side.installation)
    }
  })()
  const wish = { agreement: agreement.id, cases: messages / 2, pauseMs: 60, random }
  const posted = (await Promise.all([post(a, b, wish), post(b, a, wish)])).flat()
  stop = true
  await killer
  const kills = sides.map((side) => side.kills)
  t.comment(`count: ${messages} messages, killed ${kills.join(' + ')} times`)
  t.ok(
    kills.every((count) => count > 0),
    'the fault really happened',
  )
  t.equal(posted.length, messages)
  t.equal(new Set(posted.map(({ case: id }) => id)).size, messages, 'no request was taken twice')
  await demandAll(
    t,
    sides.map(({ installation }) => installation),
    posted,
  )
})

/** In the order in which a release takes them; what stands before its commit is not there in either store. */
const stepsOfRelease = ['before the commit of its record', 'before its answer', 'while its octets leave'] as const
const killing = new URL('../support/kill-at.ts', import.meta.url).href

await inEachStore(t, async (t, store) => {
  t.test('kill -9 at each step of a release: its record stands, or nothing of it left', async (t) => {
    const both = await strictPair(t, { store })
    const octets = randomBytes(3_000_000)
    const { case: id, items } = await opened(both, [octets, Buffer.from('An invoice.')])
    const { installation } = both.a
    await both.b.running.close()
    await both.a.running.close()
    const killAt = join(installation.folder, '..', 'kill-at')
    const starts = () => spawnGateway(t, installation, ['--import', killing], { KILL_AT: killAt })
    let child = await starts()
    const [reader, operator] = [clientOf(installation), clientOf(installation, 'operator')]
    t.teardown(() => {
      for (const { close } of [reader, operator]) close()
    })
    for (const [at, step] of (store.name === 'SQLite' ? stepsOfRelease : stepsOfRelease.slice(0, 2)).entries()) {
      const headers = { 'idempotency-key': `release-${at}` }
      const ask = () => reader.post(`/v1/items/${items[0]}/releases`, { purpose, matter: id }, headers)
      const released = async () => (await triesFor({ client: () => operator }, items[0])).releases.length
      await writeFile(killAt, step)
      const whole = await ask().catch(() => undefined)
      if (whole) return void t.fail(`${step}: it was not killed, and answered ${whole.status}`)
      await rm(killAt)
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve))
      t.equal(child.signalCode, 'SIGKILL', step)

      child = await starts()
      // Each step before was read once.
      const stands = step !== 'before the commit of its record'
      t.equal(await released(), at + (stands ? 1 : 0), `${step}: ${stands ? 'its record' : 'nothing'} is there`)
      const read = await ask()
      t.equal(read.status, 200, `${step}: ${read.octets.toString('utf8', 0, 200)}`)
      t.ok(read.octets.equals(octets), 'the same request goes on with it')
      t.equal(await released(), at + 1, `${step}: and is one release`)
      const { json } = await operator.get('/v1/operator/evidence/check')
      t.match(json, { faults: [] }, `${step}: the evidence is whole`)
    }
  })
})
