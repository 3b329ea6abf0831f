// A member that has lost everything begins anew, and partners that have met it introduce it to one who knows nobody there: four gateways.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { dayMs, iso } from '../../crypto/instants.ts'
import { importSigningKey } from '../../crypto/jose/engine.ts'
import { type Introduction, maxIntroductionBytes, signIntroduction } from '../../crypto/statement/introduction.ts'
import { bulla } from '../support/command-line.ts'
import { type Gateway, start } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { nextCard, signersOf } from '../support/next-card.ts'
import { heldCard } from '../support/parties.ts'
import { knock, lineBetween } from '../support/partner-client.ts'

type Test = Parameters<typeof start>[0]
interface Evidence {
  readonly subject: string
  readonly data: Record<string, unknown>
}

/** As `bulla partner add --replace` does it, after people compared the words. */
async function believe(
  { folder }: Installation,
  them: Installation,
  state: 'active' | 'suspended' = 'active',
): Promise<void> {
  const card = (await openDirectory(them.folder).ownCard()) ?? ''
  const said = { words: fingerprint(them.card), addedAt: iso(Date.now()) }
  await openDirectory(folder).savePartner({ member: them.member, state, card, ...said })
}

/** XB, XC and XD with XA as a partner, and XD with both of them; XA anew, whom nobody knows. */
async function four(t: Test, wanted = 2) {
  const folder = await scratch(t)
  const at = (member: string, settings = {}) => install(join(folder, member), member, { settings })
  const [xa, xb, xc] = [await at('XA'), await at('XB'), await at('XC')]
  const xd = await at('XD', { INTRODUCTIONS: wanted, SWEEP_EVERY_MS: 1000 })
  for (const [one, other] of [
    ...([xb, xc, xd].map((each) => [xa, each]) as [Installation, Installation][]),
    ...([xb, xc].map((each) => [each, xd]) as [Installation, Installation][]),
  ])
    await peer(one, other, agreementBetween(one, other, { id: `${one.member}-${other.member}` }))
  const anew = await install(join(folder, 'XA-anew'), 'XA')
  const file = join(folder, 'xa.jws')
  await writeFile(file, (await openDirectory(anew.folder).ownCard()) ?? '')
  const words = fingerprint(anew.card).join(' ')
  // XB and XC know voices there, and have compared its words.
  for (const one of [xb, xc]) await believe(one, anew)
  // All that XD knows of XA may be in other hands.
  await believe(xd, xa, 'suspended')
  const people = async ({ folder: of, tokens }: Installation) => {
    const anna = join(of, 'anna.token')
    await writeFile(anna, tokens.operator, { mode: 0o600 })
    const bert = join(of, 'bert.token')
    await bulla(of, ['client', 'add', 'bert', '--offices', 'all', '--roles', 'operate', '--save', bert])
    return { anna, bert }
  }
  const asked = async (one: Installation) => {
    const { anna, bert } = await people(one)
    return (who: 'anna' | 'bert', ...typed: string[]) =>
      bulla(one.folder, [...typed, '--token-file', who === 'anna' ? anna : bert, '--json'])
  }
  const [byB, byC, byD] = [await asked(xb), await asked(xc), await asked(xd)]
  const [b, c, d] = [await start(t, xb), await start(t, xc), await start(t, xd)]
  const card = heldCard(anew.card).sha256
  const introduce = ['partner', 'introduce', 'XA', '--to', 'XD', '--card', file, '--seen', iso(Date.now()).slice(0, 10)]
  const evidence = async (gateway: Gateway) =>
    ((await gateway.client('operator').get('/v1/operator/evidence?limit=1000')).json['rows'] as Evidence[]).filter(
      ({ data }) => /^(?:card|introduction) /.test(String(data['act'])),
    )
  const inUse = async (one: Installation) =>
    (await openDirectory(one.folder).listPartners()).find(({ member }) => member === 'XA')?.card
  /** Of XB or XC, with whatever it says otherwise. */
  const signed = async (one: Installation, changes: Partial<Introduction> = {}) =>
    signIntroduction(
      {
        ...{ v: 1, from: one.member, to: 'XD', about: 'XA', card, next: [...anew.card.next] },
        ...{ seenOn: iso(Date.now()).slice(0, 10), at: iso(Date.now()), until: iso(Date.now() + 7 * dayMs) },
        ...changes,
      },
      await importSigningKey(await readFile(join(one.folder, 'keys/signing.key.pem'), 'utf8'), 'B'),
    )
  const show = (body: string, from: Installation) =>
    knock(lineBetween(from, xd), {
      ...{ method: 'POST', path: '/v1/card/introduction', headers: { 'content-type': 'application/jose' }, body },
    })
  return {
    folder,
    xa,
    xb,
    xc,
    xd,
    anew,
    file,
    card,
    words,
    byB,
    byC,
    byD,
    b,
    c,
    d,
    introduce,
    evidence,
    inUse,
    signed,
    show,
  }
}

