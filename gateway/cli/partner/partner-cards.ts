// `bulla partner cards | confirm | refuse`: newer cards of partners that came over the line and do
// not follow by themselves. Two persons, each with a token of their own, say yes.
import type { Client } from '../../../client/client.ts'
import type { CardsWaiting } from '../../answers/directory-answers.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, operand, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

type Waiting = CardsWaiting['cards'][number]

export const partnerCards: Command = {
  usage: 'partner cards',
  summary: 'list newer cards of partners that two persons decide on',
  details: `A card that no next key signed, whose trust domain or host is another, or that forks is not taken by itself. It waits for 14 days.
Call the contact point of the card in use on a number you knew before, and have its twelve words read to you; then "bulla partner confirm", and a second person the same with another token.`,
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla partner cards', 'bulla partner cards --json'],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.waitingCards()
      if (said.cards.length === 0) desk.say('no newer card of a partner waits for people')
      for (const card of said.cards) desk.say(...linesOf(card))
      return done(said)
    })
  },
}

const reasonOption = { flags: '--reason <text>', describe: 'why, and whom you called; it becomes evidence' }

export const partnerConfirm: Command = {
  usage: 'partner confirm <card>',
  summary: 'say yes to a newer card of a partner, with the words that it read to you; a second person does the same',
  details: `<card> is what "bulla partner cards" names, or its first eight digits or more. The words are shown nowhere: they are heard.
With the second yes, of another client, the card takes the place of the one in use. Where as many partners introduce it as INTRODUCTIONS says, no words are asked for.`,
  options: [
    reasonOption,
    { flags: '--words <words>', describe: 'the twelve words as the partner read them by voice (else asked for)' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: [
    'bulla partner confirm 9f86d081 --reason "called B. Contact: they moved on Monday" --token-file anna.token',
  ],
  async run(words, desk) {
    const reason = reasonIn(words)
    const named = operand(words, 0)
    const spoken = words.text('words')
    return withDoor(words, desk, async (door) => {
      const { card, wordsNeeded } = await cardNamed(door, named)
      // Enough introductions stand for them; what was heard all the same is compared.
      const heard = spoken ?? (wordsNeeded ? await asked(desk) : undefined)
      const said = { decision: 'confirm', reason, ...(heard !== undefined && { words: heard }) } as const
      return told(await door.operator.decideCard(card, said), desk)
    })
  },
}

export const partnerRefuse: Command = {
  usage: 'partner refuse <card>',
  summary:
    'say no to a newer card of a partner; the card in use stays, and nobody is asked about this one again for a while',
  options: [reasonOption, ...doorOptions],
  wants: { roles: ['operate'] },
  examples: ['bulla partner refuse 9f86d081 --reason "B. Contact knows nothing of it"'],
  async run(words, desk) {
    const reason = reasonIn(words)
    const named = operand(words, 0)
    return withDoor(words, desk, async (door) => {
      const { card } = await cardNamed(door, named)
      return told(await door.operator.decideCard(card, { decision: 'refuse', reason }), desk)
    })
  },
}

function reasonIn(words: Words): string {
  const reason = words.text('reason')
  if (reason !== undefined) return reason
  throw wrongUse('--reason is missing', 'say why, and whom you called')
}

async function asked({ ask }: Desk): Promise<string> {
  const heard = await ask('The twelve words of the card, as the partner read them to you by voice:')
  if (heard !== undefined) return heard.trim()
  throw wrongUse('nobody can be asked here for the words', 'say --words "…" with the words that were read to you')
}

async function cardNamed(door: Client, named: string): Promise<Waiting> {
  const { cards } = await door.operator.waitingCards()
  const found = cards.filter(({ card, state }) => state === 'waiting' && named.length >= 8 && card.startsWith(named))
  const [only, another] = found
  if (only && !another) return only
  throw refused(
    `${found.length} cards that wait begin with ${JSON.stringify(named)}; expected one`,
    '"bulla partner cards" lists them',
  )
}

function told(said: Awaited<ReturnType<Client['operator']['decideCard']>>, { say }: Desk) {
  const says = {
    waiting: `noted; a second person, with another token, confirms card ${said.card} of ${said.member} too`,
    taken: `card ${plain(said.sequence ?? said.card)} of ${said.member} is in use now`,
    refused: `refused; the card of ${said.member} in use stays`,
  }
  say(says[said.outcome])
  return done(said)
}

const linesOf = (card: Waiting): string[] => [
  `${card.member}  ${card.card}`,
  `  ${card.state}, since ${card.at}, until ${card.until}`,
  `  card ${plain(card.sequence)}; in use is card ${plain(card.inUse)}`,
  `  why         ${plain(card.found)}`,
  ...(card.endpoint === card.endpointInUse
    ? []
    : [`  partner door ${plain(card.endpointInUse)}, by this card ${plain(card.endpoint)}`]),
  `  call        ${card.call.map(plain).join(', ')}`,
  ...introductionsOf(card),
  ...card.decisions.map(
    ({ client, person, decision, at, reason, introducedBy }) =>
      `  ${decision === 'confirm' ? 'yes' : 'no'} of ${person ?? client} at ${at}${introducedBy.length > 0 ? `, on the word of ${introducedBy.join(', ')}` : ''}: ${plain(reason)}`,
  ),
]

/** Who says that it is theirs, and whether that is enough. */
function introductionsOf({ introductions, introductionsWanted, wordsNeeded }: Waiting): string[] {
  if (introductionsWanted === 0) return []
  const counting = introductions.filter(({ counts }) => counts).length
  return [
    `  introduced  ${counting} of ${introductionsWanted}${wordsNeeded ? '; the words are needed' : '; no words are needed'}`,
    ...introductions.map(({ member, seen, why }) =>
      why === null
        ? `    by ${member}, who met them on ${plain(seen ?? '')}`
        : `    by ${member}, which does not count: ${uncounted[why]}`,
    ),
  ]
}

const uncounted = {
  unknown: 'it is no partner now',
  suspended: 'the exchange with it is suspended',
  forked: 'it has two histories',
  'not-valid': 'its time or its key has ended, or it says something else',
  'same-anchor': 'it may be one with another that counts, with the member itself or with us',
} as const
