import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { allCommands } from '../../../gateway/cli/program/commands.ts'
import { bulla, type Ended, initiated } from '../../support/command-line.ts'

const commands = await allCommands()

const root = await mkdtemp(join(tmpdir(), 'bulla-national-'))
t.teardown(() => rm(root, { recursive: true }))
const xa = await initiated(root, 'XA', '--office', 'HQ')
const xb = await initiated(root, 'XB')
await bulla(xa, ['partner', 'add', join(xb, 'card.jws'), '--yes'])
await bulla(xa, ['agreement', 'new', 'XB', '--out', join(root, 'sent.json')])
const token = (await readFile(join(xa, 'operator.token'), 'utf8')).trim()

interface Asked {
  readonly route: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}
type Answer = { status?: number; body?: unknown; headers?: Record<string, string>; cut?: boolean }

/** A national door that answers as the test says and remembers what it was asked. */
const asked: Asked[] = []
let answers: Record<string, Answer | ((asked: Asked) => Answer)> = {}
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk)
  const route = `${request.method} ${request.url}`
  const seen = { route, headers: request.headers, body: Buffer.concat(chunks) }
  asked.push(seen)
  const found = answers[route] ?? {
    status: 404,
    body: { title: 'There is no such thing', detail: route, fix: 'ask for another' },
  }
  const { status = 200, body = {}, headers = {}, cut } = typeof found === 'function' ? found(seen) : found
  response.writeHead(status, headers)
  if (cut) {
    response.write('half')
    setImmediate(() => response.destroy())
  } else response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}
