// The door for persons over flows that a test makes, and somebody who is signed in at it.
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type ConsoleOptions, consoleDoor } from '../../../gateway/doors/console/console-door.ts'
import { uploads } from '../../../gateway/doors/content/uploads.ts'
import { readQuery } from '../../../gateway/doors/query.ts'
import type { Person } from '../../../gateway/model/client/person.ts'
import type { NationalFlows } from '../../../gateway/ports/doors/national.ts'
import type { OperatorFlows } from '../../../gateway/ports/doors/operator.ts'
import type { PersonFlows } from '../../../gateway/ports/doors/persons.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { openMetrics } from '../../../gateway/watch/metrics.ts'
import { unaskedNational, unaskedOperator, unaskedPersons } from './unasked-flows.ts'

export interface Desk {
  readonly app: FastifyInstance
  /** Of the person who is signed in. */
  readonly cookie: string
  /** As the person who is signed in. */
  look(path: string): Promise<Answer>
  send(path: string, fields?: Readonly<Record<string, string>>): Promise<Answer>
}
export interface Answer {
  readonly status: number
  readonly text: string
  readonly to: string | undefined
}

interface Given {
  readonly person: Person
  readonly national?: Partial<NationalFlows>
  readonly operator?: Partial<OperatorFlows>
  readonly persons?: Partial<PersonFlows>
  readonly options?: Partial<ConsoleOptions>
}

export async function deskOf(t: Test, { person, national, operator, persons, options }: Given): Promise<Desk> {
  const app = await doorOf(t, {
    flows: { ...unaskedNational, ...national },
    operator: { ...unaskedOperator, ...operator },
    persons: { ...unaskedPersons, person: () => person, signIn: async () => person, ...persons },
    ...options,
  })
  const cookie = await signedIn(app)
  const answered = ({ statusCode, body, headers }: { statusCode: number; body: string; headers: object }): Answer => ({
    status: statusCode,
    text: body,
    to: 'location' in headers ? String(headers.location) : undefined,
  })
  const look = async (path: string) => answered(await app.inject({ url: path, headers: { cookie } }))
  return {
    ...{ app, cookie, look },
    async send(path, fields = {}) {
      const [, token = ''] = /name="token" value="([^"]+)"/.exec((await look('/console/me')).text) ?? []
      const payload = new URLSearchParams({ ...fields, token }).toString()
      return answered(await app.inject({ method: 'POST', url: path, headers: { cookie, ...ofOurs }, payload }))
    },
  }
}

export const ofOurs = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' } as const

type Some = Pick<ConsoleOptions, 'flows' | 'operator' | 'persons'> & Partial<ConsoleOptions>

export async function doorOf(t: Test, options: Some): Promise<FastifyInstance> {
  const closing = new AbortController().signal
  const { upload: flow } = options.flows
  const app = Fastify({ routerOptions: { querystringParser: readQuery } })
  t.teardown(() => app.close())
  const metrics = openMetrics({ about: { version: '1.0.0', node: 'a', store: 'sqlite', queue: 'embedded' } })
  t.teardown(() => metrics.close())
  await app.register(
    consoleDoor({
      ...{ member: 'XA', timeZone: 'UTC', version: '1.0.0', logFile: async () => undefined },
      ...{ nowMs: () => Date.UTC(2026, 10, 21, 12), elapsedMs: () => 0, heartbeatMs: 15_000 },
      ...{ closing, pace: { maxBytes: 300_000, windowMs: 10_000, leastBytes: 1, closing } },
      uploads: uploads({ flow, perClient: 4, keepMs: 60_000, closing, onFault: () => undefined }),
      problems: { door: 'national', log: openLog('silent'), caller: () => '-', metrics },
      limits: {
        ...{ idleMs: 60_000, longestMs: 600_000, maxBodyBytes: 300_000, requestTimeoutMs: 10_000 },
        ...{ leastBodyBytes: 1, ratePerPerson: 10_000 },
      },
      ...options,
    }),
  )
  return app
}

/** Whoever the flow of signing in says that it is. */
async function signedIn(app: FastifyInstance): Promise<string> {
  const { body } = await app.inject({ url: '/console/enter' })
  const [, challenge = ''] = /name="challenge" value="([^"]+)"/.exec(body) ?? []
  const payload = new URLSearchParams({
    challenge,
    id: 'a',
    clientDataJSON: 'a',
    authenticatorData: 'a',
    signature: 'a',
  })
  const entered = await app.inject({
    ...{ method: 'POST', url: '/console/enter', headers: ofOurs, payload: payload.toString() },
  })
  return String(entered.headers['set-cookie']).split(';', 1)[0] ?? ''
}
