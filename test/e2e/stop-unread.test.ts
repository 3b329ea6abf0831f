// A stop while partners and clients take nothing of their answers, or take and send so little that they would never be through: at both doors,
// by real sockets, of a gateway that is a process of its own.
import { randomBytes } from 'node:crypto'
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { layDown } from '../support/another-certificate.ts'
import { purpose } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { installedPair, spawnGateway, start } from '../support/gateways.ts'
import { revokingCa } from '../support/openssl-ca.ts'
import { lineBetween } from '../support/partner-client.ts'
import { accepted, given } from '../support/story.ts'

const mebibyte = 1024 * 1024
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Door {
  readonly port: number
  readonly ca: string
  readonly key?: string
  readonly cert?: string
}

/** A connection of which nothing is read until somebody does. */
async function opened(t: { teardown(end: () => unknown): void }, door: Door): Promise<TLSSocket> {
  const socket = connect({ host: 'localhost', ...door, minVersion: 'TLSv1.3' })
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined).pause()
  await new Promise((resolve) => socket.once('secureConnect', resolve))
  return socket
}

const head = (line: string, fields: Readonly<Record<string, string>>) =>
  `${line} HTTP/1.1\r\n${Object.entries({ host: 'localhost', ...fields })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** Resolves when an answer has begun. */
const answering = (socket: TLSSocket) =>
  new Promise<void>((resolve) => socket.once('readable', resolve)).then(() => socket.read(1))

t.test('no peer that reads nothing, or hardly anything, or sends so, holds up a stop, at either door', async (t) => {
  const { a, b, agreement } = await installedPair(t)
  // A list of revoked certificates so long that no buffer of the machine holds eight of it.
  const ca = await revokingCa(t, a.ca)
  const revoked = Array.from({ length: 60_000 }, () => ({ serial: `7${randomBytes(15).toString('hex')}0` }))
  await layDown(a, 'own.crl', await ca.crl({ number: 1, revoked }))
  const before = { a: await start(t, a), b: await start(t, b), agreement }
  const story = await given(before, [randomBytes(24 * mebibyte), randomBytes(1_000)], { keys: 'after-acceptance' })
  await accepted(before, story)
  await before.a.running.close()

  const child = await spawnGateway(t, a)
  let said = ''
  child.stderr?.on('data', (octets: Buffer) => {
    said += octets
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const client = clientOf(a, 'officer')
  t.teardown(() => client.close())
  const nation = { port: a.ports.national, ca: a.ca.certPem }
  const partner = lineBetween(b, a)
  const authorization = `Bearer ${a.tokens.officer}`
  const release = JSON.stringify({ purpose, matter: story.case })
  const silent = [
    [nation, head('GET /openapi.json', {}).repeat(8)],
    [nation, head('GET /v1/events?after=0', { authorization, accept: 'text/event-stream' })],
    [
      nation,
      `${head(`POST /v1/items/${story.items[0]}/releases`, {
        ...{ authorization, 'content-type': 'application/json', 'content-length': String(release.length) },
      })}${release}`,
    ],
    [partner, head('GET /v1/crl', {}).repeat(8)],
  ] as const
  for (const [door, text] of silent) {
    const socket = await opened(t, door)
    socket.write(text)
    await answering(socket)
  }
  // Those that get on, but would for hours: one reads a little now and then, two send so.
  const reading = await opened(t, partner)
  reading.write(head('GET /v1/crl', {}).repeat(8))
  await answering(reading)
  const upload = new URLSearchParams({ terms: story.terms, kind: 'declaration', form: 'electronic', name: 'd.pdf' })
  const bytes = 1024 * mebibyte
  const [item, part] = [await opened(t, nation), await opened(t, partner)]
  item.write(
    head(`POST /v1/items?${upload}`, {
      ...{ authorization, 'content-type': 'application/pdf', 'content-length': String(bytes) },
    }),
  )
  part.write(
    head(`PATCH /v1/parts/${randomBytes(32).toString('hex')}`, {
      ...{ 'content-type': 'application/partial-upload', 'content-length': String(bytes) },
      ...{ 'upload-offset': '0', 'upload-length': String(bytes) },
    }),
  )
  let dripping = true
  const drips = (async () => {
    while (dripping) {
      reading.read(16 * 1024)
      for (const socket of [item, part]) socket.write(new Uint8Array(64 * 1024))
      await pause(200)
    }
  })()
  t.equal((await client.get('/v1/whoami')).status, 200)
  await pause(500)
  child.kill('SIGTERM')
  const exit = await ended
  dripping = false
  await drips
  t.equal(exit, 0, 'it stopped in order, and was not ended')
  t.notMatch(said, /not stopped within/)
})
