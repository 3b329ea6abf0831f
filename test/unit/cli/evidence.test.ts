import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bulla, type Ended, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-evidence-'))
t.teardown(() => rm(root, { recursive: true }))
const xa = await initiated(root, 'XA')

interface Answer {
  readonly status?: number
  readonly body?: object | Buffer
  readonly headers?: Record<string, string>
  /** The connection breaks in the middle of the body. */
  readonly cut?: true
}

/** A national door that answers as the test says. */
const asked: string[] = []
let answers: Record<string, Answer> = {}
function answer(request: IncomingMessage, response: ServerResponse): void {
  const route = `${request.method} ${request.url}`
  asked.push(route)
  const missing = { status: 404, body: { title: 'There is no such thing', detail: route, fix: 'ask for another' } }
  const { status = 200, body = {}, headers = {}, cut }: Answer = answers[route] ?? missing
  response.writeHead(status, headers)
  if (cut) {
    response.write('PK')
    setImmediate(() => response.destroy())
  } else response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
}
const pem = (name: string) => readFile(join(xa, 'keys', name))
const server = createServer({ key: await pem('national.key.pem'), cert: await pem('national.cert.pem') }, answer)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
t.teardown(() => server.close())
const port = String((server.address() as AddressInfo).port)
const run = (...words: string[]): Promise<Ended> =>
  bulla(root, [...words, '--folder', xa], { env: { BULLA_NATIONAL_PORT: port } })
t.beforeEach(() => {
  asked.length = 0
  answers = {}
})

const [caseId, message] = ['01931f6e-7c2a-7a10-8f2e-3b5d90c4a111', '01931f6e-7c2a-7a10-8f2e-3b5d90c4a222']
const bundle = `GET /v1/cases/${caseId}/bundle`

t.test('a case is exported into a file of ours alone, and the next step is said', async (t) => {
  const octets = Buffer.alloc(100_000, 5)
  answers = { [bundle]: { body: octets, headers: { 'content-type': 'application/zip' } } }
  const out = join(root, 'case.zip')
  const { exit, out: said, err } = await run('case', 'export', caseId, '--out', 'case.zip')
  t.equal(exit, 0, err)
  t.ok((await readFile(out)).equals(octets))
  t.equal((await stat(out)).mode & 0o777, 0o600)
  t.match(said, `${out}: 100000 octets, sha256 ${createHash('sha256').update(octets).digest('hex')}`)
  t.match(err, `bulla verify ${out}`)
  const { exit: second, json } = await run('cases', 'export', caseId, '--out', 'again.zip', '--json')
  t.equal(second, 0, '"case" is another word for "cases"')
  t.match(json, { case: caseId, file: join(root, 'again.zip'), content: false, bytes: 100_000 })
  t.same(asked, [bundle, bundle], 'no purpose is sent, so no content leaves')
  const there = await run('case', 'export', caseId, '--out', 'case.zip')
  t.equal(there.exit, 1)
  t.match(there.err, /there is such a file/)
})

t.test('content is exported for a stated purpose and not otherwise', async (t) => {
  const words = ['case', 'export', caseId, '--out', 'content.zip']
  for (const [more, expected] of [
    [['--content'], /--purpose is missing/],
    [['--purpose', 'VERIFY_VALUE'], /--purpose goes with --content/],
    [['--reader', 'officer-17'], /--reader goes with --content/],
  ] as const) {
    const { exit, err } = await run(...words, ...more)
    t.equal(exit, 2)
    t.match(err, expected)
  }
  t.match(await run('case', 'export', caseId), { exit: 2, err: /--out is missing/ })
  t.same(asked, [], 'before anything is asked')
  answers = { [`${bundle}?purpose=VERIFY_VALUE&reader=officer-17`]: { body: Buffer.from('PK') } }
  const given = await run(...words, '--content', '--purpose', 'VERIFY_VALUE', '--reader', 'officer-17', '--json')
  t.match(given, { exit: 0, json: { content: true, bytes: 2 } })
})

t.test('a broken or refused export leaves nothing behind', async (t) => {
  answers = { [bundle]: { cut: true } }
  const broken = await run('case', 'export', caseId, '--out', 'broken.zip')
  t.match(broken, { exit: 1, err: /the connection broke/ })
  answers = {}
  t.match(await run('case', 'export', caseId, '--out', 'broken.zip'), { exit: 1, err: /hint: ask for another/ })
  t.same(
    (await readdir(root)).filter((name) => name.includes('broken')),
    [],
  )
})

