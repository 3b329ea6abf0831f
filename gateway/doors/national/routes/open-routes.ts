// For everybody: is it alive, is it ready, and how it is spoken to. Nothing confidential.
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { OperatorFlows } from '../../../ports/doors.ts'
import { noQuery } from '../../query.ts'

export interface OpenDoor {
  readonly operator: Pick<OperatorFlows, 'readiness'>
  /** Called when the document is asked for, as it describes routes that come after these. */
  readonly document: () => string
  readonly elapsedMs: () => number
}

export const openRoutes =
  ({ operator, document, elapsedMs }: OpenDoor): FastifyPluginAsync =>
  async (app) => {
    const readiness = remembered(() => operator.readiness(), 1_000, elapsedMs)
    app.get('/healthz', { schema: { querystring: noQuery }, exposeHeadRoute: true }, async () => ({ alive: true }))
    app.get('/readyz', { schema: { querystring: noQuery }, exposeHeadRoute: true }, async (_request, reply) => {
      const { ready, reasons } = await readiness().catch(() => ({
        ready: false,
        reasons: ['readiness cannot be told'],
      }))
      return reply.code(ready ? 200 : 503).send({ ready, reasons })
    })
    app.get('/openapi.json', { schema: { querystring: noQuery } }, (_request, reply) =>
      reply.type('application/json').send(document()),
    )
  }

/** The document as a page at /docs; every asset comes from here. */
export const documentation =
  (document: object): FastifyPluginAsync =>
  async (app) => {
    await app.register(givenTo(document))
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: policy,
      uiConfig: { docExpansion: 'list', deepLinking: true, validatorUrl: null } as object,
    })
  }

/**
 * The page asks `app.swagger()` for the document, and for a plugin of this name, which would make one out of the routes: ours is made. It may
 * ask for YAML, which every JSON text is.
 */
const givenTo = (document: object): FastifyPluginAsync =>
  Object.assign(
    async (app: FastifyInstance) => {
      app.decorate('swagger', ({ yaml = false } = {}) => (yaml ? JSON.stringify(document, null, 2) : document))
    },
    { [Symbol.for('skip-override')]: true, [Symbol.for('plugin-meta')]: { name: '@fastify/swagger' } },
  )

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

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
