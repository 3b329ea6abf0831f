import { createCipheriv, createDecipheriv } from 'node:crypto'
import { CryptoError } from '../fault.ts'
import { concat, equal, utf8 } from '../octets.ts'
import { expand } from './hkdf.ts'

/*
 * Parts are C2SP chunked-encryption, instance Cobblestone-256: HKDF-Expand-SHA-512, AES-256-GCM,
 * chunks of 16 KiB. https://c2sp.org/chunked-encryption. A part is salt (24) || commitment (32) ||
 * sealed chunks; every chunk is full except the last, which is shorter and may be empty, so that
 * every cut shows.
 */

const chunkBytes = 16 * 1024
const tagBytes = 16
const sealedChunkBytes = chunkBytes + tagBytes
const saltBytes = 24
const commitmentBytes = 32
const headBytes = saltBytes + commitmentBytes
const keyBytes = 32
const nonceBytes = 12
const maxChunks = 2 ** 38
/**
 * Chunks a yielded piece holds: 256 KiB is large enough to write fast and small enough not to hold
 * up the event loop.
 */
const chunksPerPiece = 16

const aead = 'AEAD_AES_256_GCM'

/** Octets of the part of a plaintext of this length. There is exactly one. */
export const partBytes = (plaintextBytes: number): number =>
  headBytes + plaintextBytes + tagBytes * (Math.floor(plaintextBytes / chunkBytes) + 1)

/**
 * What a part is bound to: the id of its item and the digest of the terms. Both have one fixed
 * length, so no other pair has the same context; with other terms, or none, the part opens to
 * nothing.
 * @throws {CryptoError} `malformed` when the digest is not 64 hex characters or the id not a UUID.
 */
export function partContext(itemId: string, termsSha256Hex: string): Uint8Array {
  if (!/^[0-9a-f-]{36}$/.test(itemId) || !/^[0-9a-f]{64}$/.test(termsSha256Hex)) {
    throw new CryptoError('malformed', 'a part is bound to the id of an item and the digest of its terms')
  }
  return utf8(`bulla part 1 ${itemId} ${termsSha256Hex}`)
}

/**
 * Encrypts a stream, whatever the sizes of its chunks, in pieces of up to 256 KiB.
 * @param key 32 random octets, for this item only. @param salt 24 random octets.
 * @throws {CryptoError} `malformed` when a length is wrong, `too-large` at 4 PiB.
 */
export async function* encryptPart(
  source: AsyncIterable<Uint8Array>,
  { key, salt, context }: { key: Uint8Array; salt: Uint8Array; context: Uint8Array },
): AsyncGenerator<Uint8Array> {
  demandKey(key)
  if (salt.length !== saltBytes) throw new CryptoError('malformed', `a part takes a salt of ${saltBytes} octets`)
  const derived = derive(key, salt, context)
  yield concat(salt, derived.commitment)
  const pieceBytes = chunkBytes * chunksPerPiece
  let sealed = 0
  for await (const { piece, last } of regrouped(source, pieceBytes, pieceBytes)) {
    yield sealPiece(derived, sealed, piece, last)
    sealed += chunksPerPiece
  }
}

/**
 * Decrypts a part in pieces of up to 256 KiB. Each octet that is yielded has been authenticated;
 * that nothing is missing at the end is known only when the generator returns, so a reader keeps
 * nothing of a part that ends in a fault.
 * @param lent all pieces may lie in one memory: whoever takes one is done with it before asking for
 *   the next.
 * @throws {CryptoError} `part-corrupt` when the key or the context is another, when octets were
 *   changed, moved, cut off or added; `malformed` when the key is not 32 octets.
 */
export async function* decryptPart(
  source: AsyncIterable<Uint8Array>,
  { key, context, lent }: { key: Uint8Array; context: Uint8Array; lent?: boolean },
): AsyncGenerator<Uint8Array> {
  demandKey(key)
  const memory = lent ? new Uint8Array(chunkBytes * chunksPerPiece) : undefined
  let derived: Derived | undefined
  let opened = 0
  // One loop around the source, so that it is let go of however this ends.
  for await (const { piece, last } of regrouped(source, headBytes, sealedChunkBytes * chunksPerPiece)) {
    if (derived === undefined) {
      derived = readHead(piece, key, context)
      continue
    }
    const plaintext = openPiece(derived, opened, piece, last, memory)
    opened += chunksPerPiece
    if (plaintext.length > 0) yield plaintext
  }
}

/**
 * Decrypts a part from an octet of its plaintext on, reading no more than its head and what comes
 * from the chunk of that octet on.
 * @param read octets of the part from an offset on. @param from below the length of the plaintext.
 * @throws {CryptoError} as `decryptPart`
 */
export async function* decryptPartFrom(
  read: (offset: number) => AsyncIterable<Uint8Array>,
  from: number,
  { key, context }: { key: Uint8Array; context: Uint8Array },
): AsyncGenerator<Uint8Array> {
  demandKey(key)
  const derived = readHead(await headOf(read(0)), key, context)
  const first = Math.floor(from / chunkBytes)
  let left = from - first * chunkBytes
  let opened = first
  const groupBytes = sealedChunkBytes * chunksPerPiece
  for await (const { piece, last } of regrouped(read(headBytes + first * sealedChunkBytes), groupBytes, groupBytes)) {
    const plaintext = openPiece(derived, opened, piece, last)
    opened += chunksPerPiece
    if (plaintext.length > left) yield plaintext.subarray(left)
    left = Math.max(0, left - plaintext.length)
  }
}

