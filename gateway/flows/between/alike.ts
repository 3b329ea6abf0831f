// Whoever opens a case about a declaration is told of cases of ours that were opened about the same
// one, with whatever partner. Nothing is stopped.
import type { AlikeCase } from '../../answers/message-answers.ts'
import type { JsonObject } from '../../model/json.ts'
import type { MessageType, Profile } from '../../model/profile/profile.ts'
import { numbersIn } from '../../model/profile/searched.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { LookupStore } from '../../ports/reading.ts'
import type { CaseRow, NewEvent } from '../../ports/rows.ts'
import type { Secrets } from '../content/secrets.ts'

interface Comparing {
  readonly store: LookupStore
  readonly secrets: Pick<Secrets, 'lookup'>
}

interface Opening {
  readonly before: CaseRow
  readonly profile: Profile
  readonly ask: { readonly type: string }
  readonly content: { readonly form: JsonObject }
  readonly now: number
}

/** Left out where there are none. */
type Alike = { readonly alike?: readonly AlikeCase[] }

/** As many as a person looks at. */
const mostTold = 20

/**
 * The newest first, of the client's offices alone: of others nothing is said. By what we wrote
 * ourselves, so that it tells nothing of what was given to us. Two that are sent at the same moment
 * may miss each other.
 */
export async function alikeCases(
  { store, secrets }: Comparing,
  client: Client,
  { before, profile, ask, content }: Opening,
): Promise<Alike> {
  if (before.revision !== 0) return {}
  const { body } = profile.messages[ask.type] as MessageType
  const declared = numbersIn(body, content.form).filter(({ by }) => by === 'declaration')
  if (declared.length === 0) return {}
  const lookups = declared.map((number) => secrets.lookup(number))
  const rows = await store.sentAbout({ lookups, offices: client.offices, limit: mostTold })
  const told = rows.map(({ id, ...row }) => ({ case: id, ...row }))
  return told.length === 0 ? {} : { alike: told }
}

/** For the office that opens the case, where it has another one itself. */
export const alikeEvent = ({ before, now }: Opening, { alike = [] }: Alike): readonly NewEvent[] =>
  alike.some(({ office }) => office === before.office)
    ? [
        {
          ...{ at: now, kind: 'case.alike', office: before.office, case: before.id, message: null },
          partner: before.partner,
        },
      ]
    : []
