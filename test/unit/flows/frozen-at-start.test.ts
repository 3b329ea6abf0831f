// A partner that takes the line and says nothing, before the doors open. By a clock of the test: how long it takes is no matter of this machine.
import { join } from 'node:path'
import { mock } from 'node:test'
import t from 'tap'
import { fileMemory } from '../../../adapters/memory/file.ts'
import { longestAtStartMs } from '../../../gateway/flows/evidence/witness.ts'
import { catchUpWithStore } from '../../../gateway/start/upkeep/rounds.ts'
import { install, peer, scratch } from '../../support/installation.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { nodeOver } from '../../support/nodes.ts'

t.test('a frozen partner holds up a start for a second, and for no more [L10]', async (t) => {
  const folder = await scratch(t)
  const [a, b] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
  await peer(a, b)
  const node = await nodeOver(t, a.folder, await memoryStore())
  const asked = Promise.withResolvers<void>()
  const line = {
    seenCheckpoint() {
      asked.resolve()
      return new Promise<never>(() => undefined)
    },
  }
  const upkeep = {
    observed: { log: node.log },
    inForce: { trust: node.trust },
    kept: { ...node, memory: fileMemory(join(folder, 'memory')) },
    flows: {
      witnessing: { ...node, line },
      resynchronise: () => new Promise<never>(() => undefined),
      keepHolders: async () => undefined,
      heedBehind: async () => undefined,
    },
  } as unknown as Parameters<typeof catchUpWithStore>[0]
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  let done = false
  const started = catchUpWithStore(upkeep).then(() => {
    done = true
  })
  await asked.promise
  const turns = async () => {
    for (let count = 0; count < 1_000 && !done; count += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  mock.timers.tick(longestAtStartMs - 1)
  await turns()
  t.notOk(done, 'it has a moment to answer')
  mock.timers.tick(1)
  await turns()
  t.ok(done, 'then the start goes on')
  t.ok(longestAtStartMs <= 1_000)
  mock.timers.reset()
  if (done) await started
})
