// What was done with content, as a bundle tells it: nothing that its member signed for can be left out of it.
import t from 'tap'
import { commitment } from '../../crypto/log/leaf.ts'
import type { LogRecord } from '../../crypto/log/record.ts'
import { fromBase64url } from '../../crypto/octets.ts'
import type { CaseFile } from '../../gateway/bundle/format/case-file.ts'
import type { Contents } from '../../gateway/bundle/format/contents.ts'
import type { VerifyReport } from '../../gateway/bundle/report/report.ts'
import { reportLines } from '../../gateway/bundle/report/report-text.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import type { CheckedReceipts } from '../../gateway/bundle/verify/checks/receipts.ts'
import { checkUses } from '../../gateway/bundle/verify/checks/uses.ts'
import type { Place } from '../../gateway/model/terms/uses/place.ts'
import { type Head, headAt, isUse, noUses } from '../../gateway/model/terms/uses/uses.ts'
import { makeCaseFile, octetsOfBundle } from '../support/case-files.ts'
import { seededRandom } from '../support/random.ts'

const { seed, random } = seededRandom()
t.comment(`seed: ${seed}`)
const made = await makeCaseFile()
const { file } = made
const verified = async (changed: CaseFile): Promise<VerifyReport> => verifyBundle(await octetsOfBundle(changed), made)
const codes = ({ faults }: Pick<VerifyReport, 'faults'>) => [...new Set(faults.map(({ code }) => code))].sort()
const uses = file.records.filter(({ record }) => isUse(record as LogRecord))

t.test('a bundle', async (t) => {
  t.test('says how many uses its exporter signed for, that they are here, and what is not attested yet', async (t) => {
    const report = await verified(file)
    t.same(report.faults, [])
    t.match(report.uses, { by: 'XA', signed: 3, shown: 3, reads: 3, denials: 1, destroyed: 0, notYetAttested: 1 })
    const lines = reportLines(report).join('\n')
    t.match(lines, /XA: 3 of 3 that it signed for are here/)
    t.match(lines, /1 not yet attested/)
  })

  t.test('[Y1] fails when one read, one denial, or all of them are cut out [R14]', async (t) => {
    const attested = uses.slice(0, 3)
    for (const [at, each] of attested.entries()) {
      const report = await verified({ ...file, records: file.records.filter((one) => one !== each) })
      t.match(codes(report), ['use-missing'], `use ${at + 1}`)
      t.equal(report.ok, false)
      t.match(reportLines(report).join('\n'), /XA: 2 of 3 that it signed for are here; 1 missing/)
    }
    const none = await verified({ ...file, records: file.records.filter((one) => !uses.includes(one)) })
    t.match(codes(none), ['use-missing'])
    t.match(none.faults.map(({ found }) => found).join(), /XA signed for 3 uses, and none is here/)
  })

  t.test('[Y2] fails when its exporter wrote the chain anew without one of them [R14]', async (t) => {
    for (const left of uses.slice(0, 3)) {
      let head = noUses
      const anew = uses
        .filter((each) => each !== left)
        .map(({ record, salt }) => {
          const place = { member: 'XA', number: head.count + 1, previous: head.head }
          const moved = { ...record, data: { ...(record['data'] as object), place } } as unknown as LogRecord
          head = headAt(moved, place)
          return {
            record: moved as unknown as (typeof uses)[number]['record'],
            salt,
            index: made.logs.XA.add(commitment(fromBase64url(salt), moved)),
          }
        })
      const others = file.records.filter((one) => !uses.includes(one))
      const note = await made.logs.XA.cosignedBy(made.xb, Math.floor(made.nowMs / 1000))
      const proven = await Promise.all(
        [...others, ...anew].map(async (each) => ({ ...each, proof: await made.logs.XA.proof(each.index) })),
      )
      const report = await verified({ ...file, records: proven, checkpoint: { note, timestamps: [] } })
      t.match(codes(report), ['uses-broken'])
    }
  })
})

