import t from 'tap'
import { canonical } from '../../crypto/canonical.ts'
import { CryptoError } from '../../crypto/fault.ts'
import { readEnvelope } from '../../crypto/jose/envelope.ts'
import { chooseKey, decryptEnvelope, type Opening, openEnvelope, routeEnvelope } from '../../crypto/jose/opening.ts'
import { concat, utf8 } from '../../crypto/octets.ts'
import { makeMessage, makeParty, octetsOf, opening, seal } from '../support/parties.ts'
import { seededRandom, triesOf } from '../support/random.ts'
import { withHeader, wrap } from './hostile.ts'

/*
 * Valid envelopes with one random change each. BULLA_SEED=<number> repeats a run; without it each run is another one.
 */

const { seed, random: draw } = seededRandom()
const rounds = triesOf(20_000)
const letterRounds = triesOf(1_500)

const random = (below: number): number => Math.floor(draw() * below)
const oneOf = <T>(choices: readonly T[]): T => choices[random(choices.length)] as T

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Changes of octets, whatever they mean. */
const octetChanges: Record<string, (octets: Uint8Array) => Uint8Array> = {
  flip: (octets) => {
    const at = random(octets.length)
    return octets.with(at, (octets[at] as number) ^ (1 << random(8)))
  },
  replace: (octets) => octets.with(random(octets.length), random(256)),
  delete: (octets) => {
    const at = random(octets.length)
    return concat(octets.subarray(0, at), octets.subarray(at + 1 + random(4)))
  },
  insert: (octets) => {
    const at = random(octets.length + 1)
    return concat(octets.subarray(0, at), Uint8Array.of(random(256)), octets.subarray(at))
  },
  truncate: (octets) => octets.subarray(0, random(octets.length)),
  exchange: (octets) => {
    const [one, two] = [random(octets.length), random(octets.length)]
    return octets.with(one, octets[two] as number).with(two, octets[one] as number)
  },
  repeat: (octets) => {
    const at = random(octets.length)
    return concat(octets.subarray(0, at + 1 + random(16)), octets.subarray(at))
  },
}

/** Changes that keep to the alphabet or the grammar, and so get further. */
const envelopeChanges: Record<string, (envelope: string) => string> = {
  character: (envelope) => {
    const at = random(envelope.length)
    return envelope.slice(0, at) + oneOf([...base64url]) + envelope.slice(at + 1)
  },
  'swapped parts': (envelope) => {
    const parts = envelope.split('.')
    const [one, two] = [random(5), random(5)]
    ;[parts[one], parts[two]] = [parts[two] as string, parts[one] as string]
    return parts.join('.')
  },
  'part of another envelope': (envelope) => {
    const [parts, others] = [envelope.split('.'), oneOf(valid).envelope.split('.')]
    const at = random(5)
    parts[at] = others[at] as string
    return parts.join('.')
  },
  'duplicated member': (envelope) =>
    withHeader(envelope, (header) => {
      const [member, value] = oneOf(Object.entries(JSON.parse(header)))
      return oneOf([
        header.replace('{', `{${JSON.stringify(member)}:${JSON.stringify(value)},`),
        header.replace(/}$/, `,${JSON.stringify(member)}:${JSON.stringify(value)}}`),
        header.replace('{', `{${JSON.stringify(member)}:null,`),
      ])
    }),
  'added member': (envelope) =>
    withHeader(envelope, (header) => {
      const member = oneOf(['zip', 'jku', 'x5u', 'jwk', 'x5c', 'p2s', 'p2c', 'b64', 'iss', '__proto__', 'constructor'])
      return header.replace('{', `{"${member}":${oneOf(['"DEF"', '1', 'null', '{}', '[]'])},`)
    }),
  'other order of members': (envelope) =>
    withHeader(envelope, (header) => {
      const entries = Object.entries(JSON.parse(header))
      const at = random(entries.length)
      return JSON.stringify(Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)]))
    }),
  'white space': (envelope) => {
    const at = random(envelope.length + 1)
    return envelope.slice(0, at) + oneOf(['\n', ' ', '\r\n', '\t', '=', '\0']) + envelope.slice(at)
  },
}

