// Everybody whom a card must not be taken for: ourselves, and the partners that lie here, whatever
// their state.
import { readAboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import type { PartnerFile } from '../../../config/shapes.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { heldChain, readLines } from '../../../crypto/card/chain.ts'
import { identityOf, type Neighbour } from '../../flows/trust/clash.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import type { Desk } from '../program/desk.ts'
import { believedCard } from './partners.ts'

/**
 * @param us our member code. A card that cannot be read says nothing of its member but what the
 *   file keeps of older ones.
 */
export async function neighboursOf(us: string, desk: Desk): Promise<Neighbour[]> {
  const partners = await openDirectory(desk.folder).listPartners()
  return [await ourselves(us, desk), ...(await Promise.all(partners.map((partner) => neighbour(partner))))]
}

/** As our card says and as card.json says: the next card is made of it. */
async function ourselves(us: string, desk: Desk): Promise<Neighbour> {
  const [about, own] = [await readAboutUs(desk.folder), await readOwnCard(desk.folder)]
  const known = own ? (await heldChain(own.chain)).map(({ trusted }) => identityOf(trusted.card)) : []
  const identities = [...known, { trustDomain: about.trustDomain, log: own?.card.log.kid ?? '' }]
  return { member: us, ours: true, name: own?.card.name ?? about.name, identities }
}

async function neighbour(partner: PartnerFile): Promise<Neighbour> {
  const card = await believedCard(partner)
  return { member: partner.member, ours: false, name: card?.name ?? '', identities: await identitiesOf(partner) }
}

/** What a partner is known by and was: by its cards that lie here, and by what its file keeps. */
export async function identitiesOf(partner: PartnerFile) {
  const cards = await Promise.all(readLines(partner.card).map((card) => believedCard({ ...partner, card })))
  const readable = cards.filter((card): card is Card => card !== undefined)
  return [...readable.map(identityOf), ...(partner.formerly ?? [])]
}
