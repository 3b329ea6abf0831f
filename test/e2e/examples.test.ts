// docs/examples, each run as a program of its own, as a national system would run it.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { purpose, requestBody } from '../support/bodies.ts'
import { sha256Of } from '../support/client.ts'
import { type Gateway, pair } from '../support/gateways.ts'
import { scratch } from '../support/installation.ts'
import { freePort } from '../support/ports.ts'
import { untilItem, untilState } from '../support/story.ts'

const run = promisify(execFile)
/** Each command is a process; what it compiles once serves the next. */
const NODE_COMPILE_CACHE = await scratch(t)
const examples = join(import.meta.dirname, '../../docs/examples')

/** What an example says when it runs as the officer of this gateway. */
async function example(folder: string, { installation }: Gateway, name: string, ...words: string[]): Promise<string> {
  const authority = join(folder, `${installation.member}.pem`)
  await writeFile(authority, installation.ca.certPem)
  const env = {
    ...process.env,
    NATIONAL_URL: `https://localhost:${installation.ports.national}`,
    NATIONAL_TOKEN: installation.tokens.officer,
    NODE_EXTRA_CA_CERTS: authority,
    NODE_OPTIONS: '',
    NODE_COMPILE_CACHE,
  }
  return (await run(process.execPath, [join(examples, name), ...words], { env, cwd: folder })).stdout
}

t.test('ask, answer, follow, read', async (t) => {
  const folder = await scratch(t)
  const { a, b, agreement } = await pair(t, { agreement: { inAdvance: false } })
  const at = (name: string) => join(folder, name)
  const document = randomBytes(300_000)
  await writeFile(at('request.json'), JSON.stringify(requestBody()))
  await writeFile(at('declaration.xml'), '<Declaration/>\n')
  await writeFile(at('invoice.pdf'), document)

  const asked = await example(folder, a, 'ask.ts', agreement.id, 'HQ', at('request.json'))
  const again = await example(folder, a, 'ask.ts', agreement.id, 'HQ', at('request.json'))
  t.equal(asked, again, 'run twice it is one case')
  const id = /^case (\S+) message \S+ due \d{4}-\d\d-\d\d$/m.exec(asked)?.[1] ?? ''
  await untilState(b.client(), id, 'submitted')
  t.match(await example(folder, b, 'follow.ts', at('cursor')), `message.received request case ${id}`)
  t.equal(await example(folder, b, 'follow.ts', at('cursor')), '', 'what was handled does not come again')
  const request = / message (\S+) due/.exec(asked)?.[1] ?? ''
  const taken = await example(folder, b, 'take.ts', request, 'ANSWER_REQUEST', at('request.json'))
  t.match(taken, /use solely for ANSWER_REQUEST in this matter/)
  t.match(JSON.parse(await readFile(at('request.json'), 'utf8')), { body: { groundsOfDoubt: /./ } })
  await t.rejects(example(folder, b, 'take.ts', request, purpose, at('other.json')), /403 release-denied/)
  const copied = example(folder, b, 'take.ts', request, 'ANSWER_REQUEST', at('request.zip'))
  await t.rejects(copied, /403 release-denied/, 'its terms allow no copy')

  const answered = await example(folder, b, 'answer.ts', id, `w1=${at('declaration.xml')}`, `w2=${at('invoice.pdf')}`)
  t.match(answered, /with 2 items, the case is answered/)
  const seen = await untilState(a.client(), id, 'answered')
  t.match(await example(folder, b, 'follow.ts', at('cursor')), /message.submitted response/)

  const items = seen.json.items as { item: string; kind: string }[]
  const invoice = items.find(({ kind }) => kind === 'commercial-invoice')?.item ?? ''
  const early = example(folder, a, 'read.ts', invoice, id, purpose, at('early.pdf'))
  await t.rejects(early, /409 item-locked.*accept-terms/, 'nothing opens before its terms are accepted')
  t.match(await example(folder, b, 'keys.ts', id), /^nothing waits for its key/)
  const accepted = await example(folder, a, 'accept.ts', id, 'A. Example')
  t.match(accepted, /^message \S+ accepts the terms of 3$/m, 'two documents and what the response says')
  await untilItem(b.client(), id, invoice, ({ acceptance }) => acceptance === 'accepted')
  t.match(await example(folder, b, 'keys.ts', id), /opens 2 items/)
  await untilItem(a.client(), id, invoice, ({ locked }) => locked === false)
  const read = await example(folder, a, 'read.ts', invoice, id, purpose, at('got.pdf'))
  t.match(read, sha256Of(document))
  t.match(read, /use solely for VERIFY_VALUE in this matter/)
  t.equal(sha256Of(await readFile(at('got.pdf'))), sha256Of(document), 'octets in = octets out')
  await t.rejects(example(folder, a, 'read.ts', invoice, id, 'VERIFY_ORIGIN', at('other.pdf')), /403 release-denied/)
  await t.rejects(example(folder, a, 'ask.ts'), /usage: .*<agreement> <office> <body.json>/)
})

t.test('peer by the command line', async (t) => {
  const folder = join(await scratch(t), 'two')
  const [portXA, portXB] = [String(await freePort()), String(await freePort())]
  const { stdout } = await run(process.execPath, [join(examples, 'peer.ts'), folder, portXA, portXB], {
    env: { ...process.env, NODE_COMPILE_CACHE },
  })
  t.match(stdout, /^agreement xa-xb-tfa12 [0-9a-f]{64}$/m)
  for (const [us, them] of [
    ['xa', 'XB'],
    ['xb', 'XA'],
  ] as const)
    t.match(JSON.parse(await readFile(join(folder, us, 'partners', `${them}.json`), 'utf8')), {
      member: them,
      state: 'active',
    })
})
