// What is in force between two members, read out of their threads; and the answer to a request that rests (11.2, 9.2, 12.1).
import t from 'tap'
import { demandAllowed } from '../../../gateway/flows/between/members.ts'
import { endingOf, limitOf, type Side, suspensionOf } from '../../../gateway/flows/between/pair.ts'
import { gatewayItself } from '../../../gateway/flows/cases/four-eyes.ts'
import { withinPair } from '../../../gateway/flows/receiving/check-case.ts'
import type { HeldAgreement } from '../../../gateway/flows/trust/trust.ts'
import { answerWhileSuspended } from '../../../gateway/flows/upkeep/answer-while-suspended.ts'
import { soon } from '../../../gateway/flows/upkeep/follow-up.ts'
import { checkBody } from '../../../gateway/model/profile/message.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import type { NationalFlows } from '../../../gateway/ports/doors/national.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import {
  id,
  noon,
  type Said,
  type Told,
  tellCase,
  threadsStore,
  trustOf,
  wantedItems,
} from '../../support/threads-store.ts'

const tfa12 = profiles.get('tfa12') as Profile
const suspend: Said = {
  type: 'suspend',
  facts: { breaches: [{ case: id(1) }], awaited: ['remedy'] },
  localDate: '2026-05-04',
}
const resume: Said = { type: 'resume', facts: { measures: [] } }
const request: Said = {
  type: 'request',
  facts: { wanted: wantedItems('w1'), discretionary: false, purposes: ['VERIFY_VALUE'] },
}
const sha256 = 'b'.repeat(64)
const ended = (lastDay: string): Said[] => [
  { type: 'agreement-propose', facts: { agreement: 'xa-xb', sha256 } },
  { type: 'agreement-accept', facts: { sha256 } },
  { type: 'agreement-end', facts: { sha256, lastDay }, from: 'requested' },
]
const limited = (perMonth: number, from = '2026-05-01', until = '2026-12-31'): Said[] => [
  { type: 'limit', facts: { proposed: { perMonth, from, until }, order: 'due-date' } },
  { type: 'limit-agree', facts: { agreed: { perMonth, from, until } } },
]
const held = trustOf().agreements.get('xa-xb') as HeldAgreement
const answering = { partner: 'XB', role: 'requested' } as const
const asking = { partner: 'XB', role: 'requesting' } as const

t.test('12.11.2 A suspension', async (t) => {
  t.test('rests the obligations of the member that suspended, and of nobody else', async (t) => {
    const ours = threadsStore(tellCase(1, 'suspension', 'requesting', [suspend]))
    t.match(await suspensionOf(ours, answering), { thread: id(1), ours: true, on: '2026-05-04' })
    t.equal(await suspensionOf(ours, asking), undefined, 'the partner still has to answer us')
    const theirs = threadsStore(tellCase(1, 'suspension', 'requested', [suspend]))
    t.equal(await suspensionOf(theirs, answering), undefined)
    t.match(await suspensionOf(theirs, asking), { ours: false })
    t.equal(await suspensionOf(theirs, { ...asking, partner: 'XC' }), undefined, 'and towards nobody else')
  })
  t.test('ends with the resumption; of two the older one holds until both are lifted', async (t) => {
    const resumed = tellCase(1, 'suspension', 'requesting', [suspend, resume])
    t.equal(await suspensionOf(threadsStore(resumed), answering), undefined)
    const two = [3, 2].map((n) => tellCase(n, 'suspension', 'requesting', [suspend], { openedAt: noon + n }))
    t.match(await suspensionOf(threadsStore(resumed, ...two), answering), { thread: id(2) })
  })
  t.test('is found among hundreds of suspensions by the other member', async (t) => {
    const theirs = Array.from({ length: 450 }, (_, n) => tellCase(1000 + n, 'suspension', 'requested', [suspend]))
    const store = threadsStore(tellCase(1, 'suspension', 'requesting', [suspend]), ...theirs)
    t.match(await suspensionOf(store, answering), { thread: id(1), ours: true })
    t.equal(store.calls.messages, 1)
  })
  const about = (type: string, side: Side) =>
    ({ profile: tfa12, type, held, side, localDate: '2026-05-05', form: {} }) as const
  t.test('MUST keep an answer from leaving, and say since when and what keeps flowing', async (t) => {
    const store = threadsStore(tellCase(1, 'suspension', 'requesting', [suspend]))
    await t.rejects(demandAllowed(store, trustOf(), about('response', answering)), {
      code: 'pair-suspended',
      paragraph: '11.2',
      message: /^XA has suspended its obligations to XB since 2026-05-04 .*a response rests .*keeps flowing: .*ack/,
    })
    await t.resolves(demandAllowed(store, trustOf(), about('response', { partner: 'XC', role: 'requested' })))
    await t.resolves(demandAllowed(store, trustOf(), about('close', asking)), 'what we asked is not suspended by us')
  })
  t.test('what keeps flowing costs no look-up', async (t) => {
    const store = threadsStore()
    const flowing = Object.entries(tfa12.messages).filter(([, { whileSuspended, opens }]) => whileSuspended && !opens)
    t.ok(flowing.length > 5)
    for (const [type] of flowing) await demandAllowed(store, trustOf(), about(type, answering))
    t.equal(store.calls.cases, undefined)
  })
  /** What holds between the members against a message of case 7. */
  const againstIt = async (type: string, ...told: Told[]) => {
    const store = threadsStore(...told)
    const row = await store.case(id(7))
    return withinPair(
      {
        statement: { id: id(77), case: id(7), profile: 'tfa12', type, localDate: '2026-05-05' },
        held,
        profile: tfa12,
        type: tfa12.messages[type],
        content: { form: {}, names: {} },
        place: { stored: { row, messages: [] }, earlier: [] },
      } as never,
      { deps: { store }, trust: trustOf() } as never,
    )
  }
  t.test('at the partner door MUST refuse what the asking member still sends, in the receipt', async (t) => {
    const suspended = Object.entries(tfa12.messages).find(
      ([, { from, whileSuspended }]) => from === 'requesting' && !whileSuspended,
    )
    const type = suspended?.[0] ?? ''
    const ours = tellCase(1, 'suspension', 'requesting', [suspend])
    const open = tellCase(7, 'tfa12', 'requested', [request])
    t.match(await againstIt(type, ours, open), { code: 'pair-suspended' })
    const resumed = tellCase(1, 'suspension', 'requesting', [suspend, resume])
    t.equal(await againstIt(type, resumed, open), undefined)
    t.equal(await againstIt('request', ours, open), undefined, 'a request is taken')
  })
  t.test('what the suspending member itself sends is taken: its resumption may still be on the way', async (t) => {
    const theirs = tellCase(1, 'suspension', 'requested', [suspend])
    const open = tellCase(7, 'tfa12', 'requesting', [request])
    t.equal(await againstIt('response', theirs, open), undefined)
  })
})

