// The cookies of the console (RFC 6265bis): bound to this host and read by no script. That of a
// session is sent by no other site. That of a sign-in under way comes back from the site of the
// identity provider, holds for minutes, and opens nothing by itself.

const session = '__Host-bulla'
const signIn = '__Host-bulla-sign-in'

/** Its value, where the request has exactly one; of two nobody could say which is ours. */
function valueIn(name: string, header: string | undefined): string | undefined {
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

const attributes = 'Path=/; Secure; HttpOnly; SameSite='
export const cookieIn = (header: string | undefined): string | undefined => valueIn(session, header)
export const cookieOf = (value: string): string => `${session}=${value}; ${attributes}Strict`
export const noCookie = `${session}=; Max-Age=0; ${attributes}Strict`

export const signInCookieIn = (header: string | undefined): string | undefined => valueIn(signIn, header)
export const signInCookieOf = (value: string, lastsMs: number): string =>
  `${signIn}=${value}; Max-Age=${Math.floor(lastsMs / 1_000)}; ${attributes}Lax`
export const noSignInCookie = `${signIn}=; Max-Age=0; ${attributes}Lax`
