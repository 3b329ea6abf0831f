// How often a message waits for the disk: submission and settlement at its sender, one acceptance at its recipient.
import t from 'tap'
import { pair } from '../support/gateways.ts'
import { open, untilDelivered } from '../support/story.ts'

type Client = ReturnType<Awaited<ReturnType<typeof pair>>['a']['client']>

/** How often each writing operation of the store was called. */
async function writesOf(operator: Client): Promise<ReadonlyMap<string, number>> {
  const text = (await operator.get('/metrics')).octets.toString()
  const lines = text.matchAll(/^bulla_store_seconds_count\{[^}]*operation="(\w+)"[^}]*\} (\d+)$/gm)
  return new Map([...lines].map(([, operation = '', count]) => [operation, Number(count)]))
}

t.test('a message is written three times in all: submitted, accepted with its receipt, settled', async (t) => {
  const both = await pair(t, {
    a: { settings: { SWEEP_EVERY_MS: 60_000 } },
    b: { settings: { SWEEP_EVERY_MS: 60_000 } },
  })
  const { a, b, agreement } = both
  const [sender, recipient] = [a.client('operator'), b.client('operator')]
  // The first one finds a line that has not looked into the store yet.
  const first = await open(a.client(), agreement.id)
  await untilDelivered(a.client(), first.case)
  const [out, into] = [await writesOf(sender), await writesOf(recipient)]
  const messages = 5
  for (let count = 0; count < messages; count += 1)
    await untilDelivered(a.client(), (await open(a.client(), agreement.id)).case)
  const since = (now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>, name: string) =>
    (now.get(name) ?? 0) - (before.get(name) ?? 0)
  const [outNow, intoNow] = [await writesOf(sender), await writesOf(recipient)]
  t.match(
    { submit: since(outNow, out, 'submit'), settle: since(outNow, out, 'settle') },
    { submit: messages, settle: messages },
  )
  t.equal(since(intoNow, into, 'accept'), messages)
  t.equal(since(intoNow, into, 'keepReceipt'), 0, 'no receipt has a commit of its own')
})
