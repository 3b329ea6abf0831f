// Questions about our books are answered without a person: each of them, however many wait for people, and none over and over.
import t from 'tap'
import { answerUses, noQuestions } from '../../../gateway/flows/between/answer-uses.ts'
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
    ...{ log: openLog('silent'), questions, world: { monotonicMs: () => clock.ms } },
    store: {
      duesByItself: async ({ after, limit }: { after?: { case: string }; limit: number }) =>
        [...open]
          .filter((of) => of > (after?.case ?? ''))
          .slice(0, limit)
          .map((of) => ({ case: of, place: 0, profile: 'tfa12', duty: duty(of) })),
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
