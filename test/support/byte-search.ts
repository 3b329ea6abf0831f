// Looks for octets in every file of a folder, as somebody would who has the disk.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where each of these octets is found: the name it was given, and the file. */
export function foundIn(folder: string, wanted: Readonly<Record<string, Uint8Array>>): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return files.flatMap(({ parentPath, name }) => {
    const octets = readFileSync(join(parentPath, name))
    return Object.entries(wanted).flatMap(([what, sought]) => (octets.includes(sought) ? [`${what} in ${name}`] : []))
  })
}
