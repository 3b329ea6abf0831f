// Cards that are signed correctly and say what cannot be used: each with the reason that our side gives.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical } from '../../crypto/canonical.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { importSigningKey, makeKey, signCompact, thumbprint } from '../../crypto/jose/engine.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { fromHex, toBase64url } from '../../crypto/octets.ts'
import { issue, makeCa, makeRequest } from '../../crypto/x509/authority.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import type { Installation } from './installation.ts'

export interface MalformedCard {
  readonly what: string
  readonly card: JsonObject
  readonly reason: RegExp
}

/** Signs whatever it is given as a card of this installation. */
export async function cardSigner({ folder, suite }: Installation): Promise<(card: unknown) => Promise<string>> {
  const key = await importSigningKey(readFileSync(join(folder, 'keys/signing.key.pem'), 'utf8'), suite)
  return (card) => signCompact(canonical(card), 'bulla-card+jws', key)
}

const dayMs = 86_400_000

/** `card` with one thing wrong at a time; nothing here depends on what other members are called. */
export async function malformedCards(card: Card): Promise<readonly MalformedCard[]> {
  const { contact, standing, encryption, signing, tls } = card
  const with_ = (changes: object): JsonObject => ({ ...card, ...changes }) as unknown as JsonObject
  const window = { notBefore: encryption[0]?.notBefore, notAfter: encryption[0]?.notAfter }
  const encryptedTo = (suite: string, jwk: JsonObject) =>
    with_({ encryption: [...encryption, { kid: thumbprint(jwk), suite, jwk, ...window }] })
  const loggedBy = (x: string, more: object = {}) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x }
    return with_({ log: { kid: thumbprint(jwk), jwk, ...more } })
  }
  const leaf = await leafOnly()
  const endpoints = Object.entries({
    'https://[': /endpoint/,
    'https://localhost:99999': /endpoint/,
    'https://localhost:0': /endpoint/,
    'https://localhost:': /endpoint/,
    'https://:8443': /endpoint/,
    'https://1.2.3.4.5': /endpoint/,
    'https://0x7f.1:8443': /endpoint/,
    'https://[0:0:0:0:0:0:0:1]:8443': /endpoint/,
    'https://xb.example:8443/door': /endpoint/,
    'https://user@xb.example': /endpoint/,
    'https://xb.example?x': /endpoint/,
    'https://xb.example#x': /endpoint/,
    'http://xb.example': /endpoint/,
  }).map(([endpoint, reason]) => ({ what: `endpoint ${endpoint}`, card: with_({ endpoint }), reason }))
  const x25519 = smallOrderX25519.map((hex) => ({
    what: `encryption key of small order ${hex.slice(0, 8)}…${hex.slice(-2)}`,
    card: encryptedTo('A', { kty: 'OKP', crv: 'X25519', x: toBase64url(fromHex(hex)) }),
    reason: /encryption key .* cannot be used/,
  }))
  const ed25519 = ['01'.padEnd(64, '0'), '00'.repeat(32), `${'ec'.padEnd(62, 'f')}7f`].map((hex) => ({
    what: `log key of small order ${hex.slice(0, 8)}`,
    card: loggedBy(toBase64url(fromHex(hex))),
    reason: /small order/,
  }))
  const unseen = [
    0x00, 0x07, 0x1b, 0x7f, 0x85, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
    0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0x061c, 0x00ad, 0xfeff, 0x3164, 0x115f, 0x2028, 0x2029, 0xe000, 0xe0041,
    0xfe0f, 0x0378, 0x10ffff,
  ].map((code) => ({
    what: `name with U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
    card: with_({ name: `Customs ${String.fromCodePoint(code)}of XB` }),
    reason: /name/,
  }))
  const rlo = '\u202e'
  const texts = Object.entries({
    '/contact/names/0': with_({ contact: { ...contact, names: [`Contact${rlo}`] } }),
    '/contact/hours': with_({ contact: { ...contact, hours: `8-16${rlo}` } }),
    '/contact/email': with_({ contact: { ...contact, email: `a${rlo}b@xb.example` } }),
    '/standing/protection': with_({ standing: { ...standing, protection: `secret${rlo}` } }),
    '/standing/retention': with_({ standing: { ...standing, retention: `ten${rlo}` } }),
    '/standing/capacity': with_({ standing: { ...standing, capacity: `ten${rlo}` } }),
    '/standing/inabilities/0/reason': with_({
      standing: { ...standing, inabilities: [{ para: '5.1 b', reason: `law${rlo}` }] },
    }),
  }).map(([where, changed]) => ({
    what: `a mark of direction in ${where}`,
    card: changed,
    reason: new RegExp(where.split('/')[2] ?? where),
  }))
  return [
    ...endpoints,
    ...x25519,
    ...ed25519,
    ...unseen,
    ...texts,
    {
      what: 'an encryption key beside its curve',
      card: encryptedTo('B', { kty: 'EC', crv: 'P-256', x: ones(1), y: ones(2) }),
      reason: /encryption key .* cannot be used/,
    },
    { what: 'a log key beside its curve', card: loggedBy(toBase64url(fromHex('02'.padEnd(64, '0')))), reason: /curve/ },
    { what: 'a log key under another thumbprint', card: loggedBy(ones(9), { kid: ones(3) }), reason: /thumbprint/ },
    {
      what: 'an encryption key under another thumbprint',
      card: with_({ encryption: [{ ...encryption[0], kid: toBase64url(fromHex('ab'.repeat(32))) }] }),
      reason: /thumbprint/,
    },
    {
      what: 'a window that ends as it begins',
      card: with_({ encryption: [{ ...encryption[0], notAfter: window.notBefore }] }),
      reason: /window/,
    },
    {
      what: 'a window of a century',
      card: with_({ encryption: [{ ...encryption[0], notAfter: '2126-01-01T00:00:00.000Z' }] }),
      reason: /window/,
    },
    {
      what: 'a window of no day',
      card: with_({ encryption: [{ ...encryption[0], notAfter: '2027-02-30T00:00:00.000Z' }] }),
      reason: /instant/,
    },
    {
      what: 'a signing window beyond its certificate',
      card: with_({ signing: [{ ...signing[0], notAfter: new Date(Date.now() + 4000 * dayMs).toISOString() }] }),
      reason: /window/,
    },
    { what: 'an anchor that is no authority', card: with_({ tls: { ...tls, anchors: [leaf] } }), reason: /authority/ },
    {
      what: 'an anchor that is no certificate',
      card: with_({ tls: { ...tls, anchors: ['AAAA'] } }),
      reason: /certificate/,
    },
    {
      what: 'a trust domain too long for the name of a witness',
      card: with_({ trustDomain: `${'x'.repeat(240)}.example` }),
      reason: /trust domain/,
    },
    { what: 'a sequence without a successor', card: with_({ sequence: 2 ** 31 - 1 }), reason: /sequence/ },
    { what: 'a sequence beyond all numbers', card: with_({ sequence: 2 ** 53 }), reason: /sequence/ },
    { what: 'a sequence that is no whole number', card: with_({ sequence: 1.5 }), reason: /sequence/ },
    { what: 'a name of two scripts in a word', card: with_({ name: 'Custom\u0455 of XB' }), reason: /name/ },
    { what: 'a name of no letter', card: with_({ name: ' - ' }), reason: /name/ },
    { what: 'a name too long', card: with_({ name: 'X'.repeat(201) }), reason: /name/ },
    {
      what: 'a time zone that is none',
      card: with_({ contact: { ...contact, timeZone: 'Mars/Base' } }),
      reason: /zone/,
    },
  ]
}

const ones = (octet: number): string => toBase64url(new Uint8Array(32).fill(octet))

async function leafOnly(): Promise<string> {
  const years = { notBeforeMs: Date.now() - dayMs, notAfterMs: Date.now() + dayMs }
  const ca = await makeCa({ name: 'some CA', ...years })
  const keyPem = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem, name: 'leaf', use: 'national', hosts: ['localhost'] })
  return Buffer.from(readCertificate(await issue({ ca, requestPem, use: 'national', ...years })).der).toString('base64')
}

/** All points of small order in the encodings of RFC 7748, the unused bit set in the last two. */
const smallOrderX25519 = [
  '00'.repeat(32),
  '01'.padEnd(64, '0'),
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `${'ec'.padEnd(62, 'f')}7f`,
  `${'ed'.padEnd(62, 'f')}7f`,
  `${'ee'.padEnd(62, 'f')}7f`,
  `${'00'.repeat(31)}80`,
  'ee'.padEnd(64, 'f'),
]
