// Each way in which a card comes to us beside the line (test/e2e/hostile-card.test.ts): by a person, from our own disk, and as our own.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openDirectory } from '../../../config/directory.ts'
import { readCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandName, skeletonOf } from '../../../crypto/card/clean-text.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { demandAdmissible } from '../../../gateway/flows/trust/admit-card.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import { authenticatePeer } from '../../../gateway/flows/trust/peer.ts'
import { loadTrust } from '../../../gateway/flows/trust/trust.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { install, scratch } from '../../support/installation.ts'
import { cardSigner, malformedCards } from '../../support/malformed-cards.ts'
import { nextCard, signersOf } from '../../support/next-card.ts'

const root = await scratch(t)
const us = await initiated(root, 'XA')
const [xb, xc] = [await install(join(root, 'XB'), 'XB'), await install(join(root, 'XC'), 'XC')]
const [asB, asC] = [await cardSigner(xb), await cardSigner(xc)]
const directory = openDirectory(us)
const file = join(root, 'offered.jws')
const add = async (jws: string, ...more: string[]) => {
  await writeFile(file, jws)
  return bulla(us, ['partner', 'add', file, ...more])
}
const heldOf = async (member: string) => (await directory.listPartners()).find((each) => each.member === member)
const partnerOf = (member: string, card: string) => ({ member, state: 'active' as const, card })

t.test('a malformed card is refused with its reason, whoever brings it [C2]', async (t) => {
  const malformed = await malformedCards(xb.card)
  t.ok(malformed.length > 80, `count: ${malformed.length} cards`)

  t.test('a person, at first contact', async (t) => {
    for (const { what, card, reason } of malformed) {
      const { exit, err } = await add(await asB(card), '--yes')
      t.equal(exit, 1, what)
      t.match(err, reason, what)
    }
    t.same(await directory.listPartners(), [])
  })

  t.test('a person, as the newer card of a partner', async (t) => {
    t.equal((await add(await asB(xb.card), '--yes')).exit, 0)
    const before = await heldOf('XB')
    for (const { what, card, reason } of await malformedCards({ ...xb.card, sequence: 2 })) {
      const { exit, err } = await add(await asB(card), '--yes', '--replace')
      t.equal(exit, 1, what)
      t.match(err, reason, what)
    }
    t.same(await heldOf('XB'), before)
  })

  t.test('our own disk: that partner is left out and named, the others are there', async (t) => {
    const [snapshot, keys] = [await directory.read(), await readKeys(us)]
    const good = partnerOf('XC', await asC(xc.card))
    for (const { what, card, reason } of malformed) {
      if (what === 'a sequence without a successor') continue
      const partners = [partnerOf('XB', await asB(card)), good]
      const { trust, faults } = await loadTrust({ ...snapshot, partners }, keys)
      t.match(faults, [{ what: 'partner XB', problem: reason }], what)
      t.same([...trust.partners.keys()], ['XC'])
    }
  })

  t.test('ourselves: what card.json says makes no card that partners refuse', async (t) => {
    const about = join(us, 'card.json')
    const text = await readFile(about, 'utf8')
    const before = await directory.ownCard()
    const said = JSON.parse(text) as Record<string, unknown>
    const ofCardJson = ['name', 'endpoint', 'trustDomain', 'contact', 'standing']
    for (const { what, card, reason } of malformed) {
      const changed = ofCardJson.filter((member) => card[member] !== xb.card[member as keyof Card])
      if (changed.length === 0) continue
      await writeFile(
        about,
        JSON.stringify({ ...said, ...Object.fromEntries(changed.map((name) => [name, card[name]])) }),
      )
      const { exit, err } = await bulla(us, ['card', 'refresh'])
      t.equal(exit, 1, what)
      t.match(err, reason, what)
    }
    await writeFile(about, text)
    t.equal(await directory.ownCard(), before)
  })

  t.test('chance: what is changed in a card is taken or refused with a reason, and nothing else happens', async (t) => {
    let taken = 0
    const leaf = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom(
        'https://[',
        'https://h:70000',
        '\u202e',
        '9999-12-31T23:59:59.999Z',
        'A'.repeat(43),
        null,
        [],
        {},
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(), leaf, async (at, value) => {
        const card = structuredClone(xb.card) as unknown as Record<string, unknown>
        const places = placesIn(card)
        const [holder, member] = places[at % places.length] as [Record<string, unknown>, string]
        holder[member] = value
        let jws: string
        try {
          jws = await asB(card)
        } catch {
          return // What JSON cannot say is not signed.
        }
        try {
          const trusted = await readCard(jws, { trusting: 'first-contact', nowMs: Date.now() })
          await demandAdmissible(trusted, { older: undefined, neighbours: [], nowMs: Date.now() })
          taken += 1
        } catch (error) {
          if (!(error instanceof CryptoError)) throw error
        }
      }),
      { numRuns: 500 },
    )
    t.comment(`count: 500 changes, ${taken} taken`)
  })
})

