// Partners, agreements, clients and persons as they are laid down: whether they can be used and go
// together.
import { openDirectory } from '../../../config/directory.ts'
import type { PersonEntry } from '../../../config/people/persons.ts'
import type { Config } from '../../../config/settings.ts'
import type { ClientEntry, PartnerFile } from '../../../config/shapes.ts'
import { readCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { demandUsable } from '../../../crypto/card/card-use.ts'
import { newestIn } from '../../../crypto/card/chain.ts'
import { identityClash, type Neighbour, nameClash } from '../../flows/trust/clash.ts'
import { messageOf } from '../../installation/complaint.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import { type Agreement, inForce } from '../../model/agreement.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { idleRoles } from '../../model/client/roles.ts'
import { heldAgreements } from '../agreement/agreements.ts'
import { neighboursOf } from '../partner/neighbours.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, note, wrong } from './finding.ts'

export async function checkDirectory(config: Config, desk: Desk): Promise<Finding[]> {
  const findings: Finding[] = []
  const directory = openDirectory(desk.folder)
  const broken = (about: string, fix: string) => (fault: string) => {
    findings.push(wrong(about, fault, fix))
  }
  const partnerFix = 'add the partner again with "bulla partner add --replace"'
  const partners = await directory
    .listPartners(broken('partners', partnerFix))
    .catch(unreadable(findings, 'partners', unlistedFix))
  const agreementFix = 'get the text from the partner again and add it with --replace'
  const held = await heldAgreements(desk, broken('agreements', agreementFix)).catch(
    unreadable(findings, 'agreements', unlistedFix),
  )
  const clients = await directory
    .listClients()
    .catch(unreadable(findings, 'clients', 'correct the file as the message says'))
  if (clients && clients.length === 0)
    findings.push(
      note('clients', 'nobody may come in at the national door', 'bulla client add <id> --offices … --roles …'),
    )
  for (const client of clients ?? []) findings.push(...checkClient(client))
  const persons = await directory
    .listPersons()
    .catch(unreadable(findings, 'persons', 'correct the file as the message says'))
  for (const person of persons ?? []) findings.push(...checkPerson(person, desk))
  const own = (await readOwnCard(desk.folder).catch(() => undefined))?.card
  findings.push(...checkOffices(config, clients ?? [], persons ?? [], own), ...checkMember(config, own))
  const cards = new Map<string, Card>()
  const neighbours = await neighboursOf(config.MEMBER, desk).catch(() => [])
  for (const partner of partners ?? []) findings.push(...(await checkPartner(partner, cards, neighbours, desk)))
  const today = localDateOf(desk.now(), config.TIME_ZONE)
  for (const { agreement } of held ?? [])
    findings.push(...checkAgreement(agreement, { us: config.MEMBER, own, cards, today }))
  for (const { member } of partners ?? [])
    if (held && !held.some(({ agreement }) => agreement.members.includes(member)))
      findings.push(
        note(
          `partner ${member}`,
          'there is no agreement with it',
          `bulla agreement new ${member}, or add the one they made`,
        ),
      )
  return findings
}

/**
 * Installations of 0.1.0 made an operator with every role. What is too much counts nothing, and is
 * taken away by whoever reads this.
 */
function checkClient({ id, roles, persons }: ClientEntry): Finding[] {
  const alone = persons === true && roles.includes('operate') ? [checkAlone(id)] : []
  const idle = idleRoles(roles)
  if (idle.length === 0) return alone
  const left = roles.filter((role) => !idle.includes(role)).join(',')
  const found = `has operate beside ${idle.join(', ')}, which count nothing: whoever runs the gateway deals with no case`
  const fix = `bulla client roles ${id} --roles ${left}; persons and systems come in with "bulla client add <id> --offices … --roles …"`
  return [wrong(`client ${id}`, found, fix), ...alone]
}

/** It states whom it acts for, and nobody can look behind it. */
const checkAlone = (id: string): Finding =>
  note(
    `client ${id}`,
    'has operate and states for whom it acts: whoever has its token is two persons, where two decide on the card of a partner or make an introduction',
    `bulla client change ${id} --persons no; whoever runs the gateway comes in with a passkey ("bulla person add") or as a client of its own`,
  )

/** Whoever has no key and no link cannot come in; roles that count nothing were written by hand. */
function checkPerson({ id, roles, keys, invitation }: PersonEntry, desk: Desk): Finding[] {
  const about = `person ${id}`
  const idle = idleRoles(roles)
  const left = roles.filter((role) => !idle.includes(role)).join(',')
  const isInvited = invitation !== undefined && Date.parse(invitation.until) > desk.now()
  return [
    ...(idle.length === 0
      ? []
      : [
          wrong(
            about,
            `has operate beside ${idle.join(', ')}, which count nothing`,
            `bulla person roles ${id} --roles ${left}`,
          ),
        ]),
    ...(keys.length > 0 || isInvited
      ? []
      : [
          note(
            about,
            'has no key, and no link that still holds',
            `bulla person link ${id}, or bulla person remove ${id}`,
          ),
        ]),
  ]
}

/** Offices that the list does not have, of clients, of persons and of our contact point. */
function checkOffices(
  { OFFICES }: Config,
  clients: readonly ClientEntry[],
  persons: readonly PersonEntry[],
  own: Card | undefined,
): Finding[] {
  if (OFFICES === undefined) return []
  const listed = OFFICES.split(',')
  const named = [
    ...clients.map(({ id, offices }) => ({ about: `client ${id}`, offices: offices === 'all' ? [] : offices })),
    ...persons.map(({ id, offices }) => ({ about: `person ${id}`, offices: offices === 'all' ? [] : offices })),
    { about: 'our card', offices: own ? [own.contact.office] : [] },
  ]
  return named.flatMap(({ about, offices }) =>
    offices
      .filter((office) => !listed.includes(office))
      .map((office) =>
        wrong(about, `${office} is none of our offices`, 'correct it, or add the office to the setting OFFICES'),
      ),
  )
}

function checkMember({ MEMBER }: Config, own: Card | undefined): Finding[] {
  if (own === undefined || own.member === MEMBER) return []
  const fix = `it never changes: put ${own.member} into bulla.json, take BULLA_MEMBER out of the environment, or name the folder of ${MEMBER}`
  return [wrong('settings', `MEMBER is ${MEMBER}, and the card here is that of ${own.member}`, fix)]
}

/** What cannot even be listed holds nothing that could be added again. */
const unlistedFix = 'mend that, then check again'

const unreadable = (findings: Finding[], about: string, fix: string) => (error: unknown) => {
  findings.push(wrong(about, messageOf(error), fix))
  return undefined
}

async function checkPartner(
  partner: PartnerFile,
  cards: Map<string, Card>,
  neighbours: readonly Neighbour[],
  desk: Desk,
): Promise<Finding[]> {
  const about = `partner ${partner.member}`
  const newer = 'ask the partner for its newer card and run "bulla partner add"'
  const suspended =
    partner.state === 'suspended'
      ? [note(about, 'the exchange is suspended', `bulla partner resume ${partner.member}`)]
      : []
  let card: Card
  try {
    card = (await readCard(newestIn(partner.card), { trusting: 'first-contact', nowMs: desk.now() })).card
  } catch (error) {
    return [...suspended, wrong(about, messageOf(error), newer)]
  }
  cards.set(card.member, card)
  const unusable = await demandUsable(card).then(() => undefined, messageOf)
  const others = neighbours.filter(({ member }) => member !== card.member)
  const clash = identityClash(card, others) ?? nameClash(card, others)
  return [
    ...(card.member === partner.member ? [] : [wrong(about, `the card is that of ${card.member}`, newer)]),
    ...(unusable === undefined ? [] : [wrong(about, unusable, newer)]),
    ...(clash === undefined
      ? []
      : [
          wrong(
            about,
            clash,
            'compare the words of both, and run "bulla partner add --replace" with the right card; else one of the two changes its card.json',
          ),
        ]),
    ...suspended,
  ]
}

interface Parties {
  readonly us: string
  readonly own: Card | undefined
  readonly cards: ReadonlyMap<string, Card>
  readonly today: string
}

function checkAgreement(agreement: Agreement, { us, own, cards, today }: Parties): Finding[] {
  const about = `agreement ${agreement.id}`
  const isOurs = agreement.members.includes(us)
  const them = (isOurs && agreement.members.find((member) => member !== us)) || ''
  const card = cards.get(them)
  const [ours, theirs] = [own?.signing[0]?.suite, card?.signing[0]?.suite]
  const suiteFix =
    'make an agreement with the suite of both members, or an installation with the suite of the agreement ("bulla init --suite")'
  return [
    ...(isOurs
      ? []
      : [
          wrong(
            about,
            `it is between ${agreement.members.join(' and ')}, we are ${us}`,
            `remove agreements/${agreement.id}.json`,
          ),
        ]),
    ...(card || !isOurs
      ? []
      : [wrong(about, `${them} is not among our partners`, `bulla partner add <card of ${them}>`)]),
    ...(ours && ours !== agreement.suite
      ? [wrong(about, `it asks for suite ${agreement.suite}, our keys are of suite ${ours}`, suiteFix)]
      : []),
    ...(theirs && theirs !== agreement.suite
      ? [wrong(about, `it asks for suite ${agreement.suite}, the keys of ${them} are of suite ${theirs}`, suiteFix)]
      : []),
    ...agreement.profiles
      .filter((name) => card && !card.profiles.includes(name))
      .map((name) =>
        note(about, `the card of ${them} does not offer the profile ${name}`, 'ask the partner whether it takes part'),
      ),
    ...(inForce(agreement, today)
      ? []
      : [
          note(
            about,
            `not in force today: from ${agreement.from} until ${agreement.until ?? 'further notice'}`,
            'make a new one with "bulla agreement new" when it has ended',
          ),
        ]),
  ]
}
