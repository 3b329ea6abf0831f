// What disposals among the statements that came back destroy once more: what they still find here,
// and what was made of it: drafts that quote it, and copies that were uploaded and not sent.
import type { CaseState } from '../../../case/case.ts'
import { effectOf } from '../../../case/effects.ts'
import { actorOf } from '../../../model/client/actor.ts'
import type { Profile } from '../../../model/profile/profile.ts'
import type { DestructionRow } from '../../../ports/keeping.ts'
import type { TakenBack } from '../../../ports/receiving.ts'
import type { CaseRow, MessageRow } from '../../../ports/rows.ts'
import { gatewayItself } from '../../cases/four-eyes.ts'
import { type Destroyed, destroyedBy, destroyedKeys, destructionOf } from '../../content/destroyed.ts'
import type { Secrets } from '../../content/secrets.ts'
import { leavesOf } from '../../evidence/leaves.ts'
import { inChain } from '../../evidence/marks.ts'
import { type Quoting, quotingDrafts } from '../quoting.ts'
import type { Returned } from './judge.ts'

export type Destroying = Quoting & { readonly secrets: Pick<Secrets, 'mark'> }

interface Folded {
  readonly profile: Profile
  readonly before: CaseRow
  readonly messages: readonly MessageRow[]
  readonly state: CaseState
  readonly all: readonly Returned[]
  readonly now: number
}

type Again = Pick<TakenBack, 'itemKeys' | 'bodies' | 'destructions' | 'quoting' | 'staged' | 'events' | 'evidence'>

/** Of each disposal among them what it still finds here; of two the first. */
export async function destroyedAgain(deps: Destroying, folded: Folded): Promise<Again> {
  const { before, all, now } = folded
  const seen = new Set<string>()
  const fresh = <R extends { readonly id: string }>(rows: readonly R[]) =>
    rows.filter(({ id }) => !seen.has(id) && seen.add(id))
  const [items, messages]: [Destroyed['items'][number][], MessageRow[]] = [[], []]
  const destructions: DestructionRow[] = []
  const keys: { readonly by: string; readonly id: string; readonly terms: string }[] = []
  for (const { statement } of all) {
    const gone = await foundBy(deps, folded, statement)
    const its = { items: fresh(gone.items), messages: fresh(gone.messages) }
    items.push(...its.items)
    messages.push(...its.messages)
    const { id } = statement
    const { destruction } = destructionOf(its, { id, case: before.id, partner: before.partner, at: now })
    if (!destruction) continue
    destructions.push(destruction)
    keys.push(...destroyedKeys(its).map((each) => ({ by: id, ...each })))
  }
  const quoted = await quotingDrafts(deps, { items, messages }, { by: actorOf(gatewayItself), at: now, but: undefined })
  return {
    itemKeys: items.map(({ id, fingerprint }) => ({ id, key: null, secret: null, fingerprint })),
    bodies: messages.map(({ id }) => id),
    destructions: withParts(
      destructions,
      quoted.staged.map(({ partSha256 }) => partSha256),
    ),
    quoting: quoted.drafts,
    staged: quoted.staged.map(({ id }) => id),
    events: quoted.events,
    evidence: [
      ...leavesOf(
        deps.world,
        keys.map((key) => destroyedAt(deps, key, before, now)),
      ),
      ...quoted.evidence,
    ],
  }
}

async function foundBy(
  { store }: Destroying,
  { profile, before, messages, state }: Folded,
  { id, type, facts }: Returned['statement'],
): Promise<Destroyed> {
  if (effectOf(profile, type) !== 'disposes' || state.steps[id] !== 'applied') return { items: [], messages: [] }
  return destroyedBy({ store }, { profile, messages, given: state.given }, before.id, { type, facts })
}

/** A part goes with the first of them, as any one does that is looked after. */
const withParts = ([first, ...others]: readonly DestructionRow[], parts: readonly string[]): DestructionRow[] =>
  first ? [{ ...first, parts: [...new Set([...first.parts, ...parts])] }, ...others] : []

/** A use, like each destroyed key: it goes on in the chain as it lies here. */
const destroyedAt = (
  { secrets, trust }: Destroying,
  { by, id, terms }: { readonly by: string; readonly id: string; readonly terms: string },
  { id: of, partner }: Pick<CaseRow, 'id' | 'partner'>,
  at: number,
) => ({
  ...({ at, kind: 'key.destroyed', case: of, subject: id } as const),
  data: {
    ...{ client: gatewayItself.id, message: by, terms, back: partner },
    ...inChain(secrets, trust().us, { case: of, client: gatewayItself, reader: '' }),
  },
})
