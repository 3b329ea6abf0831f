// `bulla partner revocation`: how the certificates of a partner are asked after.
import { openDirectory } from '../../../config/directory.ts'
import { type RevocationPolicy, usualRevocation } from '../../flows/trust/revocation/policy.ts'
import type { Fetched } from '../../ports/installation.ts'
import { type Command, choice, number, operand, separated } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { partnerNamed } from './partners.ts'

export const partnerRevocation: Command = {
  usage: 'partner revocation <member>',
  summary: 'show or say how revoked certificates of a partner are found out',
  details: `grace: what a list names is refused; a list that has ended goes on for --grace-hours, and a CA without a list stops
nobody. hard: without a list, or an answer, that is in force nothing is taken. off: nothing is asked. Lists come from the partner
over the line, from CRL_URLS and from the folder crls/; --fetch lets certificates say where else.`,
  options: [
    { flags: '--check <how>', describe: 'one of off, grace, hard' },
    { flags: '--grace-hours <hours>', describe: 'how long a list that has ended goes on, with grace' },
    {
      flags: '--fetch <what>',
      describe: 'crl, ocsp, both with a comma, or nothing: what is fetched from where a certificate says',
      many: true,
    },
  ],
  examples: [
    'bulla partner revocation XB',
    'bulla partner revocation XB --check hard',
    'bulla partner revocation XB --check grace --grace-hours 48 --fetch ocsp',
  ],
  async run(words, desk) {
    const { member, revocation: kept } = await partnerNamed(operand(words, 0), desk)
    const before = { ...usualRevocation, ...kept }
    const revocation = {
      check: choice(words, 'check', ['off', 'grace', 'hard']) ?? before.check,
      graceHours: number(words, 'grace-hours', 0, longestGraceHours) ?? before.graceHours,
      fetch: fetchedBy(separated(words, 'fetch')) ?? [...before.fetch],
    }
    const asked = words.text('check') ?? words.text('grace-hours') ?? words.list('fetch')[0]
    if (asked !== undefined) await openDirectory(desk.folder).setPartnerRevocation(member, revocation)
    desk.say(...said(member, revocation))
    return done({ member, revocation })
  },
}

/** A leap year. */
const longestGraceHours = 8784

const said = (member: string, { check, graceHours, fetch }: RevocationPolicy): string[] => [
  `revoked certificates of ${member}: ${check}${check === 'grace' ? `, ${graceHours} h after a list has ended` : ''}`,
  `fetched from where its certificates say: ${fetch.join(', ') || 'nothing'}`,
]

function fetchedBy(words: readonly string[]): Fetched[] | undefined {
  if (words.length === 0) return undefined
  if (words.length === 1 && words[0] === 'nothing') return []
  const wrong = words.find((word) => word !== 'crl' && word !== 'ocsp')
  if (wrong !== undefined) throw wrongUse(`--fetch says ${JSON.stringify(wrong)}`, 'say crl, ocsp, crl,ocsp or nothing')
  return [...new Set(words)] as Fetched[]
}
