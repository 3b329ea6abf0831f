// The documents that XB's national system holds: any real files of a folder, named by what they seem to be.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { glob, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

export interface Document {
  /** Relative to the folder. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** SHA-256 of the octets as they lie on disk, hex. */
  readonly sha256: string
  readonly kind: string
  readonly mediaType: string
  readonly form: 'electronic' | 'paper'
}

/** Every file of the folder and of the folders in it, in the order of their names; hidden ones are left out. */
export async function documentsIn(folder: string): Promise<Document[]> {
  const names: string[] = []
  for await (const name of glob('**/*', { cwd: folder })) names.push(name)
  const found: Document[] = []
  for (const name of names.sort()) {
    const path = join(folder, name)
    const { size, isFile } = await stat(path).then((facts) => ({ size: facts.size, isFile: facts.isFile() }))
    if (isFile) found.push({ name, path, bytes: size, sha256: await digestOf(path), ...guess(name) })
  }
  return found
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

/** What a name gives away, most telling first; whatever gives away nothing is data set out in the declaration (12.6.1 b). */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/invoice|faktur|rechnung/, 'commercial-invoice'],
  [/pack/, 'packing-list'],
  [/origin/, 'certificate-of-origin'],
  [/lading|waybill|\bb-?l\b/, 'bill-of-lading'],
  [/declaration.*\.xml$/, 'declaration'],
  [/./, 'declaration-data'],
]

const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.edi': 'application/edifact',
  '.gif': 'image/gif',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
  '.zip': 'application/zip',
}

function guess(name: string): Pick<Document, 'kind' | 'mediaType' | 'form'> {
  const mediaType = mediaTypes[extname(name).toLowerCase()] ?? 'application/octet-stream'
  const kind = kinds.find(([pattern]) => pattern.test(basename(name).toLowerCase()))?.[1] ?? 'declaration-data'
  return { kind, mediaType, form: mediaType.startsWith('image/') ? 'paper' : 'electronic' }
}