t.test('XB and XC introduce XA anew to XD, whose two persons take its card without a word', async (t) => {
  const { folder, xd, anew, file, card, words, byB, byC, byD, b, d, introduce, evidence, inUse } = await four(t)
  const reason = (text: string) => ['--reason', text]
  const early = await byB('anna', ...introduce, ...reason('I met A. Contact'))
  t.match(early, { exit: 0, json: { state: 'asked', introduction: null } }, early.err)
  t.match(await byB('anna', ...introduce, ...reason('again')), { exit: 1, err: /another person/ })
  const out = join(folder, 'xb-says.jws')
  t.match(
    await byB('bert', ...introduce, ...reason('I met her too'), '--out', out),
    { exit: 0, json: { state: 'made', problem: /XD answered 422 introduction-refused/, file: out } },
    'XD has no card of XA that waits',
  )

  t.match(await byD('anna', 'partner', 'offer', file), {
    exit: 0,
    json: { member: 'XA', why: 'chain', wordsNeeded: true },
  })
  t.match(
    await byB('bert', ...introduce, ...reason('now')),
    { exit: 0, json: { state: 'sent' } },
    'said once more it is sent',
  )
  t.match(await byD('anna', 'partner', 'introduced', out), { exit: 0 }, 'the same as a file')
  const yes = ['partner', 'confirm', card.slice(0, 10), ...reason('XB and XC met them')]
  const one = await byD('anna', ...yes, '--words', 'none')
  t.match(
    one,
    { exit: 1, err: /the twelve words .* or 2 introductions, of which 1 count: 1 were given/ },
    'one is not enough',
  )
  const cards = await bulla(xd.folder, ['partner', 'cards', '--token-file', join(xd.folder, 'anna.token')])
  t.match(cards.out, /introduced {2}1 of 2; the words are needed\n {4}by XB, who met them on \d{4}-\d\d-\d\d/)

  for (const who of ['anna', 'bert'] as const) await byC(who, ...introduce, ...reason('we met in Brussels'))
  t.match((await byC('anna', 'partner', 'introductions')).json, { introductions: [{ state: 'sent', to: 'XD' }] })
  const before = await inUse(xd)
  t.match(await byD('anna', ...yes), { exit: 0, json: { outcome: 'waiting' } })
  t.equal(await inUse(xd), before, 'one person is not enough')
  t.match(await byD('bert', ...yes, '--words', words.replace(/^\w+/, 'zoo')), { exit: 1, err: /differ at number 1/ })
  t.match(await byD('bert', ...yes), { exit: 0, json: { outcome: 'taken' } })
  t.equal(await inUse(xd), await openDirectory(anew.folder).ownCard())

  t.match(await evidence(d), [
    { subject: 'XA', data: { act: 'card waits', client: 'operator' } },
    { subject: 'XB', data: { act: 'introduction heard', about: 'XA', card, way: 'line', introduction: /^ey/ } },
    { subject: 'XC', data: { act: 'introduction heard', way: 'line' } },
    { subject: 'XA', data: { act: 'card confirmed', client: 'operator', introducedBy: ['XB', 'XC'] } },
    { subject: 'XA', data: { act: 'card confirmed', client: 'bert', introducedBy: ['XB', 'XC'] } },
    { subject: 'XA', data: { act: 'card taken' } },
  ])
  t.match(await evidence(b), [
    { subject: 'XA', data: { act: 'introduction said', client: 'operator', to: 'XD', card } },
    { subject: 'XA', data: { act: 'introduction said', client: 'bert', introduction: /^ey/ } },
    { subject: 'XA', data: { act: 'introduction sent', to: 'XD' } },
  ])

  // XA stands on its own feet: its new keys are let in.
  const { card: held = '' } =
    (await openDirectory(xd.folder).listPartners()).find(({ member }) => member === 'XA') ?? {}
  await openDirectory(xd.folder).savePartner({
    ...{ member: 'XA', state: 'active', card: held, addedAt: iso(Date.now()), words: fingerprint(anew.card) },
  })
  for (;;) {
    const answer = await knock(lineBetween(anew, xd), { method: 'GET', path: '/v1/card' })
    if ('status' in answer && answer.status === 200) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  t.match(await knock(lineBetween(anew, xd), { method: 'GET', path: '/v1/card' }), { status: 200 })
})

t.test('what a hostile partner shows at the door counts for nothing, and is told alike', async (t) => {
  const { xa, xb, xc, anew, file, card, byD, d, inUse, xd, signed, show } = await four(t)
  const before = await inUse(xd)
  t.match(await show(await signed(xb), anew), { error: /./ }, 'XA anew is nobody yet')
  t.match(await byD('anna', 'partner', 'offer', file), { exit: 0 })
  const refused = async (attempt: Promise<string> | string, from: Installation, why: RegExp | string, status = 422) =>
    t.match(await show(await attempt, from), { status, body: why }, String(why))
  await refused(signed(xc), xb, /no signing key of this member/)
  await refused(signed(xb, { to: 'XC' }), xb, /expected XB to XD/)
  await refused(signed(xb, { at: iso(Date.now() + 600_000) }), xb, /was signed at/)
  await refused(
    signed(xb, {
      at: iso(Date.now() - 2 * dayMs),
      until: iso(Date.now() - dayMs),
      seenOn: iso(Date.now() - 3 * dayMs).slice(0, 10),
    }),
    xb,
    /introduction/,
  )
  await refused(signed(xb), xb, 'too-many-requests', 429)
  await refused('a'.repeat(maxIntroductionBytes + 1), xc, /too-large|exceeds|at most/, 413)
  await refused(signed(xc, { card: '0'.repeat(64) }), xc, /no card 0000/)
  await refused(signed(xc, { next: [xb.card.log.kid] }), xc, /other next keys/)
  await refused(signed(xa, { from: 'XC' }), xc, /no signing key/)
  await refused('a.b', xc, /introduction-refused/)
  t.match(
    await show(await signed(xa, { about: 'XB' }), xa),
    { error: /./ },
    'by the one that lost everything, of another',
  )
  const view = (await d.client('operator').get('/v1/operator/cards')).json['cards'] as object[]
  t.match(view, [{ card, wordsNeeded: true, introductions: [] }])
  t.equal(await inUse(xd), before)
})

t.test(
  'three that act together bring no card into use: people are asked, told by whom, and name them later',
  async (t) => {
    const { xb, xc, xd, anew, file, byD, d, inUse, signed, show, evidence, folder } = await four(t)
    // A thief has made the card that they introduce.
    const thief = await install(join(folder, 'thief'), 'XA')
    const stolen = join(folder, 'thief.jws')
    await writeFile(stolen, (await openDirectory(thief.folder).ownCard()) ?? '')
    t.match(await byD('anna', 'partner', 'offer', stolen), { exit: 0 })
    const about = { card: heldCard(thief.card).sha256, next: [...thief.card.next] }
    for (const each of [xb, xc]) t.match(await show(await signed(each, about), each), { status: 204 })
    const before = await inUse(xd)
    t.match(await byD('anna', 'partner', 'refuse', about.card, '--reason', 'A. Contact knows nothing of it'), {
      exit: 0,
    })
    t.equal(await inUse(xd), before, 'one no is enough')
    t.match(await show(await signed(xb, about), xb), { status: 422 }, 'and it is not heard of again')

    t.match(await byD('anna', 'partner', 'offer', file), { exit: 0 })
    for (const each of [xb, xc]) t.match(await show(await signed(each), each), { status: 204 })
    for (const who of ['anna', 'bert'] as const)
      await byD(who, 'partner', 'confirm', heldCard(anew.card).sha256, '--reason', 'they met them')
    t.not(await inUse(xd), before)
    // It turns out that XA is somebody else: people compare words now.
    const genuine = await install(join(folder, 'genuine'), 'XA')
    await believe(xd, genuine)
    for (;;) {
      const wrong = (await evidence(d)).filter(({ data }) => data['act'] === 'introduction wrong')
      if (wrong.length === 2) {
        t.match(wrong, [{ subject: 'XB', data: { about: 'XA' } }, { subject: 'XC' }])
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
)

t.test(
  'a partner whose card names the anchor of another makes both count as one, which only has the words asked for',
  async (t) => {
    const { xb, xc, xd, file, card, byD, d, inUse, signed, show } = await four(t)
    const before = await inUse(xd)
    const anchors = [...xb.card.tls.anchors, ...xc.card.tls.anchors]
    const mixed = await nextCard(xb.card, await signersOf(xb), { tls: { anchors, pins: [] } })
    const headers = { 'content-type': 'application/jose' }
    const offered = { method: 'POST', path: '/v1/card', headers, body: mixed.jws }
    t.match(await knock(lineBetween(xb, xd), offered), { status: 200 }, 'its own card may name what it likes')
    t.match(await byD('anna', 'partner', 'offer', file), { exit: 0 })
    for (const each of [xb, xc]) t.match(await show(await signed(each), each), { status: 204 })
    const waiting = async () => (await d.client('operator').get('/v1/operator/cards')).json['cards']
    t.match(await waiting(), [
      {
        ...{ card, introductionsWanted: 2, wordsNeeded: true },
        introductions: [
          { member: 'XB', counts: true },
          { member: 'XC', counts: false, why: 'same-anchor' },
        ],
      },
    ])
    const yes = await byD('anna', 'partner', 'confirm', card, '--reason', 'two of them say so')
    t.match(yes, { exit: 2, err: /words/ }, 'nobody decides by that alone')
    t.equal(await inUse(xd), before)
    t.match(await knock(lineBetween(xc, xd)), { status: 200 }, 'the one whose anchor it is goes on as before')
    t.match(await bulla(xd.folder, ['partner', 'suspend', 'XB']), { exit: 0 })
    for (;;) {
      const [one] = (await waiting()) as {
        introductions: readonly { member: string; counts: boolean; why?: string }[]
      }[]
      if (one?.introductions.some(({ member, counts }) => member === 'XC' && counts)) {
        t.match(one, { wordsNeeded: true, introductions: [{ member: 'XB', why: 'suspended' }, { member: 'XC' }] })
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
)

t.test('where the policy says never, introductions are refused and the words are demanded', async (t) => {
  const { xb, file, card, byD, signed, show, words } = await four(t, 0)
  t.match(await byD('anna', 'partner', 'offer', file), { exit: 0, json: { introductionsWanted: 0, wordsNeeded: true } })
  t.match(await show(await signed(xb), xb), { status: 422, body: /not taken here/ })
  const yes = ['partner', 'confirm', card, '--reason', 'called A. Contact', '--words']
  t.match(await byD('anna', ...yes, 'none'), { exit: 1, err: /1 were given/ })
  for (const who of ['anna', 'bert'] as const) t.match(await byD(who, ...yes, words), { exit: 0 })
})
