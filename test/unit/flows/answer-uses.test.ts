// Questions about our books are answered without a person: each of them, however many wait for people, and none over and over.
import t from 'tap'
import { answerUses, type Questions } from '../../../gateway/flows/between/answer-uses.ts'
import { openLog } from '../../../gateway/watch/log.ts'

type Deps = Parameters<typeof answerUses>[0]

/** So many questions; `fails` says which of them takes no answer, and `waits` which is left to a second person. */
function questionsOf(count: number, { fails = '', waits = /^$/ }: { fails?: string; waits?: RegExp } = {}) {
  const open = new Set(Array.from({ length: count }, (_, at) => `case-${String(at).padStart(4, '0')}`))
  const [tried, clock, questions]: [string[], { ms: number }, Questions] = [
    [],
    { ms: 0 },
    { after: undefined, tried: new Map() },
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

t.test('every question is answered, however many there are', async (t) => {
  const { deps, open, tried } = questionsOf(450)
  for (let looks = 0; looks < 4 && open.size > 0; looks += 1) await answerUses(deps)
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

t.test(
  'what waits for people by the hundred costs no more than one look after each message, and hides no question',
  async (t) => {
    const { deps, open, tried } = questionsOf(1_000, { waits: /^case-0[0-8]/ })
    for (let looks = 0; looks < 6; looks += 1) await answerUses(deps)
    t.equal(open.size, 900)
    t.equal(tried.length, 1_000, 'each once')
  },
)
