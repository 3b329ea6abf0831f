// The client of the national door as tests need it: every answer as it came, of whatever status, and nothing tried again.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { openClient } from '../../client/client.ts'
import type { DoorAnswer } from '../../client/connection.ts'
import type { Installation } from './installation.ts'

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly octets: Buffer
  /** The JSON of the answer; an empty object where there is none. */
  readonly json: Record<string, unknown> & { code?: string; detail?: string }
}

export type Who = keyof Installation['tokens']
export type NationalClient = ReturnType<typeof clientOf>

interface Asked {
  readonly json?: unknown
  readonly octets?: Uint8Array | AsyncIterable<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
}

export function clientOf(installation: Installation, who: Who = 'officer') {
  const client = openClient({
    url: `https://localhost:${installation.ports.national}`,
    token: installation.tokens[who],
    caPem: installation.ca.certPem,
    connections: 64,
  })
  const ask = async (method: string, path: string, { json, octets, headers }: Asked = {}): Promise<Reply> => {
    const body = json === undefined ? octets : Buffer.from(JSON.stringify(json))
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    return reply(await client.request({ method, path, headers: { ...type, ...headers }, ...(body && { body }) }))
  }
  return {
    client,
    ask,
    get: (path: string) => ask('GET', path),
    post: (path: string, json: unknown, headers: Record<string, string> = {}) => ask('POST', path, { json, headers }),
    upload: (
      terms: string,
      kind: string,
      octets: Uint8Array | AsyncIterable<Uint8Array>,
      mediaType = 'application/pdf',
      name = `${kind}.pdf`,
    ) =>
      ask('POST', `/v1/items?${new URLSearchParams({ terms, kind, form: 'electronic', name })}`, {
        octets,
        headers: { 'content-type': mediaType },
      }),
    /** Asks again until `done` says so; bounded, as everything here. */
    async until(path: string, done: (json: Reply['json']) => boolean, withinMs = 15_000): Promise<Reply> {
      const end = Date.now() + withinMs
      // What takes longer is asked for less often: asking is work for those who are to come to it.
      for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 150)) {
        const answer = await ask('GET', path)
        if (answer.status === 200 && done(answer.json)) return answer
        if (Date.now() > end)
          throw new Error(`${path} did not come to it: ${answer.status} ${JSON.stringify(answer.json).slice(0, 2000)}`)
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    },
    close: () => client.close(),
  }
}

async function reply({ status, headers, body }: DoorAnswer): Promise<Reply> {
  const octets = Buffer.concat(await body.toArray())
  const isJson = /json/.test(headers['content-type'] ?? '')
  return {
    status,
    headers,
    octets,
    json: isJson && octets.length > 0 ? (JSON.parse(octets.toString()) as Reply['json']) : {},
  }
}

export const sha256Of = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex')
