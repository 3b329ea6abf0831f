import t, { type Test } from 'tap'
import { openS3Parts, type S3PartsOptions } from '../../adapters/parts/s3.ts'
import { s3Bucket, s3Key, s3Server } from '../support/s3.ts'
import { chunks, octets, partsContract, whole } from './parts.contract.ts'

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
