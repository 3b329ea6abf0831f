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
  owes: listOf(anything<Owes>('An answer that it asks for: by which types, within how many days, and who set them.')),
  body: anything('JSON Schema of its body; `paragraph` names where a field comes from.'),
  example: anything('A body to begin with.'),
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
    states: byName<StateRow>('States, with what they mean for the pair.', { type: 'object' }),
    regions: byName<Region>('Side regions: first state, each state in words, and what may follow it.', {
      type: 'object',
    }),
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
