import { createHmac, hkdfSync, randomBytes, randomUUIDv7, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { CryptoError } from '../../crypto/fault.ts'
import { concat, fromHex, sha256Hex, toHex, utf8 } from '../../crypto/octets.ts'
import { expand } from '../../crypto/part/hkdf.ts'
import { decryptPart, encryptPart, partBytes, partContext } from '../../crypto/part/part.ts'
import { joinShares, shareBeside } from '../../crypto/part/shares.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'

const kib = 1024
const sealedChunk = 16 * kib + 16
const head = 56

const terms = { vocabulary: 'tfa12/terms/1.0', use: 'deny', share: 'deny' }
const itemId = '019aa7d4-5b00-7000-8000-000000000001'
const context = partContext(itemId, termsSha256(terms))
// Fixed, so that a change of the format shows; a real key and salt are random and used once.
const key = Uint8Array.from({ length: 32 }, (_, index) => index)
const salt = Uint8Array.from({ length: 24 }, (_, index) => 0xa0 + index)

async function* inChunks(octets: Uint8Array, bytes = 64 * kib) {
  for (let at = 0; at < octets.length; at += bytes) yield octets.subarray(at, at + bytes)
}
async function collected(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return concat(...pieces)
}
const encrypted = (plaintext: Uint8Array, how = { key, salt, context }) =>
  collected(encryptPart(inChunks(plaintext), how))
const decrypted = (part: Uint8Array, how: { key: Uint8Array; context: Uint8Array } = { key, context }) =>
  collected(decryptPart(inChunks(part), how))
const pattern = (bytes: number) => {
  const octets = new Uint8Array(bytes)
  for (let index = 0; index < bytes; index += 1) octets[index] = index * 31 + (index >> 8)
  return octets
}

/** The specification once more, on whole messages and with WebCrypto, sharing no code with crypto/part/part.ts. */
async function reference(plaintext: Uint8Array): Promise<Uint8Array> {
  const info = Buffer.concat([
    Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM'),
    Buffer.of(0),
    salt,
    context,
  ])
  const t1 = createHmac('sha512', key).update(info).update(Buffer.of(1)).digest()
  const t2 = createHmac('sha512', key).update(t1).update(info).update(Buffer.of(2)).digest()
  const okm = Buffer.concat([t1, t2])
  const aes = await webcrypto.subtle.importKey('raw', okm.subarray(0, 32), 'AES-GCM', false, ['encrypt'])
  const out: Uint8Array[] = [salt, okm.subarray(44, 76)]
  for (let chunk = 0; chunk * 16 * kib <= plaintext.length; chunk += 1) {
    const nonce = (BigInt(`0x${okm.subarray(32, 44).toString('hex')}`) ^ BigInt(chunk)).toString(16).padStart(24, '0')
    const piece = plaintext.slice(chunk * 16 * kib, (chunk + 1) * 16 * kib)
    out.push(
      new Uint8Array(await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv: Buffer.from(nonce, 'hex') }, aes, piece)),
    )
  }
  return concat(...out)
}

t.test('HKDF-Expand', async (t) => {
  t.test('[P1] MUST agree with RFC 5869 as OpenSSL reads it', async (t) => {
    for (const length of [1, 63, 64, 65, 76, 255 * 64]) {
      const [ikm, hkdfSalt, info] = [randomBytes(40), randomBytes(16), randomBytes(length % 50)]
      // OpenSSL extracts first; the extracted key is what HKDF-Expand begins with.
      const extracted = createHmac('sha512', hkdfSalt).update(ikm).digest()
      t.same(
        toHex(expand(extracted, info, length)),
        Buffer.from(hkdfSync('sha512', ikm, hkdfSalt, info, length)).toString('hex'),
      )
    }
    t.throws(() => expand(key, salt, 255 * 64 + 1), { code: 'malformed' })
    t.throws(() => expand(key.subarray(1), salt, 1), { code: 'malformed' })
  })
})

