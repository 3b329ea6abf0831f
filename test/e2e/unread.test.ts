// Whoever asks and reads no answer holds nothing up, and fills no memory: at either door, without a token or a certificate.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { pair } from '../support/gateways.ts'

const asked = (count: number) => 'GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count)

t.test('a connection that asks on and on and reads nothing is ended; one that reads is served', async (t) => {
  const { a } = await pair(t)
  const { ports, ca } = a.installation
  const open = async (read: boolean) => {
    const socket = connect({ host: 'localhost', port: ports.national, ca: ca.certPem })
    t.teardown(() => socket.destroy())
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve('closed')))
    let octets = 0
    if (read)
      socket.on('data', (piece: Buffer) => {
        octets += piece.length
      })
    socket.on('error', () => undefined)
    return { socket, ended, octets: () => octets }
  }
  const before = process.memoryUsage().rss
  const greedy = await Promise.all(Array.from({ length: 4 }, () => open(false)))
  for (const { socket } of greedy) socket.write(asked(1_500))
  for (const { socket } of greedy) socket.resume()
  t.same(await Promise.all(greedy.map(({ ended }) => ended)), ['closed', 'closed', 'closed', 'closed'])
  t.ok(process.memoryUsage().rss - before < 400 * 1_048_576, 'no answer was made for most of them')
  t.equal((await a.client().get('/healthz')).status, 200)
  const refused = readFileSync(join(a.installation.folder, 'gateway.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"event":"request.refused"'))
  t.match(refused[0] && JSON.parse(refused[0]), {
    ...{ door: 'national', route: '/openapi.json', client: '-', problem: 'too-many-requests' },
  })

  const { json } = await a.client().get('/openapi.json')
  const length = Buffer.byteLength(JSON.stringify(json))
  const patient = await open(true)
  for (let round = 0; round < 3; round += 1) {
    const had = patient.octets()
    patient.socket.write(asked(2))
    for (const end = Date.now() + 30_000; patient.octets() < had + 2 * length; )
      if (Date.now() > end) throw new Error(`${patient.octets() - had} octets of ${2 * length}`)
      else await new Promise((resolve) => setTimeout(resolve, 20))
  }
  t.ok(patient.octets() >= 6 * length, 'six answers, two at a time')
})
