// What an installation remembers of its log beside the database: a log with less or other in it is found, and a memory that is not ours.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openSecrets } from '../../../gateway/flows/content/secrets.ts'
import { type Remembering, remember, whyForgotten } from '../../../gateway/flows/evidence/genuine/remembered.ts'

const randomOctets = (count: number) => new Uint8Array(randomBytes(count))
const { secrets } = openSecrets(randomOctets(32), { randomOctets })
const { secrets: elsewhere } = openSecrets(randomOctets(32), { randomOctets })

/** A log of so many entries, each root told by its size and by which history it is of. */
const logOf = (size: number, history = 1) => ({
  origin: 'xa.example/log',
  head: async () => ({ size, rootHash: Uint8Array.of(history, size), note: '' }),
  rootAt: async (at: number) => (at > size ? undefined : Uint8Array.of(history, at)),
})

function remembering() {
  let text: string | undefined
  const memory = {
    read: async () => text,
    async write(told: string) {
      text = told
    },
  }
  const with_ = (evidenceLog: ReturnType<typeof logOf>, by = secrets): Remembering => ({
    ...{ memory, secrets: by },
    evidenceLog,
  })
  return { memory, with: with_ }
}

t.test('a log that goes on is the one that is remembered, and one that is new is no other', async (t) => {
  const { with: by } = remembering()
  t.equal(await whyForgotten(by(logOf(3))), undefined, 'nothing is remembered yet')
  await remember(by(logOf(0)))
  t.equal(await by(logOf(3)).memory.read(), undefined, 'of an empty log there is nothing to remember')
  await remember(by(logOf(3)))
  for (const size of [3, 4, 900]) t.equal(await whyForgotten(by(logOf(size))), undefined)
  await remember(by(logOf(2)))
  t.match(await whyForgotten(by(logOf(2))), { size: 3 }, 'what is remembered never grows less')
  t.equal(await whyForgotten(by({ ...logOf(1), origin: 'another.example/log' })), undefined, 'of another log')
})

t.test('a log with less or other in it, and a memory that somebody else wrote, are found [R1b]', async (t) => {
  const { memory, with: by } = remembering()
  await remember(by(logOf(7)))
  t.match(await whyForgotten(by(logOf(6))), { size: 7, found: /fewer than the 7 entries/ })
  t.match(await whyForgotten(by(logOf(8, 2))), { size: 7, found: /is not the one that is remembered/ })
  const forged = { found: /was not written by this installation/ }
  t.match(await whyForgotten(by(logOf(7), elsewhere)), forged)
  const kept = JSON.parse(String(await memory.read()))
  for (const text of [
    '',
    'null',
    '{}',
    JSON.stringify({ ...kept, size: 6 }),
    JSON.stringify({ ...kept, rootHash: '06' }),
  ]) {
    await memory.write(text)
    t.match(await whyForgotten(by(logOf(7))), forged, text)
    await remember(by(logOf(9)))
    t.equal(await memory.read(), text, 'and stays for whoever looks into it')
  }
})
