// A partner that is asked to cosign our log and answers with more than its own signature.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import t from 'tap'
import { readCheckpoint } from '../../crypto/log/checkpoint.ts'
import { cosign, witnessName } from '../../crypto/log/cosignature.ts'
import { logSigningKey, logVerifyingKey } from '../../crypto/log/log-key.ts'
import { keyIdOf, type NoteSignature, readNote, signatureTypes, writeSignatureLines } from '../../crypto/log/note.ts'
import { decideAddCheckpoint, readAddCheckpoint } from '../../crypto/log/witness.ts'
import { start } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { cosignaturesOf } from '../support/log-reading.ts'

t.test(
  'a witness puts no line of its choice into our notes: unknown keys are ignored, its own counts [C3]',
  async (t) => {
    const folder = await scratch(t)
    const a = await install(join(folder, 'XA'), 'XA', { settings: { SWEEP_EVERY_MS: 1_000 } })
    const [b, c] = [await install(join(folder, 'XB'), 'XB'), await install(join(folder, 'XC'), 'XC')]
    await peer(a, b, agreementBetween(a, b, { id: 'with-xb' }))
    await peer(a, c, agreementBetween(a, c, { id: 'with-xc' }))
    const log = { origin: 'xa.example/log', key: logVerifyingKey(a.card.log.jwk) }
    const witness = ({ card }: Installation) => ({
      name: witnessName(card.trustDomain),
      key: logVerifyingKey(card.log.jwk),
    })
    /** A line as if XC had signed it, which it did not. */
    const forged: NoteSignature = {
      name: witness(c).name,
      keyId: keyIdOf(witness(c).name, signatureTypes.cosignature, witness(c).key.publicKey),
      signature: new Uint8Array(72).fill(1),
    }
    const atSeconds = Math.floor(Date.now() / 1000)
    const server = createServer(
      {
        key: readFileSync(join(b.folder, 'keys/tls.key.pem')),
        cert: readFileSync(join(b.folder, 'keys/tls.cert.pem')),
        minVersion: 'TLSv1.3',
      },
      async (request, response) => {
        if (request.method !== 'POST') return response.writeHead(404).end()
        const decision = decideAddCheckpoint(undefined, readAddCheckpoint(Buffer.concat(await request.toArray())), log)
        if (decision.verdict !== 'accept') return response.writeHead(400).end()
        const key = logSigningKey(readFileSync(join(b.folder, 'keys/log.key.pem'), 'utf8'))
        const own = cosign(decision.checkpoint, { name: witness(b).name, key, atSeconds })
        return response.writeHead(200).end(writeSignatureLines([forged, own]))
      },
    )
    await new Promise<void>((resolve) => server.listen(b.ports.partner, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    await start(t, c)
    const client = (await start(t, a)).client('operator')
    for (;;) {
      const { status, octets } = await client.ask('GET', '/log/checkpoint')
      if (status === 200 && readNote(octets).signatures.length > 2) {
        const checkpoint = readCheckpoint(octets, log)
        t.match(cosignaturesOf(checkpoint, [witness(b)]), [{ atSeconds }])
        t.equal(cosignaturesOf(checkpoint, [witness(c)]).length, 1, 'that of XC is its own')
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
)
