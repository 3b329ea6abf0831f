// The whole way of a verifier: the archive is read, its files are checked, and what was found is
// reported.
import { type BundleFiles, readBundle } from '../verify/read.ts'
import { type Asking, verdictOf } from '../verify/verdict.ts'
import { reportOf, type VerifyReport } from './report.ts'

/**
 * Verifies a bundle by itself: nothing but the archive is read, nobody is asked. Faults are found
 * and told, not thrown.
 * @param bundle path of the archive, or its octets.
 * @throws what the system says when there is no such file.
 */
export async function verifyBundle(bundle: string | Uint8Array, asking: Asking): Promise<VerifyReport> {
  const { close, ...files } = await readBundle(bundle)
  try {
    return await verifyFiles(files, asking)
  } finally {
    await close()
  }
}

/** `verifyBundle` of files that are out of their archive. */
export const verifyFiles = async (files: BundleFiles, asking: Asking): Promise<VerifyReport> =>
  reportOf(await verdictOf(files, asking), asking)
