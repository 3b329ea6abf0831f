// What the examples share: one request to the national door of your gateway, and a refusal as an error.
// NATIONAL_URL          https://localhost:8444
// NATIONAL_TOKEN        what "bulla client add" printed
// NODE_EXTRA_CA_CERTS   file of the CA that vouches for the door: trial-ca/ca.cert.pem of the installation, or your own CA
const { NATIONAL_URL: url = 'https://localhost:8444', NATIONAL_TOKEN: token = '' } = process.env

export type Json = Record<string, unknown>

/** Sends one request. An answer that is not 2xx is problem details (RFC 9457): `code` is for programs, `detail` and `fix` are for people. */
export async function call(method: string, path: string, body?: string | Blob, headers: Record<string, string> = {}) {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && { body }),
  })
  if (answer.ok) return answer
  const { code, detail, fix, faults } = (await answer.json()) as Json
  throw new Error(`${answer.status} ${code}: ${detail}. ${fix} ${JSON.stringify(faults ?? [])}`)
}

export const get = async (path: string): Promise<Json> => (await call('GET', path)).json() as Promise<Json>

/** Posts JSON. With the same `idempotencyKey` it may be repeated as often as you like: it has one effect and one answer. */
export async function post(path: string, body: unknown, idempotencyKey?: string): Promise<Json> {
  const headers = {
    'content-type': 'application/json',
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  }
  return (await call('POST', path, JSON.stringify(body), headers)).json() as Promise<Json>
}

/** What was typed after the name of the example. */
export function words<const Names extends readonly string[]>(...names: Names): { [K in keyof Names]: string } {
  const given = process.argv.slice(2)
  if (given.length >= names.length) return given as unknown as { [K in keyof Names]: string }
  console.error(`usage: node ${process.argv[1]} ${names.map((name) => `<${name}>`).join(' ')}`)
  return process.exit(2)
}
