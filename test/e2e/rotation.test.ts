// Every key of two gateways is rotated while they exchange: nobody has to agree on an hour, and nothing is lost.
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { believedAgain, newestIn } from '../../crypto/card/chain.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { bulla } from '../support/command-line.ts'
import { start } from '../support/gateways.ts'
import { type Installation, install, peer, scratch } from '../support/installation.ts'
import { demandAll, type Posted, pause, post } from '../support/traffic.ts'
import { withTrialCa } from '../support/trial-ca.ts'

t.test(
  'tls, signing, encryption and log keys of both sides, one after the other and all together',
  { timeout: 180_000 },
  async (t) => {
    const folder = await scratch(t)
    const sides = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')] as const
    const [a, b] = sides
    const agreement = await peer(a, b)
    for (const side of sides) await withTrialCa(side)
    const [, gateway] = [await start(t, b), await start(t, a)]
    const operator = gateway.client('operator')

    let going = true
    const traffic = async (from: Installation, to: Installation) => {
      const posted: Posted[] = []
      for (let first = 0; going; first += 1) {
        posted.push(
          ...(await post(from, to, { agreement: agreement.id, cases: 1, first, pauseMs: 0, random: () => 0 })),
        )
        await pause(50)
      }
      return posted
    }
    const both = Promise.all([traffic(a, b), traffic(b, a)])
    const rotate = async (side: Installation, ...words: string[]) => {
      const { exit, err } = await bulla(side.folder, ['keys', 'rotate', ...words])
      t.equal(exit, 0, `${side.member} ${words.join(' ')}: ${err}`)
    }
    /** Everybody is shown the card that lies in the folder by now. */
    const known = async (side: Installation) => {
      for (;;) {
        const { json } = await bulla(side.folder, ['keys', 'status', '--json'])
        const partners = json['partners'] as { holdsOurs: number | null }[] | null
        if (partners?.every(({ holdsOurs }) => holdsOurs === json['card'])) return
        await pause(100)
      }
    }
    const before = a.card
    for (const use of ['encryption', 'signing', 'tls'])
      for (const side of sides) {
        await rotate(side, use)
        await known(side)
        if (use !== 'tls') await rotate(side, use, '--finish')
        await known(side)
      }
    await Promise.all(sides.map((side) => rotate(side, 'all')))
    t.match((await bulla(a.folder, ['keys', 'rotate', 'signing'])).err, /still in use/, 'never a third key')
    for (const side of sides) await known(side)
    for (const side of sides) await rotate(side, 'all', '--finish')
    await pause(500)
    going = false
    const posted = (await both).flat()
    t.ok(posted.length > 10, `count: ${posted.length} messages while keys were rotated`)
    await demandAll(t, sides, posted)
    t.same((await operator.get('/v1/operator/deliveries?state=refused')).json['rows'], [], 'no dead letter')

    const after = (await believedAgain(newestIn((await openDirectory(a.folder).ownCard()) ?? ''))).card
    t.match(after, { sequence: 8 }, 'a card for each step, and no other')
    for (const use of ['signing', 'encryption'] as const) {
      t.equal(after[use].length, 1, 'the old ones are off the card')
      t.not(after[use][0]?.kid, before[use][0]?.kid)
    }
    const of = posted.find(({ from }) => from === a)?.case ?? ''
    const exported = await gateway.client().get(`/v1/cases/${of}/bundle`)
    const fingerprints = { XA: fingerprint(a.card), XB: fingerprint(b.card) }
    const found = await verifyBundle(exported.octets, { fingerprints, nowMs: Date.now() })
    t.same(found.faults, [], 'what was signed under the first keys verifies with the words of the first cards')
  },
)