const suites = await Promise.all(
  (['B', 'A'] as const).map(async (suite) => {
    const [from, to] = await Promise.all([makeParty('XA', { suite }), makeParty('XB', { suite })])
    const message = () => makeMessage(from.member, to.member, { body: { matter: 'Ä'.repeat(random(200)) } })
    const envelopes = [await seal(from, to), await seal(from, to, { messages: [message(), message(), message()] })]
    return { from, to, envelopes: envelopes.map(({ envelope }) => ({ envelope, how: opening(to, from) })) }
  }),
)
const valid: readonly { envelope: string; how: Opening }[] = suites.flatMap(({ envelopes }) => envelopes)

t.comment(`seed: ${seed}`)

t.test(`[E21] MUST accept none of ${rounds} changed envelopes`, async (t) => {
  const outcomes: Record<string, number> = {}
  for (let round = 0; round < rounds; round += 1) {
    const { envelope, how } = oneOf(valid)
    const [name, changed] = changeOf(envelope)
    const outcome = await openEnvelope(changed, how).then(
      () => 'accepted',
      (error) => (error instanceof CryptoError ? error.code : `crash: ${error}`),
    )
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (outcome === 'accepted' || outcome.startsWith('crash'))
      t.fail(`round ${round}, ${name}: ${outcome}`, { changed: text(changed) })
  }
  t.comment(`count: ${JSON.stringify(outcomes)}`)
  t.ok((outcomes['undecryptable'] ?? 0) > rounds / 20, 'many get as far as decryption')
})

t.test(`[L16] MUST verify nothing that differs in ${letterRounds} changed letters, encrypted anew`, async (t) => {
  const outcomes: Record<string, number> = {}
  for (const { from, to, envelopes } of suites) {
    const { envelope, how } = envelopes[1] as (typeof envelopes)[number]
    const { plaintext } = await decryptEnvelope(chooseKey(routeEnvelope(readEnvelope(utf8(envelope), how), how), how))
    const sealed = await contentOf(utf8(envelope), how)
    for (let round = 0; round < letterRounds / suites.length; round += 1) {
      const changed = oneOf(Object.values(octetChanges))(plaintext)
      const parties = { from: from.member, to: to.member, encryptTo: to.encryption.encrypt }
      const found = await wrap(changed, parties)
        .then((octets) => contentOf(utf8(octets), how))
        .catch((error) => (error instanceof CryptoError ? error.code : Promise.reject(error)))
      const outcome = typeof found === 'string' ? found : 'opened'
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      if (typeof found === 'string') continue
      found.forEach((content, index) => {
        if (content !== undefined && content !== sealed[index])
          t.fail(`round ${round}: a changed statement or body is verified`)
      })
    }
  }
  t.comment(`count: ${JSON.stringify(outcomes)}`)
  t.ok((outcomes['letter-shape'] ?? 0) > 0)
})

t.test('[E22] opens each of them unchanged', async (t) => {
  for (const { envelope, how } of valid) {
    const { messages } = await openEnvelope(octetsOf({ envelope }), how)
    t.ok(messages.every(({ verified }) => verified))
  }
})

/** One change; a change that happens to change nothing is no change. */
function changeOf(envelope: string): [name: string, changed: Uint8Array] {
  const octets = utf8(envelope)
  for (;;) {
    const name = oneOf([...Object.keys(octetChanges), ...Object.keys(envelopeChanges)])
    const changed = octetChanges[name]?.(octets) ?? utf8(envelopeChanges[name]?.(envelope) as string)
    if (!Buffer.from(changed).equals(octets)) return [name, changed]
  }
}

/** What the seal covers of each message: statement and body, or nothing where it is not verified. Shares show at the part. */
async function contentOf(octets: Uint8Array, how: Opening): Promise<(string | undefined)[]> {
  const { messages } = await openEnvelope(octets, how)
  return messages.map((message) => (message.verified ? text(canonical([message.statement, message.body])) : undefined))
}

function text(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1')
}
