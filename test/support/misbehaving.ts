// XB's keys behind a server that answers deliveries as it is told: it signs correctly and may say anything.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { signingKeysOf } from '../../crypto/card/card-keys.ts'
import { importDecryptionKey } from '../../crypto/jose/engine.ts'
import { openEnvelope } from '../../crypto/jose/opening.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { leafHash } from '../../crypto/log/log-tree.ts'
import { readFrames } from '../../crypto/part/frames.ts'
import type { Receipt } from '../../crypto/statement/receipt.ts'
import { termsSha256 } from '../../crypto/statement/statement.ts'
import type { Installation } from './installation.ts'
import { heldCard } from './parties.ts'

export interface Answer {
  readonly status?: number
  readonly body: string
}

/** @param change gets the honest receipt of each delivery and resolves with what is answered. */
export async function misbehaving(b: Installation, a: Installation, change: (receipt: Receipt) => Promise<Answer>) {
  const file = (name: string) => readFileSync(join(b.folder, 'keys', name), 'utf8')
  const ours = [await importDecryptionKey(file('encryption.key.pem'), b.suite)]
  const theirs = await signingKeysOf(a.card)
  const logKey = logSigningKey(file('log.key.pem'))
  const rootHash = leafHash(new Uint8Array(32))
  const checkpoint = signCheckpoint({ origin: logOrigin(b.card.trustDomain), size: 64, rootHash }, logKey)
  let asked = 0
  /** One for each statement, as far as the checkpoint covers them. */
  const leaves = new Map<string, number>()
  const leafOf = (id: string) => {
    const leaf = leaves.get(id) ?? leaves.size % 64
    leaves.set(id, leaf)
    return leaf
  }
  const server = createServer(
    { key: file('tls.key.pem'), cert: file('tls.cert.pem'), requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      if (request.url !== '/v1/deliveries') return void response.writeHead(404).end()
      asked += 1
      const [envelope = new Uint8Array()] = readFrames(new Uint8Array(Buffer.concat(await request.toArray())), {
        maxFrames: 100,
      })
      const opened = await openEnvelope(envelope, {
        us: 'XB',
        peer: 'XA',
        suite: b.suite,
        ours,
        theirs,
        nowMs: Date.now(),
        maxBytes: 4 << 20,
        maxSkewMs: 300_000,
      })
      const answer = await change({
        v: 2,
        id: opened.id,
        from: 'XB',
        to: 'XA',
        envelope: { id: opened.id, sha256: opened.sha256 },
        at: new Date().toISOString(),
        entries: opened.messages.flatMap((message) =>
          message.verified
            ? [
                {
                  id: message.statement.id,
                  sha256: message.sha256,
                  terms: termsSha256(message.statement.terms),
                  outcome: 'received' as const,
                  leaf: leafOf(message.statement.id),
                },
              ]
            : [],
        ),
        checkpoint,
        cards: { mine: heldCard(b.card), yours: heldCard(a.card) },
      })
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/jose' }).end(answer.body)
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
