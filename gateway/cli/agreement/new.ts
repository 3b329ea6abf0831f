// `bulla agreement new`: writes the text that both members then hold, octet for octet.
import { basename, resolve } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { publicMode, writeDurably } from '../../../disk/durable.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import { type Agreement, readAgreement } from '../../model/agreement.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { profiles } from '../../profiles/all.ts'
import { believedCard, partnerNamed } from '../partner/partners.ts'
import { type Command, choice, number, operand, separated, type Words } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { layDown, sayAgreement } from './agreements.ts'

export const agreementNew: Command = {
  usage: 'agreement new <member>',
  summary: 'make an agreement with a partner, lay it down here, and write the file to send',
  details: 'The partner reads it and runs "bulla agreement add". Both then hold the same fingerprint.',
  options: [
    { flags: '--profile <name>', describe: 'kind of exchange (default: tfa12)', many: true },
    {
      flags: '--id <id>',
      describe: 'name of the agreement (default: both codes and the profile, such as xa-xb-tfa12)',
    },
    { flags: '--legal-basis <text>', describe: 'default: that of the profile' },
    { flags: '--language <tag>', describe: 'language of requests (default: those both cards name)', many: true },
    { flags: '--due-days <n>', describe: 'days from a request to its due date (default: 90, as 12.6.1 e says)' },
    { flags: '--deliver-within-days <n>', describe: 'days for which a message is tried (default: 7)' },
    { flags: '--four-eyes <types>', describe: 'message types that a second person approves', many: true },
    { flags: '--retention-days <n>', describe: 'days from a message to the end of retention (5.1 e)' },
    {
      flags: '--standing-acceptance <row>',
      describe: 'what a member accepts in advance, the default terms: "member; officer; role; last day"',
      many: true,
    },
    { flags: '--from <day>', describe: 'first day (default: today)' },
    { flags: '--until <day>', describe: 'last day (default: none)' },
    { flags: '--suite <name>', describe: 'B or A (default: that of our keys)' },
    { flags: '--out <file>', describe: 'file to send (default: <id>.json here)' },
    { flags: '--replace', describe: 'put it in the place of an agreement of the same id' },
  ],
  examples: [
    'bulla agreement new XB',
    'bulla agreement new XB --profile tfa12 --due-days 60 --four-eyes request,response --out xa-xb.json',
    'bulla agreement new XB --standing-acceptance "XA; J. Example; head of verification; 2027-12-31"',
  ],
  async run(words, desk) {
    const { MEMBER, TIME_ZONE } = loadConfig(desk.folder, desk.env)
    const partner = await partnerNamed(operand(words, 0), desk)
    const cards = {
      ours: (await readOwnCard(desk.folder))?.card,
      theirs: await believedCard(partner),
    }
    const today = localDateOf(desk.now(), TIME_ZONE)
    const agreement = readAgreement(textOf({ us: MEMBER, them: partner.member, cards, today }, words))
    const file = resolve(desk.cwd, words.text('out') ?? `${agreement.id}.json`)
    const { text, sha256 } = await layDown(agreement, words.flag('replace'), openDirectory(desk.folder))
    await writeDurably(file, text, { mode: publicMode })
    sayAgreement(agreement, sha256, desk)
    desk.say(`Send ${file} to ${partner.member}; there: bulla agreement add ${basename(file)}`)
    return done({ agreement, sha256, file })
  },
}

interface Parties {
  readonly us: string
  readonly them: string
  readonly cards: { readonly ours: Card | undefined; readonly theirs: Card | undefined }
  readonly today: string
}

function textOf({ us, them, cards, today }: Parties, words: Words): Agreement {
  const names = separated(words, 'profile').length > 0 ? separated(words, 'profile') : ['tfa12']
  const [first = ''] = names
  const profile = profiles.get(first)
  const known = [...profiles.values()].filter(({ scope }) => scope === 'case').map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (!profile || unknown !== undefined)
    throw wrongUse(`there is no profile ${JSON.stringify(unknown)}`, `there is ${known.join(', ')}`)
  const members = [us, them].sort() as [string, string]
  const fourEyes = separated(words, 'four-eyes')
  const stray = fourEyes.find((type) => names.every((name) => !profiles.get(name)?.messages[type]))
  if (stray !== undefined)
    throw wrongUse(
      `--four-eyes names ${stray}, which is no message of ${names.join(', ')}`,
      `there are ${Object.keys(profile.messages).join(', ')}`,
    )
  const languages = separated(words, 'language')
  const retentionDays = number(words, 'retention-days', 1, 36_500)
  const until = words.text('until')
  const standingAcceptance = words.list('standing-acceptance').map(acceptanceOf)
  return {
    v: 1,
    id: words.text('id') ?? `${members.join('-')}-${first}`.toLowerCase(),
    members,
    profiles: names,
    suite: choice(words, 'suite', ['B', 'A']) ?? cards.ours?.signing[0]?.suite ?? 'B',
    legalBasis: words.text('legal-basis') ?? profile.utilityBlock.legalBasis,
    languages: languages.length > 0 ? languages : shared(cards),
    from: words.text('from') ?? today,
    ...(until !== undefined && { until }),
    parameters: {
      dueDays: number(words, 'due-days', 1, 3650) ?? profile.dueDays ?? 90,
      deliverWithinDays: number(words, 'deliver-within-days', 1, 90) ?? 7,
      fourEyes,
    },
    terms: retentionDays === undefined ? {} : { retentionDays },
    ...(standingAcceptance.length > 0 && { standingAcceptance }),
  }
}

/** Named in full: an acceptance is a person's, for a member, until a day. */
function acceptanceOf(text: string) {
  const [member, officer, role, until, ...more] = text.split(';').map((part) => part.trim())
  if (member && officer && role && until && more.length === 0)
    return { member, officer, role, terms: 'defaults' as const, until }
  throw wrongUse(
    `--standing-acceptance ${JSON.stringify(text)} does not name a member, an officer, a role and a last day`,
    'say for instance --standing-acceptance "XA; J. Example; head of verification; 2027-12-31"',
  )
}

/** Languages that both cards name, in our order; ours where there is none in common. */
function shared({ ours, theirs }: Parties['cards']): string[] {
  const own = ours?.contact.languages ?? ['en']
  const both = own.filter((language) => theirs?.contact.languages.includes(language))
  return both.length > 0 ? both : [...own]
}
