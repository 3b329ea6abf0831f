// The one cookie of the console (RFC 6265bis): bound to this host, sent by no other site, and read
// by no script.

const name = '__Host-bulla'

/** Its value, where the request has exactly one; of two nobody could say which is ours. */
export function cookieIn(header: string | undefined): string | undefined {
  const values = (header ?? '')
    .slice(0, 8_192)
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  const [value] = values
  return values.length === 1 && value !== undefined && cookieForm.test(value) ? value : undefined
}
const cookieForm = /^[A-Za-z0-9_-]{43}$/

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'
export const cookieOf = (value: string): string => `${name}=${value}; ${attributes}`
export const noCookie = `${name}=; Max-Age=0; ${attributes}`
