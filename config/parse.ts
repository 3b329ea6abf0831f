// Parsers of setting values. Each takes what stood in bulla.json or in the environment (then a
// text) and either gives the value or throws an Error that says what was expected, to be read after
// "PARTNER_PORT must be …".
export type Parse<T> = (value: unknown) => T

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
export const kibi = 1024
export const mebi = 1024 * kibi
export const gibi = 1024 * mebi

/** A whole number within bounds, written as a number or as decimal digits. */
export const between =
  (least: number, most: number): Parse<number> =>
  (value) => {
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most) return number
    throw new Error(`a whole number from ${least} to ${most}`)
  }

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Parse<T> =>
  (value) => {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    throw new Error(`one of ${choices.join(', ')}`)
  }

export const matching =
  (pattern: RegExp, expected: string): Parse<string> =>
  (value) => {
    if (typeof value === 'string' && pattern.test(value)) return value
    throw new Error(expected)
  }

/** A path; loadConfig makes it absolute, seen from the folder of the installation. */
export const path: Parse<string> = (value) => {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return value
  throw new Error('a path')
}

export const httpUrl = matching(
  /^https?:\/\/[^\s/?#@]{1,255}(?:\/[^\s?#]{0,500})?$/,
  'an http or https URL without user, query and fragment',
)

/** An outbound proxy that is spoken to without TLS: what goes through it has its own. */
export const proxyUrl = matching(
  /^http:\/\/(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}))(?::[0-9]{1,5})?$/,
  'the http address of a proxy without user and path, such as http://proxy.example:3128',
)

/** Such URLs, separated by commas; a query is no secret here. */
export const httpUrls: Parse<readonly string[]> = (value) => {
  const expected = 'http or https URLs without user and fragment, separated by commas'
  const url = matching(/^https?:\/\/[^\s/?#@,]{1,255}(?:[/?][^\s#,]{0,500})?$/, expected)
  const urls = typeof value === 'string' ? value.split(',').map((each) => url(each.trim())) : []
  if (urls.length > 0 && urls.length <= 64 && urls.every((each) => URL.canParse(each))) return urls
  throw new Error(expected)
}

/** Where a service is, with a user at most: a password belongs into a file. */
export const serviceUrl = (...schemes: readonly string[]): Parse<string> => {
  const expected = `a ${schemes[0]} URL without a password`
  const form = matching(
    new RegExp(`^(?:${schemes.join('|')})://(?:[A-Za-z0-9._~-]{1,64}@)?[^\\s/?#@]{1,255}(?:/[^\\s#]{0,500})?$`),
    expected,
  )
  return (value) => {
    const url = form(value)
    // What stands before a slash may be the beginning of a password that holds one.
    if (URL.canParse(url)) return url
    throw new Error(expected)
  }
}

/** Host and port, several of them separated by commas. */
export const hostList: Parse<readonly { readonly host: string; readonly port: number }[]> = (value) => {
  const entries =
    typeof value === 'string'
      ? value.split(',').map((entry) => /^([A-Za-z0-9.-]{1,253}):(\d{1,5})$/.exec(entry.trim()))
      : []
  if (entries.length > 0 && entries.every((entry) => entry !== null))
    return entries.map(([, host = '', port]) => ({ host, port: Number(port) }))
  throw new Error('addresses such as s1.example:26379, separated by commas')
}

/** Codes of members that go together, `XB+XC,XD+XE`. */
export const memberGroups: Parse<readonly (readonly string[])[]> = (value) => {
  const expected = 'codes of members with + between them, groups separated by commas, such as XB+XC,XD+XE'
  const code = '[A-Z]{2}[A-Z0-9]{0,6}'
  const form = matching(new RegExp(`^${code}(?:\\+${code})+(?:, ?${code}(?:\\+${code})+){0,63}$`), expected)
  return form(value)
    .split(/, ?/)
    .map((group) => group.split('+'))
}

/** An IP address or host name to listen on. */
export const listenHost = matching(
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:.]{2,45})$/,
  'an IP address or a host name, such as 127.0.0.1 or 0.0.0.0',
)

/** DNS names and IP addresses, separated by commas; names in lower case. */
export const hostNames: Parse<readonly string[]> = (value) => {
  const names = typeof value === 'string' ? value.split(',').map((name) => name.trim().toLowerCase()) : []
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
  const form = new RegExp(`^(?:${label}(?:\\.${label})*|[0-9a-f:]*:[0-9a-f:.]+)$`)
  if (names.length > 0 && names.length <= 20 && names.every((name) => name.length <= 253 && form.test(name)))
    return names
  throw new Error('names such as gateway.xa.example, separated by commas')
}

/** An IANA time zone that this Node knows. */
export const timeZone: Parse<string> = (value) => {
  if (typeof value === 'string' && isTimeZone(value)) return value
  throw new Error('an IANA time zone, such as Europe/Brussels or UTC')
}

export const optional =
  <T>(parse: Parse<T>): Parse<T | undefined> =>
  (value) =>
    value === undefined ? undefined : parse(value)

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return !/^[+-]/.test(value)
  } catch {
    return false
  }
}
