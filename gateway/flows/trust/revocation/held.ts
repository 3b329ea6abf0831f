// The lists of revoked certificates that are held: the newest of each authority, verified, on disk,
// and asked without waiting; beside them what responders answered.

import { CryptoError } from '../../../../crypto/fault.ts'
import { iso } from '../../../../crypto/instants.ts'
import {
  bearsNameOf,
  crlDerOf,
  type ReadCrl,
  readCrl,
  speaksOf,
  standsBehind,
  type VerifiedCrl,
  verifyCrl,
} from '../../../../crypto/x509/revoked/crl.ts'
import { type Crl, indexCrl, revokedIn } from '../../../../crypto/x509/revoked/crl-entries.ts'
import { authorityOf, type JudgingAuthority } from '../../../../crypto/x509/revoked/judged.ts'
import type { OcspAnswer } from '../../../../crypto/x509/revoked/ocsp.ts'
import type { RevocationFiles } from '../../../ports/installation.ts'
import type { World } from '../../../ports/world.ts'
import { describeFailure, type Log, record } from '../../../watch/log.ts'
import { type HeldAnswers, openHeldAnswers } from './answers.ts'
import { type Link, shownName } from './links.ts'
import type { Found } from './policy.ts'

/** A list that is held, and the authority that signed it. */
export interface HeldList {
  readonly crl: Crl
  readonly authority: JudgingAuthority
  /** Who gave it. */
  readonly source: string
}

export interface HeldLists {
  /** What the newest lists, and answers, say of a certificate. */
  found(link: Link): Found
  of(authority: string): readonly HeldList[]
  /**
   * Takes a list that one of these authorities signed: it is verified, newer than the one held, on
   * disk, and in force when this resolves. False where it is the very one that is held.
   * @throws {CryptoError} `crl` with what was found and what was expected, `too-large`, `algorithm`
   */
  take(octets: Uint8Array, given: Giving): Promise<boolean>
  readonly answers: Pick<HeldAnswers, 'take'>
  /**
   * Takes up what was kept, by a start before or by another node: each verified anew; what cannot
   * be read is told and left out.
   */
  takeUp(): Promise<void>
}

interface Giving {
  readonly by: string
  readonly among: Iterable<JudgingAuthority>
}

/** A list is split over so many distribution points at most. */
const mostScopes = 8
/** How far the clock of an authority may be ahead of ours. */
const aheadMs = 5 * 60_000

interface Holding {
  readonly files: RevocationFiles
  readonly world: Pick<World, 'now'>
  readonly log: Log
  /** Lets others have their turn. */
  pause(): Promise<void>
}

