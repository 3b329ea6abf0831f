// What partners cosigned of our log, as the checkpoints that we published show; and what we
// cosigned of theirs.
import { iso } from '../../../../crypto/instants.ts'
import { cosignedAtSeconds, witnessName } from '../../../../crypto/log/cosignature.ts'
import { keyIdOf, type NoteSignature, readNote, signaturesBy, signatureTypes } from '../../../../crypto/log/note.ts'
import type { WitnessesView, WitnessView } from '../../../answers/operator-answers.ts'
import type { CheckpointRow, EvidenceStore, LeavesStore } from '../../../ports/evidence.ts'
import type { Partner } from '../../trust/load-partners.ts'
import { isSameLog } from './same-log.ts'

/** The lines of a partner as a witness, each with its key: it may have two for a while. */
export function linesOf(
  signatures: readonly NoteSignature[],
  { card, log: { key, formerly = [] } }: Pick<Partner, 'card' | 'log'>,
) {
  const name = witnessName(card.trustDomain)
  return [key, ...formerly].flatMap((each) =>
    signaturesBy(signatures, name, keyIdOf(name, signatureTypes.cosignature, each.publicKey)).map((line) => ({
      line,
      witness: { name, key: each },
    })),
  )
}

/**
 * The newest instant at which each partner cosigned our log, as our newest checkpoint shows: what a
 * clock that was set back cannot hide.
 */
export async function cosignedBefore(
  store: LeavesStore,
  partners: Iterable<Partner>,
): Promise<ReadonlyMap<string, number>> {
  const newest = await store.checkpoint(0)
  if (!newest) return new Map()
  const { signatures } = readNote(newest.note)
  const cosigned = [...partners].map(({ member, ...partner }) => {
    const atSeconds = linesOf(signatures, partner).map(({ line }) => cosignedAtSeconds(line.signature))
    return [member, Math.max(0, ...atSeconds) * 1000] as const
  })
  return new Map(cosigned.filter(([, atMs]) => atMs > 0))
}

/** Looked at for who cosigned last, newest first, so many at a time. */
const lookedAt = { checkpoints: 1_000, atOnce: 100 } as const

/**
 * Who cosigned what of our log, last when, and since when it owes a cosignature of what is
 * published. A partner with whom the exchange is suspended is not asked, and owes none.
 */
export async function witnessesView(store: EvidenceStore, partners: readonly Partner[]): Promise<WitnessesView> {
  const newest = await store.checkpoint(0)
  const found = await cosignedLast(store, partners)
  const witnesses = partners.map(async (partner): Promise<WitnessView> => {
    const { cosigned = null, lacks } = found.get(partner.member) ?? {}
    const theirs = await store.witnessed(partner.member)
    return {
      ...{ member: partner.member, state: partner.state, cosigned },
      owedSince: partner.state === 'active' && lacks !== undefined ? iso(lacks.at) : null,
      ofTheirs: theirs && (await isSameLog(store, partner, theirs)) ? { size: theirs.size, at: iso(theirs.at) } : null,
    }
  })
  return {
    published: newest ? { size: newest.size, at: iso(newest.at), stamped: newest.stamp !== null } : null,
    witnesses: await Promise.all(witnesses),
  }
}

interface Found {
  cosigned?: NonNullable<WitnessView['cosigned']>
  /** The oldest checkpoint after that. */
  lacks?: CheckpointRow
}

async function cosignedLast(store: EvidenceStore, partners: readonly Partner[]): Promise<ReadonlyMap<string, Found>> {
  const found = new Map(partners.map(({ member }): [string, Found] => [member, {}]))
  let below: number | undefined
  for (let looked = 0; looked < lookedAt.checkpoints; looked += lookedAt.atOnce) {
    const rows = await store.checkpoints({ below, limit: lookedAt.atOnce })
    for (const row of rows) {
      const { signatures } = readNote(row.note)
      for (const partner of partners) {
        const its = found.get(partner.member)
        if (!its || its.cosigned) continue
        const atSeconds = linesOf(signatures, partner).map(({ line }) => cosignedAtSeconds(line.signature))
        if (atSeconds.length === 0) its.lacks = row
        else its.cosigned = { size: row.size, at: iso(Math.max(...atSeconds) * 1000) }
      }
    }
    below = rows.at(-1)?.size
    if (rows.length < lookedAt.atOnce || [...found.values()].every(({ cosigned }) => cosigned)) break
  }
  return found
}
