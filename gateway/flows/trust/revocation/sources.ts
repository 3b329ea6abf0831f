// The sources of lists of revoked certificates and of answers about one, each looked at again and
// again: files of the operator, addresses of the settings, and what certificates name where the
// operator allows it.

import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import { crlDersOf, readCrl } from '../../../../crypto/x509/revoked/crl.ts'
import type { JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { LaidDown, RevocationFiles } from '../../../ports/installation.ts'
import type { RevocationLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import type { Log } from '../../../watch/log.ts'
import { type FailingSource, failingSources } from './failing.ts'
import type { HeldLists } from './held.ts'
import { namedSources, severally } from './named.ts'
import type { Seen } from './seen.ts'

interface RevocationSources {
  /**
   * Looks at each source once, at files first. Never rejects for what a source does, and no partner
   * that has sources stall holds it up for long.
   */
  look(): Promise<void>
  failing(): readonly FailingSource[]
}

interface Sourcing {
  readonly held: HeldLists
  readonly seen: Seen
  readonly files: Pick<RevocationFiles, 'laidDown'>
  readonly line: RevocationLine
  readonly urls: readonly string[]
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'randomOctets'>
  readonly log: Log
  /** Whoever may speak of a partner, or of us. */
  authorities(): readonly JudgingAuthority[]
}

/** So many addresses of the settings at once. */
const atOnce = 16
/** As sources in it are named: the folder itself may be what fails. */
const folder = 'crls/'
const keptBefore = 'what was kept before'

export function revocationSources(deps: Sourcing): RevocationSources {
  const { held, seen, files, line, urls, world, log } = deps
  const failing = failingSources({ world, log })
  const named = namedSources({ held, seen, line, world, failing, urls, takeFrom })
  const tags = new Map<string, string>()
  const states = new Map<string, string>()

  /** A list that has ended is an alarm, also where there was none before and it is taken. */
  async function take(octets: Uint8Array, by: string, among: readonly JudgingAuthority[]): Promise<void> {
    const faults: unknown[] = []
    for (const der of crlDersOf(octets))
      try {
        await held.take(der, { by, among })
        const { nextUpdateMs } = readCrl(der)
        if (nextUpdateMs < world.now()) throw new CryptoError('crl', `list ended on ${iso(nextUpdateMs)}`)
      } catch (error) {
        // The lists beside it are as good as alone.
        faults.push(error)
      }
    if (faults.length > 0) throw faults[0]
  }

  const takeFiles = () =>
    failing.from(folder, async () => {
      const { lists, passedOver } = await files.laidDown()
      await takeLaidDown(lists)
      if (passedOver > 0)
        throw new Problem(
          'revocation-unknown',
          `${folder} has ${lists.length + passedOver} files, at most ${lists.length} are looked at: put several lists into one PEM file`,
        )
    })

  async function takeLaidDown(laid: readonly LaidDown[]): Promise<void> {
    const names = new Set(laid.map(({ name }) => `${folder}${name}`))
    for (const source of [...states.keys()]) if (!names.has(source)) states.delete(source)
    failing.forget((source) => source.startsWith(folder) && source !== folder && !names.has(source))
    for (const { name, state, read } of laid) {
      const source = `${folder}${name}`
      // One that was taken is taken for as long as it is the same; else its fault is looked for
      // anew.
      if (states.get(source) === state && !failing.has(source)) continue
      await failing.from(source, async () => {
        await take(await read(), source, deps.authorities())
        states.set(source, state)
      })
    }
  }

  function takeFrom(url: string, among: () => readonly JudgingAuthority[]): Promise<boolean> {
    return failing.from(url, async () => {
      const fetched = await line.list(url, failing.has(url) ? undefined : tags.get(url))
      if (fetched === undefined) return
      tags.delete(url)
      await take(fetched.octets, url, among())
      if (fetched.tag !== undefined) tags.set(url, fetched.tag)
    })
  }

  const isAsked = (source: string) =>
    source.startsWith(folder) || source === keptBefore || urls.includes(source) || named.names(source)

  return {
    async look() {
      await failing.from(keptBefore, held.takeUp)
      await takeFiles()
      const ours = urls.map((url) => () => takeFrom(url, deps.authorities))
      await Promise.all([severally(ours, atOnce), named.look()])
      // Certificates that nobody uses any more name nothing that is missed.
      failing.forget((source) => !isAsked(source))
      for (const url of [...tags.keys()]) if (!isAsked(url)) tags.delete(url)
    },
    failing: failing.all,
  }
}
