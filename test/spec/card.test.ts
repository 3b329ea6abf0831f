import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { readCard, signCard } from '../../crypto/card/card.ts'
import { encryptionKeysOf, signingKeysOf } from '../../crypto/card/card-keys.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { claimedSha256, followChain, readFork, readLines } from '../../crypto/card/chain.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { signCompact } from '../../crypto/jose/engine.ts'
import { openEnvelope } from '../../crypto/jose/opening.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { readCertificate } from '../../crypto/x509/certificates.ts'
import { instantText } from '../support/instants.ts'
import { nextCard, successorSigner } from '../support/next-card.ts'
import { makeNext, makeParty, nowMs, octetsOf, opening, seal } from '../support/parties.ts'
import { respelled, withHeaderMembers } from './hostile.ts'

const [xa, successor, xb] = await Promise.all([makeParty('XA'), makeParty('XA'), makeParty('XB')])
const dayMs = 24 * 60 * 60 * 1000
const first = { trusting: 'first-contact', nowMs } as const
const unsafe = (card: unknown, key = xa.signing.key) => signCompact(canonical(card), 'bulla-card+jws', key)
/** The next card of XA, with a new signing key: who may sign it lay elsewhere. */
const newKeys = { signing: successor.card.signing, encryption: successor.card.encryption, tls: successor.card.tls }
const followed = await nextCard(xa.card, { by: xa.next, signWith: successor.signing.key }, newKeys)
const next = followed.card

