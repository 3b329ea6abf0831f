// Evidence in memory gets its entry as a store gives it: a use of content in its place behind the ones before it in its case.

import { recordOf } from '../../gateway/flows/evidence/leaves.ts'
import type { Place } from '../../gateway/model/terms/uses/place.ts'
import { headAt, isUse, noUses, placed } from '../../gateway/model/terms/uses/uses.ts'
import type { EvidenceRow, NewEvidence } from '../../gateway/ports/rows.ts'

export function entered(row: NewEvidence, before: readonly EvidenceRow[]): Omit<EvidenceRow, 'seq'> {
  const { leaf } = row
  if (leaf !== null) return { ...row, leaf }
  const last = before.findLast((each) => isUse(each) && each.case === row.case && each.data.place !== undefined)
  const { data, leaf: made } = placed(row, last ? headAt(recordOf(last), last.data.place as Place) : noUses)
  return { ...row, data, leaf: made }
}
