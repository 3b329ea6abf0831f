// Certificates as revocation is asked about: by serial number, under an authority known by name and
// key.
import { CryptoError } from '../../fault.ts'
import { sha256Hex, utf8 } from '../../octets.ts'
import {
  contentOf,
  context,
  type Element,
  encodingOf,
  integerIn,
  latin1,
  membersOf,
  oidIn,
  reading,
  tags,
  wholeOf,
} from '../der/der.ts'
import { type Extensions, extensionsIn } from '../der/extensions.ts'
import { parseCertificate } from '../x509.ts'

/**
 * What is asked about the revocation of a certificate: who it is, who answers for it, and where.
 */
export interface JudgedCertificate {
  readonly sha256: string
  readonly der: Uint8Array
  readonly subject: string
  /** Lower-case hex without zeros before it. */
  readonly serial: string
  readonly ca: boolean
  /** DER of the general names of its distribution points, each in hex (RFC 5280 §4.2.1.13). */
  readonly points: readonly string[]
  /**
   * Addresses that it names: of lists, and of responders (RFC 5280 §4.2.2.1). Nobody checked them.
   */
  readonly lists: readonly string[]
  readonly responders: readonly string[]
}

/**
 * An authority whose lists may speak: known by its name and key, whatever certificate shows them.
 */
export interface JudgingAuthority {
  /** SHA-256 over name and key: certificates of one authority on one key have one. */
  readonly id: string
  readonly subject: string
  readonly der: Uint8Array
  /** DER of the name, and of the key. */
  readonly name: Uint8Array
  readonly spki: Uint8Array
}

const oids = { distributionPoints: '2.5.29.31', authorityInfo: '1.3.6.1.5.5.7.1.1', ocsp: '1.3.6.1.5.5.7.48.1' }
const uri = context(6, 'primitive')

/** @param der of one certificate. @throws {CryptoError} `certificate`, `malformed` */
export function judgedOf(der: Uint8Array): JudgedCertificate {
  const { sha256, subject, ca } = parseCertificate(der)
  const { serial, extensions } = takenApart(der)
  const points = orNone(() => pointsIn(extensions.get(oids.distributionPoints)?.value))
  return {
    ...{ sha256, der, subject, serial, ca },
    points: points.map((each) => each.toHex()),
    lists: addressesIn(points),
    responders: addressesIn(orNone(() => respondersIn(extensions.get(oids.authorityInfo)?.value))),
  }
}

/** @param der of one certificate. @throws {CryptoError} `certificate`, `malformed` */
export function authorityOf(der: Uint8Array): JudgingAuthority {
  const { subject, subjectName, subjectDer, spki } = parseCertificate(der)
  return { id: sha256Hex(utf8(`${JSON.stringify(subjectName)} `), spki), subject, der, name: subjectDer, spki }
}

function takenApart(der: Uint8Array) {
  const tbs = reading(der, reading(der, wholeOf(der, tags.sequence)).next(tags.sequence))
  tbs.maybe(context(0))
  const serial = integerIn(der, tbs.next(tags.integer), 64).replace('-', '')
  tbs.next(tags.sequence)
  tbs.next(tags.sequence)
  tbs.next(tags.sequence)
  tbs.next(tags.sequence)
  tbs.next(tags.sequence)
  tbs.maybe(context(1, 'primitive'))
  tbs.maybe(context(2, 'primitive'))
  const explicit = tbs.maybe(context(3))
  const list = explicit && reading(der, explicit).next(tags.sequence)
  const extensions: Extensions = list === undefined ? new Map() : extensionsIn(der, list)
  return { serial, extensions }
}

/** Where a certificate points to, in a form that nobody reads, it points to nothing. */
function orNone(read: () => Uint8Array[]): Uint8Array[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof CryptoError) return []
    throw error
  }
}

/** The full names of the points, whichever reasons they are for. */
function pointsIn(value: Uint8Array | undefined): Uint8Array[] {
  if (value === undefined) return []
  return membersOf(value, wholeOf(value, tags.sequence)).flatMap((point) => {
    const named = reading(value, point).maybe(context(0))
    return named === undefined ? [] : fullNamesIn(value, named)
  })
}

/** DER of each general name of a DistributionPointName; none where it is relative to the issuer. */
export function fullNamesIn(value: Uint8Array, named: Element): Uint8Array[] {
  const [choice] = membersOf(value, named, 1)
  return choice?.tag === context(0) ? membersOf(value, choice).map((each) => encodingOf(value, each)) : []
}

function respondersIn(value: Uint8Array | undefined): Uint8Array[] {
  if (value === undefined) return []
  return membersOf(value, wholeOf(value, tags.sequence)).flatMap((description) => {
    const [method, location] = membersOf(value, description)
    return method && location && oidIn(value, method) === oids.ocsp ? [encodingOf(value, location)] : []
  })
}

const addressesIn = (names: readonly Uint8Array[]): string[] =>
  names.flatMap((name) => {
    const whole = name[0] === uri ? latin1(contentOf(name, wholeOf(name, uri))) : ''
    return /^https?:\/\/[\x21-\x7e]{1,500}$/.test(whole) ? [whole] : []
  })
