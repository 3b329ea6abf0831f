// How content is known again: what lies inside an item while it streams by, and what a body says in
// words.
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { textsIn, textsInName } from '../../model/terms/texts.ts'
import type { Look, Seen } from '../../ports/parts.ts'
import type { FingerprintRow, ItemRow, MessageRow } from '../../ports/rows.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Content, Secrets } from './secrets.ts'

/** The same octets, looked at on their way. One that breaks off is looked at no further. */
export async function* lookedAt(look: Look, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let whole = false
  try {
    for await (const piece of source) {
      await look.push(piece)
      yield piece
    }
    whole = true
  } finally {
    if (!whole) look.cancel()
  }
}

/** Bounds what one body can cost. */
const mostTexts = 4_000

/** SHA-256, hex, of each longer text in a body, names of files among them, in normal form. */
function wordsOf({ form, names }: Content): readonly string[] {
  const found = new Set<string>()
  const values: unknown[] = [form]
  for (const name of Object.values(names)) for (const text of textsInName(name)) found.add(sha256Hex(utf8(text)))
  for (let value = values.pop(); value !== undefined && found.size < mostTexts; value = values.pop()) {
    if (typeof value === 'string') for (const text of textsIn(value)) found.add(sha256Hex(utf8(text)))
    else if (typeof value === 'object' && value !== null) values.push(...Object.values(value))
  }
  return [...found]
}

/**
 * Rows by which what lies inside an item is known again. That not all of it could be looked at is
 * told, and changes nothing else: what cannot be read is known again as a whole only.
 */
export function insideRows(
  { secrets, log }: { readonly secrets: Pick<Secrets, 'fingerprint'>; readonly log: Log },
  item: Pick<ItemRow, 'id' | 'direction' | 'partner' | 'case' | 'storedAt'>,
  { sha256s, unread }: Seen,
): readonly FingerprintRow[] {
  const { id: holder, direction, partner, case: of, storedAt: at } = item
  if (unread !== undefined) record(log, 'item.unread', { item: holder, reason: unread })
  return sha256s.map((sha256) => ({
    fingerprint: secrets.fingerprint(sha256),
    ...{ holder, what: 'item', direction, partner, case: of, at },
  }))
}

/** Rows by which the words of a body are known again. */
export function bodyRows(
  { secrets }: { readonly secrets: Pick<Secrets, 'fingerprint'> },
  message: Pick<MessageRow, 'id' | 'direction' | 'partner' | 'case' | 'storedAt'>,
  content: Content,
): readonly FingerprintRow[] {
  const { id: holder, direction, partner, case: of, storedAt: at } = message
  return wordsOf(content).map((sha256) => ({
    fingerprint: secrets.fingerprint(sha256),
    ...{ holder, what: 'body', direction, partner, case: of, at },
  }))
}
