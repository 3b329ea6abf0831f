// Drafts that quote what is disposed of go with it: they are derived data, and share its fate.
import type { Actor } from '../../model/client/actor.ts'
import type { MessageRow } from '../../ports/rows.ts'
import type { DraftRow, SubmittingStore, Told } from '../../ports/submitting.ts'
import { everyDraft } from '../cases/every-case.ts'
import { openDraft, toldOf } from '../cases/kept-draft.ts'
import type { Destroyed } from '../content/destroyed.ts'
import { bodyRows } from '../content/fingerprints.ts'
import type { Preparing } from './prepare.ts'

type Quoting = Preparing & { readonly store: SubmittingStore }

interface Quoted extends Told {
  readonly drafts: readonly Pick<DraftRow, 'id' | 'revision'>[]
}

/**
 * Every draft that names an item or a body that is destroyed, in the case it was given in, or says
 * its words, wherever it is. @param but the draft that is the disposal itself.
 */
export async function quotingDrafts(
  deps: Quoting,
  { items, messages }: Destroyed,
  { by, at, but }: { readonly by: Actor; readonly at: number; readonly but: string | undefined },
): Promise<Quoted> {
  const ids = new Set([...items, ...messages].map(({ id }) => id))
  if (ids.size === 0) return { drafts: [], events: [], evidence: [] }
  const cases = new Set([...items, ...messages].map((row) => row.case))
  const words = new Set((await Promise.all([...ids].map((id) => deps.store.fingerprintsOf(id)))).flat())
  const quoting: { readonly row: DraftRow; readonly drafter: string }[] = []
  for await (const row of everyDraft(deps.store)) {
    if (row.id === but) continue
    const { ask, drafters } = await openDraft(deps, row)
    const named = cases.has(row.case) && says(ask.body, ids)
    if (named || quotes(deps, row, ask.body, words))
      quoting.push({ row, drafter: drafters.at(-1)?.client ?? row.client })
  }
  const told = await Promise.all(
    quoting.map(({ row, drafter }) => toldOf(deps, 'withdrawn', row, { at, ...by, drafter, revision: row.revision })),
  )
  return {
    drafts: quoting.map(({ row: { id, revision } }) => ({ id, revision })),
    events: told.flatMap(({ events }) => events),
    evidence: told.flatMap(({ evidence }) => evidence),
  }
}

/** Whether one of these ids stands anywhere in it. */
function says(value: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value)
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => says(each, ids))
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
  return bodyRows(deps, message, { form, names: {} }).some(({ fingerprint }) => words.has(fingerprint))
}

/** Derived data shares the fate of what it is derived from, in the same transaction. */
export const withQuoting = <S extends Told>(submission: S, { drafts, events, evidence }: Quoted) => ({
  ...submission,
  quoting: drafts,
  events: [...submission.events, ...events],
  evidence: [...submission.evidence, ...evidence],
})
