// Uploads in parts that do not go as they should: other octets than announced, one key for two things, a stop in the middle.
import { createHash, randomBytes } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import t from 'tap'
import { type Gateway, pair } from '../support/gateways.ts'
import { asked, provide } from '../support/story.ts'

const gibi = 1024 ** 3
const { bavail, bsize } = await statfs(tmpdir())
// Room for a few GiB, whatever else goes on beside this; a setting has its bound.
const stays = Math.min(1024 * gibi, Math.max(0, bavail * bsize - 4 * gibi))
const both = await pair(t, { a: { settings: { MIN_FREE_BYTES: stays } } })
const asking = both.a.client()
const id = await asked(both)
const about = { agreement: both.agreement.id, case: id }
const { terms } = await provide(asking, about, [])
const named = { terms, kind: 'declaration', form: 'electronic', name: 'd.pdf', mediaType: 'application/pdf' }
const octets = randomBytes(2_000)

async function begun(bytes: number, key?: string): Promise<string> {
  const { status, json } = await asking.post('/v1/uploads', { ...named, bytes }, key ? { 'idempotency-key': key } : {})
  t.equal(status, 201)
  return `/v1/uploads/${json.upload}`
}
const piece = (from: number, to: number, said = octets.subarray(from, to)) => ({
  octets: octets.subarray(from, to),
  headers: {
    ...{ 'content-type': 'application/partial-upload', 'upload-offset': `${from}` },
    'content-digest': `sha-256=:${createHash('sha256').update(said).digest('base64')}:`,
  },
})

t.test('a piece is the one of its Content-Digest, or the upload is over: no item is made of it', async (t) => {
  const path = await begun(octets.length)
  t.equal((await asking.ask('PATCH', path, piece(0, 1_000))).status, 204)
  const done = await asking.ask('PATCH', path, piece(1_000, 2_000))
  t.match({ status: done.status, ...done.json }, { status: 201, item: String })
  for (const [from, to] of [
    [0, 1_000],
    [0, 2_000],
  ] as const) {
    const other = await begun(octets.length)
    const answer = await asking.ask('PATCH', other, piece(from, to, randomBytes(9)))
    t.match({ status: answer.status, ...answer.json }, { status: 422, code: 'digest-mismatch' })
    t.equal((await asking.ask('HEAD', other)).status, 404)
  }
  const malformed = { ...piece(0, 1_000), headers: { ...piece(0, 1_000).headers, 'content-digest': 'hello' } }
  const path2 = await begun(octets.length)
  t.match((await asking.ask('PATCH', path2, malformed)).json, { code: 'request-invalid' })
  t.equal((await asking.ask('PATCH', path2, piece(0, 1_000))).status, 204, 'nothing of it was taken')
  t.equal((await asking.ask('DELETE', path2)).status, 204)
})

t.test('the key of an upload under way is that of no other request, which is told at once', async (t) => {
  const key = 'one-key'
  const path = await begun(octets.length, key)
  for (const [where, body] of [
    ['/v1/terms', { ...about, purposes: ['VERIFY_VALUE'] }],
    ['/v1/uploads', { ...named, bytes: 9 }],
    [`/v1/cases/${id}/messages`, { type: 'withdraw', body: { reason: 'The importer corrected the declaration.' } }],
  ] as const) {
    const { status, json } = await asking.post(where, body, { 'idempotency-key': key })
    t.match({ status, ...json }, { status: 422, code: 'idempotency-key-reused' }, where)
  }
  t.equal((await asking.ask('PATCH', path, piece(0, 2_000))).status, 201)
})

t.test('what is announced and has no room is refused before an octet of it comes [H2]', async (t) => {
  if (stays === 0 || stays === 1024 * gibi) return t.comment(`${bavail * bsize} octets are free here`)
  const { ports, ca, tokens } = both.a.installation
  const { mediaType, ...asked } = named
  const item = (bytes: number) => {
    const sent = request({
      ...{ host: 'localhost', port: ports.national, ca: ca.certPem, method: 'POST' },
      path: `/v1/items?${new URLSearchParams(asked)}`,
      headers: {
        ...{ authorization: `Bearer ${tokens.officer}`, 'content-type': mediaType },
        ...{ 'content-length': String(bytes), expect: '100-continue' },
      },
    })
    t.teardown(() => sent.destroy())
    sent.on('error', () => undefined)
    return new Promise<number | undefined>((resolve) => {
      sent.on('continue', () => resolve(100)).on('response', ({ statusCode }) => resolve(statusCode))
    })
  }
  t.equal(await item(6 * gibi), 507)
  const { status, json } = await asking.post('/v1/uploads', { ...named, bytes: 6 * gibi })
  t.match({ status, ...json }, { status: 507, code: 'storage-full', retry: true })
  const path = await begun(3 * gibi)
  t.match((await asking.post('/v1/uploads', { ...named, bytes: 3 * gibi })).status, 507, 'the first one is to come')
  t.equal(await item(3 * gibi), 507)
  t.equal((await asking.ask('DELETE', path)).status, 204)
  // Its room is free once its flow has ended.
  let freed: number | undefined
  for (let tries = 0; freed !== 100 && tries < 200; tries += 1) freed = await item(2 * gibi)
  t.equal(freed, 100)
})

/** Sends the beginning of a piece and no more; the status of the answer, once there is one. */
const stalled = ({ installation: { ports, ca, tokens } }: Gateway, path: string): Promise<number | undefined> => {
  const { headers } = piece(0, 2_000)
  const sent = request({
    ...{ host: 'localhost', port: ports.national, ca: ca.certPem, method: 'PATCH', path },
    headers: { ...headers, authorization: `Bearer ${tokens.officer}`, 'content-length': '2000' },
  })
  sent.write(octets.subarray(0, 100))
  return new Promise((resolve) =>
    sent
      .on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      .on('error', () => resolve(undefined)),
  )
}

const heard = async (path: string) => {
  for (const end = Date.now() + 30_000; Number((await asking.ask('HEAD', path)).headers['upload-offset']) < 100; )
    if (Date.now() > end) throw new Error('the first octets did not come')
}

t.test('an upload that is taken back while a piece of it comes is gone, and the piece is told so', async (t) => {
  const path = await begun(octets.length)
  const answered = stalled(both.a, path)
  await heard(path)
  t.equal((await asking.ask('DELETE', path)).status, 204)
  t.equal(await answered, 404)
})

t.test(
  'more octets than were announced are no reason to go on: they are refused, and those that came stay',
  async (t) => {
    const path = await begun(1_000)
    t.equal((await asking.ask('PATCH', path, piece(0, 600))).status, 204)
    const { status, json, headers } = await asking.ask('PATCH', path, piece(600, 1_200))
    t.match(
      { status, ...json },
      { status: 400, code: 'request-invalid', retry: false, detail: /the 400 octets that are left/ },
    )
    t.equal(headers['upload-offset'], undefined)
    t.equal((await asking.ask('HEAD', path)).headers['upload-offset'], '600')
    t.equal((await asking.ask('PATCH', path, piece(600, 1_000))).status, 201)
  },
)

t.test('a stop waits for no piece that does not come, and says so', async (t) => {
  const path = await begun(octets.length)
  const answered = stalled(both.a, path)
  await heard(path)
  await both.a.running.close()
  t.equal(await answered, 503)
})
