// A stream into a file: all of it, in its order, whatever the disk does meanwhile.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import { type Filling, fillNew } from '../../../disk/durable.ts'
import { pour } from '../../../disk/pour.ts'

const MiB = 1 << 20

/** A file in memory that takes so many turns of the loop for each write, and a part of it at a time. */
function slowFile({ turns = 0, atOnce = Infinity }: { turns?: number; atOnce?: number } = {}) {
  const written: Uint8Array[] = []
  let syncs = 0
  const file = {
    async writev(chunks: readonly Uint8Array[]) {
      for (let count = 0; count < turns; count += 1) await turn()
      const some = Buffer.concat(chunks).subarray(0, atOnce)
      written.push(some)
      return { bytesWritten: some.length }
    },
    async datasync() {
      syncs += 1
    },
  }
  return { file: file as unknown as Filling, content: () => Buffer.concat(written), syncs: () => syncs }
}

t.test('what comes is written in its order, in whatever pieces it comes and goes', async (t) => {
  const property = fc.asyncProperty(
    fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 60 }),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 1, max: 400 }),
    async (chunks, turns, atOnce) => {
      const { file, content } = slowFile({ turns, atOnce })
      const seen: Uint8Array[] = []
      const source = async function* () {
        for (const [index, chunk] of chunks.entries()) {
          if (index % 3 === 0) await turn()
          yield chunk
        }
      }
      await pour(file, source(), (chunk) => void seen.push(chunk))
      return content().equals(Buffer.concat(chunks)) && Buffer.concat(seen).equals(Buffer.concat(chunks))
    },
  )
  await fc.assert(property, { numRuns: 60 })
  t.pass('holds')
})

t.test('a slow disk keeps the sender waiting, and no more than a mebibyte and a chunk in memory', async (t) => {
  const chunk = randomBytes(MiB / 8)
  let taken = 0
  let most = 0
  let written = 0
  const file = {
    async writev(chunks: readonly Uint8Array[]) {
      for (let count = 0; count < 50; count += 1) await turn()
      const bytesWritten = chunks.reduce((sum, { length }) => sum + length, 0)
      written += bytesWritten
      return { bytesWritten }
    },
    datasync: async () => undefined,
  } as unknown as Filling
  const source = async function* () {
    for (let count = 0; count < 64; count += 1) {
      taken += chunk.length
      most = Math.max(most, taken - written)
      yield chunk
    }
  }
  await pour(file, source(), () => undefined)
  t.equal(written, 8 * MiB)
  // One lot is being written, the next one gathers.
  t.ok(most <= 2 * MiB + 2 * chunk.length, `${most} octets at most`)
})

t.test('octets that come one by one while the disk stands are written as any', async (t) => {
  const { file, content } = slowFile({ turns: 50 })
  const count = 300_000
  const source = async function* () {
    for (let at = 0; at < count; at += 1) yield Buffer.of(at % 256)
  }
  await pour(file, source(), () => undefined)
  t.equal(content().length, count)
  t.ok(content().every((octet, at) => octet === at % 256))
})

t.test('what came before the source broke off is written, and the fault is told', async (t) => {
  const path = join(t.testdir(), 'part')
  const source = async function* () {
    yield Buffer.from('all that ')
    yield Buffer.from('came')
    throw new Error('the line broke')
  }
  await t.rejects(
    fillNew(path, (file) => pour(file, source(), () => undefined)),
    { message: 'the line broke' },
  )
  t.equal(await readFile(path, 'utf8'), 'all that came')
})

t.test('a disk that fails is told, whichever call it is, and the source is let go of', async (t) => {
  for (const failing of ['writev', 'datasync'] as const) {
    const { file } = slowFile()
    const broken = { ...file, [failing]: async () => Promise.reject(new Error(`${failing} failed`)) } as Filling
    let letGo = false
    const source = async function* () {
      try {
        for (let count = 0; count < 200; count += 1) {
          await turn()
          yield randomBytes(MiB / 8)
        }
      } finally {
        letGo = true
      }
    }
    await t.rejects(
      pour(broken, source(), () => undefined),
      { message: `${failing} failed` },
    )
    t.ok(letGo)
  }
})

t.test('much is told to the disk early', async (t) => {
  const { file, syncs } = slowFile()
  const source = async function* () {
    for (let count = 0; count < 40; count += 1) {
      await turn()
      yield randomBytes(MiB)
    }
  }
  await pour(file, source(), () => undefined)
  t.ok(syncs() >= 3, `${syncs()} times`)
})
