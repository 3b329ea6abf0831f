// The few shapes that a call at the national door has: what is sent, under which key, and whether
// it may be made again.
import type { Answer, AnswerShape } from '../gateway/answers/answer-shapes.ts'
import { type Connection, type DoorAnswer, type DoorRequest, textOf } from './connection.ts'
import { problemOf } from './errors.ts'
import { type Repeatable, retryAfterMs, type World } from './retries.ts'

/** Members of a query; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Under which key a submission happens once. One that your own records can make again also outlives
 * a crash of your program.
 */
export interface Submission {
  readonly key?: string
}

export type Calls = ReturnType<typeof callsOver>

/**
 * The few shapes that a call has. Reads are made again whatever happened; what writes says when it
 * may be.
 */
export function callsOver(
  connection: Connection,
  world: Pick<World, 'key'>,
  again: <T>(call: () => Promise<T>, repeatable: Repeatable) => Promise<T>,
) {
  const json = <Shape extends AnswerShape>(ask: DoorRequest, repeatable: Repeatable) =>
    again(async () => jsonOf<Shape>(await connection.send(ask)), repeatable)
  const post = <Shape extends AnswerShape>(
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
    repeatable: Repeatable = 'if refused',
  ) => {
    const { headers: type, ...rest } = body === undefined ? { headers: {} } : jsonBody(body)
    return json<Shape>({ method: 'POST', path, ...rest, headers: { ...type, ...headers } }, repeatable)
  }
  return {
    post,
    /** What writes, once under its key. */
    once: <Shape extends AnswerShape>(path: string, body: object, { key = world.key() }: Submission) =>
      post<Shape>(path, body, { 'idempotency-key': key }, 'whatever'),
    get: <Shape extends AnswerShape>(path: string, query: Query = {}) =>
      json<Shape>({ method: 'GET', path: `${path}${queryOf(query)}` }, 'whatever'),
    text: (path: string, accept: string) =>
      again(
        async () => textOf((await demandOk(await connection.send({ method: 'GET', path, headers: { accept } }))).body),
        'whatever',
      ),
    /**
     * The octets of the answer are the caller's to receive; what breaks then is not tried again
     * here.
     */
    download: (ask: DoorRequest, repeatable: Repeatable) =>
      again(async () => demandOk(await connection.send(ask)), repeatable),
  }
}

export const jsonBody = (body: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const underKey = ({ headers, body }: ReturnType<typeof jsonBody>, key: string) => ({
  headers: { ...headers, 'idempotency-key': key },
  body,
})

export async function jsonOf<Shape extends AnswerShape>(answer: DoorAnswer): Promise<Answer<Shape>> {
  const text = await textOf((await demandOk(answer)).body)
  return JSON.parse(text === '' ? '{}' : text) as Answer<Shape>
}

/** @throws {GatewayProblem} for any status but 2xx */
export async function demandOk(answer: DoorAnswer): Promise<DoorAnswer> {
  const { status, headers, body } = answer
  if (status >= 200 && status < 300) return answer
  throw problemOf(status, await textOf(body), retryAfterMs(headers['retry-after']))
}

export function queryOf(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  return params.size === 0 ? '' : `?${params}`
}
