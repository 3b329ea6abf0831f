import { CryptoError } from '../fault.ts'
import { concat, sha256, text as textOf, utf8 } from '../octets.ts'
import { isSignedBy, type LogSigningKey, type LogVerifyingKey, signEd25519 } from './log-key.ts'

/*
 * C2SP signed-note v1.0.0: a text, a blank line, and signature lines that anyone may add to. A line
 * is told by the name and the id of a key; lines of keys one does not know are left alone.
 */

/** A note is never longer than this; sixteen of the largest signatures in use fit in. */
export const maxNoteBytes = 128 * 1024
/** The specification asks for at least 16. */
export const maxSignatures = 64

/** Signature types of signed-note: what a key signs is told apart by its key id. */
export const signatureTypes = { note: 0x01, cosignature: 0x04 } as const
type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes]

export interface NoteSignature {
  readonly name: string
  /** 32 bits. */
  readonly keyId: number
  /** What follows the key id: 64 octets for a note, 72 for a cosignature, anything for others. */
  readonly signature: Uint8Array
}

/** A note in its parts; nothing is verified yet. */
interface Note {
  /** With its final line feed: what was signed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** @throws {CryptoError} `log` unless a note in strict spelling, within bounds. */
export function readNote(note: string | Uint8Array): Note {
  const found = plainText(note, maxNoteBytes, 'note')
  const separator = found.lastIndexOf('\n\n')
  if (separator < 0) throw new CryptoError('log', 'note has no blank line before its signatures')
  return { text: found.slice(0, separator + 1), signatures: readSignatureLines(found.slice(separator + 2)) }
}

/**
 * One or more signature lines, each with its line feed, as below a note. @throws {CryptoError}
 * `log`
 */
export function readSignatureLines(lines: string | Uint8Array): NoteSignature[] {
  const found = plainText(lines, maxNoteBytes, 'signature lines')
  const each = found.slice(0, -1).split('\n', maxSignatures + 1)
  if (each.length > maxSignatures) throw new CryptoError('log', `found more than ${maxSignatures} signatures`)
  return each.map(readSignatureLine)
}

/** @throws {CryptoError} `log` when it would not be read back as the same text and signatures. */
export function writeNote(text: string, signatures: readonly NoteSignature[]): string {
  const note = `${text}\n${writeSignatureLines(signatures)}`
  const read = readNote(note)
  if (read.text === text && read.signatures.length === signatures.length) return note
  throw new CryptoError('log', 'text of a note must end in a line feed, and be signed')
}

export const writeSignatureLines = (signatures: readonly NoteSignature[]): string =>
  signatures.map(({ name, keyId, signature }) => `— ${name} ${toBase64(concat(uint32(keyId), signature))}\n`).join('')

/**
 * The note with more signatures; one by the same name and key id gives way to the newer. @throws
 * {CryptoError} `log`
 */
export function addSignatures(note: string, added: readonly NoteSignature[]): string {
  const { text, signatures } = readNote(note)
  const newer = new Set(added.map(({ name, keyId }) => `${keyId} ${name}`))
  const kept = signatures.filter(({ name, keyId }) => !newer.has(`${keyId} ${name}`))
  return writeNote(text, [...kept, ...added])
}

/**
 * Signs a note text with Ed25519 (type 0x01). @throws {CryptoError} `log` for a name that a note
 * cannot carry.
 */
export const signNote = (text: string, name: string, key: LogSigningKey): NoteSignature => ({
  name: keyName(name),
  keyId: keyIdOf(name, signatureTypes.note, key.publicKey),
  signature: signEd25519(utf8(text), key),
})

/** A key and the name it signs under. */
export interface NamedKey {
  readonly name: string
  readonly key: LogVerifyingKey
}

/**
 * The text of a note, if one of these keys signed it (type 0x01); other keys' signatures are
 * ignored. A signature that names one of the keys and does not verify spoils the note.
 * @throws {CryptoError} `log`
 */
export function verifyNote(note: Note, ...known: readonly NamedKey[]): string {
  const message = utf8(note.text)
  const signed = known.map(({ name, key }) => {
    const ours = signaturesBy(note.signatures, name, keyIdOf(name, signatureTypes.note, key.publicKey))
    if (ours.every(({ signature }) => isSignedBy(key, message, signature))) return ours.length > 0
    throw new CryptoError('log', `signature of ${name} does not verify`)
  })
  if (signed.includes(true)) return note.text
  const idsOf = (ids: readonly number[]) => ids.map((id) => id.toString(16).padStart(8, '0')).join(', ') || 'none'
  const lines = note.signatures.filter(({ name }) => name === known[0]?.name).map(({ keyId }) => keyId)
  const ids = known.map(({ name, key }) => keyIdOf(name, signatureTypes.note, key.publicKey))
  throw new CryptoError(
    'log',
    `note is not signed by the known key of ${known[0]?.name}: key ids of its lines ${idsOf(lines.slice(0, 8))}, known ${idsOf(ids)}`,
  )
}

export const signaturesBy = (signatures: readonly NoteSignature[], name: string, keyId: number): NoteSignature[] =>
  signatures.filter((signature) => signature.name === name && signature.keyId === keyId)

/**
 * The first four octets of SHA-256 over name, line feed, type and key: an identifier, not a
 * fingerprint.
 */
export function keyIdOf(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const digest = sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey)
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0)
}

