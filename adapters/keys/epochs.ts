// The keys of epochs as files beside the key of the installation, which wraps them: `7.key` says in
// JSON when epoch 7 began, and holds its key. No backup has them, so that their end is the end of
// what they open.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fromBase64url, toBase64url } from '../../crypto/octets.ts'
import { unwrapKey, wrapKey } from '../../crypto/part/vault.ts'
import { destroyDurably, destroyLeftovers, replaceSecret } from '../../disk/destroy.ts'
import { makeFolder, writeDurably } from '../../disk/durable.ts'
import { isGone } from '../../disk/there.ts'
import type { Epoch, EpochKeys } from '../../gateway/ports/installation.ts'

export const epochFile = (folder: string, number: number): string => join(folder, `${number}.key`)

/**
 * @param installation the key that wraps them
 * @throws {Error} that names the file, for one that does not open or that others can read
 */
export function openEpochKeys(folder: string, installation: Uint8Array): EpochKeys {
  let epochs = readEpochs(folder, installation)
  const refresh = () => {
    epochs = readEpochs(folder, installation)
  }
  const find = (number: number) => epochs.find((each) => each.number === number)
  return {
    all: () => epochs,
    of(number) {
      const known = find(number)
      if (known) return known
      // Another node may have begun it a moment ago.
      refresh()
      return find(number)
    },
    refresh,
    async begin(at, key) {
      const known = epochs.at(-1)?.number ?? 0
      refresh()
      const newest = epochs.at(-1)
      // Another node was first, since this one looked whether it is time.
      if (newest && newest.number > known) return newest
      const number = known + 1
      await makeFolder(folder)
      await destroyLeftovers(folder)
      await putAlone(epochFile(folder, number), textOf({ number, beganAt: at, key }, installation))
      refresh()
      const begun = find(number)
      if (begun === undefined) throw new Error(`${epochFile(folder, number)}: it was written, and is not there`)
      return begun
    },
    async destroy(number) {
      await destroyDurably(epochFile(folder, number))
      await destroyLeftovers(folder)
      refresh()
    },
  }
}

/** Wraps every one anew; what was done stays done. @returns how many were changed */
export async function rewrapEpochs(folder: string, before: Uint8Array, after: Uint8Array): Promise<number> {
  let changed = 0
  for (const number of numbersIn(folder)) {
    const file = epochFile(folder, number)
    const epoch = readEpoch(file, number, [after, before])
    if (epoch.under === 0) continue
    await replaceSecret(file, textOf(epoch, after))
    changed += 1
  }
  return changed
}

const textOf = ({ beganAt, key }: Epoch, installation: Uint8Array): string =>
  `${JSON.stringify({ beganAt: new Date(beganAt).toISOString(), key: toBase64url(wrapKey(installation, key)) })}\n`

/** The first who has the number has it; it is whole under its name, or not there. */
async function putAlone(file: string, text: string): Promise<void> {
  await writeDurably(file, text, { fresh: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}

const readEpochs = (folder: string, installation: Uint8Array): readonly Epoch[] =>
  numbersIn(folder).flatMap((number) => {
    try {
      return [readEpoch(epochFile(folder, number), number, [installation])]
    } catch (error) {
      // Another node destroyed it since.
      if (isGone(error)) return []
      throw error
    }
  })

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => Number(/^([1-9]\d{0,8})\.key$/.exec(name)?.[1] ?? 0) || [])
      .sort((a, b) => a - b)
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

function readEpoch(file: string, number: number, under: readonly Uint8Array[]): Epoch & { readonly under: number } {
  const mode = statSync(file).mode & 0o777
  if ((mode & 0o077) !== 0)
    throw new Error(`${file}: mode 0${mode.toString(8)} lets others in, expected 0600; run: chmod 600 ${file}`)
  const text = readFileSync(file, 'utf8')
  for (const [index, key] of under.entries()) {
    try {
      const { beganAt, key: wrapped } = JSON.parse(text) as { beganAt: string; key: string }
      const [at, opened] = [Date.parse(beganAt), unwrapKey(key, fromBase64url(wrapped))]
      if (Number.isNaN(at)) throw new Error('no instant')
      return { number, beganAt: at, key: opened, under: index }
    } catch (cause) {
      if (index < under.length - 1) continue
      throw new Error(
        `${file}: it is no key of an epoch that the key of the installation wraps; put it back from its copy, both of one day`,
        { cause },
      )
    }
  }
  throw new Error(`${file}: there is no key to open it with`)
}
