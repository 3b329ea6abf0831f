// The sources of lists of revoked certificates and of answers about one, each looked at again and
// again: files of the operator, addresses of the settings, and what certificates name where the
// operator allows it.

import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import { crlDersOf, readCrl } from '../../../../crypto/x509/revoked/crl.ts'
import type { JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import { ocspQuestion, readOcspAnswer } from '../../../../crypto/x509/revoked/ocsp.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { LaidDown, RevocationFiles } from '../../../ports/installation.ts'
import type { RevocationLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import type { HeldLists } from './held.ts'
import { type Link, shownName } from './links.ts'
import type { Seen } from './seen.ts'

/** A source that gives nothing good. */
export interface FailingSource {
  readonly source: string
  readonly sinceMs: number
  readonly problem: string
}

interface RevocationSources {
  /** Looks at each source once. Never rejects for what a source does. */
  look(): Promise<void>
  failing(): readonly FailingSource[]
}

interface Sourcing {
  readonly held: HeldLists
  readonly seen: Seen
  readonly files: RevocationFiles
  readonly line: RevocationLine
  readonly urls: readonly string[]
  readonly world: Pick<World, 'now' | 'randomOctets'>
  readonly log: Log
  /** Whoever may speak of a partner, or of us. */
  authorities(): readonly JudgingAuthority[]
}

/** A source that keeps failing is told again after so long. */
const toldEveryMs = 3_600_000
/** So many sources at once: one that stalls holds up few others. */
const atOnce = 16
/** As sources in it are named: the folder itself may be what fails. */
const folder = 'crls/'

export function revocationSources(deps: Sourcing): RevocationSources {
  const { held, seen, files, line, world, log } = deps
  const failing = new Map<string, FailingSource & { toldMs: number }>()
  const tags = new Map<string, string>()
  const states = new Map<string, string>()

  const well = (source: string) => failing.delete(source)
  function amiss(source: string, event: 'crl.failed' | 'crl.refused', problem: string): void {
    const before = failing.get(source)
    const nowMs = world.now()
    const told = before?.problem === problem && Math.abs(nowMs - before.toldMs) < toldEveryMs
    const toldMs = told ? before.toldMs : nowMs
    failing.set(source, { source, sinceMs: before?.sinceMs ?? nowMs, problem, toldMs })
    if (!told) record(log, event, { source, problem })
  }

  /** A source that cannot be had, and one that gives what cannot be taken, are told apart. */
  async function from(source: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      well(source)
    } catch (error) {
      if (error instanceof CryptoError) amiss(source, 'crl.refused', error.message)
      else amiss(source, 'crl.failed', error instanceof Problem ? error.message : describeFailure(error))
    }
  }

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
    from(folder, async () => {
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
    for (const source of [...failing.keys()])
      if (source.startsWith(folder) && source !== folder && !names.has(source)) failing.delete(source)
    for (const { name, state, read } of laid) {
      const source = `${folder}${name}`
      // One that was taken is taken for as long as it is the same; else its fault is looked for
      // anew.
      if (states.get(source) === state && !failing.has(source)) continue
      await from(source, async () => {
        await take(await read(), source, deps.authorities())
        states.set(source, state)
      })
    }
  }

  const takeFrom = (url: string, among: () => readonly JudgingAuthority[]) =>
    from(url, async () => {
      const fetched = await line.list(url, failing.has(url) ? undefined : tags.get(url))
      if (fetched === undefined) return
      tags.delete(url)
      await take(fetched.octets, url, among())
      if (fetched.tag !== undefined) tags.set(url, fetched.tag)
    })

  const askResponder = (url: string, link: Link) =>
    from(`${url} (${shownName(link.certificate.subject)})`, async () => {
      const asked = { ...link, nonce: world.randomOctets(32) }
      const answer = await readOcspAnswer(await line.answer(url, ocspQuestion(asked)), asked, world.now())
      held.answered(link, answer)
    })

  /** One responder is enough: the next is asked where the one before gives nothing. */
  async function askAbout(link: Link): Promise<void> {
    for (const url of link.certificate.responders.slice(0, 4)) {
      const before = held.answerOf(link)
      await askResponder(url, link)
      if (held.answerOf(link) !== before) return
    }
  }

  return {
    async look() {
      await takeFiles()
      const named = new Map<string, JudgingAuthority[]>()
      for (const { certificate, authority } of seen.linksFor('crl'))
        for (const url of certificate.lists.slice(0, 4)) named.set(url, [...(named.get(url) ?? []), authority])
      const works = [
        ...deps.urls.map((url) => () => takeFrom(url, deps.authorities)),
        ...[...named]
          .filter(([url]) => !deps.urls.includes(url))
          .map(
            ([url, who]) =>
              () =>
                takeFrom(url, () => who),
          ),
        ...seen.linksFor('ocsp').map((link) => () => askAbout(link)),
      ]
      const workers = Array.from({ length: Math.min(atOnce, works.length) }, async () => {
        for (let next = works.shift(); next !== undefined; next = works.shift()) await next()
      })
      await Promise.all(workers)
    },
    failing: () => [...failing.values()],
  }
}
