// A permission opens what it names, for whom it names, as often as it says, whoever uses it in whichever way at once.
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { join } from 'node:path'
import t from 'tap'
import type { JsonObject } from '../../crypto/json.ts'
import { disposal, purpose, requestBody } from '../support/bodies.ts'
import { acceptanceOf, opened, outcomeOf, permitted, strictPair, triesFor, unzipped } from '../support/content.ts'
import { agreementBetween, install, peer, scratch } from '../support/installation.ts'
import { senderOf } from '../support/sender.ts'
import { inEachStore } from '../support/stores.ts'
import { evidenceOf, posting, read } from '../support/story.ts'
import { refusedFromPartner } from '../support/unchanged.ts'

await inEachStore(t, async (t, store) => {
  const both = await strictPair(t, { store })
  const { a, b } = both
  const asking = a.client()
  const folder = await scratch(t)
  const [xc, xd] = [await install(join(folder, 'XC'), 'XC'), await install(join(folder, 'XD'), 'XD')]
  const [withC, withD] = [
    await peer(a.installation, xc, agreementBetween(a.installation, xc)),
    await peer(a.installation, xd, agreementBetween(a.installation, xd)),
  ]
  await asking.until('/v1/partners', ({ rows }) => (rows as unknown[]).length === 3)

  const documents = (): [Uint8Array, Uint8Array] => [randomBytes(9_000), randomBytes(5_000)]
  const towards = async (agreement: string) =>
    String((await asking.post('/v1/terms', { agreement, purposes: [purpose] })).json.sha256)
  const openFor = [{ term: 'export', paragraph: '5.1 c', assurance: 'E', mode: 'open' }]

  t.test('a permission for XC lets an item go to XC and stops XD [R7]', async (t) => {
    const [secret, other] = documents()
    const gave = await opened(both, [secret, other])
    const stopped = { status: 403, code: 'onward-disclosure', paragraph: '5.1 c' }
    const upload = async (agreement: string, octets: Uint8Array) =>
      asking.upload(await towards(agreement), 'verification', octets)
    t.match(outcomeOf(await upload(withC.id, secret)), stopped, 'neither without a permission')
    const disclosure = [{ target: 'third-member', recipient: 'XC' }]
    const permission = await permitted(both, gave.case, [gave.items[0]], { disclosure })
    t.match(outcomeOf(await upload(withD.id, secret)), stopped, 'XD is not XC')
    t.match(outcomeOf(await upload(withC.id, other)), stopped, 'and the other item is not named')
    t.equal((await upload(withC.id, secret)).status, 201)
    const disclose = (recipient: string) =>
      read(asking, gave.items[0], gave.case, { use: 'disclose', target: 'third-member', recipient })
    t.match(outcomeOf(await disclose('XD')), { status: 403, code: 'release-denied', paragraph: '5.1 c' })
    t.match(outcomeOf(await read(asking, gave.items[0], gave.case, { use: 'disclose', target: 'third-member' })), {
      status: 403,
    })
    t.equal((await disclose('XC')).status, 200)
    const { releases, denials } = await triesFor(a, gave.items[0])
    t.match(releases, [{ to: 'XC', permissions: [permission] }])
    t.same(
      denials.map(({ to }) => to),
      ['XC', 'XD', 'XD', undefined],
      'each try says to whom',
    )
  })

  t.test('what was disposed of passes on by no permission that was given before [R7]', async (t) => {
    const [secret, other] = documents()
    const gave = await opened(both, [secret, other])
    const disclosure = [{ target: 'third-member', recipient: 'XC' }]
    await permitted(both, gave.case, [gave.items[0]], { disclosure })
    const upload = async () => asking.upload(await towards(withC.id), 'verification', secret)
    t.equal((await upload()).status, 201)
    await posting(gave.case)(asking, 'disposal', disposal(gave.items[0]))
    t.match(outcomeOf(await upload()), { status: 403, code: 'onward-disclosure', paragraph: '5.1 c' })
    t.match((await triesFor(a, gave.items[0])).denials, [{ to: 'XC', problem: 'item-disposed' }])
  })

  t.test('a permission for one file of a court covers no other file [R7]', async (t) => {
    const gave = await opened(both, documents())
    const kind = 'judicial-proceeding'
    const name = 'District Court, file 7/2026'
    await permitted(both, gave.case, [gave.items[0]], { proceedings: [{ kind, name }] })
    const use = (proceedingName?: string, proceeding: string = kind) =>
      read(asking, gave.items[0], gave.case, {
        use: 'evidence',
        proceeding,
        ...(proceedingName !== undefined && { proceedingName }),
      })
    for (const other of ['District Court, file 8/2026', 'District Court, file 7/2026 B', undefined])
      t.match(outcomeOf(await use(other)), { status: 403, paragraph: '6.2' }, other ?? 'no name')
    t.match(outcomeOf(await use(name, 'criminal-investigation')), { status: 403, paragraph: '6.2' })
    t.equal((await use(name)).status, 200)
    t.equal((await use('  district court,   FILE 7/2026 ')).status, 200, 'another way of writing is the same file')
    const { releases } = await triesFor(a, gave.items[0])
    t.match(releases, [{ proceedingSha256: /^[0-9a-f]{64}$/ }, {}])
    t.notMatch(JSON.stringify(await evidenceOf(a, { case: gave.case })), /file 7\/2026/, 'whose name stays out of it')
  })

  t.test('a partner that signs correctly cannot widen what was asked [R7]', async (t) => {
    const gave = await opened(both, documents())
    const id = randomUUIDv7()
    const asked = { permission: id, items: [gave.items[0]], disclosure: [{ target: 'third-member', recipient: 'XC' }] }
    await posting(gave.case)(asking, 'permission-ask', { ...asked, reason: 'XC asks.' })
    const sender = await senderOf(b.installation, a.installation, both.agreement)
    const facts = { permission: id, verdict: 'granted', disclosure: [{ target: 'third-member', to: 'XD' }] }
    await refusedFromPartner(t, a, {
      id: gave.case,
      sender,
      wishes: {
        type: 'permission',
        body: { permission: id, verdict: 'granted' },
        statement: { case: gave.case, clock: 100, facts },
      },
      expect: { problem: 'statement-refused' },
    })
    const [octets] = documents()
    t.equal((await asking.upload(await towards(withD.id), 'verification', octets)).status, 201, 'other content goes')
    const disclose = { use: 'disclose', target: 'third-member', recipient: 'XD' }
    t.match(outcomeOf(await read(asking, gave.items[0], gave.case, disclose)), { status: 403, paragraph: '5.1 c' })
  })

  t.test('one use is one use, for twenty that read at once [R8]', async (t) => {
    const gave = await opened(both, documents())
    const permission = await permitted(
      both,
      gave.case,
      gave.items,
      { purposes: ['VERIFY_ORIGIN'] },
      {
        verdict: 'granted',
        uses: 1,
      },
    )
    // Two clients, since one has sixteen releases under way at most.
    const readers = [asking, a.client('approver')]
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        read(readers[Math.floor(n / 10)] ?? asking, gave.items[n % 2] ?? '', gave.case, {
          purpose: 'VERIFY_ORIGIN',
          reader: `reader-${n}`,
        }),
      ),
    )
    t.equal(tries.filter(({ status }) => status === 200).length, 1)
    for (const each of tries.filter(({ status }) => status !== 200))
      t.match(outcomeOf(each), { status: 403, code: 'release-denied', paragraph: '5.1 b' })
    const used = (await evidenceOf(a, { case: gave.case })).filter(({ data }) =>
      (data.permissions as string[] | undefined)?.includes(permission),
    )
    t.equal(used.length, 1, 'and one record')
  })

  t.test('one use is one use, for messages that pass it on at once and for reads beside them [R8]', async (t) => {
    const [secret, other] = documents()
    const gave = await opened(both, [secret, other])
    const disclosure = [{ target: 'third-member', recipient: 'XC' }]
    const answer = { verdict: 'granted', uses: 1 }
    const permission = await permitted(both, gave.case, [gave.items[0]], { disclosure }, answer)
    const staged: { item: string; terms: string }[] = []
    for (let n = 0; n < 6; n += 1) {
      const terms = await towards(withC.id)
      const uploaded = await asking.upload(terms, 'verification', secret)
      t.equal(uploaded.status, 201)
      staged.push({ item: String(uploaded.json.item), terms })
    }
    const sent = staged.map(({ item, terms }) =>
      asking.post('/v1/cases', { agreement: withC.id, office: 'HQ', body: requestBody(), items: [item], terms }),
    )
    const reads = Array.from({ length: 6 }, () =>
      read(asking, gave.items[0], gave.case, { use: 'disclose', target: 'third-member', recipient: 'XC' }),
    )
    const answers = await Promise.all([...sent, ...reads])
    const went = answers.filter(({ status }) => status === 200 || status === 202)
    t.equal(went.length, 1, answers.map(({ status }) => status).join())
    const used = (await evidenceOf(a, { case: gave.case })).filter(({ data }) =>
      (data.permissions as string[] | undefined)?.includes(permission),
    )
    t.equal(used.length, 1)
  })

  t.test('one use is one use, for exports and bundles at once [R8]', async (t) => {
    const gave = await opened(both, documents(), { terms: openFor })
    const answer = { verdict: 'granted', uses: 1 }
    const permission = await permitted(both, gave.case, [gave.items[0]], { purposes: ['VERIFY_ORIGIN'] }, answer)
    const copies = Array.from({ length: 8 }, () =>
      read(asking, gave.items[0], gave.case, { purpose: 'VERIFY_ORIGIN', use: 'export' }),
    )
    const bundles = Array.from({ length: 4 }, () =>
      asking.ask('GET', `/v1/cases/${gave.case}/bundle?purpose=VERIFY_ORIGIN`),
    )
    const exported = (await Promise.all(copies)).filter(({ status }) => status === 200).length
    let held = 0
    for (const { status, octets } of await Promise.all(bundles)) {
      t.equal(status, 200)
      if ([...(await unzipped(octets)).keys()].some((name) => name.includes(`items/${gave.items[0]}`))) held += 1
    }
    t.equal(exported + held, 1, `${exported} copies, ${held} bundles`)
    const used = (await evidenceOf(a, { case: gave.case })).filter(({ data }) =>
      (data.permissions as string[] | undefined)?.includes(permission),
    )
    t.equal(used.length, 1)
  })

  t.test(
    'the conditions of a permission are told to its reader, and obligations cite its agreement [R28]',
    async (t) => {
      const gave = await opened(both, documents())
      const conditions = 'Only in the presence of the exporter.'
      await permitted(
        both,
        gave.case,
        [gave.items[0]],
        { purposes: ['VERIFY_ORIGIN'] },
        { verdict: 'granted', conditions },
      )
      const told = async (more: object) =>
        (await read(asking, gave.items[0], gave.case, more)).headers['bulla-obligations'] as string
      t.match(decodeURIComponent(await told({ purpose: 'VERIFY_ORIGIN' })), /Only in the presence of the exporter/)
      t.notMatch(await told({}), /in the presence/, 'whoever does not use it is not bound by it')
      t.match(await told({}), /12\.5\.1/, 'what binds is cited by its paragraph of Article 12')
      t.type((await acceptanceOf(asking, gave.case, [gave.items[0]])) as JsonObject, 'object')
    },
  )
})
