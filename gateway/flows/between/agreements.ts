// A text that both members agreed on is laid down at both gateways, octet for octet, from where it
// is loaded like any other agreement (12.1).

import { canonicalText } from '../../../crypto/canonical.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { readAgreement } from '../../model/agreement.ts'
import type { Directory } from '../../ports/installation.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { CasesStore } from '../../ports/reading.ts'
import type { CaseRow, MessageRow } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { profiles } from '../../profiles/all.ts'
import { type Log, record } from '../../watch/log.ts'
import type { Content } from '../content/secrets.ts'
import { everyRecord } from '../evidence/every-record.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Trust } from '../trust/trust.ts'
import { textOf, threadState, threadsWith } from './pair.ts'

export interface LayingDown {
  store: CasesStore & KeepingStore
  directory: Pick<Directory, 'saveAgreement'>
  /** What a proposal says; undefined where it may not be read any more. */
  proposed(row: CaseRow, message: MessageRow): Promise<Content | undefined>
  world: World
  log: Log
  trust(): Trust
}

/**
 * Lays down what was accepted and is not laid down yet; returns how many texts. Each once: the
 * evidence of it is the mark, so that what an operator takes away later stays away. Written before
 * it is marked, since to write the same octets again is harmless.
 */
export async function layDownAgreements(deps: LayingDown): Promise<number> {
  let laidDown = 0
  for (const row of await threadsWith(deps.store, 'agrees')) {
    if (await isMarked(deps, row)) continue
    if (await layDown(deps, row)) laidDown += 1
  }
  return laidDown
}

const acts = { laidDown: 'agreement-laid-down', kept: 'agreement-not-laid-down' } as const

async function layDown({ store, directory, proposed, world, log, trust }: LayingDown, row: CaseRow): Promise<boolean> {
  const named = textOf(await threadState(store, row))
  const text = named && (await agreedText(proposed, row, await store.messages(row.id, 'kept'), named.sha256))
  if (!named || text === undefined) return false
  const known = trust().agreements.get(named.id)
  // What was laid down a moment ago may not be loaded yet.
  const fits =
    (known === undefined || known.sha256 === named.sha256) && (await directory.saveAgreement({ id: named.id, text }))
  if (!fits)
    record(log, 'trust.refused', {
      what: `agreement ${named.id} accepted in ${row.id}`,
      problem: 'another text is laid down under this id',
    })
  const now = world.now()
  const moved = { ...row, revision: row.revision + 1 }
  const outcome = await store.moveCases({
    cases: [{ row: moved, from: row.revision }],
    events: fits
      ? [
          {
            at: now,
            kind: 'agreement.laid-down',
            office: row.office,
            case: row.id,
            message: null,
            partner: row.partner,
          },
        ]
      : [],
    evidence: leavesOf(world, [
      {
        at: now,
        kind: 'operator',
        case: row.id,
        subject: row.id,
        data: { act: fits ? acts.laidDown : acts.kept, agreement: named.id, sha256: named.sha256 },
      },
    ]),
  })
  return fits && outcome === 'stored'
}

/**
 * The canonical text that was proposed, which both members compute alike: the one with the digest
 * that was accepted.
 */
async function agreedText(
  proposed: LayingDown['proposed'],
  row: CaseRow,
  messages: readonly MessageRow[],
  sha256: string,
): Promise<string | undefined> {
  for (const message of messages) {
    const opens = profiles.get(row.profile)?.messages[message.type]?.opens === true
    const content = opens ? await proposed(row, message) : undefined
    const text = content && canonicalText(readAgreement(content.form.agreement))
    if (text !== undefined && sha256Hex(utf8(text)) === sha256) return text
  }
  return undefined
}

async function isMarked({ store }: LayingDown, row: CaseRow): Promise<boolean> {
  for await (const { kind, data } of everyRecord(store, row.id))
    if (kind === 'operator' && Object.values<unknown>(acts).includes(data.act)) return true
  return false
}
