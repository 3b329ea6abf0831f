// How old our keys are, and which of them our card names.
import { heldChain } from '../../crypto/card/chain.ts'
import { dayMs } from '../../crypto/instants.ts'
import { publicJwk, thumbprint } from '../../crypto/jose/engine.ts'
import type { KeyDates, RotatedUse } from '../ports/installation.ts'
import { readOwnCard } from './own-card.ts'
import type { Making } from './places.ts'

/** No certificate says how long the key of a log is good; so long as an encryption key. */
const logLifeMs = 730 * dayMs

/** Of the newest key of each use that is rotated by its age; none where we have no card. */
export async function keyDatesIn({ folder, readKeys }: Pick<Making, 'folder' | 'readKeys'>): Promise<KeyDates[]> {
  const own = await readOwnCard(folder)
  if (!own) return []
  const keys = await readKeys(folder)
  const newest = async (pem = '') => thumbprint(await publicJwk(pem))
  const kids = {
    signing: await newest(keys.signing[0]?.keyPem),
    encryption: await newest(keys.encryption[0]),
    log: await newest(keys.log[0]),
  }
  const windows = (['signing', 'encryption'] as const).flatMap((use) =>
    own.card[use]
      .filter(({ kid }) => kid === kids[use])
      .map(({ kid, notBefore, notAfter }) => ({
        use,
        kid,
        madeAt: Date.parse(notBefore),
        endsAt: Date.parse(notAfter),
      })),
  )
  const first = (await heldChain(own.chain)).find(({ trusted }) => trusted.card.log.kid === kids.log)
  if (!first) return windows
  const madeAt = Date.parse(first.trusted.card.issuedAt)
  return [...windows, { use: 'log', kid: kids.log, madeAt, endsAt: madeAt + logLifeMs }]
}

/** Uses whose newest key our card does not name yet. */
export async function unnamedIn(desk: Pick<Making, 'folder' | 'readKeys'>): Promise<RotatedUse[]> {
  const named = new Set((await keyDatesIn(desk)).map(({ use }) => use))
  return (['signing', 'encryption', 'log'] as const).filter((use) => !named.has(use))
}
