// A card for people: whom it names, until when its keys hold, what it declares.
import type { Card } from '../../../crypto/card/card-shape.ts'
import type { Desk } from '../program/desk.ts'
import { plain } from '../program/table.ts'

/** Without its words where a person has still to type what was heard. */
export function sayCard({ card, words }: { card: Card; words?: readonly string[] }, { say }: Pick<Desk, 'say'>): void {
  const { contact, standing } = card
  say(
    `${card.member}  ${plain(card.name)}`,
    `  sequence       ${card.sequence}, issued ${card.issuedAt}`,
    `  partner door   ${card.endpoint}`,
    `  TLS name       spiffe://${card.trustDomain}/gateway, ${vouchedBy(card)}`,
    ...card.signing.map(
      ({ kid, suite, notAfter }) => `  signing key    ${kid} (suite ${suite}, until ${notAfter.slice(0, 10)})`,
    ),
    ...card.encryption.map(
      ({ kid, suite, notAfter }) => `  encryption key ${kid} (suite ${suite}, until ${notAfter.slice(0, 10)})`,
    ),
    `  log key        ${card.log.kid}`,
    ...(card.revoked ?? []).map(({ kid, since }) => `  REVOKED        ${kid}, since ${since}`),
    `  contact point  ${contact.office}: ${contact.names.map(plain).join(', ')}`,
    `                 ${[contact.email, contact.phone].filter(Boolean).map(plain).join(', ')}`,
    `                 ${plain(contact.hours)} (${contact.timeZone}), ${contact.languages.join(', ')}`,
    `  protection     ${plain(standing.protection)}`,
    `  profiles       ${card.profiles.join(', ') || 'none'}`,
    `  enforces       ${enforced(card).join(', ') || 'no term by itself'}`,
    ...(words === undefined ? [] : ['Fingerprint, to be compared by voice:', ...inTwoLines(words)]),
  )
}

export const inTwoLines = (words: readonly string[]): string[] => [
  `  ${words.slice(0, 6).join(' ')}`,
  `  ${words.slice(6).join(' ')}`,
]

const vouchedBy = ({ tls: { anchors, pins } }: Card): string =>
  anchors.length > 0
    ? `vouched for by ${anchors.length === 1 ? 'its CA' : `${anchors.length} CAs`}`
    : `pinned by ${pins.length}`

const enforced = ({ assurance }: Card): string[] =>
  Object.entries(assurance)
    .filter(([, assured]) => assured === 'E')
    .map(([term]) => term)
