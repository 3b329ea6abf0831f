// `bulla partner add`: the moment in which trust begins. A person compares twelve words by voice,
// or a known key vouches.
import { resolve } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import type { PartnerFile } from '../../../config/shapes.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { admitCard } from '../../flows/trust/admit-card.ts'
import { identityOf, movedFrom, type Neighbour } from '../../flows/trust/clash.ts'
import { sayCard } from '../card/card-text.ts'
import { type Command, operand, type Words } from '../program/command.ts'
import { type Desk, done, messageOf, refused, wrongUse } from '../program/desk.ts'
import { readGiven } from '../program/installation.ts'
import { neighboursOf } from './neighbours.ts'
import { believedCard } from './partners.ts'

export const partnerAdd: Command = {
  usage: 'partner add <card>',
  summary: 'add a partner by its card, after comparing the fingerprint words by voice; or take its newer card',
  details: `Call the contact point of the partner on a number you knew before, have the twelve words read to you, and compare.
A newer card of a known partner is taken without words when a key of the older card signed it and its trust domain and log key are those of the older one.`,
  options: [
    { flags: '--words <words>', describe: 'the words as the partner read them; refused when they differ' },
    { flags: '--yes', describe: 'take the words as compared already' },
    { flags: '--replace', describe: 'put this card in the place of one whose keys did not sign it' },
  ],
  examples: [
    'bulla partner add xb.jws',
    'bulla partner add xb.jws --words "abandon ability able about above absent absorb abstract absurd abuse access accident"',
    'bulla partner add xb.jws --yes --json',
  ],
  async run(words, desk) {
    const file = resolve(desk.cwd, operand(words, 0))
    const jws = (await readGiven(file, 'the signed card of a partner')).trim()
    const directory = openDirectory(desk.folder)
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const neighbours = await neighboursOf(MEMBER, desk)
    const card = await firstContact(jws, file, { us: MEMBER, neighbours }, desk)
    const partners = await directory.listPartners()
    const known = partners.find(({ member }) => member === card.member)
    const said = fingerprint(card)
    if (known?.card === jws) {
      desk.say(`${card.member} is a partner already, with this very card`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'unchanged' })
    }
    const older = known && (await believedCard(known, desk.now()))
    const succeeds = older !== undefined && (await isSuccessor(jws, older, neighbours, desk))
    const moved = older && movedFrom(identityOf(older), identityOf(card))
    if (known && succeeds && moved === undefined) {
      if (!(await directory.saveCard(card.member, jws, known.card)))
        throw refused(`another card of ${card.member} was taken at this moment`, 'run it again')
      desk.say(`${card.member} has sequence ${card.sequence} now: a key of its older card signed it`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'renewed' })
    }
    if (known && !succeeds && !words.flag('replace'))
      throw refused(
        `${card.member} is a partner already, and no key of its card in use signed this one`,
        'ask the partner why; if its keys were lost, compare the words and say --replace',
      )
    sayCard({ card, words: said }, desk)
    if (moved !== undefined) desk.say(`${card.member} is known by another name on the line or in its log: ${moved}`)
    await compare(said, card.member, words, desk)
    const formerly = [...(known?.formerly ?? []), ...(older && moved !== undefined ? [identityOf(older)] : [])]
    const partner: PartnerFile = {
      member: card.member,
      state: known?.state ?? 'active',
      card: jws,
      addedAt: new Date(desk.now()).toISOString(),
      words: said,
      ...(known?.revocation && { revocation: known.revocation }),
      ...(formerly.length > 0 && { formerly }),
    }
    await directory.savePartner(partner, { fresh: known === undefined })
    desk.say(
      `${card.member} is a partner now`,
      `Next: bulla agreement new ${card.member}, or add the agreement that they made`,
    )
    return done({ member: card.member, sequence: card.sequence, words: said, outcome: known ? 'replaced' : 'added' })
  },
}

/**
 * A card that cannot be used, or that could be taken for us or for another partner, is no card of a
 * partner.
 */
async function firstContact(
  jws: string,
  file: string,
  { us, neighbours }: { us: string; neighbours: readonly Neighbour[] },
  desk: Desk,
): Promise<Card> {
  try {
    const { card } = await admitCard(jws, { trusting: 'first-contact', words: true, neighbours, nowMs: desk.now() })
    if (card.member !== us) return card
  } catch (error) {
    const clash = error instanceof CryptoError && error.code === 'card-clash'
    throw refused(
      clash ? error.message : `${file}: ${messageOf(error)}`,
      clash
        ? 'ask both who it belongs to; one of the two changes it in its card.json'
        : 'ask the partner for the card.jws that its "bulla card" shows, and check the clocks of both machines',
    )
  }
  throw refused(`this is the card of ${us}, which we are ourselves`, 'add the card of the partner')
}

/** Whether a key of the older card signed it; its trust domain and log key may still be others. */
async function isSuccessor(jws: string, older: Card, neighbours: readonly Neighbour[], desk: Desk): Promise<boolean> {
  return admitCard(jws, { trusting: older, words: true, neighbours, nowMs: desk.now() }).then(
    () => true,
    () => false,
  )
}

async function compare(said: readonly string[], member: string, words: Words, desk: Desk): Promise<void> {
  const read = words.text('words')
  if (read !== undefined) {
    const heard = read
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter(Boolean)
    if (heard.join(' ') === said.join(' ')) return
    const wrong = said.findIndex((word, index) => heard[index] !== word)
    throw refused(
      `the words differ${heard.length === said.length ? ` at number ${wrong + 1}` : `: ${heard.length} were given, there are ${said.length}`}; nothing was added`,
      `get the card of ${member} again on another way and compare once more; if the words still differ, somebody may be between you`,
    )
  }
  if (words.flag('yes')) return
  const answer = await desk.ask(`Did ${member} read these very words to you by voice? (yes or no)`)
  if (answer === undefined)
    throw wrongUse(
      'nobody can be asked here whether the words agree',
      'say --words "…" with the words that were read to you',
    )
  if (!/^y(?:es)?$/i.test(answer.trim())) throw refused('the words were not confirmed; nothing was added')
}
