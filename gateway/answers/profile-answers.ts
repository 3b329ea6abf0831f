// Shapes of what is answered about the kinds of exchange.
import { type Static, Type } from 'typebox'
import type { Owes, Region, StateRow } from '../model/profile/profile.ts'
import {
  anything,
  byName,
  closed,
  flag,
  listOf,
  member,
  open,
  orNull,
  paragraph,
  ref,
  text,
  texts,
  whole,
} from './answer-parts.ts'

const names = { profile: text('Its name.', 'tfa12'), version: text('Its version.', '1.0') }
const scope = Type.Enum(['case', 'members'], {
  description: 'About a declaration, or between the two members and part of every agreement.',
})
const title = text('What it is, in English.', 'Exchange of information under Article 12')
const opens = orNull(text('The message type that opens a case.', 'request'))

const profileLine = closed('A kind of exchange.', {
  ...names,
  title,
  scope,
  opens,
  messages: texts('A message type.', 'request'),
  agreements: texts('An agreement under which its cases are opened.', 'xa-xb-2026'),
})

const facts = (description: string) => byName(description, { description: 'One value, or those that will do.' })
const owed = open('An answer that it asks for; what is left out does not hold of it.', {
  answeredBy: texts('A message type that settles it.', 'response'),
  bySender: Type.Optional(flag('Whether the sender owes it itself.')),
  when: Type.Optional(facts('Asked for only where the facts say so.')),
  answeredWhen: Type.Optional(facts('Settled only by an answer whose facts say so.')),
  whileOpen: Type.Optional(flag('Whether it is owed until every wanted item is settled.')),
  untilBarred: Type.Optional(flag('Whether it is owed until no answer has a place any more.')),
  days: Type.Optional(whole('Days from the day of the sender to the last day.', 30)),
  dueFact: Type.Optional(text('The fact that holds the last day; it goes before the days.', 'expectedOn')),
  sinceFact: Type.Optional(text('The fact that says since when hours are counted.', 'detectedAt')),
  about: Type.Optional(text('The fact that asking and answering message share.', 'permission')),
  term: Type.Optional(text('The term that sets the time, where the terms have it.', 'feedback')),
  source: text('Who sets the day: treaty, agreement, target, or terms.', 'treaty'),
  paragraph: Type.Optional(paragraph('Paragraph of Article 12, without the leading 12.')),
})

const messageType = closed('One message type of a profile.', {
  title: text('What it is called, in English.', 'request'),
  from: Type.Enum(['requesting', 'requested', 'either'], { description: 'Which side sends it.' }),
  opens: flag('Whether it opens a case.'),
  paragraphs: listOf(paragraph('Paragraph of Article 12, without the leading 12.')),
  legalIn: texts('A state in which it is legal.', 'accepted'),
  whileSuspended: flag('Whether it keeps flowing while obligations are suspended (12.11.2).'),
  fourEyes: orNull(
    text(
      'When a second person approves it: always; at-discretion, where the requested side owes nothing (12.7.2, 12.8).',
      'at-discretion',
    ),
  ),
  items: Type.Enum(['none', 'optional', 'required'], { description: 'Whether it carries documents.' }),
  signedAs: orNull(
    Type.Enum(['permit', 'accept-terms', 'dispose'], {
      description:
        'The act that a person signs with a key of its own, where a setting demands it; null where it is none.',
    }),
  ),
  owes: listOf(Type.Unsafe<Owes>(owed)),
  body: anything('JSON Schema of its body; `paragraph` names where a field comes from.'),
  example: anything('A body to begin with.'),
})

const state = open('One state.', {
  describe: text('What it is, in English.', 'The request was accepted and is worked on.'),
  pending: flag('Whether an answer is still owed.'),
})
const region = closed('One side region.', {
  initial: text('Its first state.', 'none'),
  describe: byName('Each state in words.', { type: 'string' }),
  life: byName('Which states may follow each.', { type: 'array', items: { type: 'string' } }),
})

const profileLabels = closed('What the codes and fields are called, in the language of `Content-Language`.', {
  language: text('Its tag.', 'fr'),
  states: byName('States.', { type: 'string' }),
  roles: byName('The two sides.', { type: 'string' }),
  regions: byName('Side regions; their states as `region.state`.', { type: 'string' }),
  messages: byName('Message types.', { type: 'string' }),
  fields: byName<Readonly<Record<string, string>>>(
    'By message type: each field by its JSON pointer; places in lists are left out.',
    {
      type: 'object',
      additionalProperties: { type: 'string' },
    },
  ),
  codes: byName<Readonly<Record<string, Readonly<Record<string, string>>>>>(
    'By message type, then by JSON pointer: what each code means.',
    {
      type: 'object',
      additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    },
  ),
})

export const profileAnswers = {
  ProfileLine: profileLine,
  ProfileList: closed('A list.', { rows: listOf(ref<ProfileLine>('ProfileLine')) }),
  Profile: closed('A kind of exchange as data.', {
    ...names,
    title,
    scope,
    opens,
    utilityBlock: closed('In the manner of the WCO’s Globally Networked Customs.', {
      legalBasis: text('Legal basis.', 'WTO Trade Facilitation Agreement, Article 12'),
      purpose: text('Purpose.', 'To verify a declaration (2.1).'),
      data: texts('What is exchanged.', 'the declaration (6.1 b)'),
      triggers: texts('What sets it going.', 'a doubt (3)'),
      serviceLevels: texts('What the legal basis demands.', 'an answer within 90 days (6.1 e)'),
      targets: Type.Optional(texts('What we aim at beyond it.', 'an acknowledgement within 10 days')),
      protection: text('Level of protection.', 'At least that of the requested member (5.1 a).'),
    }),
    roles: byName('The two sides in words.', { type: 'string' }),
    dueDays: orNull(whole('Days to the due date by the profile itself.', 90)),
    agreements: listOf(
      closed('The numbers that hold under an agreement.', {
        agreement: text('Its id.', 'xa-xb-2026'),
        partner: member('The other member.'),
        dueDays: whole('Days to the due date.', 90),
        answerWithinDays: byName<number>('Days to answer, by the message type that asks.', { type: 'integer' }),
        fourEyes: texts('A message type that a second person approves.', 'request'),
      }),
    ),
    states: byName<StateRow>('States, with what they mean for the pair.', state),
    regions: byName<Region>('Side regions: first state, each state in words, and what may follow it.', region),
    messages: Type.Unsafe<Readonly<Record<string, MessageTypeView>>>({
      type: 'object',
      description: 'Message types.',
      additionalProperties: { $ref: '#/components/schemas/MessageType' },
    }),
    labels: Type.Optional(ref<ProfileLabels>('ProfileLabels')),
  }),
  MessageType: messageType,
  ProfileLabels: profileLabels,
} as const

export type ProfileLine = Static<typeof profileLine>
export type MessageTypeView = Static<typeof messageType>
export type ProfileLabels = Static<typeof profileLabels>
export type ProfileView = Static<typeof profileAnswers.Profile>
