// What is decided on each page, as the flow that does it sees it.
import type { ReleaseAsk } from '../../../ports/doors/national.ts'
import type { Decided } from '../../../ports/doors/persons.ts'

export const decidedRelease = (
  { id, case: of }: { readonly id: string; readonly case: string },
  { purpose, matter, use = 'view' }: ReleaseAsk,
): Decided => ({ act: 'release', case: of, subject: id, data: { purpose, matter, use } })
