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
async function* turning<Row>(read: (page: At) => Promise<Page<Row>>): AsyncGenerator<Row> {
  for await (const { rows } of pagesOf(read, { limit: rowsAtOnce })) yield* rows
}

interface At {
  readonly limit: number
  readonly cursor?: string
}

async function* pagesOf<Row>(
  read: (page: At) => Promise<Page<Row>>,
  { limit, cursor: from }: At,
): AsyncGenerator<Page<Row>> {
  for (let cursor: string | null | undefined = from; cursor !== null; ) {
    const page: Page<Row> = await read({ limit, ...(cursor !== undefined && { cursor }) })
    yield page
    cursor = page.next
  }
}

/** The same page by page, from where a page before ended. */
export const casePages = ({ cases }: CasesStore, ask: Ask, at: At): AsyncGenerator<Page<CaseRow>> =>
  pagesOf((page) => cases({ ...ask, ...page }), at)

export const everyCase = ({ cases }: CasesStore, ask: Ask): AsyncGenerator<CaseRow> =>
  turning((page) => cases({ ...ask, ...page }))

/** Those that wait, of all offices. */
export const everyDraft = ({ drafts }: SubmittingStore): AsyncGenerator<DraftRow> =>
  turning((page) => drafts({ offices: 'all', ...page }))
