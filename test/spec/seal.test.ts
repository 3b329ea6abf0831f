import { randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import { canonical, parseCanonical } from '../../crypto/canonical.ts'
import { importVerifyingKey, verifyCompact } from '../../crypto/jose/engine.ts'
import { readEnvelope } from '../../crypto/jose/envelope.ts'
import { chooseKey, decryptEnvelope, openEnvelope, routeEnvelope } from '../../crypto/jose/opening.ts'
import { readSeal, signSeal } from '../../crypto/jose/seal.ts'
import { fromBase64url, toBase64url, utf8 } from '../../crypto/octets.ts'
import { digestOfStatement, saltedDigest } from '../../crypto/statement/statement.ts'
import { instantText } from '../support/instants.ts'
import type { LetterMessage } from '../support/letter-message.ts'
import { makeItem, makeMessage, makeParty, nowMs, octetsOf, opening, type Party, seal } from '../support/parties.ts'
import { deliver, respelled, sign, withHeader, withHeaderMembers, withPart, wrap } from './hostile.ts'

const [xa, xb, xc] = await Promise.all([makeParty('XA'), makeParty('XB'), makeParty('XC')])
const dayMs = 24 * 60 * 60 * 1000

const digests = (...messages: LetterMessage[]) => messages.map(({ statement }) => digestOfStatement(statement))
const sealFor = (to: Party, ...messages: LetterMessage[]) => ({
  v: 1 as const,
  from: 'XA',
  to: to.member,
  kid: to.encryption.encrypt.kid,
  digests: digests(...messages),
})
const refuses = (t: Test, envelope: string, code: string, why: string, how = opening(xb, xa)) =>
  t.rejects(openEnvelope(utf8(envelope), how), { name: 'CryptoError', code }, why)

t.test('The seal of a letter', async (t) => {
  t.test('[L1] MUST be a JWS of exactly alg, kid and typ in strict spelling', async (t) => {
    const jws = await signSeal(sealFor(xb, makeMessage('XA', 'XB')), xa.signing.key)
    t.match(readSeal(jws, 'B').header, { alg: 'ES256', kid: xa.signing.key.kid, typ: 'bulla-seal+jws' })
    for (const [why, changed, code] of [
      ['alg none', withHeaderMembers(jws, { alg: 'none' }), 'algorithm'],
      [
        'alg none without signature',
        `${withHeaderMembers(jws, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
        'algorithm',
      ],
      ['alg HS256', withHeaderMembers(jws, { alg: 'HS256' }), 'algorithm'],
      ['algorithm of the other suite', withHeaderMembers(jws, { alg: 'Ed25519' }), 'algorithm'],
      ['jwk header', withHeaderMembers(jws, { jwk: { kty: 'EC' } }), 'header'],
      ['crit header', withHeaderMembers(jws, { crit: ['b64'], b64: false }), 'header'],
      ['typ of a receipt', withHeaderMembers(jws, { typ: 'bulla-receipt+jws' }), 'header'],
      ['duplicate kid in header', withHeader(jws, (header) => header.replace('{', '{"kid":"x",')), 'header'],
      ['trailing newline', `${jws}\n`, 'malformed'],
      ['two parts', jws.split('.').slice(0, 2).join('.'), 'malformed'],
      ['detached payload', withPart(jws, 1, () => ''), undefined],
      ['short signature', withPart(jws, 2, (part) => part.slice(0, 43)), 'malformed'],
      ['no signature', withPart(jws, 2, () => ''), 'malformed'],
      ['non-canonical signature', withPart(jws, 2, respelled), 'malformed'],
      ['longer than 16 KiB', `${jws}${'A'.repeat(16 * 1024)}`, 'too-large'],
    ] as const) {
      if (code === undefined)
        await t.rejects(verifyCompact(readSeal(changed, 'B'), xa.verifying.key), { code: 'signature-invalid' }, why)
      else t.throws(() => readSeal(changed, 'B'), { name: 'CryptoError', code }, why)
    }
  })

  t.test('[L2] MUST verify under a key of the partner on the line and of nobody else', async (t) => {
    const message = makeMessage('XA', 'XB')
    const bySomeoneElse = await deliver(xa, xb, {
      seal: sealFor(xb, message),
      messages: [message],
      signWith: xc.signing.key,
    })
    await refuses(t, bySomeoneElse, 'signer-wrong', 'XC seals as XA')
    const impostor = { ...xc.signing.key, kid: xa.signing.key.kid }
    await t.rejects(sign({}, impostor), { code: 'key-unknown' }, 'a key under another name is no key')
    const { envelope } = await seal(xa, xb)
    const theirs = [{ ...xa.verifying, key: await importVerifyingKey(xc.card.encryption[0]?.jwk ?? {}, 'B') }]
    await refuses(t, envelope, 'signer-wrong', 'none of the partner’s keys', opening(xb, xa, { theirs }))
    await refuses(t, envelope, 'signer-wrong', 'revoked keys are left out', opening(xb, xa, { theirs: [] }))
  })

  t.test('[L3] MUST refuse a signature that does not verify', async (t) => {
    const message = makeMessage('XA', 'XB')
    const jws = await sign(sealFor(xb, message), xa.signing.key)
    const other = await sign(sealFor(xb, makeMessage('XA', 'XB')), xa.signing.key)
    const swapped = withPart(jws, 2, () => other.split('.')[2] as string)
    const envelope = await wrap(canonical({ v: 1, seal: swapped, messages: [message] }), {
      from: 'XA',
      to: 'XB',
      encryptTo: xb.encryption.encrypt,
    })
    await refuses(t, envelope, 'signature-invalid', 'signature of another seal')
  })

  t.test(
    '[L4] MUST refuse a key outside its window, with grace for a clock that is ahead but none after the end',
    async (t) => {
      const sent = await seal(xa, xb)
      const at = (notBeforeMs: number, notAfterMs: number) =>
        opening(xb, xa, { theirs: [{ key: xa.verifying.key, notBeforeMs, notAfterMs }] })
      await refuses(t, sent.envelope, 'signer-wrong', 'retired key window', at(nowMs - dayMs, nowMs - 1))
      await refuses(t, sent.envelope, 'signer-wrong', 'window still to come', at(nowMs + 300_001, nowMs + dayMs))
      await t.resolves(openEnvelope(octetsOf(sent), at(nowMs + 300_000, nowMs + dayMs)), 'within the skew')
      await t.resolves(openEnvelope(octetsOf(sent), at(nowMs - dayMs, nowMs)), 'at the last instant')
    },
  )

  t.test('[L5] MUST name the sender: XA cannot seal as XB', async (t) => {
    const message = makeMessage('XB', 'XC')
    const asXb = { ...sealFor(xc, message), from: 'XB' }
    await refuses(
      t,
      await deliver(xa, xc, { seal: asXb, messages: [message] }),
      'sender-wrong',
      'seal',
      opening(xc, xa),
    )
    const ownSeal = await deliver(xa, xc, { seal: sealFor(xc, message), messages: [message] })
    const { messages } = await openEnvelope(utf8(ownSeal), opening(xc, xa))
    t.match(messages, [{ verified: false, fault: { code: 'sender-wrong' } }], 'statement of XB under a seal of XA')
  })

  t.test('[L6] MUST name the recipient and his key: a letter encrypted again and passed on is refused', async (t) => {
    const sent = await seal(xa, xb)
    const atXb = opening(xb, xa)
    const { plaintext } = await decryptEnvelope(
      chooseKey(routeEnvelope(readEnvelope(octetsOf(sent), atXb), atXb), atXb),
    )
    const passedOn = (routing = {}) =>
      wrap(plaintext, { from: 'XA', to: 'XC', encryptTo: xc.encryption.encrypt, routing })
    await refuses(t, await passedOn(), 'recipient-wrong', 'XB passes a letter of XA on to XC', opening(xc, xa))
    const asXb = await wrap(plaintext, { from: 'XB', to: 'XC', encryptTo: xc.encryption.encrypt })
    await refuses(t, asXb, 'signer-wrong', 'on the line of XB it is not signed by XB', opening(xc, xb))
    const message = makeMessage('XA', 'XB')
    const otherKey = { ...sealFor(xb, message), kid: xc.encryption.encrypt.kid }
    await refuses(
      t,
      await deliver(xa, xb, { seal: otherKey, messages: [message] }),
      'recipient-wrong',
      'another key of ours',
    )
  })

  t.test('[L7] MUST hold exactly as many digests as the letter has messages', async (t) => {
    const [one, two] = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
    await refuses(
      t,
      await deliver(xa, xb, { seal: sealFor(xb, one, two), messages: [one] }),
      'digest-wrong',
      'extra digest in the seal',
    )
    await refuses(
      t,
      await deliver(xa, xb, { seal: sealFor(xb, one), messages: [one, two] }),
      'digest-wrong',
      'extra message',
    )
  })

  t.test('[L8] MUST refuse a payload of another shape', async (t) => {
    const message = makeMessage('XA', 'XB')
    const good = sealFor(xb, message)
    for (const [why, payload] of Object.entries({
      'no digest': { ...good, digests: [] },
      '65 digests': { ...good, digests: Array.from({ length: 65 }, () => randomBytes(32).toString('hex')) },
      'one digest twice': { ...good, digests: [...good.digests, ...good.digests] },
      'upper case': { ...good, digests: good.digests.map((digest) => digest.toUpperCase()) },
      'another version': { ...good, v: 2 },
      'a member more': { ...good, note: '' },
    })) {
      await refuses(t, await deliver(xa, xb, { seal: payload, messages: [message] }), 'letter-shape', why)
      await t.rejects(signSeal(payload as never, xa.signing.key), { code: 'letter-shape' }, why)
    }
  })
})

t.test('Each message under the seal', async (t) => {
  const outcome = async (changed: unknown, sealed: LetterMessage, how = opening(xb, xa)) => {
    const [before, after] = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
    const envelope = await deliver(xa, xb, {
      seal: sealFor(xb, before, sealed, after),
      messages: [before, changed, after],
    })
    const { messages } = await openEnvelope(utf8(envelope), how)
    t.match(
      messages,
      [{ verified: true }, {}, { verified: true }],
      'one bad statement spoils neither of its neighbours',
    )
    const middle = messages[1]
    return middle?.verified === false ? middle.fault.code : 'verified'
  }

  t.test('[L9] MUST be the statement whose digest the seal holds at its place', async (t) => {
    const [message, other] = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
    t.equal(await outcome(message, message), 'verified')
    t.equal(await outcome(other, message), 'digest-wrong', 'digest not in the seal')
    const [one, two] = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
    const crossed = await deliver(xa, xb, { seal: sealFor(xb, one, two), messages: [two, one] })
    const { messages } = await openEnvelope(utf8(crossed), opening(xb, xa))
    t.match(messages, [{ fault: { code: 'digest-wrong' } }, { fault: { code: 'digest-wrong' } }], 'another order')
    t.match(messages, [{ id: two.statement.id, sha256: digests(two)[0] }, {}], 'named for the receipt')
  })

  t.test('[L10] MUST carry its terms: none stripped, none altered', async (t) => {
    const message = makeMessage('XA', 'XB')
    const { terms, ...stripped } = message.statement
    t.equal(await outcome({ ...message, statement: stripped }, message), 'digest-wrong', 'stripped terms')
    const altered = { ...message.statement, terms: { ...terms, share: 'allow' } }
    t.equal(await outcome({ ...message, statement: altered }, message), 'digest-wrong', 'altered terms')
    const sealedWithout = { ...message, statement: stripped } as never
    t.equal(await outcome(sealedWithout, sealedWithout), 'statement-shape', 'the sender himself leaves them out')
  })

  t.test('[L11] MUST keep each item with its statement', async (t) => {
    const [one, two] = [makeMessage('XA', 'XB'), makeMessage('XA', 'XB')]
    const swapped = { ...one, statement: { ...one.statement, items: two.statement.items }, items: two.items }
    t.equal(await outcome(swapped, one), 'digest-wrong', 'item swapped between statements')
    t.equal(await outcome({ ...one, items: two.items }, one), 'letter-shape', 'keys of another item')
    t.equal(await outcome({ ...one, items: [] }, one), 'letter-shape', 'no keys')
    t.equal(
      await outcome({ ...one, items: [...one.items, ...two.items] }, one),
      'letter-shape',
      'keys of one item more',
    )
    const pair = makeMessage('XA', 'XB', { items: [makeItem(), makeItem()] })
    t.equal(await outcome({ ...pair, items: pair.items.toReversed() }, pair), 'letter-shape', 'another order')
  })

  t.test('[L12] MUST have the body that the statement names', async (t) => {
    const message = makeMessage('XA', 'XB')
    t.equal(await outcome({ ...message, body: { matter: 'another' } }, message), 'digest-wrong', 'another body')
    t.equal(await outcome({ ...message, salt: toBase64url(randomBytes(32)) }, message), 'digest-wrong', 'another salt')
    const { sha256 } = message.statement.body
    const wrongSize = makeMessage('XA', 'XB', { statement: { body: { sha256, bytes: 1 } } })
    t.equal(await outcome(wrongSize, wrongSize), 'digest-wrong', 'another size')
    const octets = canonical(message.body)
    t.equal(
      message.statement.body.sha256,
      saltedDigest(fromBase64url(message.salt), octets),
      'salt first, then the body',
    )
  })

  t.test('[L13] MUST be to us from the sender of the seal', async (t) => {
    const [toOther, fromOther] = [makeMessage('XA', 'XC'), makeMessage('XC', 'XB')]
    t.equal(await outcome(toOther, toOther), 'recipient-wrong')
    t.equal(await outcome(fromOther, fromOther), 'sender-wrong')
  })

  t.test(
    '[L14] MUST have a clock that can be: skew up to the limit, a day that is somewhere, not yet expired',
    async (t) => {
      const at = async (statement: LetterMessage['statement'] | object) => {
        const message = makeMessage('XA', 'XB', { statement })
        return outcome(message, message)
      }
      t.equal(await at({ sentAt: instantText(nowMs + 300_000) }), 'verified', 'within the skew')
      t.equal(await at({ sentAt: instantText(nowMs + 300_001) }), 'ahead', 'skewed clock')
      t.equal(await at({ expiresAt: instantText(nowMs) }), 'clock', 'expires when it was sent')
      t.equal(
        await at({ sentAt: instantText(nowMs - dayMs), expiresAt: instantText(nowMs), localDate: '2026-11-20' }),
        'expired',
      )
      t.equal(await at({ localDate: '2026-11-22' }), 'verified', 'noon UTC is the next day 14 hours ahead')
      t.equal(await at({ localDate: '2026-11-20' }), 'clock', 'noon UTC is no longer yesterday 12 hours behind')
      t.equal(
        await at({ sentAt: '2026-11-21T11:59:59.999Z', localDate: '2026-11-20' }),
        'verified',
        'just before it is',
      )
      t.equal(await at({ localDate: '2026-11-23' }), 'clock')
    },
  )

  t.test('[L15] MUST NOT show the other statements of an envelope in the evidence of one', async (t) => {
    const messages = [
      makeMessage('XA', 'XB', { body: { secret: 'first' } }),
      makeMessage('XA', 'XB', { body: { secret: 'second' } }),
    ]
    const opened = await openEnvelope(octetsOf(await seal(xa, xb, { messages })), opening(xb, xa))
    const payload = parseCanonical(readSeal(opened.seal, 'B').payload)
    t.same(payload, sealFor(xb, ...messages), 'a seal is digests and names')
  })
})
