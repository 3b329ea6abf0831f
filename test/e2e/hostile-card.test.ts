// What a partner may say of itself in a card that it signs correctly, and whose place it cannot take by saying it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../config/directory.ts'
import type { Card } from '../../crypto/card/card-shape.ts'
import { signRehearsal } from '../../crypto/card/rehearsal.ts'
import { fingerprint } from '../../crypto/card/words.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { issue, makeRequest } from '../../crypto/x509/authority.ts'
import { bulla } from '../support/command-line.ts'
import { start } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { cardSigner, malformedCards } from '../support/malformed-cards.ts'
import { nextCard, signersOf, successorSigner } from '../support/next-card.ts'
import { makeNext } from '../support/parties.ts'
import { knock, lineBetween } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'
import { takeovers } from '../support/takeover.ts'

type Test = Parameters<typeof start>[0]

/** XA with the partners XB and XC, none running. */
async function three(t: Test) {
  const folder = await scratch(t)
  const [a, b, c] = [
    await install(join(folder, 'XA'), 'XA'),
    await install(join(folder, 'XB'), 'XB'),
    await install(join(folder, 'XC'), 'XC'),
  ]
  const withB = await peer(a, b, agreementBetween(a, b, { id: 'with-xb' }))
  const withC = await peer(a, c, agreementBetween(a, c, { id: 'with-xc' }))
  const sign = await cardSigner(b)
  const signNext = await successorSigner(await signersOf(b), b.card)
  const show = (body: string, path = '/v1/card', from = b) =>
    knock(lineBetween(from, a), { method: 'POST', path, headers: { 'content-type': 'application/jose' }, body })
  const offer = async (card: object) => show(await signNext(card as JsonObject))
  return { a, b, c, withB, withC, sign, signNext, show, offer }
}

/** The lines of the log from the first to the last event of this name. */
async function eventsOf({ folder }: Installation, event: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(join(folder, 'gateway.log'), 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['event'] === event)
}

