// All checks of a bundle in their order, and what they found to hold.

import { type Contents, readContents } from '../format/contents.ts'
import { type BundleFault, fault } from '../format/faults.ts'
import type { Known } from '../format/known.ts'
import { manifestName, sheetName } from '../format/layout.ts'
import { checkManifest, type Found, foundOf } from '../format/manifest.ts'
import { checkAgreement, checkListing, checkStatements } from './checks/case.ts'
import { checkChronology } from './checks/chronology.ts'
import { checkBodies, checkItems } from './checks/content.ts'
import { checkDoubtful, type Doubtful } from './checks/doubtful.ts'
import { checkIdentities, type Fingerprints } from './checks/identities.ts'
import { checkLogs } from './checks/log.ts'
import { checkOrder } from './checks/order.ts'
import { checkReceipts } from './checks/receipts.ts'
import { checkRecords } from './checks/records.ts'
import { checkSeals } from './checks/seals.ts'
import { checkSequence, checkStanding } from './checks/sequence.ts'
import { checkTerms } from './checks/terms.ts'
import { checkTimestamps, type VerifyTimestamp } from './checks/timestamps.ts'
import { checkUses } from './checks/uses.ts'
import type { BundleFiles } from './read.ts'
import { checkSigned } from './signed.ts'

export interface Asking {
  /**
   * Member → the twelve words of its card that people compared. Without them nothing says whose
   * keys these are.
   */
  readonly fingerprints: Fingerprints
  readonly nowMs: number
  readonly verifyTimestamp?: VerifyTimestamp
  readonly known?: Known
}

/** All that the checks found, and what they found to hold. */
export interface Verdict {
  readonly contents: Contents
  readonly identities: Awaited<ReturnType<typeof checkIdentities>>['identities']
  readonly receipts: Awaited<ReturnType<typeof checkReceipts>>
  readonly seals: Awaited<ReturnType<typeof checkSeals>>
  readonly sequence: ReturnType<typeof checkSequence>
  readonly log: ReturnType<typeof checkLogs>
  readonly records: ReturnType<typeof checkRecords>
  readonly uses: ReturnType<typeof checkUses>
  readonly signed: ReturnType<typeof checkSigned>
  readonly order: ReturnType<typeof checkOrder>
  readonly timestamps: Awaited<ReturnType<typeof checkTimestamps>>
  readonly doubtful: readonly Doubtful[]
}

export interface Checked {
  /** Undefined where the bundle is too broken to say what it is about. */
  readonly verdict: Verdict | undefined
  readonly faults: readonly BundleFault[]
}

/** Checks the files of a bundle, each against the others. Faults are found and told, not thrown. */
export async function verdictOf({ files, items, faults: unread }: BundleFiles, asking: Asking): Promise<Checked> {
  const { known = new Map() } = asking
  // An archive that cannot be opened has no files that could be missing in it.
  if (unread.some(({ code, file }) => code === 'zip-invalid' && file === '') && files.size === 0)
    return { verdict: undefined, faults: unread }
  const manifest = files.get(manifestName)
  const others = new Map([...files].filter(([name]) => name !== manifestName))
  const digests = new Map([...others].map(([name, octets]) => [name, foundOf(octets)] as const))
  const { contents, faults: malformed } = readContents(others, digests, known)
  const inItems = await checkItems(contents, items)
  const found = new Map<string, Found>([...digests, ...inItems.found])
  const outside = [...unread, ...checkManifest(manifest, found), ...malformed, ...inItems.faults]
  if (!contents) return { verdict: undefined, faults: [...outside, fault('file-missing', sheetName, noSheet)] }

  const { identities, faults: inIdentities } = await checkIdentities(contents, asking.fingerprints, known)
  const receipts = await checkReceipts(contents, identities, known)
  const [seals, timestamps] = await Promise.all([
    checkSeals(contents, identities, receipts.said, known),
    checkTimestamps(contents, asking.verifyTimestamp),
  ])
  const sequence = checkSequence(contents, receipts.said)
  const log = checkLogs(contents, identities, receipts, known)
  const records = checkRecords(contents, identities, { ...log, ...receipts }, known)
  const uses = checkUses(contents, receipts.said)
  const signed = checkSigned(contents, new Set(records.faults.map(({ file }) => file)))
  const order = checkOrder(contents, identities, { ...seals, ...records, ...receipts })
  const faults: BundleFault[] = [
    ...outside,
    ...checkListing(contents, new Set(found.keys())),
    ...inIdentities,
    ...checkAgreement(contents, asking.nowMs),
    ...checkStatements(contents),
    ...seals.faults,
    ...order.faults,
    ...receipts.faults,
    ...sequence.faults,
    ...checkStanding(contents, receipts.said),
    ...log.faults,
    ...records.faults,
    ...uses.faults,
    ...signed.faults,
    ...timestamps.faults,
    ...checkTerms(contents, files, found, known),
    ...checkBodies(contents),
    ...checkChronology(contents, files, found),
  ]
  const doubtful = checkDoubtful(contents, identities, { ...seals, ...records, ...receipts, ...timestamps, log })
  const inLog = { log, records, uses, signed, order, timestamps }
  const verdict = { contents, identities, receipts, seals, sequence, ...inLog, doubtful }
  return { verdict, faults }
}

const noSheet = 'without it nothing says what the other files are, and they were not looked at'
