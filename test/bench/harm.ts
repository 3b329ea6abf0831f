// One partner that means harm, as a process of its own: it floods with refused envelopes, or drips on every connection it gets.
import { Agent } from 'node:https'
import { connect, type TLSSocket } from 'node:tls'
import { utf8 } from '../../crypto/octets.ts'
import { writeFrames } from '../../crypto/part/frames.ts'
import type { Agreement } from '../../gateway/model/agreement.ts'
import type { Installation } from '../support/installation.ts'
import { knock, type Line, lineBetween } from '../support/partner-client.ts'
import { senderOf } from '../support/sender.ts'
import { pause } from '../support/traffic.ts'

export interface Harm {
  readonly kind: 'flood' | 'drip'
  readonly from: Installation
  readonly to: Installation
  readonly agreement: Agreement
}

const connections = 64
const mebibyte = 1024 * 1024

/** Envelopes of 64 statements that are refused, sent again and again, and sealed anew all the time. */
async function flooding({ from, to, agreement }: Harm) {
  const sender = await senderOf(from, to, agreement)
  const spoilt = { statement: { agreement: { id: 'none', sha256: '0'.repeat(64) } } }
  const sealed = async () => {
    const made = await Promise.all(Array.from({ length: 64 }, () => sender.make(spoilt)))
    return writeFrames([utf8((await sender.seal(made.map(({ message }) => message))).envelope)])
  }
  const envelopes: Uint8Array[] = []
  for (let count = 0; count < 40; count += 1) envelopes.push(await sealed())
  const line = lineBetween(from, to)
  const { key, cert, ca } = line
  const agent = new Agent({ keepAlive: true, maxSockets: connections, key, cert, ca })
  return async (going: () => boolean) => {
    const one = async (first: number) => {
      for (let turn = first; going(); turn += 1) {
        const body = envelopes[turn % envelopes.length] as Uint8Array
        const headers = { 'content-type': 'application/cbor-seq' }
        const answer = await knock(line, { method: 'POST', path: '/v1/deliveries', headers, body }, agent)
        // Whoever is told to wait comes back at once, but leaves the machine of the benchmark some of its cores.
        if (!('status' in answer) || answer.status !== 200) await pause(100)
      }
    }
    await Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  }
}

/** Deliveries of 8 MiB and uploads of 8 GiB, of which an octet comes now and then. */
function dripping({ from, to }: Harm) {
  const line = lineBetween(from, to)
  return async (going: () => boolean) => {
    const drip = async (head: readonly string[]) => {
      while (going()) {
        const socket = await opened(line)
        socket.write(`${head.join('\r\n')}\r\n\r\n`)
        socket.write(new Uint8Array(64 * 1024))
        while (going() && !socket.destroyed) {
          socket.write(new Uint8Array(1))
          await pause(200)
        }
        socket.destroy()
      }
    }
    const body = (type: string, bytes: number) => [
      'host: localhost',
      `content-type: ${type}`,
      `content-length: ${bytes}`,
    ]
    const delivery = ['POST /v1/deliveries HTTP/1.1', ...body('application/cbor-seq', 8 * mebibyte)]
    const upload = (name: number) => [
      `PATCH /v1/parts/${name.toString(16).padStart(64, '0')} HTTP/1.1`,
      ...body('application/partial-upload', 8192 * mebibyte),
      'upload-offset: 0',
      `upload-length: ${8192 * mebibyte}`,
    ]
    await Promise.all(Array.from({ length: connections }, (_, name) => drip(name % 2 ? upload(name) : delivery)))
  }
}

const opened = ({ key, cert, ca, port }: Line) =>
  new Promise<TLSSocket>((resolve) => {
    const socket = connect({ host: 'localhost', port, key, cert, ca, minVersion: 'TLSv1.3' })
    socket.on('error', () => undefined).on('close', () => resolve(socket))
    socket.on('secureConnect', () => resolve(socket)).resume()
  })

if (process.send) {
  const harm = JSON.parse(process.argv[2] ?? '') as Harm
  const run = harm.kind === 'flood' ? await flooding(harm) : dripping(harm)
  let [going, running] = [false, Promise.resolve()]
  process.on('message', async (word) => {
    going = word === 'go'
    if (going) running = run(() => going)
    else await running
    process.send?.(word)
  })
}
