// An upload that outlives its connections: what was taken is free, however long it goes on, and its end is told to whoever waits.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { uploads } from '../../../gateway/doors/content/uploads.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
type Flow = Parameters<typeof uploads>[0]['flow']

const client = { id: 'national', offices: ['HQ'], roles: ['submit'] } as const
const begun = (bytes: number) => ({ ask: {} as never, bytes, idempotency: null })

/** Takes what comes, and says how much that was. */
function opened() {
  const closing = new AbortController()
  const flow = (async (_client: unknown, _ask: unknown, octets: AsyncIterable<Uint8Array>) => {
    let bytes = 0
    for await (const each of octets) bytes += each.length
    return { answer: { item: `${bytes}` }, repeated: false }
  }) as unknown as Flow
  const options = { flow, perClient: 4, keepMs: 60_000, closing: closing.signal, onFault: () => undefined }
  return { all: uploads(options), closing }
}

t.test('an upload in the smallest pieces leaves nothing behind of them while more are to come', async (t) => {
  const { all, closing } = opened()
  const pieces = 20_000
  const { id } = await all.begin(client, begun(pieces + 1))
  const [more, sent] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  async function* octets(): AsyncGenerator<Uint8Array> {
    for (let count = 0; count < pieces; count += 1) yield new Uint8Array(1)
    sent.resolve()
    await more.promise
    yield new Uint8Array(1)
  }
  collect()
  const before = process.memoryUsage().heapUsed
  const appended = all.append(client, id, { offset: 0, octets: octets() })
  await sent.promise
  collect()
  const kept = (process.memoryUsage().heapUsed - before) / pieces
  t.ok(kept < 200, `${kept.toFixed(1)} octets are kept for each piece`)
  more.resolve()
  t.match(await appended, { complete: true, offset: pieces + 1 })
  await all.end(client, id)
  closing.abort()
})

t.test('the end of an upload is told to every connection that waits, the newest and those before', async (t) => {
  const { all, closing } = opened()
  const { id } = await all.begin(client, begun(1_000))
  const stalled = () => ({
    offset: 0,
    octets: (async function* (): AsyncGenerator<Uint8Array> {
      await new Promise(() => undefined)
      yield new Uint8Array(1)
    })(),
  })
  const waiting = [all.append(client, id, stalled()), all.append(client, id, stalled())]
  await new Promise((resolve) => setImmediate(resolve))
  closing.abort()
  for (const each of waiting) await t.rejects(each, { code: 'stopping' })
})
