// A gateway that knows it is behind: XA with a case to work on, restored from a backup that is older than what XB has cosigned.
import { randomBytes } from 'node:crypto'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Agreement } from '../../gateway/model/agreement.ts'
import { outcome } from './article-12-bodies.ts'
import { requestBody } from './bodies.ts'
import { type Gateway, installedPair, start } from './gateways.ts'
import type { Installation, InstallationWishes } from './installation.ts'
import { type Given, given } from './use-phase.ts'

type Test = { teardown(end: () => unknown): void }

/** What there is in XA to be read, written, sent and released. */
export interface Stock extends Given {
  readonly agreement: Agreement
  /** Of XA, delivered. */
  readonly message: string
  /** Of XB, with the items. */
  readonly response: string
  readonly draft: string
}

/** XB has given documents to XA, and a message of XA waits for a second person. */
export async function stocked(a: Gateway, b: Gateway, agreement: Agreement): Promise<Stock> {
  const documents = [randomBytes(20_000), randomBytes(300_000)] as const
  const gave = await given({ a, b, agreement }, documents)
  const officer = a.client()
  const rows = (await officer.get(`/v1/cases/${gave.case}/messages`)).json.rows as { message: string; type: string }[]
  const of = (type: string) => rows.find((row) => row.type === type)?.message ?? ''
  const drafted = await officer.post(`/v1/cases/${gave.case}/messages`, {
    type: 'outcome',
    body: outcome(gave.items[0]),
  })
  if (drafted.status !== 201) throw new Error(`${drafted.status} ${drafted.octets}`)
  return { ...gave, agreement, message: of('request'), response: of('response'), draft: String(drafted.json.draft) }
}

export const twoPersons = { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['outcome'] } }

/** One more case of XA, which XB holds when this resolves. */
export async function oneMore(a: Gateway, { id }: Agreement): Promise<string> {
  const opened = await a.client().post('/v1/cases', { agreement: id, office: 'HQ', body: requestBody() })
  if (opened.status !== 202) throw new Error(`${opened.status} ${opened.octets}`)
  await a.client().until(`/v1/cases/${opened.json.case}`, ({ timeline }) => deliveredFirst(timeline))
  return String(opened.json.case)
}
const deliveredFirst = (timeline: unknown) =>
  (timeline as { delivery?: { state: string } }[])[0]?.delivery?.state === 'delivered'

/** Puts the data folder aside; what is returned puts it back in the place of a newer one. The gateway is stopped both times. */
export async function setAside({ folder }: Pick<Installation, 'folder'>): Promise<() => Promise<void>> {
  const [data, backup] = [join(folder, 'data'), `${folder}-backup`]
  await rm(backup, { recursive: true, force: true })
  await cp(data, backup, { recursive: true })
  return async () => {
    await rm(data, { recursive: true })
    await cp(backup, data, { recursive: true })
  }
}

export function inDatabase({ folder }: Pick<Installation, 'folder'>, ...changes: readonly string[]): void {
  const db = new DatabaseSync(join(folder, 'data/bulla.sqlite'))
  for (const change of changes) db.exec(change)
  db.close()
}

/** XA restored from a backup that lacks what XB has cosigned since; XB runs. */
export async function behindPair(t: Test, wishes: { a?: InstallationWishes } = {}) {
  const { a: one, b: two, agreement } = await installedPair(t, { ...wishes, agreement: twoPersons })
  const b = await start(t, two)
  const first = await start(t, one)
  const stock = await stocked(first, b, agreement)
  // As the stop does from now on, and as the export did before.
  await first.client().ask('GET', `/v1/cases/${stock.case}/bundle`)
  await first.running.close()
  const restore = await setAside(one)
  const later = await start(t, one)
  const lost = await oneMore(later, agreement)
  await later.client().ask('GET', `/v1/cases/${lost}/bundle`)
  await later.running.close()
  await restore()
  // A dead letter, for what an operator may try with it.
  inDatabase(one, `update deliveries set state = 'expired', "settledAt" = 1 where id = '${stock.message}'`)
  return { a: await start(t, one), b, stock, lost, one, two, agreement }
}
