// The OpenAPI document as a page at /docs; every asset comes from here.
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

export const documentation =
  (document: () => object): FastifyPluginAsync =>
  async (app) => {
    await app.register(givenTo(document))
    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: policy,
      uiConfig: { docExpansion: 'list', deepLinking: true, validatorUrl: null } as object,
    })
  }

/**
 * The page asks `app.swagger()` for the document, and for a plugin of this name, which would make
 * one out of the routes: ours is made. It may ask for YAML, which every JSON text is.
 */
const givenTo = (document: () => object): FastifyPluginAsync =>
  Object.assign(
    async (app: FastifyInstance) => {
      app.decorate('swagger', ({ yaml = false } = {}) => (yaml ? JSON.stringify(document(), null, 2) : document()))
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
