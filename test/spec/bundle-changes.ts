// Single changes of a bundle, as somebody might make them who wants it to say something else.
import { canonical, parseCanonical } from '../../crypto/canonical.ts'
import { makeKey, type SigningKey } from '../../crypto/jose/engine.ts'
import { signSeal } from '../../crypto/jose/seal.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { logOrigin, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { readLogProof, writeLogProof } from '../../crypto/log/log-proof.ts'
import { addSignatures, readNote } from '../../crypto/log/note.ts'
import { concat, fromBase64url, sha256Hex, text, utf8 } from '../../crypto/octets.ts'
import { type Receipt, signReceipt } from '../../crypto/statement/receipt.ts'
import { chronologyOf } from '../../gateway/bundle/format/chronology.ts'
import { readContents } from '../../gateway/bundle/format/contents.ts'
import type { Known } from '../../gateway/bundle/format/known.ts'
import { chronologyNames, isItemOctets, manifestName, sheetName } from '../../gateway/bundle/format/layout.ts'
import { type Found, foundOf, writeManifest } from '../../gateway/bundle/format/manifest.ts'
import { textsOfTerms } from '../../gateway/bundle/format/terms-text.ts'
import type { BundleFiles } from '../../gateway/bundle/verify/read.ts'
import { languages } from '../../gateway/model/client/language.ts'
import { type MadeCase, makeCaseFile } from '../support/case-files.ts'
import { makeParty, type Party } from '../support/parties.ts'

/** All files of a bundle by name, plaintexts of items among them. */
export type Files = Map<string, Uint8Array>

/** What the forger makes anew after the change: nothing, the manifest, or all that nobody signs and that follows from the rest. */
export type Remade = 'nothing' | 'manifest' | 'everything'

export interface Change {
  readonly remade: Remade
  /** Changes the files in place; false where there was nothing of the kind. */
  readonly make: (files: Files) => boolean | Promise<boolean>
}

export const bundleOf = (files: Files): BundleFiles => ({
  files: new Map([...files].filter(([name]) => !isItemOctets(name))),
  items: new Map(
    [...files]
      .filter(([name]) => isItemOctets(name))
      .map(([name, octets]) => [name, { bytes: octets.length, stream: () => streamed(octets) }]),
  ),
  faults: [],
})

async function* streamed(octets: Uint8Array) {
  yield octets
}

export function remake(files: Files, what: Remade): void {
  if (what === 'nothing') return
  const found = new Map<string, Found>()
  for (const [name, octets] of files) if (name !== manifestName) found.set(name, once(digests, octets, foundOf))
  if (what === 'everything') {
    for (const [name, octets] of files) {
      if (!/^terms\/[0-9a-f]{64}\.json$/.test(name)) continue
      const written = once(texts, octets, textsOf)
      languages.forEach((language, at) => {
        put(name.replace('.json', `.${language}.txt`), written[at] ?? new Uint8Array())
      })
    }
    const { contents } = readContents(bundleOf(files).files, found, known)
    if (contents) {
      const chronology = chronologyOf(contents, found)
      for (const form of ['json', 'text'] as const) put(chronologyNames[form], chronology[form])
    }
  }
  files.set(manifestName, writeManifest(found))

  function put(name: string, octets: Uint8Array): void {
    files.set(name, octets)
    found.set(name, once(digests, octets, foundOf))
  }
}

/** Most files are the same octets in every round. */
const digests = new WeakMap<Uint8Array, Found>()
const known: Known = new Map()
const texts = new WeakMap<Uint8Array, Uint8Array[]>()
function once<T>(known: WeakMap<Uint8Array, T>, octets: Uint8Array, make: (octets: Uint8Array) => T): T {
  const made = known.get(octets) ?? make(octets)
  known.set(octets, made)
  return made
}
const textsOf = (terms: Uint8Array): Uint8Array[] =>
  textsOfTerms(object(terms) ?? {}, { v: 3 }).texts.map((text) => utf8(text))

/** Somebody else with keys of their own, and another case of theirs. */
export interface Strangers {
  readonly party: Party
  readonly other: MadeCase
  readonly logPem: string
}

export const makeStrangers = async (): Promise<Strangers> => ({
  party: await makeParty('XB'),
  other: await makeCaseFile({ responses: 1 }),
  logPem: await makeKey('Ed25519'),
})