t.test('A card', async (t) => {
  t.test(
    '[K1] is believed at first contact when it is signed by a key of its own that its certificate names',
    async (t) => {
      const { card, signedBy, sha256 } = await readCard(xa.cardJws, first)
      t.same(card, xa.card)
      t.equal(signedBy, xa.signing.key.kid)
      t.match(sha256, /^[0-9a-f]{64}$/)
      await t.rejects(readCard(await unsafe(xa.card, xb.signing.key), first), { code: 'card' }, 'signed by a stranger')
      const forged = { ...xa.card, signing: [{ ...xb.card.signing[0], kid: xa.signing.key.kid }] }
      await t.rejects(readCard(await unsafe(forged), first), { code: 'card' }, 'the certificate names another key')
      const suiteA = await makeParty('XC', { suite: 'A' })
      t.equal((await readCard(suiteA.cardJws, first)).card.member, 'XC', 'suite A')
    },
  )

  t.test('[K2] MUST afterwards be signed by a key that the card before names as next', async (t) => {
    const after = { trusting: xa.card, nowMs }
    t.equal((await readCard(followed.jws, after)).card.sequence, 2)
    const of = (older: Card, by = xa.next, signWith = xa.signing.key, changes: Partial<Card> = {}) =>
      nextCard(older, { by, signWith }, changes).then(({ jws }) => jws)
    const thief = await makeNext()
    const { succession: _, ...bare } = { ...next, signing: xa.card.signing }
    const { kid: _kid, ...stolen } = { ...xa.next, key: thief.key, kid: '' }
    for (const [why, jws] of Object.entries({
      'by the active key alone': await signCard(bare, xa.signing.key),
      'by a key that nobody named': await of(xa.card, thief),
      'by another key than the one that it shows': await of(xa.card, { ...xa.next, ...stolen }),
      'of another member': await of({ ...xb.card, next: xa.card.next }, xa.next, xb.signing.key),
      'an older card': xa.cardJws,
      'one number further than the next': await of(xa.card, xa.next, xa.signing.key, { sequence: 3 }),
      'the same number': await of(xa.card, xa.next, xa.signing.key, { sequence: 1 }),
      'the next of another card': await of({ ...xa.card, name: 'Customs of XA, once' }),
      'by the next key, and by no signing key of its own': await of(xa.card, xa.next, xa.signing.key, newKeys),
    }))
      await t.rejects(readCard(jws, after), { name: 'CryptoError', code: 'card' }, why)
    const changed = { ...next, name: 'Customs of a thief' }
    await t.rejects(readCard(await unsafe(changed, successor.signing.key), after), { code: 'card' }, 'changed since')
  })

  t.test('[K12] names as next only keys that have no other use and have signed nothing', async (t) => {
    const signers = { by: xa.next, signWith: xa.signing.key }
    const [signing, encryption] = [xa.card.signing[0]?.kid ?? '', xa.card.encryption[0]?.kid ?? '']
    for (const [why, kids] of Object.entries({
      'the signing key': [signing],
      'the encryption key': [encryption],
      'the log key': [xa.card.log.kid],
      'the key that signed it': [xa.next.kid],
      none: [],
      'four keys': await Promise.all([1, 2, 3, 4].map(async () => (await makeNext()).kid)),
      'one key twice': [followed.next.kid, followed.next.kid],
    }))
      await t.rejects(nextCard(xa.card, signers, { next: kids }), { code: 'card' }, why)
    const second = await nextCard(next, { by: followed.next, signWith: successor.signing.key })
    t.equal((await readCard(second.jws, { trusting: next, nowMs })).card.sequence, 3)
    await t.rejects(
      nextCard(second.card, { by: followed.next, signWith: successor.signing.key }).then(({ jws }) =>
        readCard(jws, { trusting: second.card, nowMs }),
      ),
      { code: 'card' },
      'a next key is used once',
    )
  })

  t.test('[K19] MUST name what is revoked and give it no use, nor may any card after it', async (t) => {
    const [stolen, since] = [xa.card.signing[0]?.kid ?? '', instantText(nowMs)]
    const signWith = successor.signing.key
    const after = { trusting: xa.card, nowMs }
    const revoking = { ...newKeys, revoked: [{ kid: stolen, since }] }
    const second = await nextCard(xa.card, { by: xa.next, signWith }, revoking)
    t.match((await readCard(second.jws, after)).card.revoked, [{ kid: stolen, since }])
    t.same(fingerprint(second.card), fingerprint({ ...second.card, revoked: [] }), 'the words stay')
    const refusals: Record<string, Partial<Card>> = {
      'a key in use': { ...revoking, revoked: [{ kid: newKeys.encryption[0]?.kid ?? '', since }] },
      'one key twice': { ...revoking, revoked: [...revoking.revoked, ...revoking.revoked] },
      none: { ...newKeys, revoked: [] },
      'an instant that is none': { ...newKeys, revoked: [{ kid: stolen, since: 'yesterday' }] },
      'thirty-three': {
        ...newKeys,
        revoked: await Promise.all(Array.from({ length: 33 }, async () => ({ kid: (await makeNext()).kid, since }))),
      },
    }
    for (const [why, changes] of Object.entries(refusals))
      await t.rejects(nextCard(xa.card, { by: xa.next, signWith }, changes), { code: 'card' }, why)
    const signers = { by: second.next, signWith }
    const kept = await nextCard(second.card, signers)
    t.same((await readCard(kept.jws, { trusting: second.card, nowMs })).card.revoked, revoking.revoked)
    const { revoked: _, succession: _succession, ...silent } = { ...second.card, sequence: 3 }
    const signed = await successorSigner(signers, second.card)
    const again = { ...silent, signing: [...newKeys.signing, ...xa.card.signing] }
    for (const [why, card] of Object.entries({
      'not revoked any more': silent,
      'named again': again,
      'since a later instant': { ...silent, revoked: [{ kid: stolen, since: instantText(nowMs + 1) }] },
      'as the log': { ...silent, log: xa.card.log, revoked: [...revoking.revoked, { kid: xa.card.log.kid, since }] },
    }))
      await t.rejects(
        readCard(await signed(card as unknown as JsonObject), { trusting: second.card, nowMs }),
        { code: 'card', message: /revoked/ },
        why,
      )
    const earlier = { ...silent, revoked: [{ kid: stolen, since: instantText(nowMs - 1) }] }
    const corrected = await readCard(await signed(earlier as unknown as JsonObject), { trusting: second.card, nowMs })
    t.same(corrected.card.revoked, earlier.revoked, 'since an earlier instant: a member corrects itself')
    const mine = await makeParty('XB')
    const theirs = await signingKeysOf(second.card)
    await t.rejects(
      openEnvelope(octetsOf(await seal(xa, mine)), { ...opening(mine, xa), theirs }),
      { code: 'signer-wrong' },
      'what it seals is refused',
    )
  })

  t.test('[K13] MUST come with all that lie between, and never two of one number', async (t) => {
    const held = [{ jws: xa.cardJws, trusted: await readCard(xa.cardJws, first) }]
    const third = await nextCard(next, { by: followed.next, signWith: successor.signing.key })
    const chain = [xa.cardJws, followed.jws, third.jws]
    const found = await followChain(held, chain, nowMs)
    t.same('taken' in found && found.taken.map(({ jws }) => jws), [followed.jws, third.jws])
    t.same(await followChain(held, [xa.cardJws], nowMs), { taken: [] }, 'the one that is held')
    await t.rejects(followChain(held, [third.jws], nowMs), { code: 'card' }, 'a gap')
    await t.rejects(followChain(held, [followed.jws, xb.cardJws], nowMs), { code: 'card' }, 'that of another member')
    t.throws(() => readLines(Array(17).fill(xa.cardJws).join('\n')), { code: 'card' }, 'seventeen')

    const other = await nextCard(xa.card, { by: xa.next, signWith: xa.signing.key })
    const both = await followChain([...held, ...('taken' in found ? found.taken : [])], [other.jws], nowMs)
    t.match(both, { fork: { member: 'XA', sequence: 2, cards: [xa.cardJws, followed.jws, other.jws] } })
    const proof = [xa.cardJws, followed.jws, other.jws]
    const sha256s = await Promise.all(proof.map((jws) => claimedSha256(jws)))
    for (const sha256 of sha256s)
      t.match(await readFork(proof.join('\n'), () => [sha256]), { member: 'XA', sequence: 2 }, 'who holds any of them')
    for (const [why, text, known] of [
      ['of cards that were never held', proof.join('\n'), []],
      ['one card twice', [xa.cardJws, followed.jws, followed.jws].join('\n'), sha256s],
      ['two of three', proof.slice(0, 2).join('\n'), sha256s],
      ['one that follows nothing', [xa.cardJws, followed.jws, third.jws].join('\n'), sha256s],
    ] as const)
      await t.rejects(
        readFork(text, () => known),
        { code: 'card' },
        why,
      )
  })

  t.test('[K3] MUST be signed by a key in its window', async (t) => {
    const [entry] = xa.card.signing
    const retired: Card = { ...xa.card, signing: [{ ...entry, notAfter: instantText(nowMs - 1) } as never] }
    await t.rejects(readCard(await unsafe(retired), first), { code: 'card' }, 'retired key window')
    const late = { trusting: xa.card, nowMs: nowMs + 400 * dayMs }
    await t.rejects(readCard(followed.jws, late), { code: 'card' }, 'of a later card')
    await t.rejects(
      readCard(xa.cardJws, { ...first, nowMs: nowMs + 400 * dayMs }),
      { code: 'card' },
      'expired certificate',
    )
    const ahead: Card = { ...xa.card, issuedAt: instantText(nowMs + 300_001) }
    await t.rejects(readCard(await unsafe(ahead), first), { code: 'card' }, 'skewed clock')
  })

  t.test('[K4] that was trusted before is read again by its digest', async (t) => {
    const { sha256 } = await readCard(xa.cardJws, first)
    const longAfter = nowMs + 400 * dayMs
    t.same((await readCard(xa.cardJws, { trusting: { sha256 }, nowMs: longAfter })).card, xa.card)
    await t.rejects(readCard(xb.cardJws, { trusting: { sha256 }, nowMs }), { code: 'card' })
  })

  t.test('[K5] MUST be a strict JWS of at most 64 KiB', async (t) => {
    const [header, payload, signature] = xa.cardJws.split('.') as [string, string, string]
    for (const [why, no] of Object.entries({
      'trailing newline': `${xa.cardJws}\n`,
      'jwk header': withHeaderMembers(xa.cardJws, { jwk: {} }),
      'x5c header': withHeaderMembers(xa.cardJws, { x5c: [] }),
      'none alg': withHeaderMembers(xa.cardJws, { alg: 'none' }),
      'another typ': withHeaderMembers(xa.cardJws, { typ: 'JWT' }),
      'non-canonical signature': `${header}.${payload}.${respelled(signature)}`,
      'payload not canonical': await signCompact(
        Buffer.from(JSON.stringify(xa.card)),
        'bulla-card+jws',
        xa.signing.key,
      ),
      'too large': `${xa.cardJws}${'A'.repeat(64 * 1024)}`,
    })) {
      await t.rejects(readCard(no, first), { name: 'CryptoError', code: 'card' }, why)
    }
    const anchor = xa.card.tls.anchors[0] as string
    await t.rejects(
      signCard(
        {
          ...xa.card,
          contact: { ...xa.card.contact, names: Array(16).fill('Ä'.repeat(200)) },
          tls: { anchors: [anchor], pins: [] },
          standing: { ...xa.card.standing, inabilities: Array(32).fill({ para: '5.1 a', reason: 'ä'.repeat(2000) }) },
        },
        xa.signing.key,
      ),
      { code: 'card' },
      'nor is one written',
    )
  })

  t.test('[K6] MUST be of the closed shape, with keys that are what they are called', async (t) => {
    const [signing, encryption] = [xa.card.signing[0], xa.card.encryption[0]] as const
    const { card } = xa
    const other = successor.card
    const refused: Record<string, unknown> = {
      'a member more': { ...card, note: 'x' },
      'another version': { ...card, v: 3 },
      'the version before': { ...card, v: 1 },
      'an endpoint without TLS': { ...card, endpoint: 'http://xa.example' },
      'an endpoint with a user': { ...card, endpoint: 'https://user@xa.example' },
      'an endpoint with a query': { ...card, endpoint: 'https://xa.example/?q' },
      'a trust domain in upper case': { ...card, trustDomain: 'XA.example' },
      'a time zone that is none': { ...card, contact: { ...card.contact, timeZone: 'Mars/Olympus' } },
      'neither anchor nor pin': { ...card, tls: { anchors: [], pins: [] } },
      'an anchor that is no certificate': { ...card, tls: { anchors: ['AAAA'], pins: [] } },
      'an anchor in other base64': { ...card, tls: { anchors: [`${card.tls.anchors[0]}=`], pins: [] } },
      'no signing key': { ...card, signing: [] },
      'no encryption key': { ...card, encryption: [] },
      'an encryption key under another id': { ...card, encryption: [{ ...encryption, kid: other.encryption[0]?.kid }] },
      'a private encryption key': {
        ...card,
        encryption: [{ ...encryption, jwk: { ...encryption?.jwk, d: encryption?.kid } }],
      },
      'an encryption key of the other suite': { ...card, encryption: [{ ...encryption, suite: 'A' }] },
      'a signing key of the other suite': { ...card, signing: [{ ...signing, suite: 'A' }] },
      'a signing window beyond the certificate': {
        ...card,
        signing: [{ ...signing, notAfter: instantText(nowMs + 366 * dayMs) }],
      },
      'a window that ends before it begins': {
        ...card,
        encryption: [{ ...encryption, notAfter: encryption?.notBefore }],
      },
      'one key twice': { ...card, encryption: [encryption, encryption] },
      'a log key under another id': { ...card, log: { ...card.log, kid: other.log.kid } },
      'a certificate for TLS as signing certificate': {
        ...card,
        signing: [{ ...signing, certificates: [readCertificate(xa.tls.certPem).der.toBase64()] }],
      },
      'certificates of which none is over the key': {
        ...card,
        signing: [{ ...signing, certificates: [other.tls.anchors[0], ...(other.signing[0]?.certificates ?? [])] }],
      },
      'another assurance class': { ...card, assurance: { recipients: 'X' } },
      'an assurance that is no term': { ...card, assurance: { 'not a term': 'E' } },
    }
    for (const [why, no] of Object.entries(refused)) {
      await t.rejects(readCard(await unsafe(no), first), { name: 'CryptoError', code: 'card' }, why)
      await t.rejects(signCard(no as Card, xa.signing.key), { name: 'CryptoError' }, `${why}, our own`)
    }
    const chained: Card = {
      ...card,
      signing: [{ ...signing, certificates: [signing?.certificates[0], card.tls.anchors[0]] } as never],
    }
    await t.resolves(readCard(await unsafe(chained), first), 'a chain that does')
  })

  t.test('[K7] MUST have a fingerprint of twelve words over all that is trusted by it', async (t) => {
    const words = fingerprint(xa.card)
    t.equal(words.length, 12)
    t.same(fingerprint({ ...xa.card, name: 'Another', contact: { ...xa.card.contact, hours: 'never' } }), words)
    for (const member of ['tls', 'signing', 'encryption', 'log', 'member', 'next'] as const) {
      t.notSame(fingerprint({ ...xa.card, [member]: xb.card[member] }), words, member)
    }
  })

  t.test('[K8] gives the keys to seal to and to verify with', async (t) => {
    const { card } = await readCard(xa.cardJws, first)
    const theirs = await signingKeysOf(card)
    const [encryption] = await encryptionKeysOf(xb.card)
    const sent = await seal(xa, xb, { encryptTo: encryption?.key as never })
    t.equal((await openEnvelope(octetsOf(sent), opening(xb, xa, { theirs }))).messages[0]?.verified, true)
    t.match(theirs, [{ notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + 365 * dayMs }])
  })
})