/** Who the partner door takes this member for. */
async function takenFor(us: Installation, caller: Installation): Promise<unknown> {
  const before = (await eventsOf(us, 'tls.accepted')).length
  const answer = await knock(lineBetween(caller, us))
  if (!('status' in answer)) return 'nobody'
  for (;;) {
    const accepted = await eventsOf(us, 'tls.accepted')
    if (accepted.length > before) return accepted.at(-1)?.['partner']
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

t.test('a card offered on the line', async (t) => {
  const { a, b, c, withC, offer, show } = await three(t)
  let gateway = await start(t, a)
  /** Of what one partner makes it write in a minute a gateway writes the first lines alone. */
  const startAnew = async () => {
    await gateway.running.close()
    gateway = await start(t, a)
  }
  const next = { ...b.card, sequence: 2 }
  const held = async () => (await openDirectory(a.folder).listPartners()).find(({ member }) => member === 'XB')?.card
  const before = await held()
  const lastReason = async (count: number) => {
    for (;;) {
      const refused = await eventsOf(a, 'trust.refused')
      if (refused.length >= count) return String(refused.at(-1)?.['problem'])
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  let refused = 0
  t.test(
    '[K9] MUST be of use in all that it says, or is refused with the reason, and the gateway goes on [C2]',
    async (t) => {
      for (const { what, card, reason } of await malformedCards(next)) {
        const answer = await offer(card)
        refused += 1
        t.match(answer, { status: 422, body: /card-invalid/ }, what)
        if (!('status' in answer) || answer.status !== 422) return
        t.match(await lastReason(refused), reason, what)
        if (refused % 25 === 0) await startAnew()
      }
      t.equal(await held(), before, 'the card in use stays')
      t.match(await gateway.client('operator').get('/readyz'), { status: 200 })
    },
  )

  t.test(
    '[K10] MUST NOT move its trust domain, nor take a log key of another: only the words move it [C3]',
    async (t) => {
      await startAnew()
      const { trustDomain, log, tls } = c.card
      for (const [what, changes, reason] of [
        ['the trust domain of XC', { trustDomain }, /trust domain/],
        ['the trust domain of XC with its anchors', { trustDomain, tls }, /trust domain/],
        ['ours', { trustDomain: a.card.trustDomain }, /trust domain/],
        ['a new one of its own', { trustDomain: 'xb2.example' }, /trust domain/],
        ['the log key of XC', { log }, /log key/],
        ['the identity of XC', { trustDomain, tls, log }, /trust domain/],
        ['our log key', { log: a.card.log }, /log key/],
        ['the name of XC', { name: c.card.name }, /XC/],
        ['the name of XC in other letters', { name: 'CUSTOMS  Of \u0425\u0421' }, /XC/],
        ['our name', { name: a.card.name.toUpperCase() }, /our/],
      ] as [string, Partial<Card>, RegExp][]) {
        const answer = await offer({ ...next, ...changes })
        refused += 1
        t.match(answer, { status: 422, body: /card-invalid/ }, what)
        if (!('status' in answer) || answer.status !== 422) break
        t.notMatch(answer.body, /\bXC\b/, 'XB is not told who our other partners are')
        t.notMatch(answer.body, /another member|other member/, 'nor that there are any')
        t.match(await lastReason(refused), reason, what)
      }
      t.equal(await takenFor(a, c), 'XC', 'XC is who it was')
      t.equal(await takenFor(a, b), 'XB')
      const sender = await senderOf(c, a, withC)
      t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }])
    },
  )

  t.test(
    'a rehearsal does not tell of other members, six a minute are judged, and none is an alarm of ours',
    async (t) => {
      const { succession: _, ...said } = next
      const { signWith } = await signersOf(b)
      const { kid } = await makeNext()
      const rehearse = async (changes: Partial<Card>) =>
        show(await signRehearsal({ ...said, next: [kid], ...changes }, b.card, signWith), '/v1/card/rehearsal')
      const before = (await eventsOf(a, 'trust.refused')).length
      const { log } = c.card
      const told = new Set<unknown>()
      for (const changes of [{ name: c.card.name }, { log }, { log: a.card.log }, { name: a.card.name }]) {
        const answer = await rehearse(changes)
        t.match(answer, { status: 200, body: /"problem":"/ })
        if ('body' in answer) told.add(JSON.parse(answer.body).problem)
      }
      t.same([...told], ['the card is not taken as it is; call the contact point, people have to look at it'])
      t.match(await rehearse({}), { status: 200, body: /^\{"sequence":1,"sha256":"[0-9a-f]{64}"\}$/ })
      t.match(await rehearse({}), { status: 200 })
      const seventh = await rehearse({})
      t.match(seventh, { status: 429, body: /more than 6 rehearsals in a minute/, headers: { 'retry-after': /^\d+$/ } })
      t.match(
        (await eventsOf(a, 'card.rehearsed')).map(({ partner, problem }) => [partner, problem]),
        [
          ['XB', /reads like that of XC/],
          ['XB', /the log key of XC/],
          ['XB', /our own log key/],
          ['XB', /reads like our own/],
        ],
        'the exact reason is in our log',
      )
      t.equal((await eventsOf(a, 'trust.refused')).length, before, 'no alarm is raised')
    },
  )

  t.test('what is a rehearsal is no card, and the answer says so', async (t) => {
    const { succession: _, ...said } = next
    const { signWith } = await signersOf(b)
    const jws = await signRehearsal({ ...said, next: [(await makeNext()).kid] }, b.card, signWith)
    const answer = await show(jws)
    t.match(answer, { status: 422, body: /expected a card, found what has no sequence/ })
    t.notMatch(answer, { body: /NaN/ })
    t.equal(await held(), before)
  })

  t.test('one of a mebibyte, and a chain of cards as long, are refused, and what is held stays', async (t) => {
    const { status, body } = (await offer({ ...next, name: 'X'.repeat(1 << 20) })) as { status: number; body: string }
    t.match({ status, body }, { status: 413, body: /too-large|more than|at most/ })
    t.match(
      await show('a'.repeat(1 << 20)),
      { status: 422, body: /card-invalid/ },
      'which a chain may be, and a card not',
    )
    t.equal(await held(), before)
  })

  t.test('the very next one is taken, and no other', async (t) => {
    t.match(await offer({ ...next, sequence: 3 }), { status: 422 })
    t.match(await offer({ ...next, sequence: 1 }), { status: 422 })
    t.equal(await held(), before)
    t.match(await offer({ ...next, name: 'Customs Service of XB' }), { status: 200, body: /"sequence":2/ })
    t.not(await held(), before)
  })
})

t.test('a stolen active key', async (t) => {
  const { a, b, c, withB, show, sign } = await three(t)
  await start(t, a)
  const held = async () => (await openDirectory(a.folder).listPartners()).find(({ member }) => member === 'XB')?.card
  const before = (await held()) ?? ''
  const thief = {
    signWith: (await signersOf(b)).signWith,
    own: await makeNext(),
    helpers: (await signersOf(c)).by,
  }
  const shownBy = { thief: b, helper: c }

  t.test('does not take the member over: no next key, no next card, whoever helps', async (t) => {
    for (let at = 0; at < 4; at += 1)
      for (const { what, by, path, body } of await takeovers({ card: b.card, jws: before }, thief, at))
        t.match(await show(body, path, shownBy[by]), { status: 422 }, `${what}, by ${by}`)
    t.equal(await held(), before)
    t.match(await show(await sign(b.card), '/v1/card', c), { status: 422 }, 'nor with the help of another partner')
    const sender = await senderOf(b, a, withB)
    t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }], 'XB goes on')
  })
})

