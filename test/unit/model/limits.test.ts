// What one partner may have: held, paced, counted; and how each waits for itself alone.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { partnerLimits, windowOf } from '../../../gateway/model/limits/limits.ts'
import { breathing, inTurns } from '../../../gateway/model/limits/turns.ts'
import { limits } from '../../support/limits.ts'

const busy = { code: 'too-many-requests' }

t.test('what is held is bounded for each, and given back once [H3]', async (t) => {
  const reached: string[] = []
  const { hold, held } = limits(
    { uploads: 2, bodies: 10 },
    () => 0,
    (...what) => reached.push(what.join(' ')),
  )
  const [leave] = [hold('XB', 'uploads'), hold('XB', 'uploads')]
  t.throws(() => hold('XB', 'uploads'), {
    ...busy,
    message: 'more than 2 uploads under way at once',
    retryAfterMs: 1000,
  })
  t.doesNotThrow(() => hold('XC', 'uploads'), 'another one has its own')
  leave()
  leave()
  hold('XB', 'uploads')
  t.throws(() => hold('XB', 'uploads'), busy, 'given back twice it was one')
  t.throws(() => hold('XB', 'bodies', 11), busy)
  t.throws(() => hold('XB', 'staged', 1, 1e9), busy, 'what lies elsewhere counts')
  t.same(reached, ['XB uploads', 'XB uploads', 'XB bodies', 'XB staged'])
  t.same(held(), [
    { member: 'XB', limit: 'uploads', amount: 2 },
    { member: 'XC', limit: 'uploads', amount: 1 },
  ])
})

t.test('several that mean harm leave something to whoever holds nothing [H3]', async (t) => {
  const { hold } = limits({ bodies: 10 })
  for (const member of ['XB', 'XC', 'XD', 'XE']) hold(member, 'bodies', 10)
  t.doesNotThrow(() => hold('XF', 'bodies', 5))
  t.throws(() => hold('XF', 'bodies', 5), busy)
})

t.test('what is paced comes back with time, and what was taken too much is owed [H4]', async (t) => {
  let nowMs = 0
  const { demand, spend, owe } = limits({ statements: 100, lists: 2 }, () => nowMs)
  demand('XB', 'statements')
  owe('XB', 'statements', 500)
  t.throws(() => demand('XB', 'statements'), { ...busy, message: /100 statements in a second/, retryAfterMs: 3_010 })
  t.doesNotThrow(() => demand('XC', 'statements'))
  nowMs += 3_010
  t.doesNotThrow(() => demand('XB', 'statements'))
  spend('XB', 'lists')
  spend('XB', 'lists')
  t.throws(() => spend('XB', 'lists'), { ...busy, message: 'more than 2 lists in a minute', retryAfterMs: 30_000 })
  nowMs += 30_000
  t.doesNotThrow(() => spend('XB', 'lists'))
})

t.test('what is counted begins anew with the hour and the day of UTC [H4]', async (t) => {
  const { demandCount } = limits({ cases: 3, cards: 1 })
  const at = Date.UTC(2027, 0, 5, 22, 30)
  t.same(windowOf('cases', at), { since: Date.UTC(2027, 0, 5), endsAt: Date.UTC(2027, 0, 6) })
  t.doesNotThrow(() => demandCount('XB', 'cases', 3, at))
  t.throws(() => demandCount('XB', 'cases', 4, at), { ...busy, retryAfterMs: 90 * 60_000 })
  t.throws(() => demandCount('XB', 'cards', 2, at), { ...busy, retryAfterMs: 30 * 60_000 })
})

t.test('whoever comes in often waits for itself, and nobody else does [H4]', async (t) => {
  const inTurn = inTurns(2)
  const ends: (() => void)[] = []
  const began: string[] = []
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      began.push(name)
      ends.push(() => resolve(name))
    })
  const flood = Array.from({ length: 5 }, (_, index) => inTurn('XB', work(`XB${index}`)))
  const other = inTurn('XC', work('XC'))
  t.same(began, ['XB0', 'XB1', 'XC'])
  ends[2]?.()
  t.equal(await other, 'XC')
  for (let index = 0; index < 10; index += 1) {
    for (const end of ends.splice(0)) end()
    await new Promise(setImmediate)
  }
  t.same(await Promise.all(flood), ['XB0', 'XB1', 'XB2', 'XB3', 'XB4'], 'all had their turn, in their order')
  await t.rejects(
    inTurn('XB', async () => {
      throw new Error('fails')
    }),
    { message: 'fails' },
  )
  t.equal(await inTurn('XB', async () => 'next'), 'next', 'a place that failed is free')
})

t.test('long work lets others have their turn [H4]', async (t) => {
  let [nowMs, turns] = [0, 0]
  const breathe = breathing(
    () => nowMs,
    async () => (turns += 1),
  )
  for (let step = 0; step < 10; step += 1) {
    await breathe()
    nowMs += 2
  }
  t.equal(turns, 3)
})

t.test('each limit stands in the page for operators', async (t) => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')
  const [, part = ''] = page.split('## What one partner may have')
  for (const name of Object.keys(partnerLimits)) t.match(part.split('\n## ')[0], new RegExp(`\`${name}\``), name)
})
