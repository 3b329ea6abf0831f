// The keys of a gateway, and the commands that rotate each; a row more is a key more in every scenario that goes through them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { bulla } from '../../support/command-line.ts'
import type { Installation } from '../../support/installation.ts'
import { pause } from '../../support/traffic.ts'

interface RotatedKey {
  readonly key: string
  /** Words of the command that makes another one. */
  readonly rotate: readonly string[]
  /** Words of the command that lets the old one go; none where the gateway does that by itself. */
  readonly finish?: readonly string[]
}

export const rotatedKeys: readonly RotatedKey[] = [
  {
    key: 'encryption',
    rotate: ['keys', 'rotate', 'encryption'],
    finish: ['keys', 'rotate', 'encryption', '--finish'],
  },
  { key: 'signing', rotate: ['keys', 'rotate', 'signing'], finish: ['keys', 'rotate', 'signing', '--finish'] },
  { key: 'log', rotate: ['keys', 'rotate', 'log'], finish: ['keys', 'rotate', 'log', '--finish'] },
  { key: 'tls', rotate: ['keys', 'rotate', 'tls'], finish: ['keys', 'rotate', 'tls', '--finish'] },
  { key: 'national', rotate: ['keys', 'renew', 'national'] },
]

/** All that there are at once. */
export const allKeys = {
  rotate: [
    ['keys', 'rotate', 'all'],
    ['keys', 'renew', 'national'],
  ],
  finish: ['keys', 'rotate', 'all', '--finish'],
} as const

/** By name: the thumbprint of each key that lies in the folder now. */
export async function keysNow({ folder }: Installation): Promise<ReadonlyMap<string, string>> {
  const held = rotatedKeys.map(async ({ key }) => {
    const pem = await readFile(join(folder, 'keys', `${key}.key.pem`), 'utf8')
    return [key, thumbprint(await publicJwk(pem))] as const
  })
  return new Map(await Promise.all(held))
}

/** Runs a command, which must end well. */
export async function command({ member, folder }: Installation, words: readonly string[]) {
  const ended = await bulla(folder, words)
  if (ended.exit !== 0) throw new Error(`bulla ${words.join(' ')} at ${member} ended with ${ended.exit}: ${ended.err}`)
  return ended
}

const patienceMs = 60_000

/** Waits until the gateway shows its newest card and every active partner is known to hold it. */
export async function untilHeld(side: Installation): Promise<void> {
  for (const endAt = performance.now() + patienceMs; ; await pause(100)) {
    const [shown, own] = [await command(side, ['keys', 'status', '--json']), await command(side, ['card', '--json'])]
    const { sequence } = own.json
    const partners = shown.json['partners'] as { state: string; holdsOurs: number | null }[] | null
    const held = partners?.every(({ state, holdsOurs }) => state !== 'active' || holdsOurs === sequence)
    // The running gateway says which card it shows.
    if (held && shown.json['card'] === sequence) return
    if (performance.now() > endAt)
      throw new Error(`not every partner of ${side.member} holds card ${sequence}: ${JSON.stringify(partners)}`)
  }
}

/** Waits until this key lies there in the place of the one before. */
export async function untilChanged(side: Installation, key: string, before: string | undefined): Promise<void> {
  for (const endAt = performance.now() + patienceMs; (await keysNow(side)).get(key) === before; await pause(100))
    if (performance.now() > endAt) throw new Error(`${side.member} has the ${key} key that it had`)
}
