// Everything that we hold, page by page: by how many rows and cases there are, and nothing is left out.
import t from 'tap'
import type { HeldLine } from '../../../gateway/answers/overview-answers.ts'
import { heldFor } from '../../../gateway/flows/views/lists/held.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import type { CaseRow } from '../../../gateway/ports/rows.ts'
import { heldCase } from '../../support/held-case.ts'

const client: Client = { id: 'officer', offices: 'all', roles: ['read'] } as unknown as Client

/** So many cases of which nothing is held, and one of which something is, somewhere among them. */
async function among(count: number, at: number) {
  const held = await heldCase()
  const rows = Array.from({ length: count }, (_, index) =>
    index === at ? held.row : ({ ...held.row, id: `none-${index}` } as CaseRow),
  )
  const asked: number[] = []
  const deps = {
    ...held.deps,
    store: {
      ...(held.deps.store as object),
      messages: async (id: string) => (id === held.row.id ? held.rows.messages : []),
      case: async (id: string) => rows.find((row) => row.id === id),
      async cases({ cursor = '0', limit }: { cursor?: string; limit: number }) {
        asked.push(limit)
        const [from, end] = [Number(cursor), Number(cursor) + limit]
        return { rows: rows.slice(from, end), next: end < rows.length ? String(end) : null }
      },
    },
  }
  return { held, asked, deps: deps as unknown as Parameters<typeof heldFor>[0] }
}

t.test('what lies behind thousands of cases that hold nothing is on a page, and every page ends', async (t) => {
  const { deps, held } = await among(2_501, 2_500)
  const found: HeldLine[] = []
  const pages: number[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await heldFor(deps, client, cursor === undefined ? {} : { cursor })
    pages.push(page.rows.length)
    found.push(...page.rows)
    cursor = page.next
  }
  t.ok(
    found.some(({ content }) => content === held.item),
    'the item, and the body that speaks of it',
  )
  t.same(pages, [0, 2], 'the first page looked at two thousand cases')
})

t.test('a page ends with its rows, and a case is asked for by itself', async (t) => {
  const { deps, held, asked } = await among(500, 0)
  const page = await heldFor(deps, client, { limit: 1 })
  t.equal(page.rows.length, 2)
  t.equal(asked.length, 1, 'no more is read than is shown')
  t.not(page.next, null)
  const one = await heldFor(deps, client, { case: held.row.id })
  t.same([one.rows.length, one.next], [2, null])
  const elsewhere = { ...client, offices: ['OTHER'] } as Client
  t.same((await heldFor(deps, elsewhere, { case: held.row.id })).rows, [], 'of another office')
})
