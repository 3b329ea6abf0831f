// A partner that is asked to cosign our log and answers with more than its own signature.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type KnownLog, readCheckpoint } from '../../crypto/log/checkpoint.ts'
import { cosign, witnessName } from '../../crypto/log/cosignature.ts'
import { type LogSigningKey, logSigningKey, logVerifyingKey } from '../../crypto/log/log-key.ts'
import { keyIdOf, type NoteSignature, readNote, signatureTypes, writeSignatureLines } from '../../crypto/log/note.ts'
import { type ConsistentCheckpoint, decideAddCheckpoint, readAddCheckpoint } from '../../crypto/log/witness.ts'
import { start } from '../support/gateways.ts'
import { agreementBetween, type Installation, install, peer, scratch } from '../support/installation.ts'
import { cosignaturesOf } from '../support/log-reading.ts'

/** XB's endpoint with its keys: answers whoever asks for a cosignature with these lines, and nothing else. */
async function serving(
  t: Test,
  b: Installation,
  log: KnownLog,
  lines: (checkpoint: ConsistentCheckpoint, key: LogSigningKey) => readonly NoteSignature[],
): Promise<void> {
  const pem = (name: string) => readFileSync(join(b.folder, 'keys', name), 'utf8')
  const server = createServer(
    { key: pem('tls.key.pem'), cert: pem('tls.cert.pem'), minVersion: 'TLSv1.3' },
    async (request, response) => {
      if (request.url !== '/v1/witness/add-checkpoint') return response.writeHead(404).end()
      const decision = decideAddCheckpoint(undefined, readAddCheckpoint(Buffer.concat(await request.toArray())), log)
      if (decision.verdict !== 'accept') return response.writeHead(400).end()
      const signed = lines(decision.checkpoint, logSigningKey(pem('log.key.pem')))
      return response.writeHead(200).end(writeSignatureLines(signed))
    },
  )
  await new Promise<void>((resolve) => server.listen(b.ports.partner, '127.0.0.1', resolve))
  t.teardown(() => server.close())
}

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
    await serving(t, b, log, (checkpoint, key) => [
      forged,
      cosign(checkpoint, { name: witness(b).name, key, atSeconds }),
    ])
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

t.test(
  'a cosignature that is dated another time is refused with an alarm, and its witness is asked again [M2]',
  async (t) => {
    const folder = await scratch(t)
    const a = await install(join(folder, 'XA'), 'XA', { settings: { SWEEP_EVERY_MS: 1_000 } })
    const b = await install(join(folder, 'XB'), 'XB')
    await peer(a, b, agreementBetween(a, b))
    const log = { origin: 'xa.example/log', key: logVerifyingKey(a.card.log.jwk) }
    const [name, known] = [witnessName(b.card.trustDomain), logVerifyingKey(b.card.log.jwk)]
    const wrong = ['1990-01-01', '2099-01-01'].map((day) => Date.parse(day) / 1000)
    const dated: number[] = []
    await serving(t, b, log, (checkpoint, key) => {
      const atSeconds = wrong[dated.length] ?? Math.floor(Date.now() / 1000)
      dated.push(atSeconds)
      return [cosign(checkpoint, { name, key, atSeconds })]
    })
    const client = (await start(t, a)).client('operator')
    for (;;) {
      const { status, octets } = await client.ask('GET', '/log/checkpoint')
      const found = status === 200 ? cosignaturesOf(readCheckpoint(octets, log), [{ name, key: known }]) : []
      if (found.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        continue
      }
      t.notOk(
        found.some(({ atSeconds }) => wrong.includes(atSeconds)),
        'what stands in our note is dated now',
      )
      break
    }
    const alarms = readFileSync(join(a.folder, 'gateway.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"log.alarm"'))
    t.match(alarms, [/dated 1990-01-01T/, /dated 2099-01-01T/])
  },
)