t.test('a next key that was used twice', async (t) => {
  const { a, b, c, withC, show } = await three(t)
  const gateway = await start(t, a)
  const signers = await signersOf(b)
  const [one, other] = [
    await nextCard(b.card, signers),
    await nextCard(b.card, signers, { name: 'Customs of XB, too' }),
  ]
  const b1 = (await openDirectory(b.folder).ownCard()) ?? ''
  /** Waits until the gateway has read its folder anew. */
  const takenUp = async (act: () => Promise<unknown>) => {
    const before = (await eventsOf(a, 'trust.loaded')).length
    const answer = await act()
    while ((await eventsOf(a, 'trust.loaded')).length === before)
      await new Promise((resolve) => setTimeout(resolve, 20))
    return answer
  }
  /** What was read before the change may be taken up after it was asked for. */
  const becomes = async (who: string) => {
    while ((await takenFor(a, b)) !== who) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  t.match(await takenUp(() => show(one.jws)), { status: 200 })

  t.test('[K14] MUST hold the exchange, be kept as a proof and raise an alarm, until people settle it', async (t) => {
    t.match(await takenUp(() => show(other.jws)), { status: 422, body: /two cards/ })
    t.match(await eventsOf(a, 'trust.forked'), [{ member: 'XB', sequence: 2, from: 'XB' }])
    t.equal(await readFile(join(a.folder, 'forks/XB.jws'), 'utf8'), `${[b1, one.jws, other.jws].join('\n')}\n`)
    await becomes('nobody')
    const told = ({ reasons }: Record<string, unknown>) => /XB has two cards/.test(String(reasons))
    const ready = await gateway.client('operator').until('/readyz', told)
    t.equal(ready.status, 200, 'which keeps nobody else from exchanging')
    const sender = await senderOf(c, a, withC)
    t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }], 'XC goes on')
    t.equal((await bulla(a.folder, ['partner', 'resume', 'XB'])).exit, 1, 'not by the way')
    await takenUp(() => bulla(a.folder, ['partner', 'settle', 'XB', '--settled']))
    await becomes('XB')
  })

  t.test('[K15] MUST be taken from whoever shows it, and proves itself', async (t) => {
    const proof = [b1, one.jws, other.jws]
    for (const [why, cards] of [
      ['one card twice', [b1, one.jws, one.jws]],
      ['two cards', [b1, one.jws]],
      ['of somebody unknown', [(await openDirectory(c.folder).ownCard()) ?? '', one.jws, other.jws]],
    ] as const)
      t.match(await show(cards.join('\n'), '/v1/card/fork', c), { status: 422 }, why)
    await becomes('XB')
    t.match(await takenUp(() => show(proof.join('\n'), '/v1/card/fork', c)), { status: 204 })
    await becomes('nobody')
    t.match((await eventsOf(a, 'trust.forked')).at(-1), { member: 'XB', sequence: 2, from: 'XC' })
    t.match(await show(proof.join('\n'), '/v1/card/fork', c), { status: 204 }, 'again')
    t.equal((await eventsOf(a, 'trust.forked')).length, 2, 'and told once')
  })
})

