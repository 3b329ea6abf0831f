// Shapes of what is answered about a document.
import { type Static, Type } from 'typebox'
import { closed, day, direction, flag, open, orNull, text, whole } from './answer-parts.ts'
import { sha256, uuid } from './ids.ts'

/** An item by itself, in a message or in a case. */
const members = {
  item: uuid('Its id.'),
  case: orNull(uuid('Its case; null while it is staged.')),
  message: orNull(uuid('The message that carried it.')),
  direction,
  kind: text('What it is.', 'invoice'),
  form: text('As filed: electronic or paper.', 'electronic'),
  mediaType: text('Media type.', 'application/pdf'),
  size: Type.Enum(['small', 'medium', 'large', 'very-large'], {
    description: 'Its class of size: up to 64 KiB, 1 MiB, 16 MiB, or more.',
    examples: ['medium'],
  }),
  name: orNull(text('File name of an item of ours; of what was received a release tells it.', 'invoice 4711.pdf')),
  bytes: orNull(whole('Size in octets of an item of ours.', 183_201)),
  sha256: orNull(sha256('SHA-256 of the octets of an item of ours.')),
  terms: sha256('Digest of the terms that it came with.'),
  locked: flag('Whether the provider’s share of its key is still to come.'),
  disposed: flag('Whether its content was disposed of.'),
}

export const itemAnswers = {
  Clearance: closed('A second person’s answer: what one reader may do with one content, until when and how often.', {
    clearance: uuid('Its id.'),
    content: uuid('The item, or the message whose body it is.'),
    case: uuid('Its case.'),
    reader: text('Who may read.', 'officer-17'),
    until: day('Last day.'),
    uses: whole('How often.', 1),
  }),
  StagedItem: open('An item that waits for the message that takes it.', {
    item: uuid('Its id.'),
    kind: text('What it is.', 'invoice'),
    form: text('As filed.', 'electronic'),
    mediaType: text('Media type.', 'application/pdf'),
    name: text('File name.', 'invoice 4711.pdf'),
    bytes: whole('Its size in octets.', 183_201),
    sha256: sha256('SHA-256 of its octets: compare it with the file.'),
    terms: sha256('Digest of its terms.'),
  }),
  Upload: closed('An upload under way.', {
    upload: uuid('Its id.'),
    offset: whole('How many octets are here.', 0),
    bytes: whole('How many there are to be.', 183_201),
    complete: flag('Whether all are here.'),
  }),
  Item: closed('An item; its content is read by a release only.', members),
  ItemInCase: closed('An item with what its provider and its recipient said of it.', {
    ...members,
    termsInForce: Type.Optional(sha256('Digest of the terms that bind it now.')),
    wanted: Type.Optional(text('The wanted item that it answers.', 'w1')),
    verified: Type.Optional(
      Type.Enum(['unverified', 'verified', 'corrected', 'withdrawn'], {
        description: 'What its provider says of its accuracy (12.5.1 d, 12.10 g).',
      }),
    ),
    trueCopy: Type.Optional(flag('Confirmed as a true copy (12.6.1 d).')),
    acceptance: Type.Optional(
      Type.Enum(['open', 'accepted', 'unable'], { description: 'What its recipient said of its terms.' }),
    ),
  }),
} as const

export type ClearanceView = Static<typeof itemAnswers.Clearance>
export type StagedItem = Static<typeof itemAnswers.StagedItem>
export type ItemView = Static<typeof itemAnswers.Item>
export type ItemInCase = Static<typeof itemAnswers.ItemInCase>
