// `bulla agreement add | list | show`: the texts that both members hold.

import { resolve } from 'node:path'
import { type FolderDirectory, openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { canonicalText } from '../../../crypto/canonical.ts'
import { jsonText } from '../../../crypto/json.ts'
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { readGivenJson } from '../../installation/places.ts'
import { type Agreement, partnerIn, readAgreement } from '../../model/agreement.ts'
import { partnerNamed } from '../partner/partners.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { plain, table } from '../program/table.ts'

export const agreementAdd: Command = {
  usage: 'agreement add <file>',
  summary: 'lay down an agreement that a partner made, after reading it',
  options: [{ flags: '--replace', describe: 'put it in the place of an agreement of the same id' }],
  examples: ['bulla agreement add xa-xb-tfa12.json'],
  async run(words, desk) {
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const file = resolve(desk.cwd, operand(words, 0))
    const agreement = readAgreement(await readGivenJson(file, 'the text of an agreement'))
    const partner = partnerIn(agreement, MEMBER)
    const { sha256 } = await layDown(agreement, words.flag('replace'), openDirectory(desk.folder))
    sayAgreement(agreement, sha256, desk)
    await partnerNamed(partner, desk).catch((error: unknown) => desk.note(`note: ${messageOf(error)}`))
    desk.say(`Next: compare the fingerprint with ${partner}, then bulla serve and bulla partner test ${partner}`)
    return done({ agreement, sha256 })
  },
}

export const agreementList: Command = {
  usage: 'agreement list',
  summary: 'list the agreements',
  examples: ['bulla agreement list', 'bulla agreement list --json'],
  async run(_words, desk) {
    const agreements = await heldAgreements(desk)
    if (agreements.length === 0) desk.say('no agreements yet: bulla agreement new <member>')
    else
      desk.say(
        ...table(
          ['ID', 'MEMBERS', 'PROFILES', 'SUITE', 'FROM', 'UNTIL', 'FINGERPRINT'],
          agreements.map(({ agreement, sha256 }) => [
            agreement.id,
            agreement.members.join(' '),
            agreement.profiles.join(' '),
            agreement.suite,
            agreement.from,
            plain(agreement.until),
            fingerprintOf(sha256),
          ]),
        ),
      )
    return done({ agreements: agreements.map(({ agreement, sha256 }) => ({ ...agreement, sha256 })) })
  },
}

export const agreementShow: Command = {
  usage: 'agreement show <id>',
  summary: 'show an agreement with the fingerprint to compare with the partner',
  examples: ['bulla agreement show xa-xb-tfa12'],
  async run(words, desk) {
    const id = operand(words, 0)
    const held = await heldAgreements(desk)
    const found = held.find(({ agreement }) => agreement.id === id)
    if (!found)
      throw refused(
        `there is no agreement ${id} here (${held.map(({ agreement }) => agreement.id).join(', ') || 'there are none'})`,
        'make one with "bulla agreement new" or add one with "bulla agreement add"',
      )
    sayAgreement(found.agreement, found.sha256, desk)
    return done(found)
  },
}

interface Held {
  readonly agreement: Agreement
  /** Of the canonical text, hex: both members must hold the same. */
  readonly sha256: string
}

/**
 * Every agreement laid down. Throws the problem of the first that cannot be read, with the name of
 * its file; with `onFault`, tells each and leaves it out.
 */
export async function heldAgreements(
  { folder }: Pick<Desk, 'folder'>,
  onFault?: (fault: string) => void,
): Promise<Held[]> {
  return (await openDirectory(folder).listAgreements(onFault)).flatMap(({ id, text }) => {
    try {
      const agreement = readAgreement(JSON.parse(jsonText(text)))
      return [{ agreement, sha256: digestOf(agreement) }]
    } catch (error) {
      const fault = `agreements/${id}.json: ${messageOf(error)}`
      if (!onFault) throw refused(fault, 'get the text from the partner again and add it with --replace')
      onFault(fault)
      return []
    }
  })
}

/** Writes the canonical text. Another text under the same id is only replaced when asked. */
export async function layDown(
  agreement: Agreement,
  replace: boolean,
  directory: FolderDirectory,
): Promise<{ text: string; sha256: string }> {
  const { id } = agreement
  const text = canonicalText(agreement)
  const there = (await directory.listAgreements()).find((each) => each.id === id)
  if (there && there.text !== text && !replace)
    throw refused(
      `an agreement ${id} with another text is laid down already (${fingerprintOf(sha256Hex(utf8(there.text)))})`,
      'give the new one another --id; or --replace, when both members change over together',
    )
  await directory.saveAgreement({ id, text }, { replace })
  return { text, sha256: digestOf(agreement) }
}

export function sayAgreement(agreement: Agreement, sha256: string, { say }: Pick<Desk, 'say'>): void {
  const { id, members, profiles, suite, legalBasis, languages, from, until, parameters, terms, standingAcceptance } =
    agreement
  say(
    `${id}: ${members.join(' and ')}`,
    `  profiles       ${profiles.join(', ')} (suite ${suite})`,
    `  legal basis    ${plain(legalBasis)}`,
    `  languages      ${languages.join(', ')}`,
    `  in force       from ${from} ${until === undefined ? 'until further notice' : `until ${until}`}`,
    `  answers        due ${parameters.dueDays} days after the date of the request`,
    `  deliveries     tried for ${parameters.deliverWithinDays} days`,
    `  four eyes      ${parameters.fourEyes.join(', ') || 'on nothing'}`,
    `  default terms  ${
      Object.entries(terms)
        .map(([name, value]) => `${name} ${plain(value)}`)
        .join(', ') || 'those of the vocabulary'
    }`,
    ...(standingAcceptance ?? []).map(
      ({ member, officer, role, until }) =>
        `  accepted       by ${member} in advance, the default terms until ${until} (${plain(officer)}, ${plain(role)})`,
    ),
    'Fingerprint, the same at both members:',
    `  ${fingerprintOf(sha256)}`,
  )
}

/** The first 16 octets of the digest in groups that can be read aloud. */
const fingerprintOf = (sha256: string): string => (sha256.slice(0, 32).match(/.{4}/g) ?? []).join(' ')

const digestOf = (agreement: Agreement): string => sha256Hex(utf8(canonicalText(agreement)))
