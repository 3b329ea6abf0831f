// Trees, logs and witnesses for the tests of the log: everything follows from numbers, so a failure comes out again.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import {
  type Checkpoint,
  logOrigin,
  readCheckpoint,
  signCheckpoint,
  type VerifiedCheckpoint,
} from '../../crypto/log/checkpoint.ts'
import { cosign, witnessName } from '../../crypto/log/cosignature.ts'
import { type LogSigningKey, type LogVerifyingKey, logSigningKey } from '../../crypto/log/log-key.ts'
import {
  append,
  emptyFrontier,
  type Frontier,
  leafHash,
  nodeHash,
  type ReadHash,
  rootOf,
} from '../../crypto/log/log-tree.ts'
import { addSignatures, signatureTypes, writeVerifierKey } from '../../crypto/log/note.ts'
import {
  type ConsistentCheckpoint,
  decideAddCheckpoint,
  readAddCheckpoint,
  writeAddCheckpoint,
} from '../../crypto/log/witness.ts'
import { sha256, utf8 } from '../../crypto/octets.ts'
import { verifyingHalf } from '../support/log-reading.ts'

export interface Tree {
  readonly entries: readonly Uint8Array[]
  readonly leaves: readonly Uint8Array[]
  /** Of each size from 0. */
  readonly roots: readonly Uint8Array[]
  readonly frontiers: readonly Frontier[]
  /** Complete subtrees only; throws for others. */
  readonly read: ReadHash
}

export const entryOf = (number: number, of = 'entry'): Uint8Array => sha256(utf8(`${of} ${number}`))

/** A tree grown at once, of which only the last size is known. */
export function growAtOnce(
  entries: readonly Uint8Array[],
): Pick<Tree, 'entries' | 'read'> & { readonly frontier: Frontier } {
  const complete = new Map<string, Uint8Array>()
  const keep = (level: number, index: number, hash: Uint8Array) => complete.set(`${level}/${index}`, hash)
  const frontier = append(emptyFrontier, entries.map(leafHash), keep)
  return { entries, frontier, read: (level, index) => complete.get(`${level}/${index}`) as Uint8Array }
}

/** A tree grown leaf by leaf. */
export function grow(entries: readonly Uint8Array[]): Tree {
  const complete = new Map<string, Uint8Array>()
  const leaves = entries.map(leafHash)
  let frontier = emptyFrontier
  const frontiers = [frontier]
  for (const leaf of leaves) {
    frontier = append(frontier, [leaf], (level, index, hash) => complete.set(`${level}/${index}`, hash))
    frontiers.push(frontier)
  }
  const read: ReadHash = (level, index) => {
    const hash = complete.get(`${level}/${index}`)
    if (!hash) throw new Error(`no complete subtree ${level}/${index}`)
    return hash
  }
  return { entries, leaves, roots: frontiers.map(rootOf), frontiers, read }
}

export const treeOf = (size: number, of?: string): Tree => grow(Array.from({ length: size }, (_, n) => entryOf(n, of)))

/** Merkle Tree Hash as RFC 6962 §2.1 defines it. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0] as Uint8Array
  let middle = 1
  while (middle * 2 < leaves.length) middle *= 2
  return nodeHash(naiveRoot(leaves.slice(0, middle)), naiveRoot(leaves.slice(middle)))
}

export interface Signer {
  readonly name: string
  readonly key: LogVerifyingKey
  readonly signWith: LogSigningKey
  readonly vkey: string
  readonly keyObject: KeyObject
  readonly pem: string
}

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
export const pemOf = (seed: Uint8Array): string =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()

function signer(name: string, type: 1 | 4, seed: Uint8Array): Signer {
  const pem = pemOf(seed)
  const signWith = logSigningKey(pem)
  const key = verifyingHalf(signWith)
  return { name, key, signWith, pem, keyObject: createPrivateKey(pem), vkey: writeVerifierKey({ name, key, type }) }
}

/** The log and the witness of a member, as trust domain; keys of their own, always the same. */
export const logOf = (domain: string): Signer & { readonly origin: string } => {
  const origin = logOrigin(domain)
  return { ...signer(origin, signatureTypes.note, sha256(utf8(`log ${domain}`))), origin }
}
export const witnessOf = (domain: string): Signer =>
  signer(witnessName(domain), signatureTypes.cosignature, sha256(utf8(`witness ${domain}`)))

export const checkpointOf = (log: Signer, { frontiers, roots }: Tree, size = frontiers.length - 1): string =>
  signCheckpoint({ origin: log.name, size, rootHash: roots[size] as Uint8Array }, log.signWith)

export const verifiedOf = (log: Signer, note: string): VerifiedCheckpoint =>
  readCheckpoint(note, { origin: log.name, key: log.key })

/** A checkpoint that a witness who knew nothing of the log accepts. */
export function accepted(
  log: Signer,
  checkpoint: string,
  known?: Pick<Checkpoint, 'size' | 'rootHash'>,
  proof: Uint8Array[] = [],
): ConsistentCheckpoint {
  const request = readAddCheckpoint(writeAddCheckpoint({ oldSize: known?.size ?? 0, proof, checkpoint }))
  const decision = decideAddCheckpoint(known, request, { origin: log.name, key: log.key })
  if (decision.verdict !== 'accept') throw new Error(JSON.stringify(decision))
  return decision.checkpoint
}

/** The checkpoint with a cosignature of each witness. */
export const cosigned = (log: Signer, checkpoint: string, witnesses: readonly Signer[], atSeconds: number): string =>
  addSignatures(
    checkpoint,
    witnesses.map(({ name, signWith: key }) => cosign(accepted(log, checkpoint), { name, key, atSeconds })),
  )

/** Another octet at a place. */
export function flipped(octets: Uint8Array, at: number, bits = 1): Uint8Array {
  const changed = Uint8Array.from(octets)
  changed[at] = (changed[at] as number) ^ bits
  return changed
}
