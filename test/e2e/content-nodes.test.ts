// Two nodes of the recipient on one PostgreSQL: what may be used once is used once, whichever of them is asked.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { daysFromNow, requestBody } from '../support/bodies.ts'
import { clientOf } from '../support/client.ts'
import { opened, permitted, strictPair } from '../support/content.ts'
import { start } from '../support/gateways.ts'
import { freePort } from '../support/ports.ts'
import { noPostgres, postgresServer } from '../support/postgres.ts'
import { evidenceOf, read } from '../support/story.ts'

t.test('one use is one use from two nodes at once [R8] [R16]', { skip: noPostgres, timeout: 540_000 }, async (t) => {
  const server = await postgresServer(t)
  const settings = { STORE: 'postgres', POSTGRES_URL: await server?.createDatabase() }
  const both = await strictPair(t, { a: { settings } })
  const { a } = both
  const [partner, national] = [await freePort(), await freePort()]
  const env = { BULLA_NODE: 'two', BULLA_PARTNER_PORT: String(partner), BULLA_NATIONAL_PORT: String(national) }
  await start(t, a.installation, { env })
  const second = clientOf({ ...a.installation, ports: { partner, national } })
  t.teardown(() => second.close())
  const nodes = [a.client(), second]
  const other = { codes: ['VERIFY_OTHER'], text: 'To find out who packed the goods.' }
  const gave = await opened(both, [randomBytes(900), randomBytes(900)], { request: requestBody({ purpose: other }) })
  const [item] = gave.items
  const once = async (ask: object) => {
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, n) => read(nodes[n % 2] ?? second, item, gave.case, ask)),
    )
    return tries.map(({ status }) => status).filter((status) => status === 200).length
  }
  const answer = { verdict: 'granted', uses: 1 }
  const permission = await permitted(both, gave.case, [item], { purposes: ['VERIFY_ORIGIN'] }, answer)
  t.equal(await once({ purpose: 'VERIFY_ORIGIN' }), 1, 'a permission')
  const asked = { purpose: 'VERIFY_OTHER', reader: 'officer-17' }
  const clearance = { ...asked, until: daysFromNow(1), uses: 3, reason: 'It is this purpose.' }
  t.equal((await a.client('approver').post(`/v1/items/${item}/clearances`, clearance)).status, 201)
  t.equal(await once(asked), 3, 'a clearance')
  const used = (await evidenceOf(a, { case: gave.case })).filter(({ kind }) => kind === 'release')
  t.equal(used.filter(({ data }) => (data.permissions as string[] | undefined)?.includes(permission)).length, 1)
  t.equal(used.filter(({ data }) => data.clearances).length, 3)
  const checked = await a.client('operator').get('/v1/operator/evidence/check?after=0&limit=1000')
  t.same(checked.json.faults, [], 'in one log')
})
