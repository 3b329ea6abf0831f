// A gateway that was restored from a copy that is older than its newest card cannot know the key
// that its log has had since. Its cards say it: whoever holds one that follows ours has seen more of
// us.
import { followChain, heldChain, readLines } from '../../../../crypto/card/chain.ts'
import { CryptoError } from '../../../../crypto/fault.ts'
import type { VerifiedCheckpoint } from '../../../../crypto/log/checkpoint.ts'
import { keyIdOf, signaturesBy, signatureTypes } from '../../../../crypto/log/note.ts'
import type { EvidenceStore } from '../../../ports/evidence.ts'
import type { PartnerLine } from '../../../ports/line.ts'
import type { World } from '../../../ports/world.ts'
import type { Partner } from '../../trust/load-partners.ts'
import type { Trust } from '../../trust/trust.ts'

interface Asking {
  readonly line: Pick<PartnerLine, 'heldCards'>
  readonly world: Pick<World, 'now'>
  trust(): Pick<Trust, 'ownChain'>
}

/**
 * The number of the newest card of ours that the partner holds and we do not have: each of them is
 * signed by a next key of the one before, so nobody can stop us by saying so. Undefined where there
 * is none.
 */
export async function newerCardOf({ line, world, trust }: Asking, { address }: Partner): Promise<number | undefined> {
  const text = await line.heldCards(address)
  try {
    const followed = await followChain(await heldChain(trust().ownChain), readLines(text), world.now())
    return 'taken' in followed ? followed.taken.at(-1)?.trusted.card.sequence : undefined
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
}

/**
 * Whether a checkpoint of our log has only the signature of a key that the log had given up by that
 * size: it is a thief's, who would stop us by it with a partner's help.
 */
export async function isGivenUp(
  { store, trust }: { readonly store: EvidenceStore; trust(): Pick<Trust, 'us' | 'ownChain' | 'ownLog'> },
  { size, signatures }: VerifiedCheckpoint,
): Promise<boolean> {
  const { us, ownChain, ownLog } = trust()
  const keyId = keyIdOf(ownLog.origin, signatureTypes.note, ownLog.key.publicKey)
  if (signaturesBy(signatures, ownLog.origin, keyId).length > 0) return false
  const chain = await heldChain(ownChain)
  const newest = chain.at(-1)?.trusted.card.log.kid
  const since = chain.find(({ trusted }) => trusted.card.log.kid === newest)?.trusted.sha256
  const entry = (await store.evidenceOfCards([us])).find(({ data }) => data.sha256 === since)
  return entry !== undefined && size > entry.seq
}
