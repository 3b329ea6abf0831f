// What others wrote draws nothing over what our people read: in a terminal, in the log, and as the reason of a refusal.
import t from 'tap'
import type { ReceiptEntry } from '../../../crypto/statement/receipt.ts'
import { misleadingIn, shown, unseenIn } from '../../../crypto/unseen.ts'
import { plain } from '../../../gateway/cli/program/table.ts'
import { outcomesOf } from '../../../gateway/flows/delivering/outcomes.ts'
import { noRefusals } from '../../../gateway/model/problems/refusals.ts'
import type { Claimed } from '../../../gateway/ports/delivering.ts'
import { heard, openLog, record } from '../../../gateway/watch/log.ts'
import { bulla } from '../../support/command-line.ts'

const turned = 'refused \u202edeviecer\u2066\u200b\u001b[2J'
const seen = 'refused ?deviecer???[2J'

t.test('the reason that a partner gives in its receipt is kept as it looks', async (t) => {
  const claimed = [{ message: { id: 'm', case: 'c' } } as Claimed]
  for (const problem of ['terms-invalid', 'sent-ahead']) {
    const entry = { id: 'm', outcome: 'refused', problem, detail: turned } as ReceiptEntry
    t.match(outcomesOf(claimed, [entry], noRefusals).outcomes, [{ detail: seen }], problem)
  }
})

t.test('no line of the log holds what is not seen', async (t) => {
  const lines: unknown[] = []
  const log = heard(openLog('silent'), (_, fields) => lines.push(fields))
  record(log, 'statement.refused', { partner: 'XB', statement: 's', problem: 'p', fault: turned })
  t.match(lines, [{ fault: seen }])
})

t.test('nor does a line of the command line, whoever wrote it', async (t) => {
  t.equal(plain(turned), seen)
  const { err } = await bulla('/', [turned])
  t.match(err, `unknown command '${seen}'`)
})

t.test('letters of every script stay, and a character is named by its code', async (t) => {
  for (const text of ['Zürich, 東京, القاهرة, Δ 12 €', 'e\u0301', '😀']) t.equal(shown(text), text)
  t.equal(unseenIn('a\u202eb'), '202E')
  t.equal(unseenIn('plain'), undefined)
})

t.test('names of files hide nothing, and keep what scripts and emoji need [L2]', async (t) => {
  const plain = [
    ...['facture n° 4711.pdf', 'e\u0301.pdf', '報告\u{e0100}.pdf', '\u0646\u0627\u0645\u0647\u200c\u0647\u0627.pdf'],
    ...['\u{1f469}\u200d\u{1f4bb}.pdf', '❤\ufe0f.pdf', 'فاتورة.pdf'],
  ]
  for (const name of plain) t.equal(misleadingIn(name), undefined, name)
  const codes = [
    '0007',
    '001B',
    '007F',
    '0085',
    '00AD',
    '061C',
    '200B',
    '200E',
    '2028',
    '202E',
    '2066',
    '2060',
    'FEFF',
    'FDD0',
    'FFFE',
    'FFFF',
    '1FFFE',
    '10FFFF',
    'E0041',
  ]
  for (const code of codes) t.equal(misleadingIn(`a${String.fromCodePoint(Number.parseInt(code, 16))}.pdf`), code)
  for (const name of ['a\u200d.pdf', '\u200cb', 'b\u200c', 'in\u200dvoice.pdf'])
    t.ok(misleadingIn(name), JSON.stringify(name))
  t.equal(misleadingIn('a\ud800.pdf'), 'D800')
})
