// Handing the plaintext of an item to a named reader. To look at it shows it; to print or to export
// it makes a copy, which carries its terms.
import type { Client, ReleaseAsk, Released } from '../../ports/doors.ts'
import { type Admitted, type Admitting, admit, enter, gone } from './admit.ts'
import { conditionsOf } from './conditions.ts'
import { copyOf } from './copies.ts'
import { wayOf } from './decide.ts'

/**
 * Every try is on disk before anybody learns how it ended.
 * @throws {Problem} as `enter` and `admit`
 */
export async function release(deps: Admitting, client: Client, id: string, ask: ReleaseAsk): Promise<Released> {
  const entered = await enter(deps, client, { what: 'item', id }, ask)
  const admitted = await admit(deps, client, entered)
  const file = fileOf(deps, admitted)
  const obligations = [...admitted.obligations, ...(await conditionsOf(deps, admitted))]
  return wayOf(ask).release === 'open'
    ? copyOf(deps, {
        whole: admitted.whole,
        piece: admitted.piece,
        client,
        ask: entered.attempt.ask,
        obligations,
        file,
      })
    : { ...file, obligations, shown: true }
}

/** An item that was admitted, opened. */
export function fileOf({ opener }: Pick<Admitting, 'opener'>, { piece, allowed }: Admitted) {
  const opened = piece.what === 'item' ? opener.item(piece.item, allowed) : undefined
  if (piece.what !== 'item' || !opened) throw gone(piece)
  const { mediaType, bytes } = piece.item
  return { name: opened.name, mediaType, bytes, sha256: opened.plainSha256, content: opened.octets() }
}
