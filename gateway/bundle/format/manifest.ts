// The manifest: every other file of a bundle with its size and its digest.
import { type Static, Type } from 'typebox'
import { canonical, parseCanonical } from '../../../crypto/canonical.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { sha256Hex } from '../../../crypto/octets.ts'
import { closed, digest, shapeReader, sizeBytes } from '../../../crypto/shapes.ts'
import { type BundleFault, fault, foundIn } from './faults.ts'
import { byCodeUnits, manifestName } from './layout.ts'

const manifestShape = closed({
  v: Type.Literal(1),
  /** Every file but this one, sorted by name. */
  files: Type.Array(
    closed({ name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$' }), bytes: sizeBytes, sha256: digest }),
    { maxItems: 500_000 },
  ),
})

type Manifest = Static<typeof manifestShape>
type ManifestRow = Manifest['files'][number]

const readShape = shapeReader(manifestShape, 'malformed', 'manifest')

/** Members are named in canonical order, which spares the sorting. */
export function writeManifest(found: ReadonlyMap<string, Found>): Uint8Array {
  const files = [...found].map(([name, { bytes, sha256 }]): ManifestRow => ({ bytes, name, sha256 }))
  return canonical({ files: files.sort((a, b) => byCodeUnits(a.name, b.name)), v: 1 })
}

/**
 * The rows by name.
 * @throws {CryptoError} `malformed` unless canonical, of the closed shape, and sorted with no name
 * twice.
 */
function readManifest(octets: Uint8Array): ReadonlyMap<string, ManifestRow> {
  const { files } = readShape(parseCanonical(octets))
  const rows = new Map(files.map((row) => [row.name, row]))
  const misplaced = files.find(({ name }, at) => at > 0 && byCodeUnits(files[at - 1]?.name ?? '', name) >= 0)
  if (misplaced) throw new CryptoError('malformed', `manifest names ${misplaced.name} twice or out of order`)
  return rows
}

/** What a file is found to be. */
export interface Found {
  readonly bytes: number
  readonly sha256: string
}

export const foundOf = (octets: Uint8Array): Found => ({ bytes: octets.length, sha256: sha256Hex(octets) })

/**
 * `manifest-invalid`, `file-missing`, `file-foreign`, `file-changed`: the manifest names exactly
 * the files there are, as they are.
 */
export function checkManifest(octets: Uint8Array | undefined, found: ReadonlyMap<string, Found>): BundleFault[] {
  if (!octets) return [fault('manifest-invalid', manifestName, 'is not in the bundle')]
  try {
    const rows = readManifest(octets)
    return [
      ...[...rows.keys()]
        .filter((name) => !found.has(name))
        .map((name) => fault('file-missing', name, 'is named by the manifest and not in the bundle')),
      ...[...found].flatMap(([name, is]) => differences(name, rows.get(name), is)),
    ]
  } catch (error) {
    return [fault('manifest-invalid', manifestName, foundIn(error))]
  }
}

function differences(name: string, row: ManifestRow | undefined, { bytes, sha256 }: Found): BundleFault[] {
  if (!row) return [fault('file-foreign', name, 'is in the bundle and not named by the manifest')]
  if (row.bytes !== bytes) {
    return [fault('file-changed', name, `has ${bytes} octets, the manifest says ${row.bytes}`)]
  }
  return row.sha256 === sha256
    ? []
    : [fault('file-changed', name, `has SHA-256 ${sha256}, the manifest says ${row.sha256}`)]
}
