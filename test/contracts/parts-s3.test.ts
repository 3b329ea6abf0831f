import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { openS3Parts, type S3PartsOptions } from '../../adapters/parts/s3.ts'
import { s3Bucket, s3Key, s3Server } from '../support/s3.ts'
import { breaking, chunks, octets, partsContract, sha256, whole } from './parts.contract.ts'

const { url } = await s3Server(t)
let places = 0

/** Each test has its own prefix in the one bucket. */
function open(changes: Partial<S3PartsOptions> = {}) {
  return async (_: Test) => {
    places += 1
    const options = { url, bucket: s3Bucket, region: 'us-east-1', prefix: `place-${places}/`, ...s3Key, ...changes }
    const parts = await openS3Parts(options)
    return { parts, options, reopen: () => openS3Parts(options) }
  }
}

t.test('with blocks as storages want them', async (t) => partsContract(t, open()))
t.test('with blocks so small that everything comes in many, and is copied by hand', async (t) =>
  partsContract(t, open({ blockBytes: 4096, copyBytes: 20_000 })),
)

const small = open({ blockBytes: 4096 })

t.test('a sweep comes to all parts in time, and leaves what is under another prefix', async (t) => {
  const { parts } = await small(t)
  const { parts: others } = await small(t)
  const kept = await others.put(chunks(octets(100)))
  for (let count = 0; count < 30; count += 1) await parts.put(chunks(octets(40)))
  const { sha256: used } = await parts.put(chunks(octets(9000)))
  t.equal(await parts.sweep(Date.now() + 60_000, async (name) => name === used), 30)
  t.equal(await parts.size(used), 9000)
  t.equal(await others.size(kept.sha256), 100)
})

/** What is asked of the storage, one `METHOD what` a request, on its way there. */
async function overheard(t: Test, to: string) {
  const asked: string[] = []
  const between = createServer((request, response) => {
    const query = new URL(request.url ?? '', to).searchParams
    const what = ['uploads', 'uploadId'].find((name) => query.has(name)) ?? 'object'
    asked.push(`${request.method} ${query.has('partNumber') ? `block ${query.get('partNumber')}` : what}`)
    const onward = ask(
      new URL(request.url ?? '', to),
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    between.closeAllConnections()
    between.close()
  })
  const { port } = between.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, asked: () => asked.splice(0) }
}

t.test('what is larger than a block is one upload of several, and of one that breaks nothing is left', async (t) => {
  const mebibyte = 1024 * 1024
  const storage = await overheard(t, url)
  const { parts } = await open({ url: storage.url, blockBytes: 5 * mebibyte, mostBytes: 20 * mebibyte })(t)
  const content = octets(11 * mebibyte + 7)
  const name = sha256(content)
  const blocks = ['POST uploads', 'PUT block 1', 'PUT block 2', 'PUT block 3', 'POST uploadId']
  storage.asked()

  t.same(await parts.put(chunks(content)), { sha256: name, bytes: content.length })
  t.same(storage.asked(), [...blocks, 'PUT object', 'DELETE object'], 'and then goes under its name')
  t.equal(sha256(await whole(parts.read(name))), name)
  t.same(await whole(parts.read(name, 10 * mebibyte)), content.subarray(10 * mebibyte))
  await parts.remove(name)
  storage.asked()

  await t.rejects(parts.put(breaking(content, 10 * mebibyte + 1, mebibyte)), { message: 'the line broke' })
  t.same(storage.asked(), [...blocks.slice(0, 3), 'DELETE uploadId'])
  t.equal(await parts.size(name), undefined)

  const [first, second] = [content.subarray(0, 6 * mebibyte), content.subarray(6 * mebibyte)]
  const send = async (...pieces: readonly Uint8Array[]) => {
    let at = 0
    for (const piece of pieces) at = await parts.append('XB', name, at, content.length, chunks(piece))
    return at
  }
  storage.asked()
  await t.rejects(send(first, octets(second.length)), { code: 'digest-mismatch' })
  const gone = storage.asked()
  t.match(gone, new Set(['PUT block 2', 'DELETE uploadId', 'DELETE object']))
  t.notOk(gone.includes('POST uploadId'), 'nothing with another digest is ever whole')
  t.equal(await parts.arrived('XB', name), 0)

  t.equal(await send(first, second), content.length)
  t.same(
    storage.asked().filter((each) => blocks.includes(each)),
    blocks,
  )
  t.ok(await parts.adopt('XB', name))
  t.equal(sha256(await whole(parts.read(name))), name)
})

t.test('a storage that does not answer, or does not let us in, is named without its secret', async (t) => {
  const server = await s3Server(t)
  const options = { url: server.url, bucket: s3Bucket, region: 'us-east-1', prefix: '', ...s3Key, timeoutMs: 2000 }
  await t.rejects(openS3Parts({ ...options, bucket: 'another' }), { message: /bucket another cannot be used/ })
  const locked = await openS3Parts({ ...options, keyId: 'NOBODY', secret: 'not-this-one' }).catch(
    (error: Error) => error.message,
  )
  t.match(locked, /look at S3_URL/)
  t.notMatch(locked, 'not-this-one')
  const parts = await openS3Parts(options)
  const { sha256: name } = await parts.put(chunks(octets(10)))
  await server.stop()
  const failed = { code: 'storage-failed' }
  await t.rejects(parts.size(name), failed)
  await t.rejects(whole(parts.read(name)), failed)
  await t.rejects(parts.put(chunks(octets(10))), failed)
  await t.rejects(parts.append('XB', name, 0, 10, chunks(octets(10))), failed)
})
