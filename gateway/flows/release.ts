// Handing an item's plaintext to a named reader under its terms: decided by one pure function, recorded, and only then opened.

import type { JsonObject } from '../../crypto/json.ts'
import { decryptPart, partContext } from '../../crypto/part.ts'
import type { Client, Released } from '../doors.ts'
import { type Log, record } from '../log.ts'
import { localDateOf } from '../model/calendar.ts'
import { Problem } from '../model/problems.ts'
import { decideRelease, readTerms } from '../model/terms.ts'
import type { Parts, Store, World } from '../ports.ts'
import type { CaseRow, ItemRow } from '../records.ts'
import { type Happening, leavesOf } from './leaves.ts'
import { maySee } from './prepare.ts'
import type { Secrets } from './secrets.ts'

export interface Releasing {
  store: Pick<Store, 'item' | 'case' | 'terms' | 'record'>
  parts: Pick<Parts, 'read' | 'size'>
  secrets: Secrets
  world: World
  log: Log
  timeZone: string
}

export interface ReleaseAsk {
  readonly purpose: string
  readonly matter: string
  readonly reader: string
}

/**
 * Both verdicts are on disk before anybody learns of them. There is no other way to a plaintext.
 * @throws {Problem} `not-found` for other offices, which do not learn that the item exists · `release-denied` with the paragraph · `item-disposed`
 */
export async function release(house: Releasing, client: Client, id: string, ask: ReleaseAsk): Promise<Released> {
  const { store, parts, secrets } = house
  const item = await store.item(id)
  const row = item?.case ? await store.case(item.case) : undefined
  if (!item || !row) throw new Problem('not-found', `no item ${id} is held for your offices`)
  if (!maySee(client, row.office)) {
    await deny(house, client, item, row, ask, { term: 'recipients', paragraph: '5.1 b', reason: 'another office' })
    throw new Problem('not-found', `no item ${id} is held for your offices`)
  }
  const obligations = await decide(house, client, item, row, ask)
  const secret = secrets.item(item)
  if (!secret || (await parts.size(item.partSha256)) === undefined)
    throw new Problem('item-disposed', `the content of item ${id} was disposed of; its digest is ${item.sha256}`)
  await store.record(
    leavesOf(house.world, [evidence(house, 'release', client, item, row, { ...ask, obligations: [...obligations] })]),
  )
  record(house.log, 'release.allowed', { client: client.id, item: id, case: row.id })
  return {
    name: secret.name,
    mediaType: item.mediaType,
    bytes: item.bytes,
    sha256: secret.plainSha256,
    obligations,
    content: decryptPart(parts.read(item.partSha256), {
      key: secret.key,
      context: partContext(item.id, item.termsSha256),
    }),
  }
}

/** What we filed ourselves is ours to read; what was given to us is read under its terms. */
async function decide(
  house: Releasing,
  client: Client,
  item: ItemRow,
  row: CaseRow,
  ask: ReleaseAsk,
): Promise<readonly string[]> {
  if (item.direction === 'out') return []
  const terms = await house.store.terms(item.termsSha256)
  const decision = decideRelease(readTerms(terms ?? {}), {
    reader: ask.reader,
    office: row.office,
    purpose: ask.purpose,
    matter: ask.matter,
    nowDay: localDateOf(house.world.now(), house.timeZone),
    release: 'view',
  })
  if (decision.verdict === 'allow') return decision.obligations
  await deny(house, client, item, row, ask, decision)
  throw new Problem('release-denied', decision.reason, { paragraph: decision.paragraph })
}

async function deny(
  house: Releasing,
  client: Client,
  item: ItemRow,
  row: CaseRow,
  ask: ReleaseAsk,
  { term, paragraph, reason }: { term: string; paragraph: string; reason: string },
): Promise<void> {
  await house.store.record(
    leavesOf(house.world, [evidence(house, 'denial', client, item, row, { ...ask, term, paragraph })]),
  )
  record(house.log, 'release.denied', { client: client.id, item: item.id, problem: reason })
}

const evidence = (
  { world }: Releasing,
  kind: 'release' | 'denial',
  client: Client,
  item: ItemRow,
  row: CaseRow,
  data: JsonObject,
): Happening => ({
  at: world.now(),
  kind,
  case: row.id,
  subject: item.id,
  data: { client: client.id, office: row.office, terms: item.termsSha256, ...data },
})
