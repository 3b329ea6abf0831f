// What a member reports of its uses, held against all that it signed: whatever it leaves out, doubles, moves or invents shows.
import { createHash } from 'node:crypto'
import t from 'tap'
import {
  bookOf,
  type Misfit,
  type OfMember,
  type Report,
  type UseOfReport,
} from '../../../gateway/model/terms/uses/reported.ts'
import { type Head, headAt, linked, noUses, saidSha256 } from '../../../gateway/model/terms/uses/uses.ts'
import { seededRandom } from '../../support/random.ts'

const { seed, random } = seededRandom()
t.comment(`seed: ${seed}`)
const below = (count: number) => Math.floor(random() * count)
const about = { member: 'XA', case: 'a-case' }

/** A chain of so many uses: each as it is told, and the head after each. */
function chainOf(count: number, of: { readonly member: string; readonly case: string } = about) {
  const heads: Head[] = [noUses]
  const uses = Array.from({ length: count }, (_, at): UseOfReport => {
    const said = { at: `${at}`, kind: at % 4 === 3 ? 'denial' : 'release', reader: 'f'.repeat(64) }
    const content = `item-${at % 3}`
    heads.push(linked(heads[at] as Head, of, { content, said: saidSha256(said) }))
    // What the holder wrote itself is told by its digest.
    return at % 3 === 2 ? { content, sha256: saidSha256(said) } : { content, said }
  })
  return { uses, head: (number: number) => heads[number] as Head }
}

/** An honest report in pages, each in a statement that signs for all. */
function reported({ uses, head }: ReturnType<typeof chainOf>, page: number): OfMember['statements'] {
  const pages: OfMember['statements'][number][] = []
  for (let from = 1; from === 1 || from <= uses.length; from += page) {
    const told = uses.slice(from - 1, from - 1 + page)
    const last = from + told.length > uses.length
    const report: Report = { from, previous: head(from - 1).head, last, uses: told }
    pages.push({ id: `report-${from}`, ...(uses.length > 0 && { uses: head(uses.length) }), report })
  }
  return pages
}

const given = new Set(['item-0', 'item-1'])
const bookFor = (statements: OfMember['statements'], receipts: OfMember['receipts'] = []) =>
  bookOf({ ...about, statements, receipts, given })
const codes = (...ask: Parameters<typeof bookFor>): Misfit[] => [
  ...new Set(bookFor(...ask).findings.map(({ code }) => code)),
]

t.test('an honest member is found honest, however it pages and wherever it signed', async (t) => {
  for (let round = 0; round < 100; round += 1) {
    const count = below(20)
    const chain = chainOf(count)
    const signed = Array.from({ length: below(4) }, () => 1 + below(count || 1)).filter((number) => number <= count)
    const before = signed.sort((a, b) => a - b).map((number, at) => ({ id: `s${at}`, uses: chain.head(number) }))
    const receipts = signed.map((number, at) => ({ id: `r${at}`, uses: chain.head(number) }))
    const statements = [...before, ...reported(chain, 1 + below(7))]
    const { findings, attested, signed: newest, uses } = bookFor(statements, receipts)
    t.same(findings, [])
    t.same([attested, newest?.count ?? 0, uses.size], [count, count, count])
  }
})

t.test('a report that leaves out, doubles, moves, invents or alters a use does not fit', async (t) => {
  const alter: Record<string, (uses: UseOfReport[], at: number) => UseOfReport[]> = {
    'leaves out': (uses, at) => uses.toSpliced(at, 1),
    doubles: (uses, at) => uses.toSpliced(at, 0, uses[at] as UseOfReport),
    invents: (uses, at) =>
      uses.toSpliced(at, 0, { content: 'item-0', said: { at: 'x', kind: 'release', reader: 'e' } }),
    'leaves out and doubles another, so that the count fits': (uses, at) =>
      uses.toSpliced(at, 1).toSpliced(0, 0, uses[at === 0 ? 1 : 0] as UseOfReport),
    moves: (uses, at) =>
      at === 0 ? uses.toReversed() : uses.with(0, uses[at] as UseOfReport).with(at, uses[0] as UseOfReport),
    'alters what was done': (uses, at) => uses.with(at, { ...(uses[at] as UseOfReport), content: 'item-9' }),
  }
  for (const [what, change] of Object.entries(alter))
    for (let round = 0; round < 20; round += 1) {
      const count = 2 + below(10)
      const chain = chainOf(count)
      const [statement] = reported(chain, count)
      const { report } = statement as { report: Report }
      const uses = change([...report.uses], below(count))
      for (const signs of [count, uses.length]) {
        const head = signs === count ? chain.head(count) : { count: signs, head: 'd'.repeat(64) }
        const found = codes(
          [{ id: 'one', uses: head, report: { ...report, uses } }],
          [{ id: 'r', uses: chain.head(count) }],
        )
        t.ok(found.length > 0, `${what}, and signs for ${signs}`)
      }
    }
})

