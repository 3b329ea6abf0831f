import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { CryptoError } from '../../crypto/fault.ts'
import { readJwe, readJws, readStrictJwe, readStrictJws } from '../../crypto/jose/compact.ts'
import { decryptCompact, importDecryptionKey, importVerifyingKey, verifyCompact } from '../../crypto/jose/engine.ts'
import { type SuiteName, suites } from '../../crypto/jose/suites.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { toHex } from '../../crypto/octets.ts'

/*
 * Every JOSE vector of Project Wycheproof through our own reader. No vector has our typ and kid, so the full reader must
 * refuse all of them; the core behind it, with those two demands lifted, must accept what is valid in our algorithms
 * and nothing else.
 */

interface Vector {
  tcId: number
  comment: string
  jws?: string | object
  jwe?: string | object
  pt?: string
  enc?: string
  result: 'valid' | 'invalid' | 'acceptable'
}
interface Group {
  private?: JsonObject
  public?: JsonObject
  tests: Vector[]
}

const folder = fileURLToPath(new URL('../../../shared/vectors/wycheproof/', import.meta.url))
const skip = existsSync(folder) ? false : `no vectors at ${folder}: see ../shared/vectors/README.md`
const groupsOf = (file: string) =>
  skip ? [] : (JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as { testGroups: Group[] }).testGroups

const maxBytes = 1024 * 1024
const compactOf = (vector: string | object | undefined) =>
  typeof vector === 'string' ? vector : JSON.stringify(vector)
const headerOf = (compact: string): JsonObject => {
  try {
    return JSON.parse(Buffer.from(compact.split('.')[0] as string, 'base64url').toString())
  } catch {
    return {}
  }
}
const memberSets = [['alg'], ['alg', 'kid'], ['alg', 'typ'], ['alg', 'kid', 'typ']]

/** What came of it: the octets, or the fault. Anything thrown that is no CryptoError fails the test. */
async function attempt(read: () => Promise<Uint8Array>): Promise<Uint8Array | CryptoError> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof CryptoError) return error
    throw error
  }
}

const suiteOf = (jwk: JsonObject | undefined, use: 'signingKey' | 'curve'): SuiteName | undefined =>
  (Object.keys(suites) as SuiteName[]).find((name) => suites[name][use] === jwk?.['crv'])

/**
 * The key as our cards would give it. What the vector's JWK says beside the public point is left out only where it says
 * what we take for granted; a key meant for something else is handed over as it is, and the importer refuses it.
 */
function keyOf(jwk: JsonObject, suite: SuiteName): JsonObject {
  const granted: JsonObject = { alg: suites[suite].signature, use: 'sig', key_ops: ['verify'], kid: jwk['kid'] ?? null }
  return Object.fromEntries(
    Object.entries(jwk).filter(([member, value]) => JSON.stringify(granted[member]) !== JSON.stringify(value)),
  )
}

const pemOf = (jwk: JsonObject) =>
  createPrivateKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }) as string

/** Tries each header the strict core could demand, so that no vector is refused merely for having a kid or none. */
async function throughCore(members: string[][], open: (members: string[]) => Promise<Uint8Array>) {
  let last: Uint8Array | CryptoError = new CryptoError('header', 'no set of members')
  for (const set of members) {
    last = await attempt(() => open(set))
    if (!(last instanceof CryptoError) || last.code !== 'header') break
  }
  return last
}

interface Counts {
  vectors: number
  accepted: number
  refusedInvalid: number
  refusedOtherAlgorithm: number
}

function judge(
  t: Test,
  counts: Counts,
  vector: Vector,
  ours: boolean,
  outcome: Uint8Array | CryptoError,
  payload?: string,
) {
  counts.vectors += 1
  const accepted = !(outcome instanceof CryptoError)
  const expected = vector.result === 'valid' && ours && typeof (vector.jws ?? vector.jwe) === 'string'
  if (accepted) counts.accepted += 1
  else if (vector.result === 'invalid') counts.refusedInvalid += 1
  else counts.refusedOtherAlgorithm += 1
  if (accepted !== expected)
    t.fail(`${vector.tcId} ${vector.comment}: ${accepted ? 'accepted' : (outcome as Error).message}`)
  if (accepted && payload !== undefined) t.equal(toHex(outcome), payload, `${vector.tcId} ${vector.comment}`)
}

t.test('[C1] MUST accept no JWS vector of Wycheproof that is invalid or of other algorithms', { skip }, async (t) => {
  const counts: Counts = { vectors: 0, accepted: 0, refusedInvalid: 0, refusedOtherAlgorithm: 0 }
  for (const group of groupsOf('json_web_signature_test.json')) {
    const jwk = group.public ?? group.private
    const suite = suiteOf(jwk, 'signingKey')
    const algorithms =
      suite === undefined ? Object.values(suites).map((row) => row.signature) : [suites[suite].signature]
    for (const vector of group.tests) {
      const compact = compactOf(vector.jws)
      const full = await attempt(async () => readJws(compact, { typ: 'bulla-seal+jws', maxBytes, algorithms }).payload)
      t.ok(full instanceof CryptoError, `${vector.tcId} is none of ours`)
      const outcome = await throughCore(memberSets, async (members) => {
        const read = readStrictJws(compact, { maxBytes, members, algorithms })
        if (!suite || !jwk) throw new CryptoError('algorithm', 'key of no suite')
        return verifyCompact(read, await importVerifyingKey(keyOf(jwk, suite), suite))
      })
      judge(t, counts, vector, suite !== undefined && headerOf(compact)['alg'] === suites[suite].signature, outcome)
    }
  }
  t.comment(`count: ${JSON.stringify(counts)}`)
  t.equal(counts.vectors, 401)
  t.ok(counts.accepted > 0)
})

t.test('[C2] MUST accept no JWE vector of Wycheproof that is invalid or of other algorithms', { skip }, async (t) => {
  const counts: Counts = { vectors: 0, accepted: 0, refusedInvalid: 0, refusedOtherAlgorithm: 0 }
  for (const group of groupsOf('json_web_encryption_test.json')) {
    const suite = suiteOf(group.private, 'curve')
    const { agreement, content, curve } = suites[suite ?? 'B']
    for (const vector of group.tests) {
      const compact = compactOf(vector.jwe)
      const demands = {
        typ: 'bulla-envelope+jwe',
        cty: 'bulla-letter+json',
        extension: 'bulla',
        maxBytes,
        agreement,
        content,
        curve,
      }
      const full = await attempt(async () => Buffer.from(readJwe(compact, demands).compact))
      t.ok(full instanceof CryptoError, `${vector.tcId} is none of ours`)
      const members = memberSets.map((set) => [...set, 'enc', 'epk'])
      const outcome = await throughCore(members, async (set) => {
        const read = readStrictJwe(compact, { maxBytes, members: set, agreement, content, curve })
        if (!suite || !group.private) throw new CryptoError('algorithm', 'key of no suite')
        return decryptCompact(read, await importDecryptionKey(pemOf(group.private), suite))
      })
      const { alg, enc } = headerOf(compact)
      judge(t, counts, vector, suite !== undefined && alg === agreement && enc === content, outcome, vector.pt)
    }
  }
  t.comment(`count: ${JSON.stringify(counts)}`)
  t.ok(counts.accepted > 0)
})
