// Certificates of any kind, octet by octet, as authorities of all sorts and no sound one issue them.
import { constants, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export type KeyKind =
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'brainpoolP256r1'
  | 'brainpoolP384r1'
  | 'ed25519'
  | 'ed448'
  | `rsa-${number}`
  | 'rsa-pss'
type Hash = 'sha256' | 'sha384' | 'sha512' | 'sha1' | 'md5'
type Octets = Uint8Array

export interface Made {
  readonly der: Octets
  readonly pem: string
  readonly keyPem: string
  readonly key: KeyObject
  readonly publicKey: KeyObject
  /** DER of its subject. */
  readonly subject: Octets
}

interface Extension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Octets
}

export interface Order {
  readonly subject: Octets
  readonly issuer?: Made
  readonly key?: KeyKind
  /** The key of another certificate, as cross certificates have. */
  readonly over?: Made
  readonly hash?: Hash
  readonly pss?: boolean
  readonly fromMs?: number
  readonly untilMs?: number
  readonly extensions?: readonly Extension[]
}

const hourMs = 3_600_000

export const tlv = (tag: number, ...parts: readonly Octets[]): Octets => {
  const content = Buffer.concat(parts)
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff]
  return new Uint8Array(Buffer.concat([Buffer.from([tag, ...length]), content]))
}
const sequence = (...parts: readonly Octets[]) => tlv(0x30, ...parts)
export const oid = (dotted: string): Octets => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const arc = (value: number): number[] => {
    const octets = [value % 128]
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) octets.unshift(128 + (left % 128))
    return octets
  }
  return tlv(6, Uint8Array.from([first * 40 + second, ...rest].flatMap(arc)))
}
const integer = (value: number) => tlv(2, Uint8Array.from([value]))
const bits = (octets: Octets) => tlv(3, Uint8Array.of(0), octets)
const time = (ms: number) => tlv(0x18, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`))

/** A text in a kind of string: utf8, printable, teletex (Latin-1) or bmp. */
export type StringKind = 'utf8' | 'printable' | 'teletex' | 'bmp'
const strings: Readonly<Record<StringKind, (text: string) => Octets>> = {
  utf8: (text) => tlv(12, Buffer.from(text)),
  printable: (text) => tlv(19, Buffer.from(text, 'latin1')),
  teletex: (text) => tlv(20, Buffer.from(text, 'latin1')),
  bmp: (text) => tlv(30, Buffer.from(text, 'utf16le').swap16()),
}
const attributes = { C: '2.5.4.6', O: '2.5.4.10', CN: '2.5.4.3' } as const

/** `name({ C: 'XA', CN: 'Root' })`, in UTF8 strings unless said otherwise. */
export const name = (parts: Partial<Record<keyof typeof attributes, string>>, kind: StringKind = 'utf8'): Octets =>
  sequence(
    ...Object.entries(parts).map(([key, text]) =>
      tlv(
        0x31,
        sequence(oid(attributes[key as keyof typeof attributes]), strings[key === 'C' ? 'printable' : kind](text)),
      ),
    ),
  )

const general = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87, directory: 0xa4 } as const
export type GeneralName = readonly [form: keyof typeof general, value: string | Octets]
const generalName = ([form, value]: GeneralName) =>
  tlv(general[form], typeof value === 'string' ? Buffer.from(value) : value)

export const extensions = {
  authority: (pathLength?: number): Extension => ({
    ...{ oid: '2.5.29.19', critical: true },
    value: sequence(tlv(1, Uint8Array.of(255)), ...(pathLength === undefined ? [] : [integer(pathLength)])),
  }),
  leaf: (): Extension => ({ oid: '2.5.29.19', critical: true, value: sequence() }),
  /** Bit 0 digitalSignature, 1 nonRepudiation, 2 keyEncipherment, 5 keyCertSign. */
  usage: (...set: readonly number[]): Extension => ({
    ...{ oid: '2.5.29.15', critical: true },
    value: tlv(
      3,
      Uint8Array.of(
        0,
        set.reduce((octet, bit) => octet | (0x80 >> bit), 0),
      ),
    ),
  }),
  purposes: (...oids: readonly string[]): Extension => ({ oid: '2.5.29.37', value: sequence(...oids.map(oid)) }),
  names: (...names: readonly GeneralName[]): Extension => ({
    oid: '2.5.29.17',
    value: sequence(...names.map(generalName)),
  }),
  constraints: (permitted: readonly GeneralName[], excluded: readonly GeneralName[] = []): Extension => ({
    ...{ oid: '2.5.29.30', critical: true },
    value: sequence(
      ...(permitted.length > 0 ? [tlv(0xa0, ...permitted.map((each) => sequence(generalName(each))))] : []),
      ...(excluded.length > 0 ? [tlv(0xa1, ...excluded.map((each) => sequence(generalName(each))))] : []),
    ),
  }),
  policies: (...oids: readonly string[]): Extension => ({
    ...{ oid: '2.5.29.32', critical: true },
    value: sequence(...oids.map((each) => sequence(oid(each)))),
  }),
  mappings: (...pairs: readonly (readonly [string, string])[]): Extension => ({
    ...{ oid: '2.5.29.33', critical: true },
    value: sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to)))),
  }),
  policyConstraints: (requireExplicit?: number, inhibitMapping?: number): Extension => ({
    ...{ oid: '2.5.29.36', critical: true },
    value: sequence(
      ...(requireExplicit === undefined ? [] : [tlv(0x80, Uint8Array.of(requireExplicit))]),
      ...(inhibitMapping === undefined ? [] : [tlv(0x81, Uint8Array.of(inhibitMapping))]),
    ),
  }),
  inhibitAny: (skip: number): Extension => ({ oid: '2.5.29.54', critical: true, value: integer(skip) }),
  unknown: (dotted: string, critical = true): Extension => ({ oid: dotted, critical, value: tlv(5) }),
} as const

/** Usages and names of a good leaf at the partner door. */
export const tlsLeaf = (uri: string): Extension[] => [
  extensions.leaf(),
  extensions.usage(0),
  extensions.purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'),
  extensions.names(['uri', uri], ['dns', 'localhost']),
]
export const authority = (pathLength?: number): Extension[] => [
  extensions.authority(pathLength),
  extensions.usage(5, 6),
]
export const signer = (): Extension[] => [extensions.leaf(), extensions.usage(0, 1)]

export function makeCertificate(order: Order): Made {
  const { subject, issuer, over, extensions: list = [] } = order
  const now = Date.now()
  const { fromMs = now - hourMs, untilMs = now + 30 * 24 * hourMs } = order
  const pair = over ? { privateKey: over.key, publicKey: over.publicKey } : keyPairOf(order.key ?? 'P-256')
  const signWith = issuer?.key ?? pair.privateKey
  const algorithm = algorithmOf(signWith, order)
  const tbs = sequence(
    tlv(0xa0, integer(2)),
    tlv(2, Uint8Array.of(0x40), randomBytes(15)),
    algorithm.der,
    issuer?.subject ?? subject,
    sequence(time(fromMs), time(untilMs)),
    subject,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...list.map(extensionDer))),
  )
  const der = sequence(tbs, algorithm.der, bits(algorithm.sign(tbs)))
  const keyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return { der, pem: pemOf(der), keyPem, key: pair.privateKey, publicKey: pair.publicKey, subject }
}

const extensionDer = ({ oid: id, critical, value }: Extension) =>
  sequence(oid(id), ...(critical ? [tlv(1, Uint8Array.of(255))] : []), tlv(4, value))

export const pemOf = (der: Octets): string =>
  `-----BEGIN CERTIFICATE-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END CERTIFICATE-----\n`

const curves: Readonly<Record<string, string>> = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' }

function keyPairOf(kind: KeyKind): { privateKey: KeyObject; publicKey: KeyObject } {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  if (kind === 'ed448') return generateKeyPairSync('ed448')
  if (kind === 'rsa-pss') return generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
  if (kind.startsWith('rsa-')) return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
  return generateKeyPairSync('ec', { namedCurve: curves[kind] ?? kind })
}

const digestOids: Readonly<Record<Hash, string>> = {
  sha1: '1.3.14.3.2.26',
  md5: '1.2.840.113549.2.5',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}
const ecOids = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
  md5: '',
}
const rsaOids = {
  ...{ md5: '1.2.840.113549.1.1.4', sha1: '1.2.840.113549.1.1.5', sha256: '1.2.840.113549.1.1.11' },
  ...{ sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
}

function algorithmOf(key: KeyObject, { hash = 'sha256', pss }: Order): { der: Octets; sign(tbs: Octets): Octets } {
  const type = key.asymmetricKeyType
  if (type === 'ed25519' || type === 'ed448')
    return {
      der: sequence(oid(type === 'ed25519' ? '1.3.101.112' : '1.3.101.113')),
      sign: (tbs) => sign(null, tbs, key),
    }
  if (type === 'ec') return { der: sequence(oid(ecOids[hash])), sign: (tbs) => sign(hash, tbs, key) }
  if (!pss && type === 'rsa') return { der: sequence(oid(rsaOids[hash]), tlv(5)), sign: (tbs) => sign(hash, tbs, key) }
  const digest = sequence(oid(digestOids[hash]), tlv(5))
  const mask = sequence(oid('1.2.840.113549.1.1.8'), digest)
  return {
    der: sequence(oid('1.2.840.113549.1.1.10'), sequence(tlv(0xa0, digest), tlv(0xa1, mask), tlv(0xa2, integer(32)))),
    sign: (tbs) => sign(hash, tbs, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  }
}
