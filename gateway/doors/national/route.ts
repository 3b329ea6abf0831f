// What a route is: who may use it, what it takes, what it answers, what it may refuse, and its
// handler. Everything that is said of a route anywhere (the guard, the validation, the OpenAPI
// document) is read from this one row.
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, RouteOptions } from 'fastify'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import type { AnswerHeader, AnswerShape, answerShapes } from '../../answers/answer-shapes.ts'
import type { ProblemCode } from '../../model/problems/problems.ts'
import type { NationalFlows } from '../../ports/doors/national.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { Metrics } from '../../watch/metrics.ts'
import type { Uploads } from '../content/uploads.ts'
import type { LogDoor } from '../log-routes.ts'
import type { Pace } from '../octet-streams.ts'
import type { ProblemDoor } from '../problem-reply.ts'
import { noQuery } from '../query.ts'
import type { Access, Admission } from './admission.ts'
import { idempotencyKey } from './request-parts.ts'

/** In the order in which the document lists them. */
export const tags = {
  Terms: 'Under which conditions information is given: made once, named by their digest.',
  Items: 'Documents as filed: uploaded under terms, read by a release.',
  Cases: 'A doubted declaration, or a thread between the two members, with all that happened in it.',
  Messages: 'What the members say to each other in a case, and what was registered by hand beside it.',
  Drafts: 'Messages that wait for a second person.',
  Overview: 'All cases together: what is due, what waits, how much there is.',
  Profiles: 'Kinds of exchange as data: forms, states and deadlines are built from them.',
  Events: 'What is new, as a page or as a stream.',
  Directory: 'Members, agreements, and whose credentials these are.',
  Operator: 'For those who run the gateway.',
  Open: 'For everybody: whether the gateway lives, this document, and its evidence log.',
} as const

export interface Answer<Shape extends AnswerShape = AnswerShape> {
  readonly says: string
  readonly shape?: Shape
  /** Without it: `application/json`, in the shape named. */
  readonly media?: readonly string[]
  readonly headers?: readonly AnswerHeader[]
}

export const json = <Shape extends AnswerShape>(
  shape: Shape,
  says: string,
  ...headers: AnswerHeader[]
): Answer<Shape> => ({ shape, says, headers })

/** By status. */
type Answers = Readonly<Record<number, Answer>>
/** What a handler gives back as JSON is what its row says of 200; the rest it sends itself. */
type Given<A extends Answers> = A extends { readonly 200: Answer<infer Shape> }
  ? Static<(typeof answerShapes)[Shape]>
  : never

/** Shapes of what a request may bring. Where nothing is said of the query, there may be none. */
export interface Takes {
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly headers?: TSchema
  readonly body?: TSchema
}

type Taken<T extends Takes> = FastifyRequest<{
  Params: T['params'] extends TSchema ? Static<T['params']> : unknown
  Querystring: T['querystring'] extends TSchema ? Static<T['querystring']> : unknown
  Body: T['body'] extends TSchema ? Static<T['body']> : unknown
}>

/** What the handlers of one door are given. */
interface RouteDeps {
  readonly flows: NationalFlows
  readonly operator: OperatorFlows
  readonly logFile: LogDoor['logFile']
  readonly problems: ProblemDoor
  readonly admission: Admission
  readonly pace: Pace
  readonly uploads: Uploads
  readonly releasesPerClient: number
  readonly streamsPerClient: number
  readonly heartbeatMs: number
  readonly metrics: Pick<Metrics, 'text'>
  /** The OpenAPI document. */
  readonly document: () => object
  readonly elapsedMs: () => number
  /** Aborted when the door closes: what lasts ends then. */
  readonly closing: AbortSignal
}

export interface RouteRow<T extends Takes = Takes, A extends Answers = Answers> {
  readonly access: Access
  /** Whoever lacks the role is refused by the flow, because the try is evidence. */
  readonly refusedByFlow?: true
  readonly tag: keyof typeof tags
  /** What generated clients call it; no other route has this name. */
  readonly operation: string
  readonly summary: string
  readonly description?: string
  readonly takes?: T
  /** The body is a stream of octets of any media type, or of this one, and no JSON. */
  readonly octets?: true | string
  /** The body holds a message: one that opens a case, or any. */
  readonly message?: 'opening' | 'any'
  /** What the document says of members of the body whose fine print a flow checks. */
  readonly shown?: Readonly<Record<string, object>>
  /**
   * Of whatever writes: that a repeat under its idempotency key has no second effect, or why one
   * does no harm without.
   */
  readonly once?: 'by key' | { readonly because: string }
  /** HEAD is answered as well. */
  readonly head?: true
  readonly answers: A
  /** Beside those that every route of its kind can give. */
  readonly problems?: readonly ProblemCode[]
  /** Called once for each door; what a route counts or remembers lives in it. */
  handle(
    deps: RouteDeps,
  ): (request: Taken<T>, reply: FastifyReply) => Given<A> | FastifyReply | Promise<Given<A> | FastifyReply>
}

/** One row of a resource: the handler sees what the shapes take. */
export const route = <T extends Takes, A extends Answers>(row: RouteRow<T, A>): RouteRow<T, A> =>
  row.once === 'by key' ? underKey(row) : row

/** What each of them takes, answers and refuses besides. */
function underKey<T extends Takes, A extends Answers>(row: RouteRow<T, A>): RouteRow<T, A> {
  const { takes, answers, problems = [] } = row
  const named = { ...(takes?.headers as TObject | undefined)?.properties, 'idempotency-key': idempotencyKey }
  const replayed = Object.entries(answers).map(([status, answer]) => [
    status,
    { ...answer, headers: [...(answer.headers ?? []), 'Idempotency-Replayed'] },
  ])
  return {
    ...row,
    takes: { ...takes, headers: Type.Object(named) } as unknown as T,
    answers: Object.fromEntries(replayed) as A,
    problems: ['idempotency-key-reused', ...problems],
  }
}

/** Registers each route under its name, which is method and path. */
export async function registerRoutes(
  app: FastifyInstance,
  routes: Readonly<Record<string, RouteRow>>,
  deps: RouteDeps,
): Promise<void> {
  for (const [name, row] of Object.entries(routes)) {
    const [method, url = ''] = name.split(' ')
    const options: RouteOptions = {
      method: method as HTTPMethods,
      url,
      schema: { querystring: noQuery, ...row.takes },
      config: { access: row.access, ...(row.refusedByFlow && { refusedByFlow: true }) },
      handler: row.handle(deps) as RouteOptions['handler'],
      ...(row.head && { exposeHeadRoute: true }),
    }
    if (row.octets) await app.register(async (octets) => withOctets(octets, options))
    else app.route(options)
  }
}

/** In a scope of its own every media type is octets. */
function withOctets(app: FastifyInstance, options: RouteOptions): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', async (_: unknown, source: unknown) => source)
  app.route(options)
}
