// Reads the settings of one installation: bulla.json, then the environment over it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { jsonText } from '../crypto/json.ts'
import type { Setting } from './setting.ts'
import { type Config, type SettingName, settingRows, settings } from './settings.ts'

export const settingsFile = 'bulla.json'
const prefix = 'BULLA_'
/** What framing adds to a delivery at most. */
const framesBytes = 64 * 1024
/** Read by the command line and not settings of the gateway. */
const notSettings = new Set(['BULLA_FOLDER', 'BULLA_TOKEN_FILE', 'BULLA_DEBUG'])
/**
 * What Kubernetes and Docker put into the environment by themselves for a service called "bulla…".
 */
const serviceLink = /^BULLA_(?:[A-Z0-9_]+_)?(?:SERVICE_(?:HOST|PORT)(?:_[A-Z0-9_]+)?|PORT_\d+_(?:TCP|UDP)(?:_[A-Z]+)?)$/
const serviceAddress = /^(?:tcp|udp):\/\//

/**
 * The settings of the installation in `folder`; `env` overrides bulla.json by `BULLA_<KEY>`. Paths
 * come back absolute.
 * @throws {Error} one error that lists every fault, and has them as its cause: unknown keys,
 *   missing ones, values of the wrong kind, settings that do not go together.
 */
export function loadConfig(folder: string, env: Readonly<Record<string, string | undefined>> = {}): Config {
  const { config, faults, unreadable } = readConfig(folder, env)
  if (unreadable) throw unreadable
  if (faults.length > 0) throw new Error(`${join(folder, settingsFile)}: ${faults.join('; ')}`, { cause: faults })
  return Object.freeze(config) as Config
}

interface ReadConfig {
  readonly config: Partial<Config>
  readonly faults: readonly string[]
  /** Why bulla.json says nothing at all; `faults` tells it too. */
  readonly unreadable: Error | undefined
}

/**
 * As `loadConfig`, for who goes on nevertheless: every fault, and what could be read, with the
 * fallback in the place of what could not.
 */
export function readConfig(folder: string, env: Readonly<Record<string, string | undefined>> = {}): ReadConfig {
  const { written, unreadable } = settingsWritten(join(folder, settingsFile))
  const faults = [...unknownKeys(written), ...unknownVariables(env)]
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const variable = `${prefix}${name}`
    const found = env[variable] ?? written[name]
    if ('fallback' in setting) values[name] = setting.fallback
    try {
      if (found !== undefined) values[name] = setting.parse(found)
      else if (!('fallback' in setting)) faults.push(`${name} is required`)
    } catch (error) {
      const from = env[variable] === undefined ? '' : ` in ${variable}`
      faults.push(
        `${name} must be ${error instanceof Error ? error.message : 'something else'}, found ${shown(found)}${from}`,
      )
    }
    if (setting.path && typeof values[name] === 'string') values[name] = resolve(folder, values[name])
  }
  if (faults.length === 0) faults.push(...disagreements(values as Config))
  return { config: values, faults: unreadable ? [unreadable.message] : faults, unreadable }
}

function settingsWritten(file: string): { written: Record<string, unknown>; unreadable: Error | undefined } {
  try {
    return { written: readSettings(file), unreadable: undefined }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { written: {}, unreadable: error }
  }
}

