// kill -9 of either gateway at random moments while messages flow both ways: each arrives exactly once, each receipt is there.
import type { ChildProcess } from 'node:child_process'
import t from 'tap'
import { installedPair, killHard, spawnGateway } from '../support/gateways.ts'
import type { Installation } from '../support/installation.ts'
import { seededRandom } from '../support/random.ts'
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
