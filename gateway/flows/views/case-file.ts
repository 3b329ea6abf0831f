// One case with everything that proves it, as a bundle is written from it: flat memory, content
// only where the terms allow it.
import { canonicalText, parseCanonical } from '../../../crypto/canonical.ts'
import { iso } from '../../../crypto/instants.ts'
import { isJsonObject } from '../../../crypto/json.ts'
import { fromBase64url } from '../../../crypto/octets.ts'
import type { CaseFile, ItemEntry, MessageEntry, RecordEntry } from '../../bundle/format/case-file.ts'
import { neededCards } from '../../bundle/write/needed-cards.ts'
import { effectOf } from '../../case/effects.ts'
import { actorOf } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import { isUse } from '../../model/terms/uses/uses.ts'
import type { Client, LeftOut } from '../../ports/doors/national.ts'
import type { CardRow, CheckpointRow, EvidenceStore } from '../../ports/evidence.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, EvidenceRow, ItemRow, ToldMessage } from '../../ports/rows.ts'
import { maySee } from '../cases/may-see.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import { leavesOf, recordOf } from '../evidence/leaves.ts'
import { unalteredCase } from '../evidence/unaltered.ts'
import { registrationsOf } from '../persons/answers.ts'
import { type Admitted, type Admitting, admit } from '../releasing/admit.ts'
import { type WholeCase, wholeCase } from '../releasing/decide.ts'
import { openedBody } from '../releasing/opened-body.ts'
import { type Piece, pieceIn } from '../releasing/pieces.ts'
import { openedItem } from '../releasing/release.ts'
import { demandSeen, deny, denyAct, readerOf, whyNotReader } from '../releasing/tries.ts'
import type { Trust } from '../trust/trust.ts'

interface Exporting extends Admitting {
  store: EvidenceStore & KeepingStore & ReadingStore & Admitting['store']
  evidenceLog: EvidenceLog
  trust(): Trust
  /** Has the newest checkpoint cosigned, as far as partners can be reached. */
  publish(): Promise<void>
  /** The checkpoint with its time stamp, where there is an authority that gives one in its time. */
  stamped(checkpoint: CheckpointRow): Promise<CheckpointRow>
}

/** With `content` also bodies and items that the terms allow to leave under this purpose. */
interface ExportAsk {
  readonly content: boolean
  readonly purpose: string
  readonly reader: string
}

const rowsAtOnce = 1000

/** What was asked for and is not in the bundle is told beside it. */
interface Exported {
  readonly file: CaseFile
  readonly leftOut: readonly LeftOut[]
}

/**
 * @throws {Problem} `not-found` for other offices, `agreement-unknown` where the agreement was
 *   taken away, `store-altered`.
 */
export async function caseFile(
  deps: Exporting,
  client: Client,
  id: string,
  asked: Partial<ExportAsk> & Omit<ExportAsk, 'reader'>,
): Promise<Exported> {
  const { store, world } = deps
  demandSeen(asked)
  const ask = { ...asked, reader: readerOf(client, asked.reader) }
  const row = await demandOpenTo(deps, client, id, ask)
  // What a receipt speaks of was stored before it, and all this before the checkpoint.
  const receipts = await store.receiptsOf(id)
  const stored = await unalteredCase(deps, row)
  const trust = deps.trust()
  const agreed = trust.agreements.get(row.agreement)
  if (!agreed) throw new Problem('agreement-unknown', `agreement ${row.agreement} is not laid down here any more`)
  const { messages, items } = stored
  const toldOf = new Set([row, ...messages, ...items, ...receipts].map((each) => each.id))
  const data = { act: 'export', ...actorOf(client), content: ask.content }
  await store.record(leavesOf(world, [{ at: world.now(), kind: 'operator', case: id, subject: id, data }]))
  const whole = wholeCase(stored)
  const leftOut: LeftOut[] = []
  const openable = opening(deps, client, { whole, ask, leftOut })
  const bodies = await each(messages, (message) => messageEntry(deps, whole, message, openable))
  const plaintexts = await each(items, async (item) =>
    itemEntry(deps, client, item, await openable(pieceIn(stored, { what: 'item', id: item.id }))),
  )
  await deps.publish()
  // Stamped as it was read: one that another export publishes meanwhile is another one.
  const published = await store.checkpoint(1)
  const [checkpoint, held, witnessed] = await Promise.all([
    published && deps.stamped(published),
    store.cards([trust.us, row.partner]),
    store.witnessed(row.partner),
  ])
  const cards = neededCards(held, {
    jws: [...messages.flatMap(({ seal }) => seal ?? []), ...receipts.map(({ jws }) => jws)],
    notes: [checkpoint, witnessed].flatMap((each) => each?.note ?? []).concat(receipts.flatMap(checkpointOf)),
  })
  const file: CaseFile = {
    v: 1,
    case: id,
    exportedBy: trust.us,
    exportedAt: new Date(world.now()).toISOString(),
    agreement: { text: canonicalText(agreed.agreement), sha256: agreed.sha256 },
    members: agreed.agreement.members,
    cards: cards.map(({ member, sequence, jws, seenAt }) => ({ member, sequence, jws, seenAt: iso(seenAt) })),
    messages: bodies,
    items: plaintexts,
    receipts: receipts.map(({ direction, jws, at }) => ({ direction, jws, at: iso(at) })),
    records: checkpoint ? await recordEntries(deps, id, checkpoint, { ids: toldOf, cards }) : [],
    checkpoint: checkpoint
      ? {
          note: checkpoint.note,
          timestamps: checkpoint.stamp ? [{ tsr: Buffer.from(checkpoint.stamp).toString('base64') }] : [],
        }
      : null,
    partnerCheckpoints: witnessed ? [witnessed.note] : [],
  }
  return { file, leftOut }
}

