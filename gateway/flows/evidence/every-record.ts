// All that the evidence says of one case, page by page, so that no flow turns pages by itself.
import type { CasesStore } from '../../ports/reading.ts'
import type { EvidenceRow } from '../../ports/rows.ts'

const rowsAtOnce = 1000

async function* pages({ evidence }: CasesStore, id: string, behind = 0): AsyncGenerator<readonly EvidenceRow[]> {
  for (let after = behind; ; ) {
    const rows = await evidence({ case: id, after, limit: rowsAtOnce })
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return
    after = last.seq
  }
}

/**
 * In the order of the log. The next page is read when somebody comes to it: whoever has enough
 * leaves off.
 * @param behind only what has a higher number in the log
 */
export async function* everyRecord(store: CasesStore, id: string, behind = 0): AsyncGenerator<EvidenceRow> {
  for await (const rows of pages(store, id, behind)) yield* rows
}

/** The same all at once: to wait for each row of a long case takes longer than to read it. */
export const allRecords = async (store: CasesStore, id: string): Promise<readonly EvidenceRow[]> =>
  (await Array.fromAsync(pages(store, id))).flat()
