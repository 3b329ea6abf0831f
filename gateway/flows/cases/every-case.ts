// All cases that an ask fits, and all drafts, page by page, so that no flow turns pages by itself.
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow, Page } from '../../ports/rows.ts'
import type { DraftRow, SubmittingStore } from '../../ports/submitting.ts'

type Ask = Omit<Parameters<CasesStore['cases']>[0], 'cursor' | 'limit'>

const rowsAtOnce = 200

/**
 * In the order of the store. The next page is read when somebody comes to it: whoever has enough
 * leaves off.
 */
async function* turning<Row>(
  read: (page: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>,
): AsyncGenerator<Row> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<Row> = await read({ limit: rowsAtOnce, ...(cursor !== undefined && { cursor }) })
    yield* page.rows
    cursor = page.next
  }
}

export const everyCase = ({ cases }: CasesStore, ask: Ask): AsyncGenerator<CaseRow> =>
  turning((page) => cases({ ...ask, ...page }))

/** Those that wait, of all offices. */
export const everyDraft = ({ drafts }: SubmittingStore): AsyncGenerator<DraftRow> =>
  turning((page) => drafts({ offices: 'all', ...page }))
