import { randomBytes } from 'node:crypto'
import { encode } from 'cborg'
import fc from 'fast-check'
import t from 'tap'
import { concat, equal, fromHex, toHex, utf8 } from '../../../crypto/octets.ts'
import { readFrames, writeFrames } from '../../../crypto/part/frames.ts'
import { openSecret, sealSecret, unwrapKey, wrapKey } from '../../../crypto/part/vault.ts'

const kek = Uint8Array.from({ length: 32 }, (_, index) => index)

t.test('wrapping of keys', async (t) => {
  // RFC 3394 §4.6
  const key = fromHex('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f')
  const wrapped = wrapKey(kek, key)
  t.equal(toHex(wrapped), '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21')
  t.same(unwrapKey(kek, wrapped), key)
  for (const [why, otherKek, octets] of [
    ['another key', randomBytes(32), wrapped],
    ['a changed octet', kek, wrapped.with(7, 0)],
    ['cut off', kek, wrapped.subarray(0, 32)],
    ['nothing', kek, new Uint8Array()],
  ] as const) {
    t.throws(() => unwrapKey(otherKek, octets), { name: 'CryptoError', code: 'undecryptable' }, why)
  }
  t.throws(() => wrapKey(kek.subarray(16), key), { code: 'malformed' })
  t.throws(() => wrapKey(kek, key.subarray(1)), { code: 'malformed' })
})

t.test('sealing of secrets', async (t) => {
  const [key, nonce, aad] = [randomBytes(32), randomBytes(12), utf8('token/1')]
  for (const plaintext of [utf8('secret'), new Uint8Array()]) {
    const sealed = sealSecret(key, nonce, plaintext, aad)
    t.equal(sealed.length, plaintext.length + 16)
    t.same(openSecret(key, nonce, sealed, aad), plaintext)
    for (const [why, open] of [
      ['another key', () => openSecret(randomBytes(32), nonce, sealed, aad)],
      ['another nonce', () => openSecret(key, randomBytes(12), sealed, aad)],
      ['another place', () => openSecret(key, nonce, sealed, utf8('token/2'))],
      ['a changed octet', () => openSecret(key, nonce, sealed.with(0, (sealed[0] as number) ^ 1), aad)],
      ['a cut tag', () => openSecret(key, nonce, sealed.subarray(0, -1), aad)],
      ['a short tag', () => openSecret(key, nonce, sealed.subarray(-8), aad)],
      ['nothing', () => openSecret(key, nonce, new Uint8Array(), aad)],
    ] as const) {
      t.throws(open, { name: 'CryptoError', code: 'undecryptable' }, why)
    }
  }
  t.throws(() => sealSecret(key, nonce.subarray(1), aad, aad), { code: 'malformed' })
  t.throws(() => openSecret(key.subarray(1), nonce, aad, aad), { code: 'malformed' })
})

t.test('frames', async (t) => {
  const read = (octets: Uint8Array, maxFrames = 100) => readFrames(octets, { maxFrames })

  t.test('come back as they were written', async () => {
    const frame = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const back = read(writeFrames(frames))
        return (
          back.length === frames.length && back.every((octets, index) => equal(octets, frames[index] as Uint8Array))
        )
      }),
    )
    for (const length of [0, 23, 24, 255, 256, 65_535, 65_536, 1_000_000]) {
      const [back] = read(writeFrames([new Uint8Array(length)]))
      if (back?.length !== length) throw new Error(`${length} octets came back as ${back?.length}`)
    }
  })

  t.test('are definite byte strings with the shortest length, and nothing after', async (t) => {
    for (const [why, hex] of Object.entries({
      'a text': '6161',
      'a number': '01',
      'an array': '814161',
      'a map': 'a0',
      'a tag': 'c2414141',
      'indefinite length': '5f4161ff',
      'a length that could be shorter': '580161',
      'a length in eight octets': '5b000000000000000161',
      'cut within': '4261',
      'cut within the length': '59',
      'more than there is': '5bffffffffffffffff',
      'a frame and half a frame': '416142',
      break: 'ff',
      null: 'f6',
    })) {
      t.throws(() => read(fromHex(hex)), { name: 'CryptoError', code: 'malformed' }, why)
    }
    const deep = concat(...Array.from({ length: 100_000 }, () => Uint8Array.of(0x81)))
    t.throws(() => read(deep), { code: 'malformed' }, 'deep nesting is not even built')
  })

  t.test('are counted', async (t) => {
    const three = writeFrames([utf8('a'), utf8('b'), utf8('c')])
    t.equal(read(three, 3).length, 3)
    t.throws(() => read(three, 2), { code: 'too-large' })
    t.same(read(new Uint8Array()), [])
    t.same(three, concat(encode(utf8('a')), encode(utf8('b')), encode(utf8('c'))), 'a CBOR sequence')
  })
})