/** The case, for whom it is theirs to export; a try by anybody else is a denial. */
async function demandOpenTo(deps: Exporting, client: Client, id: string, ask: ExportAsk): Promise<CaseRow> {
  const row = await deps.store.case(id)
  const opened = openTo(deps, client, { id, row, ask })
  if (!(opened instanceof Problem)) return opened
  if (ask.content) {
    const { reader, purpose } = ask
    const asked = { reader, purpose, matter: id, use: 'export', office: row?.office ?? '' } as const
    const attempt = { client, case: row?.id ?? null, content: { what: 'body', id }, ask: asked } as const
    await deny(deps, attempt, { problem: opened.code }, opened.message)
  } else await denyAct(deps, { ...actorOf(client), act: 'export', subject: id }, opened.code)
  throw opened
}

interface Wanted {
  readonly id: string
  readonly row: CaseRow | undefined
  readonly ask: ExportAsk
}

/** The case, or why it is not this client's to export for this reader. */
function openTo(deps: Exporting, client: Client, { id, row, ask }: Wanted): CaseRow | Problem {
  const wanted = ask.content ? (['read', 'release'] as const) : (['read'] as const)
  const lacking = wanted.find((role) => !client.roles.includes(role))
  if (lacking !== undefined) return new Problem('forbidden', `client ${client.id} lacks the role ${lacking}`)
  if (!row || !maySee(client, row.office))
    return new Problem('not-found', `no case ${id} is dealt with by your offices`)
  return whyNotReader(deps.trust(), client, ask.reader) ?? row
}

/**
 * What may be opened of this case, one decision and one record for each piece; nothing where
 * content is not asked for.
 */
type Openable = (piece: Piece) => Promise<Admitted | undefined>

function opening(
  deps: Exporting,
  client: Client,
  { whole, ask, leftOut }: { whole: WholeCase; ask: ExportAsk; leftOut: LeftOut[] },
): Openable {
  const { row } = whole
  const { purpose, reader } = ask
  return async (piece) => {
    if (!ask.content) return undefined
    const asked = { reader, purpose, matter: row.id, use: 'export', office: row.office } as const
    const attempt = { client, case: row.id, content: piece, ask: asked }
    try {
      return await admit(deps, client, { whole, piece, attempt })
    } catch (error) {
      if (!(error instanceof Problem) || !left.has(error.code)) throw error
      leftOut.push({ what: piece.what, problem: error.code })
      return undefined
    }
  }
}

/** For these reasons a piece is left out, and the bundle is written without it. */
const left = new Set<string>([
  'release-denied',
  'release-asks',
  'item-locked',
  'item-disposed',
  'not-found',
  'restored',
])

