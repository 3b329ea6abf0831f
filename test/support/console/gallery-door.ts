// A small door that serves pages under the policy that every page of the console has, and takes what their scripts send.
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { assets } from '../../../gateway/doors/console/assets/assets.ts'

/** No markup is ever made out of text, so there is no policy of trusted types, and none can be made. */
export const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

export interface Door {
  readonly origin: string
  /** What forms sent, each as its fields. */
  readonly sent: Readonly<Record<string, string[]>>[]
  /** What was uploaded, by the id of the item. */
  readonly items: ReadonlyMap<string, { readonly asked: Readonly<Record<string, unknown>>; readonly octets: Buffer }>
  /** How many pieces break before their answer. */
  breaks: number
  /** Tells whoever listens that something happened. */
  tell(): void
}

/** @param pages markup by its path, made anew for each request */
export async function openDoor(t: Test, pages: Readonly<Record<string, () => string>>): Promise<Door> {
  const listening = new Set<ServerResponse>()
  const uploads = new Map<string, Upload>()
  const items = new Map<string, { asked: Readonly<Record<string, unknown>>; octets: Buffer }>()
  const door = {
    ...{ origin: '', sent: [] as Record<string, string[]>[], items, breaks: 0 },
    tell: () => {
      for (const one of listening) one.write('data: \n\n')
    },
  }
  const live = (response: ServerResponse) => {
    listening.add(response.writeHead(200, { 'content-type': 'text/event-stream' }))
    response.write(': here\n\n')
    response.on('close', () => listening.delete(response))
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const path = new URL(request.url ?? '', 'http://localhost').pathname
    const asset = assets.get(path)
    const page = pages[path]
    if (asset) return response.writeHead(200, { 'content-type': asset.type, etag: asset.etag }).end(asset.octets)
    if (path === '/console/live') return live(response)
    if (path.startsWith('/console/uploads')) return upload(request, response, { path, uploads, items, door })
    if (request.method !== 'POST') return page ? respond(response, page()) : response.writeHead(404).end()
    const body = String(await octetsOf(request))
    // A script asks for the terms of documents before it sends them.
    if (/name="go"\r\n\r\nterms\r\n/.test(body))
      return response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"terms":"t1"}')
    door.sent.push(fieldsOf(body))
    return respond(response, taken)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  // The domain of a passkey has a name.
  door.origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return door
}

const taken = '<!DOCTYPE html><html lang="en"><title>Taken</title><link rel="icon" href="data:,"><p>Taken</p></html>'

const respond = (response: ServerResponse, markup: string) =>
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': strictPolicy })
    .end(markup)

interface Upload {
  readonly asked: Readonly<Record<string, unknown>>
  octets: Buffer
}

interface Uploading {
  readonly path: string
  readonly uploads: Map<string, Upload>
  readonly items: Map<string, Upload>
  readonly door: { breaks: number }
}

/** The uploads of the API, as far as the script of a page asks for them. */
async function upload(request: IncomingMessage, response: ServerResponse, { path, uploads, items, door }: Uploading) {
  const octets = await octetsOf(request)
  const problem = { title: 'This page is an old one', fix: 'Load it again' }
  if (request.headers['bulla-form-token'] !== 'token')
    return response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  if (request.method === 'POST') {
    const place = `/console/uploads/${randomUUID()}`
    uploads.set(place, { asked: JSON.parse(octets.toString()), octets: Buffer.alloc(0) })
    return response.writeHead(201, { location: place, 'upload-offset': '0' }).end('{}')
  }
  const one = uploads.get(path)
  if (!one) return response.writeHead(404).end()
  const far = () => ({ 'upload-offset': String(one.octets.length) })
  if (request.method === 'HEAD') return response.writeHead(204, far()).end()
  if (Number(request.headers['upload-offset']) !== one.octets.length) return response.writeHead(409, far()).end()
  const digest = createHash('sha256').update(octets).digest('base64')
  if (request.headers['content-digest'] !== `sha-256=:${digest}:`) return response.writeHead(400).end()
  one.octets = Buffer.concat([one.octets, octets])
  if (door.breaks > 0) {
    door.breaks -= 1
    return request.socket.destroy()
  }
  if (one.octets.length < Number(one.asked['bytes'])) return response.writeHead(204, far()).end()
  const item = randomUUID()
  items.set(item, one)
  return response.writeHead(201, { ...far(), 'content-type': 'application/json' }).end(JSON.stringify({ item }))
}

async function octetsOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function fieldsOf(body: string): Record<string, string[]> {
  const sent = new URLSearchParams(body)
  return Object.fromEntries([...new Set(sent.keys())].map((name) => [name, sent.getAll(name)]))
}
