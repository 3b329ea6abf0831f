// XB's keys behind a server that answers the question for what is held as it is told: it signs correctly and may say anything.
import { randomUUIDv7 } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { canonical } from '../../crypto/canonical.ts'
import { importEncryptionKey, importSigningKey, signCompact } from '../../crypto/jose/engine.ts'
import { encryptRouted } from '../../crypto/jose/envelope.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { utf8 } from '../../crypto/octets.ts'
import { type HeldPage, heldAskSha256 } from '../../crypto/statement/held.ts'
import type { Installation } from './installation.ts'

type Said = Partial<Omit<HeldPage, 'statements'>> & { readonly statements?: readonly object[] }

/** One answer of it: a page with whatever it says, or octets as it likes. */
export type Lie = Said | ((response: ServerResponse) => void)

/** @param next what is answered to each question, one after another; the last stays. */
export async function lyingHolder(b: Installation, a: Installation, lies: readonly Lie[]) {
  const file = (name: string) => readFileSync(join(b.folder, 'keys', name), 'utf8')
  const signWith = await importSigningKey(file('signing.key.pem'), b.suite)
  const [theirs] = a.card.encryption
  const encryptTo = await importEncryptionKey(theirs?.jwk as JsonObject, a.suite)
  let asked = 0
  /** No shape is looked at: whoever lies keeps to none. */
  async function sealed(said: Said, jws: string): Promise<string> {
    const about = { v: 1, from: b.member, to: a.member, at: new Date().toISOString(), ask: heldAskSha256(jws) }
    const page = { ...about, statements: [], receipts: [], next: null, ...said }
    const signed = await signCompact(canonical(page as unknown as JsonObject), 'bulla-held+jws', signWith)
    const kind = { typ: 'bulla-held+jwe', cty: 'bulla-held+jws' } as const
    const routed = { from: b.member, to: a.member, id: randomUUIDv7(), expiresAtMs: Date.now() + 60_000, encryptTo }
    return encryptRouted(utf8(signed), kind, routed)
  }
  const server = createServer(
    { key: file('tls.key.pem'), cert: file('tls.cert.pem'), requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString()
      if (request.url !== '/v1/held') return void response.writeHead(404).end()
      const lie = lies[Math.min(asked, lies.length - 1)] ?? {}
      asked += 1
      if (typeof lie === 'function') return void lie(response)
      response.writeHead(200, { 'content-type': 'application/jose' }).end(await sealed(lie, body))
    },
  )
  await new Promise<void>((resolve) => server.listen(b.ports.partner, '127.0.0.1', resolve))
  return {
    asked: () => asked,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
