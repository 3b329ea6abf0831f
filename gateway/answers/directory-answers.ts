// Shapes of what is answered about terms, members, agreements, clients, and what is new.
import { type Static, Type } from 'typebox'
import { type Agreement, agreementSchema } from '../model/agreement.ts'
import { clientRoles } from '../model/client/roles.ts'
import { assuranceClasses, type Terms, termNames, termsSchema } from '../model/terms/vocabulary.ts'
import {
  byName,
  day,
  instant,
  last,
  listOf,
  member,
  oneOf,
  open,
  orNull,
  pageOf,
  ref,
  rowsOf,
  text,
  texts,
  whole,
} from './answer-parts.ts'
import { type EventKind, eventKinds } from './event-kinds.ts'
import { exampleKid, sha256, uuid } from './ids.ts'

const event = open('Something new for an office, or for whoever runs the gateway; ids and codes only.', {
  seq: whole('Its number.', 42),
  at: instant('When.'),
  kind: Type.Enum(Object.keys(eventKinds) as EventKind[], {
    description: Object.entries(eventKinds)
      .map(([kind, says]) => `- \`${kind}\`: ${says}`)
      .join('\n'),
    examples: ['message.received'],
  }),
  office: orNull(text('The office it is for; null for what is for whoever runs the gateway.', 'XA000101')),
  case: orNull(uuid('The case.')),
  message: orNull(uuid('The message.')),
  partner: member('The other member; our own code where it is about ourselves.'),
  about: orNull(
    open('Of a key, certificate or list of revoked certificates that ends.', {
      use: text('What it is for: tls, national, signing, encryption, ca or crl.', 'signing'),
      id: text('Key id, or digest of the certificate or list.', exampleKid),
      notBefore: instant('From when on it holds.'),
      notAfter: instant('Until when.'),
    }),
  ),
})

const contact = open('Its contact point.', {
  office: text('Its office.', 'XB000001'),
  names: texts('Whom to ask for.', 'Contact point'),
  email: text('Its address.', 'contact-point@customs.xb.example'),
  phone: Type.Optional(text('Its telephone.', '+00 1 23 45')),
  hours: text('When it is reached.', 'Monday to Friday, 8 to 16 h'),
  timeZone: text('Where its days end (IANA).', 'Europe/Zurich'),
  languages: texts('A language it works in.', 'en'),
  weekend: Type.Optional(listOf(whole('A day of the week without work; 1 is Monday.', 6))),
  holidays: Type.Optional(listOf(day('Another day without work.'))),
})

const partner = open('A member we exchange with, out of its card.', {
  member: member('Its code.'),
  name: text('Its name.', 'Customs Administration of XB'),
  state: oneOf(['active', 'suspended'], 'Whether we exchange with it.'),
  endpoint: text('Where its gateway is reached.', 'https://gateway.xb.example/'),
  sequence: whole('Number of its card; grows with each new one.', 3),
  sha256: sha256('SHA-256 of its card; introductions name it.'),
  contact,
  profiles: texts('A kind of exchange that it takes part in.', 'tfa12'),
  assurance: byName('How far it keeps each term: E, D, A or L.', { type: 'string' }),
})

const agreement = open('An agreement both members hold, octet for octet.', {
  ...agreementSchema.properties,
  members: Type.Unsafe<Agreement['members']>(agreementSchema.properties.members),
  partner: member('The other member.'),
  sha256: sha256('Digest of its text; the other member shows the same.'),
})

const offices = Type.Union([listOf(text('An office.', 'XA000101')), Type.Literal('all')])
const roles = listOf(oneOf(clientRoles, 'A role.'))
const inFunction = orNull(text('In which function it accepts terms.', 'Head of the Central Valuation Office'))

const access = open('Who may come in, as the gateway knows them now; no secret, and no digest of one.', {
  clients: listOf(
    open('A system that asks by the API.', {
      client: text('Id of the client.', 'declarations'),
      offices,
      roles,
      persons: Type.Boolean({ description: 'Whether it may state the person for whom it acts.' }),
      function: inFunction,
      until: orNull(instant('When its secret ends; null where it does not.')),
      formerUntil: orNull(instant('Until when the secret before does as well.')),
    }),
  ),
  persons: listOf(
    open('A person who signs in at the console.', {
      person: text('Id of the person.', 'a.costa'),
      name: text('The name.', 'Ana Costa'),
      offices,
      roles,
      function: inFunction,
      keys: listOf(instant('When a passkey was registered.')),
      linkUntil: orNull(instant('Until when a link that was given out holds.')),
    }),
  ),
})

const settings = open('What is set; no secret is a setting.', {
  settings: listOf(
    open('A setting.', {
      name: text('Its name.', 'RATE_PER_CLIENT'),
      value: orNull(text('What is in force, as JSON; null where nothing is.', '50')),
      usual: Type.Boolean({ description: 'Whether that is its default.' }),
      reload: Type.Boolean({ description: 'Whether a change is taken up while the gateway runs.' }),
      describe: text('What it does.', 'Requests per second of one client.'),
    }),
  ),
})