t.test('a newer card that does not follow by itself', async (t) => {
  const { a, b, c, withC, show, sign, signNext } = await three(t)
  const gateway = await start(t, a)
  const operator = gateway.client('operator')
  const directory = openDirectory(a.folder)
  const token = async (id: string, words: string) => {
    const file = join(a.folder, `${id}.token`)
    if (words === '') await writeFile(file, a.tokens.operator, { mode: 0o600 })
    else await bulla(a.folder, ['client', 'add', id, '--offices', 'all', '--roles', words, '--save', file])
    return file
  }
  const [anna, bert, clerk] = [
    await token('operator', ''),
    await token('bert', 'operate'),
    await token('clerk', 'read,approve'),
  ]
  const held = async () => (await directory.listPartners()).find(({ member }) => member === 'XB')
  const later = (seconds: number) => new Date(Date.parse(b.card.issuedAt) + seconds * 1000).toISOString()
  const as = (file: string, ...words: string[]) => bulla(a.folder, ['partner', ...words, '--token-file', file])
  type Waiting = { card: string; why: string; state: string; decisions: object[]; endpoint: string }
  const waiting = async () => (await operator.get('/v1/operator/cards')).json['cards'] as Waiting[]
  const acts = async () =>
    ((await operator.get('/v1/operator/evidence?limit=1000')).json['rows'] as { data: { act?: string } }[]).flatMap(
      ({ data: { act } }) => (act?.startsWith('card ') ? [act] : []),
    )
  const before = await held()
  const nameAt = (host: string) => `https://${host}:8443`

  t.test(
    '[K20] MUST NOT follow to another host by itself: people are asked, once, and told what changes [L9]',
    async (t) => {
      const endpoint = nameAt('gateway.thief.example')
      const moved = await signNext({ ...b.card, sequence: 2, issuedAt: later(1), endpoint } as unknown as JsonObject)
      t.match(await show(moved), { status: 422, body: /two persons decide on this card here/ })
      t.same(await held(), before, 'nothing is believed by it')
      const [waits, ...more] = await waiting()
      t.match(waits, {
        ...{ member: 'XB', why: 'moved', state: 'waiting', sequence: 2, inUse: 1, decisions: [] },
        ...{ endpoint, endpointInUse: b.card.endpoint, call: b.card.contact.names },
      })
      t.same(more, [])
      t.notMatch(JSON.stringify(waits), new RegExp(fingerprint(b.card).slice(0, 2).join(' ')), 'no words are shown')
      t.match(await eventsOf(a, 'card.waiting'), [{ partner: 'XB', sequence: 2, problem: /gateway\.thief\.example/ }])
      t.match((await operator.get('/readyz')).json, { reasons: [/XB shows a newer card/] })
      const out = await as(anna, 'refuse', String(waits?.card), '--reason', 'XB knows nothing of it')
      t.equal(out.exit, 0, out.err)
      t.match(await show(moved), { status: 422 })
      t.match(await waiting(), [{ state: 'refused', decisions: [{ decision: 'refuse', client: 'operator' }] }])
      t.same(await held(), before)
      t.equal((await eventsOf(a, 'card.waiting')).length, 1, 'nobody is asked about it again')
    },
  )

  t.test('[K21] MUST wait for two persons, each with the words that the partner read out and a reason', async (t) => {
    const next = await makeNext()
    const { succession: _, ...said } = { ...b.card, name: 'Customs of XB, anew', issuedAt: later(2), next: [next.kid] }
    const anew = said as Card
    const jws = await sign(anew)
    t.match(await show(jws), { status: 422, body: /two persons/ })
    t.match(await show(jws), { status: 422, body: /two persons/ }, 'shown again')
    const row = (await waiting()).find(({ why }) => why === 'chain')
    t.equal((await waiting()).length, 2)
    const card = String(row?.card)
    const words = fingerprint(anew).join(' ')
    const yes = ['confirm', card.slice(0, 8), '--reason', 'called B. Contact', '--words', words, '--json']
    t.equal((await as(anna, 'confirm', card, '--words', words)).exit, 2, 'not without a reason')
    t.match(await as(anna, 'confirm', card, '--reason', 'x', '--words', fingerprint(b.card).join(' ')), {
      exit: 1,
      err: /they differ at number/,
    })
    t.match(await as(clerk, ...yes), { exit: 1, err: /wants operate/ })
    t.match(await as(anna, ...yes), { exit: 0, json: { outcome: 'waiting' } })
    t.match(await as(anna, ...yes), { exit: 1, err: /another person/ })
    t.same(await held(), before, 'one person is not enough')
    const cards = await as(bert, 'cards')
    t.match(cards.out, /yes of operator at .*: called B\. Contact/)
    t.match(await as(bert, ...yes), { exit: 0, json: { outcome: 'taken' } })
    t.match(await held(), { card: jws, words: fingerprint(anew) })
    t.match(await eventsOf(a, 'card.taken'), [{ partner: 'XB', sequence: 1, clients: 'operator bert' }])
    t.same(
      (await waiting()).filter(({ state }) => state === 'waiting'),
      [],
    )
    t.same(await acts(), [
      ...['card waits', 'card refused'],
      ...['card waits', 'card confirmed', 'card confirmed', 'card taken'],
    ])
    t.match(await show(jws), { status: 200, body: /"sequence":1/ }, 'and XB is told that it is held')
  })

  t.test('a few wait for one partner, unsound, older and foreign ones never; others are not held up', async (t) => {
    const count = (await waiting()).length
    const anew = async (changes: Partial<Card>) => {
      const { succession: _, ...said } = { ...b.card, next: [(await makeNext()).kid], ...changes }
      return sign(said)
    }
    for (const changes of [
      { issuedAt: b.card.issuedAt },
      { issuedAt: later(3), log: c.card.log },
      { issuedAt: later(3), name: c.card.name },
      { issuedAt: later(3), member: 'XC' },
    ])
      t.match(await show(await anew(changes)), { status: 422 })
    t.equal((await waiting()).length, count)
    for (let at = 0; at < 6; at += 1) t.match(await show(await anew({ issuedAt: later(10 + at) })), { status: 422 })
    t.equal((await waiting()).filter(({ state }) => state === 'waiting').length, 4)
    const sender = await senderOf(c, a, withC)
    t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }])
  })
})