t.test('12.11.2 A request that arrives in a suspended pair', async (t) => {
  const suspended = tellCase(1, 'suspension', 'requesting', [suspend], { openedAt: noon })
  const keys = () => {
    const seen = new Set<string>()
    const asks: unknown[] = []
    const submit: NationalFlows['submit'] = async (client, ask, idempotency) => {
      t.equal(client, gatewayItself)
      const repeated = seen.has(idempotency?.key ?? '')
      if (!repeated) asks.push(ask)
      seen.add(idempotency?.key ?? '')
      return { status: 202, outcome: repeated ? 'repeated' : 'submitted', answer: {} }
    }
    return { asks, submit }
  }
  const log = openLog('silent')
  t.test('MUST be answered once, however many nodes try', async (t) => {
    const waiting = tellCase(7, 'tfa12', 'requested', [request], { openedAt: noon + 5 })
    const { asks, submit } = keys()
    const deps = { store: threadsStore(suspended, waiting), submit, log }
    const counts = await Promise.all([answerWhileSuspended(deps), answerWhileSuspended(deps)])
    t.same(counts.sort(), [0, 1])
    t.equal(await answerWhileSuspended(deps), 0)
    t.match(asks, [{ case: id(7), type: 'ack', inReplyTo: id(700), body: { suspended: id(1), dueOn: '2026-08-03' } }])
    const { body } = asks[0] as { body: unknown }
    t.match(checkBody(tfa12, 'ack', body, { localDate: '2026-05-05' }), { body: { complete: true } })
  })
  t.test('MUST NOT be answered when it came before, when we spoke already, or when we asked', async (t) => {
    const { asks, submit } = keys()
    const deps = {
      store: threadsStore(
        suspended,
        tellCase(5, 'tfa12', 'requested', [request], { openedAt: noon - 1 }),
        tellCase(6, 'tfa12', 'requested', [request, { type: 'ack', facts: { complete: true, dueOn: '2026-08-03' } }]),
        tellCase(8, 'tfa12', 'requesting', [request]),
        tellCase(9, 'tfa12', 'requested', [request], { partner: 'XC' }),
      ),
      submit,
      log,
    }
    t.equal(await answerWhileSuspended(deps), 0)
    t.same(asks, [])
  })
  t.test('one that takes no answer does not keep the others from theirs', async (t) => {
    const { submit } = keys()
    const deps = {
      store: threadsStore(
        suspended,
        tellCase(7, 'tfa12', 'requested', [request], { openedAt: noon + 5 }),
        tellCase(8, 'tfa12', 'requested', [request], { openedAt: noon + 6 }),
      ),
      submit: (async (client, ask, ...rest) => {
        if (ask.case === id(8)) throw new Error('broken')
        return submit(client, ask, ...rest)
      }) as NationalFlows['submit'],
      log,
    }
    t.equal(await answerWhileSuspended(deps), 1)
  })
})