async function headOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const head = new Uint8Array(headBytes)
  let held = 0
  for await (const chunk of source) {
    const take = chunk.subarray(0, headBytes - held)
    head.set(take, held)
    held += take.length
    if (held === headBytes) break
  }
  return head.subarray(0, held)
}

interface Derived {
  readonly key: Uint8Array
  readonly baseNonce: Uint8Array
  readonly commitment: Uint8Array
}

function derive(inputKey: Uint8Array, salt: Uint8Array, context: Uint8Array): Derived {
  const info = concat(utf8(`c2sp.org/chunked-encryption@v1+${aead}\0`), salt, context)
  const whole = expand(inputKey, info, keyBytes + nonceBytes + commitmentBytes)
  return {
    key: whole.subarray(0, keyBytes),
    baseNonce: whole.subarray(keyBytes, keyBytes + nonceBytes),
    commitment: whole.subarray(keyBytes + nonceBytes),
  }
}

function readHead(head: Uint8Array, key: Uint8Array, context: Uint8Array): Derived {
  if (head.length < headBytes) {
    throw new CryptoError('part-corrupt', `part ends after ${head.length} octets, within its head`)
  }
  const derived = derive(key, head.subarray(0, saltBytes), context)
  if (!equal(derived.commitment, head.subarray(saltBytes))) {
    throw new CryptoError('part-corrupt', 'part is committed to another key, item or terms')
  }
  return derived
}

function demandKey(key: Uint8Array): void {
  if (key.length !== keyBytes) throw new CryptoError('malformed', `a part takes a key of ${keyBytes} octets`)
}

function sealPiece(derived: Derived, firstChunk: number, plaintext: Uint8Array, last: boolean): Uint8Array {
  const chunks = countChunks(plaintext.length, chunkBytes, last)
  const sealed = new Uint8Array(plaintext.length + chunks * tagBytes)
  for (let index = 0; index < chunks; index += 1) {
    const cipher = createCipheriv('aes-256-gcm', derived.key, nonceOf(derived.baseNonce, firstChunk + index))
    const chunk = plaintext.subarray(index * chunkBytes, (index + 1) * chunkBytes)
    const at = index * sealedChunkBytes
    sealed.set(cipher.update(chunk), at)
    cipher.final()
    sealed.set(cipher.getAuthTag(), at + chunk.length)
  }
  return sealed
}

function openPiece(
  derived: Derived,
  firstChunk: number,
  sealed: Uint8Array,
  last: boolean,
  memory?: Uint8Array,
): Uint8Array {
  const chunks = countChunks(sealed.length, sealedChunkBytes, last)
  const plaintextLength = sealed.length - chunks * tagBytes
  // A last chunk shorter than its tag: the part was cut at a border of chunks, or within a tag.
  if (last && sealed.length - (chunks - 1) * sealedChunkBytes < tagBytes) {
    throw new CryptoError('part-corrupt', `part is truncated in chunk ${firstChunk + chunks - 1}`)
  }
  const plaintext = memory?.subarray(0, plaintextLength) ?? new Uint8Array(plaintextLength)
  for (let index = 0; index < chunks; index += 1) {
    const chunk = sealed.subarray(index * sealedChunkBytes, (index + 1) * sealedChunkBytes)
    const nonce = nonceOf(derived.baseNonce, firstChunk + index)
    const decipher = createDecipheriv('aes-256-gcm', derived.key, nonce, { authTagLength: tagBytes })
    decipher.setAuthTag(chunk.subarray(chunk.length - tagBytes))
    plaintext.set(decipher.update(chunk.subarray(0, chunk.length - tagBytes)), index * chunkBytes)
    try {
      decipher.final()
    } catch (cause) {
      throw new CryptoError('part-corrupt', `chunk ${firstChunk + index} of the part does not authenticate`, { cause })
    }
  }
  return plaintext
}

/** Only the last piece ends in the one short chunk, which may be empty; all others are full. */
const countChunks = (bytes: number, fullBytes: number, last: boolean) => Math.floor(bytes / fullBytes) + (last ? 1 : 0)

/** Base nonce XOR chunk number, big-endian: the number reaches the last five octets only. */
function nonceOf(baseNonce: Uint8Array, chunk: number): Uint8Array {
  if (chunk >= maxChunks) throw new CryptoError('too-large', 'a part has at most 2^38 chunks')
  const nonce = new Uint8Array(baseNonce)
  const view = new DataView(nonce.buffer)
  view.setUint8(7, view.getUint8(7) ^ Math.floor(chunk / 2 ** 32))
  view.setUint32(8, (view.getUint32(8) ^ (chunk >>> 0)) >>> 0)
  return nonce
}

/**
 * The stream again: one group of the first length, full groups of the other, and a last group that
 * is shorter, maybe empty.
 */
async function* regrouped(
  source: AsyncIterable<Uint8Array>,
  firstBytes: number,
  groupBytes: number,
): AsyncGenerator<{ piece: Uint8Array; last: boolean }> {
  // One buffer for all: whoever takes a group is done with it before he asks for the next.
  const group = new Uint8Array(groupBytes)
  let wanted = firstBytes
  let held = 0
  for await (const chunk of source) {
    let taken = 0
    while (taken < chunk.length) {
      const take = Math.min(wanted - held, chunk.length - taken)
      group.set(chunk.subarray(taken, taken + take), held)
      held += take
      taken += take
      if (held === wanted) {
        yield { piece: group.subarray(0, held), last: false }
        wanted = groupBytes
        held = 0
      }
    }
  }
  yield { piece: group.subarray(0, held), last: true }
}