async function door(folder: string): Promise<string> {
  const pem = (name: string) => readFile(join(folder, 'keys', name))
  const server = createServer(
    { key: await pem('national.key.pem'), cert: await pem('national.cert.pem'), minVersion: 'TLSv1.3' },
    answer,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return String((server.address() as AddressInfo).port)
}
const port = await door(xa)
const here = { env: { BULLA_NATIONAL_PORT: port } }
const run = (...words: string[]): Promise<Ended> => bulla(root, [...words, '--folder', xa], here)
t.beforeEach(() => {
  asked.length = 0
  answers = {}
})

const [caseId, message] = ['01931f6e-7c2a-7a10-8f2e-3b5d90c4a111', '01931f6e-7c2a-7a10-8f2e-3b5d90c4a222']
await writeFile(join(root, 'request.json'), JSON.stringify({ matter: 'x', purpose: { codes: ['VERIFY_VALUE'] } }))
await writeFile(
  join(root, 'response.json'),
  JSON.stringify({ outcomes: [{ items: ['@mrn.xml', '@scan.pdf'] }], protection: { level: 'x' } }),
)
await writeFile(join(root, 'mrn.xml'), '<mrn/>')
await writeFile(join(root, 'scan.pdf'), Buffer.alloc(300_000, 7))
const delivered = { delivery: { state: 'delivered', receipt: 'r1', attempts: 1, problem: null, detail: null } }

t.test('a request goes out under the one agreement there is, once, and its receipt is waited for', async (t) => {
  let looked = 0
  answers = {
    'POST /v1/cases': { status: 202, body: { case: caseId, message, state: 'submitted' } },
    [`GET /v1/messages/${message}`]: () => {
      looked += 1
      return { body: looked < 2 ? { delivery: { state: 'sending' } } : delivered }
    },
  }
  const { exit, json } = await run('send', 'request', '--to', 'XB', '--body', 'request.json', '--wait', '--json')
  t.equal(exit, 0)
  t.match(json, { case: caseId, message, delivery: { state: 'delivered', receipt: 'r1' } })
  const [posted] = asked
  t.match(posted?.headers, {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': /^[0-9a-f-]{36}$/,
  })
  t.same(JSON.parse(String(posted?.body)), {
    agreement: 'xa-xb-tfa12',
    office: 'HQ',
    type: 'request',
    body: { matter: 'x', purpose: { codes: ['VERIFY_VALUE'] } },
    items: [],
  })
})

t.test('items go up under terms first, and the body names them by the ids they get', async (t) => {
  answers = {
    [`GET /v1/cases/${caseId}`]: { body: { case: caseId, agreement: 'xa-xb-tfa12', office: 'HQ' } },
    'POST /v1/terms': { status: 201, body: { sha256: 'f'.repeat(64), terms: {} } },
    [`POST /v1/items?terms=${'f'.repeat(64)}&kind=declaration&form=electronic&name=mrn.xml`]: {
      status: 201,
      body: { item: 'i1' },
    },
    [`POST /v1/items?terms=${'f'.repeat(64)}&kind=packing-list&form=paper&name=scan.pdf`]: {
      status: 201,
      body: { item: 'i2' },
    },
    [`POST /v1/cases/${caseId}/messages`]: { status: 202, body: { case: caseId, message } },
  }
  const words = [
    '--case',
    caseId,
    '--body',
    'response.json',
    '--item',
    'declaration=mrn.xml',
    '--paper',
    'packing-list=scan.pdf',
  ]
  const { exit, out, err } = await run('send', 'response', ...words, '--idempotency-key', 'k1')
  t.equal(exit, 0, err)
  t.match(out, /is accepted and on its way/)
  const [, terms, first, second, posted] = asked
  t.same(JSON.parse(String(terms?.body)), { agreement: 'xa-xb-tfa12', case: caseId, protection: { level: 'x' } })
  t.match(first?.headers, {
    'content-type': 'application/xml',
    'content-length': '6',
    'content-digest': /^sha-256=:.{44}:$/,
  })
  t.match(second?.headers, { 'content-type': 'application/pdf', 'content-length': '300000' })
  t.ok(second?.body.equals(await readFile(join(root, 'scan.pdf'))), 'octet for octet')
  t.equal(posted?.headers['idempotency-key'], 'k1')
  t.match(JSON.parse(String(posted?.body)), {
    items: ['i1', 'i2'],
    terms: 'f'.repeat(64),
    body: { outcomes: [{ items: ['i1', 'i2'] }] },
  })
})

t.test('what the partner refused, what waits, and what needs a second person is said', async (t) => {
  const refused = { delivery: { state: 'refused', problem: 'partner-refused', detail: 'terms-unknown', receipt: 'r2' } }
  answers = {
    'POST /v1/cases': { status: 202, body: { case: caseId, message } },
    [`GET /v1/messages/${message}`]: { body: refused },
  }
  const words = ['send', 'request', '--to', 'XB', '--body', 'request.json']
  const first = await run(...words, '--wait')
  t.equal(first.exit, 1)
  t.match(first.out, /refused: partner-refused: terms-unknown/)
  answers[`GET /v1/messages/${message}`] = { body: { delivery: { state: 'waiting' } } }
  const second = await run(...words, '--wait', '--wait-seconds', '1')
  t.equal(second.exit, 1)
  t.match(second.out, /waiting: no receipt yet/)
  t.match(second.err, /the gateway goes on trying/)
  const alike = [{ case: 'c9', partner: 'XC', profile: 'tfa12', role: 'requesting', office: 'HQ', state: 'closed' }]
  answers['POST /v1/cases'] = { status: 201, body: { draft: 'd1', type: 'request', approval: 'needed', alike } }
  const third = await run(...words, '--wait')
  t.equal(third.exit, 0)
  t.match(third.err, /case c9 with XC is about the same declaration; it is closed/, 'also where it waits')
  t.match(third.out, /draft d1 waits for a second person/)
})

t.test('a problem is shown with field, paragraph and fix', async (t) => {
  answers = {
    'POST /v1/cases': {
      status: 422,
      body: {
        title: 'The body is wrong',
        detail: '/law is missing; and 1 more',
        code: 'body-invalid',
        fix: 'Correct the named fields.',
        field: '/law',
        paragraph: '4.1 f',
        faults: [
          { field: '/law', paragraph: '4.1 f', message: 'is missing' },
          { field: '/persons', paragraph: '4.1 b', message: 'are missing' },
        ],
      },
    },
  }
  const { exit, err } = await run('send', 'request', '--to', 'XB', '--body', 'request.json')
  t.equal(exit, 1)
  t.equal(
    err,
    [
      'bulla: The body is wrong: /law is missing; and 1 more',
      '  /law is missing (paragraph 12.4.1 f)',
      '  /persons are missing (paragraph 12.4.1 b)',
      'hint: Correct the named fields.',
    ].join('\n'),
  )
  const { json } = await run('send', 'request', '--to', 'XB', '--body', 'request.json', '--json')
  t.match(json, { error: { problem: { code: 'body-invalid', field: '/law' }, hints: ['Correct the named fields.'] } })
})

t.test('what cannot be sent is refused before anything is asked', async (t) => {
  await writeFile(join(root, 'list.json'), '[]')
  for (const [words, exit, expected] of [
    [['--to', 'XZ', '--body', 'request.json'], 1, /there is no agreement with XZ/],
    [['--body', 'request.json'], 2, /--to is missing/],
    [['--to', 'XB', '--body', 'list.json'], 1, /expected a JSON object/],
    [['--case', caseId, '--office', 'HQ', '--body', 'request.json'], 2, /--office does not go with --case/],
    [['--to', 'XB', '--body', 'nothing.json'], 1, /there is no such file; expected the body of a message/],
    [['--to', 'XB', '--body', 'request.json', '--item', 'mrn.xml'], 2, /--item must be kind=path/],
    [['--to', 'XB', '--body', 'request.json', '--item', 'declaration=nothing.xml'], 1, /there is no such file/],
    [
      ['--to', 'XB', '--body', 'request.json', '--item', 'a=mrn.xml', '--paper', 'b=mrn.xml'],
      2,
      /two items are called mrn\.xml/,
    ],
  ] as const) {
    const refused = await run('send', 'request', ...words)
    t.equal(refused.exit, exit, words.join(' '))
    t.match(refused.err, expected)
  }
  t.same(asked, [])
})

t.test('an item is read into a file of ours alone, whole and checked', async (t) => {
  const content = Buffer.alloc(200_000, 9)
  const digest = `sha-256=:${createHash('sha256').update(content).digest('base64')}:`
  const released = {
    body: content,
    headers: {
      'content-length': '200000',
      'content-digest': digest,
      'bulla-obligations': '"say \\"why\\"", %"n%c3%a9e"',
    },
  }
  answers = { 'GET /v1/items/i1': { body: { item: 'i1', case: caseId } }, 'POST /v1/items/i1/releases': released }
  const out = join(root, 'read.pdf')
  const words = ['cases', 'read', 'i1', '--purpose', 'VERIFY_VALUE', '--reader', 'officer-17', '--out', out]
  const { exit, json } = await run(...words, '--json')
  t.equal(exit, 0)
  t.match(json, { bytes: 200_000, obligations: ['say "why"', 'née'], matter: caseId })
  t.same(JSON.parse(String(asked[1]?.body)), { purpose: 'VERIFY_VALUE', matter: caseId, reader: 'officer-17' })
  t.ok((await readFile(out)).equals(content))
  t.equal((await stat(out)).mode & 0o777, 0o600)
  const again = await run(...words)
  t.equal(again.exit, 1)
  t.match(again.err, /there is such a file/)

  await rm(out)
  answers['POST /v1/items/i1/releases'] = {
    ...released,
    headers: { ...released.headers, 'content-digest': `sha-256=:${'A'.repeat(43)}=:` },
  }
  t.match((await run(...words)).err, /other octets arrived than the gateway announced/)
  answers['POST /v1/items/i1/releases'] = { ...released, cut: true }
  t.match((await run(...words)).err, /the connection broke/)
  answers['POST /v1/items/i1/releases'] = {
    status: 403,
    body: { title: 'Denied', detail: 'another purpose', paragraph: '5.1 b', field: '', fix: 'x' },
  }
  t.match((await run(...words)).err, /Denied: another purpose/)
  t.same(
    (await readdir(root)).filter((name) => name.includes('read.pdf')),
    [],
    'nothing half is left behind',
  )
})

t.test('cases and deliveries are listed, and deliveries are queued again', async (t) => {
  answers = {
    'GET /v1/cases?state=accepted&limit=2': {
      body: {
        rows: [
          {
            case: caseId,
            partner: 'XB',
            profile: 'tfa12',
            role: 'requested',
            office: 'HQ',
            state: 'accepted',
            dueOn: '2027-02-19',
            overdue: true,
          },
        ],
        next: 'more',
      },
    },
    [`GET /v1/cases/${caseId}`]: {
      body: {
        case: caseId,
        partner: 'XB',
        legalNext: ['response', 'refuse'],
        wanted: [{ wanted: 'w1', kind: 'declaration', outcome: 'open' }],
        items: [],
        timeline: [
          {
            type: 'request',
            direction: 'in',
            effect: 'applied',
            message,
            sentAt: 'x',
            delivery: { state: 'delivered' },
          },
        ],
      },
    },
    'GET /v1/operator/deliveries?state=expired': {
      body: {
        rows: [
          {
            delivery: 'd1',
            partner: 'XB',
            state: 'expired',
            attempts: 9,
            problem: 'partner-unreachable',
            detail: 'down\u001b[2J',
            changedAt: 'x',
          },
        ],
        next: null,
      },
    },
    'POST /v1/operator/deliveries/d1/redelivery': { status: 202, body: { delivery: 'd1', state: 'queued' } },
    'POST /v1/operator/deliveries/d2/redelivery': {
      status: 409,
      body: { title: 'Only refused or expired', detail: 'd2 is delivered', fix: 'x' },
    },
  }
  const cases = await run('cases', '--state', 'accepted', '--limit', '2')
  t.match(cases.out, new RegExp(`^${caseId} +XB +tfa12 +requested +HQ +accepted +2027-02-19 OVERDUE$`, 'm'))
  t.match(cases.err, /go on with --cursor more/)
  const shown = await run('cases', 'show', caseId)
  t.match(
    shown.out,
    /we may send response, refuse[\s\S]*WANTED[\s\S]*w1 +declaration +open[\s\S]*TIMELINE[\s\S]*request +applied +delivered/,
  )
  const list = await run('deliveries', 'list', '--state', 'expired')
  t.match(
    list.out,
    /^d1 +XB +expired +9 +x +partner-unreachable: down\?\[2J$/m,
    'control characters do not reach the terminal',
  )
  t.equal((await run('redeliver', 'd1')).exit, 0)
  const both = await run('redeliver', 'd1', 'd2', '--json')
  t.equal(both.exit, 1)
  t.match(both.json, {
    deliveries: [
      { id: 'd1', queued: true },
      { id: 'd2', queued: false, why: /d2 is delivered/ },
    ],
  })
})

t.test('the test of a partner shows each step that was proved', async (t) => {
  answers = {
    'POST /v1/operator/partners/XB/test': {
      body: {
        partner: 'XB',
        steps: [
          { step: 'tls', found: 'TLSv1.3 with X25519MLKEM768' },
          { step: 'receipt', found: 'r1' },
        ],
        roundTripMs: 12,
      },
    },
  }
  const { exit, out } = await run('partner', 'test', 'XB')
  t.equal(exit, 0)
  t.match(out, /^tls +TLSv1\.3 with X25519MLKEM768\nreceipt +r1\nXB answered in 12 ms/m)
  t.equal((await run('partner', 'test', 'XZ')).exit, 1)
})

t.test('a gateway that is not there, or is another one, ends with 3, and never sees the token', async (t) => {
  const gone = await bulla(root, ['deliveries', '--folder', xa, '--json'], { env: { BULLA_NATIONAL_PORT: '1' } })
  t.equal(gone.exit, 3)
  t.match(
    gone.err,
    /no gateway answers at https:\/\/127\.0\.0\.1:1: nothing listens there\nhint: start it with "bulla serve"/,
  )
  t.match(gone.json, { error: { message: /nothing listens there/ } })
  const other = await door(xb)
  const wrong = await bulla(root, ['deliveries', '--folder', xa, '--url', `https://127.0.0.1:${other}`])
  t.equal(wrong.exit, 3)
  t.match(wrong.err, /it shows another certificate than the one of this installation/)
  t.same(asked, [])
  t.equal((await run('deliveries', '--url', 'http://127.0.0.1:1')).exit, 2)
  t.match((await run('deliveries', '--token-file', 'nowhere')).err, /nowhere: there is no such file; expected a token/)
  // A clerk's machine holds three things: an address, a token, and the certificate.
  answers = { 'GET /v1/cases': { body: { rows: [], next: null } } }
  const [file, ca] = [join(root, 'clerk.token'), join(xa, 'keys/national.cert.pem')]
  await writeFile(file, `${token}\n`)
  const clerk = await bulla(root, [
    'cases',
    '--url',
    `https://localhost:${port}`,
    '--token-file',
    file,
    '--ca',
    ca,
    '--folder',
    join(root, 'nothing'),
  ])
  t.equal(clerk.exit, 0, clerk.err)
})

t.test(
  'check tells of what waits for long, of what is due in a year, and of what a ready gateway says [W1]',
  async (t) => {
    const due = (days: number) => [{ partner: 'XB', dueAt: new Date(Date.now() + days * 86_400_000).toISOString() }]
    const waiting = (oldestSeconds: number) => [{ partner: 'XB', deliveries: 308, oldestSeconds }]
    const check = async (status: object, reasons: string[] = []) => {
      answers = { 'GET /readyz': { body: { ready: true, reasons } }, 'GET /v1/operator/status': { body: status } }
      const { json } = await run('check', '--json')
      return (json['findings'] as { about: string; level: string; found: string }[]).filter(({ about }) =>
        /deliveries|our own gateway/.test(about),
      )
    }
    t.same(await check({ due: due(0), waiting: waiting(3_599) }), [])
    t.match(await check({ due: due(400), waiting: waiting(20) }), [
      { level: 'wrong', about: 'deliveries to XB', found: /^the next is due at 20.*, later than any pause lasts$/ },
    ])
    t.match(await check({ due: [], waiting: waiting(7_200) }), [
      { level: 'note', about: 'deliveries to XB', found: '308 wait, the oldest for 2 h' },
    ])
    t.match(await check({ due: [], waiting: waiting(90_000) }), [{ level: 'wrong', found: /for 25 h$/ }])
    t.match(await check({}, ['the clock is 12 s ahead']), [{ level: 'note', found: 'the clock is 12 s ahead' }])
  },
)

t.test('a command says which role it wants, and which the token has where that is another [R15]', async (t) => {
  const forbidden = { status: 403, body: { code: 'forbidden', title: 'Not allowed', detail: 'lacks the role read' } }
  answers = {
    'GET /v1/cases': forbidden,
    'GET /v1/drafts': forbidden,
    'GET /v1/whoami': { body: { id: 'operator', offices: 'all', roles: ['operate'] } },
  }
  t.match(await run('cases', '--json'), {
    exit: 1,
    err: /^bulla: found roles operate of client operator, this command wants read\nhint: make one with "bulla client add <id> --offices <codes> --roles read --save <file>"\nhint: and name its token with --token-file <file> or BULLA_TOKEN_FILE/,
    json: { error: { roles: ['operate'], wants: { roles: ['read'] } } },
  })
  t.match(await run('drafts'), { exit: 1, err: /this command wants submit or approve/ })
  answers = { ...answers, 'GET /v1/whoami': { body: { id: 'anna', offices: 'all', roles: ['read'] } } }
  t.match(
    await run('cases'),
    { exit: 1, err: /Not allowed: lacks the role read/ },
    'what it does have is not what is wrong',
  )
  await writeFile(join(root, 'anna.token'), 'anna')
  answers = { 'GET /v1/cases': { body: { rows: [], next: null } } }
  const env = { ...here.env, BULLA_TOKEN_FILE: join(root, 'anna.token') }
  t.equal((await bulla(root, ['cases', '--folder', xa], { env })).exit, 0)
  t.equal(asked.at(-1)?.headers.authorization, 'Bearer anna')
})

t.test('cases are found by one number, which stands in no address', async (t) => {
  const line = { case: '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111', partner: 'XB', profile: 'tfa12', role: 'requesting' }
  answers = {
    'POST /v1/searches': {
      body: { rows: [{ ...line, office: 'HQ', state: 'accepted', dueOn: null }], truncated: true },
    },
  }
  const found = await run('cases', '--declaration', '26 xa 63')
  t.match(found, { exit: 0, out: /01931f6e.*XB.*HQ/, err: /more cases than are looked at/ })
  t.same(JSON.parse(String(asked.at(-1)?.body)), { by: 'declaration', number: '26 xa 63' })
  t.match(await run('cases', 'list', '--file', '4711/26'), { exit: 0 })
  t.same(JSON.parse(String(asked.at(-1)?.body)), { by: 'file', number: '4711/26' })
  t.match(await run('cases', '--trader', 'x', '--file', 'y'), { exit: 2, err: /--file does not go with --trader/ })
  t.match(await run('cases', '--file', 'x', '--state', 'closed'), { exit: 2, err: /--state does not go with --file/ })
})

t.test('a case is handed on and assigned, for the person that is named [R17b]', async (t) => {
  const id = '01931f6e-7c2a-7a10-8f2e-3b5d90c4a111'
  const handed = { case: id, from: 'HQ', office: 'XA2', readable: ['i1'], closed: ['i2', 'i3'] }
  answers = {
    [`POST /v1/cases/${id}/office`]: { body: handed },
    [`POST /v1/cases/${id}/assignment`]: { body: { case: id, office: 'HQ', assigned: 'officer-17' } },
  }
  const moved = await run('cases', 'hand', id, '--office', 'XA2', '--person', 'Anna')
  t.match(moved, { exit: 0, out: /XA2 deals with it now.*\nof what was given to us it may read 1, and 2 it may not/ })
  t.match(moved.err, /permission-ask/)
  t.equal(asked.at(-1)?.headers['bulla-person'], 'Anna')
  t.match(await run('cases', 'assign', id, '--to', 'officer-17'), { exit: 0, out: /officer-17 works on it/ })
  t.equal(asked.at(-1)?.headers['bulla-person'], undefined)
  t.same(JSON.parse(String(asked.at(-1)?.body)), { person: 'officer-17' })
  t.match(await run('cases', 'assign', id), { exit: 2, err: /to whom is not said/ })
  t.match(await run('cases', 'assign', id, '--to', 'x', '--nobody'), { exit: 2 })
  t.match(await run('cases', 'hand', id, '--office', 'XA2', '--person', 'a b'), { exit: 2, err: /--person is an id/ })
})

t.test('every command that asks a running gateway says in its help which role it wants [R15]', async (t) => {
  for (const { usage, options, wants } of commands) {
    const asks = options?.some(({ flags }) => flags.startsWith('--token-file')) ?? false
    t.equal(wants !== undefined, asks, usage)
    const words = usage.split(' ').filter((word) => !/^[<[]/.test(word))
    const { out } = await bulla(root, [...words, '--help'])
    if (asks)
      t.match(
        out.replaceAll(/\s+/g, ' '),
        `Role of its token: ${wants?.roles.join(wants.any ? ' or ' : ' and ')}.`,
        usage,
      )
  }
})

t.test(
  'a draft is listed, shown, returned, changed, approved and withdrawn at the revision that was read [R24]',
  async (t) => {
    const draft = {
      draft: 'd1',
      revision: 2,
      case: null,
      type: 'request',
      office: 'HQ',
      drafters: ['anna'],
      returned: { by: 'berta', reason: 'Another consignment.' },
      body: { matter: 'x' },
    }
    const said = { body: { ...draft, revision: 3 } }
    answers = {
      'GET /v1/drafts': { body: { rows: [draft], next: null } },
      'GET /v1/drafts?limit=200': { body: { rows: [{ ...draft, draft: 'd0' }], next: 'more' } },
      'GET /v1/drafts?limit=200&cursor=more': { body: { rows: [draft], next: null } },
      'POST /v1/drafts/d1/approval': { status: 202, body: { message: 'm1', case: 'c1' } },
      'POST /v1/drafts/d1/return': said,
      'POST /v1/drafts/d1/change': said,
      'POST /v1/drafts/d1/withdrawal': said,
    }
    t.match((await run('drafts')).out, /^d1 +2 +request +- +HQ +anna +returned by berta: Another consignment\.$/m)
    t.match((await run('draft', 'show', 'd1', '--json')).json, { revision: 2, body: { matter: 'x' } })
    t.match(await run('draft', 'show', 'd2'), { exit: 1, err: /no draft d2 waits/ })
    const sent = async (...words: string[]) => {
      const { exit, err } = await run('draft', ...words)
      t.equal(exit, 0, err)
      return JSON.parse(String(asked.at(-1)?.body)) as object
    }
    t.same(await sent('approve', 'd1', '--revision', '2'), { revision: 2 })
    t.same(await sent('return', 'd1', '--revision', '2', '--reason', 'No.'), { revision: 2, reason: 'No.' })
    const body = JSON.parse(await readFile(join(root, 'request.json'), 'utf8'))
    t.same(await sent('change', 'd1', '--revision', '2', '--body', 'request.json'), { revision: 2, body })
    t.same(await sent('withdraw', 'd1', '--revision', '2'), { revision: 2 })
    t.match(await run('draft', 'approve', 'd1'), { exit: 2, err: /--revision is missing/ })
  },
)
