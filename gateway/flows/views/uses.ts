// What was done with content of a case, from both books: ours as it is recorded, and that of the
// partner as it signed and reported it.
import type { UsesView } from '../../answers/uses-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import { placeOf } from '../../model/terms/uses/place.ts'
import { isUse, saidOf } from '../../model/terms/uses/uses.ts'
import type { CaseRow, EvidenceRow } from '../../ports/rows.ts'
import { partnersBook } from '../between/uses/partners-book.ts'
import { recordOf } from '../evidence/leaves.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'

interface Page {
  /** Only uses with a higher number are shown. */
  readonly after: number
  readonly limit: number
}

/** @throws {Problem} `store-altered` · `log-behind` · `cursor-gone` */
export async function usesOf(deps: Unaltered, row: CaseRow, { after, limit }: Page): Promise<UsesView> {
  const stored = await unalteredCase(deps, row)
  const { signed, uses, attested, findings } = partnersBook(row, stored.messages, await deps.store.receiptsOf(row.id))
  const ours = stored.evidence.flatMap(ownUse)
  const shown = <Row extends { readonly number: number }>(rows: readonly Row[]) =>
    rows.filter(({ number }) => number > after && number <= after + limit)
  const theirs = [...uses].map(([number, { content, said = null }]) => ({ number, content, said }))
  const most = Math.max(ours.length, ...uses.keys())
  if (after > most)
    throw new Problem('cursor-gone', `the last use of the case that is known here is ${most}, and after is ${after}`)
  return {
    case: row.id,
    partner: row.partner,
    ours: { count: ours.length, uses: shown(ours) },
    theirs: {
      signed: signed ?? null,
      attested,
      notYetTold: (signed?.count ?? 0) - attested,
      uses: shown(theirs.sort((a, b) => a.number - b.number)) as UsesView['theirs']['uses'],
    },
    findings: [...findings],
    next: most > after + limit ? after + limit : null,
  }
}

function ownUse(row: EvidenceRow): UsesView['ours']['uses'] {
  if (!isUse(row)) return []
  const record = recordOf(row)
  const place = placeOf(record)
  if (!place) return []
  const said = saidOf(record) as unknown as UsesView['ours']['uses'][number]['said']
  return [{ number: place.number, content: row.subject, said, record: row.seq }]
}
