// Talks to the national door of our own gateway: token, pinned certificate, problems turned into complaints.
import { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { checkServerIdentity } from 'node:tls'
import { loadConfig } from '../../../config/load.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import type { Language } from '../../words/language.ts'
import type { OptionRow, Words } from './command.ts'
import { type Desk, refusedWith, unreachable, wrongUse } from './desk.ts'
import { certificatesIn, placesIn, readGiven } from './installation.ts'
import { languageOf, languageOption } from './language.ts'

/** Options of every command that asks a running gateway. */
export const doorOptions: readonly OptionRow[] = [
  { flags: '--url <url>', describe: 'national door of the gateway (else from the settings of the installation)' },
  { flags: '--token-file <file>', describe: 'file with the token (else operator.token of the installation)' },
  { flags: '--ca <file>', describe: 'certificates that vouch for the national door (else keys/national.cert.pem)' },
  languageOption,
]

export interface NationalDoor {
  readonly url: string
  ask(method: 'GET' | 'POST', path: string, body?: object, headers?: Record<string, string>): Promise<JsonObject>
  /** Sends octets as they are. */
  upload(path: string, source: AsyncIterable<Uint8Array>, headers: Record<string, string>): Promise<JsonObject>
  /** An answer that is octets; the caller reads all of it. */
  download(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<IncomingMessage>
  close(): void
}

/** Nothing is sent before the door has shown the certificate that the installation holds. */
export async function openNationalDoor(words: Words, desk: Desk): Promise<NationalDoor> {
  const places = placesIn(desk.folder)
  const url = words.text('url') ?? urlFromSettings(desk)
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw wrongUse(
      `--url must be an https address, found ${JSON.stringify(url)}`,
      'such as --url https://127.0.0.1:8444',
    )
  const [tokenFile, caFile] = [words.text('token-file'), words.text('ca')]
  const token = (await readGiven(tokenFile ? resolve(desk.cwd, tokenFile) : places.operatorToken, 'a token')).trim()
  const ca = certificatesIn(
    await readGiven(caFile ? resolve(desk.cwd, caFile) : places.certificate('national'), 'PEM certificates'),
  )
  const agent = new Agent({
    keepAlive: true,
    minVersion: 'TLSv1.3',
    ca,
    allowPartialTrustChain: true,
    // The very certificate of the installation needs no fitting name; any other one does.
    checkServerIdentity: (host, shown) =>
      ca.some((pem) => new X509Certificate(pem).raw.equals(shown.raw)) ? undefined : checkServerIdentity(host, shown),
  })
  const send = sender({ url, token, agent, language: languageOf(words, desk) })
  return {
    url,
    ask: async (method, path, body, headers = {}) =>
      readJson(await send(method, path, body === undefined ? undefined : JSON.stringify(body), headers)),
    upload: async (path, source, headers) => readJson(await send('POST', path, source, headers)),
    download: (method, path, body, headers = {}) =>
      send(method, path, body === undefined ? undefined : JSON.stringify(body), headers),
    close: () => agent.destroy(),
  }
}

function urlFromSettings({ folder, env }: Desk): string {
  const { NATIONAL_HOST, NATIONAL_PORT } = loadConfig(folder, env)
  const host = NATIONAL_HOST === '0.0.0.0' ? '127.0.0.1' : NATIONAL_HOST === '::' ? '::1' : NATIONAL_HOST
  return `https://${host.includes(':') ? `[${host}]` : host}:${NATIONAL_PORT}`
}

type Send = (
  method: string,
  path: string,
  body: string | AsyncIterable<Uint8Array> | undefined,
  headers: Record<string, string>,
) => Promise<IncomingMessage>

interface Sending {
  readonly url: string
  readonly token: string
  readonly agent: Agent
  /** In which problems are told. */
  readonly language: Language | undefined
}

/** Resolves with an answer of 2xx; anything else is a complaint. */
function sender({ url, token, agent, language }: Sending): Send {
  const always = { authorization: `Bearer ${token}`, ...(language && { 'accept-language': language }) }
  return async (method, path, body, headers) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
      const outgoing = request(
        new URL(path, url),
        { method, agent, timeout: 120_000, headers: { ...always, ...type, ...headers } },
        resolve,
      )
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within two minutes')))
      outgoing.on('error', (error) => reject(noGateway(url, error)))
      // A refusal may come while the body is still on its way; then that answer counts and not the broken pipe.
      if (typeof body === 'object') pipeline(body, outgoing).catch(() => outgoing.destroy())
      else outgoing.end(body)
    })
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) return response
    throw problemOf(status, await textOf(response))
  }
}

const readJson = async (response: IncomingMessage): Promise<JsonObject> => {
  const text = await textOf(response)
  return text === '' ? {} : JSON.parse(text)
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
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

function noGateway(url: string, error: Error): Error {
  const code = 'code' in error ? String(error.code) : ''
  return unreachable(
    `no gateway answers at ${url}: ${reasons[code] ?? error.message}`,
    'start it with "bulla serve", or say with --folder or --url which one is meant',
    '"bulla check" looks for what is wrong',
  )
}

/** RFC 9457 problem details as a complaint: what is wrong, where, by which paragraph, and how to mend it. */
function problemOf(status: number, text: string): Error {
  const problem = problemIn(text)
  if (!problem) return refusedWith({ status }, `the gateway answered ${status} and no problem details`)
  const { title, detail, fix } = problem
  const where = problem['field'] || problem['paragraph'] ? [faultLine({ ...problem, message: '' })] : []
  const faults = Array.isArray(problem['faults']) ? problem['faults'].map(faultLine) : where
  return refusedWith(
    { problem },
    [`${title ?? status}: ${detail ?? ''}`.replace(/: $/, ''), ...faults].join('\n  '),
    ...(typeof fix === 'string' ? [fix] : []),
  )
}

function faultLine(fault: unknown): string {
  const { field, paragraph, message } = fault as { field?: string; paragraph?: string; message?: string }
  const parts = [field || (message ? '/' : ''), message, paragraph && `(paragraph 12.${paragraph})`]
  return parts.filter(Boolean).join(' ')
}

function problemIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
