// The check of the time stamps of third parties on the checkpoint.
import type { Contents } from '../../format/contents.ts'
import { type BundleFault, fault, foundIn } from '../../format/faults.ts'

/**
 * What an RFC 3161 time stamp proves: that the checkpoint was there at that time, by the word of
 * this authority.
 */
export interface Stamped {
  readonly at: string
  readonly by: string
}

/**
 * @param tsr TimeStampResp in DER.
 * @param noteText the signed text of the checkpoint.
 * @throws {CryptoError} unless it is one over the text.
 */
export type VerifyTimestamp = (tsr: Uint8Array, noteText: string) => Promise<Stamped> | Stamped

interface CheckedTimestamps {
  readonly stamps: readonly Stamped[]
  /** Files that nobody checked. */
  readonly unchecked: readonly string[]
  readonly faults: readonly BundleFault[]
}

/**
 * `timestamp-invalid`: each time stamp is one over the checkpoint of the bundle. Without `verify`
 * they are only listed.
 */
export async function checkTimestamps(
  { timestamps, checkpoint }: Contents,
  verify: VerifyTimestamp | undefined,
): Promise<CheckedTimestamps> {
  const stamps: Stamped[] = []
  const faults: BundleFault[] = []
  if (!verify) return { stamps, unchecked: timestamps.map(({ file }) => file), faults }
  for (const { file, octets } of timestamps) {
    try {
      if (checkpoint) stamps.push(await verify(octets, checkpoint.claims.text))
      else faults.push(fault('timestamp-invalid', file, 'there is no checkpoint that it could be over'))
    } catch (error) {
      faults.push(fault('timestamp-invalid', file, foundIn(error)))
    }
  }
  return { stamps, unchecked: [], faults }
}
