// Where the database is, and how it is spoken to: from one URL, read here in full, so that nothing
// comes from the environment.
import type { ConnectionOptions } from 'node:tls'
import type pg from 'pg'

export interface PostgresAddress {
  /**
   * `postgres://user@host:port/database`, without a password. `?host=` may name the folder of a
   * socket, `?sslmode=` be `disable` or `verify-full`. Not through a pooler that lends one
   * connection to many: statements are prepared on it.
   */
  readonly url: string
  readonly password?: string
  /** Certificates that vouch for the server: with them the connection is TLS and nothing else. */
  readonly caPem?: string
}

const hint = 'expected postgres://user@host:5432/database'

/**
 * @throws {Error} for an address that cannot be read, or that holds a password: it would show
 * wherever settings are shown.
 */
export function addressOf({ url, password, caPem }: PostgresAddress): pg.ClientConfig {
  if (!URL.canParse(url)) throw new Error(`the address of the database is no URL; ${hint}`)
  const { protocol, hostname, port, username, pathname, searchParams, password: inside } = new URL(url)
  if (inside !== '' || searchParams.has('password'))
    throw new Error('the address of the database holds a password, which belongs into a file of its own')
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    throw new Error(`the address of the database starts with ${protocol}; ${hint}`)
  for (const name of searchParams.keys())
    if (name !== 'host' && name !== 'sslmode')
      throw new Error(`the address of the database asks for ${name}; only host and sslmode are known`)
  return {
    host: searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1'),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: tlsOf(searchParams.get('sslmode'), caPem),
    // Asked only where the server wants one.
    password() {
      if (password === undefined) throw new Error('the database wants a password, and none was given')
      return password
    },
  }
}

function tlsOf(mode: string | null, caPem: string | undefined): false | ConnectionOptions {
  if (caPem !== undefined) return { ca: caPem, rejectUnauthorized: true }
  if (mode === null || mode === 'disable') return false
  if (mode === 'verify-full') return { rejectUnauthorized: true }
  throw new Error(`the address of the database asks for sslmode=${mode}; disable and verify-full are known`)
}
