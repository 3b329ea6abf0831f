// The way in for spectators: links that open a desk signed in as a person of the story. The product has nothing of the kind. This process
// holds the passkeys and signs in at the console as anybody does; its own small server hands the cookie of that session to the browser
// that opens a link. Cookies know hosts and no ports, so each person has a host name of its own.
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeKey } from '../crypto/jose/engine.ts'
import { issue, makeRequest } from '../crypto/x509/authority.ts'
import { visitorOf } from '../test/support/console/visitor.ts'
import type { Administration } from './administration.ts'
import { headOfValuation } from './papers.ts'
import { enrolled, type HasConsole, type Person, seen } from './persons.ts'

export interface Desks {
  /** Links, each of which works once: one opens the desk of an officer, one that of an operator. */
  readonly officer: string
  readonly operator: string
  close(): Promise<void>
}

/** Its trial CA vouches for the way in too. */
type WithCa = HasConsole & Pick<Administration, 'caKeyPem'>

/** Names that browsers take to this machine. A passkey works at the first alone: an address has none. */
const hosts = ['localhost', '127.0.0.1'] as const

/** Two persons come in as anybody does; the links to their desks work until it is closed. @param office of the officer */
export async function openDesks(at: WithCa, office: string): Promise<Desks> {
  const [officer, operator] = await Promise.all([
    enrolled(at, 'm.calder', {
      ...{ name: 'Morgan Calder', office, roles: 'submit,read,release', function: headOfValuation },
    }),
    enrolled(at, 'o.ferreira', { name: 'Olga Ferreira', office: 'all', roles: 'operate,monitor' }),
  ])
  // From here on their passkeys alone are of use.
  await Promise.all([officer, operator].map(({ visitor }) => visitor.close()))
  const server = await listening(at)
  const { port } = server.address() as AddressInfo
  const waiting = new Map<string, Waiting>()
  const link = (person: Person, host: string) => {
    const path = `/${randomBytes(32).toString('base64url')}`
    waiting.set(path, { person, host })
    return `https://${host}:${port}${path}`
  }
  handOut(server, at, waiting)
  return {
    ...{ officer: link(officer, hosts[0]), operator: link(operator, hosts[1]) },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

interface Waiting {
  readonly person: Person
  readonly host: string
}

/** By the path of their links: whoever opens one gets the cookie of a session, and is led to the console of its host. */
function handOut(server: Server, at: WithCa, waiting: Map<string, Waiting>): void {
  server.on('request', (asked, answer) => {
    const { method, url: path = '' } = asked
    const [host] = (asked.headers.host ?? '').split(':', 1)
    const found = method === 'GET' ? waiting.get(path) : undefined
    answer.setHeader('cache-control', 'no-store')
    answer.setHeader('content-type', 'text/plain; charset=utf-8')
    if (found === undefined || found.host !== host) {
      answer.writeHead(404).end('This link was used, or never was one. Each works once.\n')
      return
    }
    waiting.delete(path)
    sessionOf(at, found.person).then(
      (cookie) => {
        const location = `https://${host}:${at.consolePort}/console`
        const given = `${cookie}; Path=/; Secure; HttpOnly; SameSite=Strict`
        answer.writeHead(303, { location, 'set-cookie': given }).end()
      },
      (error: unknown) => {
        waiting.set(path, found)
        answer.writeHead(502).end(`The gateway signs nobody in now; try again. ${error}\n`)
      },
    )
  })
}

/** Signs in now, as a browser of its own, so that whoever opens the link late has a session all the same. */
async function sessionOf(at: WithCa, { id, passkey }: Person): Promise<string> {
  const visitor = visitorOf(at.consolePort, at.caPem())
  try {
    seen(await visitor.answer(await visitor.get('/console/enter'), passkey), `${id} signs in`)
    const cookie = visitor.cookie()
    if (cookie === undefined) throw new Error(`${id} was given no cookie`)
    return cookie
  } finally {
    await visitor.close()
  }
}

/** On loopback, with a certificate of the trial CA for the names that the links have. */
async function listening(at: WithCa): Promise<Server> {
  const key = await makeKey('P-256')
  const requestPem = await makeRequest({ keyPem: key, use: 'national', name: 'The demonstration', hosts })
  const ca = { certPem: at.caPem(), keyPem: at.caKeyPem() }
  const nowMs = Date.now()
  const validity = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 86_400_000 }
  const cert = await issue({ ca, requestPem, use: 'national', ...validity })
  const server = createServer({ key, cert: `${cert.trimEnd()}\n${ca.certPem}` })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return server
}
