// Questions about our books are answered without a person: each of them, however many wait for people, and none over and over.
import t from 'tap'
import { answerUses, noQuestions } from '../../../gateway/flows/between/uses/answer-uses.ts'
import { openLog } from '../../../gateway/watch/log.ts'

type Deps = Parameters<typeof answerUses>[0]

/** So many questions; `fails` says which of them takes no answer, and `waits` which is left to a second person. */
function questionsOf(count: number, { fails = '', waits = /^$/ }: { fails?: string; waits?: RegExp } = {}) {
  const open = new Set(Array.from({ length: count }, (_, at) => `case-${String(at).padStart(4, '0')}`))
  const [tried, clock, questions]: [string[], { ms: number }, ReturnType<typeof noQuestions>] = [
    [],
    { ms: 0 },
    noQuestions(),
  ]
  const duty = (of: string) => JSON.stringify({ message: `ask ${of}`, type: 'use-ask' })
  const deps = {
    ...{ log: openLog('silent'), questions, world: { monotonicMs: () => clock.ms, now: () => clock.ms } },
    store: {
      duesByItself: async ({ after, limit }: { after?: { case: string }; limit: number }) =>
        [...open]
          .filter((of) => of > (after?.case ?? ''))
          .slice(0, limit)
          .map((of) => ({ case: of, place: 0, profile: 'tfa12', duty: duty(of) })),
      told: async () => ({ messages: [], evidence: [] }),
      message: async (id: string) => ({
        statement: { facts: id.startsWith('ask') ? { from: 1 } : { from: 1, uses: [], last: true } },
      }),
    },
    submit: async (_client: unknown, { case: of }: { case: string }) => {
      tried.push(of)
      if (of === fails) throw new Error('it takes no answer')
      if (!waits.test(of)) open.delete(of)
      return { answer: { message: waits.test(of) ? undefined : `report ${of}` } }
    },
  } as unknown as Deps
  return { deps, open, tried, clock }
}

t.test('every question is answered, so many in a minute', async (t) => {
  const { deps, open, tried, clock } = questionsOf(450)
  await answerUses(deps)
  await answerUses(deps)
  t.equal(tried.length, 60, 'however often it is looked')
  for (let minutes = 0; minutes < 10; minutes += 1) {
    clock.ms += 60_000
    await answerUses(deps)
  }
  t.same([...open], [])
  t.equal(tried.length, 450)
})

t.test('one that takes no answer keeps no other from its own, and is tried again after a minute', async (t) => {
  const { deps, open, tried, clock } = questionsOf(3, { fails: 'case-0000' })
  await answerUses(deps)
  t.same([...open], ['case-0000'])
  await answerUses(deps)
  t.equal(tried.length, 3, 'not with the next message')
  clock.ms = 60_000
  await answerUses(deps)
  t.equal(tried.length, 4)
})

t.test('what waits for people by the hundred hides no question behind it', async (t) => {
  const { deps, open, clock } = questionsOf(400, { waits: /^case-0[0-2]/ })
  for (let minutes = 0; minutes < 10; minutes += 1) {
    await answerUses(deps)
    clock.ms += 60_000
  }
  t.same(
    [...open].filter((of) => of >= 'case-0300'),
    [],
  )
  t.equal(open.size, 300)
})

t.test('who asks again within a day is told what came since, and all of it after a day [R21b]', async (t) => {
  const dayMs = 86_400_000
  const told: { readonly at: number; readonly from: number; readonly uses: number; readonly standing?: string }[] = []
  const asked = async (from: number, now: number) => {
    const { deps } = questionsOf(1)
    const bodies: unknown[] = []
    const messages = told.map(({ at, from: first, uses, standing = 'kept' }) => ({
      ...{ direction: 'out', type: 'use-report', standing, storedAt: at },
      statement: { facts: { from: first, uses: Array.from({ length: uses }, () => ({})) } },
    }))
    await answerUses({
      ...deps,
      ...{ world: { monotonicMs: () => 0, now: () => now }, questions: noQuestions() },
      store: {
        ...deps.store,
        told: async () => ({ messages, evidence: [] }) as never,
        message: async (id: string) =>
          ({ statement: { facts: id.startsWith('ask') ? { from } : { from: 1, uses: [], last: true } } }) as never,
      },
      submit: (async (client: never, ask: { body: { from: number } }) => {
        bodies.push(ask.body.from)
        return deps.submit(client, ask as never, null)
      }) as never,
    })
    return bodies
  }
  t.same(await asked(1, dayMs), [1], 'nothing was told')
  told.push({ at: dayMs, from: 101, uses: 50 }, { at: dayMs, from: 1, uses: 100 })
  t.same(await asked(1, dayMs + 1), [151])
  t.same(await asked(120, dayMs + 1), [151])
  t.same(await asked(400, dayMs + 1), [400])
  t.same(await asked(1, 2 * dayMs), [1], 'a day later, whoever lost it has it again')
  told[1] = { at: dayMs, from: 1, uses: 100, standing: 'refused' }
  t.same(await asked(1, dayMs + 1), [1], 'what was refused was told to nobody')
})
