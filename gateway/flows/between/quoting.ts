// Drafts that quote what is disposed of, and copies of it that were uploaded and not sent, go with
// it: they are derived data, and share its fate.
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import type { Actor } from '../../model/client/actor.ts'
import type { ReadingStore, StagedCopy } from '../../ports/reading.ts'
import type { MessageRow } from '../../ports/rows.ts'
import type { DraftAt, DraftRow, Submission, SubmittingStore, Told } from '../../ports/submitting.ts'
import { everyDraft } from '../cases/every-case.ts'
import { openDraft, toldOf } from '../cases/kept-draft.ts'
import type { Destroyed } from '../content/destroyed.ts'
import { bodyRows } from '../content/fingerprints.ts'
import type { Secrets } from '../content/secrets.ts'

type Opening = Parameters<typeof openDraft>[0]
export type Quoting = Opening & {
  readonly store: Opening['store'] & ReadingStore & SubmittingStore
  readonly secrets: Pick<Secrets, 'decrypt' | 'fingerprint'>
}

interface Quoted extends Told {
  readonly drafts: readonly DraftAt[]
  /** Uploaded, and carried by no message yet. */
  readonly staged: readonly StagedCopy[]
}

/**
 * Every draft that names an item or a body that is destroyed, in the case it was given in, or says
 * its words, wherever it is, also in the reason for which it was returned, and every document that
 * was uploaded since it came and holds it.
 * @param but the draft that is the disposal itself.
 */
export async function quotingDrafts(
  deps: Quoting,
  { items, messages }: Destroyed,
  { by, at, but }: { readonly by: Actor; readonly at: number; readonly but: string | undefined },
): Promise<Quoted> {
  const ids = new Set([...items, ...messages].map(({ id }) => id))
  if (ids.size === 0) return { drafts: [], staged: [], events: [], evidence: [] }
  const cases = new Set([...items, ...messages].map((row) => row.case))
  const inside = (await Promise.all([...ids].map((id) => deps.store.fingerprintsOf(id)))).flat()
  const words = new Set([...inside, ...items.flatMap(({ fingerprint }) => fingerprint ?? [])])
  const quoting: { readonly row: DraftRow; readonly drafter: string }[] = []
  for await (const row of everyDraft(deps.store)) {
    if (row.id === but) continue
    const { ask, drafters, returned } = await openDraft(deps, row)
    const written = { body: ask.body, reason: returned?.reason ?? '' }
    const named = cases.has(row.case) && says(ask.body, ids)
    if (named || quotes(deps, row, written, words) || (await carries(deps, ask.items, words)))
      quoting.push({ row, drafter: drafters.at(-1)?.client ?? row.client })
  }
  const told = await Promise.all(
    quoting.map(({ row, drafter }) => toldOf(deps, 'withdrawn', row, { at, ...by, drafter, revision: row.revision })),
  )
  return {
    staged: await stagedCopies(deps, words, Math.min(...[...items, ...messages].map(({ storedAt }) => storedAt))),
    drafts: quoting.map(({ row: { id, revision } }) => ({ id, revision })),
    events: told.flatMap(({ events }) => events),
    evidence: told.flatMap(({ evidence }) => evidence),
  }
}

/** What we had before it was given to us is ours. */
async function stagedCopies(
  { store }: Quoting,
  words: ReadonlySet<string>,
  since: number,
): Promise<readonly StagedCopy[]> {
  const ours = await store.oursSince([...words])
  const derived = [...words].filter((word) => (ours.get(word) ?? 0) >= since)
  return derived.length === 0 ? [] : store.stagedAlike(derived)
}

/** Whether one of these ids stands anywhere in it. */
function says(value: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value)
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => says(each, ids))
}

/** Whether a copy of it, or what holds one, is to go with the draft. */
async function carries({ store }: Quoting, items: readonly string[], known: ReadonlySet<string>): Promise<boolean> {
  for (const id of items) {
    const fingerprint = (await store.item(id))?.fingerprint
    if (fingerprint != null && known.has(fingerprint)) return true
    if ((await store.fingerprintsOf(id)).some((each) => known.has(each))) return true
  }
  return false
}

/** Whether it holds the octets as one text, though they are of no kind that is looked into. */
function holds(deps: Pick<Quoting, 'secrets'>, value: unknown, known: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return known.has(deps.secrets.fingerprint(sha256Hex(utf8(value))))
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => holds(deps, each, known))
}

function quotes(
  deps: Quoting,
  { id, partner, case: of, at }: DraftRow,
  form: Parameters<typeof bodyRows>[2]['form'],
  words: ReadonlySet<string>,
): boolean {
  const message = { id, direction: 'out', partner: partner ?? '', case: of ?? '', storedAt: at } satisfies Pick<
    MessageRow,
    'id' | 'direction' | 'partner' | 'case' | 'storedAt'
  >
  return (
    holds(deps, form, words) ||
    bodyRows(deps, message, { form, names: {} }).some(({ fingerprint }) => words.has(fingerprint))
  )
}

/** Derived data shares the fate of what it is derived from, in the same transaction. */
export const withQuoting = <S extends Told & Pick<Submission, 'destruction'>>(
  { destruction, ...submission }: S,
  { drafts, staged, events, evidence }: Quoted,
) => ({
  ...submission,
  ...(destruction && {
    destruction: {
      ...destruction,
      parts: [...new Set([...destruction.parts, ...staged.map((each) => each.partSha256)])],
    },
  }),
  quoting: drafts,
  staged: staged.map(({ id }) => id),
  events: [...submission.events, ...events],
  evidence: [...submission.evidence, ...evidence],
})
