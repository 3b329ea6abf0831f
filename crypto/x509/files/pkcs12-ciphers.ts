// What PKCS #12 files are locked with, old and new, as tables: keys out of passphrases (RFC 7292
// appendix B, RFC 8018, RFC 7914), ciphers, and the check value (also RFC 9579). All but RC2, which
// OpenSSL no longer has, runs in node:crypto.
import { createDecipheriv, createHmac, hash, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import * as asn1js from 'asn1js'
import forge from 'node-forge'
import { CryptoError } from '../../fault.ts'
import { contentOf, elementsOf, oidOf } from '../extensions.ts'

/**
 * A passphrase as a file may have been locked with it: programs do not agree how to write what is
 * not ASCII.
 */
export interface Spelling {
  /**
   * For the old kinds: two octets a character, and an end; nothing at all for a passphrase that was
   * left out.
   */
  readonly wide: string | undefined
  /** For the new kinds. */
  readonly octets: Uint8Array
}

/** The likeliest first. */
export function spellingsOf(passphrase: string): readonly Spelling[] {
  const octets = Buffer.from(passphrase, 'utf8')
  const mistaken = octets.toString('latin1')
  const latin1 = Buffer.from(passphrase, 'latin1')
  if (passphrase === '')
    return [
      { wide: '', octets },
      { wide: undefined, octets },
    ]
  if (mistaken === passphrase) return [{ wide: passphrase, octets }]
  return [
    { wide: passphrase, octets },
    // Old OpenSSL took each octet of UTF-8 for a character.
    { wide: mistaken, octets },
    ...(latin1.toString('latin1') === passphrase ? [{ wide: passphrase, octets: latin1 }] : []),
    { wide: passphrase.normalize('NFD'), octets: Buffer.from(passphrase.normalize('NFD'), 'utf8') },
  ]
}

/** More takes minutes, which no honest file asks for. */
const mostRounds = 10_000_000

interface Cipher {
  readonly name: string
  readonly keyBytes: number
  readonly ivBytes: number
}

/** RFC 8018 appendix B.2: encryption schemes of PBES2. */
const ciphers: Readonly<Record<string, Cipher>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16, ivBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24, ivBytes: 16 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32, ivBytes: 16 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 },
}
/** RFC 7292 appendix C. */
const oldCiphers: Readonly<Record<string, Cipher & { readonly rc2Bits?: number }>> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede-cbc', keyBytes: 16, ivBytes: 8 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', keyBytes: 16, ivBytes: 8, rc2Bits: 128 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', keyBytes: 5, ivBytes: 8, rc2Bits: 40 },
}
/** Kinds that are told by their name, and not opened. */
const known: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.1': 'RC4 of 128 bits',
  '1.2.840.113549.1.12.1.2': 'RC4 of 40 bits',
  '1.2.840.113549.1.5.3': 'DES with MD5 (PBES1)',
  '1.2.840.113549.1.5.10': 'DES with SHA-1 (PBES1)',
  '1.2.840.113549.1.5.11': 'RC2 with SHA-1 (PBES1)',
  '1.2.840.113549.3.2': 'RC2 in PBES2',
  '2.16.840.1.101.3.4.1.6': 'AES-128 in GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256 in GCM',
  '1.2.643.2.2.21': 'GOST 28147',
  '1.3.14.3.2.7': 'DES',
  '1.3.6.1.4.1.3029.1.2': 'Blowfish',
  '1.2.840.113533.7.66.10': 'CAST5',
  '1.2.392.200011.61.1.1.1.2': 'Camellia-128',
  '1.2.392.200011.61.1.1.1.4': 'Camellia-256',
  '1.2.410.200046.1.1.12': 'ARIA-256',
  '1.2.410.200004.1.4': 'SEED',
  '1.2.156.10197.1.104.2': 'SM4',
  '1.2.156.10197.1.401': 'a check value of SM3',
  '1.2.840.113549.2.5': 'a check value of MD5',
  '2.16.840.1.101.3.4.2.8': 'a check value of SHA3-256',
  '2.16.840.1.101.3.4.2.10': 'a check value of SHA3-512',
}
const digests: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.5': 'sha512-224',
  '2.16.840.1.101.3.4.2.6': 'sha512-256',
}
/** RFC 8018 appendix B.1. */
const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const pbes2 = '1.2.840.113549.1.5.13'
const pbkdf2 = '1.2.840.113549.1.5.12'
const scrypt = '1.3.6.1.4.1.11591.4.11'
const pbmac1 = '1.2.840.113549.1.5.14'

