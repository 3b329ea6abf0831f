// What a member may say of another one that has lost everything, and how it is read.
import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { dayMs, iso } from '../../crypto/instants.ts'
import { signCompact } from '../../crypto/jose/engine.ts'
import {
  claimedIntroducer,
  demandMeans,
  type Introduction,
  maxIntroductionBytes,
  readIntroduction,
  signIntroduction,
} from '../../crypto/statement/introduction.ts'
import { heldCard, makeNext, makeParty, nowMs } from '../support/parties.ts'

const [xa, xb, xc] = [await makeParty('XA'), await makeParty('XB'), await makeParty('XC')]
const meant = heldCard(xb.card).sha256
const said: Introduction = {
  ...{ v: 1, from: 'XC', to: 'XA', about: 'XB', card: meant, next: [...xb.card.next] },
  ...{ seenOn: '2026-11-20', at: iso(nowMs), until: iso(nowMs + 30 * dayMs) },
}
const keys = [xc.verifying]
const read = (jws: string, at = nowMs, theirs = keys) =>
  readIntroduction(jws, { from: 'XC', to: 'XA', keys: theirs, nowMs: at })
/** Signs whatever it is given as an introduction. */
const signed = (shown: object, key = xc.signing.key, typ = 'bulla-introduction+jws') =>
  signCompact(canonical(shown), typ, key)

t.test('[I1] MUST be of three members, about one card, after people met, and for 30 days at most', async (t) => {
  t.same(await read(await signIntroduction(said, xc.signing.key)), said)
  for (const [what, change, reason] of [
    ['another version', { v: 2 }, /\/v/],
    ['more than that', { more: 1 }, /introduction/],
    ['no digest', { card: 'ab' }, /\/card/],
    ['no next key', { next: [] }, /\/next/],
    ['four next keys', { next: await Promise.all([1, 2, 3, 4].map(async () => (await makeNext()).kid)) }, /\/next/],
    ['one next key twice', { next: [said.next[0], said.next[0]] }, /\/next/],
    ['itself', { about: 'XC' }, /three members/],
    ['the reader', { about: 'XA' }, /three members/],
    ['for itself', { to: 'XC' }, /three members/],
    ['no member', { about: 'x' }, /\/about/],
    ['a day that never was', { seenOn: '2026-02-30' }, /no instant/],
    ['a day to come', { seenOn: '2026-11-23' }, /after it was said/],
    ['an instant that never was', { at: '2026-11-31T00:00:00.000Z' }, /no instant/],
    ['over before it began', { until: said.at }, /at most 30 days/],
    ['for longer', { until: iso(nowMs + 30 * dayMs + 1) }, /at most 30 days/],
  ] as const) {
    const shown = { ...said, ...change }
    await t.rejects(
      signed(shown).then((jws) => read(jws)),
      { code: 'introduction', message: reason },
      what,
    )
    await t.rejects(signIntroduction(shown as Introduction, xc.signing.key), { code: 'introduction' }, `${what}, made`)
  }
  for (const member of Object.keys(said)) {
    const { [member as keyof Introduction]: _, ...rest } = said
    await t.rejects(
      signed(rest).then((jws) => read(jws)),
      { code: 'introduction' },
      `without ${member}`,
    )
  }
  await t.resolves(
    signed({ ...said, seenOn: '2026-11-22' }).then((jws) => read(jws)),
    'in the east it is that day',
  )
})

t.test('[I2] MUST be signed by a key that its maker’s card in use names, in its window, for the reader', async (t) => {
  const jws = await signIntroduction(said, xc.signing.key)
  const refused = (attempt: Promise<string>, reason: RegExp, what: string, theirs = keys, at = nowMs) =>
    t.rejects(
      attempt.then((each) => read(each, at, theirs)),
      { code: 'introduction', message: reason },
      what,
    )
  await refused(signed(said, xb.signing.key), /no signing key of this member/, 'by the member itself')
  await refused(signed(said, xa.signing.key), /no signing key of this member/, 'by us')
  await refused(signed(said, xc.signing.key, 'bulla-absence+jws'), /typ/, 'another statement')
  await refused(signed({ ...said, to: 'XD' }), /from XC to XD, expected XC to XA/, 'said to another')
  await refused(signed({ ...said, from: 'XD' }), /from XD to XA, expected XC to XA/, 'in the name of another')
  const [key] = keys as [(typeof keys)[0]]
  await refused(Promise.resolve(jws), /refused: revoked/, 'a revoked key', [{ ...key, refused: 'revoked' }])
  await refused(Promise.resolve(jws), /outside its window/, 'a key that ended', [{ ...key, notAfterMs: nowMs - 1 }])
  await refused(
    signed({ ...said, at: iso(nowMs - 3 * dayMs), seenOn: '2026-11-17', until: iso(nowMs + dayMs) }),
    /outside its window/,
    'a key that was not yet there when it was said',
  )
  await refused(Promise.resolve(jws), /no signing key/, 'of a card that names no key of it', [])
  // No character of it can be changed.
  const others = jws.split('').map((character, at) => {
    const changed = character === 'A' ? 'B' : 'A'
    return `${jws.slice(0, at)}${changed}${jws.slice(at + 1)}`
  })
  let taken = 0
  for (const other of others)
    await read(other).then(
      () => (taken += 1),
      () => undefined,
    )
  t.equal(taken, 0, `count: ${others.length} changed`)
})

t.test('[I3] MUST be of now: neither ahead of our clock nor over', async (t) => {
  const jws = await signIntroduction(said, xc.signing.key)
  await t.resolves(read(jws, nowMs - 4 * 60_000), 'within the tolerance of clocks')
  await t.rejects(read(jws, nowMs - 6 * 60_000), { message: /was signed at/ })
  await t.resolves(read(jws, nowMs + 30 * dayMs - 1))
  await t.rejects(read(jws, nowMs + 30 * dayMs), { message: /held until/ })
})

t.test('[I4] MUST mean the card that waits, with its next keys, and people met when it was there', async (t) => {
  t.doesNotThrow(() => demandMeans(said, xb.card, meant))
  for (const [what, change, reason] of [
    ['another card', { card: '0'.repeat(64) }, /expected card/],
    ['another member', { about: 'XD' }, /expected card/],
    ['other next keys', { next: [(await makeNext()).kid] }, /other next keys/],
    ['before the card was made', { seenOn: '2026-11-18' }, /before the card was issued/],
  ] as const)
    t.throws(
      () => demandMeans({ ...said, ...change } as Introduction, xb.card, meant),
      { code: 'introduction', message: reason },
      what,
    )
})

t.test('what is too long, or is none, is refused before anything of it is verified', async (t) => {
  const long = 'a'.repeat(maxIntroductionBytes + 1)
  await t.rejects(read(long), { code: 'introduction', message: /at most 4096/ })
  t.throws(() => claimedIntroducer(long), { code: 'introduction', message: /at most 4096/ })
  for (const none of ['', 'x', 'a.b.c', `${'e30'}.${Buffer.from('{"from":7}').toString('base64url')}.x`])
    t.throws(() => claimedIntroducer(none), { code: 'introduction', message: /expected an introduction/ }, none)
  t.equal(claimedIntroducer(await signIntroduction(said, xc.signing.key)), 'XC')
})
