// Makes a release in release/: the package, the lock by which it is installed with the very packages that were tested, what it is made of
// (CycloneDX), and the digests of all. Nothing in it changes with the day or the machine: whoever makes the release of one commit with the
// same npm has the same octets. docs/decisions/0029-a-release.md says why there is a lock beside the package.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Locked {
  readonly dev?: true
  readonly link?: true
}
interface Packed {
  readonly filename: string
  readonly integrity: string
}

/**
 * Writes the release of the clone `root` into the folder `to`, which is emptied.
 * @throws {Error} with what npm said
 */
export function release(root: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const packed = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', to)) as
    | readonly Packed[]
    | Readonly<Record<string, Packed>>
  const [one] = Object.values(packed)
  if (!one) throw new Error('npm pack made no package')
  const { manifest, lock } = installing(root, one)
  writeFileSync(join(to, 'package.json'), lines(manifest))
  writeFileSync(join(to, 'package-lock.json'), lines(lock))
  writeFileSync(join(to, 'sbom.cdx.json'), lines(billOfMaterials(to, one.filename)))
  const sums = readdirSync(to).map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(to, name)))
        .digest('hex')}  ${name}\n`,
  )
  writeFileSync(join(to, 'SHA256SUMS'), sums.join(''))
}

/** A package.json and its lock for an empty folder, in which "npm ci" installs the package and all below it, each held by its digest. */
function installing(root: string, { filename, integrity }: Packed): { manifest: object; lock: object } {
  const { name, version, bin, engines, license, dependencies, optionalDependencies, overrides, allowScripts } = read(
    root,
    'package.json',
  )
  const ours = { name: `${name}-installed`, version, private: true, dependencies: { [name]: `file:${filename}` } }
  const { packages, lockfileVersion } = read(root, 'package-lock.json')
  const below = Object.entries(packages as Readonly<Record<string, Locked>>).filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link && !ofTheClone(path),
  )
  const own = { version, resolved: `file:${filename}`, integrity, license, dependencies, bin, engines }
  return {
    manifest: { ...ours, overrides, allowScripts },
    lock: {
      ...{ name: ours.name, version, lockfileVersion, requires: true },
      packages: {
        '': { name: ours.name, version, dependencies: ours.dependencies },
        [`node_modules/${name}`]: { ...own, optionalDependencies },
        ...Object.fromEntries(below),
      },
    },
  }
}

/** Node as packages, which a clone brings and a release does not name. */
const ofTheClone = (path: string) => /^node_modules\/node-(linux|bin)-[a-z0-9-]+$/.test(path)

/** Every package that the lock in `to` names, with its digest and its licence: no more and no less is installed. */
function billOfMaterials(to: string, filename: string): object {
  const {
    serialNumber: _,
    metadata,
    ...bill
  } = JSON.parse(
    npm(to, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only').replaceAll(
      JSON.stringify(`file:${join(to, filename)}`),
      JSON.stringify(`file:${filename}`),
    ),
  )
  const { timestamp: __, ...kept } = metadata
  return { ...bill, metadata: { ...kept, component: { ...kept.component, name: read(to, 'package.json').name } } }
}

function npm(cwd: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', words, { cwd, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  if (status !== 0) throw new Error(`npm ${words.join(' ')} failed: ${stderr}`)
  return stdout
}

const read = (root: string, name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const lines = (value: object) => `${JSON.stringify(value, null, 2)}\n`

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const to = join(root, 'release')
  release(root, to)
  process.stdout.write(readFileSync(join(to, 'SHA256SUMS'), 'utf8'))
}
