// Open to everybody: whether the gateway lives, what it can be asked, and its evidence log.
import { Readable } from 'node:stream'
import { answerLogFile, logPath } from '../../log-routes.ts'
import { json, route } from '../route.ts'

export const openRoutes = {
  'GET /log/*': route({
    operation: 'readLog',
    access: 'open',
    tag: 'Open',
    summary: 'The evidence log as C2SP tlog-tiles lays it out',
    takes: { params: logPath },
    answers: {
      200: {
        says: 'Checkpoint, tile or bundle of entries.',
        media: ['text/plain; charset=utf-8', 'application/octet-stream'],
      },
    },
    problems: ['not-found'],
    handle:
      ({ logFile }) =>
      (request, reply) =>
        answerLogFile(logFile, request.params['*'], reply),
  }),
  'GET /healthz': route({
    operation: 'isAlive',
    access: 'open',
    tag: 'Open',
    summary: 'Does the process answer?',
    head: true,
    answers: { 200: json('Liveness', 'It does.') },
    handle: () => async () => ({ alive: true }),
  }),
  'GET /readyz': route({
    operation: 'isReady',
    access: 'open',
    tag: 'Open',
    summary: 'Would requests be served now?',
    head: true,
    answers: { 200: json('Readiness', 'They would.'), 503: json('Readiness', 'They would not, for these reasons.') },
    handle: ({ operator, elapsedMs }) => {
      const readiness = remembered(() => operator.readiness(), 1_000, elapsedMs)
      return async (_request, reply) => {
        const { ready, reasons } = await readiness().catch(() => ({
          ready: false,
          reasons: ['readiness cannot be told'],
        }))
        return reply.code(ready ? 200 : 503).send({ ready, reasons })
      }
    },
  }),
  'GET /openapi.json': route({
    operation: 'readOpenApi',
    access: 'open',
    tag: 'Open',
    summary: 'This document',
    answers: { 200: { says: 'OpenAPI 3.1.', media: ['application/json'] } },
    handle:
      ({ document }) =>
      (_request, reply) =>
        reply.type('application/json').header('content-length', written(document()).length).send(piecewise(document())),
  }),
} as const

const pieceBytes = 32_768
const texts = new WeakMap<object, Buffer>()

/** Written once: anybody may ask for it, as often as they like. */
function written(document: object): Buffer {
  const before = texts.get(document)
  const text = before ?? Buffer.from(JSON.stringify(document))
  if (!before) texts.set(document, text)
  return text
}

/** As fast as it is read, and no faster: what was not read yet lies here once for all who ask. */
const piecewise = (document: object): Readable =>
  Readable.from(
    (function* () {
      const text = written(document)
      for (let at = 0; at < text.length; at += pieceBytes) yield text.subarray(at, at + pieceBytes)
    })(),
    { objectMode: false, highWaterMark: pieceBytes },
  )

/** Asks at most once per `ms`: everybody may call, and the answer costs a commit. */
function remembered<T>(ask: () => Promise<T>, ms: number, elapsedMs: () => number): () => Promise<T> {
  let asked = -Infinity
  let answer: Promise<T> | undefined
  return () => {
    if (answer === undefined || elapsedMs() - asked >= ms) {
      asked = elapsedMs()
      answer = ask()
    }
    return answer
  }
}
