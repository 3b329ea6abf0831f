// Rows as one text: the same object for the same row, another one for whatever differs in any column.
import t from 'tap'
import { knownTexts } from '../../../adapters/store/dialect/known-texts.ts'
import { evidenceKnown, toldKnown } from '../../../adapters/store/dialect/row-texts.ts'

const message = ['m', 'c', 'XB', 'in', 'response', '3', 'ab', '17', 'kept', '', '1', '1', 'a.b.c', '{"v":2}']
const record = ['7', '17', 'release', 'c', 'm', 'AB', 'cd', '{"use":"view"}']
const row = (columns: readonly string[]) => ({ row: columns.join('\u001f') })

t.test('a row is the same object as long as every column is the same', async (t) => {
  for (const [columns, read] of [
    [message, toldKnown(knownTexts(10_000))],
    [record, evidenceKnown(knownTexts(10_000))],
  ] as const) {
    for (const at of columns.keys()) {
      const before = read(row(columns))
      t.equal(read(row(columns)), before)
      t.ok(Object.isFrozen(before))
      const edited = columns.with(at, at === columns.length - 1 ? '{"other":1}' : `${columns[at]}12`)
      const other = read(row(edited))
      t.not(other, before, `column ${at}`)
      t.strictNotSame(other, before, `column ${at}`)
    }
  }
})

t.test('a row is read into its columns', async (t) => {
  t.strictSame(toldKnown(knownTexts(10_000))(row(message)), {
    ...{ id: 'm', case: 'c', partner: 'XB', direction: 'in', type: 'response', clock: 3, sha256: 'ab', storedAt: 17 },
    ...{ client: null, standing: 'kept', hasKey: true, hasSecret: true, seal: 'a.b.c', statement: { v: 2 } },
  })
  t.strictSame(evidenceKnown(knownTexts(10_000))(row(record)), {
    ...{ seq: 7, at: 17, kind: 'release', case: 'c', subject: 'm', data: { use: 'view' } },
    ...{ salt: Uint8Array.of(0xcd), leaf: Uint8Array.of(0xab) },
  })
})

t.test('a mark that somebody put into a column makes no other row', async (t) => {
  const known = toldKnown(knownTexts(10_000))
  for (const at of message.keys())
    t.throws(() => known(row(message.with(at, `${message[at]}\u001f`))), { code: 'store-altered' }, `column ${at}`)
  t.throws(() => known(row(message.slice(1))), { code: 'store-altered' }, 'a column too few')
})
