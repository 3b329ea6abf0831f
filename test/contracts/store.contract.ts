// What every store promises, whatever database lies below it. The promises stand in gateway/ports/ports.ts.
import type { Test } from 'tap'
import { alikeContract } from './store-alike.ts'
import { chainsContract } from './store-chains.ts'
import { countingContract } from './store-counting.ts'
import { deliveringContract } from './store-delivering.ts'
import { epochsContract, epochsOfNodes } from './store-epochs.ts'
import { keepingContract } from './store-keeping.ts'
import { logContract } from './store-log.ts'
import { lookupsContract } from './store-lookups.ts'
import { outboxContract } from './store-outbox.ts'
import { readingContract } from './store-reading.ts'
import { receivingContract } from './store-receiving.ts'
import { remindingContract } from './store-reminding.ts'
import { restoreHeldContract } from './store-restore-held.ts'
import { restoringContract } from './store-restoring.ts'
import type { OpenStore } from './store-rows.ts'
import { shownContract } from './store-shown.ts'
import { submittingContract } from './store-submitting.ts'

export function storeContract(t: Test, open: OpenStore): void {
  t.test('submitting', (t) => submittingContract(t, open))
  t.test('receiving', (t) => receivingContract(t, open))
  t.test('delivering', (t) => deliveringContract(t, open))
  t.test('looking at the outbox', (t) => outboxContract(t, open))
  t.test('reading', (t) => readingContract(t, open))
  t.test('knowing content again', (t) => alikeContract(t, open))
  t.test('cases by their numbers', (t) => lookupsContract(t, open))
  t.test('uses that are counted', (t) =>
    countingContract(t, async (t) => {
      const { store } = await open(t)
      return { a: store, b: store }
    }),
  )
  t.test('chains of uses', (t) =>
    chainsContract(t, async (t) => {
      const { store } = await open(t)
      return { a: store, b: store }
    }),
  )
  t.test('the evidence log', (t) => logContract(t, open))
  t.test('reminding, registering, counting', (t) => remindingContract(t, open))
  t.test('epochs and disposals', (t) => epochsContract(t, open))
  t.test('epochs, which several turn', (t) =>
    epochsOfNodes(t, async (t) => {
      const { store } = await open(t)
      return { a: store, b: store }
    }),
  )
  t.test('after a restore', (t) => restoringContract(t, open))
  t.test('that it was restored, held beside the store', (t) => restoreHeldContract(t, open))
  t.test('what lists show', (t) => shownContract(t, open))
  t.test('keeping', (t) => keepingContract(t, open))
}
