// Through an outbound proxy by CONNECT (RFC 9110 §9.3.6): it carries octets to a host and port, and
// TLS goes end to end inside, so that it sees names and sizes and nothing else. Only what a setting
// names goes this way; variables of the environment reroute nothing.
import { type AgentOptions, Agent as HttpAgent, request } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { connect as secure, type TLSSocket } from 'node:tls'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { guarded } from '../../gateway/model/running.ts'
import type { Tunnel } from '../../gateway/ports/line.ts'

/** Of each hop: until the proxy has answered, and until TLS stands inside. */
const hopMs = 10_000

/**
 * @param proxy `http://host:port`.
 * @param limitMs until its answer has come whole, whatever comes of it meanwhile.
 */
export const throughProxy =
  (proxy: string, limitMs = hopMs): Tunnel<Socket> =>
  (host, port) => {
    const { hostname, port: at } = new URL(proxy)
    const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const refused = (found: string, cause?: unknown) =>
      new Problem('line-proxy', `the proxy ${proxy} did not lead to ${target}: ${found}`, { cause })
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    const asked = request({
      ...{ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(at || 80) },
      ...{ method: 'CONNECT', path: target, headers: { host: target }, agent: false as const },
      signal: AbortSignal.timeout(limitMs),
    })
    asked.once('connect', ({ statusCode, statusMessage = '' }, socket: Socket, head) => {
      if (statusCode === 200) {
        if (head.length > 0) socket.unshift(head)
        return resolve(socket)
      }
      socket.destroy()
      const said = statusMessage.replaceAll(/[^ -~]/g, '?').slice(0, 80)
      reject(refused(`it answers ${statusCode} ${said}`))
    })
    asked.once('response', (answer) => {
      answer.destroy()
      reject(refused(`it answers ${answer.statusCode} and opens nothing`))
    })
    asked.once('error', (cause) => {
      const code = 'code' in cause ? String(cause.code) : ''
      const late = cause.name === 'TimeoutError' || code === 'ABORT_ERR'
      reject(refused(late ? `it took more than ${limitMs} ms` : unanswered(code || cause.name), cause))
    })
    asked.end()
    return promise
  }

/** @param code of Node: `HPE_` begins those of its parser of HTTP. */
const unanswered = (code: string) =>
  code.startsWith('HPE_') ? `what it answers is no sound HTTP (${code})` : `it cannot be reached (${code})`

type Created = (options: { host?: string; port?: number | string; servername?: string }, done: Done) => undefined
type Done = (error: Error | null, socket?: Socket) => void
type Proxied = AgentOptions & { readonly ca?: string }

/**
 * An agent of Node whose connections all go through the proxy.
 * @param limitMs of each hop.
 */
export function proxiedAgent(proxy: string, url: string, options: Proxied = {}, limitMs = hopMs): HttpAgent {
  const tunnel = throughProxy(proxy, limitMs)
  const tls = new URL(url).protocol === 'https:'
  const agent = tls ? new HttpsAgent(options) : new HttpAgent(options)
  const created: Created = ({ host = 'localhost', port = tls ? 443 : 80, servername }, done) => {
    tunnel(host, Number(port)).then(
      (socket) => {
        if (!tls) return done(null, socket)
        const named = servername ? { servername } : {}
        const inside = secure({ ...options, ...named, host, socket, minVersion: 'TLSv1.2' })
        settledWithin(inside, limitMs, `no TLS of ${host}:${port} came through the proxy ${proxy} in time`, done)
      },
      (error: Error) => done(error),
    )
    return undefined
  }
  return Object.assign(agent, { createConnection: created })
}

/**
 * Calls `done` once. Whoever waits for the connection may have gone, and its own limit with it: a
 * proxy that leads to nobody would keep the socket for good.
 */
function settledWithin(inside: TLSSocket, limitMs: number, late: string, done: Done): void {
  const giveUp = () => {
    inside.destroy(new Problem('line-proxy', `${late}: more than ${limitMs} ms`))
  }
  const limit = setTimeout(
    guarded(giveUp, (error) => done(error as Error)),
    limitMs,
  )
  const failed = (error: Error) => done(error)
  inside
    .once('error', failed)
    .once('close', () => clearTimeout(limit))
    .once('secureConnect', () => {
      clearTimeout(limit)
      inside.off('error', failed)
      done(null, inside)
    })
}
