// `bulla partner add`: the moment in which trust begins. A person compares twelve words by voice, or a known key vouches.
import { resolve } from 'node:path'
import { readAboutUs } from '../../config/about.ts'
import { openDirectory } from '../../config/directory.ts'
import { loadConfig } from '../../config/load.ts'
import type { PartnerFile } from '../../config/shapes.ts'
import { type Card, readCard } from '../../crypto/card.ts'
import { fingerprint } from '../../crypto/words.ts'
import { sayCard } from './card-text.ts'
import { type Command, operand, type Words } from './command.ts'
import { type Desk, done, messageOf, refused, wrongUse } from './desk.ts'
import { readGiven } from './installation.ts'
import { believedCard } from './partners.ts'

export const partnerAdd: Command = {
  usage: 'partner add <card>',
  summary: 'add a partner by its card, after comparing the fingerprint words by voice; or take its newer card',
  details: `Call the contact point of the partner on a number you knew before, have the twelve words read to you, and compare.
A newer card of a known partner is taken without words when a key of the older card signed it.`,
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
    const card = await firstContact(jws, file, desk)
    await refuseClash(card, desk)
    const partners = await directory.listPartners()
    const known = partners.find(({ member }) => member === card.member)
    const said = fingerprint(card)
    if (known?.card === jws) {
      desk.say(`${card.member} is a partner already, with this very card`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'unchanged' })
    }
    const trusted = known && (await succeeds(jws, known, desk))
    if (trusted) {
      if (!(await directory.saveCard(card.member, jws, known.card)))
        throw refused(`another card of ${card.member} was taken at this moment`, 'run it again')
      desk.say(`${card.member} has sequence ${card.sequence} now: a key of its older card signed it`)
      return done({ member: card.member, sequence: card.sequence, words: said, outcome: 'renewed' })
    }
    if (known && !words.flag('replace'))
      throw refused(
        `${card.member} is a partner already, and no key of its card in use signed this one`,
        'ask the partner why; if its keys were lost, compare the words and say --replace',
      )
    sayCard({ card, words: said }, desk)
    await compare(said, card.member, words, desk)
    const partner: PartnerFile = {
      member: card.member,
      state: known?.state ?? 'active',
      card: jws,
      addedAt: new Date(desk.now()).toISOString(),
      words: said,
    }
    await directory.savePartner(partner, { fresh: known === undefined })
    desk.say(
      `${card.member} is a partner now`,
      `Next: bulla agreement new ${card.member}, or add the agreement that they made`,
    )
    return done({ member: card.member, sequence: card.sequence, words: said, outcome: known ? 'replaced' : 'added' })
  },
}

async function firstContact(jws: string, file: string, desk: Desk): Promise<Card> {
  try {
    return (await readCard(jws, { trusting: 'first-contact', nowMs: desk.now() })).card
  } catch (error) {
    throw refused(
      `${file}: ${messageOf(error)}`,
      'ask the partner for the card.jws that its "bulla card" shows, and check the clocks of both machines',
    )
  }
}

/** A card that could be taken for us or for another partner on the line is no card of a partner. */
async function refuseClash(card: Card, desk: Desk): Promise<void> {
  const { MEMBER } = loadConfig(desk.folder, desk.env)
  if (card.member === MEMBER)
    throw refused(`this is the card of ${MEMBER}, which we are ourselves`, 'add the card of the partner')
  const ours = (await readAboutUs(desk.folder)).trustDomain
  if (card.trustDomain === ours)
    throw refused(`${card.member} uses our own trust domain ${ours}`, 'one of the two must change it in card.json')
  for (const other of await openDirectory(desk.folder).listPartners()) {
    if (other.member === card.member) continue
    const theirs = await believedCard(other, desk.now())
    if (theirs?.trustDomain === card.trustDomain)
      throw refused(
        `${card.member} uses the trust domain ${card.trustDomain} of ${other.member}`,
        'ask both; on the line they could not be told apart',
      )
  }
}

async function succeeds(jws: string, known: PartnerFile, desk: Desk): Promise<boolean> {
  const older = await believedCard(known, desk.now())
  if (!older) return false
  return readCard(jws, { trusting: older, nowMs: desk.now() }).then(
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
