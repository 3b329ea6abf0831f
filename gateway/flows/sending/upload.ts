// A document enters: it is sealed under its terms while it streams in; no copy without terms ever
// lies on disk.

import { toBase64url } from '../../../crypto/octets.ts'
import { encryptPart, partBytes, partContext } from '../../../crypto/part/part.ts'
import { saltedHasher } from '../../../crypto/statement/statement.ts'
import type { StagedItem } from '../../answers/item-answers.ts'
import { Problem } from '../../model/problems/problems.ts'
import { misleads } from '../../model/profile/plain-text.ts'
import type { Client, UploadAsk } from '../../ports/doors/national.ts'
import type { Insides, Look, Parts } from '../../ports/parts.ts'
import type { FingerprintRow, ItemRow } from '../../ports/rows.ts'
import type { Stamp, SubmittingStore } from '../../ports/submitting.ts'
import { termsFor } from '../cases/terms-for.ts'
import { insideRows, lookedAt } from '../content/fingerprints.ts'
import type { OpenedItem, Secrets } from '../content/secrets.ts'
import { demandNotOnward, type Egress, enteringAt, nothingPassed, outboundItem } from '../releasing/egress.ts'

interface Uploading extends Egress {
  store: Egress['store'] & SubmittingStore
  parts: Pick<Parts, 'put'>
  insides: Insides
  secrets: Secrets
  maxItemBytes: number
}

/**
 * Streams one item in, flat memory; durable when it resolves.
 * Refusals: `terms-unknown`, `item-too-large`, `digest-mismatch`, `onward-disclosure`.
 */
export async function upload(
  deps: Uploading,
  client: Client,
  ask: UploadAsk,
  source: AsyncIterable<Uint8Array>,
  stamp: Stamp | null = null,
): Promise<StagedItem> {
  const { store, parts, secrets, world, maxItemBytes } = deps
  const terms = await termsFor(deps, client, ask.terms)
  if (!terms)
    throw new Problem('terms-unknown', `no terms ${ask.terms} were made here; make them with POST /v1/terms`, {
      field: '/terms',
    })
  demandPlainName(ask.name)
  const id = world.id()
  const key = world.randomOctets(32)
  const salt = world.randomOctets(32)
  const salted = saltedHasher(salt)
  const plain = saltedHasher(new Uint8Array(0))
  let bytes = 0
  async function* measured() {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > maxItemBytes) throw new Problem('item-too-large', `an item may have ${maxItemBytes} octets at most`)
      salted.update(chunk)
      plain.update(chunk)
      yield chunk
    }
    const found = plain.digest()
    if (ask.expectSha256 !== undefined && ask.expectSha256 !== found)
      throw new Problem(
        'digest-mismatch',
        `${bytes} octets arrived with SHA-256 ${found}, announced was ${ask.expectSha256}`,
      )
    plainSha256 = found
  }
  let plainSha256 = ''
  const look = deps.insides.open()
  const part = await parts.put(
    encryptPart(lookedAt(look, measured()), { key, salt: world.randomOctets(24), context: partContext(id, ask.terms) }),
    partBytes(ask.announcedBytes ?? 0),
  )
  const now = world.now()
  const sha256 = salted.digest()
  const row = {
    id,
    direction: 'out',
    client: client.id,
    partner: null,
    case: null,
    message: null,
    kind: ask.kind,
    mediaType: ask.mediaType,
    form: ask.form,
    bytes,
    sha256,
    partSha256: part.sha256,
    partBytes: part.bytes,
    termsSha256: ask.terms,
    storedAt: now,
  } as const
  const item = {
    ...row,
    ...secrets.encryptItem(id, key, {
      name: ask.name,
      salt: toBase64url(salt),
      plainSha256,
      recipientShare: toBase64url(world.randomOctets(32)),
    }),
  }
  const entered = await heldNotOnward(deps, client, item, { look, recipient: String(terms.recipient) })
  await store.addItem(entered.item, entered.inside, stamp?.(201, { item: id }, now))
  return stagedItem(row, { name: ask.name, plainSha256 })
}

const stagedItem = (
  {
    id,
    kind,
    form,
    mediaType,
    bytes,
    termsSha256,
  }: Pick<ItemRow, 'id' | 'kind' | 'form' | 'mediaType' | 'bytes' | 'termsSha256'>,
  { name, plainSha256 }: Pick<OpenedItem, 'name' | 'plainSha256'>,
): StagedItem => ({ item: id, kind, form, mediaType, name, bytes, sha256: plainSha256, terms: termsSha256 })

/**
 * What was uploaded under a key. The key says nothing of the octets: they are held against those
 * that came then, by what was announced of them or as they come.
 * @throws {Problem} `idempotency-key-reused` for others · `item-unknown` where it was removed
 */
export async function uploadedAgain(
  { store, secrets }: Pick<Uploading, 'store' | 'secrets'>,
  { expectSha256 }: UploadAsk,
  source: AsyncIterable<Uint8Array>,
  id: unknown,
): Promise<StagedItem> {
  const row = await store.item(String(id))
  const own = row && secrets.ownItem(row)
  if (!row || !own)
    throw new Problem('item-unknown', `item ${String(id)} is not here any more; upload it under a new key`)
  if ((expectSha256 ?? (await sha256Of(source))) !== own.plainSha256)
    throw new Problem('idempotency-key-reused', 'this idempotency key was used with another document')
  return stagedItem(row, own)
}

async function sha256Of(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = saltedHasher(new Uint8Array(0))
  for await (const chunk of source) hash.update(chunk)
  return hash.digest()
}

/** @throws {Problem} `request-invalid` for a name that the partner would refuse. */
function demandPlainName(name: string): void {
  const why = misleads(name)
  if (why !== undefined)
    throw new Problem('request-invalid', `the name ${why}; the partner refuses such a name`, { field: '/name' })
}

/**
 * Whole and inside.
 * @returns the item as it enters, and rows by which what lies inside is known again.
 * @throws {Problem} `onward-disclosure`
 */
async function heldNotOnward(
  deps: Uploading,
  client: Client,
  item: ItemRow,
  { look, recipient }: { readonly look: Look; readonly recipient: string },
): Promise<{ readonly item: ItemRow; readonly inside: readonly FingerprintRow[] }> {
  const found = insideRows(deps, item, await look.end())
  const fingerprints = found.map(({ fingerprint }) => fingerprint)
  const outbound = outboundItem(item, fingerprints, recipient)
  const storedAt = await enteringAt(deps, outbound.fingerprints, item.storedAt)
  await demandNotOnward(deps, client, { ...outbound, storedAt }, nothingPassed)
  return { item: { ...item, storedAt }, inside: found.map((row) => ({ ...row, at: storedAt })) }
}
