import fc from 'fast-check'
import t from 'tap'
import { CryptoError } from '../../../crypto/fault.ts'
import {
  concat,
  equal,
  fromBase64url,
  fromHex,
  sha256,
  sha256Hex,
  text,
  toBase64url,
  toHex,
  utf8,
  xor,
} from '../../../crypto/octets.ts'

t.test('text and octets', async (t) => {
  t.equal(text(utf8('Zoll ✓ 関税')), 'Zoll ✓ 関税')
  t.equal(text(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b)), '\ufeff{', 'a byte order mark stays in')
  for (const octets of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
    t.throws(() => text(Uint8Array.from(octets)), { name: 'CryptoError', code: 'malformed' })
  }
})

t.test('hex and base64url have one spelling', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
      const [hex, encoded] = [toHex(octets), toBase64url(octets)]
      return equal(fromHex(hex), octets) && equal(fromBase64url(encoded), octets) && !/[^A-Za-z0-9_-]/.test(encoded)
    }),
  )
  for (const no of ['A', 'AA==', 'AB', 'AA\n', ' AA', 'A+', 'A/', 'AAAAA', 'Ä', 'A.A', 'AA=']) {
    t.throws(() => fromBase64url(no), { code: 'malformed' }, JSON.stringify(no))
  }
  for (const no of ['a', 'AB', 'zz', '0x00', 'ab '])
    t.throws(() => fromHex(no), { code: 'malformed' }, JSON.stringify(no))
  t.equal(fromBase64url('').length, 0)
})

t.test('two texts never carry the same octets', async () => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=\n ']
  const seen = new Map<string, string>()
  const accepted = (encoded: string) => {
    try {
      return toHex(fromBase64url(encoded))
    } catch {
      return undefined
    }
  }
  for (const one of alphabet) {
    for (const two of alphabet) {
      const encoded = one + two
      const octets = accepted(encoded)
      if (octets === undefined) continue
      if (seen.has(octets)) throw new Error(`${encoded} and ${seen.get(octets)} are the same octets`)
      seen.set(octets, encoded)
    }
  }
})

t.test('digests', async (t) => {
  // FIPS 180-2 appendix B.1
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  t.equal(sha256Hex(utf8('abc')), abc)
  t.equal(sha256Hex(utf8('a'), utf8(''), utf8('bc')), abc, 'in parts')
  t.equal(toHex(sha256(utf8('abc'))), abc)
})

t.test('concat, equal, xor', async (t) => {
  const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(3)]
  t.same(concat(a, b), Uint8Array.of(1, 2, 3))
  t.same(concat(), new Uint8Array())
  t.equal(equal(a, Uint8Array.of(1, 2)), true)
  t.equal(equal(a, Uint8Array.of(1, 3)), false)
  t.equal(equal(a, b), false)
  t.same(xor(a, Uint8Array.of(3, 3)), Uint8Array.of(2, 1))
  t.throws(() => xor(a, b), { code: 'malformed' })
})

t.test('a fault has a code, a cause, and nothing else to say', async (t) => {
  const cause = new Error('inner')
  const error = new CryptoError('clock', 'found noon, expected midnight', { cause })
  t.match(error, { name: 'CryptoError', code: 'clock', message: 'found noon, expected midnight', cause })
  t.ok(error instanceof Error)
})
