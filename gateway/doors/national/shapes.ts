// Shapes of what national clients send: closed and bounded. The fine print of a body is its profile's, not the door's.

import { type Static, type TProperties, Type } from 'typebox'
import { exampleId, sha256, uuid } from '../../answers/ids.ts'
import { deliveryStates } from '../../model/delivery.ts'
import type { JsonObject } from '../../model/json.ts'
import { memberCodeSchema, officeSchema } from '../../model/member.ts'
import { registrationChannels } from '../../model/profile/registration.ts'
import { decisions } from '../../model/terms/factor.ts'
import { disclosureTargets, excludedProceedings, purposeCodes } from '../../model/terms/vocabulary.ts'

const closed = <P extends TProperties>(members: P) => Type.Object(members, { additionalProperties: false })
const text = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description, examples: [example] })

const word = (description: string, example: string) =>
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$', description, examples: [example] })
const openObject = (description: string) =>
  Type.Unsafe<JsonObject>(Type.Object({}, { description, maxProperties: 256 }))
const listOf = <S extends TProperties[string]>(items: S, maxItems: number, description: string) =>
  Type.Array(items, { maxItems, description })

const day = (description: string) =>
  Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description, examples: ['2027-02-19'] })

const agreement = word('Id of an agreement in force.', 'xa-xb-2026')
const terms = sha256('Digest of terms made before with `POST /v1/terms`.')
const body = openObject('The form of the message; its profile says what must be in it.')
const items = Type.Optional(
  Type.Array(uuid('Id of an uploaded item.'), {
    maxItems: 64,
    uniqueItems: true,
    description: 'Items the message takes with it.',
  }),
)
const office = officeSchema

// Terms
export const termsAsk = closed({
  agreement,
  case: Type.Optional(uuid("Answering in a case: its purpose and the requester's office are taken from the request.")),
  purposes: Type.Optional(
    Type.Array(Type.Enum([...purposeCodes]), {
      maxItems: 7,
      description: 'What the information is asked for; needed where no case says so.',
      examples: [['VERIFY_VALUE']],
    }),
  ),
  protection: Type.Optional(openObject("Level of protection described (12.6.1 b); the agreement's own otherwise.")),
  terms: Type.Optional(
    listOf(openObject('One term of the vocabulary.'), 32, 'Terms to add to or put in place of the defaults.'),
  ),
})
export type TermsBody = Static<typeof termsAsk>

// Items
export const uploadQuery = closed({
  terms,
  kind: word('What the item is.', 'invoice'),
  form: Type.Enum(['electronic', 'paper'], { description: 'As it was filed; a scan of a paper document is `paper`.' }),
  name: text(255, 'File name as filed. It travels encrypted.', 'invoice 4711.pdf'),
})
export const releaseAsk = closed({
  purpose: word('Purpose code the content is read for.', 'VERIFY_VALUE'),
  matter: text(128, 'The matter at issue: the id of the case.', exampleId),
  reader: Type.Optional(text(128, 'Who reads; the client itself otherwise.', 'officer-17')),
  use: Type.Optional(
    Type.Enum(
      ['view', 'compare', 'annotate', 'extract', 'print', 'export', 'decide', 'disclose', 'evidence', 'analytics'],
      { description: 'What is done with it; `view` otherwise. With `print` and `export` a copy leaves the gateway.' },
    ),
  ),
  office: Type.Optional(officeSchema),
  target: Type.Optional(
    Type.Enum([...disclosureTargets], { description: 'With `disclose`: to what kind of recipient it is passed on.' }),
  ),
  proceeding: Type.Optional(
    Type.Enum([...excludedProceedings], { description: 'With `evidence`: in what kind of proceeding it is used.' }),
  ),
  decision: Type.Optional(
    Type.Enum([...decisions], { description: 'With `decide`: what is decided.', examples: ['doubt-confirmed'] }),
  ),
  reliedOn: Type.Optional(
    Type.Array(Type.Enum(['verified', 'unverified', 'own-findings']), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'With `decide`: what the decision rests on (5.1 d).',
    }),
  ),
})
export type ReleaseBody = Static<typeof releaseAsk>

