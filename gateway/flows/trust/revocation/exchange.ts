// Lists of revoked certificates on the line: ours are offered to partners, theirs are taken and
// asked for. Each is signed by the CA of the member's own card, so that nobody is trusted with more
// by it, and no host but the partner's has to be reached.

import { CryptoError } from '../../../../crypto/fault.ts'
import { sha256Hex, utf8 } from '../../../../crypto/octets.ts'
import { readFrames, writeFrames } from '../../../../crypto/part/frames.ts'
import { crlBounds } from '../../../../crypto/x509/revoked/crl.ts'
import { Problem } from '../../../model/problems/problems.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import type { Partner } from '../load-partners.ts'
import type { Trust } from '../trust.ts'
import type { HeldLists } from './held.ts'
import type { Link } from './links.ts'
import type { Seen } from './seen.ts'

/** Who brings a list: a partner that is known (peer.ts), and the path of its certificate. */
interface Bringing {
  readonly partner: Partner
  readonly links: readonly Link[]
}

export interface ListExchange {
  /**
   * A partner sends a list of its CA; it is in force when this resolves.
   * @throws {Problem} `crl-invalid`
   */
  accept(peer: Bringing, der: Uint8Array): Promise<void>
  /** Our lists, as a CBOR sequence, and what names this state of them. */
  ours(): { readonly octets: Uint8Array; readonly tag: string }
  /** Offers ours to each partner that has not got them, and asks each for its own. */
  round(): Promise<void>
}

/** All lists of one member together. */
const mostBytes = 4 * crlBounds.bytes
const mostLists = 32

interface Exchanging {
  readonly held: HeldLists
  readonly seen: Seen
  readonly line: Pick<PartnerLine, 'crls' | 'offerCrl'>
  readonly world: Pick<World, 'monotonicMs'>
  readonly log: Log
  readonly everyMs: number
  trust(): Trust
  /** Until when a partner said that it is away. */
  awayUntil(member: string): number | undefined
  /** Of our own certificates. */
  ownAuthorities(): readonly { readonly id: string }[]
}

/** What is known of the exchange with one partner. */
interface Known {
  /** Digests of ours that it has, or does not want. */
  readonly given: Set<string>
  tag?: string
  failures: number
  told?: boolean
  notBeforeMs: number
}

const longestPauseMs = 15 * 60_000
/** A partner that starts a moment later is no news; one that refuses is at once. */
const toldAtFailure = (error: Problem | CryptoError) => (error.code === 'partner-unreachable' ? 2 : 1)

export function listExchange(deps: Exchanging): ListExchange {
  const { held, seen, line, world, log } = deps
  const partners = new Map<string, Known>()
  const ownLists = () =>
    deps
      .ownAuthorities()
      .flatMap(({ id }) => held.of(id))
      .slice(0, mostLists)
      .map(({ crl }) => crl)

  function demandRoom(member: string): void {
    const lists = seen.authoritiesOf(member).flatMap(({ id }) => held.of(id))
    const bytes = lists.reduce((sum, { crl }) => sum + crl.der.length, 0)
    if (bytes > mostBytes) throw new CryptoError('too-large', `lists of ${member} have ${bytes} octets already`)
  }

  async function take(member: string, der: Uint8Array): Promise<void> {
    demandRoom(member)
    await held.take(der, { by: member, among: seen.authoritiesOf(member) })
  }

  async function askFor(partner: Partner, known: Known): Promise<void> {
    const { member, address } = partner
    const answer = await line.crls(address, known.tag)
    if (answer === undefined) return
    for (const der of readFrames(answer.octets, { maxFrames: mostLists }))
      await take(member, der).catch((error: unknown) => {
        if (!(error instanceof CryptoError)) throw error
        record(log, 'crl.refused', { source: member, problem: error.message })
      })
    if (answer.tag !== undefined) known.tag = answer.tag
  }

  async function offerTo({ address }: Partner, known: Known): Promise<void> {
    for (const { sha256, der } of ownLists()) {
      if (known.given.has(sha256)) continue
      await line.offerCrl(address, der).catch((error: unknown) => {
        // What it will never take is offered once.
        if (!(error instanceof Problem && error.code === 'partner-refused')) throw error
        record(log, 'crl.failed', { source: `offered to ${address.member}`, problem: error.message })
      })
      known.given.add(sha256)
    }
  }

  async function withPartner(partner: Partner): Promise<void> {
    const known = partners.get(partner.member) ?? { given: new Set(), failures: 0, notBeforeMs: 0 }
    partners.set(partner.member, known)
    // A list that it has not got is offered each time: nobody is left without it for the pause.
    const owed = ownLists().some(({ sha256 }) => !known.given.has(sha256))
    const away = deps.awayUntil(partner.member) !== undefined
    if (!owed && (away || world.monotonicMs() < known.notBeforeMs)) return
    try {
      await offerTo(partner, known)
      if (partner.revocation.check !== 'off') await askFor(partner, known)
      known.failures = 0
      known.told = false
    } catch (error) {
      known.failures += 1
      const pauseMs = Math.min(longestPauseMs, deps.everyMs * 2 ** Math.min(known.failures - 1, 10))
      known.notBeforeMs = world.monotonicMs() + pauseMs * 0.9
      // That it does not answer was announced.
      if (away && error instanceof Problem && error.code === 'partner-unreachable') known.failures = 0
      else if (error instanceof Problem || error instanceof CryptoError) {
        if (known.told || known.failures < toldAtFailure(error)) return
        known.told = true
        record(log, 'crl.failed', { source: partner.member, problem: error.message.slice(0, 300) })
      } else record(log, 'crl.failed', { source: partner.member, problem: describeFailure(error) })
    }
  }

  return {
    async accept({ partner, links }, der) {
      seen.see(partner.member, links)
      try {
        await take(partner.member, der)
      } catch (cause) {
        if (!(cause instanceof CryptoError)) throw cause
        record(log, 'crl.refused', { source: partner.member, problem: cause.message })
        throw new Problem('crl-invalid', cause.message, { cause })
      }
    },
    ours() {
      const lists = ownLists()
      const tag = `"${sha256Hex(utf8(lists.map(({ sha256 }) => sha256).join(' ')))}"`
      return { octets: writeFrames(lists.map(({ der }) => der)), tag }
    },
    async round() {
      const active = [...deps.trust().partners.values()].filter(({ state }) => state === 'active')
      await Promise.all(active.map(withPartner))
    },
  }
}
