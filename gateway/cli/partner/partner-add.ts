// `bulla partner add`: the moment in which trust begins. A person compares twelve words by voice,
// or a known key vouches.
import { resolve } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import type { PartnerFile } from '../../../config/shapes.ts'
import { readCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { chainWith, followChain, heldChain, newestIn, readLines, unwrapped } from '../../../crypto/card/chain.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { demandAdmissible } from '../../flows/trust/admit-card.ts'
import { formerlyIn, identityOf, movedFrom, type Neighbour } from '../../flows/trust/clash.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { readGiven } from '../../installation/places.ts'
import { inTwoLines, sayCard } from '../card/card-text.ts'
import { type Command, operand, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { identitiesOf, neighboursOf } from './neighbours.ts'
import { believedCard } from './partners.ts'

export const partnerAdd: Command = {
  usage: 'partner add <card>',
  summary: 'add a partner by its card, after comparing the fingerprint words by voice; or take its newer card',
  details: `Call the contact point of the partner on a number you knew before and have the twelve words read to you. Three of them are asked for
by their number; then all twelve are shown, to be compared. A card that was wrapped or quoted on its way by mail is taken as it is.
A newer card of a known partner is taken without words when a key that the older card named as next signed it, and its trust domain and the host of its partner door are those of the older one.
What came over the line and does not follow by itself waits for two persons: "bulla partner cards".`,
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
    const offered = unwrapped(await readGiven(file, 'the signed card of a partner'))
    const jws = newestIn(offered)
    const directory = openDirectory(desk.folder)
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const neighbours = await neighboursOf(MEMBER, desk)
    const card = await firstContact(jws, file, { us: MEMBER, neighbours }, desk)
    const partners = await directory.listPartners()
    const known = partners.find(({ member }) => member === card.member)
    const said = fingerprint(card)
    if (known && newestIn(known.card) === jws) {
      desk.say(`${card.member} is a partner already, with this very card`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'unchanged' })
    }
    const older = known && (await believedCard(known))
    const chain = known && (await followed(known.card, offered, desk))
    const moved = older && movedFrom(older, card)
    if (known && chain !== undefined && moved === undefined) {
      const formerly = formerlyIn(await identitiesOf({ ...known, card: chain }), identityOf(card))
      if (!(await directory.saveCard(card.member, { card: chain, formerly }, known.card)))
        throw refused(`another card of ${card.member} was taken at this moment`, 'run it again')
      desk.say(`${card.member} has sequence ${card.sequence} now: a key that its older card named as next signed it`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'renewed' })
    }
    if (known && chain === undefined && !words.flag('replace'))
      throw refused(
        `${card.member} is a partner already, and no key that its card in use names as next signed this one`,
        'ask the partner why; if its keys were lost, compare the words and say --replace',
      )
    const compared = words.flag('yes') || words.text('words') !== undefined
    sayCard({ card, ...(compared && { words: said }) }, desk)
    if (moved !== undefined) desk.say(`${card.member} is called, or reached, otherwise than before: ${moved}`)
    await compare(said, card.member, words, desk)
    const formerly = known ? formerlyIn(await identitiesOf(known), identityOf(card)) : []
    const partner: PartnerFile = {
      member: card.member,
      state: known?.state ?? 'active',
      card: jws,
      addedAt: new Date(desk.now()).toISOString(),
      words: said,
      ...(known?.revocation && { revocation: known.revocation }),
      ...(known?.proxy !== undefined && { proxy: known.proxy }),
      ...(formerly.length > 0 && { formerly }),
    }
    await directory.savePartner(partner, { fresh: known === undefined })
    await directory.settleFork(card.member)
    desk.say(...nextAfter(card.member, known?.state))
    return done({ member: card.member, sequence: card.sequence, words: said, outcome: known ? 'replaced' : 'added' })
  },
}

/** With one that was a partner before the agreement is there, and it may be suspended. */
function nextAfter(member: string, before: PartnerFile['state'] | undefined): string[] {
  if (before === undefined)
    return [`${member} is a partner now`, `Next: bulla agreement new ${member}, or add the agreement that they made`]
  const next = before === 'suspended' ? `bulla partner resume ${member}` : `bulla partner test ${member}`
  return [`${member} has this card here from now on; the exchange with it is ${before}`, `Next: ${next}`]
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
    const trusted = await readCard(jws, { trusting: 'first-contact', nowMs: desk.now() })
    await demandAdmissible(trusted, { older: undefined, neighbours, nowMs: desk.now() })
    if (trusted.card.member !== us) return trusted.card
  } catch (error) {
    const { code, advice } = error instanceof CryptoError ? error : {}
    const clash = code === 'card-clash'
    throw refused(
      clash ? messageOf(error) : `${file}: ${messageOf(error)}`,
      clash
        ? 'ask both who it belongs to; one of the two changes it in its card.json'
        : (advice ??
            'ask the partner for the card.jws that its "bulla card" shows, and check the clocks of both machines'),
    )
  }
  throw refused(`this is the card of ${us}, which we are ourselves`, 'add the card of the partner')
}

/**
 * The chain as it would be held, where what is offered follows the cards in use; its trust domain
 * may still be another.
 */
async function followed(held: string, offered: string, desk: Desk): Promise<string | undefined> {
  try {
    const known = await heldChain(held)
    const found = await followChain(known, readLines(offered), desk.now())
    return 'fork' in found ? undefined : chainWith(known, found.taken)
  } catch (error) {
    if (error instanceof CryptoError) return undefined
    throw error
  }
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
  // What is typed was heard: the words are shown only afterwards, and nobody knows which are asked.
  for (const place of threeOf(said.length, desk)) {
    const heard = await asked(`Word ${place + 1} of the twelve, as ${member} read it to you by voice:`, desk)
    if (heard.toLowerCase() !== said[place])
      throw refused(
        `${JSON.stringify(heard)} is not word ${place + 1} of this card; nothing was added`,
        `have ${member} read all twelve again; if a word still differs, get its card on another way, as somebody may be between you`,
      )
  }
  desk.note('These three agree. All twelve:', ...inTwoLines(said))
  if ((await asked('Do all twelve agree? Type yes in full, or anything else to stop:', desk)).toLowerCase() !== 'yes')
    throw refused('the words were not confirmed; nothing was added')
}

async function asked(question: string, desk: Desk): Promise<string> {
  const answer = await desk.ask(question)
  if (answer !== undefined) return answer.trim()
  throw wrongUse(
    'nobody can be asked here whether the words agree',
    'say --words "…" with the words that were read to you',
  )
}

/** Three places of so many, each as likely as any other, in their order. */
function threeOf(count: number, { randomOctets }: Desk): number[] {
  const places = Array.from({ length: count }, (_, place) => place)
  // 32 bits for each place: none is likelier than another by more than one in a billion.
  const drawn = new DataView(randomOctets(4 * count).slice().buffer)
  return places
    .sort((one, other) => drawn.getUint32(4 * one) - drawn.getUint32(4 * other))
    .slice(0, 3)
    .sort((one, other) => one - other)
}