/**
 * What others are configured with to check our notes, a verifier key: `name+key id+base64(type,
 * key)`.
 * @throws {CryptoError} `log` for a name that a note cannot carry.
 */
export function writeVerifierKey({
  name,
  key: { publicKey },
  type,
}: {
  readonly name: string
  readonly key: { readonly publicKey: Uint8Array }
  readonly type: SignatureType
}): string {
  const id = keyIdOf(keyName(name), type, publicKey).toString(16).padStart(8, '0')
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(type), publicKey))}`
}

export const toBase64 = (octets: Uint8Array): string => octets.toBase64()

/**
 * Base64 with padding in its one canonical spelling (RFC 4648 §4 and §3.5). @throws {CryptoError}
 * `log`
 */
export function fromBase64(encoded: string): Uint8Array {
  const octets = octetsIn(encoded)
  if (octets?.toBase64() === encoded) return octets
  throw new CryptoError('log', 'expected canonical base64 with padding')
}

function octetsIn(encoded: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(encoded)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Text that ends in a line feed, UTF-8, without other ASCII control characters, within bounds.
 * @throws {CryptoError} `log`
 */
export function plainText(found: string | Uint8Array, maxBytes: number, what: string): string {
  if (found.length > maxBytes) throw new CryptoError('log', `${what} is longer than ${maxBytes} octets`)
  const text = typeof found === 'string' ? found : decoded(found, what)
  if (!text.isWellFormed() || otherControls.test(text)) {
    throw new CryptoError('log', `${what} holds characters that a note must not hold`)
  }
  if (!text.endsWith('\n')) throw new CryptoError('log', `${what} does not end in a line feed`)
  return text
}
/** Everything below U+0020 but the line feed. */
const otherControls = /[^\P{Cc}\n\x7f-\x9f]/u

function decoded(octets: Uint8Array, what: string): string {
  try {
    return textOf(octets)
  } catch (cause) {
    throw new CryptoError('log', `${what} is not UTF-8`, { cause })
  }
}

function readSignatureLine(line: string): NoteSignature {
  const space = line.indexOf(' ', 2)
  if (!line.startsWith('— ') || space < 0) throw new CryptoError('log', 'expected an em dash, a key name, a signature')
  const octets = fromBase64(line.slice(space + 1))
  if (octets.length < 5) throw new CryptoError('log', 'signature is shorter than five octets')
  const keyId = new DataView(octets.buffer, octets.byteOffset).getUint32(0)
  return { name: keyName(line.slice(2, space)), keyId, signature: octets.slice(4) }
}

function keyName(name: string): string {
  if (/^[^\p{White_Space}\p{Cc}+]+$/u.test(name) && name.length <= 255 && name.isWellFormed()) return name
  throw new CryptoError('log', 'key name must be 1 to 255 characters without white space and plus')
}

function uint32(value: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value)
  return octets
}