t.test('trust domain and log key change by the words, and stay the member’s own [C3]', async (t) => {
  const elsewhere = await nextCard(xb.card, await signersOf(xb), { endpoint: 'https://elsewhere.example:8443' })
  t.match(await add(elsewhere.jws), { exit: 2, err: /whether the words agree/ }, 'nor its host [L9]')
  const { card: next, jws } = await nextCard(xb.card, await signersOf(xb), { trustDomain: 'xb2.example' })
  const unasked = await add(jws)
  t.equal(unasked.exit, 2, 'a next key of the older card signed it, and that is not enough')
  t.match(unasked.err, /nobody can be asked here whether the words agree/)
  t.not((await heldOf('XB'))?.card, jws)
  const taken = await add(jws, '--words', fingerprint(next).join(' '))
  t.equal(taken.exit, 0, taken.err)
  t.match(taken.out, /its trust domain is xb2\.example, that of the card in use is xb\.example/)
  t.match(await heldOf('XB'), { card: jws, formerly: [{ trustDomain: 'xb.example', log: xb.card.log.kid }] })
  for (const [changes, reason] of [
    [{ trustDomain: 'xb2.example' }, /XC uses the trust domain xb2\.example of XB/],
    [{ trustDomain: 'xb.example' }, /XC uses the trust domain xb\.example of XB/],
    [{ log: xb.card.log }, /XC uses the log key of XB/],
    [{ trustDomain: 'xa.bulla' }, /XC uses our own trust domain/],
    [{ name: 'Customs of \u0425\u0412' }, /the name of XC reads like that of XB/],
    [{ name: 'CUSTOMS of xa' }, /the name of XC reads like our own/],
    ...['XB, Customs of', 'Custorns of XB', 'Cu5toms of X8', 'Customs \u00f8f XB', 'XB', 'xb.example'].map(
      (name) => [{ name }, /the name of XC reads like that of XB/] as const,
    ),
  ] as const) {
    const refused = await add(await asC({ ...xc.card, ...changes }), '--yes')
    t.equal(refused.exit, 1)
    t.match(refused.err, reason)
  }
  await bulla(us, ['partner', 'suspend', 'XB'])
  t.equal((await add(await asC({ ...xc.card, trustDomain: 'xb2.example' }), '--yes')).exit, 1, 'suspended or not')
  t.equal((await add(await asB({ ...xb.card, sequence: 3 }), '--yes', '--replace')).exit, 0, 'XB itself may go back')
  const called = { ...xc.card, name: xb.card.name }
  await directory.savePartner({
    ...partnerOf('XC', await asC(called)),
    addedAt: '',
    words: [],
  })
  const checked = await bulla(us, ['check', '--offline'])
  t.match(checked.out + checked.err, /partner XC.*the name of XC reads like that of XB/)
  const { jws: newer } = await nextCard(called, await signersOf(xc))
  t.match(
    (await add(newer, '--json')).json,
    { outcome: 'renewed' },
    'a name that is held already is no reason any more',
  )
})

