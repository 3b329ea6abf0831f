// Why the store cannot be used, in the words of the driver, and what to do about it: a table of
// what operators meet at their first start.
import type { Problem } from '../../model/problems/problems.ts'

/** By what the driver or the server says; the first that fits counts. */
const hints: readonly (readonly [said: RegExp, hint: string])[] = [
  [/ECONNREFUSED/, 'nothing listens there: start PostgreSQL, or correct host and port in POSTGRES_URL'],
  [/ENOTFOUND|EAI_AGAIN/, 'there is no such host: correct its name in POSTGRES_URL, or the name server'],
  [
    /28P01|wants a password|client password/,
    'POSTGRES_PASSWORD_FILE must name a file that holds the password of the user in POSTGRES_URL',
  ],
  [/3D000/, 'create the database (createdb --owner=USER NAME), or correct its name at the end of POSTGRES_URL'],
  [/28000/, 'create the user of POSTGRES_URL (createuser), and let it in from this machine (pg_hba.conf)'],
  [/42501|permission denied/, 'let the user of POSTGRES_URL own the database: it makes tables in the schema public'],
  [
    /not support SSL/i,
    'switch TLS on at the server (ssl = on), or end POSTGRES_URL with ?sslmode=disable where the network itself is trusted',
  ],
  [
    /certificate|altname|CERT_/i,
    'POSTGRES_CA_FILE must hold the CA of the server, whose certificate must name the host of POSTGRES_URL',
  ],
  [/53300/, 'each node takes POSTGRES_POOL connections: raise max_connections at the server, or lower POSTGRES_POOL'],
  [/57P03/, 'PostgreSQL is starting up or shutting down: wait a moment'],
  [
    /timeout|did not answer|ETIMEDOUT|EHOSTUNREACH|ECONNRESET|terminated/i,
    'is it PostgreSQL that listens at host and port of POSTGRES_URL, and does a firewall let us through?',
  ],
]

/**
 * What went wrong with the store, for whoever runs commands beside it: never over the network,
 * where the cause stays in the log.
 */
export function storeTrouble({ message, cause }: Problem): { found: string; hint: string | undefined } {
  const why = cause instanceof Error ? cause.message : ''
  return {
    found: why === '' ? message : `${message}: ${why}`,
    hint: hints.find(([said]) => said.test(why))?.[1],
  }
}
