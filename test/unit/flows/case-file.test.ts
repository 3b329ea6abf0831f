// A case is exported while its messages are on their way: whatever is settled between two readings of the store, the bundle is whole.
import { join } from 'node:path'
import t from 'tap'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { verifyBundle } from '../../../gateway/bundle/report/verify.ts'
import { writeBundle } from '../../../gateway/bundle/write/write.ts'
import { type Delivering, dispatching } from '../../../gateway/flows/delivering/deliver.ts'
import { keepingCards } from '../../../gateway/flows/evidence/keep-cards.ts'
import { addCheckpoint, publish } from '../../../gateway/flows/evidence/witness.ts'
import { receive } from '../../../gateway/flows/receiving/receive.ts'
import { submitting } from '../../../gateway/flows/sending/submit.ts'
import { cardHolders } from '../../../gateway/flows/trust/card-holders.ts'
import { caseFile } from '../../../gateway/flows/views/case-file.ts'
import type { MessageAsk } from '../../../gateway/ports/doors/national.ts'
import type { PartnerLine } from '../../../gateway/ports/line.ts'
import * as say from '../../support/bodies.ts'
import { installedPair } from '../../support/gateways.ts'
import { scratch } from '../../support/installation.ts'
import { nodeOver, onTheLine, type TestNode } from '../../support/nodes.ts'

const limits = {
  ...{ maxStatements: 64, maxLetterBytes: 1e6, windowMax: 4, leaseMs: 30_000, answerMs: 60_000 },
  ...{ inlinePartBytes: 1e5, maxInlineBytes: 1e6, envelopeLifeMs: 60_000 },
}
const officer = { id: 'officer', offices: ['HQ'], roles: ['submit', 'read'] } as const
const asked = { content: false, purpose: say.purpose }
/** What an export reads of the store, as it happens to read it. */
const readings = ['case', 'itemsOf', 'told', 'receiptsOf', 'record', 'checkpoint', 'cards', 'evidence'] as const

t.test('what is settled while a case is exported makes no bundle that fails', async (t) => {
  const { a, b, agreement } = await installedPair(t)
  const theirs = await nodeOver(
    t,
    b.folder,
    await openSqliteStore({ file: join(b.folder, 'kept.sqlite'), minFreeBytes: 0 }),
  )
  const ours = await nodeOver(
    t,
    a.folder,
    await openSqliteStore({ file: join(a.folder, 'kept.sqlite'), minFreeBytes: 0 }),
  )
  const lineTo = (node: TestNode, from: string): PartnerLine => {
    const line: Partial<PartnerLine> = {
      seenCheckpoint: async () => (await node.store.witnessed(from))?.note,
      addCheckpoint: (_, body) => addCheckpoint({ ...node, line: line as PartnerLine }, onTheLine(node, from), body),
      deliver: (_, frames) => receive(node, onTheLine(node, from), frames),
    }
    return line as PartnerLine
  }
  const bring = async (from: TestNode, line: PartnerLine, to: string) => {
    const dispatcher = dispatching({
      ...{ ...from, line, limits, awayUntil: () => undefined, told: () => undefined, inLaterTurn: setImmediate },
      holders: cardHolders(from.world),
      tracing: { apart: (_: string, __: object, work: () => Promise<unknown>) => work() },
    } as unknown as Delivering)
    await dispatcher.work(to)
    await dispatcher.drained()
  }
  const [there, back] = [lineTo(theirs, 'XA'), lineTo(ours, 'XB')]
  for (const node of [ours, theirs]) await keepingCards(node)(node.trust())
  const [submit, answerAck] = [submitting(ours), submitting(theirs)]
  const body = say.requestBody()
  const fingerprints = { XA: fingerprint(a.card), XB: fingerprint(b.card) }

  for (const reading of readings) {
    for (const moment of ['before', 'after'] as const) {
      const about = `settled ${moment} ${reading}`
      const ask = { case: null, agreement: agreement.id, office: 'HQ', type: 'request', body, items: [] }
      const { answer } = await submit(officer, ask as unknown as MessageAsk, null)
      const id = String(answer.case)
      let settled = 0
      const settle = async () => {
        settled += 1
        if (settled > 1) return
        await bring(ours, there, 'XB')
        await answerAck(officer, { case: id, type: 'ack', body: say.ack(), items: [] } as unknown as MessageAsk, null)
        await bring(theirs, back, 'XA')
      }
      const store = {
        ...ours.store,
        async [reading](...given: readonly unknown[]) {
          if (moment === 'before') await settle()
          const found = await (ours.store[reading] as (...given: readonly unknown[]) => Promise<unknown>)(...given)
          if (moment === 'after') await settle()
          return found
        },
      }
      const exporting = {
        ...ours,
        store,
        publish: () => publish({ ...ours, line: there }),
        stamped: async (each: object) => each,
      }
      const { file } = await caseFile(exporting as never, officer, id, asked)
      t.ok(settled > 0, `${about}: it really was`)
      t.equal((await ours.store.receiptsOf(id)).length, 2, `${about}: and receipted`)
      const to = join(await scratch(t), 'case.zip')
      await writeBundle(file, to)
      const report = await verifyBundle(to, { fingerprints, nowMs: Date.now() })
      t.same(report.faults, [], about)
    }
  }
})
