// What cannot be read as HTTP never becomes a request; it is answered with problem details all the
// same.
import type { Socket } from 'node:net'
import { Problem, type ProblemCode, problemDetails } from '../../model/problems/problems.ts'
import { guarded } from '../../model/running.ts'
import type { Log } from '../../watch/log.ts'
import { atDoor, safeHeaders } from '../problem-reply.ts'

/**
 * Not imported: that would run all that node:http offers, Node's WebSocket among it: 25 ms of each
 * start.
 */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/**
 * Listener for `clientError`: answers what the HTTP parser refused, unless an answer is already on
 * its way, and ends the line.
 */
export const answerMalformedHttp =
  (log: Log) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    guarded(() => answer(log, error, socket), atDoor(log, 'malformed'))()
  }

function answer(log: Log, error: NodeJS.ErrnoException, socket: Socket): void {
  if (!(error.code ?? '').match(spoken) || error.code === hungUp || !socket.writable || answerUnderWay(socket)) {
    socket.destroy()
    return
  }
  socket.end(answerTo(error.code ?? ''), () => socket.destroy())
  // Whoever sends nonsense may also never take the answer.
  setTimeout(
    guarded(
      () => {
        socket.destroy()
      },
      atDoor(log, 'malformed'),
    ),
    1_000,
  ).unref()
}
/**
 * Codes of Node's HTTP parser and its timers. Failed handshakes come here too, and those that hung
 * up: nobody is there to answer.
 */
const spoken = /^(?:HPE_|ERR_HTTP_)/
const hungUp = 'HPE_INVALID_EOF_STATE'

function answerTo(code: string): string {
  const details = problemDetails(problemOf(code), '/')
  const body = JSON.stringify(details)
  const headers = {
    ...safeHeaders,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${details.status} ${STATUS_CODES[details.status]}\r\n${lines.join('')}\r\n${body}`
}

/** What the parser says → what we say. */
const refusals: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'the header did not arrive in time'],
  HPE_HEADER_OVERFLOW: ['header-too-large', 'the header is larger than this door takes'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['request-too-large', 'the chunk extensions are larger than this door takes'],
}
const problemOf = (code: string) =>
  new Problem(...(refusals[code] ?? ['request-invalid', 'this is no well-formed HTTP/1.1']))

/** Node keeps the response being written on its socket; two answers in one would corrupt both. */
function answerUnderWay(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage')
  return typeof response === 'object' && response !== null && Reflect.get(response, 'headersSent') === true
}
