// What ends: the same list that the running gateway tells of, read from the folder.
import { readFile } from 'node:fs/promises'
import { openDirectory } from '../../../config/directory.ts'
import { renewedByItself } from '../../../config/issuer-settings.ts'
import type { Config } from '../../../config/settings.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { sayingsOf } from '../../flows/trust/validity/sayings.ts'
import { validitiesOf } from '../../flows/trust/validity/validities.ts'
import { daysLeft, type Validity } from '../../flows/trust/validity/validity.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import { certificatesIn, certificateUses, placesIn } from '../../installation/places.ts'
import { believedCard } from '../partner/partners.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, note, wrong } from './finding.ts'

/** What cannot be read is left out; other checks tell of it. */
export async function validitiesIn(config: Config, { folder }: Pick<Desk, 'folder'>): Promise<readonly Validity[]> {
  const own = (await readOwnCard(folder).catch(() => undefined))?.card
  const partners = await openDirectory(folder).listPartners(() => undefined)
  const cards = (await Promise.all(partners.map(believedCard))).filter((card) => card !== undefined)
  const texts = await Promise.all(
    certificateUses.map(async (use) => [use, await readableIn(placesIn(folder).certificate(use))] as const),
  )
  return validitiesOf({
    own: {
      ...{ member: config.MEMBER, card: own },
      certificates: { tls: undefined, national: undefined, signing: undefined, ...Object.fromEntries(texts) },
      renewedByItself: renewedByItself(config),
    },
    partners: cards.map((card) => ({ member: card.member, card })),
  })
}

async function readableIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    for (const each of certificatesIn(text)) readCertificate(each)
    return certificatesIn(text).length > 0 ? text : undefined
  } catch {
    return undefined
  }
}

const urgentDays = 7

/** A note from 60 days before, wrong from 7 days before. */
export async function checkValidities(config: Config, desk: Desk): Promise<Finding[]> {
  const nowMs = desk.now()
  return sayingsOf(await validitiesIn(config, desk), nowMs).map(({ validity, stage, found }) => {
    const urgent = stage === 'ended' || stage === 'early' || daysLeft(validity, nowMs) <= urgentDays
    const { about, fix } = mendOf(validity, desk)
    const told = validity.ours ? found : `its ${validity.name} ${found}`
    return (urgent ? wrong : note)(
      about,
      told,
      stage === 'early' ? 'set the clock of this machine right, or wait' : fix,
    )
  })
}

function mendOf({ use, ours, name, member }: Validity, { folder }: Desk): { about: string; fix: string } {
  if (!ours)
    return {
      about: `partner ${member}`,
      fix: 'tell the partner; its newer card comes over the line by itself, or by "bulla partner add"',
    }
  if (use === 'tls' || use === 'national' || use === 'signing')
    return { about: placesIn(folder).certificate(use), fix: renewal(use) }
  return { about: `our ${name}`, fix: use === 'ca' ? rollOver : 'bulla keys rotate encryption' }
}

/** How a certificate is made anew. */
export const renewal = (use: 'tls' | 'national' | 'signing'): string =>
  `bulla card renew (trial CA), or have requests/${use}.csr.pem signed and run: bulla keys import <file>`

const rollOver =
  'lay the next certificate of the CA beside this one into keys/tls.anchor.pem, then run "bulla card refresh": the card names both'