t.test('what is kept back, what ends early, and what signs for nothing', async (t) => {
  const chain = chainOf(4)
  const [whole] = reported(chain, 9) as [{ id: string; uses: Head; report: Report }]
  const [first, ...rest] = whole.report.uses as [UseOfReport, ...UseOfReport[]]
  const kept = { content: first.content, sha256: saidSha256(first.said ?? {}) }
  t.same(codes([{ ...whole, report: { ...whole.report, uses: [kept, ...rest] } }]), ['withheld'])
  t.same(codes([{ ...whole, report: { ...whole.report, uses: [first] } }]), ['left-out'])
  t.same(codes([{ id: whole.id, report: whole.report }]), ['left-out'])
  const cut = bookFor([{ ...whole, report: { ...whole.report, last: false, uses: [first] } }])
  t.match(cut, { findings: [], attested: 0, signed: { count: 4 } }, 'more is to follow')
})

t.test('heads of another case, of another member, older ones and those of a forked chain', async (t) => {
  const chain = chainOf(5)
  const [whole] = reported(chain, 9) as [{ id: string; uses: Head; report: Report }]
  for (const of of [
    { ...about, case: 'another' },
    { ...about, member: 'XC' },
  ]) {
    const strange = { ...whole, uses: chainOf(5, of).head(5) }
    t.same(codes([strange]), ['differs'])
    t.same(codes([whole], [{ id: 'r', uses: chainOf(3, of).head(3) }]), ['differs'])
  }
  t.same(codes([whole, { id: 'older', uses: chain.head(3) }]), ['went-back'])
  t.same(codes([whole, { id: 'silent' }]), ['went-back'])
  t.same(codes([whole], [{ id: 'older', uses: chain.head(3) }]), [], 'a receipt may be older than a statement')
  t.same(codes([whole], [{ id: 'fork', uses: { count: 5, head: 'c'.repeat(64) } }]), ['forked'])
  const again = { ...whole, id: 'again', report: { ...whole.report, uses: whole.report.uses.toReversed() } }
  t.ok(codes([whole, again]).includes('differs'), 'a second report that tells it otherwise')
  t.equal(bookFor([whole, again]).attested, 5, 'and takes nothing back')
})

t.test(
  '[Y4] a link is the SHA-256 of the canonical form of whose it is, its place, what it was about and what is said',
  async (t) => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const said = sha256('{"at":"2026-11-21T20:42:36.000Z","kind":"release","purpose":"VERIFY_VALUE","reader":"b0"}')
    const link = `{"case":"c","content":"i","member":"XA","number":1,"previous":"${'0'.repeat(64)}","said":"${said}","v":1}`
    const record = {
      ...({ v: 1, at: '2026-11-21T20:42:36.000Z', kind: 'release', case: 'c', subject: 'i' } as const),
      data: { client: 'desk', reader: 'A. Reader', matter: 'm', purpose: 'VERIFY_VALUE', pseudonym: 'b0' },
    } as const
    const place = { member: 'XA', number: 1, previous: noUses.head }
    t.same(headAt(record, place), { count: 1, head: sha256(link) }, 'without client, reader and matter')
    t.same(linked(noUses, { member: 'XA', case: 'c' }, { content: 'i', said }), { count: 1, head: sha256(link) })
  },
)

t.test('what is shown as attested is what was signed, whichever story comes first or last [R14b]', async (t) => {
  const honest = chainOf(3)
  const hidden = { content: 'item-1', said: { at: '1', kind: 'denial', reader: 'f'.repeat(64) } }
  const lying = { uses: honest.uses.with(1, hidden) }
  const signed = honest.head(3)
  const reports = {
    honest: { id: 'honest', uses: signed, report: { from: 1, previous: noUses.head, last: true, uses: honest.uses } },
    lying: { id: 'lying', uses: signed, report: { from: 1, previous: noUses.head, last: true, uses: lying.uses } },
    // As many uses, of which the second is there twice and the third not at all.
    doubled: {
      id: 'doubled',
      uses: signed,
      report: {
        ...{ from: 1, previous: noUses.head, last: true },
        uses: [honest.uses[0], honest.uses[1], honest.uses[1]] as typeof honest.uses,
      },
    },
    reordered: {
      id: 'reordered',
      uses: signed,
      report: { from: 1, previous: noUses.head, last: true, uses: honest.uses.toReversed() },
    },
    // It begins in the middle, behind a digest that nobody signed.
    invented: {
      id: 'invented',
      uses: signed,
      report: { from: 2, previous: 'e'.repeat(64), last: true, uses: lying.uses.slice(1) },
    },
  }
  for (const name of ['lying', 'doubled', 'reordered', 'invented'] as const)
    for (const statements of [
      [reports.honest, reports[name]],
      [reports[name], reports.honest],
    ]) {
      const { attested, uses, findings } = bookOf({ ...about, statements, receipts: [], given: new Set() })
      const order = statements.map(({ id }) => id).join(', ')
      t.equal(attested, 3, order)
      t.same(
        [...uses].sort(([a], [b]) => a - b).map(([, use]) => use),
        honest.uses,
        order,
      )
      t.ok(
        findings.some(({ code }) => code === 'differs'),
        `${order}: and it is found`,
      )
    }
  for (const name of ['lying', 'doubled', 'reordered', 'invented'] as const)
    t.ok(
      bookOf({ ...about, statements: [reports[name]], receipts: [], given: new Set() }).attested < 3,
      `${name} alone`,
    )
})

