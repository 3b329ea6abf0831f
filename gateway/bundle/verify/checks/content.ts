// The check of bodies and items against the digests in their statements.
import { createHash } from 'node:crypto'
import { canonical } from '../../../../crypto/canonical.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import { saltedDigest, saltedHasher } from '../../../../crypto/statement/statement.ts'
import type { Contents, ItemFile } from '../../format/contents.ts'
import { type BundleFault, fault } from '../../format/faults.ts'
import type { Found } from '../../format/manifest.ts'
import type { ItemSource } from '../read.ts'

/**
 * `content-changed`: each body in the bundle is the one its statement was made about, and names the
 * items as they are named.
 */
export const checkBodies = ({ statements }: Contents): BundleFault[] =>
  statements.flatMap(({ statement, body, items }) => {
    if (!body) return []
    const octets = canonical({ form: body.form, names: body.names })
    const is = octets.length === statement.body.bytes && saltedDigest(body.salt, octets) === statement.body.sha256
    if (!is) return [fault('content-changed', body.file, `is not the body of statement ${statement.id}`)]
    return items
      .filter(({ item, name }) => item && body.names[item.id] !== undefined && body.names[item.id] !== name)
      .map(({ about, name }) =>
        fault('content-changed', about, `is called ${quoted(name)}, its message calls it otherwise`),
      )
  })

const quoted = (name: string) => JSON.stringify(name.slice(0, 80))

interface CheckedItems {
  /** Of the files with plaintexts, for the manifest. */
  readonly found: ReadonlyMap<string, Found>
  readonly faults: readonly BundleFault[]
}

/**
 * `content-changed`, `zip-invalid`: each item in the bundle is octet for octet the one its
 * statement names. Each is read once, piece by piece; items that no statement names are read for
 * the manifest only.
 */
export async function checkItems(
  contents: Contents | undefined,
  items: ReadonlyMap<string, ItemSource>,
): Promise<CheckedItems> {
  const known = new Map(
    (contents?.statements ?? []).flatMap((each) => each.items.map((item) => [item.file, item] as const)),
  )
  const found = new Map<string, Found>()
  const faults: BundleFault[] = []
  for (const [file, source] of items) {
    const plain = createHash('sha256')
    const about = known.get(file)
    const salted = about && saltedHasher(about.salt)
    let bytes = 0
    try {
      for await (const chunk of source.stream()) {
        plain.update(chunk)
        salted?.update(chunk)
        bytes += chunk.length
      }
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error
      faults.push(fault('zip-invalid', file, error.message))
    }
    const sha256 = plain.digest('hex')
    found.set(file, { bytes, sha256 })
    if (about) faults.push(...differences(about, { bytes, sha256 }, salted?.digest()))
  }
  return { found, faults }
}

function differences({ file, item, plainSha256 }: ItemFile, { bytes, sha256 }: Found, salted?: string): BundleFault[] {
  if (!item) return [fault('content-changed', file, 'is an item that its statement does not name')]
  return [
    ...(bytes === item.bytes && salted === item.sha256
      ? []
      : [fault('content-changed', file, `is not item ${item.id} as the statement names it`)]),
    ...(sha256 === plainSha256
      ? []
      : [fault('content-changed', file, `has SHA-256 ${sha256}, expected ${plainSha256}`)]),
  ]
}