async function messageEntry(
  deps: Exporting,
  whole: WholeCase,
  message: ToldMessage,
  openable: Openable,
): Promise<MessageEntry> {
  // Shares of keys are the gateways' alone, and without them the body would not be the one that was
  // digested.
  const shown = effectOf(whole.profile, message.type) !== 'gives-keys'
  const admitted = shown ? await openable(pieceIn(whole.stored, { what: 'body', id: message.id })) : undefined
  const opened = admitted && (await openedBody(deps, admitted.allowed))
  return {
    statement: message.statement,
    sha256: message.sha256,
    direction: message.direction,
    standing: message.standing,
    seal: message.seal,
    storedAt: iso(message.storedAt),
    ...(opened && { content: { ...opened.content, salt: opened.salt } }),
  }
}

/** Where its octets may not leave when their turn comes, the bundle breaks off. */
async function itemEntry(deps: Exporting, client: Client, item: ItemRow, admitted?: Admitted): Promise<ItemEntry> {
  const opened = admitted && openedItem(deps, client, admitted)
  return {
    id: item.id,
    message: item.message ?? '',
    kind: item.kind,
    mediaType: item.mediaType,
    bytes: item.bytes,
    sha256: item.sha256,
    part: { sha256: item.partSha256, bytes: item.partBytes },
    ...(opened && {
      content: { octets: opened.octets, salt: opened.salt, plainSha256: opened.plainSha256, name: opened.name },
    }),
  }
}

/** The note of the log of whoever gave a receipt, which was verified when it was stored. */
function checkpointOf({ jws }: { readonly jws: string }): string[] {
  const claims = parseCanonical(fromBase64url(jws.split('.', 2)[1] ?? ''))
  return isJsonObject(claims) && typeof claims['checkpoint'] === 'string' ? [claims['checkpoint']] : []
}

/** One after the other: each is a decision with its record. */
async function each<Row, Entry>(rows: readonly Row[], entry: (row: Row) => Promise<Entry>): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const row of rows) entries.push(await entry(row))
  return entries
}

/** Evidence of these kinds is about something that the case file holds. */
const about = /^(?:statement|receipt|key)\.|^(?:release|denial|draft\.approved)$/
const subjectOf = ({ kind, subject, data }: EvidenceRow): string =>
  kind === 'draft.approved' ? String(data.message) : subject

/** What a case file holds: ids of messages, items and receipts, and the cards of both members. */
interface Told {
  readonly ids: ReadonlySet<string>
  readonly cards: readonly CardRow[]
}

/**
 * The evidence of the case and of the cards as far as the checkpoint goes, each row proven against
 * it. What arrived while the case was being read is told of in the next file.
 */
async function recordEntries(
  { store, evidenceLog }: Exporting,
  id: string,
  { size }: CheckpointRow,
  told: Told,
): Promise<RecordEntry[]> {
  const rows = await rowsOf(store, id, told.ids)
  // Keys of persons belong to no case: those come along whose signatures are here.
  const keys = rows.flatMap(({ kind, data }) => (kind === 'person.signed' ? [String(data.key)] : []))
  const beside = [...(await rowsOfCards(store, told.cards)), ...(await registrationsOf(store, [...new Set(keys)]))]
  const covered = [...rows, ...beside].filter(({ seq }) => seq <= size).sort((a, b) => a.seq - b.seq)
  return each(covered, async (row) => ({
    index: row.seq - 1,
    record: recordOf(row),
    salt: Buffer.from(row.salt).toString('base64url'),
    proof: (await evidenceLog.prove(row.seq - 1, size)).map((hash) => Buffer.from(hash).toString('base64')),
  }))
}

async function rowsOf(store: EvidenceStore & ReadingStore, id: string, told: Told['ids']): Promise<EvidenceRow[]> {
  const found: EvidenceRow[] = []
  // Uses stand in a chain: behind one of what came meanwhile, the others are for the next file too.
  let isWhole = true
  const isTold = (row: EvidenceRow) => {
    const known = !about.test(row.kind) || told.has(subjectOf(row))
    if (isUse(row)) isWhole &&= known
    return isUse(row) ? isWhole : known
  }
  for (let after = 0; ; ) {
    const rows: readonly EvidenceRow[] = await store.evidence({ case: id, after, limit: rowsAtOnce })
    found.push(...rows.filter(isTold))
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) return found
    after = last.seq
  }
}

/** Where in the log each card came into force: what the order of signatures is told by. */
async function rowsOfCards(store: EvidenceStore, cards: readonly CardRow[]): Promise<EvidenceRow[]> {
  const held = new Set(cards.map(({ sha256 }) => sha256))
  const rows = await store.evidenceOfCards([...new Set(cards.map(({ member }) => member))])
  return rows.filter(({ data }) => held.has(String(data.sha256)))
}
