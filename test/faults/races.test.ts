// What two nodes on one database can do to each other between a read and a write: each race is staged, none is left to chance.
import { randomUUIDv7 } from 'node:crypto'
import t from 'tap'
import { signingKeysOf } from '../../crypto/card/card-keys.ts'
import type { JsonObject } from '../../crypto/json.ts'
import { signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { sha256Hex, toHex, utf8 } from '../../crypto/octets.ts'
import { writeFrames } from '../../crypto/part/frames.ts'
import { verifyReceipt } from '../../crypto/statement/receipt.ts'
import { type Delivering, dispatching } from '../../gateway/flows/delivering/deliver.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { inStep } from '../../gateway/flows/evidence/in-step.ts'
import { keepingCards } from '../../gateway/flows/evidence/keep-cards.ts'
import { leavesOf } from '../../gateway/flows/evidence/leaves.ts'
import { addCheckpoint, publish } from '../../gateway/flows/evidence/witness.ts'
import { receive } from '../../gateway/flows/receiving/receive.ts'
import { release } from '../../gateway/flows/releasing/release.ts'
import { drafting } from '../../gateway/flows/sending/drafts.ts'
import { once, submittedOnce } from '../../gateway/flows/sending/once.ts'
import { submitting } from '../../gateway/flows/sending/submit.ts'
import { round } from '../../gateway/flows/upkeep/rounds.ts'
import { sweep } from '../../gateway/flows/upkeep/sweep.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { MessageAsk } from '../../gateway/ports/doors/national.ts'
import type { Directory } from '../../gateway/ports/installation.ts'
import type { PartnerLine } from '../../gateway/ports/line.ts'
import { world } from '../../gateway/start/clock.ts'
import { at, dayMs, newPartner, submitOne } from '../contracts/store-rows.ts'
import * as say from '../support/bodies.ts'
import { installedPair } from '../support/gateways.ts'
import { gate, nodeOf, onTheLine, type TestNode } from '../support/nodes.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { senderOf, type Wishes } from '../support/sender.ts'

const server = await postgresServer(t)
const officer = { id: 'officer', offices: ['HQ'], roles: ['submit', 'read'] } as const

const fourEyes = { deliverWithinDays: 7, fourEyes: ['request'] }

/** So many entries of the evidence log. */
const grow = ({ store, world }: Pick<TestNode, 'store' | 'world'>, count: number) =>
  store.record(
    leavesOf(
      world,
      Array.from({ length: count }, () => ({ at: world.now(), kind: 'operator', case: null, subject: 'x', data: {} })),
    ),
  )

/** XB gives XA a document at once, and permits one use of it for another purpose. */
async function permittedOnce(
  node: TestNode,
  sender: Awaited<ReturnType<typeof senderOf>>,
  agreement: string,
): Promise<{ readonly id: string; readonly item: string }> {
  const submit = submitting(node)
  const ask = { case: null, agreement, office: 'HQ', type: 'request', body: say.requestBody(), items: [] }
  const { answer } = await submit(officer, ask as MessageAsk, null)
  const id = String(answer.case)
  const says = async (clock: number, wishes: Wishes) => {
    const made = await sender.make({ ...wishes, statement: { case: id, clock } })
    const sealed = await sender.seal([made.message])
    await receive(node, onTheLine(node, 'XB'), writeFrames([utf8(sealed.envelope), ...made.parts]))
    return made.message.statement.items[0]?.id ?? ''
  }
  await says(2, { type: 'ack', body: say.ack() as JsonObject })
  const rest = [say.notAvailable('w2'), say.notAvailable('w3')]
  const item = await says(3, {
    type: 'response',
    content: new Uint8Array(1000).fill(7),
    body: (given) => say.response(true, [say.provided('w1', given), ...rest]) as JsonObject,
  })
  const permission = randomUUIDv7()
  const body = say.permissionAsk(permission, [item], { purposes: ['VERIFY_ORIGIN'] }) as JsonObject
  await submit(officer, { case: id, type: 'permission-ask', body, items: [] } as never, null)
  await says(9, { type: 'permission', body: say.permission(permission, 'granted', { uses: 1 }) as JsonObject })
  return { id, item }
}

if (server) {
  t.test(
    'the log that could not keep its nodes once keeps them later, and is the same log after a restart',
    async (t) => {
      const { a } = await installedPair(t)
      const url = await server.createDatabase()
      let broken = false
      const node = await nodeOf(t, a, url, ({ addLogNodes }) => ({
        addLogNodes: (nodes) => (broken ? Promise.reject(new Error('the database is away')) : addLogNodes(nodes)),
      }))
      await grow(node, 200)
      await node.evidenceLog.head()
      broken = true
      await grow(node, 100)
      await t.rejects(node.evidenceLog.head())
      broken = false
      await grow(node, 500)
      const before = await node.evidenceLog.head()
      t.equal((await node.store.logNodes(1, 0, 10)).length, Math.floor(before.size / 256), 'no node is missing')
      const again = await openEvidenceLog({
        store: node.store,
        keys: () => node.trust().logKeys,
        origin: before.note.split('\n')[0] ?? '',
      })
      t.equal(toHex((await again.head()).rootHash), toHex(before.rootHash))
      t.equal((await again.prove(3, before.size)).length, 10)
    },
  )

  t.test('a checkpoint that another node publishes meanwhile is no fork to the partner', async (t) => {
    const { a, b } = await installedPair(t)
    const [ours, theirs] = [await server.createDatabase(), await server.createDatabase()]
    const witness = await nodeOf(t, b, theirs)
    const held = gate()
    let hold = false
    const slow = await nodeOf(t, a, ours, ({ checkpoint }) => ({
      async checkpoint(atLeast) {
        if (hold) await held.pass()
        return checkpoint(atLeast)
      },
    }))
    const quick = await nodeOf(t, a, ours)
    const line: PartnerLine = {
      seenCheckpoint: async () => (await witness.store.witnessed('XA'))?.note,
      addCheckpoint: (_, body) => addCheckpoint({ ...witness, line }, onTheLine(witness, 'XA'), body),
    } as Partial<PartnerLine> as PartnerLine
    await grow(slow, 5)
    await publish({ ...slow, line })
    await grow(slow, 3)
    hold = true
    const publishing = publish({ ...slow, line })
    await held.reached
    await grow(quick, 2)
    // Kept, and not cosigned yet.
    const head = await quick.evidenceLog.head()
    await quick.store.saveCheckpoint({ size: head.size, rootHash: toHex(head.rootHash), note: head.note, at: 1 })
    hold = false
    held.open()
    await publishing
    const alarms = (await witness.store.evidence({ limit: 100 })).filter(({ kind }) => kind === 'log.alarm')
    t.same(
      alarms.map(({ data }) => data),
      [],
      'the partner sees one log',
    )
    t.equal((await witness.store.witnessed('XA'))?.size, head.size)
  })

  t.test(
    'a database that lost commits is noticed by the node that signed them, and nothing more is signed',
    async (t) => {
      const { a } = await installedPair(t)
      const url = await server.createDatabase()
      const node = await nodeOf(t, a, url)
      await grow(node, 9)
      t.equal((await node.evidenceLog.head()).size, 9)
      // As after a failover to a standby that had not heard of the last four.
      const lost = 'delete from evidence where seq > 5; update counters set evidence = 5'
      await server.sql(lost, new URL(url).pathname.slice(1))
      await t.rejects(node.evidenceLog.head(), { code: 'log-behind' })
      t.match(node.evidenceLog.behind(), /lost/)
      await grow(node, 6)
      await t.rejects(node.evidenceLog.head(), { code: 'log-behind' }, 'others that take their numbers mend nothing')
    },
  )

  t.test('a partner that holds another history stops the node that publishes', async (t) => {
    const { a } = await installedPair(t)
    const node = await nodeOf(t, a, await server.createDatabase())
    await grow(node, 7)
    const rootHash = new Uint8Array(32).fill(9)
    const note = signCheckpoint({ origin: node.evidenceLog.origin, size: 3, rootHash }, node.logKey)
    const line: Partial<PartnerLine> = {
      seenCheckpoint: async () => note,
      addCheckpoint: async () => ({ status: 422, body: '' }),
    }
    await publish({ ...node, line: line as PartnerLine })
    t.match(node.evidenceLog.behind(), /XB has cosigned 3 leaves of our log, which holds others/)
  })

  t.test('each node on one store learns in its own round that the log is behind, and stops [N1]', async (t) => {
    const { a } = await installedPair(t)
    const url = await server.createDatabase()
    const nodes = [await nodeOf(t, a, url), await nodeOf(t, a, url)]
    for (const [index, node] of nodes.entries()) {
      if (index === 0) await grow(node, 7)
      const { origin } = node.evidenceLog
      const note = signCheckpoint({ origin, size: 100, rootHash: new Uint8Array(32).fill(9) }, node.logKey)
      const line: Partial<PartnerLine> = { seenCheckpoint: async () => note }
      const keep = { stagedMs: 1e12, idempotencyMs: 1e12, draftsMs: 1e12 }
      const nothing = async () => undefined
      const about = {
        node: `node ${index}`,
        everyMs: 30_000,
        leaseMs: 30_000,
        keep,
        followUp: nothing,
        stamped: nothing,
        rotated: nothing,
        destroyed: nothing,
        epochs: () => undefined,
        reported: async () => undefined,
        detected: async () => undefined,
      }
      await round({ ...node, ...about, line: line as PartnerLine })
      t.match(node.evidenceLog.behind(), /XB has cosigned 100 leaves of our log, which lacks some of them/)
      const { store } = inStep({ ...node, directory: {} as Directory }, node.evidenceLog, () => undefined)
      await t.rejects(store.record(leavesOf(world, [])), { code: 'log-behind' })
      t.equal((await store.evidence({ limit: 100 })).length, 7, 'what is there is read')
    }
  })

  t.test(
    'what a dead node was sending expires like anything else, and keeps nothing behind it from doing so',
    async (t) => {
      const { a } = await installedPair(t)
      const node = await nodeOf(t, a, await server.createDatabase())
      const keep = { stagedMs: 1e12, idempotencyMs: 1e12, draftsMs: 1e12 }
      const partner = newPartner()
      const [lapsed, living] = [await submitOne(node.store, partner), await submitOne(node.store, partner)]
      // Nobody claims them again: the partner is suspended.
      const ask = { partner, now: at, envelopes: 1, limit: 1, maxBytes: 1e9 }
      t.same((await node.store.claim({ ...ask, leaseUntil: at + 1000 })).length, 1)
      t.same((await node.store.claim({ ...ask, leaseUntil: at + 30 * dayMs })).length, 1)
      await sweep({ ...node, keep, leaseMs: 30 * dayMs, world: { ...node.world, now: () => at + 20 * dayMs } })
      t.match(await node.store.delivery(lapsed.message.id), { state: 'expired', problem: 'delivery-expired' })
      t.match(await node.store.delivery(living.message.id), { state: 'sending' })
      const events = await node.store.events({ after: 0, offices: 'all', limit: 10 })
      t.equal(events.filter(({ kind }) => kind === 'message.expired').length, 1)
    },
  )

  t.test('a card is kept with its evidence, once, whoever is cut off and however many nodes keep it', async (t) => {
    const { a } = await installedPair(t)
    const url = await server.createDatabase()
    const cut = await nodeOf(t, a, url, () => ({ record: () => Promise.reject(new Error('cut off')) }))
    await keepingCards(cut)(cut.trust()).catch(() => undefined)
    const nodes = [await nodeOf(t, a, url), await nodeOf(t, a, url)]
    await Promise.all(nodes.map((node) => keepingCards(node)(node.trust())))
    const evidence = await cut.store.evidence({ limit: 10 })
    t.same(evidence.map(({ kind, subject }) => `${kind} ${subject}`).sort(), ['card XA', 'card XB'])
  })

  t.test(
    'of a batch that the partner refused, what follows a message that could not be sent waits behind it',
    async (t) => {
      const { a, agreement } = await installedPair(t)
      const node = await nodeOf(t, a, await server.createDatabase())
      const ask = {
        case: null,
        agreement: agreement.id,
        office: 'HQ',
        type: 'request',
        body: say.requestBody(),
        items: [],
      }
      const { answer } = await submitting(node)(officer, ask as MessageAsk, null)
      const next = { case: String(answer.case), type: 'withdraw', body: { reason: 'Corrected.' }, items: [] }
      await submitting(node)(officer, next as MessageAsk, null)
      let sent = 0
      const line: Partial<PartnerLine> = {
        async deliver() {
          sent += 1
          throw new Problem(sent === 1 ? 'partner-refused' : 'partner-unreachable', 'no')
        },
      }
      const limits = {
        ...{ maxStatements: 64, maxLetterBytes: 1e6, windowMax: 4, leaseMs: 30_000 },
        ...{ inlinePartBytes: 1e5, maxInlineBytes: 1e6, envelopeLifeMs: 60_000 },
      }
      const tracing = { apart: (_: string, __: object, work: () => Promise<never>) => work() }
      const dispatcher = dispatching({
        ...node,
        awayUntil: () => undefined,
        told: () => undefined,
        line: line as PartnerLine,
        limits,
        tracing,
      } as unknown as Delivering)
      await dispatcher.work('XB')
      await dispatcher.drained()
      t.equal(sent, 2, 'both together, and then the first alone')
      const { rows } = await node.store.deliveries({ limit: 10 })
      t.same(
        rows.map(({ state }) => state),
        ['waiting', 'waiting'],
      )
    },
  )

  t.test(
    'a message of two persons is never stored without who approved it, and approved once on two nodes',
    async (t) => {
      const { a, agreement } = await installedPair(t, { agreement: { parameters: { ...fourEyes, dueDays: 90 } } })
      const url = await server.createDatabase()
      // A node that is cut off right after its commit.
      const cut = await nodeOf(t, a, url, () => ({ record: () => Promise.reject(new Error('cut off')) }))
      const nodes = [cut, await nodeOf(t, a, url)]
      const ask = {
        case: null,
        agreement: agreement.id,
        office: 'HQ',
        type: 'request',
        body: say.requestBody(),
        items: [],
      }
      const { answer, outcome } = await submitting(cut)(officer, ask as MessageAsk, null)
      t.equal(outcome, 'drafted')
      const approver = { ...officer, id: 'approver' }
      const approved = await Promise.allSettled(
        nodes.map((node) =>
          drafting(node, submitting(node), once(node.store), async () => undefined).approveDraft(approver, {
            id: String(answer.draft),
            revision: 1,
          }),
        ),
      )
      const done = approved.flatMap((each) => (each.status === 'fulfilled' ? [each.value.answer.message] : []))
      t.equal(done.length, 1, 'one of them')
      const evidence = (await cut.store.evidence({ limit: 10 })).filter(({ kind }) => kind !== 'statement.sent')
      t.match(evidence, [
        { kind: 'draft.made', subject: answer.draft, data: { drafter: 'officer', revision: 1 } },
        { kind: 'draft.approved', subject: answer.draft, data: { approver: 'approver', message: done[0] } },
      ])
    },
  )

  t.test('a statement that is stored while another node looks at it is no refusal', async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const url = await server.createDatabase()
    const held = gate()
    let hold = false
    const slow = await nodeOf(t, a, url, ({ item }) => ({
      async item(id) {
        if (hold) await held.pass()
        return item(id)
      },
    }))
    const quick = await nodeOf(t, a, url)
    const sender = await senderOf(b, a, agreement)
    const made = await sender.make({ content: new Uint8Array(1000).fill(7) })
    const delivered = async (node: TestNode) => {
      const sealed = await sender.seal([made.message])
      const frames = writeFrames([utf8(sealed.envelope), ...made.parts])
      const jws = await receive(node, onTheLine(node, 'XB'), frames)
      const receipt = await verifyReceipt(jws, {
        from: 'XA',
        to: 'XB',
        envelope: { id: sealed.id, sha256: sealed.sha256 },
        statements: sealed.statements,
        keys: await signingKeysOf(a.card),
        madeAtMs: Date.now(),
        nowMs: Date.now(),
      })
      return receipt.entries[0]
    }
    hold = true
    const late = delivered(slow)
    await held.reached
    t.match(await delivered(quick), { outcome: 'received' })
    hold = false
    held.open()
    t.match(await late, { outcome: 'duplicate' })
    const refusals = (await quick.store.evidence({ limit: 100 })).filter(({ kind }) => kind === 'statement.refused')
    t.same(refusals, [])
  })

  t.test('a permission for one use is used once, by two nodes that look at it at once [R8]', async (t) => {
    const { a, b, agreement } = await installedPair(t)
    const url = await server.createDatabase()
    const held = gate()
    let hold = false
    const slow = await nodeOf(t, a, url, ({ record }) => ({
      async record(...what) {
        if (hold) await held.pass()
        return record(...what)
      },
    }))
    const quick = await nodeOf(t, a, url)
    const { id, item } = await permittedOnce(quick, await senderOf(b, a, agreement), agreement.id)
    const reader = { ...officer, roles: ['read', 'release'] } as const
    const read = (node: TestNode) =>
      release(node, reader, item, { reader: 'officer', purpose: 'VERIFY_ORIGIN', matter: id })
    hold = true
    const late = read(slow)
    await held.reached
    t.match(await read(quick), { shown: true, obligations: [/VERIFY_VALUE|permission/] })
    hold = false
    held.open()
    await t.rejects(late, { code: 'release-denied', paragraph: '5.1 b' }, 'who comes late finds it used up')
    const tries = (await quick.store.evidence({ case: id, limit: 100 })).filter(({ subject }) => subject === item)
    t.same(
      tries.map(({ kind }) => kind),
      ['release', 'denial'],
    )
  })

  t.test(
    'a request that is sent again to another node while the first one works is answered as the first',
    async (t) => {
      const { a, agreement } = await installedPair(t)
      const url = await server.createDatabase()
      const held = gate()
      let hold = false
      const slow = await nodeOf(t, a, url, ({ idempotency }) => ({
        async idempotency(client, key) {
          const stored = await idempotency(client, key)
          if (hold) await held.pass()
          return stored
        },
      }))
      const quick = await nodeOf(t, a, url)
      const opened = await submitting(quick)(
        officer,
        {
          case: null,
          agreement: agreement.id,
          office: 'HQ',
          type: 'request',
          body: say.requestBody(),
          items: [],
        } as never,
        null,
      )
      const ask = {
        case: String(opened.answer.case),
        type: 'withdraw',
        body: { reason: 'The declaration was corrected.' },
        items: [],
      }
      const key = { key: randomUUIDv7(), requestSha256: sha256Hex(utf8('one')) }
      const underKey = (node: TestNode) => submittedOnce(once(node.store), submitting(node))(officer, ask as never, key)
      hold = true
      const late = underKey(slow)
      await held.reached
      const first = await underKey(quick)
      hold = false
      held.open()
      t.match(await late, { outcome: 'repeated', answer: { message: first.answer.message } })
    },
  )
} else t.test('PostgreSQL', { skip: noPostgres }, async () => undefined)
