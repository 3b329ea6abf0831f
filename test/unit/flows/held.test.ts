// What is sent as it was submitted: bounded, in its order, and none of it kept once it has left.
import fc from 'fast-check'
import t from 'tap'
import { openHeld } from '../../../gateway/flows/delivering/held.ts'
import type { Claimed } from '../../../gateway/ports/delivering.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
t.comment(`seed: ${seed}`)

const claimed = (id: number, weightBytes: number) => ({ delivery: { id: String(id), weightBytes } }) as Claimed

t.test('MUST NOT hold more messages or octets than it may, whatever is kept, given up and sent', async (t) => {
  const act = fc.oneof(
    fc.record({ act: fc.constant('place' as const), bytes: fc.integer({ min: 1, max: 400 }) }),
    fc.record({ act: fc.constantFrom('keep' as const, 'give up' as const, 'send' as const, 'empty' as const) }),
  )
  const property = fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
    let told = 0
    const held = openHeld({ most: 8, maxBytes: 1_000 }, () => {
      told += 1
    })
    const open: { bytes: number; place: NonNullable<ReturnType<typeof held.place>> }[] = []
    const waiting: { id: number; bytes: number }[] = []
    const sum = () => [...open, ...waiting].reduce((bytes, each) => bytes + each.bytes, 0)
    let id = 0
    let kept = 0
    for (const each of acts) {
      const last = open[0]
      if (each.act === 'place') {
        const fits = open.length + waiting.length < 8 && sum() + each.bytes <= 1_000
        const place = held.place(each.bytes, 7)
        if ((place !== undefined) !== fits) return false
        if (place) open.push({ bytes: each.bytes, place })
      } else if (each.act === 'keep' && last) {
        id += 1
        kept += 1
        last.place.keep(claimed(id, last.bytes))
        waiting.push({ id, bytes: last.bytes })
        open.shift()
      } else if (each.act === 'give up' && last) {
        last.place.giveUp()
        open.shift()
      } else if (each.act === 'send' || each.act === 'empty') {
        const found = each.act === 'send' ? (held.next(3, 500) ?? []) : held.empty()
        const expected = waiting.splice(0, found.length)
        if (found.map(({ delivery }) => delivery.id).join() !== expected.map((one) => String(one.id)).join())
          return false
        const weight = expected.reduce((bytes, one) => bytes + one.bytes, 0)
        if (each.act === 'send' && (found.length > 3 || (found.length > 1 && weight > 500))) return false
        if (each.act === 'empty' && waiting.length > 0) return false
      }
      if (held.waiting().length !== waiting.length) return false
    }
    return told === kept
  })
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: 300 }))
})
