// An acceptance in advance is one that both members hold: what one of them writes into its own file of the agreement opens nothing.
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { answered, outcomeOf, readBody, strictPair } from '../support/content.ts'
import { inEachStore } from '../support/stores.ts'

await inEachStore(t, async (t, store) => {
  t.test('an acceptance that was put into the agreement of one side opens nothing that it held [R13]', async (t) => {
    const both = await strictPair(t, { store })
    const asking = both.a.client()
    const gave = await answered(both, [randomBytes(4_000), randomBytes(3_000)])
    const locked = { status: 409, code: 'item-locked' }
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case)), locked)

    const file = join(both.a.installation.folder, 'agreements', `${both.agreement.id}.json`)
    const laid = JSON.parse(await readFile(file, 'utf8'))
    const [before] = (await asking.get('/v1/agreements')).json.rows as { sha256: string }[]
    const row = { member: 'XA', officer: 'Nobody', role: 'Operator', terms: 'defaults', until: '2099-12-31' }
    await writeFile(file, JSON.stringify({ ...laid, standingAcceptance: [row] }))
    await asking.until('/v1/agreements', ({ rows }) => (rows as { sha256: string }[])[0]?.sha256 !== before?.sha256)
    t.match(outcomeOf(await readBody(asking, gave.response, gave.case)), locked, 'XB holds another text')
  })
})
