// The faults of a bundle, as a table: the code of each, and what it means to whoever relies on it.
import { CryptoError } from '../../../crypto/fault.ts'
import { Problem } from '../../model/problems/problems.ts'

/**
 * Every way in which a bundle can be found wanting, and what that means to whoever relies on it.
 */
export const bundleFaults = {
  'zip-invalid': 'The archive cannot be read, or is not written as a bundle is.',
  'file-duplicate':
    'Two files have one name, so that two readers could see two bundles, or one card stands in two files.',
  'manifest-invalid': 'The manifest is missing or not one, so nothing says what belongs to the bundle.',
  'file-missing': 'Something that belongs to the bundle is not in it.',
  'file-foreign': 'Something is in the bundle that does not belong to it.',
  'file-changed': 'The file is not the one that the manifest names.',
  'file-malformed': 'The file is not of the form that its place demands.',
  'case-mismatch': 'The file speaks of another case, of other members, or of another agreement.',
  'identity-unproven': 'No fingerprint was given: the keys may be anybody’s.',
  'fingerprint-wrong': 'The card has other words than the ones that were compared: it is not the member’s.',
  'fingerprint-later':
    'The words are those of a later card of the bundle. Those of the first one show whose keys these are.',
  'card-untrusted': 'The card is not signed as it must be, so its keys prove nothing.',
  'seal-missing': 'Nothing shows that the sender made the statement.',
  'seal-invalid': 'No key that the sender had at the time signed the statement.',
  'seal-late': 'The sender had given up the key that signed the statement before the log knew it.',
  'seal-mismatch': 'The sender signed something else than this statement.',
  'sequence-broken': 'The statements of one sender contradict each other about their order.',
  'standing-wrong': 'What the exporter says of the standing of a statement is not what the receipts say.',
  'receipt-invalid': 'No key that the recipient had at the time signed the receipt.',
  'receipt-late': 'The recipient had given up the key that signed the receipt before the log knew the receipt.',
  'receipt-mismatch': 'The receipt acknowledges something else than the statement in the bundle.',
  'checkpoint-invalid': 'The checkpoint is not signed by the log it speaks of.',
  'checkpoint-conflict': 'A log signed two histories, or went back.',
  'cosignature-invalid': 'The cosignature of a witness does not verify.',
  'record-missing': 'The exporter’s log does not show that the statement was sent or received.',
  'record-unproven': 'The record is not in the exporter’s log as the proof claims.',
  'record-mismatch': 'The record speaks of something else than what is in the bundle.',
  'use-missing': 'Something that was done with content, and that its member signed for, is not in the bundle.',
  'uses-broken': 'What was done with content is told otherwise than its member signed it.',
  'person-key': 'Nothing shows that the key was registered for this person before it signed.',
  'person-signature': 'What a person is said to have signed is not what a key of that person signed.',
  'person-act': 'What was done is not what the person signed.',
  'terms-invalid': 'The terms are not in a vocabulary that this program understands.',
  'terms-text-changed': 'The plain-language text does not say what the terms say.',
  'chronology-changed': 'The chronology does not tell what the other files tell.',
  'content-changed': 'The content is not what the statement was made about.',
  'timestamp-invalid': 'The time stamp is not one over this checkpoint.',
} as const satisfies Record<string, string>

export type FaultCode = keyof typeof bundleFaults

export interface BundleFault {
  readonly code: FaultCode
  /** Name of the file in the bundle; empty for the archive as a whole. */
  readonly file: string
  /** What was found, and what was expected. */
  readonly found: string
}

export const fault = (code: FaultCode, file: string, found: string): BundleFault => ({ code, file, found })

/**
 * The message of whatever a check threw. What is no finding of ours is a fault of this program, and
 * goes on.
 */
export function foundIn(error: unknown): string {
  if (error instanceof CryptoError || error instanceof Problem) return error.message
  throw error
}

export const messageIn = (error: unknown): string => (error instanceof Error ? error.message : String(error))
