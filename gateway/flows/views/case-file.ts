// One case with everything that proves it, as a bundle is written from it: flat memory, content only where the terms allow it.

import { canonicalText } from '../../../crypto/canonical.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { decryptPart, partContext } from '../../../crypto/part/part.ts'
import type { CaseFile, ItemEntry, MessageEntry, RecordEntry } from '../../bundle/format/case-file.ts'
import { effectOf } from '../../case/effects.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors.ts'
import type { CheckpointRow, EvidenceStore } from '../../ports/evidence.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { Parts } from '../../ports/parts.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { EvidenceRow, ItemRow, MessageRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import type { Log } from '../../watch/log.ts'
import { plainProfile } from '../cases/cases.ts'
import { maySee } from '../cases/may-see.ts'
import type { Secrets } from '../content/secrets.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import { leavesOf, recordOf } from '../evidence/leaves.ts'
import { unalteredCase } from '../evidence/unaltered.ts'
import { decide, recordRelease, tried, type WholeCase, wholeCase } from '../releasing/decide.ts'
import type { Trust } from '../trust/trust.ts'

interface Exporting {
  store: EvidenceStore & KeepingStore & ReadingStore
  parts: Pick<Parts, 'read' | 'size'>
  secrets: Secrets
  world: World
  timeZone: string
  evidenceLog: EvidenceLog
  log: Log
  trust(): Trust
  /** Has the newest checkpoint cosigned, as far as partners can be reached. */
  publish(): Promise<void>
}

/** With `content` also bodies and items that the terms allow to leave under this purpose. */
interface ExportAsk {
  readonly content: boolean
  readonly purpose: string
  readonly reader: string
}

const rowsAtOnce = 1000

/** @throws {Problem} `not-found` for other offices, `agreement-unknown` where the agreement was taken away, `store-altered`. */
export async function caseFile(deps: Exporting, client: Client, id: string, ask: ExportAsk): Promise<CaseFile> {
  const { store, world } = deps
  const row = await store.case(id)
  if (!row || !maySee(client, row.office)) throw new Problem('not-found', `no case ${id} is dealt with by your offices`)
  const trust = deps.trust()
  const held = trust.agreements.get(row.agreement)
  if (!held) throw new Problem('agreement-unknown', `agreement ${row.agreement} is not laid down here any more`)
  // Before the checkpoint, so that it holds the leaves of whatever is exported.
  const stored = await unalteredCase(deps, row)
  const { messages, items } = stored
  const receipts = await store.receiptsOf(id)
  const toldOf = new Set([...messages, ...items, ...receipts].map((each) => each.id))
  await store.record(
    leavesOf(world, [
      {
        at: world.now(),
        kind: 'operator',
        case: id,
        subject: id,
        data: { act: 'export', client: client.id, content: ask.content },
      },
    ]),
  )
  await deps.publish()
  const [checkpoint, cards, witnessed] = await Promise.all([
    store.checkpoint(1),
    store.cards([trust.us, row.partner]),
    store.witnessed(row.partner),
  ])
  return {
    v: 1,
    case: id,
    exportedBy: trust.us,
    exportedAt: new Date(world.now()).toISOString(),
    agreement: { text: canonicalText(held.agreement), sha256: held.sha256 },
    members: held.agreement.members,
    cards: cards.map(({ member, sequence, jws, seenAt }) => ({ member, sequence, jws, seenAt: iso(seenAt) })),
    messages: messages.map((message) => messageEntry(deps, message, ask)),
    items: await itemEntries(deps, client, wholeCase(stored), items, ask),
    receipts: receipts.map(({ direction, jws, at }) => ({ direction, jws, at: iso(at) })),
    records: checkpoint ? await recordEntries(deps, id, checkpoint, toldOf) : [],
    checkpoint: checkpoint
      ? {
          note: checkpoint.note,
          timestamps: checkpoint.stamp ? [{ tsr: Buffer.from(checkpoint.stamp).toString('base64') }] : [],
        }
      : null,
    partnerCheckpoints: witnessed ? [witnessed.note] : [],
  }
}

function messageEntry({ secrets }: Exporting, message: MessageRow, { content }: ExportAsk): MessageEntry {
  // Shares of keys are the gateways' alone, and without them the body would not be the one that was digested.
  const shown = content && effectOf(plainProfile(message.statement.profile), message.type) !== 'gives-keys'
  const secret = shown ? secrets.message(message) : undefined
  return {
    statement: message.statement,
    sha256: message.sha256,
    direction: message.direction,
    standing: message.standing,
    seal: message.seal,
    storedAt: iso(message.storedAt),
    ...(secret && { content: { ...secret.content, salt: secret.salt } }),
  }
}

async function itemEntries(
  deps: Exporting,
  client: Client,
  whole: WholeCase,
  items: readonly ItemRow[],
  ask: ExportAsk,
): Promise<ItemEntry[]> {
  const entries: ItemEntry[] = []
  for (const item of items) {
    const entry = {
      id: item.id,
      message: item.message ?? '',
      kind: item.kind,
      mediaType: item.mediaType,
      bytes: item.bytes,
      sha256: item.sha256,
      part: { sha256: item.partSha256, bytes: item.partBytes },
    }
    const content = ask.content ? await contentOf(deps, client, whole, item, ask) : undefined
    entries.push(content ? { ...entry, content } : entry)
  }
  return entries
}

/** An item leaves in an export only where its terms let it leave open; each that does is a release. */
async function contentOf(
  deps: Exporting,
  client: Client,
  whole: WholeCase,
  item: ItemRow,
  { purpose, reader }: ExportAsk,
): Promise<ItemEntry['content']> {
  const { store, parts, secrets } = deps
  const secret = secrets.item(item)
  if (!secret || (await parts.size(item.partSha256)) === undefined) return undefined
  if (item.direction === 'in') {
    const { row, state } = whole
    const ask = { reader, purpose, matter: row.id, use: 'export', office: row.office } as const
    const decided = await decide(deps, whole, item, ask)
    const { decision, terms } = decided
    const attempt = { client: client.id, row, item, ask, terms }
    const deny = async (why: JsonObject) => {
      await store.record(leavesOf(deps.world, [tried(deps, 'denial', attempt, why)]))
      return undefined
    }
    if (decision.verdict !== 'allow') return deny({ term: decision.term, paragraph: decision.paragraph })
    if (state.given[item.id]?.locked) return deny({ problem: 'item-locked' })
    const permission = await recordRelease(deps, attempt, decided)
    if (permission !== undefined) return deny({ paragraph: '5.1 c', permission })
  }
  return {
    octets: () =>
      decryptPart(parts.read(item.partSha256), { key: secret.key, context: partContext(item.id, item.termsSha256) }),
    salt: secret.salt,
    plainSha256: secret.plainSha256,
    name: secret.name,
  }
}

/** Evidence of these kinds is about something that the case file holds. */
const about = /^(?:statement|receipt|key)\.|^(?:release|denial|draft\.approved)$/
const subjectOf = ({ kind, subject, data }: EvidenceRow): string =>
  kind === 'draft.approved' ? String(data.message) : subject

/**
 * The evidence of the case as far as the checkpoint goes, each row proven against it. What arrived while the case was being read is told of in
 * the next file. @param toldOf ids of the messages, items and receipts in this one.
 */
async function recordEntries(
  { store, evidenceLog }: Exporting,
  id: string,
  { size }: CheckpointRow,
  toldOf: ReadonlySet<string>,
): Promise<RecordEntry[]> {
  const entries: RecordEntry[] = []
  for (let after = 0; ; ) {
    const rows: readonly EvidenceRow[] = await store.evidence({ case: id, after, limit: rowsAtOnce })
    for (const row of rows) {
      if (row.seq > size) return entries
      if (about.test(row.kind) && !toldOf.has(subjectOf(row))) continue
      const proof = await evidenceLog.prove(row.seq - 1, size)
      entries.push({
        index: row.seq - 1,
        record: recordOf(row),
        salt: Buffer.from(row.salt).toString('base64url'),
        proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
      })
    }
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return entries
    after = last.seq
  }
}

const iso = (at: number): string => new Date(at).toISOString()
