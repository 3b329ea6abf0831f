import * as asn1js from 'asn1js'
import { type PreparedName, prepareName } from './names.ts'

/*
 * What the extensions of RFC 5280 §4.2 say, as values. Which of them a path is judged by is a
 * table; what is not in it may be in a certificate, but may not be critical.
 */

/** By object identifier. */
export const oids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInformationAccess: '1.3.6.1.5.5.7.1.1',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  anyExtendedKeyUsage: '2.5.29.37.0',
  anyPolicy: '2.5.29.32.0',
  ocsp: '1.3.6.1.5.5.7.48.1',
} as const

/**
 * Extensions that are followed, and so may be critical. The names of an issuer bind nobody, key
 * identifiers are hints, and what is revoked is judged by the policy for each partner.
 */
export const followed: readonly string[] = [
  oids.subjectKeyIdentifier,
  oids.keyUsage,
  oids.subjectAltName,
  oids.issuerAltName,
  oids.basicConstraints,
  oids.nameConstraints,
  oids.crlDistributionPoints,
  oids.certificatePolicies,
  oids.policyMappings,
  oids.authorityKeyIdentifier,
  oids.policyConstraints,
  oids.extendedKeyUsage,
  oids.inhibitAnyPolicy,
  oids.authorityInformationAccess,
]

/** What people call extensions and uses that certificates of real authorities have. */
const names: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(oids).map(([name, oid]) => [oid, name])),
  '2.5.29.9': 'subjectDirectoryAttributes',
  '2.5.29.16': 'privateKeyUsagePeriod',
  '2.5.29.46': 'freshestCRL',
  '1.3.6.1.5.5.7.1.2': 'biometricInfo',
  '1.3.6.1.5.5.7.1.3': 'qcStatements',
  '1.3.6.1.5.5.7.1.7': 'sbgp-ipAddrBlock',
  '1.3.6.1.5.5.7.1.8': 'sbgp-autonomousSysNum',
  '1.3.6.1.5.5.7.1.11': 'subjectInfoAccess',
  '1.3.6.1.5.5.7.1.24': 'tlsfeature, “must staple”',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.3.6.1.5.5.7.48.1.5': 'ocsp-nocheck',
  '1.3.6.1.4.1.311.10.3.4': 'encryptingFileSystem',
  '1.3.6.1.4.1.311.20.2': 'certificateTemplateName',
  '1.3.6.1.4.1.311.20.2.2': 'smartCardLogon',
  '1.3.6.1.4.1.311.21.1': 'caVersion',
  '1.3.6.1.4.1.311.21.7': 'certificateTemplate',
  '1.3.6.1.4.1.311.21.10': 'applicationPolicies',
  '1.3.6.1.4.1.8301.3.5.1': 'validityModel',
  '1.3.6.1.4.1.11129.2.4.2': 'signedCertificateTimestamps',
  '1.3.6.1.4.1.11129.2.4.3': 'ctPoison, a precertificate',
  '1.3.36.8.3.3': 'admission',
  '2.16.840.1.113730.1.1': 'netscapeCertType',
  '2.16.840.1.113730.1.13': 'netscapeComment',
}

/** `2.5.29.30 (nameConstraints)`; the identifier alone where we know no name. */
export const called = (oid: string): string => (names[oid] === undefined ? oid : `${oid} (${names[oid]})`)

/** A general name (RFC 5280 §4.2.1.6) of a form that constraints can speak of. */
export type Name =
  | { readonly form: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly form: 'ip'; readonly octets: Uint8Array }
  | { readonly form: 'directory'; readonly name: PreparedName }
  | { readonly form: 'other'; readonly tag: number }

/** RFC 5280 §4.2.1.10. */
export interface Constraints {
  readonly permitted: readonly Name[]
  readonly excluded: readonly Name[]
}

/** RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11 and §4.2.1.14. */
export interface Policies {
  /** Nothing when the extension is absent. */
  readonly named: readonly string[] | undefined
  readonly mappings: readonly { readonly from: string; readonly to: string }[]
  readonly requireExplicit: number | undefined
  readonly inhibitMapping: number | undefined
  readonly inhibitAny: number | undefined
}

/** No honest certificate comes near. */
const most = 256

/** Values of extensions by identifier, DER. Whatever is not as described makes these throw. */
type Values = (oid: string) => Uint8Array | undefined

export function readConstraints(values: Values): Constraints | undefined {
  const der = values(oids.nameConstraints)
  if (!der) return undefined
  const block = blockOf(der)
  const [permitted, excluded] = [0, 1].map((tag) => bounded(elementsOf(tagged(block, tag))).map(subtreeOf))
  if (!permitted?.length && !excluded?.length) throw new Error('name constraints without a name')
  return { permitted: permitted ?? [], excluded: excluded ?? [] }
}

/** All from a name on; other bounds than this are none of RFC 5280's. */
function subtreeOf(block: asn1js.BaseBlock): Name {
  const [base, ...more] = elementsOf(block)
  const unbounded =
    more.every(({ idBlock }) => idBlock.tagNumber === 0) && more.every((each) => countOf(contentOf(each)) === 0)
  if (!base || !unbounded) throw new Error('a subtree with a minimum or maximum')
  return nameOf(base)
}

/** Names of the subject beside its distinguished name, in their order. */
export function readNames(values: Values): readonly Name[] {
  const der = values(oids.subjectAltName)
  return der ? bounded(elementsOf(blockOf(der))).map(nameOf) : []
}

