// A client of the national door for tests: node:https, one kept connection pool, JSON in and out.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Installation } from './installation.ts'

export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly octets: Buffer
  /** The JSON of the answer; an empty object where there is none. */
  readonly json: Record<string, unknown> & { code?: string; detail?: string }
}

export type Who = keyof Installation['tokens']
export type NationalClient = ReturnType<typeof clientOf>

export function clientOf(installation: Installation, who: Who = 'officer') {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, ca: installation.ca.certPem })
  const base = `https://localhost:${installation.ports.national}`

  function open(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Uint8Array | AsyncIterable<Uint8Array>,
  ) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(
        new URL(path, base),
        { agent, method, headers: { authorization: `Bearer ${installation.tokens[who]}`, ...headers } },
        resolve,
      )
      asked.on('error', reject)
      if (body === undefined || body instanceof Uint8Array) asked.end(body)
      else pipeline(Readable.from(body), asked).catch(reject)
    })
  }
  async function ask(
    method: string,
    path: string,
    {
      json,
      octets,
      headers = {},
    }: { json?: unknown; octets?: Uint8Array | AsyncIterable<Uint8Array>; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const body = json === undefined ? octets : Buffer.from(JSON.stringify(json))
    return reply(
      await open(method, path, { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers }, body),
    )
  }
  return {
    open,
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
      for (;;) {
        const answer = await ask('GET', path)
        if (answer.status === 200 && done(answer.json)) return answer
        if (Date.now() > end)
          throw new Error(`${path} did not come to it: ${answer.status} ${JSON.stringify(answer.json).slice(0, 2000)}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    close: () => agent.destroy(),
  }
}

async function reply(message: IncomingMessage): Promise<Reply> {
  const octets = Buffer.concat(await message.toArray())
  const isJson = /json/.test(message.headers['content-type'] ?? '')
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    octets,
    json: isJson ? (JSON.parse(octets.toString()) as Reply['json']) : {},
  }
}

export const sha256Of = (octets: Uint8Array): string => createHash('sha256').update(octets).digest('hex')
