// A disposal accounts for every copy that left the gateway: those that are known and destroyed, and
// those that are outstanding.
import { effectOf } from '../../case/effects.ts'
import type { FoldedCase } from '../../case/terms-in-force.ts'
import { Problem } from '../../model/problems/problems.ts'
import { messageType } from '../../model/profile/message.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { Since } from '../../ports/rows.ts'
import { copiesOf } from '../cases/uses.ts'

interface Disposed {
  readonly id: string
  readonly disposed: boolean
  readonly copiesKnown: number
  readonly exportsOutstanding: number
}

/**
 * Holds a disposal against the evidence of copies.
 * @returns what the copies were counted from. @throws {Problem} `body-invalid` with the number,
 *   where fewer are accounted for than left.
 */
export async function demandAccounted(
  store: CasesStore,
  { profile }: Pick<FoldedCase, 'profile'>,
  caseId: string,
  { type, form }: { type: string; form: Parameters<ReturnType<typeof messageType>['facts']>[0] },
): Promise<readonly Since[]> {
  if (effectOf(profile, type) !== 'disposes') return []
  const { copies, seq } = await copiesOf(store, caseId)
  const rows = messageType(profile, type).facts(form).items as unknown as readonly Disposed[]
  for (const [index, { id, disposed, copiesKnown, exportsOutstanding }] of rows.entries()) {
    const left = copies.get(id) ?? 0
    const said = copiesKnown + exportsOutstanding
    if (disposed && said < left)
      throw new Problem(
        'body-invalid',
        `/items/${index} accounts for ${said} copies of ${id}; the evidence counts ${left} that left the gateway`,
        { field: `/body/items/${index}/copiesKnown`, paragraph: '5.1 e' },
      )
  }
  return [{ case: caseId, kind: 'release', seq }]
}
