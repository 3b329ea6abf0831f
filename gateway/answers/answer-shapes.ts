// Shapes of what the national door answers: they document and never filter. What a profile adds
// stands beside them.
import { type Static, Type } from 'typebox'
import { closed, listOf, open, paragraph, text } from './answer-parts.ts'
import { caseAnswers } from './case-answers.ts'
import { caseParts } from './case-parts.ts'
import { cardAnswers, directoryAnswers } from './directory-answers.ts'
import { exampleId } from './ids.ts'
import { itemAnswers } from './item-answers.ts'
import { messageAnswers } from './message-answers.ts'
import { operatorAnswers } from './operator-answers.ts'
import { overviewAnswers } from './overview-answers.ts'
import { profileAnswers } from './profile-answers.ts'
import { termsAnswers } from './terms-answers.ts'
import { usesAnswers } from './uses-answers.ts'

export const answerShapes = {
  Problem: open('Problem details (RFC 9457).', {
    type: text('URI of the kind of problem.', 'https://bulla.example/problems/not-found'),
    title: text('The kind of problem in one sentence.', 'There is nothing here for this caller'),
    status: Type.Integer({ description: 'The HTTP status.', examples: [404] }),
    detail: Type.Optional(text('What it was this time.', 'no case is dealt with by your offices')),
    instance: text('Path of the request.', `/v1/cases/${exampleId}`),
    code: text('Short code, stable.', 'not-found'),
    retry: Type.Boolean({ description: 'Whether the same request, unchanged, may succeed later.' }),
    fix: text('What to do next.', 'Check the identifier.'),
    field: Type.Optional(text('JSON pointer to the member at fault.', '/body/matter')),
    paragraph: Type.Optional(text('Paragraph of Article 12, without the leading 12.', '4.1 a')),
    faults: Type.Optional(
      listOf(
        closed('One broken rule.', {
          field: text('JSON pointer to the member at fault.', '/body/matter'),
          paragraph: Type.Optional(paragraph('Paragraph of Article 12, without the leading 12.')),
          message: text('What was found and expected.', 'is missing'),
        }),
      ),
    ),
  }),
  ...directoryAnswers,
  ...itemAnswers,
  ...messageAnswers,
  ...caseParts,
  ...caseAnswers,
  ...termsAnswers,
  ...usesAnswers,
  ...overviewAnswers,
  ...profileAnswers,
  ...operatorAnswers,
  ...cardAnswers,
} as const
export type AnswerShape = keyof typeof answerShapes
/** What an answer of this shape is once it is read. */
export type Answer<Shape extends AnswerShape> = Static<(typeof answerShapes)[Shape]>

/** Headers that answers may carry. */
export const answerHeaders = {
  Location: 'Address of what was made.',
  'Idempotency-Replayed': 'true when this repeats an answer given before.',
  'Content-Language': 'Language of the words, where they were asked for.',
  'Content-Length': 'Octets of the content.',
  'Content-Digest': 'SHA-256 of the content (RFC 9530).',
  'Content-Location': 'Address under which a release that is broken off goes on.',
  'Content-Range': 'Which octets of how many these are (RFC 9110).',
  'Accept-Ranges': 'That parts of it may be asked for.',
  ETag: 'Names the content: of another one no part is given.',
  'Upload-Offset': 'How many octets are here.',
  'Upload-Length': 'How many there are to be.',
  'Upload-Complete': '?1 once all are here, ?0 before.',
  'Content-Disposition': 'File name as filed (RFC 6266).',
  'Bulla-Truncated': 'true where `truncated` would say so of the same as JSON.',
  'Bulla-Left-Out':
    'What was asked for and is not in the bundle, by reason: a list of strings such as "2 item: release-denied" (RFC 9651).',
  'Bulla-Obligations': 'What the reader must observe: a list of strings (RFC 9651).',
} as const
export type AnswerHeader = keyof typeof answerHeaders
