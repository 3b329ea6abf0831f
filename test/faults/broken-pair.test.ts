// A partner that refuses everything for one reason: the line pauses and says so, and does not eat the messages. One bad message alone is a dead letter.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { importSigningKey } from '../../crypto/jose/engine.ts'
import { type Receipt, signReceipt } from '../../crypto/statement/receipt.ts'
import { refusalLimits } from '../../gateway/model/problems/refusals.ts'
import { requestBody } from '../support/bodies.ts'
import { installedPair, start } from '../support/gateways.ts'
import { type Answer, misbehaving } from '../support/misbehaving.ts'
import { open } from '../support/story.ts'

interface Row {
  readonly delivery: string
  readonly case: string
  readonly state: string
  readonly attempts: number
  readonly problem: string | null
}

const rejection = (code: string, status: number): Answer => ({ status, body: JSON.stringify({ code }) })

for (const [what, answerWith, problem] of [
  ['a refusal in the receipt', undefined, 'agreement-unknown'],
  ['an answer to the envelope', rejection('request-too-large', 413), 'partner-refused'],
  ['an envelope that is rejected', rejection('envelope-rejected', 400), 'envelope-rejected'],
] as const)
  t.test(
    `everything is refused by ${what}: the line pauses, the messages wait [W2]`,
    { timeout: 540_000 },
    async (t) => {
      const { a, b, agreement } = await installedPair(t, { a: { settings: { SWEEP_EVERY_MS: 1000 } } })
      const signWith = await importSigningKey(readFileSync(join(b.folder, 'keys/signing.key.pem'), 'utf8'), b.suite)
      const gateway = await start(t, a)
      const [client, operator] = [gateway.client(), gateway.client('operator')]
      const right = async (receipt: Receipt): Promise<Answer> => ({ body: await signReceipt(receipt, signWith) })
      const refused = async (receipt: Receipt): Promise<Answer> =>
        answerWith ??
        right({
          ...receipt,
          entries: receipt.entries.map(({ leaf: _, ...entry }) => ({ ...entry, outcome: 'refused', problem })),
        })
      let answer = refused
      const server = await misbehaving(b, a, (receipt) => answer(receipt))
      t.teardown(server.close)

      const all = 20
      const mayDie = problem === 'envelope-rejected' ? 0 : refusalLimits.inARow
      for (let count = 0; count < all; count += 1) {
        const opened = await client.post('/v1/cases', { agreement: agreement.id, office: 'HQ', body: requestBody() })
        t.equal(opened.status, 202)
      }
      const path = '/v1/operator/deliveries?limit=100'
      const rowsOf = (json: Record<string, unknown>) => json['rows'] as Row[]
      const seen = await operator.until(path, (json) => rowsOf(json).every(({ attempts }) => attempts > 0), 60_000)
      t.equal(
        rowsOf(seen.json).filter(({ state }) => state === 'refused').length,
        mayDie,
        'only the first are dead letters',
      )
      t.same(
        rowsOf(seen.json).filter(({ state }) => !['refused', 'waiting', 'sending'].includes(state)),
        [],
        'the others wait',
      )
      t.match(new Set(rowsOf(seen.json).map((row) => row.problem)), new Set([problem]), 'each says why')
      if (mayDie > 0) {
        t.match(readFileSync(join(a.folder, 'gateway.log'), 'utf8'), /"event":"line\.paused","partner":"XB"/)
        const ready = await operator.get('/readyz')
        t.match(ready.json, { reasons: [/^XB refuses everything for/] }, 'the operator is told')
        t.equal(ready.status, 200, 'and everything else goes on')
        t.match((await operator.ask('GET', '/metrics')).octets.toString(), /bulla_line_paused\{partner="XB"\} 1/)
      }

      answer = right
      const delivered = await operator.until(
        path,
        (json) => rowsOf(json).every(({ state }) => state === 'delivered' || state === 'refused'),
        60_000,
      )
      const dead = rowsOf(delivered.json).filter(({ state }) => state === 'refused')
      t.equal(dead.length, mayDie, 'all that waited was delivered by itself')
      for (const { delivery } of dead)
        t.match(await operator.post(`/v1/operator/deliveries/${delivery}/redelivery`, {}), { status: /^20/ })
      await operator.until(path, (json) => rowsOf(json).every(({ state }) => state === 'delivered'), 60_000)
      t.notOk(String((await operator.get('/readyz')).json['reasons'] ?? '').includes('refuses everything'))
    },
  )

t.test('one message that a partner rejects while it takes the others is a dead letter alone [W2]', async (t) => {
  const { a, b, agreement } = await installedPair(t, { a: { settings: { SWEEP_EVERY_MS: 1000 } } })
  const signWith = await importSigningKey(readFileSync(join(b.folder, 'keys/signing.key.pem'), 'utf8'), b.suite)
  const gateway = await start(t, a)
  const [client, operator] = [gateway.client(), gateway.client('operator')]
  let bad = ''
  let holds = true
  const server = await misbehaving(b, a, async (receipt) => {
    if (holds) return { status: 503, body: '' }
    if (receipt.entries.some(({ id }) => id === bad)) return rejection('envelope-rejected', 400)
    return { body: await signReceipt(receipt, signWith) }
  })
  t.teardown(server.close)
  for (let count = 0; count < 6; count += 1) {
    const { message } = await open(client, agreement.id)
    if (count === 2) bad = message
  }
  holds = false
  const path = '/v1/operator/deliveries?limit=100'
  const rowsOf = (json: Record<string, unknown>) => json['rows'] as Row[]
  const seen = await operator.until(
    path,
    (json) => rowsOf(json).every(({ state }) => state === 'delivered' || state === 'refused'),
    60_000,
  )
  t.match(
    rowsOf(seen.json).filter(({ state }) => state === 'refused'),
    [{ delivery: bad, problem: 'envelope-rejected' }],
  )
})
