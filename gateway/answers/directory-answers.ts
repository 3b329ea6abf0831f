// Shapes of what is answered about terms, members, agreements, clients, and what is new.
import { type Static, Type } from 'typebox'
import type { JsonObject } from '../model/json.ts'
import {
  anything,
  instant,
  last,
  listOf,
  member,
  open,
  orNull,
  pageOf,
  ref,
  rowsOf,
  text,
  whole,
} from './answer-parts.ts'
import { sha256, uuid } from './ids.ts'

const event = open('Something new for an office; ids and codes only.', {
  seq: whole('Its number.', 42),
  at: instant('When.'),
  kind: text('What happened.', 'message.received'),
  office: text('The office it is for.', 'XA000101'),
  case: uuid('The case.'),
  message: orNull(uuid('The message.')),
  partner: member('The other member.'),
})

const partner = open('A member we exchange with, out of its card.', {
  member: member('Its code.'),
  name: text('Its name.', 'Customs Administration of XB'),
  state: text('active or suspended.', 'active'),
})

const agreement = open('An agreement both members hold, octet for octet.', {
  id: text('Its id.', 'xa-xb-2026'),
  partner: member('The other member.'),
  sha256: sha256('Digest of its text; the other member shows the same.'),
})

export const directoryAnswers = {
  MadeTerms: open('Terms as they bind items.', { sha256: sha256('Their digest.'), terms: ref<JsonObject>('Terms') }),
  Terms: anything('Terms of the vocabulary tfa12/terms/2.0.'),
  Event: event,
  EventPage: pageOf<EventView, typeof last>('Event', last),
  Partner: partner,
  PartnerList: rowsOf<PartnerView>('Partner'),
  Agreement: agreement,
  AgreementList: rowsOf<AgreementView>('Agreement'),
  Client: open('Who the credentials belong to.', {
    id: text('Id of the client.', 'declarations'),
    offices: Type.Union([listOf(text('An office.', 'XA000101')), Type.Literal('all')]),
    roles: listOf(text('submit, read, release, approve or operate.', 'submit')),
  }),
} as const

export type MadeTerms = Static<typeof directoryAnswers.MadeTerms>
export type EventView = Static<typeof event>
/** With what else its card says. */
export type PartnerView = Static<typeof partner> & {
  readonly endpoint: string
  readonly sequence: number
  readonly contact: object
  readonly profiles: readonly string[]
  readonly assurance: Readonly<Record<string, string>>
}
/** With everything else that stands in its text. */
export type AgreementView = Static<typeof agreement> & object
