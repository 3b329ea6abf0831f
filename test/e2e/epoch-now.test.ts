// Older epochs are ended while messages come and go: refused while a gateway works, whichever store it keeps, and nothing is lost by trying or by doing it.
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { requestBody } from '../support/bodies.ts'
import { bulla } from '../support/command-line.ts'
import { installedPair, start } from '../support/gateways.ts'
import { inEachStore } from '../support/stores.ts'
import { given, read, readBody, untilDelivered } from '../support/story.ts'

await inEachStore(t, async (t, store) => {
  await t.test('keys epoch --now under traffic is refused, and touches nothing [R2]', async (t) => {
    const { a: one, b: two, agreement } = await installedPair(t, { store })
    const [a, b] = [await start(t, one), await start(t, two)]
    const gave = await given({ a, b, agreement }, [randomBytes(3_000), randomBytes(2_000)])
    const end = () => bulla(one.folder, ['keys', 'epoch', '--now', '--folder', one.folder])
    const keys = async () => (await readdir(join(one.folder, 'keys/epochs'))).filter((name) => name.endsWith('.key'))
    const asking = a.client()
    const ask = { agreement: agreement.id, office: 'HQ', body: requestBody() }
    const posts: string[] = []
    const posting = async () => {
      const { status, json } = await asking.post('/v1/cases', ask)
      t.equal(status, 202, String(json.detail))
      posts.push(String(json.case))
    }
    // Messages of both kinds are under way at each try.
    for (let round = 0; round < 3; round += 1) {
      const traffic = Array.from({ length: 5 }, posting)
      t.match(await end(), { exit: 1, err: /another process works on this database|the node .* works on / })
      await Promise.all(traffic)
    }
    t.same(await keys(), ['1.key'], 'no epoch has begun, and none has ended')
    t.equal((await read(asking, gave.items[0], gave.case)).status, 200)

    await a.running.close()
    const ended = await end()
    t.match(ended, { exit: 0, out: /epoch 2 is in force, \d+ keys were wrapped by it; destroyed: epoch 1/ })
    t.same(await keys(), ['2.key'])
    const again = await start(t, one)
    const client = again.client()
    t.equal((await read(client, gave.items[0], gave.case)).status, 200, 'what was given opens')
    t.equal((await readBody(client, gave.response, gave.case)).status, 200)
    for (const id of posts) await untilDelivered(client, id, 60_000)
    for (const { running } of [again, b]) await running.close()
  })
})