export const directoryAnswers = {
  MadeTerms: open('Terms as they bind items.', {
    sha256: sha256('Their digest.'),
    terms: ref<Terms>('Terms'),
    unmet: Type.Optional(
      listOf(
        open('A term of which the other member declares less than it demands.', {
          term: oneOf(termNames, 'Which term.'),
          demanded: oneOf(assuranceClasses, 'What the terms demand.'),
          declared: oneOf(assuranceClasses, 'What the card of the other member says.'),
        }),
      ),
    ),
    whereUnmet: Type.Optional(
      oneOf(['two-persons', 'refuse'], 'What becomes of documents under these terms, as the agreement says.'),
    ),
  }),
  Terms: Type.Unsafe<Terms>(termsSchema),
  Event: event,
  EventPage: pageOf<EventView, typeof last>('Event', last),
  Partner: partner,
  PartnerList: rowsOf<PartnerView>('Partner'),
  Agreement: agreement,
  AgreementList: rowsOf<AgreementView>('Agreement'),
  Access: access,
  Settings: settings,
  Client: open('Who the credentials belong to.', {
    id: text('Id of the client.', 'declarations'),
    offices,
    roles,
    persons: Type.Boolean({ description: 'Whether it may state the person for whom it acts.' }),
    function: inFunction,
    person: orNull(text('For whom it acts in this request.', 'officer-17')),
  }),
} as const

export type MadeTerms = Static<typeof directoryAnswers.MadeTerms>
export type EventView = Static<typeof event>
export type PartnerView = Static<typeof partner>
export type AgreementView = Static<typeof agreement>
export type AccessView = Static<typeof access>
export type SettingsView = Static<typeof settings>

const waitingCard = {
  card: sha256('SHA-256 of the card; it is decided on under this name.'),
  member: member('Whose card it is.'),
  state: oneOf(
    ['waiting', 'confirmed', 'refused'],
    'Whether it waits for people, was confirmed and is being taken, or was refused and is not asked about again for a while.',
  ),
  why: oneOf(
    ['chain', 'moved', 'fork'],
    'No next key signed it; its trust domain or the host of its partner door is another; or another card follows the same one.',
  ),
  found: text('The same in words.', 'its partner door is at b.example, that of the card in use at a.example'),
  inUse: orNull(whole('Number of the card in use.', 3)),
  sequence: orNull(whole('Its own number; null where it could not be taken now.', 4)),
  endpointInUse: orNull(text('Partner door by the card in use.', 'https://a.example:8443')),
  endpoint: orNull(text('Partner door by this card.', 'https://b.example:8443')),
  call: texts('Contact point by the card in use, never by the one that waits.', 'A. Officer'),
  at: instant('Since when it waits.'),
  until: instant('Until when.'),
  decisions: listOf(
    open('What a person said.', {
      client: text('Who.', 'anna'),
      person: orNull(text('For whom it acted, where it said so.', 'officer-17')),
      decision: oneOf(['confirm', 'refuse'], 'What.'),
      reason: text('Why.', 'Called B. Contact: they moved on Monday.'),
      at: instant('When.'),
      introducedBy: texts('Members on whose word it rests, without words; none where it does not.', 'XC'),
    }),
  ),
  introductionsWanted: whole('How many introductions stand for the words; 0 for never.', 2),
  wordsNeeded: Type.Boolean({ description: 'Whether a yes needs the twelve words.' }),
  introductions: listOf(
    open('What a partner says of this card.', {
      member: member('Who says that it is theirs.'),
      seen: orNull(text('The day on which it met them.', '2026-11-29')),
      until: orNull(instant('Until when it counts.')),
      counts: Type.Boolean({ description: 'Whether it counts.' }),
      why: orNull(
        oneOf(
          ['unknown', 'suspended', 'forked', 'not-valid', 'same-anchor'],
          'Why not: no partner, or not now; its key or its time has ended; or it may be one with another that counts, with the member or with us.',
        ),
      ),
    }),
  ),
}

const introduction = open('That we say of a member that lost everything that a card is theirs.', {
  about: member('Of whom.'),
  to: member('For which partner.'),
  card: sha256('SHA-256 of the card.'),
  seen: orNull(text('The day on which people of ours met them.', '2026-11-29')),
  state: oneOf(['asked', 'made', 'sent'], 'A second person is asked, the partner has not taken it, or it has.'),
  at: instant('When it was changed, or sent last.'),
  until: instant('Until when.'),
  introduction: orNull(text('Compact JWS, to be given as a file.', 'eyJhbGciOiJFUzI1NiJ9.eyJ2IjoxfQ.c2lnbmF0dXJl')),
  problem: orNull(text('Why the partner did not take it now.', 'XC answered 422 introduction-refused')),
  decisions: listOf(
    open('What a person said.', {
      client: text('Who.', 'anna'),
      person: orNull(text('For whom it acted, where it said so.', 'officer-17')),
      reason: text('Why.', 'B. Officer met A. Contact in Brussels.'),
      at: instant('When.'),
    }),
  ),
})

/** Newer cards of partners that people decide on, and what members say of others. */
export const cardAnswers = {
  CardsWaiting: open('Newer cards of partners that two persons decide on. Their words are shown nowhere.', {
    cards: listOf(open('A card that does not follow by itself.', waitingCard)),
  }),
  CardDecided: open('What became of the card.', {
    ...waitingCard,
    outcome: oneOf(['waiting', 'taken', 'refused'], 'It waits for a second person, is in use now, or was refused.'),
  }),
  CardWaits: open('A card that people are asked about.', waitingCard),
  Introduction: introduction,
  Introductions: open('What was made here.', { introductions: listOf(introduction) }),
} as const

export type CardsWaiting = Static<typeof cardAnswers.CardsWaiting>
export type WaitingCardView = CardsWaiting['cards'][number]
export type CardDecided = Static<typeof cardAnswers.CardDecided>
export type IntroductionView = Static<typeof introduction>
