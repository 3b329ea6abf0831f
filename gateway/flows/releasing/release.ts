// Handing the plaintext of an item to a named reader. To look at it shows it; to print or to export
// it makes a copy, which carries its terms.
import type { Client, ReleaseAsk, Released, ReleaseNamed } from '../../ports/doors.ts'
import type { Stamp } from '../../ports/submitting.ts'
import { type Admitted, type Admitting, admit, admitAgain, enter, gone } from './admit.ts'
import { conditionsOf } from './conditions.ts'
import { copyOf } from './copies.ts'
import { type Ask, wayOf } from './decide.ts'

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
  const file = fileOf(deps, admitted)
  const obligations = [...admitted.obligations, ...(await conditionsOf(deps, admitted))]
  return wayOf(ask).release === 'open'
    ? copyOf(deps, { whole, piece, client, ask, obligations, file, release: id })
    : { ...file, obligations, release: id, shown: true }
}

/** An item that was admitted, opened. */
export function fileOf({ opener }: Pick<Admitting, 'opener'>, { piece, allowed }: Admitted) {
  const opened = piece.what === 'item' ? opener.item(piece.item, allowed) : undefined
  if (piece.what !== 'item' || !opened) throw gone(piece)
  const { mediaType, bytes } = piece.item
  return { name: opened.name, mediaType, bytes, sha256: opened.plainSha256, content: opened.octets }
}
