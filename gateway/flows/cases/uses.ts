// How often a permission or a clearance was used: what the evidence of releases says, so that no counter can say otherwise.
import type { CasesStore } from '../../ports/reading.ts'
import type { EvidenceRow } from '../../ports/rows.ts'

/** For each id of a permission or clearance the number of releases that used it. */
export function usesIn(evidence: Iterable<Pick<EvidenceRow, 'kind' | 'data'>>): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  for (const { kind, data } of evidence) {
    if (kind !== 'release') continue
    for (const used of [data.permissions, data.clearances])
      if (Array.isArray(used)) for (const id of used) uses.set(String(id), (uses.get(String(id)) ?? 0) + 1)
  }
  return uses
}

const rowsAtOnce = 1000

/** The same of a case as it is stored. */
export async function usesOf({ evidence }: CasesStore, caseId: string): Promise<ReadonlyMap<string, number>> {
  const releases: EvidenceRow[] = []
  for (let after = 0; ; ) {
    const rows = await evidence({ case: caseId, after, limit: rowsAtOnce })
    releases.push(...rows.filter(({ kind }) => kind === 'release'))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return usesIn(releases)
    after = last.seq
  }
}
