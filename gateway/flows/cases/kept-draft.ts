// A draft as it lies in the store: what was posted, everybody who wrote at it, why it was returned;
// and what is told of it. Evidence and events hold ids, numbers and a salted digest, never a word
// of it.

import { canonical } from '../../../crypto/canonical.ts'
import { sha256Hex, toBase64url } from '../../../crypto/octets.ts'
import type { Actor } from '../../model/client/actor.ts'
import type { MessageAsk } from '../../ports/doors/national.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { DraftAt, DraftRow, Told } from '../../ports/submitting.ts'
import type { World } from '../../ports/world.ts'
import type { Secrets } from '../content/secrets.ts'
import { leavesOf } from '../evidence/leaves.ts'
import { altered } from '../evidence/unaltered.ts'

interface Returned {
  /** Who returned it: the person, or the client that states none. */
  readonly by: string
  readonly at: number
  readonly reason: string
}

export interface KeptDraft {
  readonly revision: number
  readonly ask: MessageAsk
  /** Everybody who drafted or changed it, the last one at the end: none of them may approve it. */
  readonly drafters: readonly Actor[]
  /** In which function the last of them signs, where its client had one. */
  readonly function?: string
  /** Until it is changed. */
  readonly returned?: Returned
}

/**
 * What is stored of a draft, and the digest that its evidence holds: salted anew, so that it cannot
 * be compared with guesses.
 */
export function sealDraft(
  { secrets, world }: { secrets: Secrets; world: Pick<World, 'randomOctets'> },
  id: string,
  draft: KeptDraft,
) {
  const kept = { ...draft, salt: toBase64url(world.randomOctets(32)) }
  return { sealed: secrets.encrypt(id, kept), sha256: sha256Hex(canonical(kept)) }
}

/**
 * @throws {Problem} `store-altered` where row and content are not of one revision or not of one
 *   drafter; the alarm is raised then
 */
export async function openDraft(
  deps: Parameters<typeof altered>[0] & { readonly secrets: Pick<Secrets, 'decrypt'> },
  row: DraftRow,
): Promise<KeptDraft> {
  const value = deps.secrets.decrypt(row.id, row) as Written | MessageAsk
  // An older program kept nothing but what was posted, and changed nothing; one after it knew
  // clients alone.
  const written = 'ask' in value ? value : { revision: 1, ask: value, drafters: [row.client] }
  const drafters = written.drafters.map((each) => (typeof each === 'string' ? { client: each } : each))
  const draft = { ...written, drafters }
  if (draft.revision === row.revision && drafters.at(-1)?.client === row.client) return draft
  throw await altered(deps, `draft ${row.id} is not the one that was written at revision ${row.revision}`)
}

type Written = Omit<KeptDraft, 'drafters'> & { readonly drafters: readonly (Actor | string)[] }

type Act = 'made' | 'changed' | 'returned' | 'withdrawn' | 'expired'

/**
 * Its office hears of it by an event, and it can be proved. A draft that would open a case has none
 * yet: then its own id stands in the event.
 */
export async function toldOf(
  { store, world }: { store: CasesStore; world: Pick<World, 'randomOctets'> },
  act: Act,
  { id, case: of, office, partner, type }: Pick<DraftRow, 'id' | 'case' | 'office' | 'partner' | 'type'>,
  data: { readonly at: number; readonly drafter: string; readonly sha256?: string } & Partial<Actor> &
    Pick<DraftAt, 'revision'>,
): Promise<Told> {
  const { at, ...said } = data
  const row = partner === null && of !== null ? await store.case(of) : undefined
  const kind = `draft.${act}` as const
  return {
    events: [{ at, kind, office, case: of ?? id, message: null, partner: partner ?? row?.partner ?? '' }],
    evidence: leavesOf(world, [{ at, kind, case: of, subject: id, data: { type, ...said } }]),
  }
}
