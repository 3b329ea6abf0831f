// A partner on the line that may misbehave: speaks mTLS to a partner door with the keys it is given.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import type { Installation } from './installation.ts'

export interface Line {
  /** PEMs of the client certificate that is presented. */
  readonly key: string
  readonly cert: string
  readonly ca: string
  readonly port: number
  /** Whoever shows a weak certificate has to allow it to itself. */
  readonly ciphers?: string
}

/** The line that `from` would use to reach `to`. */
export const lineBetween = (from: Installation, to: Installation): Line => ({
  key: readFileSync(join(from.folder, 'keys/tls.key.pem'), 'utf8'),
  cert: readFileSync(join(from.folder, 'keys/tls.cert.pem'), 'utf8'),
  ca: to.ca.certPem,
  port: to.ports.partner,
})

/** The same where the key may just be being replaced: a key and its certificate. */
export async function lineInForce(from: Installation, to: Installation): Promise<Line> {
  for (;;) {
    const line = lineBetween(from, to)
    if (new X509Certificate(line.cert).checkPrivateKey(createPrivateKey(line.key))) return line
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Resolves with status and body, or with the code of the error that ended the connection. */
export async function knock(
  { key, cert, ca, port, ciphers }: Partial<Line> & { port: number },
  {
    method = 'GET',
    path = '/v1/card',
    headers = {},
    body,
  }: { method?: string; path?: string; headers?: Record<string, string>; body?: Uint8Array | string } = {},
  agent?: Agent,
): Promise<{ status: number; body: string; headers: IncomingMessage['headers'] } | { error: string }> {
  return new Promise((resolve) => {
    const options = {
      method,
      path,
      headers,
      port,
      host: 'localhost',
      key,
      cert,
      ca,
      ...(ciphers !== undefined && { ciphers }),
      agent: agent ?? false,
      minVersion: 'TLSv1.3' as const,
    }
    const asked = request(options, async (answer) => {
      try {
        const octets = Buffer.concat(await answer.toArray())
        resolve({ status: answer.statusCode ?? 0, body: octets.toString(), headers: answer.headers })
      } catch (error) {
        resolve({ error: codeOf(error) })
      }
    })
    asked.on('error', (error) => resolve({ error: codeOf(error) }))
    asked.end(body)
  })
}

/** An open TLS connection and what becomes of it. */
export async function holdOpen({ key, cert, ca, port }: Line): Promise<{ socket: TLSSocket; closed: Promise<void> }> {
  const socket = connect({ host: 'localhost', port, key, cert, ca, minVersion: 'TLSv1.3' })
  socket.on('error', () => undefined)
  socket.resume()
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
  })
  return { socket, closed }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
export const keptAgent = (line: Line): Agent =>
  new Agent({ keepAlive: true, maxSockets: 1, key: line.key, cert: line.cert, ca: line.ca })
