// Somebody who does not want a read to be known: cuts it out of a bundle and makes everything anew to fit.
import { canonical, parseCanonical } from '../crypto/canonical.ts'
import type { CaseSheet } from '../gateway/bundle/format/case-sheet.ts'
import { chronologyOf } from '../gateway/bundle/format/chronology.ts'
import { readContents } from '../gateway/bundle/format/contents.ts'
import { chronologyNames, manifestName, sheetName } from '../gateway/bundle/format/layout.ts'
import { foundOf, writeManifest } from '../gateway/bundle/format/manifest.ts'
import { writeZip } from '../gateway/bundle/format/zip.ts'
import { readBundle } from '../gateway/bundle/verify/read.ts'

/** Without the first read: its record, its proof and its index are gone, chronology and manifest tell of the rest. */
export async function cutRead(from: string, to: string): Promise<string> {
  const { files: read, close } = await readBundle(from)
  await close()
  const files = new Map(read)
  const [record] = [...files].find(([name, octets]) => name.startsWith('log/records/') && isRead(octets)) ?? []
  const index = Number(record?.match(/\d+/)?.[0])
  if (record === undefined) throw new Error(`${from} holds no record of a read`)
  for (const name of [record, `log/proofs/${index}.tlog-proof`, manifestName]) files.delete(name)
  const sheet = parseCanonical(files.get(sheetName) ?? new Uint8Array()) as unknown as CaseSheet
  files.set(sheetName, canonical({ ...sheet, records: sheet.records.filter((each) => each !== index) }))
  const found = new Map([...files].map(([name, octets]) => [name, foundOf(octets)] as const))
  const { contents } = readContents(files, found, new Map())
  if (!contents) throw new Error(`${from} cannot be read`)
  const { json, text } = chronologyOf(contents, found)
  for (const [name, octets] of [
    [chronologyNames.json, json],
    [chronologyNames.text, text],
  ] as const)
    found.set(name, foundOf(files.set(name, octets).get(name) ?? octets))
  files.set(manifestName, writeManifest(found))
  await writeZip(to, new Date(), async (zip) => {
    for (const [name, octets] of files) zip.add(name, octets)
  })
  return record
}

const isRead = (octets: Uint8Array): boolean => Buffer.from(octets).includes('"kind":"release"')