t.test('cards that an older version took, as they lie on disk', async (t) => {
  const { a, b, c, withB, sign } = await three(t)
  const d = await install(join(a.folder, '../XD'), 'XD')
  const withD = await peer(a, d, agreementBetween(a, d, { id: 'with-xd' }))
  const lay = async (card: unknown) => {
    const file = join(a.folder, 'partners/XB.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), card: await sign(card) }))
  }
  const started = async (t: Test) => {
    await writeFile(join(a.folder, 'gateway.log'), '')
    return start(t, a)
  }

  for (const [what, changes] of [
    ['trust domain and anchors', { trustDomain: c.card.trustDomain, tls: c.card.tls }],
    ['log key', { log: c.card.log }],
  ] as const)
    t.test(
      `[T11] MUST NOT make one partner another: XB with the ${what} of XC, both refused by name [C3]`,
      async (t) => {
        await lay({ ...b.card, sequence: 2, ...changes })
        const gateway = await started(t)
        t.match(await eventsOf(a, 'trust.refused'), [
          { what: 'partner XB', problem: /XC/ },
          { what: 'partner XC', problem: /XB/ },
        ])
        t.equal(await takenFor(a, c), 'nobody', 'least of all XB')
        t.equal(await takenFor(a, d), 'XD')
        const sender = await senderOf(d, a, withD)
        t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }], 'others go on')
        await openDirectory(a.folder).setPartnerState('XB', 'suspended')
        while ((await takenFor(a, c)) === 'nobody') await new Promise((resolve) => setTimeout(resolve, 50))
        t.equal(await takenFor(a, c), 'XC', 'who is meant, a person says')
        t.equal(await takenFor(a, b), 'nobody')
        await openDirectory(a.folder).setPartnerState('XB', 'active')
        // Taken up before the next one reads the log.
        while ((await takenFor(a, c)) !== 'nobody') await new Promise((resolve) => setTimeout(resolve, 50))
        await gateway.running.close()
      },
    )

  t.test('one with our own trust domain is refused alone', async (t) => {
    await lay({ ...b.card, sequence: 2, trustDomain: a.card.trustDomain })
    const gateway = await started(t)
    t.match(await eventsOf(a, 'trust.refused'), [{ what: 'partner XB', problem: /our own trust domain/ }])
    t.equal(await takenFor(a, c), 'XC')
    await gateway.running.close()
  })

  t.test('one that cannot be used is refused, and the gateway starts and works without it [C2]', async (t) => {
    for (const endpoint of ['https://[', 'https://localhost:99999']) {
      await lay({ ...b.card, sequence: 2, endpoint })
      const gateway = await started(t)
      t.match(await eventsOf(a, 'trust.refused'), [{ what: 'partner XB', problem: /endpoint/ }])
      t.equal(await takenFor(a, c), 'XC')
      await gateway.running.close()
    }
    await lay(b.card)
    const gateway = await started(t)
    t.same(await eventsOf(a, 'trust.refused'), [])
    const sender = await senderOf(b, a, withB)
    t.match((await sender.deliver([await sender.make()])).entries, [{ outcome: 'received' }])
    await gateway.running.close()
  })
})

