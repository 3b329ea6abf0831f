// `bulla partner list | show | suspend | resume`: whom we exchange with, as the directory says.
import { openDirectory } from '../../../config/directory.ts'
import type { PartnerFile } from '../../../config/shapes.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { believedAgain, newestIn } from '../../../crypto/card/chain.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { refused } from '../../installation/complaint.ts'
import { sayCard } from '../card/card-text.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { plain, table } from '../program/table.ts'

/**
 * The card in a partner's file, believed because it was when it was laid down; undefined when it
 * cannot be read.
 */
export async function believedCard({ card }: PartnerFile): Promise<Card | undefined> {
  try {
    return (await believedAgain(newestIn(card))).card
  } catch {
    return undefined
  }
}

export const partnerList: Command = {
  usage: 'partner list',
  summary: 'list the partners',
  examples: ['bulla partner list', 'bulla partner list --json'],
  async run(_words, desk) {
    const partners = []
    for (const partner of await openDirectory(desk.folder).listPartners()) {
      const card = await believedCard(partner)
      const { member, state, addedAt } = partner
      partners.push({
        member,
        state,
        addedAt,
        name: card?.name ?? null,
        sequence: card?.sequence ?? null,
        endpoint: card?.endpoint ?? null,
      })
    }
    if (partners.length === 0) desk.say('no partners yet: bulla partner add <card>')
    else
      desk.say(
        ...table(
          ['MEMBER', 'STATE', 'CARD', 'PARTNER DOOR', 'NAME'],
          partners.map((each) => [
            each.member,
            each.state,
            plain(each.sequence),
            plain(each.endpoint),
            plain(each.name),
          ]),
        ),
      )
    return done({ partners })
  },
}

export const partnerShow: Command = {
  usage: 'partner show <member>',
  summary: 'show the card of a partner with its fingerprint words',
  examples: ['bulla partner show XB'],
  async run(words, desk) {
    const partner = await partnerNamed(operand(words, 0), desk)
    const card = await believedCard(partner)
    if (!card)
      throw refused(
        `the card kept for ${partner.member} cannot be read`,
        'add it again with "bulla partner add --replace"',
      )
    const said = fingerprint(card)
    sayCard({ card, words: said }, desk)
    desk.say(`Added ${partner.addedAt}; the exchange is ${partner.state}`)
    return done({ member: partner.member, state: partner.state, addedAt: partner.addedAt, words: said, card })
  },
}

export const partnerSuspend = setsState(
  'suspend',
  'suspended',
  'suspend the exchange with a partner (12.11.2); what was given stays under its terms',
  `
See "bulla partner facts" first: nothing is sent or taken any more, no duty either. To let duties flow on while obligations rest, send "suspend".`,
)
export const partnerResume = setsState('resume', 'active', 'take the exchange with a suspended partner up again')

function setsState(verb: 'suspend' | 'resume', state: PartnerFile['state'], summary: string, more = ''): Command {
  return {
    usage: `partner ${verb} <member>`,
    summary,
    details: `A running gateway follows within two seconds and closes open connections.${more}`,
    examples: [`bulla partner ${verb} XB`],
    async run(words, desk) {
      const { member } = await partnerNamed(operand(words, 0), desk)
      const directory = openDirectory(desk.folder)
      if (state === 'active' && (await directory.listForks()).some((fork) => fork.member === member))
        throw refused(
          `${member} has two cards of one number`,
          `compare words, then run "bulla partner settle ${member}"`,
        )
      await directory.setPartnerState(member, state)
      desk.say(`the exchange with ${member} is ${state} now`)
      return done({ member, state })
    },
  }
}

/** Throws a complaint that lists the partners there are. */
export async function partnerNamed(member: string, { folder }: Desk): Promise<PartnerFile> {
  const partners = await openDirectory(folder).listPartners()
  const partner = partners.find((each) => each.member === member)
  if (partner) return partner
  throw refused(
    `${member} is not among our partners (${partners.map((each) => each.member).join(', ') || 'there are none'})`,
    'add its card with "bulla partner add"',
  )
}