export function changesOf({ xa, xb }: MadeCase, { party, other, logPem }: Strangers, random: () => number) {
  const below = (count: number) => Math.floor(random() * count)
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  const named = (files: Files, pattern: RegExp) => [...files.keys()].filter((name) => pattern.test(name))
  const pick = (files: Files, pattern: RegExp) => oneOf(named(files, pattern))
  const octetsOf = (files: Files, name: string) => files.get(name) ?? new Uint8Array()

  /** Changes of octets, whatever they mean. */
  const octetChanges: readonly ((octets: Uint8Array) => Uint8Array)[] = [
    flipped,
    (octets) => octets.with(below(octets.length), below(256)),
    (octets) => concat(octets.subarray(0, below(octets.length)), octets.subarray(below(octets.length))),
    (octets) => octets.subarray(0, below(octets.length)),
    (octets) => concat(octets, Uint8Array.of(oneOf([0, 10, 32, 65]))),
  ]
  function flipped(octets: Uint8Array): Uint8Array {
    const at = below(octets.length)
    return octets.with(at, (octets[at] as number) ^ (1 << below(8)))
  }
  const change = (files: Files, name: string, how: (octets: Uint8Array) => Uint8Array): boolean => {
    files.set(name, how(octetsOf(files, name)))
    return true
  }
  const exchange = (files: Files, pattern: RegExp): boolean => {
    const [one, two] = [pick(files, pattern), pick(files, pattern)]
    const [first, second] = [octetsOf(files, one), octetsOf(files, two)]
    files.set(one, second).set(two, first)
    return one !== two
  }
  /** One value somewhere in a JSON file is another one, in its canonical form again. */
  const edit = (files: Files, name: string): boolean => {
    const value = object(octetsOf(files, name))
    if (!value || !editedWithin(value)) return false
    files.set(name, canonical(value))
    return true
  }
  function editedWithin(value: JsonObject): boolean {
    const members = Object.keys(value)
    if (members.length === 0) return false
    const member = oneOf(members)
    const held = value[member]
    if (typeof held === 'object' && held !== null && Object.keys(held).length > 0 && random() < 0.9) {
      if (Array.isArray(held) && held.length > 1 && random() < 0.2) {
        held.reverse()
        return true
      }
      return editedWithin(held as JsonObject)
    }
    if (typeof held === 'string' && held.length > 0) value[member] = respelled(held)
    else if (typeof held === 'number') value[member] = held + 1
    else if (typeof held === 'boolean') value[member] = !held
    else if (Array.isArray(value)) value.pop()
    else delete value[member]
    return true
  }
  function respelled(held: string): string {
    const at = below(held.length)
    const alphabet = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find((each) =>
      each.includes(held[at] as string),
    )
    return held.slice(0, at) + oneOf([...(alphabet ?? 'x')]) + held.slice(at + 1)
  }
  /** The case sheet says of a statement what its file is now. */
  const sheetFollows = (files: Files, name: string): void => {
    const sheet = object(octetsOf(files, sheetName))
    const rows = sheet?.['statements'] as JsonObject[]
    const row = rows[Number(/\/(\d+)-/.exec(name)?.[1]) - 1]
    if (sheet && row)
      files.set(
        sheetName,
        canonical({
          ...sheet,
          statements: rows.map((each) => (each === row ? { ...row, sha256: sha256Hex(octetsOf(files, name)) } : each)),
        }),
      )
  }

  const anything = /./
  const notManifest = /^(?!manifest)/
  const statement = /^statements\/.*[^s]\.json$/
  const seal = /\.seal\.jws$/
  const receipt = /^receipts\//
  const record = /^log\/records\//
  const proof = /^log\/proofs\//
  const card = /^cards\//
  const body = /^content\/messages\//
  const item = /^content\/items\/.*\.bin$/
  const aboutItem = /^content\/items\/.*\.json$/
  const checkpoint = /^log\/checkpoint/
  const partnerCheckpoint = /^log\/partner/
  const timestamp = /^timestamps\//
  const termsJson = /^terms\/.*\.json$/
  const termsTxt = /^terms\/.*\.txt$/
  /** What a signature, a proof or a digest under one holds, whatever else is made anew. */
  const held = [
    statement,
    seal,
    receipt,
    record,
    proof,
    card,
    body,
    item,
    aboutItem,
    checkpoint,
    partnerCheckpoint,
    timestamp,
    termsJson,
    /^agreement/,
  ]

  const changes: Record<string, Change> = {
    'bit flipped': { remade: 'nothing', make: (files) => change(files, pick(files, anything), flipped) },
    'octets changed': { remade: 'nothing', make: (files) => change(files, pick(files, anything), oneOf(octetChanges)) },
    'file deleted': { remade: 'nothing', make: (files) => files.delete(pick(files, anything)) },
    'file added': { remade: 'nothing', make: (files) => added(files) },
    'files exchanged': { remade: 'nothing', make: (files) => exchange(files, notManifest) },
    'bit flipped, manifest remade': {
      remade: 'manifest',
      make: (files) => change(files, pick(files, notManifest), flipped),
    },
    'octets changed, manifest remade': {
      remade: 'manifest',
      make: (files) => change(files, pick(files, notManifest), oneOf(octetChanges)),
    },
    'file deleted, manifest remade': { remade: 'manifest', make: (files) => files.delete(pick(files, notManifest)) },
    'file added, manifest remade': { remade: 'manifest', make: added },
    'files exchanged, manifest remade': { remade: 'manifest', make: (files) => exchange(files, notManifest) },
    'case sheet edited': { remade: 'manifest', make: (files) => edit(files, sheetName) },
    'chronology edited': { remade: 'manifest', make: (files) => edit(files, chronologyNames.json) },
    'lines of the chronology in another order': {
      remade: 'manifest',
      make: (files) => reordered(files, chronologyNames.text),
    },
    'text of terms edited': {
      remade: 'manifest',
      make: (files) => change(files, pick(files, termsTxt), (octets) => utf8(respelled(text(octets)))),
    },
    'manifest edited': { remade: 'nothing', make: (files) => edit(files, manifestName) },
    'bit flipped, everything remade': {
      remade: 'everything',
      make: (files) => change(files, pick(files, oneOf(held)), flipped),
    },
    'octets changed, everything remade': {
      remade: 'everything',
      make: (files) => change(files, pick(files, oneOf(held)), oneOf(octetChanges)),
    },
    'receipts exchanged': { remade: 'everything', make: (files) => exchange(files, receipt) },
    'receipt of another case': {
      remade: 'everything',
      make: (files) => change(files, pick(files, receipt), () => utf8(oneOf(other.file.receipts).jws)),
    },
    'receipt signed by the sender': {
      remade: 'everything',
      make: async (files) => {
        const name = pick(files, receipt)
        const claims = payloadOf(octetsOf(files, name)) as unknown as Receipt
        const key: SigningKey = claims.to === 'XA' ? xa.signing.key : xb.signing.key
        files.set(name, utf8(await signReceipt(claims, key)))
        return true
      },
    },
    'receipt edited and signed by a stranger': {
      remade: 'everything',
      make: async (files) => {
        const name = pick(files, receipt)
        const claims = payloadOf(octetsOf(files, name)) as unknown as Receipt
        const entries = claims.entries.map((entry) => ({ ...entry, outcome: 'duplicate' as const }))
        files.set(name, utf8(await signReceipt({ ...claims, entries }, party.signing.key)))
        return true
      },
    },
    'statements exchanged': {
      remade: 'everything',
      make: (files) => {
        const names = named(files, statement)
        const done = exchange(files, statement)
        for (const name of names) sheetFollows(files, name)
        return done
      },
    },
    'statement edited': {
      remade: 'everything',
      make: (files) => {
        const name = pick(files, statement)
        const done = edit(files, name)
        sheetFollows(files, name)
        return done
      },
    },
    'seals exchanged': { remade: 'everything', make: (files) => exchange(files, seal) },
    'statement sealed by a stranger': {
      remade: 'everything',
      make: async (files) => {
        const name = pick(files, seal)
        const claims = payloadOf(octetsOf(files, name)) as unknown as Parameters<typeof signSeal>[0]
        files.set(name, utf8(await signSeal(claims, party.signing.key)))
        return true
      },
    },
    'card of a stranger': {
      remade: 'everything',
      make: (files) => change(files, pick(files, /XB-/), () => utf8(party.cardJws)),
    },
    'cards exchanged': { remade: 'everything', make: (files) => exchange(files, card) },
    'checkpoint signed with another key': {
      remade: 'everything',
      make: (files) => resigned(files, (claims) => signCheckpoint(claims, logSigningKey(oneOf([logPem, xb.log.pem])))),
    },
    'checkpoint of another tree, signed with the right key': {
      remade: 'everything',
      make: (files) =>
        resigned(files, (claims) =>
          signCheckpoint({ ...claims, rootHash: flipped(claims.rootHash) }, logSigningKey(xa.log.pem)),
        ),
    },
    'fork of the partner’s log, signed with the right key': {
      remade: 'everything',
      make: (files) => {
        const seen = named(files, receipt).flatMap((name) => {
          const { from, checkpoint: note } = payloadOf(octetsOf(files, name))
          return from === 'XB' ? [checkpointIn(utf8(String(note)))] : []
        })
        const { rootHash, ...of } = oneOf(seen)
        const forked = signCheckpoint({ ...of, rootHash: flipped(rootHash) }, logSigningKey(xb.log.pem))
        return change(files, 'log/partner-checkpoints/1.txt', () => utf8(forked))
      },
    },
    'checkpoints of the partner exchanged': {
      remade: 'everything',
      make: (files) => exchange(files, partnerCheckpoint),
    },
    'cosignature left out': {
      remade: 'everything',
      make: (files) =>
        change(files, 'log/checkpoint.txt', (octets) => utf8(text(octets).split('\n').toSpliced(-2, 1).join('\n'))),
    },
    'record edited': { remade: 'everything', make: (files) => edit(files, pick(files, record)) },
    'records exchanged': { remade: 'everything', make: (files) => exchange(files, record) },
    'proofs exchanged': { remade: 'everything', make: (files) => exchange(files, proof) },
    'hashes of a proof in another order': {
      remade: 'everything',
      make: (files) =>
        change(files, pick(files, proof), (octets) => {
          const read = readLogProof(octets)
          return utf8(writeLogProof({ ...read, proof: read.proof.toReversed() }))
        }),
    },
    'terms replaced': { remade: 'everything', make: (files) => exchange(files, termsJson) },
    'terms edited': { remade: 'everything', make: (files) => edit(files, pick(files, termsJson)) },
    'agreement edited': {
      remade: 'everything',
      make: (files) => {
        const done = edit(files, 'agreement.json')
        const sheet = object(octetsOf(files, sheetName))
        const sha256 = sha256Hex(octetsOf(files, 'agreement.json'))
        if (sheet)
          files.set(sheetName, canonical({ ...sheet, agreement: { ...(sheet['agreement'] as JsonObject), sha256 } }))
        return done
      },
    },
    'body edited': { remade: 'everything', make: (files) => edit(files, pick(files, body)) },
    'bodies exchanged': { remade: 'everything', make: (files) => exchange(files, body) },
    'item edited': { remade: 'everything', make: (files) => change(files, pick(files, item), oneOf(octetChanges)) },
    'items exchanged': { remade: 'everything', make: (files) => exchange(files, item) },
    'item called otherwise': { remade: 'everything', make: (files) => edit(files, pick(files, aboutItem)) },
  }
  return changes

  function added(files: Files): boolean {
    const copied = pick(files, notManifest)
    const name = oneOf([
      'notes.txt',
      `${copied}.bak`,
      'cards/XC-1.jws',
      'log/records/999999.json',
      'content/items/more.bin',
    ])
    files.set(name, octetsOf(files, copied))
    return true
  }
  function reordered(files: Files, name: string): boolean {
    const lines = text(octetsOf(files, name)).split('\n')
    const [one, two] = [below(lines.length), below(lines.length)]
    const [first, second] = [lines[one] ?? '', lines[two] ?? '']
    files.set(name, utf8(lines.with(one, second).with(two, first).join('\n')))
    return first !== second
  }
  /** Another checkpoint with the old cosignatures, in the checkpoint file and in every proof. */
  function resigned(files: Files, sign: (claims: ReturnType<typeof checkpointIn>) => string): boolean {
    const old = octetsOf(files, 'log/checkpoint.txt')
    const { origin } = checkpointIn(old)
    const cosignatures = readNote(old).signatures.filter(({ name }) => name !== origin)
    const note = addSignatures(sign(checkpointIn(old)), cosignatures)
    files.set('log/checkpoint.txt', utf8(note))
    for (const name of named(files, proof)) {
      change(files, name, (octets) => utf8(writeLogProof({ ...readLogProof(octets), checkpoint: note })))
    }
    return origin === logOrigin(xa.trustDomain)
  }
}

function checkpointIn(note: Uint8Array) {
  const [origin = '', size = '', root = ''] = readNote(note).text.split('\n')
  return { origin, size: Number(size), rootHash: Uint8Array.fromBase64(root) }
}

const payloadOf = (jws: Uint8Array): JsonObject =>
  parseCanonical(fromBase64url(text(jws).split('.')[1] ?? '')) as JsonObject

function object(octets: Uint8Array): JsonObject | undefined {
  try {
    return parseCanonical(octets) as JsonObject
  } catch {
    return undefined
  }
}
