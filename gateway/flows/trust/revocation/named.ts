// What certificates of partners name, where the operator allows it: addresses of lists, and
// responders. Whoever chose them may have them stall, so each partner has a look of its own.

import type { JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import { ocspQuestion, readOcspAnswer } from '../../../../crypto/x509/revoked/ocsp.ts'
import type { RevocationLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import type { Failing } from './failing.ts'
import type { HeldLists } from './held.ts'
import { type Link, shownName } from './links.ts'
import type { Seen } from './seen.ts'

interface Naming {
  readonly held: Pick<HeldLists, 'answers'>
  readonly seen: Pick<Seen, 'linksFor'>
  readonly line: Pick<RevocationLine, 'answer'>
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'randomOctets'>
  readonly failing: Failing
  /** Addresses of the settings are asked anyway. */
  readonly urls: readonly string[]
  takeFrom(url: string, among: () => readonly JudgingAuthority[]): Promise<boolean>
}

/** So many at once of what certificates of one partner name. */
const atOnce = 2
/** After so long a look asks nothing more for a partner; what is left is first in the next. */
const longestMs = 10_000
/** A certificate may name more; they are passed over. */
const mostNamed = 4

/** Something that a certificate of a partner names, under the names that its failures have. */
interface Asking {
  readonly sources: readonly string[]
  ask(left: () => boolean): Promise<unknown>
}

interface Named {
  /** Asks each. Never rejects for what it gives. */
  look(): Promise<void>
  /** Whether a certificate of a partner names it still. */
  names(source: string): boolean
}

export function namedSources(deps: Naming): Named {
  const { held, seen, line, world, failing } = deps
  /** When each was asked last, in the order of looks. */
  const turns = new Map<string, number>()
  let turn = 0
  let named: ReadonlySet<string> = new Set()

  const askResponder = (url: string, member: string, link: Link) =>
    failing.from(sayOf(url, link), async () => {
      const nonce = world.randomOctets(32)
      const octets = await line.answer(url, ocspQuestion({ ...link, nonce }))
      const atMs = world.now()
      const answer = await readOcspAnswer(octets, { ...link, nonce }, atMs)
      await held.answers.take({ member, link, answer, octets, nonce, atMs })
    })

  /** One responder is enough: the next is asked where the one before gives nothing. */
  async function askAbout(member: string, link: Link, left: () => boolean): Promise<void> {
    const failed = (url: string) => Number(failing.has(sayOf(url, link)))
    for (const url of respondersOf(link).toSorted((one, other) => failed(one) - failed(other)))
      if (!left() || (await askResponder(url, member, link))) return
  }

  const listsOf = ({ certificate: { lists } }: Link) =>
    lists.slice(0, mostNamed).filter((url) => !deps.urls.includes(url))

  /** By partner. A list that several certificates name is fetched once. */
  function askings(): readonly (readonly Asking[])[] {
    const [ofLists, ofAnswers] = [seen.linksFor('crl'), seen.linksFor('ocsp')]
    const among = new Map<string, JudgingAuthority[]>()
    for (const link of [...ofLists.values()].flat())
      for (const url of listsOf(link)) among.set(url, [...(among.get(url) ?? []), link.authority])
    const fetched = new Map<string, Promise<boolean>>()
    const once = (url: string) => {
      const begun = fetched.get(url) ?? deps.takeFrom(url, () => among.get(url) ?? [])
      fetched.set(url, begun)
      return begun
    }
    return [...new Set([...ofLists.keys(), ...ofAnswers.keys()])].map((member) => [
      ...[...new Set((ofLists.get(member) ?? []).flatMap(listsOf))].map((url) => ({
        sources: [url],
        ask: () => once(url),
      })),
      ...(ofAnswers.get(member) ?? [])
        .filter(({ certificate }) => certificate.responders.length > 0)
        .map((link) => ({
          sources: respondersOf(link).map((url) => sayOf(url, link)),
          ask: (left: () => boolean) => askAbout(member, link, left),
        })),
    ])
  }

  /** Who waited longest is asked first. */
  async function askInTurn(asking: readonly Asking[]): Promise<void> {
    const endMs = world.monotonicMs() + longestMs
    const left = () => world.monotonicMs() < endMs
    const lastOf = ({ sources: [first = ''] }: Asking) => turns.get(first) ?? 0
    const waiting = asking.toSorted((one, other) => lastOf(one) - lastOf(other))
    await severally(
      waiting.map(({ sources: [first = ''], ask }) => async () => {
        if (!left()) return
        turns.set(first, turn)
        await ask(left)
      }),
      atOnce,
    )
  }

  return {
    async look() {
      turn += 1
      const partners = askings()
      named = new Set(partners.flat().flatMap(({ sources }) => sources))
      for (const source of [...turns.keys()]) if (!named.has(source)) turns.delete(source)
      await Promise.all(partners.map(askInTurn))
    },
    names: (source) => named.has(source),
  }
}

const respondersOf = ({ certificate }: Link) => certificate.responders.slice(0, mostNamed)
const sayOf = (url: string, { certificate }: Link) => `${url} (${shownName(certificate.subject)})`

/** So many of these works at once. */
export async function severally(works: readonly (() => Promise<unknown>)[], most: number): Promise<void> {
  const left = [...works]
  const workers = Array.from({ length: Math.min(most, left.length) }, async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next()
  })
  await Promise.all(workers)
}
