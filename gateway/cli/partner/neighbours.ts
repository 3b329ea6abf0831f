// Everybody whom a card must not be taken for: ourselves, and the partners that lie here, whatever
// their state.
import { readAboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import type { PartnerFile } from '../../../config/shapes.ts'
import { identityOf, type Neighbour } from '../../flows/trust/clash.ts'
import { readOwnCard } from '../card/own-card.ts'
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
  const log = own?.card.log.kid ?? ''
  const domains = new Set([about.trustDomain, own?.card.trustDomain ?? about.trustDomain])
  return {
    member: us,
    ours: true,
    name: own?.card.name ?? about.name,
    identities: [...domains].map((trustDomain) => ({ trustDomain, log })),
  }
}

async function neighbour(partner: PartnerFile): Promise<Neighbour> {
  const card = await believedCard(partner)
  const { member, formerly = [] } = partner
  return { member, ours: false, name: card?.name ?? '', identities: [...(card ? [identityOf(card)] : []), ...formerly] }
}
