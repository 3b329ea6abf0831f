// A bundle is written: its files, its chronology and its manifest, in flat memory.
import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { CryptoError } from '../../../crypto/fault.ts'
import type { CaseFile } from '../format/case-file.ts'
import { chronologyOf } from '../format/chronology.ts'
import { readContents } from '../format/contents.ts'
import { chronologyNames, filesOf, manifestName } from '../format/layout.ts'
import { type Found, foundOf, writeManifest } from '../format/manifest.ts'
import { writeZip, type ZipOutput } from '../format/zip.ts'
import { composeBundle } from './compose.ts'

/** What was written: how many files, the octets of the archive, and its digest. */
interface Written {
  readonly files: number
  readonly bytes: number
  readonly sha256: string
}

/**
 * Writes one case as a bundle, in flat memory whatever the size of its items. The same case file
 * gives the same octets. At a path the bundle appears only when it is whole and on disk.
 * @throws {CryptoError} `malformed` where the case file holds something that no bundle can.
 */
export async function writeBundle(file: CaseFile, to: Writable | string): Promise<Written> {
  const { files, items } = composeBundle(file)
  const found = new Map<string, Found>()
  for (const [name, octets] of files) found.set(name, foundOf(octets))
  const { contents, faults } = readContents(files, found, new Map())
  const [fault] = faults
  if (!contents || fault) throw new CryptoError('malformed', `case file: ${fault?.file}: ${fault?.found}`)
  const written = await writeZip(to, new Date(file.exportedAt), async (zip) => {
    for (const [name, octets] of files) zip.add(name, octets)
    for (const [name, octets] of items) found.set(name, await addItem(zip, name, octets()))
    const chronology = chronologyOf(contents, found)
    for (const form of ['json', 'text'] as const) {
      zip.add(chronologyNames[form], chronology[form])
      found.set(chronologyNames[form], foundOf(chronology[form]))
    }
    demandComplete(filesOf(contents.sheet), found)
    zip.add(manifestName, writeManifest(found))
  })
  return { files: found.size + 1, ...written }
}

async function addItem(zip: ZipOutput, name: string, octets: AsyncIterable<Uint8Array>): Promise<Found> {
  const hash = createHash('sha256')
  let bytes = 0
  await zip.addStream(name, watched())
  return { bytes, sha256: hash.digest('hex') }

  async function* watched() {
    for await (const chunk of octets) {
      hash.update(chunk)
      bytes += chunk.length
      yield chunk
    }
  }
}

/**
 * What the case sheet lists is what is there: else the bundle would be refused by everyone who
 * reads it.
 */
function demandComplete(listed: readonly string[], found: ReadonlyMap<string, Found>): void {
  const names = new Set(listed)
  const odd = listed.find((name) => !found.has(name)) ?? [...found.keys()].find((name) => !names.has(name))
  if (odd !== undefined || names.size !== listed.length) {
    throw new CryptoError(
      'malformed',
      `case file: ${odd ?? 'something'} is listed or written twice, or only one of both`,
    )
  }
}