/**
 * @param algorithm AlgorithmIdentifier of the encryption.
 * @returns nothing where the passphrase does not fit.
 * @throws {CryptoError} `pkcs12` for kinds that we do not open, by name
 */
export function decrypted(
  algorithm: asn1js.BaseBlock | undefined,
  data: Uint8Array,
  spelling: Spelling,
): Uint8Array | undefined {
  const [id, parameters] = elementsOf(algorithm)
  const oid = oidOf(id)
  if (oid === pbes2) return decryptedNew(parameters, data, spelling)
  const cipher = oldCiphers[oid] ?? unknown(oid)
  const [salt, rounds] = elementsOf(parameters)
  const derive = (purpose: number, bytes: number) =>
    wideKey(spelling, { salt: octetsOf(salt), rounds: countOf(rounds), purpose, bytes, digest: 'sha1' })
  const [key, iv] = [derive(1, cipher.keyBytes), derive(2, cipher.ivBytes)]
  return cipher.rc2Bits === undefined ? unlock(cipher.name, key, iv, data) : unlockRc2(cipher.rc2Bits, key, iv, data)
}

function decryptedNew(
  parameters: asn1js.BaseBlock | undefined,
  data: Uint8Array,
  spelling: Spelling,
): Uint8Array | undefined {
  const [derivation, scheme] = elementsOf(parameters)
  const [id, iv] = elementsOf(scheme)
  const cipher = ciphers[oidOf(id)] ?? unknown(oidOf(id))
  return unlock(cipher.name, derivedKey(derivation, spelling.octets, cipher.keyBytes), octetsOf(iv), data)
}

function derivedKey(derivation: asn1js.BaseBlock | undefined, passphrase: Uint8Array, bytes: number): Uint8Array {
  const [id, parameters] = elementsOf(derivation)
  const [salt, cost, ...more] = elementsOf(parameters)
  const rounds = countOf(cost)
  if (oidOf(id) === scrypt) {
    const [blockSize, parallel] = more
    return scryptSync(passphrase, octetsOf(salt), bytes, {
      N: rounds,
      r: countOf(blockSize),
      p: countOf(parallel),
      maxmem: 256 * 1024 * 1024,
    })
  }
  if (oidOf(id) !== pbkdf2) return unknown(oidOf(id))
  const prf = more.find((each) => each instanceof asn1js.Sequence)
  const length = more.find((each) => each instanceof asn1js.Integer)
  const digest = prf ? (hmacs[oidOf(elementsOf(prf)[0])] ?? unknown(oidOf(elementsOf(prf)[0]))) : 'sha1'
  return pbkdf2Sync(passphrase, octetsOf(salt), rounds, length ? countOf(length) : bytes, digest)
}

/** MacData (RFC 7292 §4, RFC 9579). @throws {CryptoError} `pkcs12` for kinds that we do not know */
export function checkValueFits(macData: asn1js.BaseBlock, content: Uint8Array, spelling: Spelling): boolean {
  const [digestInfo, salt, rounds] = elementsOf(macData)
  const [algorithm, expected] = elementsOf(digestInfo)
  const [id, parameters] = elementsOf(algorithm)
  const found =
    oidOf(id) === pbmac1
      ? newCheckValue(parameters, content, spelling)
      : oldCheckValue(oidOf(id), content, spelling, { salt: octetsOf(salt), rounds: rounds ? countOf(rounds) : 1 })
  const value = octetsOf(expected)
  return found.length === value.length && timingSafeEqual(found, value)
}

