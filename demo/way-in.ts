// The way in for spectators: links that open a desk signed in as a person of the story. The product has nothing of the kind. This process
// holds the passkeys and signs in at the console as anybody does; its own small server hands the cookie of that session to the browser
// that opens a link. Cookies know hosts and no ports, so each person has a host name of its own.
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { makeKey } from '../crypto/jose/engine.ts'
import { issue, makeRequest } from '../crypto/x509/authority.ts'
import type { Administration } from './administration.ts'
import type { HasConsole, Person } from './persons.ts'

export interface WayIn {
  /** By the id of the person. */
  readonly links: Readonly<Record<string, string>>
  close(): void
}

/** Its trial CA vouches for the way in too. */
type WithCa = HasConsole & Pick<Administration, 'caKeyPem'>

/** Names that browsers take to this machine. A passkey works at the first alone: an address has none. */
const hosts = ['localhost', '127.0.0.1'] as const

/** @param persons signed in at its console before; each gets a link that works once */
export async function openWayIn(at: WithCa, persons: readonly [Person, Person]): Promise<WayIn> {
  const waiting = new Map<string, { readonly person: Person; readonly host: string }>()
  const server = await listening(at)
  const { port } = server.address() as AddressInfo
  server.on('request', (asked, answer) => {
    const { pathname, hostname } = new URL(asked.url ?? '/', `https://${asked.headers.host ?? 'nowhere'}`)
    const found = asked.method === 'GET' ? waiting.get(pathname) : undefined
    answer.setHeader('cache-control', 'no-store')
    answer.setHeader('content-type', 'text/plain; charset=utf-8')
    if (found?.host !== hostname) {
      answer.writeHead(404).end('This link was used, or never was one. Each works once.\n')
      return
    }
    waiting.delete(pathname)
    sessionOf(found.person).then(
      (cookie) => {
        const location = `https://${hostname}:${at.consolePort}/console`
        const given = `${cookie}; Path=/; Secure; HttpOnly; SameSite=Strict`
        answer.writeHead(303, { location, 'set-cookie': given }).end()
      },
      (error: unknown) => answer.writeHead(502).end(`The gateway signs nobody in now: ${error}\n`),
    )
  })
  const links = persons.map((person, index) => {
    const host = hosts[index] ?? hosts[0]
    const path = `/${randomBytes(32).toString('base64url')}`
    waiting.set(path, { person, host })
    return [person.id, `https://${host}:${port}${path}`] as const
  })
  return { links: Object.fromEntries(links), close: () => server.close() }
}

/** Signs in now, so that whoever opens the link late has a session all the same. */
async function sessionOf({ visitor, passkey, id }: Person): Promise<string> {
  const page = await visitor.answer(await visitor.get('/console/enter'), passkey)
  const cookie = visitor.cookie()
  if (page.status !== 200 || cookie === undefined) throw new Error(`${id} is not signed in: ${page.status}`)
  return cookie
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
