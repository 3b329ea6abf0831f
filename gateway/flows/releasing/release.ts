// Handing the plaintext of an item to a named reader. To look at it shows it; to print or to export
// it makes a copy, which carries its terms.
import { dayMs } from '../../../crypto/instants.ts'
import { Problem } from '../../model/problems/problems.ts'
import { wayOf } from '../../model/terms/openings.ts'
import type { Client, ReleaseAsk, Released, ReleaseNamed } from '../../ports/doors/national.ts'
import type { Stamp } from '../../ports/submitting.ts'
import { type Admitted, type Admitting, admit, admitAgain, enter, gone } from './admit.ts'
import { conditionsOf } from './conditions.ts'
import { copyOf } from './copies.ts'
import type { Ask } from './decide.ts'
import type { Piece } from './pieces.ts'

/**
 * Every try is on disk before anybody learns how it ended.
 * @throws {Problem} as `enter` and `admit`
 */
export async function release(
  deps: Admitting,
  client: Client,
  id: string,
  ask: ReleaseAsk,
  stamp: Stamp | null = null,
): Promise<Released> {
  const entered = await enter(deps, client, { what: 'item', id }, ask)
  const attempt = { ...entered.attempt, stamp }
  return given(deps, client, await admit(deps, client, { ...entered, attempt }), attempt.ask)
}

/** The same without another record, for whoever was given it. @throws {Problem} as `admitAgain` */
export async function releasedAgain(deps: Admitting, client: Client, { item, release: id }: ReleaseNamed) {
  const admitted = await admitAgain(deps, client, { what: 'item', id: item }, id)
  return given(deps, client, admitted, admitted.ask)
}

async function given(deps: Admitting, client: Client, admitted: Admitted, ask: Ask): Promise<Released> {
  const { release: id, whole, piece } = admitted
  const file = fileOf(deps, client, admitted)
  const obligations = [...admitted.obligations, ...(await conditionsOf(deps, admitted))]
  return wayOf(ask).release === 'open'
    ? copyOf(deps, { whole, piece, client, ask, obligations, file, release: id })
    : { ...file, obligations, release: id, shown: true }
}

/**
 * Octets of each item that were given out under each release, by this process: what breaks off is
 * gone on with, and no reading is hidden behind the record of another.
 */
const givenOut = new Map<string, number>()
const mostReleases = 10_000
/** A request that is repeated under its key is answered alike, and a line may break often. */
const mostTimes = 16

/** What one call gave is one release, of any number of items. */
const nameOf = (release: string, { id }: Piece): string => `${release} ${id}`

function demandNotOver(release: string, piece: Piece, bytes: number): void {
  if ((givenOut.get(nameOf(release, piece)) ?? 0) < mostTimes * Math.max(bytes, 1)) return
  throw new Problem('too-many-requests', `release ${release} was given out ${mostTimes} times over; ask for another`, {
    retryAfterMs: dayMs,
  })
}

/**
 * An item that was admitted, opened.
 * @throws {Problem} `item-disposed` · `too-many-requests`
 */
export function fileOf(deps: Admitting, client: Client, admitted: Admitted) {
  const { piece, release } = admitted
  const opened = openedItem(deps, client, admitted)
  if (piece.what !== 'item' || !opened) throw gone(piece)
  const { mediaType, bytes } = piece.item
  demandNotOver(release, piece, bytes)
  return { name: opened.name, mediaType, bytes, sha256: opened.plainSha256, content: opened.octets }
}

/** Undefined once its key was destroyed. Its octets leave for as long as they may. */
export function openedItem(deps: Admitting, client: Client, { piece, allowed, release }: Admitted) {
  const opened = piece.what === 'item' ? deps.opener.item(piece.item, allowed) : undefined
  const leaving = { piece, release, decidedAt: deps.world.monotonicMs() }
  return opened && { ...opened, octets: (from?: number) => whileAllowed(deps, client, leaving, opened.octets(from)) }
}

/** So much may leave between two looks. */
const lookEveryBytes = 1_048_576
/** So long goes on what was allowed, before it is decided anew. */
const decideEveryMs = 10_000

interface Leaving {
  readonly piece: Piece
  readonly release: string
  /** By the clock that nobody sets. */
  readonly decidedAt: number
}

/**
 * What is disposed of, or would be denied, while it leaves goes no further, however slowly its
 * reader takes it: the statement of its disposal says that it is gone, and a reading that began
 * before the end of its retention ends with that.
 * @throws {Problem} `item-disposed` and as `admitAgain`, where the answer has begun: it is broken
 *   off
 */
async function* whileAllowed(
  deps: Admitting,
  client: Client,
  { piece, release, decidedAt }: Leaving,
  octets: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let [unseen, decided] = [0, decidedAt]
  const name = nameOf(release, piece)
  const [oldest] = givenOut.size >= mostReleases ? givenOut.keys() : []
  if (oldest !== undefined) givenOut.delete(oldest)
  for await (const each of octets) {
    const now = deps.world.monotonicMs()
    if (now - decided >= decideEveryMs) {
      await admitAgain(deps, client, piece, release)
      decided = now
    }
    if (unseen <= 0) {
      const row = await deps.store.item(piece.id)
      if (!row || row.secret === null) throw gone(piece)
      unseen = lookEveryBytes
    }
    unseen -= each.length
    givenOut.set(name, (givenOut.get(name) ?? 0) + each.length)
    yield each
  }
}
