// `bulla partner offer | introduce | introductions | introduced`: a partner that has lost all is
// known again by the words of those that have met it.
import { resolve } from 'node:path'
import type { Client } from '../../../client/client.ts'
import { claimedSha256, newestIn, unwrapped } from '../../../crypto/card/chain.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { refused } from '../../installation/complaint.ts'
import { readGiven, writePublic } from '../../installation/places.ts'
import { type Command, operand, required, type Words } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain } from '../program/table.ts'

type Introduction = Awaited<ReturnType<Client['operator']['introduce']>>

export const partnerOffer: Command = {
  usage: 'partner offer <card>',
  summary: 'have two persons decide on a newer card of a partner that came as a file',
  details: `For a partner that has lost everything: its card follows no card here, and it reaches our partner door no more.
Until two persons have confirmed it the card in use stays. "bulla partner cards" shows it, with the introductions by other partners.`,
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla partner offer xa.jws'],
  async run(words, desk) {
    const file = resolve(desk.cwd, operand(words, 0))
    const card = newestIn(unwrapped(await readGiven(file, 'the signed card of a partner')))
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.offerCard(card)
      desk.say(`card ${said.card} of ${said.member} waits for two persons: "bulla partner cards"`)
      return done(said)
    })
  },
}

export const partnerIntroduce: Command = {
  usage: 'partner introduce <member>',
  summary:
    'say to a partner that the card of another one, which has lost everything, is theirs; a second person says the same',
  details: `The card is the one that is in use here, after two of yours compared its words. A second person says the same with another token; then it is
signed and sent, holds for 30 days and is for that partner alone. Said once more it is sent again, and --out writes it for a partner that cannot be reached.`,
  options: [
    { flags: '--to <member>', describe: 'the partner that it is for' },
    { flags: '--card <file>', describe: 'the card that is meant, as its member gave it' },
    { flags: '--seen <day>', describe: 'when people of yours met people of theirs and compared the words, 2026-11-29' },
    { flags: '--reason <text>', describe: 'why, and who met whom; it becomes evidence' },
    { flags: '--out <file>', describe: 'also write it, once it is made, to be given as a file' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: [
    'bulla partner introduce XA --to XD --card xa.jws --seen 2026-11-29 --reason "B. Officer met A. Contact"',
    'bulla partner introduce XA --to XD --card xa.jws --seen 2026-11-29 --reason "I saw them too" --out xa-to-xd.jws --token-file anna.token',
  ],
  async run(words, desk) {
    const said = {
      about: operand(words, 0),
      to: required(words, 'to', '--to XD'),
      card: await digestIn(required(words, 'card', '--card xa.jws'), desk),
      seen: required(words, 'seen', '--seen 2026-11-29'),
      reason: required(words, 'reason', '--reason "B. Officer met A. Contact in Brussels"'),
    }
    return withDoor(words, desk, async (door) => {
      const made = await door.operator.introduce(said)
      desk.say(...told(made))
      const file = await written(made, words, desk)
      return done({ ...made, file })
    })
  },
}

export const partnerIntroductions: Command = {
  usage: 'partner introductions',
  summary: 'list what we say to partners of members that have lost everything',
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla partner introductions'],
  async run(words, desk) {
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.introductions()
      if (said.introductions.length === 0) desk.say('we introduce nobody')
      for (const each of said.introductions)
        desk.say(
          `${each.about} to ${each.to}  ${each.state}, until ${each.until}`,
          `  card ${each.card}, seen on ${plain(each.seen ?? 'an unknown day')}`,
          ...each.decisions.map(
            ({ client, person, at, reason }) => `  said by ${plain(person ?? client)} at ${at}: ${plain(reason)}`,
          ),
        )
      return done(said)
    })
  },
}

export const partnerIntroduced: Command = {
  usage: 'partner introduced <file>',
  summary: 'take in what a partner says of a card that waits here, out of a file that it gave us',
  details: `It counts where the setting INTRODUCTIONS is not 0, and beside the card alone: "bulla partner offer" first.`,
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla partner introduced xa-to-xd.jws'],
  async run(words, desk) {
    const file = resolve(desk.cwd, operand(words, 0))
    const introduction = unwrapped(await readGiven(file, 'an introduction by a partner'))
    return withDoor(words, desk, async (door) => {
      const said = await door.operator.hearIntroduction(introduction)
      desk.say('taken in; "bulla partner cards" shows who introduces which card')
      return done(said)
    })
  },
}

/** SHA-256 of the card in a file. */
async function digestIn(name: string, { cwd }: Desk): Promise<string> {
  const file = resolve(cwd, name)
  const jws = newestIn(unwrapped(await readGiven(file, 'the signed card of a partner')))
  try {
    return claimedSha256(jws)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw refused(`${file}: it holds no card: ${error.message}`, 'name the card.jws that the member gave you')
  }
}

const told = ({ state, about, to, problem }: Introduction): string[] => {
  if (state === 'asked') return [`noted; a second person, with another token, says the same of ${about} to ${to}`]
  if (state === 'sent') return [`${about} is introduced to ${to}, which has taken it`]
  return [
    `made; ${to} has not taken it yet${problem === null ? '' : `: ${plain(problem)}`}`,
    'it is sent again each hour; or write it with --out and have it carried',
  ]
}

async function written({ introduction }: Introduction, words: Words, desk: Desk): Promise<string | null> {
  const out = words.text('out')
  if (out === undefined || introduction === null) return null
  const file = resolve(desk.cwd, out)
  await writePublic(file, introduction)
  desk.say(`written to ${file}; there: bulla partner introduced`)
  return file
}
