// How content is known again: what lies inside an item while it streams by, and what a body says in
// words.
import type { JsonObject } from '../../../crypto/json.ts'
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

/** Bounds what one body can cost; one of 256 KiB, the usual bound, has fewer. */
const mostTexts = 5_000

/** SHA-256, hex, of each longer text in a body, names of files among them, in normal form. */
function wordsOf({ form, names }: Content): readonly string[] {
  const found = new Set<string>()
  for (const name of Object.values(names)) for (const text of textsInName(name)) found.add(sha256Hex(utf8(text)))
  for (const value of stringsIn(form)) {
    if (found.size >= mostTexts) break
    for (const text of textsIn(value)) found.add(sha256Hex(utf8(text)))
  }
  return [...found]
}

function* stringsIn(whole: unknown): Generator<string> {
  const values: unknown[] = [whole]
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    if (typeof value === 'string') yield value
    else if (typeof value === 'object' && value !== null) values.push(...Object.values(value))
  }
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

/**
 * Rows by which words are known again that people wrote into the terms of a message, such as how it
 * is to be protected. Terms travel in clear and are shown without a release.
 * @param usual what our card and the agreement say, whoever else says the same
 */
export function termsRows(
  deps: Parameters<typeof bodyRows>[0],
  message: Parameters<typeof bodyRows>[1],
  terms: JsonObject | undefined,
  usual: unknown,
): readonly FingerprintRow[] {
  const known = new Set(stringsIn(usual))
  const written = [...stringsIn(terms)].filter((text) => !known.has(text))
  return bodyRows(deps, message, { form: { written }, names: {} })
}