/** As much of a bundle as speaks of uses: a chain of so many, and what of it each statement and receipt signs. */
function told(count: number, signed: readonly number[], receipted: readonly number[] = []) {
  const caseId = '019abcde-f000-7000-8000-000000000002'
  const heads: Head[] = [noUses]
  const records = Array.from({ length: count }, (_, at) => {
    const before = heads[at] as Head
    const place: Place = { member: 'XA', number: at + 1, previous: before.head }
    const data = { purpose: `P${at}`, pseudonym: 'f'.repeat(64), roles: ['release'], place }
    const kind = ['release', 'denial', 'key.destroyed'][at % 3] as string
    const record: LogRecord = { v: 1, at: '2026-11-21T20:42:36.000Z', kind, case: caseId, subject: `${at}`, data }
    heads.push(headAt(record, place))
    return { file: `log/records/${at}.json`, index: at, record }
  })
  const headOf = (number: number) => heads[number] as Head
  const statements = signed.map((number, at) => ({
    file: `statements/${at}.json`,
    row: { id: `s${at}` },
    seal: { file: `statements/${at}.seal.jws`, jws: '' },
    statement: {
      type: 'ack',
      from: { member: 'XA' },
      items: [],
      facts: {},
      ...(number > 0 && { uses: headOf(number) }),
    },
  }))
  const said = new Map(
    receipted.map((number, at) => [`${at}`, [{ by: 'XA', file: `receipts/${at}.jws`, uses: headOf(number) }]]),
  ) as unknown as CheckedReceipts['said']
  const sheet = { exportedBy: 'XA', members: ['XA', 'XB'], case: caseId, profile: 'tfa12' }
  const contents = { sheet, records, statements } as unknown as Contents
  return { contents, said, heads }
}

const faultsOf = (contents: Contents, said: CheckedReceipts['said'] = new Map()) =>
  codes({ faults: checkUses(contents, said).faults })
const below = (count: number) => Math.floor(random() * count)
const rising = (most: number, count: number) =>
  Array.from({ length: count }, () => below(most + 1)).sort((a, b) => a - b)

t.test('whatever chain, wherever it was signed: whole it holds, and without any one record it fails', async (t) => {
  for (let round = 0; round < 40; round += 1) {
    const count = 1 + below(12)
    const { contents, said } = told(count, rising(count, 1 + below(5)), [count])
    t.same(faultsOf(contents, said), [])
    const without = below(count)
    const { records } = contents
    t.same(
      faultsOf({ ...contents, records: records.toSpliced(without, 1) }, said),
      ['use-missing'],
      `${without} of ${count}`,
    )
    if (count < 2) continue
    const [one, two] = [below(count - 1), count - 1]
    const moved = records.with(one, records[two] as never).with(two, records[one] as never)
    t.not(faultsOf({ ...contents, records: moved }, said).length, 0, 'moved')
    const twice = records.toSpliced(one, 0, records[one] as never)
    t.same(faultsOf({ ...contents, records: twice }, said), ['uses-broken'], 'doubled')
    const { record } = records[one] as { record: LogRecord }
    const other = { ...(records[one] as object), record: { ...record, data: { ...record.data, purpose: 'ELSE' } } }
    t.not(faultsOf({ ...contents, records: records.with(one, other as never) }, said).length, 0, 'altered')
  }
})

t.test('a member that went back, or signed two chains, contradicts itself', async (t) => {
  const back = told(5, [3, 2])
  t.same(faultsOf(back.contents), ['uses-broken'])
  t.same(faultsOf(told(5, [3, 0]).contents), ['uses-broken'], 'it says nothing any more')
  const one = told(4, [2], [4])
  const head = { count: 4, head: 'e'.repeat(64) }
  const forking = new Map<string, unknown>([...one.said, ['b', [{ by: 'XA', file: 'receipts/b.jws', uses: head }]]])
  t.same(faultsOf(one.contents, forking as CheckedReceipts['said']), ['uses-broken'])
  const partner = new Map([
    ['a', [{ by: 'XB', file: 'receipts/a.jws', uses: { count: 1, head: 'a'.repeat(64) } }]],
    ['b', [{ by: 'XB', file: 'receipts/b.jws', uses: { count: 1, head: 'b'.repeat(64) } }]],
  ]) as unknown as CheckedReceipts['said']
  // Whoever is lied to keeps a bundle that holds: the lie is told in it.
  const { ofPartner, faults } = checkUses(told(4, [2]).contents, partner)
  t.same(faults, [])
  t.match(ofPartner, [{ code: 'uses-broken', found: /^XB: signs for another chain of 1 uses/ }])
})

t.test('a use that stands in no chain is one from before, or put in', async (t) => {
  const { contents } = told(3, [3])
  const bare = ({ record, ...rest }: Contents['records'][number]) => {
    const { place: _, ...data } = record.data
    return { ...rest, record: { ...record, data } }
  }
  const [first] = contents.records
  t.same(checkUses({ ...contents, records: [bare(first as never), ...contents.records] }, new Map()), {
    ...checkUses(contents, new Map()),
    unnumbered: 1,
  })
  t.same(faultsOf({ ...contents, records: [...contents.records, bare(first as never)] }), ['uses-broken'])
})
