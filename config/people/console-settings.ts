// Where browsers find the console, and what a person has to sign there: rows of the table of
// settings.
import { between, day, hour, minute, type Parse } from '../parse.ts'
import type { Setting } from '../setting.ts'

/** As gateway/model/client/person.ts names them; its test holds them together. */
export const actsToSign = [
  'release',
  'clear',
  'approve',
  'permit',
  'accept-terms',
  'dispose',
  'accept-partner',
] as const
type ActToSign = (typeof actsToSign)[number]

/**
 * An origin exactly as a browser writes it. Its host is what passkeys are bound to, and that is
 * never an address (WebAuthn Level 3 §5.1.2).
 */
const httpsOrigin: Parse<string | undefined> = (value) => {
  if (value === undefined) return undefined
  if (typeof value === 'string' && URL.canParse(value)) {
    const { protocol, origin, hostname } = new URL(value)
    if (protocol === 'https:' && origin === value && isName(hostname)) return value
  }
  throw new Error('an https origin as browsers write it, with a host name, such as https://desk.xa.example')
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const names = new RegExp(`^(?=.{1,253}$)${label}(?:\\.${label})*$`)
/** What ends in a number is read as an address (WHATWG URL §3.5). */
const isName = (host: string): boolean => names.test(host) && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host)

const noActs: readonly ActToSign[] = []
const acts: Parse<readonly ActToSign[]> = (value) => {
  const written = typeof value === 'string' ? value.split(',').filter((act) => act.trim() !== '') : value
  const named = Array.isArray(written) ? written.map((act) => String(act).trim()) : ['?']
  const known = actsToSign.filter((act) => named.includes(act))
  if (named.every((act) => known.some((each) => each === act))) return known.length > 0 ? known : noActs
  throw new Error(`some of ${actsToSign.join(', ')}, separated by commas`)
}

export const consoleSettings = {
  CONSOLE_ORIGIN: {
    parse: httpsOrigin,
    fallback: undefined,
    describe: `Origin of the console as browsers see it, such as https://desk.xa.example; https://localhost:NATIONAL_PORT where it is not set. Passkeys
      belong to its host: with another host every person needs a new one. It is a name and never an IP address.`,
  },
  SIGNED_ACTS: {
    parse: acts,
    fallback: noActs,
    describe: `Acts that are refused at every door unless the person signs them with a passkey at the console, separated by commas: ${actsToSign.join(', ')}.
      Systems with a token, and persons who work with one, can do none of these then.`,
  },
  CONSOLE_IDLE_MS: {
    parse: between(minute, day),
    fallback: 30 * minute,
    describe: 'How long a person stays signed in at the console without doing anything, in milliseconds.',
  },
  CONSOLE_SESSION_MS: {
    parse: between(minute, 7 * day),
    fallback: 10 * hour,
    describe: 'How long a person stays signed in at the console in any case, in milliseconds.',
  },
} as const satisfies Record<string, Setting<unknown>>

/** Where browsers find the console. */
export const consoleOrigin = (config: {
  readonly CONSOLE_ORIGIN?: string | undefined
  readonly NATIONAL_PORT: number
}): string => config.CONSOLE_ORIGIN ?? new URL(`https://localhost:${config.NATIONAL_PORT}`).origin
