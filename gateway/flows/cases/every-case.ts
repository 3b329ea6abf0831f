// All cases that an ask fits, page by page, so that no flow turns pages by itself.
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'

type Ask = Omit<Parameters<CasesStore['cases']>[0], 'cursor' | 'limit'>

const rowsAtOnce = 200

/**
 * In the order of the store. The next page is read when somebody comes to it: whoever has enough
 * leaves off.
 */
export async function* everyCase({ cases }: CasesStore, ask: Ask): AsyncGenerator<CaseRow> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await cases({ ...ask, limit: rowsAtOnce, ...(cursor !== undefined && { cursor }) })
    yield* page.rows
    cursor = page.next
  }
}
