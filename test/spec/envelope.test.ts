import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { importDecryptionKey, makeKey } from '../../crypto/jose/engine.ts'
import { readEnvelope } from '../../crypto/jose/envelope.ts'
import { readLetter, writeLetter } from '../../crypto/jose/letter.ts'
import { chooseKey, decryptEnvelope, openEnvelope, routeEnvelope } from '../../crypto/jose/opening.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { toBase64url, utf8 } from '../../crypto/octets.ts'
import { type LetterMessage, written } from '../support/letter-message.ts'
import { makeItem, makeMessage, makeParty, nowMs, octetsOf, opening, seal } from '../support/parties.ts'
import { respelled, withHeader, withHeaderMembers, withPart, wrap } from './hostile.ts'

const [xa, xb, xc] = await Promise.all([makeParty('XA'), makeParty('XB'), makeParty('XC')])
const sealed = await seal(xa, xb)
const { envelope } = sealed
const atXb = opening(xb, xa)

const refuses = (t: Test, octets: string, code: string, why: string, otherwise = atXb) =>
  t.rejects(openEnvelope(utf8(octets), otherwise), { name: 'CryptoError', code }, why)

t.test('Opening an envelope', async (t) => {
  for (const suite of ['B', 'A'] as const) {
    t.test(`[E1] opens what was sealed, suite ${suite}`, async (t) => {
      const [from, to] = [await makeParty('XA', { suite }), await makeParty('XB', { suite })]
      const messages = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB', { items: [] })]
      const sent = await seal(from, to, { messages })
      const opened = await openEnvelope(octetsOf(sent), opening(to, from))
      t.match(opened, { from: 'XA', to: 'XB', sha256: sent.sha256, kid: to.encryption.encrypt.kid })
      t.equal(opened.signedBy, from.signing.key.kid)
      const contents = opened.messages.map((message) => {
        if (!message.verified) throw message.fault
        const { statement, body, salt, items } = message
        return { statement, body, salt, items }
      })
      t.same(contents, messages)
      t.same(
        opened.messages.map(({ sha256 }) => sha256),
        sent.statements.map(({ sha256 }) => sha256),
      )
    })
  }

  t.test('[E2] MUST refuse more octets than the caller allows, before any parsing', async (t) => {
    const maxBytes = envelope.length - 1
    await refuses(t, envelope, 'too-large', 'one octet too long', { ...atXb, maxBytes })
    await refuses(t, 'x'.repeat(envelope.length), 'too-large', 'no envelope at all', { ...atXb, maxBytes })
  })

  t.test('[E3] MUST refuse anything but five parts in canonical base64url', async (t) => {
    for (const [why, changed] of Object.entries({
      'trailing newline': `${envelope}\n`,
      'leading space': ` ${envelope}`,
      'four parts': envelope.split('.').slice(0, 4).join('.'),
      'a sixth part': `${envelope}.`,
      padding: withPart(envelope, 4, (part) => `${part}==`),
      'non-canonical base64url of the tag': withPart(envelope, 4, respelled),
      'base64 instead of base64url': withPart(envelope, 2, () => '++++++++++++++++'),
      'white space in the ciphertext': withPart(envelope, 3, (part) => `${part.slice(0, 8)} ${part.slice(8)}`),
      'letters outside ASCII': withPart(envelope, 3, (part) => `${part.slice(0, -4)}ÄÄÄÄ`),
      'a short tag': withPart(envelope, 4, (part) => part.slice(0, 16)),
      'an empty encrypted key': withPart(envelope, 1, () => ''),
      nothing: '',
    })) {
      await refuses(t, changed, 'malformed', why)
    }
  })

  t.test('[E4] MUST refuse two recipients, that is any JSON serialization', async (t) => {
    const [header, key, iv, ciphertext, tag] = envelope.split('.')
    const recipients = [{ encrypted_key: key }, { encrypted_key: toBase64url(randomBytes(40)) }]
    await refuses(t, JSON.stringify({ protected: header, recipients, iv, ciphertext, tag }), 'malformed', 'general')
    await refuses(
      t,
      JSON.stringify({ protected: header, encrypted_key: key, iv, ciphertext, tag }),
      'malformed',
      'flat',
    )
  })

  t.test('[E5] MUST refuse a header member that is not agreed', async (t) => {
    const foreign: JsonObject = {
      zip: 'DEF',
      jku: 'https://xc.example/keys',
      x5u: 'https://xc.example/chain',
      jwk: { kty: 'EC' },
      x5c: ['MIIB'],
      p2s: 'AAAAAAAAAAA',
      p2c: 1,
      b64: false,
      anything: true,
    }
    for (const [member, value] of Object.entries(foreign)) {
      await refuses(t, withHeaderMembers(envelope, { [member]: value }), 'header', `${member} header`)
    }
    const proto = withHeader(envelope, (header) => header.replace('{', '{"__proto__":{},'))
    await refuses(t, proto, 'header', '__proto__ header')
  })

  t.test('[E6] MUST refuse a missing header member', async (t) => {
    for (const member of ['alg', 'enc', 'kid', 'epk', 'apu', 'apv', 'typ', 'cty', 'crit', 'bulla']) {
      const without = withHeader(envelope, (header) => {
        const { [member]: _, ...rest } = JSON.parse(header)
        return JSON.stringify(rest)
      })
      await refuses(t, without, 'header', member)
    }
  })

  t.test('[E7] MUST refuse a duplicate member and any second spelling of the header', async (t) => {
    const twice = withHeader(envelope, (header) => header.replace('{', '{"alg":"dir",'))
    await refuses(t, twice, 'header', 'duplicate alg in header')
    await refuses(
      t,
      withHeader(envelope, (header) => header.replace('{', '{ ')),
      'header',
      'white space',
    )
    await refuses(
      t,
      withHeader(envelope, (header) => header.replace('"alg"', '"\\u0061lg"')),
      'header',
      'escape',
    )
    await refuses(
      t,
      withHeader(envelope, (header) => `${header} `),
      'header',
      'trailing white space',
    )
    await refuses(
      t,
      withHeader(envelope, () => '[]'),
      'header',
      'no object',
    )
    await refuses(
      t,
      withHeader(envelope, () => '{'),
      'header',
      'no JSON',
    )
    await refuses(t, withHeaderMembers(envelope, { kid: 'x'.repeat(4096) }), 'header', 'longer than 4 KiB')
  })

  t.test('[E8] MUST refuse another typ, cty or crit', async (t) => {
    for (const members of [
      { typ: 'bulla-seal+jws' },
      { typ: 'BULLA-ENVELOPE+JWE' },
      { cty: 'json' },
      { crit: [] },
      { crit: ['bulla', 'bulla'] },
      { crit: ['bulla', 'exp'] },
      { crit: 'bulla' },
      { kid: 7 },
    ] as JsonObject[]) {
      await refuses(t, withHeaderMembers(envelope, members), 'header', JSON.stringify(members))
    }
  })

  t.test('[E9] MUST refuse every algorithm but those of the agreed suite', async (t) => {
    for (const members of [
      { alg: 'none' },
      { alg: 'dir' },
      { alg: 'ECDH-ES' },
      { alg: 'ECDH-ES+A128KW' },
      { alg: 'RSA-OAEP' },
      { alg: 'PBES2-HS256+A128KW' },
      { enc: 'A128GCM' },
      { enc: 'A256CBC-HS512' },
      { alg: ['ECDH-ES+A256KW'] },
    ] as JsonObject[]) {
      await refuses(t, withHeaderMembers(envelope, members), 'algorithm', JSON.stringify(members))
    }
    const suiteA = await Promise.all([makeParty('XA', { suite: 'A' }), makeParty('XB', { suite: 'A' })])
    const { envelope: other } = await seal(...suiteA)
    await refuses(t, other, 'algorithm', 'algorithm of the other suite')
    await refuses(t, envelope, 'algorithm', 'and the other way round', { ...atXb, suite: 'A' })
  })

  t.test('[E10] MUST refuse an ephemeral key that is more or less than a public point', async (t) => {
    const { epk } = JSON.parse(Buffer.from(envelope.split('.')[0] as string, 'base64url').toString())
    await refuses(t, withHeaderMembers(envelope, { epk: { ...epk, d: epk.x } }), 'header', 'private')
    await refuses(t, withHeaderMembers(envelope, { epk: { ...epk, kty: 'OKP' } }), 'header', 'kty')
    await refuses(t, withHeaderMembers(envelope, { epk: { ...epk, crv: 'P-384' } }), 'algorithm', 'curve')
    await refuses(t, withHeaderMembers(envelope, { epk: { ...epk, x: `${epk.x}AA` } }), 'malformed', 'length')
    await refuses(t, withHeaderMembers(envelope, { epk: { ...epk, y: 5 } }), 'header', 'no text')
    await refuses(t, withHeaderMembers(envelope, { epk: 'x' }), 'header', 'no object')
  })

  t.test('[E11] MUST refuse a routing object of another shape', async (t) => {
    for (const change of [
      { v: 2 },
      { id: 'x' },
      { exp: '2026' },
      { exp: 1.5 },
      { from: 'xa' },
      { via: 'XC' },
    ] as JsonObject[]) {
      const { bulla } = JSON.parse(Buffer.from(envelope.split('.')[0] as string, 'base64url').toString())
      await refuses(
        t,
        withHeaderMembers(envelope, { bulla: { ...bulla, ...change } }),
        'routing',
        JSON.stringify(change),
      )
    }
    await refuses(
      t,
      withHeaderMembers(envelope, { apu: toBase64url(utf8('XC')) }),
      'routing',
      'apu names another member',
    )
    await refuses(
      t,
      withHeaderMembers(envelope, { apv: toBase64url(utf8('XC')) }),
      'routing',
      'apv names another member',
    )
  })

  t.test('[E12] MUST refuse a letter addressed to another member', async (t) => {
    await refuses(t, envelope, 'recipient-wrong', 'XC opens what is for XB', opening(xc, xa))
  })

  t.test('[E13] MUST refuse when the partner on the line is not the one the header names', async (t) => {
    await refuses(t, envelope, 'sender-wrong', 'XC delivers a letter of XA', opening(xb, xc))
  })

  t.test('[E14] MUST refuse an expired envelope', async (t) => {
    const short = await seal(xa, xb, { expiresAtMs: nowMs + 1 })
    await openEnvelope(octetsOf(short), atXb)
    await refuses(t, short.envelope, 'expired', 'at the instant', { ...atXb, nowMs: nowMs + 1 })
    await refuses(t, short.envelope, 'expired', 'and after', { ...atXb, nowMs: nowMs + 86_400_000 })
  })

  t.test('[E23] MUST refuse an envelope that is good for more than half an hour [H4]', async (t) => {
    const minutesMs = 30 * 60_000
    const long = await seal(xa, xb, { expiresAtMs: nowMs + minutesMs + 1 })
    await refuses(t, long.envelope, 'routing', 'a millisecond too long')
    await openEnvelope(octetsOf(await seal(xa, xb, { expiresAtMs: nowMs + minutesMs })), atXb)
  })

  t.test('[E15] MUST refuse unless exactly one own key is meant', async (t) => {
    const other = await importDecryptionKey(await makeKey('P-256'), 'B')
    const own = xb.encryption.decrypt
    await refuses(t, envelope, 'key-unknown', 'none', { ...atXb, ours: [other] })
    await refuses(t, envelope, 'key-unknown', 'no key at all', { ...atXb, ours: [] })
    await refuses(t, envelope, 'key-unknown', 'twice', { ...atXb, ours: [own, other, own] })
    await t.resolves(openEnvelope(utf8(envelope), { ...atXb, ours: [other, own] }), 'a retiring key still opens')
  })

  t.test('[E16] MUST give one and the same answer to everything that does not decrypt', async (t) => {
    const changed = [
      withPart(envelope, 1, () => toBase64url(randomBytes(40))),
      withPart(envelope, 2, () => toBase64url(randomBytes(12))),
      withPart(envelope, 3, (part) => `${part.slice(0, -4)}AAAA`),
      withPart(envelope, 3, () => ''),
      withPart(envelope, 4, () => toBase64url(randomBytes(16))),
      withHeaderMembers(envelope, {
        epk: { kty: 'EC', crv: 'P-256', x: toBase64url(randomBytes(32)), y: toBase64url(randomBytes(32)) },
      }),
      withHeaderMembers(envelope, {
        bulla: { v: 1, from: 'XA', to: 'XB', id: sealed.statements[0]?.id as string, exp: nowMs + 9 },
      }),
    ]
    const answers = await Promise.all(
      changed.map((octets) =>
        openEnvelope(utf8(octets), atXb).then(
          () => 'opened',
          ({ code, message }) => `${code}: ${message}`,
        ),
      ),
    )
    t.same(new Set(answers), new Set(['undecryptable: envelope cannot be decrypted']))
  })

  t.test('[E17] MUST refuse a low-order ephemeral key on X25519', async (t) => {
    const [from, to] = [await makeParty('XA', { suite: 'A' }), await makeParty('XB', { suite: 'A' })]
    const sent = await seal(from, to)
    for (const x of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) {
      const zero = withHeaderMembers(sent.envelope, { epk: { kty: 'OKP', crv: 'X25519', x: toBase64url(x) } })
      await refuses(t, zero, 'undecryptable', 'no shared secret', opening(to, from))
    }
  })

  t.test('[E18] MUST refuse a letter of another shape', async (t) => {
    const message = makeMessage('XA', 'XB')
    const letter = { v: 1, seal: 'x', messages: [message] }
    const to = { from: 'XA', to: 'XB', encryptTo: xb.encryption.encrypt } as const
    const many = (count: number) => Array.from({ length: count }, () => message)
    for (const [why, plaintext] of Object.entries({
      'not JSON': utf8('hello'),
      'not canonical': utf8(JSON.stringify({ v: 1, seal: 'x', messages: [message] })),
      'a member twice': utf8(new TextDecoder().decode(canonical(letter)).replace('"v":1}', '"v":1,"v":1}')),
      'an unknown member': canonical({ ...letter, urgent: true }),
      'an unknown member of a message': canonical({ ...letter, messages: [{ ...message, terms: {} }] }),
      'no message': canonical({ ...letter, messages: [] }),
      '65 messages': canonical({ ...letter, messages: many(65) }),
      'another version': canonical({ ...letter, v: 2 }),
      'a salt of 31 octets': canonical({ ...letter, messages: [{ ...message, salt: toBase64url(randomBytes(31)) }] }),
      'a salt with spare bits': canonical({ ...letter, messages: [{ ...message, salt: `${'A'.repeat(42)}B` }] }),
    })) {
      await refuses(t, await wrap(plaintext, to), 'letter-shape', why)
    }
  })

  t.test('[E19] MUST demand each proof before the next step', async (t) => {
    // A forgotten check does not compile: what one step returns only that step can make.
    const read = readEnvelope(utf8(envelope), atXb)
    // @ts-expect-error a read envelope is not yet a routed one
    t.equal(typeof (() => chooseKey(read, atXb)), 'function')
    // @ts-expect-error a routed envelope has no key yet
    t.equal(typeof (() => decryptEnvelope(routeEnvelope(read, atXb))), 'function')
    const { plaintext } = await decryptEnvelope(chooseKey(routeEnvelope(read, atXb), atXb))
    const { seal: jws, messages } = readLetter(plaintext)
    const again = (messages as unknown as LetterMessage[]).map(written)
    t.same(writeLetter(jws, again), plaintext, 'a letter is written as it was read')
  })

  t.test('[E20] MUST NOT seal what the recipient is bound to refuse', async (t) => {
    const message = makeMessage('XA', 'XB')
    const twin = { ...makeMessage('XA', 'XB'), statement: { ...message.statement, clock: 2 } }
    const suiteA = await makeParty('XB', { suite: 'A' })
    const item = makeItem()
    for (const [code, otherwise] of [
      ['letter-shape', { messages: [] }],
      ['letter-shape', { messages: [message, message] }],
      ['letter-shape', { messages: [message, twin] }],
      ['letter-shape', { messages: Array.from({ length: 65 }, () => makeMessage('XA', 'XB')) }],
      ['sender-wrong', { messages: [makeMessage('XC', 'XB')] }],
      ['recipient-wrong', { messages: [makeMessage('XA', 'XC')] }],
      ['statement-shape', { messages: [makeMessage('XA', 'XB', { items: [item, item] })] }],
      ['algorithm', { encryptTo: suiteA.encryption.encrypt }],
      ['routing', { id: 'no-uuid' }],
      ['routing', { expiresAtMs: 0.5 }],
    ] as const) {
      await t.rejects(seal(xa, xb, otherwise), { name: 'CryptoError', code }, code)
    }
  })
})
