// A case of which something cannot be had after a restore waits for a person.
import type { RestoredRow } from '../../../ports/receiving.ts'
import type { World } from '../../../ports/world.ts'
import { restoreActs } from '../../evidence/genuine/restore-held.ts'
import type { EvidenceDraft } from '../../evidence/leaves.ts'

type Telling = { readonly world: Pick<World, 'now'> }

export const openCase = ({ world }: Telling, partner: string, id: string, found: string): RestoredRow => ({
  ...{ what: 'case', id, partner, state: 'open', found, since: 0, after: 0, pages: 0, at: world.now() },
  ...{ restore: '', mark: '' },
})

/**
 * That it waits is evidence: its row alone might be taken away.
 * @param of null where there is no case
 */
export const openingOf = (
  { world }: Telling,
  restore: string,
  { id, of }: { readonly id: string; readonly of: string | null },
): EvidenceDraft => ({
  at: world.now(),
  kind: 'operator',
  case: of,
  subject: id,
  data: { act: restoreActs.opened, restore },
})
