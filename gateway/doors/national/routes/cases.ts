// Cases: opened, listed and read.
import { Type } from 'typebox'
import { memberCodeSchema, officeSchema } from '../../../model/member.ts'
import { searchedBy } from '../../../model/profile/searched.ts'
import { caseLabels } from '../../in-words/labels.ts'
import { labelsWanted, saysLanguage } from '../../language.ts'
import { clientOf } from '../admission.ts'
import {
  after,
  agreement,
  closed,
  cursor,
  day,
  idPath,
  labels,
  languageHeaders,
  limit,
  profileName,
  schemas,
  text,
  word,
} from '../request-parts.ts'
import { json, route } from '../route.ts'
import { answerSubmitted, idempotencyOf, messageParts, submitted, submitting } from '../submitting.ts'

const { body, items, terms } = messageParts
const caseAsk = closed({
  agreement,
  office: officeSchema,
  body,
  items,
  terms,
  type: Type.Optional(
    word(
      'Type of the opening message. Where the agreement has one kind of case, it may be left out; threads between the members name theirs.',
      'request',
    ),
  ),
})
const casesQuery = closed({
  state: Type.Optional(word('State of the case.', 'accepted')),
  partner: Type.Optional(memberCodeSchema),
  profile: Type.Optional(profileName),
  assignee: Type.Optional(text(64, 'Only cases on which this person works.', 'officer-17')),
  dueBefore: Type.Optional(day('Only cases due before this day.')),
  cursor,
  limit: limit(200),
})

export const caseRoutes = {
  'POST /v1/cases': route({
    operation: 'openCase',
    access: ['submit'],
    tag: 'Cases',
    summary: 'Open a case',
    description:
      'About a declaration or, with a type such as `suspend`, between the two members. The type may be left out where the agreement has one kind of case.',
    takes: { body: caseAsk },
    once: 'by key',
    message: 'opening',
    answers: submitted,
    problems: submitting,
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const { items = [], ...rest } = request.body
        const ask = { case: null, items, ...rest }
        const answered = await flows.submit(clientOf(request), ask, idempotencyOf(request))
        return answerSubmitted(reply, answered, `/v1/cases/${answered.answer.case}`)
      },
  }),
  'GET /v1/cases': route({
    operation: 'listCases',
    access: ['read'],
    tag: 'Cases',
    summary: 'List the cases of your offices',
    description:
      'The newest first; with `dueBefore` by due date, those due first; with `assignee` the newest first, whatever else is asked.',
    takes: { querystring: casesQuery },
    answers: { 200: json('CasePage', 'A page of cases.') },
    handle:
      ({ flows }) =>
      (request) =>
        flows.cases(clientOf(request), { limit: 50, ...request.query }),
  }),
  'POST /v1/searches': route({
    operation: 'searchCases',
    access: ['read'],
    tag: 'Cases',
    summary: 'Find the cases in which a number stands',
    description: `A declaration number (an MRN is one), the registration number of a trader, or a file number of our own or of the other
member's. Blanks, hyphens, strokes and small letters make no difference. The number stands in the body, so that no address and no log has it. What was given to us is found only
while your office may read it. At most 50 cases, the newest first.`,
    takes: {
      body: closed({
        by: Type.Enum([...searchedBy], { description: 'What the number is of.', examples: ['declaration'] }),
        number: text(200, 'The number, as it is written.', '26XB07K4T9QPLM31E2'),
      }),
    },
    once: { because: 'It looks into an index and changes nothing.' },
    answers: { 200: json('FoundCases', 'The cases, as lists show them.') },
    problems: ['too-many-requests', 'log-behind', 'clock-stepped'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.searchCases(clientOf(request), request.body),
  }),
  'GET /v1/cases/:id': route({
    operation: 'readCase',
    access: ['read'],
    tag: 'Cases',
    summary: 'Read a case',
    description: `With everything that is wanted, owed, given and permitted, what may be sent next with the paragraph that
it carries out, and why nothing else may. Codes are the same in every language; \`labels\` say what they are called.`,
    takes: { params: idPath('case'), querystring: closed({ labels, schemas }), headers: languageHeaders },
    answers: { 200: json('Case', 'The case with its timeline and what is legal next.', 'Content-Language') },
    problems: ['not-found', 'profile-unknown'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const schemas = request.query.schemas === 'true'
        const view = await flows.case(clientOf(request), request.params.id, { schemas })
        const language = labelsWanted(request, request.query)
        saysLanguage(reply, language)
        return language === undefined ? view : { ...view, labels: caseLabels(view, language) }
      },
  }),
  'POST /v1/cases/:id/office': route({
    operation: 'handCaseOver',
    access: ['submit', 'approve'],
    tag: 'Cases',
    summary: 'Hand a case to another of our offices',
    description: `With its drafts and days; both offices hear of it. What was given to us may be read by the other office only where the terms name it
or a permission does, and the answer says what that is; what we wrote it may read, and the first office no more. The partner hears nothing but that our next message comes from it.`,
    takes: { params: idPath('case'), body: closed({ office: officeSchema }) },
    once: { because: 'A repeat finds the case with that office already, and says so.' },
    answers: { 200: json('HandedOver', 'Who deals with it now, and what that office may read.') },
    problems: ['not-found', 'profile-unknown', 'case-changed', 'storage-full', 'clock-stepped'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.handOver(clientOf(request), request.params.id, request.body.office),
  }),
  'POST /v1/cases/:id/assignment': route({
    operation: 'assignCase',
    access: ['submit', 'approve'],
    tag: 'Cases',
    summary: 'Assign a case to a person of its office',
    description: 'An id of your own; null for nobody. It gives no right and takes none.',
    takes: {
      params: idPath('case'),
      body: closed({
        person: Type.Union([text(64, 'Id of the person.', 'officer-17'), Type.Null()], {
          description: 'The person, or null.',
        }),
      }),
    },
    once: { because: 'Said twice it says the same.' },
    answers: { 200: json('WorkedBy', 'Who works on it now.') },
    problems: ['not-found', 'storage-full', 'clock-stepped'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.assign(clientOf(request), request.params.id, request.body.person),
  }),
  'GET /v1/cases/:id/uses': route({
    operation: 'readUses',
    access: ['read'],
    tag: 'Cases',
    summary: 'Read what was done with content of a case',
    description: `By us as it is recorded, and by the partner: how many uses it signed for, what it reported of them, and where that
contradicts what it signed. A report is asked for with \`use-ask\`. No content stands in it, and no name of a person.`,
    takes: { params: idPath('case'), querystring: closed({ after, limit: limit(500) }) },
    answers: { 200: json('Uses', 'A page of uses of both sides, by their numbers.') },
    problems: ['cursor-gone', 'not-found', 'log-behind', 'store-altered'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.uses(clientOf(request), request.params.id, { after: 0, limit: 100, ...request.query }),
  }),
} as const