t.test('the proof of a message is written as it is', async (t) => {
  const proof = 'c2sp.org/tlog-proof@v1\nindex 4\nAAAA\n\nxa/log\n5\nBBBB\n\n— xa/log CCCC\n'
  const found = { message, index: 4, entry: 'ab'.repeat(32), record: { v: 1 }, salt: 'c2FsdA', proof }
  answers = { [`GET /v1/operator/evidence/proof/${message}`]: { body: found } }
  const shown = await run('evidence', 'proof', message)
  t.match(shown, { exit: 0, out: proof.trimEnd(), err: /it proves the entry abab/ })
  t.equal(`${shown.out}\n`, proof, 'octet for octet')
  const written = await run('evidence', 'proof', message, '--out', 'm.tlog-proof')
  t.match(written, { exit: 0, out: `message ${message} is entry 4 of our log` })
  t.equal(await readFile(join(root, 'm.tlog-proof'), 'utf8'), proof)
  t.match(await run('evidence', 'proof', message, '--json'), { json: found })
  await writeFile(join(root, 'there'), 'x')
  t.match(await run('evidence', 'proof', message, '--out', 'there'), { exit: 1, err: /there is such a file/ })
  t.match(await run('evidence', 'proof', caseId), { exit: 1, err: /There is no such thing/ })
})

t.test('the check goes through all of the evidence and ends with 1 when anything does not fit', async (t) => {
  const page = (after: number, body: object) => ({
    [`GET /v1/operator/evidence/check?after=${after}&limit=2`]: { body: { size: 5, faults: [], ...body } },
  })
  const first = page(0, { checked: 2, last: 2, done: false })
  const last = page(4, { checked: 1, last: 5, done: true })
  answers = { ...first, ...page(2, { checked: 2, last: 4, done: false }), ...last }
  t.match(await run('evidence', 'check', '--limit', '2'), { exit: 0, out: '5 of 5 entries checked, 0 faults' })
  t.equal(asked.length, 3)

  const fault = { seq: 4, found: 'statement s1 is gone\u001b[2J' }
  answers = { ...first, ...page(2, { checked: 2, last: 4, done: false, faults: [fault] }), ...last }
  const wrong = await run('evidence', 'check', '--limit', '2')
  t.match(wrong, { exit: 1, out: 'entry 4: statement s1 is gone?[2J\n5 of 5 entries checked, 1 faults' })
  t.match(wrong.err, /hint: keep the data folder as it is/)
  const told = await run('evidence', 'check', '--limit', '2', '--json')
  t.match(told, { exit: 1, json: { checked: 5, size: 5, faults: [fault] } })

  answers = page(0, { checked: 0, last: 0, done: false })
  t.match(await run('evidence', 'check', '--limit', '2'), { exit: 1, err: /does not go on after entry 0/ })
  t.match(await run('evidence', 'check', '--limit', '0'), { exit: 2, err: /--limit must be/ })
  t.equal((await bulla(root, ['evidence', 'check', '--folder', xa], { env: { BULLA_NATIONAL_PORT: '1' } })).exit, 3)
})

t.test('a number beyond the end is refused with the way on in words of the command [N5]', async (t) => {
  const gone = {
    ...{ type: 'https://gateway.example/problems/cursor-gone', status: 410, code: 'cursor-gone', instance: '/' },
    ...{ title: 'The feed cannot go on from this number', detail: 'the last number is 5, and after is 9999' },
    fix: 'Begin anew with after=0, and read the cases (GET /v1/cases) to see what has become of them meanwhile.',
  }
  for (const [words, path] of [
    [['evidence', 'check', '--after', '9999'], '/v1/operator/evidence/check?after=9999&limit=1000'],
    [['uses', caseId, '--after', '9999'], `/v1/cases/${caseId}/uses?after=9999`],
  ] as const) {
    answers = { [`GET ${path}`]: { status: 410, body: gone } }
    const said = await run(...words)
    t.match(said, { exit: 1, out: '', err: /the last number is 5, and after is 9999/ })
    t.match(said.err, /hint: leave --after out/, words.join(' '))
    t.notMatch(said.err, /after=0|GET \/v1/, 'no words of the API')
  }
})

t.test('the faults of a broken store are not poured out without end', async (t) => {
  const faults = Array.from({ length: 250 }, (_, at) => ({ seq: at + 1, found: 'x' }))
  answers = {
    'GET /v1/operator/evidence/check?after=0&limit=1000': {
      body: { checked: 250, last: 250, size: 250, done: true, faults },
    },
  }
  const { out } = await run('evidence', 'check')
  t.equal(out.split('\n').length, 102)
  t.match(out, '… and 150 more')
})
