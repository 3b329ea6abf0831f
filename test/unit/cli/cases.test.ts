// What a person at a shell does with cases: see what may be sent, what is due, how much there is; register letters; in three languages.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { profiles } from '../../../gateway/profiles/all.ts'
import { bulla, type Ended, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-cases-'))
t.teardown(() => rm(root, { recursive: true }))
const xa = await initiated(root, 'XA')

interface Asked {
  readonly route: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
/** A national door that answers as the test says and remembers what it was asked. */
const asked: Asked[] = []
let answers: Record<string, unknown> = {}
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${request.url}`
  const body = Buffer.concat(await request.toArray()).toString()
  asked.push({ route, headers: request.headers, body })
  const found = answers[request.headers.accept === undefined ? route : `${route} ${request.headers.accept}`]
  response.writeHead(found === undefined ? 404 : request.method === 'POST' ? 201 : 200)
  response.end(
    typeof found === 'string' ? found : JSON.stringify(found ?? { title: 'Nothing', detail: route, fix: 'x' }),
  )
}
const pem = (name: string) => readFile(join(xa, 'keys', name))
const server = createServer({ key: await pem('national.key.pem'), cert: await pem('national.cert.pem') }, answer)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
t.teardown(() => server.close())
const port = String((server.address() as AddressInfo).port)
const run = (words: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  bulla(root, [...words, '--folder', xa], { env: { BULLA_NATIONAL_PORT: port, ...env } })
t.beforeEach(() => {
  asked.length = 0
  answers = {}
})

const [caseId, message, item] = [1, 2, 3].map((n) => `01931f6e-7c2a-7a10-8f2e-3b5d90c4a11${n}`) as [
  string,
  string,
  string,
]
const whole = {
  case: caseId,
  partner: 'XB',
  agreement: 'xa-xb-tfa12',
  profile: 'tfa12',
  role: 'requested',
  office: 'HQ',
  state: 'accepted',
  dueOn: '2027-02-19',
  overdue: true,
  discretionary: true,
  regions: { assurance: 'none', retention: 'held' },
  suspension: { thread: message, by: 'XA', on: '2026-11-01' },
  limit: { thread: message, perMonth: 40, until: '2026-12-31' },
  wanted: [
    {
      wanted: 'w1',
      kind: 'commercial-invoice',
      outcome: 'postponed',
      since: '2026-11-21',
      dueOn: '2027-02-19',
      expectedOn: '2027-03-01',
      withdrawn: false,
    },
  ],
  owed: [
    {
      what: 'answer',
      member: 'XA',
      answeredBy: ['response', 'refuse'],
      dueOn: '2027-02-19',
      overdue: true,
      source: 'treaty',
      paragraph: '6.1 e',
      message,
    },
    {
      what: 'disposal',
      member: 'XA',
      answeredBy: [],
      dueOn: '2028-01-01',
      overdue: false,
      source: 'treaty',
      paragraph: '5.1 e',
      message: null,
    },
  ],
  permissions: [{ permission: message, verdict: 'granted', uses: 2, used: 1, until: null, items: [item] }],
  items: [
    {
      item,
      direction: 'in',
      kind: 'declaration',
      bytes: 7,
      name: 'a.xml',
      verified: 'unverified',
      trueCopy: true,
      locked: true,
      disposed: false,
    },
  ],
  legalNext: ['response'],
  next: [
    {
      type: 'response',
      title: 'response',
      paragraphs: ['6.1', '6.1 b'],
      items: 'optional',
      secondPerson: 'two persons decide',
      example: { final: true },
    },
  ],
  notLegal: { ack: 'the case is accepted' },
  timeline: [
    {
      message,
      type: 'request',
      direction: 'in',
      effect: 'applied',
      sentAt: '2026-11-21T20:42:36.000Z',
      delivery: { state: 'delivered' },
    },
    {
      registration: item,
      type: 'response',
      direction: 'out',
      channel: 'paper',
      on: '2026-11-22',
      reference: '4711/26',
    },
  ],
}

t.test('a case shows what is wanted, owed, given and permitted, and what holds beside it', async (t) => {
  answers = { [`GET /v1/cases/${caseId}`]: whole }
  const { exit, out } = await run(['cases', 'show', caseId])
  t.equal(exit, 0)
  for (const line of [
    /state accepted, due 2027-02-19 OVERDUE$/m,
    /^ {2}assurance none, retention held$/m,
    /execution is at discretion \(12\.7\.2, 12\.8\): two persons/,
    /XA has suspended its obligations since 2026-11-01/,
    /agreed limit: 40 cases a month until 2026-12-31/,
    /we may send response$/m,
    /^w1 +commercial-invoice +postponed +2026-11-21 +2027-02-19 +2027-03-01$/m,
    /^XA +response or refuse +2027-02-19 OVERDUE +treaty +6\.1 e +01931/m,
    /^XA +disposal +2028-01-01 +treaty +5\.1 e +-$/m,
    /declaration +7 +unverified, true copy, LOCKED +a\.xml$/m,
    /granted +1 of 2 +- +01931/,
    /^2026-11-22 +out +response +registered +paper +4711\/26$/m,
  ])
    t.match(out, line)
})

t.test('words stand in the place of codes where a language is asked for, and problems come in it', async (t) => {
  answers = { [`GET /v1/cases/${caseId}`]: whole }
  const french = await run(['cases', 'show', caseId, '--language', 'fr'])
  t.equal(asked[0]?.headers['accept-language'], 'fr')
  for (const text of [
    'Prise en charge',
    'Facture commerciale',
    'Reporté',
    'Réponse ou',
    'Le traité',
    'Conservation Conservé',
  ])
    t.ok(french.out.includes(text.replace(' ou', ' or')), text)
  const spanish = await run(['cases', 'show', caseId], { LANG: 'es_ES.UTF-8' })
  t.match(spanish.out, /En tramitación/)
  for (const lang of ['en_US.UTF-8', 'C', 'de_DE.UTF-8', '']) {
    const plain = await run(['cases', 'show', caseId], { LANG: lang })
    t.match(plain.out, /state accepted/, lang)
  }
  t.match((await run(['cases', 'show', caseId, '--language', 'en'], { LANG: 'fr_FR' })).out, /state Taken up/)
  t.equal((await run(['cases', 'show', caseId, '--language', 'de'])).exit, 2)
})

t.test('what may be sent next, with paragraphs, and a body to begin with', async (t) => {
  answers = { [`GET /v1/cases/${caseId}`]: whole, [`GET /v1/cases/${caseId}?schemas=true`]: whole }
  const { exit, out, json } = await run(['case', 'next', caseId])
  t.equal(exit, 0)
  t.match(out, /^response +response +6\.1, 6\.1 b +optional +two persons decide$/m)
  t.match(out, /NOT NOW\nTYPE +WHY\nack +the case is accepted/)
  t.same(json, {})
  t.match((await run(['case', 'next', caseId, '--json'])).json, {
    next: [{ type: 'response' }],
    notLegal: { ack: /./ },
  })
  t.match((await run(['case', 'next', caseId, '--language', 'es'])).out, /^response +Respuesta /m)

  const skeleton = await run(['case', 'next', caseId, '--skeleton', 'response'])
  t.same(JSON.parse(skeleton.out), { final: true }, 'JSON and nothing else')
  const early = await run(['case', 'next', caseId, '--skeleton', 'ack'])
  t.equal(early.exit, 1)
  t.match(early.err, /ack: the case is accepted\nhint: now there are response/)
  t.match((await run(['case', 'next', caseId, '--skeleton', 'declare'])).err, /no message type "declare" of ours/)
})

t.test('a body of a message that opens a case comes from the profile itself', async (t) => {
  for (const [name, { messages }] of profiles)
    for (const type of Object.keys(messages)) {
      const { exit, out } = await run(['profile', 'example', name, type])
      t.equal(exit, 0)
      t.match(JSON.parse(out), {}, `${name} ${type}`)
    }
  t.match(
    (await run(['profile', 'example', 'tfa13', 'request'])).err,
    /there is no profile "tfa13"; expected one of tfa12/,
  )
  t.match(
    (await run(['profile', 'example', 'tfa12', 'suspend'])).err,
    /tfa12 has no message type "suspend"; expected one of request/,
  )
  t.equal((await run(['profile', 'example', 'tfa12'])).exit, 2)
  t.same(asked, [], 'and no gateway is asked')
})

t.test('the terms in force of a case in words, with the digest that an acceptance signs', async (t) => {
  const text = 'CONDITIONS D’UTILISATION\n\n1. Qui\n'
  const block = {
    ...{ terms: 'ab'.repeat(32), direction: 'in', provider: 'XB', recipient: 'XA', language: 'fr', text },
    ...{ sha256: 'cd'.repeat(32), texts: {}, offices: ['HQ'], purposes: [], readUntil: '2031-11-21', rows: [] },
    excluded: ['judicial-proceeding'],
    binds: [
      { id: item, what: 'item', acceptance: 'accepted', locked: false, disposed: false },
      { id: message, what: 'body', acceptance: 'open', locked: true, disposed: true },
    ],
  }
  const found = { case: caseId, partner: 'XB', language: 'fr', blocks: [block, { ...block, direction: 'out' }] }
  answers = { [`GET /v1/cases/${caseId}/terms`]: found }
  const { exit, out } = await run(['case', 'terms', caseId, '--language', 'fr'])
  t.equal(exit, 0)
  t.equal(asked[0]?.headers['accept-language'], 'fr')
  for (const line of [
    new RegExp(`^in +XB +2031-11-21 +${block.terms} +fr +${block.sha256}$`, 'm'),
    /^CE QUE NOUS DÉTENONS, FOURNI PAR LE MEMBRE XB$/m,
    /^CE QUE LE MEMBRE XA DÉTIENT, FOURNI PAR NOUS$/m,
    new RegExp(`^ {3}document ${item}.*conditions acceptées$`, 'm'),
    new RegExp(`^ {3}message ${message}.*conditions pas encore acceptées, verrouillé, éliminé$`, 'm'),
    /\(6\.2\).*procédures judiciaires$/m,
    /^CONDITIONS D’UTILISATION\n\n1\. Qui$/m,
  ])
    t.match(out, line)
  t.same((await run(['cases', 'terms', caseId, '--json'])).json, found)
  answers = { [`GET /v1/cases/${caseId}/terms`]: { ...found, language: 'en', blocks: [] } }
  t.match((await run(['cases', 'terms', caseId])).out, /no terms are in force/)
})

t.test('an acceptance of the terms that were read: every term, the text, and all that waits for it', async (t) => {
  const bind = (id: string, acceptance: string, disposed = false) => ({ id, what: 'item', acceptance, disposed })
  const block = {
    ...{ terms: 'ab'.repeat(32), sha256: 'cd'.repeat(32), direction: 'in' },
    rows: [{ term: 'purpose' }, { term: 'retention' }],
    binds: [bind(item, 'open'), bind(message, 'open', true), bind(caseId, 'accepted')],
  }
  const terms = (...blocks: object[]) => ({
    [`GET /v1/cases/${caseId}/terms`]: { case: caseId, language: 'en', blocks },
  })
  const asks = ['cases', 'terms', caseId, '--acceptance', '--role', 'Head of unit', '--officer', 'A. Example']
  answers = terms(block, { ...block, direction: 'out' })
  const { exit, out } = await run(asks)
  t.equal(exit, 0)
  t.same(
    JSON.parse(out),
    {
      ...{ terms: block.terms, text: block.sha256, items: [item], role: 'Head of unit', officer: 'A. Example' },
      decisions: ['purpose', 'retention'].map((term) => ({ term, decision: 'accept' })),
    },
    'JSON and nothing else',
  )
  const other = { ...block, terms: 'ef'.repeat(32) }
  answers = terms(block, other)
  t.match((await run(asks)).err, /several terms wait .*\nhint: say --terms with one of (ab)+, (ef)+/)
  t.match(JSON.parse((await run([...asks, '--terms', other.terms])).out), { terms: other.terms })
  answers = terms({ ...block, binds: [bind(item, 'accepted')] })
  const done = await run(asks)
  t.equal(done.exit, 1)
  t.match(done.err, /nothing waits for an acceptance/)
  t.equal((await run(asks.slice(0, -2))).exit, 2, 'without an officer')
})

t.test('what is due, earliest first', async (t) => {
  const row = { ...whole.owed[0], case: caseId, partner: 'XB', profile: 'tfa12', state: 'accepted' }
  answers = {
    'GET /v1/due?until=2027-03-01&partner=XB&by=us': { rows: [row], truncated: true, next: 'more' },
    'GET /v1/due?limit=9&cursor=more': { rows: [], truncated: true, next: null },
    'GET /v1/due': { rows: [] },
  }
  const { exit, out, err, json } = await run(['cases', 'due', '--until', '2027-03-01', '--partner', 'XB', '--by', 'us'])
  t.equal(exit, 0)
  t.match(
    out,
    new RegExp(`^2027-02-19 OVERDUE +XA +response or refuse +treaty +6\\.1 e +XB +accepted +${caseId}$`, 'm'),
  )
  t.match(err, /there are more; go on with --cursor more/)
  t.same(json, {})
  t.same((await run(['cases', 'due', '--json'])).json, { rows: [] })
  const last = await run(['cases', 'due', '--cursor', 'more', '--limit', '9'])
  t.match(last.err, /cases of the program before are still being brought over/)
  t.notMatch(last.err, /go on with/)
  for (const wrong of [
    ['--by', 'them'],
    ['--limit', '501'],
  ])
    t.equal((await run(['cases', 'due', ...wrong])).exit, 2)
})

t.test('the queue, the workload and the numbers of a report', async (t) => {
  const limit = {
    thread: message,
    perMonth: 40,
    from: '2026-01-01',
    until: '2026-12-31',
    used: 36,
    warning: '36 of the 40 requests',
  }
  const numbers = {
    rows: [
      {
        partner: 'XB',
        agreement: 'x',
        profile: 'tfa12',
        role: 'requested',
        state: 'accepted',
        cases: 3,
        opened: 2,
        overdue: 1,
      },
    ],
  }
  answers = {
    'GET /v1/queue': {
      truncated: false,
      rows: [
        {
          place: 1,
          case: caseId,
          partner: 'XB',
          office: 'HQ',
          profile: 'tfa12',
          state: 'accepted',
          dueOn: '2027-02-19',
          overdue: false,
          priority: 2,
          beyondLimit: true,
        },
      ],
    },
    'GET /v1/workload': {
      month: '2026-11',
      capacity: null,
      partners: [
        { partner: 'XB', toAnswer: 4, overdue: 1, openedThisMonth: 36, askedThisMonth: 0, limit, ourLimit: null },
      ],
    },
    'GET /v1/statistics?since=2026-01-01': numbers,
    'GET /v1/statistics?since=2026-01-01 text/csv': 'partner,cases\r\nXB,3\r\n',
  }
  t.match((await run(['queue'])).out, new RegExp(`^1 +${caseId} +XB +HQ +accepted +2027-02-19 +2 +beyond$`, 'm'))
  const load = await run(['workload'])
  t.match(load.out, /^XB +4 +1 +36 +0 +36 of 40 +-$/m)
  t.match(load.err, /note: 36 of the 40 requests/)
  const since = ['statistics', '--since', '2026-01-01']
  t.match((await run(since)).out, /^XB +x +tfa12 +requested +accepted +3 +2 +1$/m)
  t.match((await run([...since, '--language', 'fr'])).out, /Membre auquel la demande est adressée +Prise en charge +3/)
  t.equal((await run([...since, '--csv'])).out, 'partner,cases\nXB,3')
  t.same((await run([...since, '--csv', '--json'])).json, numbers)
})

t.test('a letter is registered with everything that finds it again', async (t) => {
  answers = { [`POST /v1/cases/${caseId}/registrations`]: { registration: item } }
  const words = ['cases', 'register', caseId, '--direction', 'in', '--channel', 'paper', '--on', '2026-04-02']
  const { exit, out } = await run([...words, '--summary', 'Two pages', '--type', 'response', '--reference', '4711/26'])
  t.equal(exit, 0)
  t.match(out, new RegExp(`registered as ${item}`))
  t.same(JSON.parse(asked[0]?.body ?? ''), {
    direction: 'in',
    channel: 'paper',
    on: '2026-04-02',
    summary: 'Two pages',
    type: 'response',
    reference: '4711/26',
  })
  for (const [wrong, expected] of [
    [words, /--summary is missing/],
    [['cases', 'register', caseId], /--direction is missing/],
    [['cases', 'register', caseId, '--direction', 'in', '--channel', 'fax'], /--channel must be one of paper, e-mail/],
  ] as const) {
    const refused = await run(wrong)
    t.equal(refused.exit, 2)
    t.match(refused.err, expected)
  }
})

t.test('what is done with an item is told before it is read', async (t) => {
  answers = { [`GET /v1/items/${item}`]: { item, case: caseId } }
  const read = ['cases', 'read', item, '--purpose', 'VERIFY_VALUE', '--out', join(root, 'a.xml')]
  const more = [
    '--use',
    'disclose',
    '--target',
    'other-agency',
    '--office',
    'HQ',
    '--relied-on',
    'verified,own-findings',
  ]
  t.equal((await run([...read, ...more, '--decision', 'doubt-removed'])).exit, 1)
  t.same(JSON.parse(asked[1]?.body ?? ''), {
    purpose: 'VERIFY_VALUE',
    matter: caseId,
    use: 'disclose',
    office: 'HQ',
    target: 'other-agency',
    decision: 'doubt-removed',
    reliedOn: ['verified', 'own-findings'],
  })
  t.match((await run([...read, '--use', 'sell'])).err, /--use must be one of view, compare/)
  t.match((await run([...read, '--proceeding', 'trial'])).err, /--proceeding must be one of criminal-investigation/)
})

t.test('a message stands under the terms of a file, and says why a second person has to approve it', async (t) => {
  const terms = [{ term: 'retention', until: '2026-12-31' }]
  await writeFile(join(root, 'terms.json'), JSON.stringify(terms))
  await writeFile(join(root, 'body.json'), JSON.stringify({ items: [item], reason: 'x' }))
  answers = {
    [`GET /v1/cases/${caseId}`]: whole,
    'POST /v1/terms': { sha256: 'f'.repeat(64) },
    [`POST /v1/cases/${caseId}/messages`]: {
      draft: 'd1',
      type: 'amend-terms',
      why: 'two persons decide on an amendment',
    },
  }
  const words = ['send', 'amend-terms', '--case', caseId, '--body', 'body.json', '--terms']
  const { exit, out, err } = await run([...words, 'terms.json'])
  t.equal(exit, 0)
  t.match(err, /hint: nothing is sent before another person approves it: "bulla draft approve d1"/)
  t.match(out, /draft d1 waits for a second person: two persons decide on an amendment/)
  t.same(JSON.parse(asked[1]?.body ?? ''), { agreement: 'xa-xb-tfa12', case: caseId, terms })
  t.match(JSON.parse(asked[2]?.body ?? ''), { type: 'amend-terms', terms: 'f'.repeat(64), items: [] })
  t.match((await run([...words, 'body.json'])).err, /body\.json: expected a JSON list of terms/)
})

t.test(
  'what the partner did with what it was given, what of it is not told, and where it contradicts itself',
  async (t) => {
    const at = '2026-11-21T20:42:36.000Z'
    const reader = 'b'.repeat(64)
    const said = { at, kind: 'release', reader, purpose: 'VERIFY_VALUE', office: 'HQ', use: 'print' }
    const view = {
      case: caseId,
      partner: 'XB',
      ours: { count: 1, uses: [{ number: 1, content: message, said, record: 41 }] },
      theirs: {
        signed: { count: 4, head: 'a'.repeat(64) },
        attested: 3,
        notYetTold: 1,
        uses: [
          { number: 1, content: item, said },
          { number: 2, content: item, said: { at, kind: 'denial', reader, purpose: 'VERIFY_ORIGIN', office: 'HQ' } },
          { number: 3, content: message, said: null },
        ],
      },
      findings: [{ code: 'forked', number: 4, id: message, found: 'signs for another chain of 4 uses than before' }],
      next: 3,
    }
    answers = { [`GET /v1/cases/${caseId}/uses`]: view, [`GET /v1/cases/${caseId}/uses?after=3`]: view }
    const { exit, out, err } = await run(['uses', caseId])
    t.equal(exit, 0, err)
    t.match(out, /1 +2026-11-21T20:42:36\.000Z +print +\S+ +VERIFY_VALUE +HQ +bbbbbbbbbbbb/)
    t.match(out, /2 +\S+ +DENIED/)
    t.match(out, /3 +- +not told: its own/)
    t.match(out, /XB: 3 of 4 that it signed for are told, and are what it signed; ask for a report/)
    t.match(out, /XB CONTRADICTS ITSELF \(forked\): \S+ signs for another chain of 4 uses than before/)
    t.match(err, /there is more: --after 3/)
    t.match((await run(['uses', caseId, '--after', '3', '--ours'])).out, /RECORD[\s\S]*41[\s\S]*we: 1 uses/)
  },
)

t.test('bulla held follows the pages to their end, and shows the overdue of all of them first', async (t) => {
  const line = (content: string, more: object) => ({
    ...{ case: caseId, partner: 'XB', agreement: 'xa-xb-tfa12', profile: 'tfa12', role: 'requesting', office: 'HQ' },
    ...{ state: 'answered', content, what: 'item', message, disposed: false, terms: null, retentionEnds: null },
    ...{ disposeBy: null, method: null, holdUntil: null, goesWith: [], outUntil: null, overdue: false, copies: [] },
    ...more,
  })
  const [early, late] = [line(item, {}), line(message, { disposeBy: '2026-10-01', overdue: true })]
  answers = {
    'GET /v1/held': { today: '2026-11-21', next: 'two', rows: [early] },
    'GET /v1/held?cursor=two': { today: '2026-11-21', next: null, rows: [late] },
  }
  const { exit, json } = await run(['held', '--json'])
  t.equal(exit, 0)
  t.same(
    (json['rows'] as { content: string }[]).map(({ content }) => content),
    [message, item],
  )
})
