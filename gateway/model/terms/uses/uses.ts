// The chain of a case at one member: what it did with content of the case, each record with its
// number and the digest of the one before, so that none can be left out, put in or moved once a
// later one was signed.
import type { Static } from 'typebox'
import { canonical } from '../../../../crypto/canonical.ts'
import type { JsonObject } from '../../../../crypto/json.ts'
import { commitment } from '../../../../crypto/log/leaf.ts'
import type { LogRecord } from '../../../../crypto/log/record.ts'
import { sha256Hex } from '../../../../crypto/octets.ts'
import type { usesHead } from '../../../../crypto/shapes.ts'
import { Problem } from '../../problems/problems.ts'

/** How many records a chain has, and the digest of the last one. */
export type Head = Static<ReturnType<typeof usesHead>>

/** A chain that has not begun. */
export const noUses: Head = { count: 0, head: '0'.repeat(64) }

type Told = Pick<LogRecord, 'kind' | 'case' | 'subject' | 'data'>

/** Kinds of records that stand in a chain. */
export const useKinds = ['release', 'denial', 'key.destroyed'] as const
const uses: ReadonlySet<string> = new Set(useKinds)

/** Whether it tells of content in a case: who got it, who did not, and that it was destroyed. */
export const isUse = ({ kind, case: of }: Pick<Told, 'kind' | 'case'>): boolean => of !== null && uses.has(kind)

/** What a use is said to be, to whoever gave the content. No name of a person or of a system. */
const shown = [
  ...['what', 'use', 'archived', 'purpose', 'office', 'roles', 'target', 'to', 'proceeding', 'proceedingSha256'],
  ...['permissions', 'term', 'paragraph', 'problem', 'act', 'terms', 'message'],
] as const

/** A use in the words that leave: the reader by a pseudonym. */
export function saidOf({ at, kind, data }: Pick<LogRecord, 'at' | 'kind' | 'data'>): JsonObject {
  const said: JsonObject = { at, kind, reader: String(data.pseudonym ?? '') }
  for (const name of shown) if (data[name] !== undefined) said[name] = data[name]
  return said
}

/** One link: what it was about, and the digest of what is said of it. */
interface Link {
  readonly content: string
  readonly said: string
}

export const saidSha256 = (said: JsonObject): string => sha256Hex(canonical(said))

/** The chain with one more record. */
export function linked(before: Head, of: { readonly member: string; readonly case: string }, link: Link): Head {
  const number = before.count + 1
  const { content, said } = link
  const octets = canonical({ v: 1, member: of.member, case: of.case, number, previous: before.head, content, said })
  return { count: number, head: sha256Hex(octets) }
}

/** The chain up to a record that stands in it, by its own word of what comes before. */
export function headAt(
  record: LogRecord,
  { member, number, previous }: { readonly member: string; readonly number: number; readonly previous: string },
): Head {
  const link = { content: record.subject, said: saidSha256(saidOf(record)) }
  return linked({ count: number - 1, head: previous }, { member, case: record.case ?? '' }, link)
}

/** A record that waits for its number, as the store writes it. */
interface Waiting extends Told {
  readonly at: number
  readonly salt: Uint8Array
}

/**
 * Gives a record its place behind `before`, and makes its entry of the log with it.
 * @throws {Problem} `internal` for a record that nobody said whose chain it is in.
 */
export function placed(
  { at, kind, case: of, subject, data, salt }: Waiting,
  before: Head,
): { readonly data: JsonObject; readonly leaf: Uint8Array; readonly head: Head } {
  const { member } = (data.place ?? {}) as { readonly member?: string }
  if (member === undefined || of === null)
    throw new Problem('internal', `${kind} ${subject} is recorded and does not say in whose chain`)
  const place = { member, number: before.count + 1, previous: before.head }
  const record: LogRecord = {
    ...{ v: 1, at: new Date(at).toISOString(), kind, case: of, subject },
    data: { ...data, place },
  }
  return { data: record.data, leaf: commitment(salt, record), head: headAt(record, place) }
}