// Cases and messages
export const caseAsk = closed({
  agreement,
  office,
  body,
  items,
  terms: Type.Optional(terms),
  type: Type.Optional(
    word(
      'Type of the opening message. Where the agreement has one kind of case, it may be left out; threads between the members name theirs.',
      'request',
    ),
  ),
})
export type CaseBody = Static<typeof caseAsk>
export const messageAsk = closed({
  type: word('Type of the message; the case lists what is legal next.', 'withdraw'),
  body,
  items,
  terms: Type.Optional(terms),
  inReplyTo: Type.Optional(uuid('Id of the message this one answers.')),
})
export type MessageBody = Static<typeof messageAsk>
export const registrationAsk = closed({
  direction: Type.Enum(['in', 'out'], { description: 'Received or sent by us.' }),
  channel: Type.Enum([...registrationChannels], { description: 'How it travelled (12.6.1 a).' }),
  type: Type.Optional(
    word('Message type of the case that it stands for; left out where it stands for none.', 'response'),
  ),
  on: day('Day on which it was received or sent, not after today.'),
  summary: Type.String({
    minLength: 1,
    maxLength: 4000,
    description: 'What it says, in a few words. Kept encrypted.',
    examples: ['Letter with the confirmed invoice, two pages, original in file 4711.'],
  }),
  reference: Type.Optional(text(200, 'File number or whatever else finds it again. Kept encrypted.', '4711/26')),
})
export type RegistrationBody = Static<typeof registrationAsk>
export const idempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,128}$',
      description: 'Chosen anew for each new message; repeating it repeats the answer, not the message.',
      examples: ['6f1c2a0e-declaration-4711'],
    }),
  ),
})

// Queries
const limit = (maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description: 'Most rows of an answer.' }))
const cursor = Type.Optional(text(512, 'Where the page before ended: its `next`.', 'b3BhcXVl'))
const after = Type.Optional(
  Type.Integer({ minimum: 0, description: 'Only what came after this number.', examples: [41] }),
)
const profileName = word('Name of a profile.', 'tfa12')
export const casesQuery = closed({
  state: Type.Optional(word('State of the case.', 'accepted')),
  partner: Type.Optional(memberCodeSchema),
  profile: Type.Optional(profileName),
  dueBefore: Type.Optional(day('Only cases due before this day.')),
  cursor,
  limit: limit(200),
})
export type CasesQuery = Static<typeof casesQuery>
const yes = (description: string) => Type.Optional(Type.Enum(['true', 'false'], { description }))
const labels = yes('Whether `labels` say what the codes are called; an Accept-Language asks for them as well.')
export const caseQuery = closed({
  labels,
  schemas: yes('Whether `next` holds the schema and an example of each body.'),
})
export type CaseQuery = Static<typeof caseQuery>
export const profileQuery = closed({ labels })
export type ProfileQuery = Static<typeof profileQuery>
export const profilePath = closed({ name: profileName })
export const dueQuery = closed({
  until: Type.Optional(day('Last day; 30 days from today where nothing is said.')),
  partner: Type.Optional(memberCodeSchema),
  by: Type.Optional(Type.Enum(['us', 'partner'], { description: 'Only what we owe, or only what partners owe.' })),
})
export type DueQuery = Static<typeof dueQuery>
export const statisticsQuery = closed({
  since: Type.Optional(day('First day of the report; the first of the year where nothing is said.')),
})
export type StatisticsQuery = Static<typeof statisticsQuery>
export const languageHeaders = Type.Object({
  'accept-language': Type.Optional(
    Type.String({ description: 'Language of the labels: English, French or Spanish.', examples: ['fr'] }),
  ),
})
export const eventsQuery = closed({ after, limit: limit(1000) })
export type EventsQuery = Static<typeof eventsQuery>
export const eventsHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^(0|[1-9][0-9]{0,14})$',
      description: 'Server-sent events: goes on after this one.',
      examples: ['41'],
    }),
  ),
})
export const deliveriesQuery = closed({
  partner: Type.Optional(memberCodeSchema),
  state: Type.Optional(Type.Enum([...deliveryStates], { description: 'State of the delivery.' })),
  cursor,
  limit: limit(200),
})
export type DeliveriesQuery = Static<typeof deliveriesQuery>
export const evidenceQuery = closed({
  case: Type.Optional(uuid('Only evidence of this case.')),
  after,
  limit: limit(1000),
})
export type EvidenceQuery = Static<typeof evidenceQuery>

/** Without `purpose` the bundle holds no content; with it, content that the terms let leave under that purpose. */
export const bundleQuery = closed({
  purpose: Type.Optional(
    word('Purpose code under which content is exported; without it the bundle holds none.', 'VERIFY_VALUE'),
  ),
  reader: Type.Optional(text(128, 'Who exports; the client itself otherwise.', 'officer-17')),
})
export type BundleQuery = Static<typeof bundleQuery>
export const checkQuery = closed({ after, limit: limit(10_000) })
export type CheckQuery = Static<typeof checkQuery>

// Paths
export const idPath = (what: string) => closed({ id: uuid(`Id of the ${what}.`) })
export const sha256Path = closed({ sha256: sha256('SHA-256 of the canonical terms.') })
export const memberPath = closed({ member: memberCodeSchema })

/** For routes that take nothing: what is sent all the same is refused, not dropped. */
export const noBody = Type.Unsafe<null>({ type: ['object', 'null'], maxProperties: 0 })
