// What every place for parts promises. The promises stand in gateway/ports/ports.ts.
import { createHash, randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import type { Parts } from '../../gateway/ports/parts.ts'

export interface OpenedParts {
  readonly parts: Parts
  /** As after a restart: what is only in memory is gone. */
  reopen(): Promise<Parts>
}
/** Opens an empty place. */
export type OpenParts = (t: Test) => Promise<OpenedParts>

export const octets = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))
export const sha256 = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
export async function* chunks(content: Uint8Array, bytes = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes)
}
/** Gives the beginning of something, then breaks. */
export async function* breaking(
  content: Uint8Array,
  afterBytes: number,
  chunkBytes = 1000,
): AsyncGenerator<Uint8Array> {
  yield* chunks(content.subarray(0, afterBytes), chunkBytes)
  throw new Error('the line broke')
}
async function* nothing(): AsyncGenerator<Uint8Array> {}

export async function whole(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

/** What is lent is copied before the next of it is asked for. */
async function* copies(lent: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of lent) yield piece.slice()
}

export function partsContract(t: Test, open: OpenParts): void {
  const same = (t: Test, found: Uint8Array, expected: Uint8Array) => t.equal(Buffer.compare(found, expected), 0)

  t.test('what is put is named by its digest, and read as it was', async (t) => {
    const { parts, reopen } = await open(t)
    for (const bytes of [0, 1, 64 * 1024, 300_001]) {
      const content = octets(bytes)
      t.same(await parts.put(chunks(content, 7000)), { sha256: sha256(content), bytes })
      t.equal(await parts.size(sha256(content)), bytes)
      same(t, await whole(parts.read(sha256(content))), content)
      same(t, await whole((await reopen()).read(sha256(content))), content)
      same(t, await whole(copies(parts.lend(sha256(content)))), content)
    }
  })

  t.test('reading may begin anywhere, and may be broken off', async (t) => {
    const { parts } = await open(t)
    const content = octets(700_000)
    const { sha256: name } = await parts.put(chunks(content))
    for (const offset of [0, 1, 65_536, 699_999, 700_000])
      for (const read of [parts.read, (...asked: Parameters<typeof parts.lend>) => copies(parts.lend(...asked))])
        same(t, await whole(read(name, offset)), content.subarray(offset))
    for await (const _ of parts.read(name)) break
    for await (const _ of parts.lend(name)) break
    same(t, await whole(parts.read(name)), content)
  })

  t.test('the same octets twice, or many times at once, are one part', async (t) => {
    const { parts } = await open(t)
    const content = octets(100_000)
    const results = await Promise.all(Array.from({ length: 8 }, () => parts.put(chunks(content, 3000))))
    for (const result of results) t.same(result, { sha256: sha256(content), bytes: content.length })
    same(t, await whole(parts.read(sha256(content))), content)
    await parts.remove(sha256(content))
    t.equal(await parts.size(sha256(content)), undefined)
  })

  t.test('of a source that breaks nothing is kept', async (t) => {
    const { parts } = await open(t)
    const content = octets(10_000)
    await t.rejects(parts.put(breaking(content, 5000)), { message: 'the line broke' })
    t.equal(await parts.size(sha256(content)), undefined)
    t.equal(await parts.size(sha256(content.subarray(0, 5000))), undefined)
  })

  t.test('what is not there is missing, and removing it is no fault', async (t) => {
    const { parts } = await open(t)
    const name = sha256(octets(10))
    t.equal(await parts.size(name), undefined)
    await t.rejects(whole(parts.read(name)), { code: 'part-missing' })
    await t.rejects(whole(parts.lend(name)), { code: 'part-missing' })
    await parts.remove(name)
    t.equal(await parts.arrived('XB', name), 0)
    t.equal(await parts.adopt('XB', name), false)
  })

  t.test('an arrival grows piece by piece, also over a restart, and becomes ours when it is whole', async (t) => {
    const opened = await open(t)
    let { parts } = opened
    const content = octets(100_000)
    const name = sha256(content)
    const cuts = [0, 30_000, 30_000, 70_000, 100_000]
    for (const [index, end] of cuts.entries()) {
      const start = cuts[index - 1] ?? 0
      t.equal(await parts.arrived('XB', name), start)
      t.equal(await parts.adopt('XB', name), false, 'not before it is whole')
      t.equal(await parts.append('XB', name, start, content.length, chunks(content.subarray(start, end), 900)), end)
      if (index % 2 === 0) parts = await opened.reopen()
    }
    t.equal(await parts.arrived('XB', name), content.length)
    t.equal(await parts.size(name), undefined, 'not ours before it is adopted')
    t.equal(await parts.adopt('XB', name), true)
    t.equal(await parts.size(name), content.length)
    same(t, await whole((await opened.reopen()).read(name)), content)
  })

  t.test('a part that is adopted, but was not recorded because the gateway died, can be adopted again', async (t) => {
    const { parts, reopen } = await open(t)
    const content = octets(5000)
    const name = sha256(content)
    await parts.append('XB', name, 0, content.length, chunks(content))
    t.equal(await parts.adopt('XB', name), true)
    const again = await reopen()
    t.equal(await again.arrived('XB', name), content.length, 'the partner need not send it again')
    t.equal(await again.adopt('XB', name), true)
    same(t, await whole(again.read(name)), content)
  })

  t.test('what came before the source broke stays, and the rest goes on from there', async (t) => {
    const { parts } = await open(t)
    const content = octets(50_000)
    const name = sha256(content)
    const broken = parts.append('XB', name, 0, content.length, breaking(content, 20_000))
    await t.rejects(broken, { message: 'the line broke' })
    t.equal(await parts.arrived('XB', name), 20_000)
    t.equal(await parts.append('XB', name, 20_000, content.length, chunks(content.subarray(20_000))), content.length)
    t.equal(await parts.adopt('XB', name), true)
    same(t, await whole(parts.read(name)), content)
  })

  t.test('a piece that does not begin where the part ends is refused, and changes nothing', async (t) => {
    const { parts } = await open(t)
    const content = octets(10_000)
    const name = sha256(content)
    await parts.append('XB', name, 0, content.length, chunks(content.subarray(0, 4000)))
    for (const offset of [0, 3999, 4001, 10_000, -1, 0.5, Number.NaN])
      await t.rejects(parts.append('XB', name, offset, content.length, chunks(content)), { code: 'part-offset' })
    t.equal(await parts.arrived('XB', name), 4000)
    await parts.append('XB', name, 4000, content.length, chunks(content.subarray(4000)))
    t.equal(await parts.adopt('XB', name), true)
  })

  t.test('a part that is whole takes no more', async (t) => {
    const { parts } = await open(t)
    const content = octets(10_000)
    const name = sha256(content)
    await parts.append('XB', name, 0, content.length, chunks(content))
    await t.rejects(parts.append('XB', name, 0, content.length, chunks(content)), { code: 'part-offset' })
    t.equal(await parts.append('XB', name, content.length, content.length, nothing()), content.length)
    t.equal(await parts.arrived('XB', name), content.length)
    t.equal(await parts.adopt('XB', name), true)
  })

  t.test('more than was announced is refused, and what came before stays', async (t) => {
    const { parts } = await open(t)
    const content = octets(10_000)
    const name = sha256(content)
    await t.rejects(parts.append('XB', name, 0, 6500, chunks(content, 1000)), { code: 'part-offset' })
    t.equal(await parts.arrived('XB', name), 6000)
    await t.rejects(
      parts.append('XB', name, 6000, 5000, nothing()),
      { code: 'part-offset' },
      'a total below what is here',
    )
    t.equal(await parts.arrived('XB', name), 6000)
    t.equal(await parts.append('XB', name, 6000, content.length, chunks(content.subarray(6000))), content.length)
    t.equal(await parts.adopt('XB', name), true)
  })

  t.test(
    'a piece that is hardly anything is not kept, and a message that took a part takes its burden [H2]',
    async (t) => {
      const { parts } = await open(t)
      t.same(await parts.staged(), new Map())
      const [content, other] = [octets(200_000), octets(300_000)]
      t.equal(await parts.append('XB', sha256(content), 0, content.length, chunks(content.subarray(0, 100))), 0)
      await t.rejects(parts.append('XB', sha256(content), 0, content.length, breaking(content, 500, 100)))
      t.equal(await parts.arrived('XB', sha256(content)), 0)
      await parts.append('XB', sha256(content), 0, content.length, chunks(content.subarray(0, 90_000)))
      // What comes in several blocks lies in several places, each of which weighs as much.
      const [file, pieces] = [256 * 1024, (await parts.staged()).get('XB') ?? 0]
      t.ok(pieces >= file && pieces % file === 0, 'a small file weighs as much as a place for one')
      await parts.append('XB', sha256(other), 0, other.length, chunks(other))
      const staged = await parts.staged()
      t.equal(staged.get('XB'), pieces + other.length)
      t.notOk(staged.get('XC'))
      await parts.adopt('XB', sha256(other))
      t.equal((await parts.staged()).get('XB'), pieces + other.length, 'adopted is not recorded yet')
      await parts.taken('XB', sha256(other))
      t.equal((await parts.staged()).get('XB'), pieces)
      t.equal(await parts.size(sha256(other)), other.length)
    },
  )

  t.test('octets with another digest are thrown away, and the part can be sent anew', async (t) => {
    const { parts, reopen } = await open(t)
    const content = octets(10_000)
    const name = sha256(content)
    const wrong = Uint8Array.from(content)
    wrong[5000] = (wrong[5000] ?? 0) ^ 1
    await t.rejects(parts.append('XB', name, 0, content.length, chunks(wrong)), { code: 'digest-mismatch' })
    t.equal(await parts.arrived('XB', name), 0)
    t.equal(await parts.adopt('XB', name), false)
    await parts.append('XB', name, 0, content.length, chunks(wrong.subarray(0, 7000)))
    const again = await reopen()
    const rest = again.append('XB', name, 7000, content.length, chunks(content.subarray(7000)))
    await t.rejects(rest, { code: 'digest-mismatch' }, 'also when the wrong octet came before a restart')
    t.equal(await again.arrived('XB', name), 0)
    t.equal(await again.append('XB', name, 0, content.length, chunks(content)), content.length)
    t.equal(await again.adopt('XB', name), true)
  })

  t.test('two connections at once with one part: one of them is refused, and nothing is mixed', async (t) => {
    const { parts } = await open(t)
    const content = octets(200_000)
    const name = sha256(content)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => parts.append('XB', name, 0, content.length, chunks(content, 1000))),
    )
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') t.match(outcome.reason, { code: 'part-offset' })
    t.equal(await parts.adopt('XB', name), true)
    same(t, await whole(parts.read(name)), content)
  })

  t.test('arrivals of several partners with one digest are each their own', async (t) => {
    const { parts } = await open(t)
    const content = octets(10_000)
    const name = sha256(content)
    await Promise.all([
      parts.append('XB', name, 0, content.length, chunks(content)),
      parts.append('XC', name, 0, content.length, chunks(content.subarray(0, 100))),
    ])
    t.equal(await parts.arrived('XC', name), 100)
    t.equal(await parts.adopt('XC', name), false, 'whoever knows a digest does not thereby have the part')
    t.equal(await parts.adopt('XB', name), true)
    t.equal(await parts.adopt('XC', name), false)
    await parts.append('XC', name, 100, content.length, chunks(content.subarray(100)))
    t.equal(await parts.adopt('XC', name), true)
    same(t, await whole(parts.read(name)), content)
  })

  t.test('a part that was removed is gone, for whoever sent it too', async (t) => {
    const { parts, reopen } = await open(t)
    const content = octets(5000)
    const name = sha256(content)
    await parts.append('XB', name, 0, content.length, chunks(content))
    await parts.adopt('XB', name)
    await parts.remove(name)
    for (const each of [parts, await reopen()]) {
      t.equal(await each.size(name), undefined)
      t.equal(await each.arrived('XB', name), 0)
      t.equal(await each.adopt('XB', name), false)
    }
  })

  t.test('names that are no digest or no member touch nothing', async (t) => {
    const { parts } = await open(t)
    const name = sha256(octets(1))
    const names = [
      '',
      '..',
      '../../etc/passwd',
      `${name}x`,
      name.toUpperCase(),
      `../${name.slice(3)}`,
      `${name}\n`,
      `${name.slice(0, 63)}\0`,
    ]
    for (const wrong of names) {
      const spelt = JSON.stringify(wrong)
      await t.rejects(async () => parts.size(wrong), spelt)
      await t.rejects(async () => whole(parts.read(wrong)), spelt)
      await t.rejects(async () => parts.remove(wrong), spelt)
      await t.rejects(async () => parts.append('XB', wrong, 0, 10, chunks(octets(10))), spelt)
      await t.rejects(async () => parts.arrived('XB', wrong), spelt)
      await t.rejects(async () => parts.adopt('XB', wrong), spelt)
    }
    for (const wrong of ['', '..', 'xb', 'X', 'XB/..', '../XB', 'XB\n', 'XB\0'])
      await t.rejects(async () => parts.append(wrong, name, 0, 10, chunks(octets(10))), JSON.stringify(wrong))
  })

  t.test('sweeping takes old arrivals, and old parts that nobody uses', async (t) => {
    const { parts } = await open(t)
    const [used, unused] = [octets(1000), octets(2000)]
    for (const content of [used, unused]) await parts.put(chunks(content))
    const [half, complete] = [octets(3000), octets(4000)]
    await parts.append('XB', sha256(half), 0, half.length, chunks(half.subarray(0, 1000)))
    await parts.append('XB', sha256(complete), 0, complete.length, chunks(complete))
    const isUsed = async (name: string) => name === sha256(used)

    t.equal(await parts.sweep(Date.now() - 60_000, isUsed), 0, 'nothing is that old')
    t.equal(await parts.arrived('XB', sha256(half)), 1000)
    t.equal(await parts.sweep(Date.now() + 60_000, isUsed), 3)
    t.equal(await parts.size(sha256(used)), used.length)
    t.equal(await parts.size(sha256(unused)), undefined)
    t.equal(await parts.arrived('XB', sha256(half)), 0)
    t.equal(await parts.arrived('XB', sha256(complete)), 0)
    t.equal(await parts.append('XB', sha256(half), 0, half.length, chunks(half)), half.length, 'it can be sent anew')
  })

  t.test('what is arriving just now is not swept', async (t) => {
    const { parts } = await open(t)
    const content = octets(4000)
    const name = sha256(content)
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    async function* slow() {
      yield content.subarray(0, 1000)
      begun.resolve()
      await gate.promise
      yield content.subarray(1000)
    }
    const arriving = parts.append('XB', name, 0, content.length, slow())
    await begun.promise
    await parts.sweep(Date.now() + 60_000, async () => false)
    gate.resolve()
    t.equal(await arriving, content.length)
    t.equal(await parts.adopt('XB', name), true)
    same(t, await whole(parts.read(name)), content)
  })

  t.test('two nodes that take in one part at once do not mix it, and the digest decides', async (t) => {
    const { parts, reopen } = await open(t)
    const other = await reopen()
    const content = octets(50_000)
    const name = sha256(content)
    const outcomes = await Promise.allSettled(
      [parts, other].map((node) => node.append('XB', name, 0, content.length, chunks(content, 700))),
    )
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        t.match(outcome.reason, { code: 'part-offset' }, 'the partner goes on from there')
    t.equal(await parts.arrived('XB', name), content.length)
    t.equal(await other.adopt('XB', name), true)
    same(t, await whole(parts.read(name)), content)
  })

  t.test('what one node took in goes on at another, over pieces that overlap', async (t) => {
    const { parts, reopen } = await open(t)
    const other = await reopen()
    const content = octets(30_000)
    const name = sha256(content)
    const gate = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    async function* halting() {
      yield* chunks(content.subarray(0, 9000), 1000)
      begun.resolve()
      await gate.promise
      yield* chunks(content.subarray(9000, 14_500), 1000)
      throw new Error('the line broke')
    }
    const first = parts.append('XB', name, 0, content.length, halting())
    await begun.promise
    const from = await other.arrived('XB', name)
    t.ok(from <= 9000, 'what is durable, and no more')
    await t.rejects(other.append('XB', name, from, content.length, breaking(content.subarray(from), 3000)))
    gate.resolve()
    await t.rejects(first, { message: 'the line broke' })
    const offset = await other.arrived('XB', name)
    t.equal(offset, 14_500)
    t.equal(await other.append('XB', name, offset, content.length, chunks(content.subarray(offset))), content.length)
    t.equal(await parts.adopt('XB', name), true)
    same(t, await whole(parts.read(name)), content)
  })
}
