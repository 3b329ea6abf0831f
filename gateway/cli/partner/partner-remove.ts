// `bulla partner remove`: a partner that was added by mistake is one no more.
import { openDirectory, removePartner } from '../../../config/directory.ts'
import { refused } from '../../installation/complaint.ts'
import { heldAgreements } from '../agreement/agreements.ts'
import { type Command, operand } from '../program/command.ts'
import { done } from '../program/desk.ts'
import { partnerNamed } from './partners.ts'

export const partnerRemove: Command = {
  usage: 'partner remove <member>',
  summary: 'take out a partner that was added by mistake: one without an agreement',
  details: `Its card goes, and with it what its seals are held against, so a partner with whom anything was ever agreed stays: suspend it.
A running gateway follows within two seconds.`,
  examples: ['bulla partner remove XC'],
  async run(words, desk) {
    const { member } = await partnerNamed(operand(words, 0), desk)
    const directory = openDirectory(desk.folder)
    const agreed = (await heldAgreements(desk)).filter(({ agreement }) => agreement.members.includes(member))
    if (agreed.length > 0)
      throw refused(
        `${member} stays: there is an agreement with it (${agreed.map(({ agreement }) => agreement.id).join(', ')}), and what its cases hold is verified by its card`,
        `"bulla partner suspend ${member}" ends the exchange`,
      )
    if (!(await removePartner(desk.folder, member))) throw refused(`${member} was removed at this moment`)
    await directory.settleFork(member)
    desk.say(`${member} is no partner any more`)
    return done({ member })
  },
}