t.test('names are told apart as an eye does [L8]', async (t) => {
  for (const [one, other] of [
    ['Customs of XA', '  customs  OF xa. '],
    ['Zoll', 'ZOL1'],
    ['Aduana', '\u0410duana'],
    ['DOGANA', 'D\u00d3G\u00c2NA'],
    ['\u03a4\u03b5\u03bb\u03c9\u03bd\u03b5\u03af\u03b1', '\u03a4\u0395\u039b\u03a9\u039d\u0395\u0399\u0391'],
    ['\uff38\uff21', 'XA'],
    ['\u0421\u0410\u0422', 'CAT'],
  ] as const)
    t.equal(skeletonOf(one), skeletonOf(other), `${one} ${other}`)
  for (const [script, drawn] of Object.entries({
    Lisu: '\ua4da\ua4f4\ua4e2\ua4d4\ua4f3\ua4df\ua4e2 of \ua4eb\ua4da',
    Cherokee: 'Customs of \u0425\u13df',
    Coptic: 'Customs of \u2cac\u2ca4',
    'Greek with its lunate sigma': 'Customs of \u03a7\u03f9',
    'small capitals': 'Customs of X\u1d04',
  }))
    t.equal(skeletonOf(drawn), skeletonOf('Customs of XC'), `${script} is drawn as Latin [C2]`)
  t.not(skeletonOf('Customs of XA'), skeletonOf('Customs of XB'))
  t.not(skeletonOf('\u0915\u0930'), skeletonOf('\u0915\u093e\u0930'), 'vowel signs are letters')
  for (const name of [
    'Zollverwaltung \u00d6sterreich (Wien)',
    "L'Administration des douanes \u2013 C\u00f4te d\u2019Ivoire",
    '\u0424\u0435\u0434\u0435\u0440\u0430\u043b\u044c\u043d\u0430\u044f \u0442\u0430\u043c\u043e\u0436\u0435\u043d\u043d\u0430\u044f \u0441\u043b\u0443\u0436\u0431\u0430',
    '\u043e\u0431\u02bc\u0454\u043a\u0442',
    '\u8d22\u52a1\u7701 \u95a2\u7a0e\u5c40 \u30a2\u30b8\u30a2 \u306e',
    '\u0627\u0644\u062c\u0645\u0627\u0631\u0643',
    '\u0936\u094d\u0930\u0940',
    'Custom\u0065\u0301',
  ])
    t.doesNotThrow(() => demandName(name, 'name'), name)
  for (const name of ['Custom\u0455', '\u0410duana', 'Z\u03bfll', '\u200bXA', 'XA\u0301\u200d', '...'])
    t.throws(() => demandName(name, 'name'), { code: 'card' }, JSON.stringify(name))
})

t.test('who is on the line is the one member whose own anchors vouch; two are nobody [C3]', async (t) => {
  const snapshot = await directory.read()
  const partners = [partnerOf('XB', await asB(xb.card)), partnerOf('XC', await asC(xc.card))]
  const { trust } = await loadTrust({ ...snapshot, partners }, await readKeys(us))
  const [b, c] = [trust.partners.get('XB'), trust.partners.get('XC')] as [Partner, Partner]
  const leafOf = async ({ folder }: typeof xb) =>
    readCertificate(await readFile(join(folder, 'keys/tls.cert.pem'), 'utf8')).der
  /** Trust in which XB has the name of XC, as no loading makes it: the line decides by itself. */
  const muddled = (anchors: readonly string[]) => ({
    ...trust,
    partners: new Map([
      [
        'XB',
        {
          ...b,
          card: { ...b.card, trustDomain: 'xc.example' },
          address: { ...b.address, uri: c.address.uri, anchors },
        },
      ],
      ['XC', c],
    ]),
  })
  const leaf = await leafOf(xc)
  t.equal(
    authenticatePeer(muddled(b.address.anchors), [leaf], Date.now()).partner.member,
    'XC',
    'not the first of the name',
  )
  t.throws(() => authenticatePeer(muddled(c.address.anchors), [leaf], Date.now()), {
    code: 'certificate-refused',
    message: /vouched for by XB and XC/,
  })
  t.throws(() => authenticatePeer(trust, [], Date.now()), { code: 'certificate-refused' })
})

/** Every place of a value, as its holder and member. */
function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((member) => [
    [holder, member] as [typeof holder, string],
    ...placesIn(holder[member]),
  ])
}