t.test('A part', async (t) => {
  t.test(
    '[P2] MUST be the only encryption of its plaintext: salt, commitment, full chunks, one short chunk',
    async (t) => {
      const vectors = [
        [0, 72, '6049b7c2e6012257ed759b30ebcb5256cb083a1259aa472c812a32150b90b5a8'],
        [kib, kib + 72, '70faebc4bd982f2888b60678a20601ef52b6a8ebcfe17f9eb4ef5b409708f830'],
        [16 * kib, 16 * kib + 88, '8ecfb6925495668a13dd536e86a62f008dfb7bc53cf2b00edee3ab38e7bbde02'],
        [20 * kib, 20 * kib + 88, '950d778a6b8868890f92a2e05b1a91f5473518729f8eb6b4a0054971f7d07036'],
        [256 * kib, 256 * kib + 56 + 17 * 16, '99b28afe5a84cf04fd3182bc4b48002b416c10f74f8b457307c4620c352d0719'],
        [600_000, 600_000 + 56 + 37 * 16, 'bb641a2073b62683709c0bbbe3b91835ceff8aaa035ca1eb7c04b6d1c49dafd3'],
      ] as const
      for (const [bytes, expectedBytes, sha256] of vectors) {
        const part = await encrypted(pattern(bytes))
        t.equal(part.length, expectedBytes, `${bytes} octets`)
        t.equal(part.length, partBytes(bytes))
        t.equal(sha256Hex(part), sha256, `${bytes} octets are encrypted as when the format was fixed`)
        t.ok(
          Buffer.from(part).equals(await reference(pattern(bytes))),
          `${bytes} octets are as the reference writes them`,
        )
        t.ok(Buffer.from(await decrypted(part)).equals(pattern(bytes)), `${bytes} octets come back`)
      }
    },
  )

  t.test('[P3] MUST NOT open with another key, for another item, or under other terms', async (t) => {
    const part = await encrypted(pattern(20 * kib))
    const otherwise: Record<string, { key: Uint8Array; context: Uint8Array }> = {
      'another key': { key: randomBytes(32), context },
      'another item': { key, context: partContext(randomUUIDv7(), termsSha256(terms)) },
      'altered terms': { key, context: partContext(itemId, termsSha256({ ...terms, share: 'allow' })) },
      'stripped terms': { key, context: partContext(itemId, termsSha256({})) },
      'no context': { key, context: new Uint8Array() },
    }
    for (const [why, how] of Object.entries(otherwise)) {
      const read = decryptPart(inChunks(part), how)
      await t.rejects(read.next(), { name: 'CryptoError', code: 'part-corrupt', message: /committed/ }, why)
    }
  })

  t.test('[P4] MUST show every truncation', async (t) => {
    for (const bytes of [0, kib, 16 * kib, 20 * kib, 300 * kib]) {
      const part = await encrypted(pattern(bytes))
      const borders = [0, 1, 23, 24, 55, head, head + 1, head + 15, part.length - 1, part.length - 16, part.length - 17]
      for (let at = head; at < part.length; at += sealedChunk) borders.push(at - 1, at, at + 1, at + 15, at + 16)
      for (const cut of new Set(borders.filter((at) => at >= 0 && at < part.length))) {
        await t.rejects(decrypted(part.subarray(0, cut)), { code: 'part-corrupt' }, `${bytes} octets cut at ${cut}`)
      }
    }
  })

  t.test('[P5] MUST show appended octets', async (t) => {
    for (const bytes of [0, kib, 16 * kib, 20 * kib]) {
      const part = await encrypted(pattern(bytes))
      for (const more of [1, 15, 16, 17, sealedChunk - 1, sealedChunk, sealedChunk + 16]) {
        await t.rejects(
          decrypted(concat(part, new Uint8Array(more))),
          { code: 'part-corrupt' },
          `${bytes} and ${more} more`,
        )
      }
      const twice = concat(part, part.subarray(head))
      await t.rejects(decrypted(twice), { code: 'part-corrupt' }, `${bytes} octets, chunks twice`)
    }
  })

  t.test('[P6] MUST show chunks that were moved, left out or taken from another part', async (t) => {
    const part = await encrypted(pattern(40 * kib))
    const other = await encrypted(pattern(40 * kib), { key, salt: randomBytes(24), context })
    const chunk = (of: Uint8Array, index: number) =>
      of.subarray(head + index * sealedChunk, head + (index + 1) * sealedChunk)
    const of = (...chunks: Uint8Array[]) => concat(part.subarray(0, head), ...chunks)
    t.ok(await decrypted(of(chunk(part, 0), chunk(part, 1), chunk(part, 2))))
    for (const [why, changed] of Object.entries({
      swapped: of(chunk(part, 1), chunk(part, 0), chunk(part, 2)),
      'one left out': of(chunk(part, 0), chunk(part, 2)),
      'one twice': of(chunk(part, 0), chunk(part, 0), chunk(part, 1), chunk(part, 2)),
      'the last first': of(chunk(part, 2)),
      'of another part': of(chunk(part, 0), chunk(other, 1), chunk(part, 2)),
      'head of another part': concat(other.subarray(0, head), part.subarray(head)),
    })) {
      await t.rejects(decrypted(changed), { code: 'part-corrupt' }, why)
    }
  })

  t.test('[P7] MUST show each changed bit', async (t) => {
    const part = await encrypted(pattern(17 * kib))
    for (let at = 0; at < part.length; at += at < 2 * head ? 1 : 97) {
      const changed = new Uint8Array(part)
      changed[at] = (changed[at] as number) ^ (1 << (at % 8))
      try {
        await decrypted(changed)
        t.fail(`accepted with a bit changed in octet ${at}`)
      } catch (error) {
        if (!(error instanceof CryptoError) || error.code !== 'part-corrupt') throw error
      }
    }
  })

  t.test('[P8] MUST release nothing that is not authenticated', async (t) => {
    const plaintext = pattern(700 * kib)
    const part = await encrypted(plaintext)
    const at = head + 20 * sealedChunk + 5 // in the second piece of 16 chunks
    part[at] = (part[at] as number) ^ 1
    const released: Uint8Array[] = []
    await t.rejects(
      (async () => {
        for await (const piece of decryptPart(inChunks(part), { key, context })) released.push(piece)
      })(),
      { code: 'part-corrupt' },
    )
    const octets = concat(...released)
    t.equal(octets.length, 256 * kib, 'what came before the changed piece')
    t.ok(Buffer.from(octets).equals(plaintext.subarray(0, octets.length)))
  })

  t.test('[P9] is the same whatever the sizes and chunks of the stream', async (t) => {
    const sizes = fc.array(fc.nat(40 * kib), { maxLength: 20 })
    const property = fc.asyncProperty(sizes, fc.integer({ min: 1, max: 70 * kib }), async (chunks, bytes) => {
      async function* source() {
        for (const size of chunks) yield pattern(size)
      }
      const plaintext = concat(...chunks.map(pattern))
      const part = await collected(encryptPart(source(), { key, salt, context }))
      const back = await collected(decryptPart(inChunks(part, bytes), { key, context }))
      return (
        part.length === partBytes(plaintext.length) &&
        sha256Hex(part) === sha256Hex(await encrypted(plaintext)) &&
        sha256Hex(back) === sha256Hex(plaintext)
      )
    })
    await t.resolves(fc.assert(property, { numRuns: 60 }))
  })

  t.test('[P10] lets go of its source when the reader stops early', async (t) => {
    const part = await encrypted(pattern(600 * kib))
    let closed = 0
    async function* source() {
      try {
        yield* inChunks(part)
      } finally {
        closed += 1
      }
    }
    for await (const _ of decryptPart(source(), { key, context })) break
    for await (const _ of encryptPart(source(), { key, salt, context })) if (_.length > head) break
    await t.rejects(collected(decryptPart(source(), { key: salt.subarray(0, 8), context })), { code: 'malformed' })
    await t.rejects(collected(decryptPart(source(), { key: randomBytes(32), context })), { code: 'part-corrupt' })
    t.equal(closed, 3, 'a key of the wrong length does not even begin')
  })

  t.test('[P11] takes a key of 32 octets, a salt of 24 and a context of item and terms', async (t) => {
    for (const how of [
      { key: key.subarray(1), salt, context },
      { key, salt: salt.subarray(1), context },
    ]) {
      await t.rejects(encrypted(pattern(1), how), { code: 'malformed' })
    }
    t.throws(() => partContext('invoice', termsSha256(terms)), { code: 'malformed' })
    t.throws(() => partContext(itemId, 'AB'.repeat(32)), { code: 'malformed' })
    t.same(partContext(itemId, 'ab'.repeat(32)), utf8(`bulla part 1 ${itemId} ${'ab'.repeat(32)}`))
  })
})

t.test('Shares of a key', async (t) => {
  t.test('[P12] join to the key, and each alone is random octets', async (t) => {
    const recipientShare = randomBytes(32)
    const providerShare = shareBeside(key, recipientShare)
    t.same(joinShares(recipientShare, providerShare), key)
    t.same(toHex(providerShare), toHex(key.map((octet, index) => octet ^ (recipientShare[index] as number))))
    t.throws(() => shareBeside(key, randomBytes(31)), { code: 'malformed' })
    t.throws(() => joinShares(key, fromHex('00')), { code: 'malformed' })
  })
})
