import { Type } from 'typebox'
import { type BodyContext, defineMessage } from '../../../model/profile/profile.ts'
import { closed, day, prose } from '../../../model/profile/shape.ts'
import { exampleSha256, textSha256 } from './propose.ts'

const paragraph = '12.1'
const factsShape = closed({ sha256: textSha256 }, { description: 'Which text is answered.' })
const note = Type.Optional(prose(4000, { description: 'Anything else the other member should know.', paragraph }))

/** An answer is to one text: whoever read another one has not agreed to this. */
const otherText = (proposed: unknown, sha256: string): string | undefined =>
  proposed === sha256 ? undefined : `the text proposed in this thread has the SHA-256 ${String(proposed)}`

export const agreementAccept = defineMessage({
  title: 'acceptance of an agreement',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  fourEyes: 'always',
  body: closed(
    {
      sha256: textSha256,
      officer: prose(200, { description: 'Officer who accepts for the member.', paragraph, examples: ['B. Example'] }),
      note,
    },
    {
      description: 'The text is accepted as it stands.',
      paragraph,
      examples: [{ sha256: exampleSha256, officer: 'B. Example' }],
    },
  ),
  facts: ({ sha256 }) => ({ sha256 }),
  factsShape,
  legalIn: ['proposed'],
  next({ particulars }, { sha256 }) {
    const illegal = otherText(particulars['sha256'], sha256)
    return illegal === undefined ? { state: 'accepted' } : { illegal }
  },
  items: 'none',
})

export const agreementDecline = defineMessage({
  title: 'decline of an agreement',
  from: 'requested',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  body: closed(
    {
      sha256: textSha256,
      reasons: prose(4000, {
        description: 'The reasons, and what would have to be different.',
        paragraph,
        examples: ['Thirty days are too short for us; sixty would do.'],
      }),
    },
    {
      description: 'The text is not accepted.',
      paragraph,
      examples: [{ sha256: exampleSha256, reasons: 'Thirty days are too short for us; sixty would do.' }],
    },
  ),
  facts: ({ sha256 }) => ({ sha256 }),
  factsShape,
  legalIn: ['proposed'],
  next({ particulars }, { sha256 }) {
    const illegal = otherText(particulars['sha256'], sha256)
    return illegal === undefined ? { state: 'declined' } : { illegal }
  },
  items: 'none',
})

/** Without it a text that was thought better of could still be accepted years later. */
export const agreementWithdraw = defineMessage({
  title: 'withdrawal of a proposed agreement',
  from: 'requesting',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  body: closed(
    {
      reason: prose(2000, {
        description: 'Why the proposal is withdrawn.',
        paragraph,
        examples: ['A corrected text follows.'],
      }),
    },
    { description: 'The proposal stands no more.', paragraph, examples: [{ reason: 'A corrected text follows.' }] },
  ),
  facts: () => ({}),
  factsShape: closed({}, { description: 'A withdrawal ends the thread and says no more.' }),
  legalIn: ['proposed'],
  next: () => ({ state: 'withdrawn' }),
  items: 'none',
})

const lastDay = day({
  description: 'Last day on which new messages may be sent under the agreement.',
  paragraph,
  examples: ['2027-12-31'],
})

/** Either member may end what both agreed on; what was given under it stays under its terms. */
export const agreementEnd = defineMessage({
  title: 'end of an agreement',
  from: 'either',
  paragraphs: [paragraph],
  whileSuspended: true,
  gives: 'to-answer',
  body: closed(
    {
      sha256: textSha256,
      lastDay,
      reasons: prose(4000, {
        description: 'The reasons.',
        paragraph,
        examples: ['A regional agreement takes its place.'],
      }),
    },
    {
      description: 'The agreement ends.',
      paragraph,
      examples: [{ sha256: exampleSha256, lastDay: '2027-12-31', reasons: 'A regional agreement takes its place.' }],
    },
  ),
  rules: ({ lastDay }, { localDate }: BodyContext) =>
    localDate === undefined || lastDay >= localDate
      ? []
      : [{ field: '/lastDay', paragraph, message: 'lies before the day of the message' }],
  facts: ({ sha256, lastDay }) => ({ sha256, lastDay }),
  factsShape: closed({ sha256: textSha256, lastDay }, { description: 'Which text ends, and when.' }),
  legalIn: ['accepted'],
  next({ particulars }, { sha256, lastDay }) {
    const illegal = otherText(particulars['sha256'], sha256)
    return illegal === undefined ? { state: 'ended', particulars: { lastDay } } : { illegal }
  },
  items: 'none',
})
