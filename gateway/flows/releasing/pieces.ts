// Content in pieces: an item, or the body of a message. Each is under the terms of the statement
// that brought it.
import type { JsonObject } from '../../../crypto/json.ts'
import type { CaseState } from '../../case/case.ts'
import { effectOf } from '../../case/effects.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { ContentNamed } from '../../ports/doors/national.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, ItemRow, MessageRow, ToldMessage } from '../../ports/rows.ts'
import { plainProfile } from '../cases/cases.ts'
import type { UnalteredCase } from '../evidence/unaltered.ts'

export type Piece =
  | { readonly what: 'item'; readonly id: string; readonly message: ToldMessage; readonly item: ItemRow }
  | { readonly what: 'body'; readonly id: string; readonly message: ToldMessage }

/**
 * The case that a piece belongs to; undefined where there is no such piece, or no message carries
 * it yet.
 */
export async function caseOf(store: ReadingStore, { what, id }: ContentNamed): Promise<CaseRow | undefined> {
  const row = what === 'item' ? await store.item(id) : await store.message(id)
  // Looked up either way: what belongs to others takes as long as what is not there.
  const found = await store.case(row?.case ?? id)
  return row?.case ? found : undefined
}

/**
 * The piece as it stands in its case, which was held against the evidence.
 * @throws {Problem} `not-found`
 */
export function pieceIn(stored: UnalteredCase, content: ContentNamed): Piece {
  const piece = findPiece(stored, content)
  if (piece) return piece
  throw nothingHere(content)
}

export function findPiece({ messages, items }: UnalteredCase, { what, id }: ContentNamed): Piece | undefined {
  const item = what === 'item' ? items.find((each) => each.id === id) : undefined
  const message = messages.find((each) => each.id === (what === 'item' ? item?.message : id))
  if (message && item) return { what: 'item', id, message, item }
  return message && what === 'body' ? { what, id, message } : undefined
}

/** All that a message brought: its body, then its items in the order of the statement. */
export function piecesOf({ items }: UnalteredCase, message: ToldMessage): readonly Piece[] {
  const rows = new Map(items.map((item) => [item.id, item]))
  const brought = message.statement.items.flatMap(({ id }): Piece[] => {
    const item = rows.get(id)
    return item ? [{ what: 'item', id, message, item }] : []
  })
  return [{ what: 'body', id: message.id, message }, ...brought]
}

export const isOurs = ({ message }: Piece): boolean => message.direction === 'out'

export function isDisposed({ state }: { readonly state: CaseState }, piece: Piece): boolean {
  const isThere = piece.what === 'item' ? piece.item.secret !== null : piece.message.hasSecret
  return !isThere || (!isOurs(piece) && state.given[piece.id]?.disposed === true)
}

/** One sentence for what is not there and for what is not theirs to know of. */
export const nothingHere = ({ what, id }: ContentNamed): Problem =>
  new Problem('not-found', `no ${what === 'item' ? 'item' : 'message'} ${id} is held for your offices`)

/**
 * The form of a message as a national system may see it: shares of keys are the gateways' alone.
 */
export function formShown({ statement }: Pick<MessageRow, 'statement'>, form: JsonObject): JsonObject {
  if (effectOf(plainProfile(statement.profile), statement.type) !== 'gives-keys') return form
  const { shares: _shares, ...shown } = form
  return shown
}