/** What was kept before is in force when this resolves. */
export async function openHeldLists({ files, world, log, pause }: Holding): Promise<HeldLists> {
  const lists = new Map<string, Map<string, HeldList>>()
  const answers = openHeldAnswers({ files: files.answers, log })
  const states = new Map<string, string>()
  let last: Promise<unknown> = Promise.resolve()

  const of = (authority: string) => [...(lists.get(authority)?.values() ?? [])]

  async function verifiedAmong(read: ReadCrl, among: Iterable<JudgingAuthority>) {
    const named = [...among].filter((each) => bearsNameOf(read, each))
    let refused: unknown = new CryptoError('crl', 'list is in the name of no authority that we know')
    for (const authority of named) {
      try {
        return { verified: await verifyCrl(read, authority), authority }
      } catch (error) {
        refused = error
      }
    }
    throw refused
  }

  function demandNewer(read: VerifiedCrl): void {
    const before = lists.get(read.authority)
    const held = before?.get(read.scopeId)?.crl
    if (read.thisUpdateMs - aheadMs > world.now())
      throw new CryptoError('crl', `list is of ${iso(read.thisUpdateMs)}, which is to come`)
    if (held && read.nextUpdateMs < world.now() && held.nextUpdateMs >= world.now())
      throw new CryptoError('crl', `list ended on ${iso(read.nextUpdateMs)}, the one held is in force`)
    const behind = held && standsBehind(read, held)
    if (behind !== undefined) throw new CryptoError('crl', behind)
    if (!held && (before?.size ?? 0) >= mostScopes)
      throw new CryptoError('crl', `its authority has more than ${mostScopes} lists`)
  }

  async function hold(read: ReadCrl, { by, among }: Giving): Promise<HeldList | undefined> {
    const { verified, authority } = await verifiedAmong(read, among)
    if (lists.get(authority.id)?.get(read.scopeId)?.crl.sha256 === read.sha256) return undefined
    demandNewer(verified)
    const crl = await indexCrl(verified, pause)
    return { crl, authority, source: by }
  }

  function putInForce(held: HeldList): void {
    const { crl, authority } = held
    const ofAuthority = lists.get(authority.id) ?? new Map<string, HeldList>()
    lists.set(authority.id, ofAuthority.set(crl.scopeId, held))
  }

  async function take(octets: Uint8Array, { by, among }: Giving): Promise<boolean> {
    const read = readCrl(crlDerOf(octets))
    const held = await hold(read, { by, among })
    if (held === undefined) return false
    // In force first: a disk that is full lets nobody in whom the list keeps out.
    putInForce(held)
    const { authority, crl } = held
    await files.lists.keep(`${authority.id.slice(0, 32)}-${crl.scopeId}.pem`, pemOf(held))
    const { number, nextUpdateMs, entries } = crl
    record(log, 'crl.taken', {
      ...{ authority: shownName(authority.subject), source: by, number: String(number) },
      ...{ entries: entries.size, nextUpdate: iso(nextUpdateMs) },
    })
    return true
  }

  /** One after the other, so that of two lists that come at once the newer one stays. */
  function inTurn<T>(taking: () => Promise<T>): Promise<T> {
    const taken = last.then(taking)
    last = taken.catch(() => undefined)
    return taken
  }

  async function takeUpList(octets: Uint8Array): Promise<void> {
    const read = readCrl(crlDerOf(octets))
    const authority = authorityOf(certificateIn(octets))
    // Also what was kept by this very process.
    if (lists.get(authority.id)?.get(read.scopeId)?.crl.sha256 === read.sha256) return
    const held = await hold(read, { by: 'what was kept before', among: [authority] })
    if (held) putInForce(held)
  }

  async function takeUp(): Promise<void> {
    for (const { name, state, read } of await files.lists.all()) {
      if (states.get(name) === state) continue
      states.set(name, state)
      try {
        await inTurn(async () => takeUpList(await read()))
      } catch (error) {
        const problem = error instanceof CryptoError ? error.message : describeFailure(error)
        record(log, 'crl.refused', { source: 'what was kept before', problem })
      }
    }
    await answers.takeUp()
  }

  await takeUp()
  return {
    of,
    answers,
    takeUp,
    found: (link) => foundIn(of(link.authority.id), answers.of(link), link),
    take: (octets, given) => inTurn(() => take(octets, given)),
  }
}

/** Whatever says *revoked* is believed; else whoever speaks for longest. */
function foundIn(lists: readonly HeldList[], answer: OcspAnswer | undefined, { certificate }: Link): Found {
  const speaking = lists.filter(({ crl }) => speaksOf(crl, certificate))
  for (const { crl } of speaking) {
    const revoked = revokedIn(crl, certificate.serial)
    if (revoked) return { says: 'revoked', ...revoked }
  }
  const said = answer?.status
  if (typeof said === 'object') return { says: 'revoked', ...said }
  const ends = speaking.map(({ crl }) => crl.nextUpdateMs)
  if (answer !== undefined && said === 'good') ends.push(answer.untilMs)
  return ends.length === 0 ? { says: 'nothing' } : { says: 'good', untilMs: Math.max(...ends) }
}

/** With the certificate of the authority, so that a start can verify it before anybody calls. */
const pemOf = ({ crl, authority }: HeldList): string =>
  `${pem('CERTIFICATE', authority.der)}${pem('X509 CRL', crl.der)}`

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END ${label}-----\n`

function certificateIn(octets: Uint8Array): Uint8Array {
  const text = Buffer.from(octets).toString('latin1')
  const [, body] = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(text) ?? []
  if (body === undefined) throw new CryptoError('crl', 'the list that was kept has no certificate of its authority')
  return new Uint8Array(Buffer.from(body, 'base64'))
}
