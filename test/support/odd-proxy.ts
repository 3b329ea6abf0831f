// Proxies that answer CONNECT as no proxy should: each says what it does with the connection of whoever asks.
import { createServer, type Socket } from 'node:net'

const led = 'HTTP/1.1 200 OK\r\n\r\n'

function again(socket: Socket, everyMs: number, next: (turn: number) => string | Uint8Array): void {
  let turn = 0
  const timer = setInterval(() => socket.write(next(turn++)), everyMs)
  socket.on('close', () => clearInterval(timer))
}
const onTls = (socket: Socket, act: () => void) => {
  socket.write(led)
  socket.once('data', act)
}
const longLine = `X-A: ${'a'.repeat(8000)}\r\n`

/** What each does once it was asked. */
export const oddAnswers: Readonly<Record<string, (socket: Socket) => void>> = {
  nothing: () => undefined,
  'closes at once': (socket) => void socket.end(),
  'breaks off': (socket) => void socket.resetAndDestroy(),
  'an octet now and then': (socket) => again(socket, 50, (turn) => `HTTP/1.1 200 OK\r\nX: `[turn] ?? 'a'),
  'a header without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    again(socket, 10, () => longLine)
  },
  'header lines and no status': (socket) => again(socket, 10, () => longLine),
  '100 for ever': (socket) => again(socket, 10, () => 'HTTP/1.1 100 Continue\r\n\r\n'),
  '102 for ever': (socket) => again(socket, 10, () => 'HTTP/1.1 102 Processing\r\n\r\n'),
  '101': (socket) => void socket.write('HTTP/1.1 101 Other\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
  '407 and a page': (socket) => void socket.write('HTTP/1.1 407 Who\r\nContent-Length: 5\r\n\r\nhallo'),
  '407 and a page without end': (socket) => {
    socket.write('HTTP/1.1 407 Who\r\nTransfer-Encoding: chunked\r\n\r\n')
    again(socket, 10, () => '5\r\nhallo\r\n')
  },
  '302 to somewhere else': (socket) => void socket.write('HTTP/1.1 302 There\r\nLocation: http://127.0.0.1:1/\r\n\r\n'),
  '204': (socket) => void socket.write('HTTP/1.1 204 Fine\r\n\r\n'),
  'HTTP/0.9': (socket) => void socket.end('<html>hello'),
  'TLS of its own': (socket) => void socket.write(Buffer.of(21, 3, 3, 0, 2, 2, 40)),
  'octets right after 200': (socket) => void socket.write(led + 'no TLS'.repeat(10)),
  '200 with a length': (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhallo'),
  '200 of HTTP/1.0, then nothing': (socket) => void socket.write('HTTP/1.0 200 Connection established\r\n\r\n'),
  '200, then nothing': (socket) => void socket.write(led),
  '200, then it closes': (socket) => void socket.end(led),
  '200, then it breaks off': (socket) => onTls(socket, () => socket.resetAndDestroy()),
  '200, then an alert of TLS': (socket) => onTls(socket, () => socket.write(Buffer.of(21, 3, 3, 0, 2, 2, 40))),
  '200, then half a record, an octet now and then': (socket) =>
    onTls(socket, () => {
      socket.write(Buffer.of(22, 3, 3, 64, 0))
      again(socket, 50, () => Buffer.of(0))
    }),
  '200, then octets without end': (socket) => {
    socket.write(led)
    again(socket, 5, () => 'a'.repeat(60_000))
  },
}

export interface OddProxy {
  readonly url: string
  /** Connections that whoever asked has not ended. */
  open(): number
}

export async function oddProxy(
  t: { teardown(end: () => unknown): void },
  answer: (socket: Socket) => void,
): Promise<OddProxy> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined).on('close', () => open.delete(socket))
    // What comes is read to its end, so that an end is seen.
    socket.once('data', () => answer(socket)).resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, open: () => open.size }
}