t.test('one authority for two members: each certificate is of the member that it names', async (t) => {
  const { a, b, c } = await three(t)
  const directory = openDirectory(a.folder)
  // XC trusts its own authority and that of XB, as members under one government do.
  const shared = await cardSigner(c)
  const card = { ...c.card, tls: { anchors: [...c.card.tls.anchors, ...b.card.tls.anchors], pins: [] } }
  await directory.savePartner({
    member: 'XC',
    state: 'active',
    card: await shared(card),
    addedAt: new Date().toISOString(),
    words: [],
  })
  await start(t, a)
  const key = await makeKey('P-256')
  const requestPem = await makeRequest({
    keyPem: key,
    name: 'XC',
    use: 'tls',
    trustDomain: 'xc.example',
    hosts: ['localhost'],
  })
  const cert = await issue({
    ca: b.ca,
    requestPem,
    use: 'tls',
    notBeforeMs: Date.now() - 60_000,
    notAfterMs: Date.now() + 3_600_000,
  })
  t.equal(await takenFor(a, b), 'XB', 'vouched for by the anchors of both, named by one')
  t.equal(await takenFor(a, c), 'XC')
  t.match(await knock({ ...lineBetween(c, a), key, cert }), { status: 200 })
  t.equal((await eventsOf(a, 'tls.accepted')).at(-1)?.['partner'], 'XC')
})
