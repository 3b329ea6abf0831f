// `bulla keys status`: every key and certificate of ours and of partners, what ends first on top,
// and who holds our newest card.
import { openDirectory } from '../../../config/directory.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { dayMs } from '../../../crypto/instants.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { readOwnCard } from '../card/own-card.ts'
import { believedCard } from '../partner/partners.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { certificatesIn, placesIn } from '../program/installation.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'
import { nextKeysIn } from './next-keys.ts'

interface Ending {
  readonly of: string
  readonly what: string
  readonly notAfter: string
  readonly days: number
}

export const keysStatus: Command = {
  usage: 'keys status',
  summary: 'list all keys and certificates by when they end, and which partner holds our newest card',
  details: 'Who holds our card only a running gateway knows; the rest is read from the folder.',
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla keys status', 'bulla keys status --json'],
  async run(words, desk) {
    const own = (await readOwnCard(desk.folder))?.card
    const partners = await openDirectory(desk.folder).listPartners()
    const cards = (await Promise.all(partners.map((partner) => believedCard(partner)))).filter(
      (card) => card !== undefined,
    )
    const endings = [...(own ? await ownEndings(own, desk) : []), ...cards.flatMap((card) => cardEndings(card, desk))]
    endings.sort((a, b) => a.days - b.days)
    desk.say(
      ...table(
        ['DAYS', 'ENDS', 'OF', 'WHAT'],
        endings.map(({ of, what, notAfter, days }) => [plain(days), notAfter.slice(0, 10), of, what]),
      ),
    )
    const here = (await nextKeysIn(placesIn(desk.folder).next)).map(({ kid }) => kid)
    desk.say('', ...nextLines(own, here))
    const holders = await withDoor(words, desk, (door) => door.operator.status()).catch(() => undefined)
    desk.say(...(holders ? holderLines(holders) : ['No gateway answers here, so nobody knows who holds our card.']))
    return done({
      card: own?.sequence ?? null,
      endings,
      next: (own?.next ?? []).map((kid) => ({ kid, here: here.includes(kid) })),
      partners:
        holders?.partners.map(({ member, state, card, holdsOurs }) => ({ member, state, card, holdsOurs })) ?? null,
    })
  },
}

function nextLines(own: Card | undefined, here: readonly string[]): string[] {
  if (!own) return ['There is no card of ours.']
  if (own.next.length === 0)
    return [
      'Our card is of version 1 and names no next key: "bulla card refresh" begins a chain, whose words partners compare.',
    ]
  return own.next.map((kid) =>
    here.includes(kid)
      ? `next key ${kid} lies in next/ on this machine: whoever takes this disk takes the member; "bulla keys ceremony" keeps it elsewhere`
      : `next key ${kid} lies elsewhere`,
  )
}

const holderLines = ({
  card,
  partners,
}: {
  card: number
  partners: readonly { member: string; holdsOurs: number | null }[]
}) =>
  partners.map(({ member, holdsOurs }) =>
    holdsOurs === card
      ? `${member} holds our card ${card}`
      : `${member} holds our card ${holdsOurs ?? 'not known'}; ours is ${card}`,
  )

/** Ours as they lie in keys/, whose certificates may have been renewed since the card. */
async function ownEndings(card: Card, desk: Desk): Promise<Ending[]> {
  const keys = await desk.readKeys(desk.folder)
  const files = { 'TLS certificate': keys.tls.certPem, 'certificate of the national door': keys.national.certPem }
  const chains = Object.entries(files).flatMap(([what, pem]) =>
    certificatesIn(pem).map((each) => ending('us', what, readCertificate(each).notAfterMs, desk)),
  )
  return [...chains, ...cardEndings(card, desk, 'us')]
}

function cardEndings(card: Card, desk: Desk, of = card.member): Ending[] {
  const anchors = card.tls.anchors.map((der) => readCertificate(Buffer.from(der, 'base64')))
  return [
    ...card.signing.map(({ kid, notAfter }) => ending(of, `signing key ${kid}`, Date.parse(notAfter), desk)),
    ...card.encryption.map(({ kid, notAfter }) => ending(of, `encryption key ${kid}`, Date.parse(notAfter), desk)),
    ...anchors.map(({ subject, notAfterMs }) => ending(of, `CA ${plain(subject)}`, notAfterMs, desk)),
  ]
}

const ending = (of: string, what: string, notAfterMs: number, { now }: Pick<Desk, 'now'>): Ending => ({
  ...{ of, what },
  notAfter: new Date(notAfterMs).toISOString(),
  days: Math.floor((notAfterMs - now()) / dayMs),
})
