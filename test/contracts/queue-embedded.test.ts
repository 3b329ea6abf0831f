import { execFileSync } from 'node:child_process'
import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { embeddedQueue } from '../../adapters/queue/embedded.ts'
import { queueContract } from './queue.contract.ts'

const turnOfTheLoop = setImmediate
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => turnOfTheLoop(resolve))
}

async function open(t: Test) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 10, 21) })
  const faults: unknown[] = []
  const queue = embeddedQueue({ onFault: (error) => faults.push(error), monotonicMs: () => Date.now() })
  t.teardown(async () => {
    const stopped = queue.stop()
    mock.timers.reset()
    await stopped
  })
  return {
    queue,
    faults,
    now: () => Date.now(),
    longMs: 100_000,
    async pass(ms: number) {
      await settled()
      mock.timers.tick(ms)
      await settled()
    },
  }
}

queueContract(t, open)

t.test('a wake in a month comes in a month, though no timer is that long', async (t) => {
  const { queue, now, pass } = await open(t)
  let runs = 0
  queue.start(async () => {
    runs += 1
  })
  const month = 40 * 86_400_000
  queue.wake('XB', now() + month)
  for (let day = 0; day < 39; day += 1) await pass(86_400_000)
  t.equal(runs, 0)
  await pass(86_400_000 + 100)
  t.equal(runs, 1)
})

t.test('waiting wakes keep no process alive', async (t) => {
  const script = `
    import { embeddedQueue } from ${JSON.stringify(new URL('../../adapters/queue/embedded.ts', import.meta.url).href)}
    const queue = embeddedQueue({ onFault() {} })
    queue.start(async () => {})
    queue.wake('XB', Date.now() + 3_600_000)`
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 })
  t.pass('it ended by itself')
})