function newCheckValue(
  parameters: asn1js.BaseBlock | undefined,
  content: Uint8Array,
  { octets }: Spelling,
): Uint8Array {
  const [derivation, scheme] = elementsOf(parameters)
  const mac = oidOf(elementsOf(scheme)[0])
  return createHmac(hmacs[mac] ?? unknown(mac), derivedKey(derivation, octets, 32))
    .update(content)
    .digest()
}

function oldCheckValue(
  oid: string,
  content: Uint8Array,
  spelling: Spelling,
  { salt, rounds }: { salt: Uint8Array; rounds: number },
): Uint8Array {
  const digest = digests[oid] ?? unknown(oid)
  const bytes = hash(digest, new Uint8Array(), 'buffer').length
  return createHmac(digest, wideKey(spelling, { salt, rounds, purpose: 3, bytes, digest }))
    .update(content)
    .digest()
}

interface Derivation {
  readonly salt: Uint8Array
  readonly rounds: number
  /** RFC 7292 appendix B.3: 1 a key, 2 an initial vector, 3 a check value. */
  readonly purpose: number
  readonly bytes: number
  readonly digest: string
}

/** RFC 7292 appendix B.2. */
function wideKey({ wide }: Spelling, { salt, rounds, purpose, bytes, digest }: Derivation): Uint8Array {
  const size = hash(digest, new Uint8Array(), 'buffer').length
  const block = digest === 'sha384' || digest.startsWith('sha512') ? 128 : 64
  const written = wide === undefined ? new Uint8Array() : Buffer.from(`${wide}\0`, 'utf16le').swap16()
  const input = Buffer.concat([filled(salt, block), filled(written, block)])
  const key = new Uint8Array(Math.ceil(bytes / size) * size)
  for (let at = 0; at < key.length; at += size) {
    let value: Uint8Array = hash(digest, Buffer.concat([new Uint8Array(block).fill(purpose), input]), 'buffer')
    for (let round = 1; round < rounds; round += 1) value = hash(digest, value, 'buffer')
    key.set(value, at)
    addToEach(input, filled(value, block).subarray(0, block), block)
  }
  return key.subarray(0, bytes)
}

/** Repeated to a multiple of a block; nothing stays nothing. */
const filled = (octets: Uint8Array, block: number): Uint8Array =>
  Uint8Array.from(
    { length: Math.ceil(octets.length / block) * block },
    (_, index) => octets[index % octets.length] as number,
  )

/** Each block of the input becomes itself, plus the other, plus one. */
function addToEach(input: Uint8Array, other: Uint8Array, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let index = block - 1; index >= 0; index -= 1) {
      carry += (input[start + index] as number) + (other[index] as number)
      input[start + index] = carry & 0xff
      carry >>= 8
    }
  }
}

function unlock(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  try {
    const cipher = createDecipheriv(name, key, iv)
    return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]))
  } catch {
    return undefined
  }
}

function unlockRc2(bits: number, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  const binary = (octets: Uint8Array) => Buffer.from(octets).toString('binary')
  const cipher = forge.rc2.createDecryptionCipher(binary(key), bits)
  cipher.start(binary(iv))
  cipher.update(forge.util.createBuffer(binary(data)))
  return cipher.finish() ? new Uint8Array(Buffer.from(cipher.output.getBytes(), 'binary')) : undefined
}

const octetsOf = (block: asn1js.BaseBlock | undefined): Uint8Array => {
  if (!(block instanceof asn1js.OctetString)) throw new Error('expected octets')
  return contentOf(block)
}

function countOf(block: asn1js.BaseBlock | undefined): number {
  if (!(block instanceof asn1js.Integer)) throw new Error('expected a number')
  const count = Number(BigInt(`0x0${Buffer.from(contentOf(block)).toString('hex')}`))
  if (count < 1 || count > mostRounds)
    throw new CryptoError('pkcs12', `file asks for ${count} rounds, at most ${mostRounds} are made`)
  return count
}

function unknown(oid: string): never {
  throw new CryptoError('pkcs12', `file is locked with ${known[oid] ?? `an algorithm we do not know, ${oid}`}`, {
    advice: `export it anew with AES-256 and PBKDF2: openssl pkcs12 -in <this file> -nodes -legacy | openssl pkcs12 -export -out <new file>`,
  })
}
