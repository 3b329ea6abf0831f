// A stop while bodies stand still, at both doors: each is ended and told why, and none is waited for.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:tls'
import t from 'tap'
import { pair } from '../support/gateways.ts'
import { lineBetween } from '../support/partner-client.ts'
import { asked, provide } from '../support/story.ts'

// Longer than a stop may take, and short enough for a gateway that waits for it to be told from one that does not.
const patient = { settings: { REQUEST_TIMEOUT_MS: 8_000 } }
const both = await pair(t, { a: patient, b: patient })
const { a, b } = both
const id = await asked(both)
const { terms } = await provide(a.client(), { agreement: both.agreement.id, case: id }, [])

const { ports, ca, tokens } = a.installation
const nation = { port: ports.national, ca: ca.certPem, authorization: `Bearer ${tokens.officer}` }
const partner = lineBetween(b.installation, a.installation)
const upload = new URLSearchParams({ terms, kind: 'declaration', form: 'electronic', name: 'd.pdf' })
const sha256 = randomBytes(32).toString('hex')
const cases = [
  ['an item', nation, `POST /v1/items?${upload}`, { 'content-type': 'application/pdf' }],
  ['a JSON body', nation, 'POST /v1/terms', { 'content-type': 'application/json' }],
  ['a delivery', partner, 'POST /v1/deliveries', { 'content-type': 'application/cbor-seq' }],
  [
    'a part',
    partner,
    `PATCH /v1/parts/${sha256}`,
    { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-length': '200000' },
  ],
] as const

/** A connection; what was said on it, until a text is among it or to its end. */
async function opened({ authorization, ...line }: Partial<typeof nation> & { port: number }) {
  const socket = connect({ host: 'localhost', ...line, minVersion: 'TLSv1.3' })
  let said = ''
  const closed = new Promise<void>((resolve) => socket.on('error', () => undefined).once('close', () => resolve()))
  socket.on('data', (octets) => {
    said += octets.toString('latin1')
  })
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  return {
    socket,
    until: async (text: string) => {
      while (!said.includes(text)) await new Promise((resolve) => socket.once('data', resolve))
    },
    all: () => closed.then(() => said),
  }
}

/** Sends the head of a request and the beginning of its body, once the door reads it. */
async function stalled([, line, request, headers]: (typeof cases)[number]) {
  const connection = await opened(line)
  const fields = {
    host: 'localhost',
    ...('authorization' in line && { authorization: line.authorization }),
    ...headers,
  }
  const named = Object.entries({ ...fields, 'content-length': '200000', expect: '100-continue' })
  connection.socket.write(
    `${request} HTTP/1.1\r\n${named.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  )
  await connection.until('100 Continue')
  connection.socket.write(randomBytes(100))
  return connection
}

t.test('a stop waits for no body that does not get on, at no door, and says so', async (t) => {
  const waiting = await Promise.all(cases.map(stalled))
  const [half, silent] = await Promise.all([opened(nation), opened(partner)])
  half.socket.write('GET /v1/whoami HTTP/1.1\r\nHost: loc')
  // Both have been read when what came after them on another connection is answered.
  t.equal((await a.client().get('/v1/whoami')).status, 200)
  await a.running.close()
  for (const [at, [what]] of cases.entries()) {
    const said = (await waiting[at]?.all()) ?? ''
    t.match(said, /HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n.*"code":"stopping"/is, what)
  }
  t.equal(await silent.all(), '', 'whoever asked nothing is told nothing')
  t.notMatch(await half.all(), /^HTTP\/1\.1 (?!503)/, 'nor is a request that was not whole taken')
})
