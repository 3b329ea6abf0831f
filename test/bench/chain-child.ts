// A process of the benchmark `chain`: releases in turn over a few cases, and at the end a report of the uses of one of them. What it is asked for
// comes as a message of the process that started it.
import { usesTold } from '../../gateway/flows/between/uses/uses-told.ts'
import { bookOf, type Report } from '../../gateway/model/terms/uses/reported.ts'
import { openDeciding } from './deciding.ts'
import type { SealedCase } from './sealed-case.ts'

export type Ask = { readonly what: 'releases'; readonly count: number } | { readonly what: 'report' | 'end' }

const statements = 30
const reports = 9
const { decide, sealed, store, end } = await openDeciding()
let cases: readonly SealedCase[] = []

/** CPU of all threads, in milliseconds. */
async function spent(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function releases(count: number) {
  // New cases each time, so that none is longer at the end than at the beginning.
  cases = [await sealed(statements), await sealed(statements), await sealed(statements)]
  for (const each of cases) await decide(each)
  const cpuMs = await spent(async () => {
    for (let done = 0; done < count; done += 1) await decide(cases[done % cases.length] as SealedCase)
  })
  const [{ count: chained = 0 } = {}] = await store.heads([cases[0]?.row.id ?? ''])
  return { cpuMs: cpuMs / count, chained }
}

/** Of a thousand reads of one case, as it is answered page by page, and held against what was signed. */
async function report() {
  const one = await sealed(statements)
  for (let done = 0; done < 1_000; done += 1) await decide(one)
  const { id } = one.row
  const messages = await store.messages(id, 'kept')
  const [head] = await store.heads([id])
  const given = new Set(
    messages.flatMap(({ id: message, statement }) => [message, ...statement.items.map((item) => item.id)]),
  )
  const [makeMs, verifyMs]: [number[], number[]] = [[], []]
  const once = async () => {
    const began = performance.now()
    const pages: Report[] = []
    while (pages.at(-1)?.last !== true) {
      const from = (pages.at(-1)?.from ?? 1) + (pages.at(-1)?.uses.length ?? 0)
      pages.push(
        (await usesTold({ store }, { case: id, given: {}, messages, uses: head }, { from })) as unknown as Report,
      )
    }
    const made = performance.now()
    const told = pages.map((each, at) => ({ id: `r${at}`, uses: head, report: each }))
    const { attested, findings } = bookOf({ member: 'XA', case: id, statements: told, receipts: [], given })
    verifyMs.push(performance.now() - made)
    makeMs.push(made - began)
    if (attested !== 1_000 || findings.length > 0) throw new Error(`${attested} attested, ${findings.length} findings`)
  }
  const cpuMs = await spent(async () => {
    for (let round = 0; round < reports; round += 1) await once()
  })
  return { makeMs, verifyMs, cpuMs: cpuMs / reports }
}

process.on('message', async (ask: Ask) => {
  try {
    if (ask.what === 'releases') process.send?.(await releases(ask.count))
    else if (ask.what === 'report') process.send?.(await report())
    else {
      await end()
      process.exit(0)
    }
  } catch (error) {
    console.error(error)
    process.exit(1)
  }
})
process.send?.({ ready: true })
