// The entries of a list of revoked certificates (RFC 5280 §5.3): each is looked at once, and then
// one is found by its serial number.
import { CryptoError } from '../../fault.ts'
import { contentOf, type Element, elementAt, latin1, membersOf, tags, timeIn, wholeOf } from '../der/der.ts'
import { extensionsIn } from '../der/extensions.ts'
import { asCrl, crlBounds, type VerifiedCrl } from './crl.ts'

declare const indexed: unique symbol

/** A list that can be asked: only `indexCrl` makes one. */
export type Crl = VerifiedCrl & {
  /** Where the entry of each serial number begins, by its octets. */
  readonly entries: ReadonlyMap<string, number>
  readonly [indexed]: true
}

/** RFC 5280 §5.3.1. */
export const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const
type RevocationReason = Exclude<(typeof reasons)[number], undefined>

export interface Revoked {
  readonly atMs: number
  readonly reason: RevocationReason
}

const oids = { reason: '2.5.29.21', certificateIssuer: '2.5.29.29' } as const

/** After so many entries others have their turn: about a millisecond. */
const entriesAtOnce = 500

/**
 * Reads the entries, each once, and makes them ready to be asked.
 * @param pause is waited for between slices of the work, so that a long list holds up nothing else.
 * @throws {CryptoError} `crl` · `too-large`
 */
export async function indexCrl(crl: VerifiedCrl, pause: () => Promise<void>): Promise<Crl> {
  const entries = new Map<string, number>()
  const { entries: list } = crl.parts
  for (let at = list?.from ?? 0; at < (list?.to ?? 0); ) {
    at = asCrl(() => addSlice(crl.der, at, list?.to ?? 0, entries))
    await pause()
  }
  return { ...crl, entries } as unknown as Crl
}

function addSlice(der: Uint8Array, begin: number, end: number, entries: Map<string, number>): number {
  let at = begin
  for (let count = 0; count < entriesAtOnce && at < end; count += 1) {
    const entry = elementAt(der, at, end)
    if (entries.size === crlBounds.entries)
      throw new CryptoError('too-large', `list has more than ${crlBounds.entries} entries`)
    entries.set(serialKeyOf(der, entry), at)
    demandEntry(der, entry)
    at = entry.to
  }
  return at
}

/** Octets of the serial number without zeros before them. */
function serialKeyOf(der: Uint8Array, entry: Element): string {
  if (entry.tag !== tags.sequence) refuse('list has an entry that is none')
  const { tag, from, to } = elementAt(der, entry.from, entry.to)
  if (tag !== tags.integer || to === from || to - from > 32) refuse('list has an entry without a serial number')
  let first = from
  while (first < to - 1 && der[first] === 0) first += 1
  return latin1(der.subarray(first, to))
}

/** Most entries are a number and an instant. */
function demandEntry(der: Uint8Array, entry: Element): void {
  const serial = elementAt(der, entry.from, entry.to)
  const when = elementAt(der, serial.to, entry.to)
  timeIn(der, when)
  if (when.to < entry.to) reasonIn(der, elementAt(der, when.to, entry.to), entry.to)
}

function reasonIn(der: Uint8Array, list: Element, end: number): RevocationReason {
  if (list.tag !== tags.sequence || list.to !== end) refuse('list has an entry with more than it may have')
  const extensions = extensionsIn(der, list)
  if (extensions.has(oids.certificateIssuer)) refuse('list is indirect: an entry names another authority')
  for (const [oid, { critical }] of extensions)
    if (critical && oid !== oids.reason) refuse(`an entry has the critical extension ${oid}, which is not followed`)
  const value = extensions.get(oids.reason)?.value
  if (value === undefined) return 'unspecified'
  const [code, another] = contentOf(value, wholeOf(value, tags.enumerated))
  const reason = another === undefined ? reasons[code ?? -1] : undefined
  if (reason === undefined) refuse('an entry has a reason that there is not')
  if (reason === 'removeFromCRL') refuse('an entry takes a revocation back (removeFromCRL), as deltas alone do')
  return reason
}

/** What the list says of a serial number (lower-case hex); nothing where it is not on it. */
export function revokedIn({ der, entries }: Crl, serial: string): Revoked | undefined {
  const at = entries.get(latin1(Buffer.from(serial.length % 2 === 0 ? serial : `0${serial}`, 'hex')))
  if (at === undefined) return undefined
  const entry = elementAt(der, at, der.length)
  const [, when, extensions] = membersOf(der, entry)
  return {
    atMs: when === undefined ? 0 : timeIn(der, when),
    reason: extensions === undefined ? 'unspecified' : reasonIn(der, extensions, entry.to),
  }
}

function refuse(reason: string): never {
  throw new CryptoError('crl', reason)
}
