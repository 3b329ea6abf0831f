// The national door of our own gateway for a command: its address and token, and what the client
// throws turned into complaints.
import { resolve } from 'node:path'
import { type Client, openClient } from '../../../client/client.ts'
import type { DoorAddress } from '../../../client/connection.ts'
import { type ClientError, type GatewayProblem, isClientError } from '../../../client/errors.ts'
import { loadConfig } from '../../../config/load.ts'
import { refused } from '../../installation/complaint.ts'
import { placesIn, readGiven } from '../../installation/places.ts'
import { personForm, readPerson } from '../../model/client/actor.ts'
import { type OptionRow, rolesText, type Words } from './command.ts'
import { type Desk, refusedWith, unreachable, type Wants, wrongUse } from './desk.ts'
import { languageOf, languageOption } from './language.ts'

/** Options of every command that asks a running gateway. */
export const doorOptions: readonly OptionRow[] = [
  { flags: '--url <url>', describe: 'national door of the gateway (else from the settings of the installation)' },
  {
    flags: '--token-file <file>',
    describe: 'file with the token (else BULLA_TOKEN_FILE, else operator.token of the installation)',
  },
  { flags: '--person <id>', describe: 'for whom the client acts, where it may say so (else BULLA_PERSON)' },
  { flags: '--ca <file>', describe: 'certificates that vouch for the national door (else keys/national.cert.pem)' },
  languageOption,
]

/**
 * Runs with the client of our own national door and closes it. Nothing is sent before the door has
 * shown the certificate that the installation holds, and nothing is tried again: a person sees at
 * once what is wrong.
 * @throws a complaint where the gateway refuses or does not answer
 */
export async function withDoor<T>(words: Words, desk: Desk, use: (door: Client) => Promise<T>): Promise<T> {
  const address = await addressOf(words, desk)
  await using door = openClient({ ...address, retries: { most: 0, withinMs: 0 } })
  try {
    return await use(door)
  } catch (error) {
    throw isClientError(error) ? await complaintAt(door, error, address.url, desk) : error
  }
}

/**
 * Where the gateway is asked once more, for the roles of the token, and gives no answer, its first
 * one is told.
 */
async function complaintAt(door: Client, error: ClientError, url: string, desk: Desk): Promise<Error> {
  try {
    return (await roleMissing(door, error, desk)) ?? complaintOf(error, url)
  } catch (later) {
    if (isClientError(later)) return complaintOf(error, url)
    throw later
  }
}

/**
 * Which role the command wants and which the token has; undefined where that is not what is wrong.
 */
async function roleMissing(door: Client, error: ClientError, { wants }: Desk): Promise<Error | undefined> {
  if (error.kind !== 'problem' || error.problem?.code !== 'forbidden' || !wants) return undefined
  const client = await door.directory.whoami()
  if (isWanted(client.roles, wants)) return undefined
  return refusedWith(
    { problem: error.problem, roles: client.roles, wants },
    `found roles ${client.roles.join(', ')} of client ${client.id}, this command wants ${rolesText(wants)}`,
    `make one with "bulla client add <id> --offices <codes> --roles ${wants.roles.join(',')} --save <file>"`,
    'and name its token with --token-file <file> or BULLA_TOKEN_FILE',
  )
}

const isWanted = (roles: readonly string[], { roles: wanted, any }: Wants): boolean =>
  any ? wanted.some((role) => roles.includes(role)) : wanted.every((role) => roles.includes(role))

async function addressOf(words: Words, desk: Desk): Promise<DoorAddress> {
  const places = placesIn(desk.folder)
  const url = words.text('url') ?? urlFromSettings(desk)
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw wrongUse(
      `--url must be an https address, found ${JSON.stringify(url)}`,
      'such as --url https://127.0.0.1:8444',
    )
  const [tokenFile, caFile] = [words.text('token-file') ?? desk.env['BULLA_TOKEN_FILE'], words.text('ca')]
  const token = (await readGiven(tokenFile ? resolve(desk.cwd, tokenFile) : places.operatorToken, 'a token')).trim()
  const caPem = await readGiven(caFile ? resolve(desk.cwd, caFile) : places.certificate('national'), 'PEM certificates')
  const language = languageOf(words, desk)
  const person = words.text('person') ?? desk.env['BULLA_PERSON']
  if (person !== undefined && readPerson(person) === undefined)
    throw wrongUse(`--person is ${personForm}; found ${JSON.stringify(person)}`)
  return { url, token, caPem, ...(language && { language }), ...(person !== undefined && { person }) }
}

function urlFromSettings({ folder, env }: Desk): string {
  const { NATIONAL_HOST, NATIONAL_PORT } = loadConfig(folder, env)
  const host = NATIONAL_HOST === '0.0.0.0' ? '127.0.0.1' : NATIONAL_HOST === '::' ? '::1' : NATIONAL_HOST
  return `https://${host.includes(':') ? `[${host}]` : host}:${NATIONAL_PORT}`
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EHOSTUNREACH: 'there is no way to that host',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'the connection was closed',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it shows another certificate than the one of this installation',
  SELF_SIGNED_CERT_IN_CHAIN: 'it shows another certificate than the one of this installation',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it shows another certificate than the one of this installation',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

function complaintOf(error: ClientError, url: string): Error {
  if (error.kind === 'problem') return refusedWith(...problemSaid(error))
  if (error.kind === 'broken' || error.kind === 'altered') return refused(error.message, 'try again')
  return unreachable(
    `no gateway answers at ${url}: ${reasons[error.code] ?? error.message}`,
    'start it with "bulla serve", or say with --folder or --url which one is meant',
    '"bulla check" looks for what is wrong',
  )
}

/** The way on, where that of the table is told in words of the API. */
const atTheDesk: Readonly<Record<string, string>> = {
  'cursor-gone':
    'leave --after out to begin at the first one; a number from before a restore, or of another installation, leads nowhere here',
}

/**
 * What `--json` shows of a refusal, what is wrong, where, by which paragraph, and how to mend it.
 */
export function problemSaid({
  status,
  problem,
}: GatewayProblem): [details: object, message: string, ...hints: string[]] {
  if (!problem) return [{ status }, `the gateway answered ${status} and no problem details`]
  const { title, detail, field, paragraph } = problem
  const fix = atTheDesk[String(problem.code)] ?? problem.fix
  const where = field || paragraph ? [faultLine({ ...problem, message: '' })] : []
  const faults = Array.isArray(problem.faults) ? problem.faults.map(faultLine) : where
  const message = [`${title ?? status}: ${detail ?? ''}`.replace(/: $/, ''), ...faults].join('\n  ')
  return [{ problem }, message, ...(typeof fix === 'string' ? [fix] : [])]
}

function faultLine(fault: unknown): string {
  const { field, paragraph, message } = fault as { field?: string; paragraph?: string; message?: string }
  const parts = [field || (message ? '/' : ''), message, paragraph && `(paragraph 12.${paragraph})`]
  return parts.filter(Boolean).join(' ')
}
