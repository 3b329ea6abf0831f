// `bulla partner settle`: two cards of one number were found, and people have found out which one
// is the member's.
import { resolve } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { claimedSha256, readLines } from '../../../crypto/card/chain.ts'
import { refused } from '../../installation/complaint.ts'
import { writePublic } from '../../installation/places.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'

export const partnerSettle: Command = {
  usage: 'partner settle <member>',
  summary: 'show the proof that a member has two cards of one number, or lay it aside once people have settled it',
  details: `Two cards that follow the same one are signed with one next key, which a member uses once: somebody else has it, or had it.
The exchange rests. Call the contact point on a number you knew before. If the card we hold is the right one, and its next key is the member's alone,
say --settled; else take the right card with "bulla partner add --replace", which compares its words and settles it too.
For our own code: somebody signs cards in our name. Make a new chain: move next/ and card.jws away, run "bulla card refresh", and have partners compare its words.`,
  options: [
    { flags: '--out <file>', describe: 'write the three cards to a file' },
    { flags: '--settled', describe: 'people have compared words: lay the proof aside and go on' },
  ],
  examples: ['bulla partner settle XB', 'bulla partner settle XB --settled'],
  async run(words, desk) {
    const member = operand(words, 0)
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const directory = openDirectory(desk.folder)
    const fork = (await directory.listForks()).find((each) => each.member === member)
    if (!fork) throw refused(`there is no proof that ${member} has two cards of one number`)
    const cards = readLines(fork.text).map(claimedSha256)
    const out = words.text('out')
    if (out !== undefined) await writePublic(resolve(desk.cwd, out), fork.text)
    const settled = words.flag('settled')
    if (settled) await directory.settleFork(member)
    const [before, one, other] = cards
    desk.say(
      `${member === MEMBER ? 'our own card' : `the card of ${member}`} with SHA-256 ${before} is followed by two:`,
      `  ${one}`,
      `  ${other}`,
      settled
        ? 'The proof is laid aside; a running gateway goes on within two seconds'
        : 'The exchange rests until people have settled it',
    )
    return done({ member, cards, settled })
  },
}
