// A known address answers a wrong method with the right ones (RFC 9110, 15.5.6): every address of a
// door, whoever registered it.
import type { FastifyContextConfig, FastifyInstance, FastifyReply, HTTPMethods } from 'fastify'
import { Problem } from '../../model/problems/problems.ts'

/**
 * To be called before the routes of a door, or of a part of one, are registered.
 * @param config of the routes that refuse.
 * @returns what closes each address to all other methods, when the last route is there.
 */
export function refusingOtherMethods(app: FastifyInstance, config: FastifyContextConfig = {}): () => void {
  const taken = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method, handler }) => {
    if (handler === refused) return
    const methods = taken.get(url) ?? new Set()
    for (const each of [method].flat()) methods.add(each)
    taken.set(url, methods)
  })
  let known: readonly (readonly [form: RegExp, right: string])[] = []
  // Of methods that the router does not know, such as PROPFIND, it finds no address.
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 || app.supportedMethods.includes(request.method)) return done()
    const [path = ''] = request.url.split('?', 1)
    const [, right] = known.find(([form]) => form.test(path)) ?? []
    done(right === undefined ? undefined : wrongMethod(reply, right))
  })
  return () => {
    const closed = [...taken].map(([url, methods]) => [url, [...methods].sort().join(', ')] as const)
    known = closed.map(([url, right]) => [formOf(url), right])
    for (const [url, right] of closed) {
      const method = app.supportedMethods.filter((each) => !isTaken(app, each, url))
      const onRequest: OnRequest = (_request, reply, done) => done(wrongMethod(reply, right))
      if (method.length > 0) app.route({ method, url, config, onRequest, handler: refused })
    }
  }
}
type OnRequest = (request: unknown, reply: FastifyReply, done: (error: Error) => void) => void

const isTaken = (app: FastifyInstance, method: string, url: string) =>
  app.hasRoute({ method: method as HTTPMethods, url })
const refused = () => undefined

function wrongMethod(reply: FastifyReply, right: string): Problem {
  reply.header('allow', right)
  return new Problem('method-not-allowed', `this address takes ${right.replaceAll(', ', ' and ')}`)
}

const formOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .replaceAll('.', '\\.')
      .replaceAll(/:[a-z0-9]+/g, '[^/]+')
      .replace('*', '.+')}$`,
  )