/** Octets as they are: a text that is read twice may say two things. */
function nameOf(block: asn1js.BaseBlock): Name {
  const { tagNumber: tag, tagClass } = block.idBlock
  if (tagClass !== 3) throw new Error('expected a general name')
  const content = contentOf(block)
  if (tag === 1 || tag === 2 || tag === 6)
    return { form: tag === 1 ? 'email' : tag === 2 ? 'dns' : 'uri', text: Buffer.from(content).toString('latin1') }
  if (tag === 7) return { form: 'ip', octets: content.slice() }
  if (tag === 4) {
    const [name] = elementsOf(block)
    if (!name) throw new Error('expected a directory name')
    return { form: 'directory', name: prepareName(name.valueBeforeDecodeView) }
  }
  return { form: 'other', tag }
}

export function readPolicies(values: Values): Policies {
  const named = values(oids.certificatePolicies)
  const mappings = values(oids.policyMappings)
  const constraints = values(oids.policyConstraints)
  const inhibit = values(oids.inhibitAnyPolicy)
  const skips = constraints ? elementsOf(blockOf(constraints)) : []
  if (constraints && skips.length === 0) throw new Error('policy constraints without a constraint')
  return {
    named: named && bounded(elementsOf(blockOf(named))).map((policy) => oidOf(elementsOf(policy)[0])),
    mappings: mappings
      ? bounded(elementsOf(blockOf(mappings))).map((pair) => ({
          from: oidOf(elementsOf(pair)[0]),
          to: oidOf(elementsOf(pair)[1]),
        }))
      : [],
    requireExplicit: skipOf(skips, 0),
    inhibitMapping: skipOf(skips, 1),
    inhibitAny: inhibit && integerOf(blockOf(inhibit)),
  }
}

const skipOf = (skips: readonly asn1js.BaseBlock[], tag: number): number | undefined => {
  const found = skips.find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tag)
  return found && countOf(contentOf(found))
}

/** URLs of the lists of what is revoked (RFC 5280 §4.2.1.13), as they are written there. */
export const readCrlUrls = (values: Values): readonly string[] => urlsWithin(values(oids.crlDistributionPoints))

/** URLs of responders (RFC 5280 §4.2.2.1). */
export function readOcspUrls(values: Values): readonly string[] {
  const der = values(oids.authorityInformationAccess)
  if (!der) return []
  return bounded(elementsOf(blockOf(der)))
    .filter((access) => oidOf(elementsOf(access)[0]) === oids.ocsp)
    .flatMap((access) => urlsOf(elementsOf(access)[1]))
}

const urlsWithin = (der: Uint8Array | undefined): readonly string[] => {
  if (!der) return []
  const points = bounded(elementsOf(blockOf(der))).map((point) => tagged(point, 0))
  return points.flatMap((point) => elementsOf(tagged(point, 0)).flatMap(urlsOf))
}

const urlsOf = (block: asn1js.BaseBlock | undefined): string[] =>
  block?.idBlock.tagClass === 3 && block.idBlock.tagNumber === 6
    ? [Buffer.from(contentOf(block)).toString('latin1')]
    : []

/** Key identifiers, hex: hints and no more. */
export function readKeyIds(values: Values): { subject: string | undefined; authority: string | undefined } {
  const subject = values(oids.subjectKeyIdentifier)
  const authority = values(oids.authorityKeyIdentifier)
  const key = authority && tagged(blockOf(authority), 0)
  return {
    subject: subject && Buffer.from(contentOf(blockOf(subject))).toString('hex'),
    authority: key && Buffer.from(contentOf(key)).toString('hex'),
  }
}

const tagged = (block: asn1js.BaseBlock | undefined, tag: number): asn1js.BaseBlock | undefined =>
  elementsOf(block).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === tag)

/** @throws when there is more, or less, than one value. */
export function blockOf(der: Uint8Array): asn1js.BaseBlock {
  const { offset, result } = asn1js.fromBER(der.slice(), { maxDepth: 32, maxNodes: 20_000 })
  if (offset !== der.length) throw new Error('expected DER and nothing after it')
  return result
}

/** What a sequence, a set or a tagged structure holds. */
export const elementsOf = (block: asn1js.BaseBlock | undefined): readonly asn1js.BaseBlock[] =>
  block instanceof asn1js.Constructed ? block.valueBlock.value : []

/** Octets of a primitive value; those of a string in pieces (BER), put together. */
export function contentOf(block: asn1js.BaseBlock): Uint8Array {
  if (block instanceof asn1js.Constructed) {
    const pieces = block.valueBlock.value.map(contentOf)
    return new Uint8Array(Buffer.concat(pieces))
  }
  if (block instanceof asn1js.OctetString) return new Uint8Array(block.getValue())
  const { valueHexView } = block.valueBlock as unknown as { valueHexView?: Uint8Array }
  return valueHexView ?? new Uint8Array()
}

export const oidOf = (block: asn1js.BaseBlock | undefined): string => {
  if (!(block instanceof asn1js.ObjectIdentifier)) throw new Error('expected an object identifier')
  return block.getValue()
}

const integerOf = (block: asn1js.BaseBlock): number => {
  if (!(block instanceof asn1js.Integer)) throw new Error('expected a number')
  return countOf(contentOf(block))
}

/** A number of certificates; what has more than six digits is as good as without end. */
function countOf(octets: Uint8Array): number {
  if (octets.length === 0 || (octets[0] as number) & 0x80) throw new Error('expected a number from zero on')
  return octets.reduce((sum, octet) => Math.min(sum * 256 + octet, 1_000_000), 0)
}

function bounded<T>(values: readonly T[]): readonly T[] {
  if (values.length > most) throw new Error(`${values.length} entries, at most ${most}`)
  return values
}
