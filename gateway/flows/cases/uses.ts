// How often a permission was used: what the evidence of releases says, so that no counter can say
// otherwise.
import type { CasesStore } from '../../ports/reading.ts'

const rowsAtOnce = 1000

/**
 * For each permission of a case the releases that used it, in the order in which they were
 * recorded.
 */
export async function usesOf(
  { evidence }: CasesStore,
  caseId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const uses = new Map<string, string[]>()
  for (let after = 0; ; ) {
    const rows = await evidence({ case: caseId, after, limit: rowsAtOnce })
    for (const { kind, data } of rows) {
      if (kind !== 'release' || !Array.isArray(data.permissions) || typeof data.release !== 'string') continue
      for (const permission of data.permissions)
        uses.set(String(permission), [...(uses.get(String(permission)) ?? []), data.release])
    }
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return uses
    after = last.seq
  }
}