/** Pairs of settings that contradict each other; looked at only when each by itself is right. */
function disagreements(config: Config): string[] {
  const faults: string[] = []
  const { MAX_BODY_BYTES, MAX_ENVELOPE_BYTES, INLINE_PART_BYTES, MAX_DELIVERY_BYTES } = config
  if (MAX_ENVELOPE_BYTES + INLINE_PART_BYTES + framesBytes > MAX_DELIVERY_BYTES)
    faults.push(
      `MAX_DELIVERY_BYTES ${MAX_DELIVERY_BYTES} must hold an envelope, an inline part and ${framesBytes} octets around them: at least ${MAX_ENVELOPE_BYTES + INLINE_PART_BYTES + framesBytes}`,
    )
  if (MAX_BODY_BYTES > MAX_ENVELOPE_BYTES / 4)
    faults.push(`MAX_ENVELOPE_BYTES ${MAX_ENVELOPE_BYTES} must be at least four times MAX_BODY_BYTES ${MAX_BODY_BYTES}`)
  const needs = (chosen: boolean, why: string, ...names: readonly SettingName[]) => {
    for (const name of names) if (chosen && config[name] === undefined) faults.push(`${name} is required with ${why}`)
  }
  needs(config.STORE === 'postgres', 'STORE postgres', 'POSTGRES_URL')
  needs(config.QUEUE === 'bullmq' && config.REDIS_SENTINELS === undefined, 'QUEUE bullmq', 'REDIS_URL')
  needs(config.REDIS_SENTINELS !== undefined, 'REDIS_SENTINELS', 'REDIS_SENTINEL_NAME')
  needs(config.TLS_ISSUER === 'acme', 'TLS_ISSUER acme', 'ACME_DIRECTORY')
  needs(config.NATIONAL_ISSUER === 'acme', 'NATIONAL_ISSUER acme', 'ACME_DIRECTORY', 'NATIONAL_NAMES')
  needs(config.PARTS === 's3', 'PARTS s3', 'S3_URL', 'S3_BUCKET', 'S3_KEY_ID', 'S3_SECRET_FILE')
  needs(config.OIDC_ISSUER !== undefined, 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_ROLES')
  if (config.POSTGRES_URL !== undefined && config.POSTGRES_CA_FILE === undefined && !isNear(config.POSTGRES_URL))
    faults.push(
      'POSTGRES_URL names another machine, and nothing says how the way there is protected; set POSTGRES_CA_FILE, or end the URL with ?sslmode=disable where the network itself is trusted',
    )
  if (config.REDIS_CA_FILE !== undefined && config.REDIS_URL?.startsWith('redis:'))
    faults.push('REDIS_CA_FILE asks for TLS and REDIS_URL for none; begin REDIS_URL with rediss://')
  if (config.QUEUE === 'bullmq' && config.STORE === 'sqlite')
    faults.push('QUEUE bullmq spreads work over nodes, but STORE sqlite serves one; set STORE to postgres')
  if (config.PARTNER_PORT === config.NATIONAL_PORT && config.PARTNER_PORT !== 0)
    faults.push(`PARTNER_PORT and NATIONAL_PORT are both ${config.PARTNER_PORT}, but each door needs a port of its own`)
  return faults
}

/** On this machine, or with a word about TLS. */
function isNear(url: string): boolean {
  const { hostname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  return searchParams.has('sslmode') || /^(localhost|127\..*|\[?::1\]?|\/.*)$/.test(host)
}

function unknownKeys(written: Record<string, unknown>): string[] {
  return Object.keys(written)
    .filter((name) => !Object.hasOwn(settings, name))
    .map((name) => `${name} is no setting${meant(name)}`)
}

// A misspelt variable must not be ignored in silence; what an orchestrator adds by itself is not
// ours to judge.
function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env)
    .filter(([variable]) => variable.startsWith(prefix) && !notSettings.has(variable))
    .filter(([variable]) => !Object.hasOwn(settings, variable.slice(prefix.length)))
    .filter(([variable, value]) => value !== undefined && !serviceLink.test(variable) && !serviceAddress.test(value))
    .map(([variable]) => `${variable} in the environment is no setting${meant(variable.slice(prefix.length), prefix)}`)
}

function readSettings(file: string): Record<string, unknown> {
  let octets: Uint8Array
  try {
    octets = readFileSync(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an unknown fault'
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new Error(`${file}: ${why}; "bulla init" makes an installation, --folder says where one is`, { cause })
  }
  const value = parsed(file, octets)
  const [twice] = namedTwice(jsonText(octets))
  // A parser takes the last of two, and whoever reads from the top believes the first.
  if (twice !== undefined) throw new Error(`${file}: ${twice} is there twice; leave in the one that is meant`)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${file}: expected a JSON object of settings, found ${shown(value)}`)
  return value as Record<string, unknown>
}

function parsed(file: string, octets: Uint8Array): unknown {
  try {
    return JSON.parse(jsonText(octets))
  } catch (cause) {
    throw new Error(`${file}: not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause })
  }
}

/** Names of the outermost object that stand in it more than once. */
function namedTwice(text: string): string[] {
  const names: string[] = []
  let depth = 0
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (string === undefined) depth += token === '{' || token === '[' ? 1 : -1
    else if (colon !== undefined && depth === 1) names.push(String(JSON.parse(string)))
  }
  return names.filter((name, at) => names.indexOf(name) !== at)
}

/** What is in force, setting by setting, for whoever runs the gateway; as JSON. */
export const settingsInForce = (config: Config) =>
  settingRows().map(({ name, fallback, reload, describe }) => {
    const value = JSON.stringify(config[name])
    const usual = (value ?? 'none') === fallback
    return { name, value: value === undefined ? null : withoutSecrets(value), usual, reload, describe }
  })

/** Without what may be a password: before the @ of an address, or after the word. */
const withoutSecrets = (text: string): string =>
  text.replace(/([a-z]+:\/\/).*@/i, '$1…@').replaceAll(/(passw[a-z]*|pwd|secret)=[^&\s"]*/gi, '$1=…')

function shown(value: unknown): string {
  const text = withoutSecrets(JSON.stringify(value) ?? 'nothing')
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/**
 * The setting that was probably meant: equal but for case and separators, or one or two letters
 * off.
 */
function meant(name: string, before = ''): string {
  const plain = (word: string) => word.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  const [near] = (Object.keys(settings) as SettingName[])
    .map((known) => ({ known, off: distance(plain(name), plain(known)) }))
    .filter(({ off }) => off <= 2)
    .sort((one, other) => one.off - other.off)
  return near ? ` (${before}${near.known} is)` : ''
}

/** Levenshtein distance: how many letters to add, drop or change. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const change = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      here.push(Math.min(change, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1))
    }
    above = here
  }
  return above[b.length] ?? 0
}
