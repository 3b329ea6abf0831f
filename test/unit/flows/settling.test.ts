// What could not be had after a restore is settled by two persons where two decide on what is given.
import t, { type Test } from 'tap'
import { settleRestored } from '../../../gateway/flows/between/resync/settle.ts'
import type { Client } from '../../../gateway/ports/doors/national.ts'
import type { RestoredRow } from '../../../gateway/ports/receiving.ts'
import {
  id,
  type Said,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
  worldAt,
} from '../../support/threads-store.ts'

const at = Date.parse('2026-05-05T12:00:00.000Z')
const asked = (discretionary: boolean): Said => ({
  type: 'request',
  facts: { wanted: wantedItems('w1'), discretionary, purposes: ['VERIFY_VALUE'] },
})
const caseOf = (n: number, discretionary = false) => tellCase(n, 'tfa12', 'requested', [asked(discretionary)])
const plain = (count: number) => Array.from({ length: count }, (_, at) => caseOf(at + 1))
const client = (name: string) => ({ id: name, offices: 'all', roles: ['operate'] }) as unknown as Client

/** What is settled by whom, with the rows that it leaves. */
function settling(cases: readonly Told[], fourEyes: readonly string[] = []) {
  const open = cases.map(({ row }) => ({ what: 'case', id: row.id, partner: 'XB', state: 'open', found: 'lost' }))
  const rows = [
    { what: 'mark', id: 'mark', partner: '', state: 'open', found: '', since: at - 1 },
    ...open,
  ] as unknown as RestoredRow[]
  const acts: unknown[] = []
  const store = {
    ...threadsStore(...cases),
    restored: async () => [...rows],
    partnersOfCases: async () => ['XB'],
    async saveRestored(saved: readonly RestoredRow[], evidence: readonly { data: { act: string } }[]) {
      for (const row of saved) {
        const before = rows.findIndex(({ what, id }) => what === row.what && id === row.id)
        rows.splice(before < 0 ? rows.length : before, before < 0 ? 0 : 1, row)
      }
      acts.push(...evidence.map(({ data }) => data.act))
      return true
    },
    endRestored: async () => {},
  }
  const octets = { secret: new Uint8Array(1), key: new Uint8Array(1) }
  const deps = {
    store,
    ...{
      secrets: { encryptLasting: () => octets, mark: () => 'mark' },
      world: worldAt(at),
      log: { info() {}, warn() {} },
    },
    trust: () => trustOf({ fourEyes }),
  } as never
  return {
    acts,
    by: (name: string, about: object) => settleRestored(deps, client(name), { reason: 'No copy is left.', ...about }),
    state: (name: string) => rows.find(({ what, id }) => what !== 'said' && id === name)?.state,
  }
}

/** One person is not enough, the same one not either, and another one is. */
async function demandsTwo(t: Test, cases: readonly Told[], about: object, name: string, fourEyes?: string[]) {
  const { by, acts, state } = settling(cases, fourEyes)
  const before = state(name)
  await by('ana', about)
  t.equal(state(name), before, 'as it was')
  await t.rejects(by('ana', about), { code: 'approver-same' })
  await by('ben', about)
  t.equal(state(name), 'settled')
  t.same(acts, ['restored-settling', 'restored-settle'])
}

t.test('a case at our discretion is settled by two persons, another one by one [S15d]', async (t) => {
  await demandsTwo(t, [caseOf(1, true)], { case: id(1) }, id(1))
  await demandsTwo(t, [caseOf(1)], { case: id(1) }, id(1), ['response'])
  const one = settling([caseOf(1), caseOf(2, true)])
  await one.by('ana', { case: id(1) })
  t.same([one.state(id(1)), one.acts], ['settled', ['restored-settle']])
})

t.test(
  'all cases with a partner: by two where one of them is at our discretion, or there are more than 200 [S15d]',
  async (t) => {
    const whole = settling(plain(200))
    await whole.by('ana', { partner: 'XB' })
    t.same([whole.state('XB'), whole.acts], ['settled', ['restored-settle']], '200 of which none is')
    await demandsTwo(t, [...plain(199), caseOf(200, true)], { partner: 'XB' }, 'XB')
    await demandsTwo(t, [caseOf(1, true), ...plain(200).slice(1)], { partner: 'XB' }, 'XB')
    await demandsTwo(t, plain(201), { partner: 'XB' }, 'XB')
  },
)
