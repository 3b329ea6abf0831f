// The archive of a bundle is opened and read within bounds; nothing is verified yet.
import { CryptoError } from '../../../crypto/fault.ts'
import { type BundleFault, fault, messageIn } from '../format/faults.ts'
import { chronologyNames, isItemOctets, manifestName } from '../format/layout.ts'
import { openZip, type ZipEntry } from '../format/zip.ts'

/** The files of a bundle as they are, nothing verified. */
export interface BundleFiles {
  /** All but the plaintexts of items. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly items: ReadonlyMap<string, ItemSource>
  /** What kept a file from being read. */
  readonly faults: readonly BundleFault[]
}

export interface ItemSource {
  readonly bytes: number
  stream(): AsyncIterable<Uint8Array>
}

const mebibyte = 1024 * 1024
/** What is read into memory at most: a thousand messages take some twenty mebibytes. */
export const bounds = {
  files: 500_000,
  fileBytes: 4 * mebibyte,
  /** Manifest and chronology grow with the number of files. */
  listBytes: 128 * mebibyte,
  totalBytes: 512 * mebibyte,
  /**
   * What is read of a small archive, and of each octet beyond: texts of cases are packed five to
   * ten times, and what unfolds further was made to fill our memory.
   */
  unfolding: { bytes: 16 * mebibyte, times: 16 },
  itemBytes: 64 * 1024 * mebibyte,
} as const

/**
 * Opens the archive and reads what fits into memory; items are read when they are asked for, until
 * `close`. Whatever is wrong with the archive is a fault and no error.
 * @throws what the system says when there is no such file.
 */
export async function readBundle(from: string | Uint8Array): Promise<BundleFiles & { close(): Promise<void> }> {
  const files = new Map<string, Uint8Array>()
  const items = new Map<string, ItemSource>()
  const faults: BundleFault[] = []
  const refuse = (file: string, found: string) => faults.push(fault('zip-invalid', file, found))
  try {
    const { entries, bytes: packedBytes, close } = await openZip(from, bounds.files)
    const { unfolding } = bounds
    const mostInAll = Math.min(bounds.totalBytes, unfolding.bytes + packedBytes * unfolding.times)
    const seen = new Set<string>()
    let totalBytes = 0
    for (const entry of entries) {
      const { name, bytes } = entry
      const isItem = isItemOctets(name)
      const mostBytes = isItem ? bounds.itemBytes : lists.has(name) ? bounds.listBytes : bounds.fileBytes
      if (!isItem) totalBytes += bytes
      if (!plainName.test(name))
        faults.push(fault('file-foreign', name.slice(0, 200), 'no file of a bundle has such a name'))
      else if (seen.has(name)) faults.push(fault('file-duplicate', name, 'stands in the archive more than once'))
      else if (bytes > mostBytes) refuse(name, `has ${bytes} octets, at most ${mostBytes} are read`)
      else if (!isItem && totalBytes > mostInAll)
        refuse(name, `is beyond the ${mostInAll} octets that are read of an archive of ${packedBytes}`)
      else if (isItem) items.set(name, entry)
      else await take(entry)
      seen.add(name)
    }
    return { files, items, faults, close }
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    refuse('', error.message)
    return { files, items, faults, close: async () => undefined }
  }

  async function take(entry: ZipEntry): Promise<void> {
    try {
      files.set(entry.name, await entry.read())
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      refuse(entry.name, messageIn(error))
    }
  }
}

const lists: ReadonlySet<string> = new Set<string>([manifestName, ...Object.values(chronologyNames)])
/** No drive, no way up, no second spelling: a bundle may be unpacked anywhere. */
const plainName = /^(?:[A-Za-z0-9][A-Za-z0-9-]*\/){0,3}[A-Za-z0-9][A-Za-z0-9.-]{0,150}$/