t.test('uses that are invented before a report that begins behind them attest nothing [S16c]', async (t) => {
  const chain = chainOf(3)
  const [whole] = reported(chain, 9) as [{ id: string; uses: Head; report: Report }]
  const [first, second, third] = whole.report.uses as [UseOfReport, UseOfReport, UseOfReport]
  const hidden = { content: 'item-1', said: { at: '1', kind: 'denial', reader: 'f'.repeat(64) } }
  const begin = { ...whole, id: 'begin', report: { ...whole.report, last: false, uses: [first, hidden] } }
  const end = { ...whole, id: 'end', report: { from: 3, previous: chain.head(2).head, last: true, uses: [third] } }
  const book = bookFor([begin, end])
  t.match(book, { attested: 0, told: 0, findings: [{ code: 'differs', id: 'end' }] })
  const honest = { ...begin, id: 'honest', report: { ...begin.report, uses: [first, second] } }
  for (const statements of [
    [begin, honest, end],
    [honest, end, begin],
    [end, begin, honest],
  ])
    t.match(bookFor(statements), { attested: 3, told: 3 })
  const kept = { content: first.content, sha256: saidSha256(first.said ?? {}) }
  const withheld = { ...whole, report: { ...whole.report, uses: [kept, second, third] } }
  t.match(bookFor([withheld]), { attested: 3, told: 0 }, 'the chain closes, and it is told in no words')
  t.match(bookFor([withheld, whole]), { attested: 3, told: 3 })
  t.match(bookFor([whole, withheld]), { attested: 3, told: 3 })
})

t.test('what is said to be held is held against the disposals that were stated before [S15e]', async (t) => {
  const disposes = (applied: boolean, ...contents: string[]) => ({ id: 'disposal', disposal: { contents, applied } })
  const says = (...held: [string, boolean][]): OfMember['statements'][number] => ({
    id: 'report',
    report: {
      ...{ from: 1, previous: noUses.head, last: true, uses: [] },
      held: held.map(([content, disposed]) => ({ content, disposed, copies: 0 })),
    },
  })
  const goesWith = new Map([['body', ['item-0', 'item-1']]])
  const found = (...statements: OfMember['statements']) =>
    bookOf({ ...about, statements, receipts: [], given: new Set([...given, 'body']), goesWith }).findings.map(
      ({ code, id, found }) => `${code} ${id} ${found}`,
    )
  t.same(found(says(['item-0', false], ['item-1', false], ['body', false])), [])
  t.same(found(disposes(true, 'item-0'), says(['item-1', false], ['body', false], ['item-0', true])), [])
  t.same(found(disposes(true, 'item-0', 'item-1'), says(['item-0', true], ['item-1', true], ['body', true])), [])
  t.same(found(says(['item-0', false]), disposes(true, 'item-0')), [], 'what came later')
  t.same(found(disposes(true, 'item-0'), says(['item-0', false])), [
    'holding report says item-0 is held, which it stated to be disposed of',
  ])
  t.same(found(says(['item-1', true]), disposes(true, 'item-1')), [
    'holding report says item-1 is disposed of, which no statement of disposal names',
  ])
  t.same(found(disposes(true, 'item-0', 'item-1'), says(['body', false])), [
    'holding report says body is held, which it stated to be disposed of',
  ])
  t.same(found(disposes(true, 'item-0'), says(['body', true])), [
    'holding report says body is disposed of, which no statement of disposal names',
  ])
  t.same(found(disposes(false, 'item-0'), says(['item-0', false])), [], 'what took no effect, crossed by a message')
  t.same(found(disposes(false, 'item-0'), says(['item-0', true])), [])
  t.same(found(says(['item-9', true])), [], 'of what was not given nothing is known')
})
