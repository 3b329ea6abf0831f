// What was sent from memory is forgotten with its receipt: a marked text stands in no heap of either gateway afterwards.
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { requestBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { installedPair, spawnGateway } from '../support/gateways.ts'
import { untilState } from '../support/story.ts'

/** Everything that lives in the heap of a process, after a collection; asked for by a signal. */
async function heapOf(child: ChildProcess, folder: string): Promise<string> {
  const before = new Set(await readdir(folder))
  child.kill('SIGUSR2')
  for (;;) {
    const [name] = (await readdir(folder)).filter((each) => each.endsWith('.heapsnapshot') && !before.has(each))
    const found = name === undefined ? '' : await readFile(join(folder, name), 'latin1')
    if (found.trimEnd().endsWith('}')) return found
    await pause(100)
  }
}

t.test('MUST NOT keep what a message says once its receipt is there', { timeout: 540_000 }, async (t) => {
  const folder = t.testdir()
  const { a, b, agreement } = await installedPair(t)
  const watched = ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${folder}`]
  const [one, other] = [await spawnGateway(t, a, watched), await spawnGateway(t, b, watched)]
  const [asking, answering] = [clientOf(a), clientOf(b)]
  t.teardown(() => [asking, answering].map((client) => client.close()))
  const sent = async (matter: string) => {
    const body = requestBody({ matter })
    const { status, json } = await asking.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body })
    t.equal(status, 202)
    await untilState(answering, String(json.case), 'submitted')
    return String(json.message)
  }
  // The first one is asked for in the store, the later ones are sent as they were submitted.
  await sent('A first matter.')
  const mark = `MARK${randomBytes(12).toString('hex')}`
  for (let count = 0; count < 3; count += 1) await sent(`About ${mark}.`)
  // Buffers of connections are written over by what follows.
  for (let count = 0; count < 40; count += 1) await sent(`Another matter, the ${count}th.`)
  for (const [who, child] of [
    ['sender', one],
    ['recipient', other],
  ] as const) {
    const heap = await heapOf(child, folder)
    t.ok(heap.includes('foldCase'), 'it is the heap of a gateway')
    t.notOk(heap.includes(mark), `the ${who} has forgotten it`)
  }
})
