// Requests written octet by octet, so that a body can be longer or shorter than announced, cut, reset or left standing.
import { connect as connectPlain } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { connect } from 'node:tls'

export interface RawDoor {
  readonly port: number
  readonly ca: string
  /** Of the client certificate that is shown, where one is. */
  readonly key?: string
  readonly cert?: string
}

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What is written after the line of the request, and what is done then. */
interface Manner {
  /** Header fields that announce a body. */
  announce(body: Uint8Array): Readonly<Record<string, string>>
  write(body: Uint8Array): Uint8Array
  /** `answer`: the connection ends with the answer. `hold`: nothing more, until the door ends it. `fin`: our half ends. `reset`: TCP RST, at once or after the answer began. */
  readonly afterwards: 'answer' | 'hold' | 'fin' | 'reset' | 'late-reset'
  readonly twice?: true
}

const length = (bytes: number) => ({ 'content-length': String(bytes) })
const chunked = { 'transfer-encoding': 'chunked' }
const more = (bytes: number) => new Uint8Array(bytes).fill(32)
const half = (body: Uint8Array) => body.subarray(0, body.length >> 1)
const chunk = (body: Uint8Array) => Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body])

/** Every way in which a body can come. */
export const manners = {
  none: { announce: () => ({}), write: () => more(0), afterwards: 'answer' },
  empty: { announce: () => length(0), write: () => more(0), afterwards: 'answer' },
  whole: { announce: (body) => length(body.length), write: (body) => body, afterwards: 'answer' },
  'whole, twice at once': {
    announce: (body) => length(body.length),
    write: (body) => body,
    afterwards: 'answer',
    twice: true,
  },
  'longer than announced': {
    announce: (body) => length(body.length),
    write: (body) => Buffer.concat([body, more(4096)]),
    afterwards: 'hold',
  },
  'long and unfinished': {
    announce: (body) => length(body.length + 200_000),
    write: (body) => Buffer.concat([body, more(20_000)]),
    afterwards: 'hold',
  },
  cut: { announce: (body) => length(body.length + 1000), write: (body) => body, afterwards: 'fin' },
  'cut before it began': { announce: () => length(1000), write: () => more(0), afterwards: 'fin' },
  reset: { announce: (body) => length(body.length + 1000), write: half, afterwards: 'reset' },
  'reset after the answer': {
    announce: (body) => length(body.length + 1000),
    write: (body) => Buffer.concat([body, more(500)]),
    afterwards: 'late-reset',
  },
  stalled: { announce: (body) => length(body.length + 1), write: (body) => body, afterwards: 'hold' },
  'waiting to be told to go on': {
    announce: (body) => ({ ...length(body.length + 1), expect: '100-continue' }),
    write: () => more(0),
    afterwards: 'hold',
  },
  'chunked and stalled': { announce: () => chunked, write: chunk, afterwards: 'hold' },
  'chunked and cut': { announce: () => chunked, write: chunk, afterwards: 'fin' },
  'chunked and broken': {
    announce: () => chunked,
    write: (body) => Buffer.concat([chunk(body), Buffer.from('\r\nzz\r\n')]),
    afterwards: 'hold',
  },
} as const satisfies Record<string, Manner>
export type MannerName = keyof typeof manners

/** Sends one request in its manner; resolves when the connection is over, or was held for `holdMs`: what was answered, and whether the door ended it. */
export async function misbehave(
  door: RawDoor,
  request: RawRequest,
  name: MannerName,
  holdMs: number,
): Promise<{ statuses: number[]; ended: boolean }> {
  const manner: Manner = manners[name]
  const plain = connectPlain({ host: '127.0.0.1', port: door.port })
  // A reset at the wrong moment is what this is about.
  plain.on('error', () => undefined)
  const socket = connect({ ...door, socket: plain, servername: 'localhost', minVersion: 'TLSv1.3' })
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => plain.once('close', () => resolve()))
  const opened = new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()))
  const answered = Promise.withResolvers<void>()
  let said = ''
  socket.on('data', (octets) => {
    said = (said + octets.toString('latin1')).slice(0, 100_000)
    answered.resolve()
  })
  await Promise.race([opened, closed])
  const octets = written(request, manner)
  socket.write(manner.twice ? Buffer.concat([octets, octets]) : octets)
  if (manner.afterwards === 'fin') socket.end()
  if (manner.afterwards === 'reset') setImmediate(() => plain.resetAndDestroy())
  const enough = new AbortController()
  const held = wait(holdMs, undefined, { signal: enough.signal }).catch(() => undefined)
  const atAnswer = manner.afterwards === 'answer' || manner.afterwards === 'late-reset'
  const ended = await Promise.race([
    closed.then(() => true),
    held.then(() => false),
    ...(atAnswer ? [answered.promise.then(() => false)] : []),
  ])
  enough.abort()
  if (manner.afterwards === 'late-reset') plain.resetAndDestroy()
  plain.destroy()
  socket.destroy()
  const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
  return { statuses, ended }
}

function written({ method, path, headers, body }: RawRequest, manner: Manner): Buffer {
  const fields = Object.entries({ host: 'localhost', ...headers, ...manner.announce(body) })
  const head = [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`), '', '']
  return Buffer.concat([Buffer.from(head.join('\r\n')), manner.write(body)])
}