t.test('12.9.2 A limit holds for whoever makes the requests, between its two days, the one agreed last', async (t) => {
  const store = threadsStore(
    tellCase(1, 'workload', 'requesting', limited(20)),
    tellCase(2, 'workload', 'requesting', limited(15), { openedAt: noon + 1 }),
    tellCase(3, 'workload', 'requested', limited(9)),
    tellCase(4, 'workload', 'requesting', limited(1).slice(0, 1)),
  )
  t.match(await limitOf(store, answering, '2026-05-05'), { perMonth: 15, thread: id(2) })
  t.match(await limitOf(store, asking, '2026-05-05'), { perMonth: 9 })
  t.equal(await limitOf(store, answering, '2027-01-01'), undefined)
  const ending = [...limited(15), { type: 'limit-end', facts: { lastDay: '2026-05-31' }, from: 'requested' } as const]
  const shorter = threadsStore(tellCase(2, 'workload', 'requesting', ending))
  t.match(await limitOf(shorter, answering, '2026-05-31'), { until: '2026-05-31' })
  t.equal(await limitOf(shorter, answering, '2026-06-01'), undefined)
})

t.test('12.12.1 An agreement that has ended', async (t) => {
  const store = threadsStore(tellCase(1, 'agreement', 'requesting', ended('2026-05-05')))
  const about = (type: string, localDate: string) =>
    ({ profile: tfa12, type, held, side: asking, localDate, form: {} }) as const
  t.match(await endingOf(store, held), { lastDay: '2026-05-05' })
  t.equal(await endingOf(store, { ...held, sha256: 'd'.repeat(64) }), undefined, 'another text has not ended')
  await t.resolves(demandAllowed(store, trustOf(), about('request', '2026-05-05')), 'its last day counts')
  await t.rejects(demandAllowed(store, trustOf(), about('request', '2026-05-06')), {
    code: 'agreement-unknown',
    paragraph: '12.1',
    message: /ended on 2026-05-05/,
  })
  await t.resolves(demandAllowed(store, trustOf(), about('close', '2026-05-06')), 'open cases go on')
})

t.test('what is in force is read once, until a thread between members was written', async (t) => {
  const suspended = tellCase(1, 'suspension', 'requesting', [suspend])
  const [limit, ending] = [
    tellCase(2, 'workload', 'requested', limited(20)),
    tellCase(3, 'agreement', 'requesting', ended('2026-05-05')),
  ]
  const bare = threadsStore(suspended, limit, ending)
  let written = 7
  const store = { ...bare, threads: async () => written }
  const ask = async () => [
    await suspensionOf(store, answering),
    await limitOf(store, asking, '2026-05-04'),
    await endingOf(store, held),
  ]
  const first = await ask()
  t.match(first, [{ thread: id(1) }, { thread: id(2), perMonth: 20 }, { thread: id(3), lastDay: '2026-05-05' }])
  const before = { ...bare.calls }
  t.same(await ask(), first)
  t.same(bare.calls, before, 'nothing was read again')

  bare.rows.set(id(1), { ...suspended.row, state: 'resumed', revision: 2 })
  bare.rows.set(id(2), { ...limit.row, state: 'ended', revision: 3 })
  written += 1
  const [suspension, none, still] = await ask()
  t.equal(suspension, undefined)
  t.equal(none, undefined)
  t.match(still, { thread: id(3) })
  t.ok((bare.calls.cases ?? 0) > (before.cases ?? 0), 'it was read again')

  const failing = {
    ...bare,
    threads: async () => written,
    cases: async () => {
      failing.cases = bare.cases as never
      throw new Error('the store is away')
    },
  }
  await t.rejects(suspensionOf(failing, asking), /away/)
  t.equal(await suspensionOf(failing, asking), undefined, 'a fault is not kept')
})

t.test('what has to be done soon is never done twice at once, and once more after a call during it', async (t) => {
  let running = 0
  let most = 0
  let runs = 0
  const gate = Promise.withResolvers<void>()
  const work = async () => {
    runs += 1
    running += 1
    most = Math.max(most, running)
    await gate.promise
    running -= 1
  }
  const later = soon(work, (error) => t.fail(String(error)))
  later.call()
  later.call()
  later.call()
  gate.resolve()
  await later.settled()
  t.same([runs, most], [2, 1])
  const faults: unknown[] = []
  const failing = soon(
    () => Promise.reject(new Error('broken')),
    (error) => faults.push(error),
  )
  failing.call()
  await failing.settled()
  t.equal(faults.length, 1)
  later.call()
  const ended = later.end()
  later.call()
  await ended
  t.equal(runs, 3, 'what runs is waited for, and what is asked for after the end does not begin')
  later.call()
  await later.settled()
  t.equal(runs, 3)
})
