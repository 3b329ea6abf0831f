// The messages of a case, and what was registered by hand beside them.
import { Type } from 'typebox'
import { uuid } from '../../../answers/ids.ts'
import { officeSchema } from '../../../model/member.ts'
import { registrationChannels } from '../../../model/profile/registration.ts'
import { clientOf } from '../admission.ts'
import { agreement, closed, day, idPath, prose, text, word } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { answerSubmitted, idempotencyOf, messageParts, saysRepeated, submitted, submitting } from '../submitting.ts'

const messageAsk = closed({
  type: word('Type of the message; the case lists what is legal next.', 'withdraw'),
  ...messageParts,
  inReplyTo: Type.Optional(uuid('Id of the message this one answers.')),
})
const rehearsalAsk = closed({
  case: Type.Optional(uuid('The case in which it would be sent; left out where it would open one.')),
  agreement: Type.Optional(agreement),
  office: Type.Optional(officeSchema),
  type: Type.Optional(word('Type of the message; left out as where a case is opened.', 'withdraw')),
  ...messageParts,
  inReplyTo: Type.Optional(uuid('Id of the message this one answers.')),
})
const registrationAsk = closed({
  direction: Type.Enum(['in', 'out'], { description: 'Received or sent by us.' }),
  channel: Type.Enum([...registrationChannels], { description: 'How it travelled (12.6.1 a).' }),
  type: Type.Optional(
    word('Message type of the case that it stands for; left out where it stands for none.', 'response'),
  ),
  on: day('Day on which it was received or sent, not after today.'),
  summary: prose(
    4000,
    'What it says, in a few words. Kept encrypted.',
    'Letter with the confirmed invoice, two pages, original in file 4711.',
  ),
  reference: Type.Optional(text(200, 'File number or whatever else finds it again. Kept encrypted.', '4711/26')),
})

export const messageRoutes = {
  'GET /v1/cases/:id/messages': route({
    operation: 'listMessages',
    access: ['read'],
    tag: 'Messages',
    summary: 'List the messages of a case',
    takes: { params: idPath('case') },
    answers: { 200: json('MessageList', 'In the order of the case.') },
    problems: ['not-found'],
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.messages(clientOf(request), request.params.id) }),
  }),
  'POST /v1/cases/:id/messages': route({
    operation: 'sendMessage',
    access: ['submit'],
    tag: 'Messages',
    summary: 'Send a message in a case',
    takes: { params: idPath('case'), body: messageAsk },
    once: 'by key',
    message: 'any',
    answers: submitted,
    problems: ['not-found', ...submitting],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const ask = { items: [], ...request.body, case: request.params.id }
        const answered = await flows.submit(clientOf(request), ask, idempotencyOf(request))
        return answerSubmitted(reply, answered, `/v1/messages/${answered.answer.message}`)
      },
  }),
  'POST /v1/rehearsals': route({
    operation: 'rehearseMessage',
    access: ['submit'],
    tag: 'Messages',
    summary: 'Hear what would come of sending a message, or of opening a case with it',
    description: `It is refused as it would be, or told whether a second person has to approve it, and why. Nothing is sent; what is refused
because it was given by another member is evidence, as it is of a message that is sent.`,
    takes: { body: rehearsalAsk },
    once: { because: 'Nothing is sent by it.' },
    message: 'any',
    answers: { 200: json('MessageRehearsal', 'It would be taken.') },
    problems: ['not-found', ...submitting],
    handle:
      ({ flows }) =>
      (request) =>
        flows.rehearse(clientOf(request), { items: [], ...request.body, case: request.body.case ?? null }),
  }),
  'POST /v1/cases/:id/registrations': route({
    operation: 'register',
    access: ['submit'],
    tag: 'Messages',
    summary: 'Register a letter, an e-mail or a call',
    description:
      'It stands in the timeline and in the evidence, its content is kept encrypted, and nothing changes in the state of the case.',
    takes: { params: idPath('case'), body: registrationAsk },
    once: 'by key',
    answers: { 201: json('Registration', 'Registered.', 'Location') },
    problems: ['not-found', 'body-invalid', 'storage-full', 'clock-stepped'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const { id } = request.params
        const registered = await flows.register(clientOf(request), id, request.body, idempotencyOf(request))
        return saysRepeated(reply, registered.repeated)
          .code(201)
          .header('location', `/v1/cases/${id}/registrations`)
          .send(registered.answer)
      },
  }),
  'GET /v1/cases/:id/registrations': route({
    operation: 'listRegistrations',
    access: ['read'],
    tag: 'Messages',
    summary: 'List what was registered by hand in a case',
    takes: { params: idPath('case') },
    answers: { 200: json('RegistrationList', 'In the order in which it was registered.') },
    problems: ['not-found'],
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.registrations(clientOf(request), request.params.id) }),
  }),
  'GET /v1/messages/:id': route({
    operation: 'readMessage',
    access: ['read'],
    tag: 'Messages',
    summary: 'Read a message',
    takes: { params: idPath('message') },
    answers: { 200: json('Message', 'The message with its body.') },
    problems: ['not-found', 'log-behind', 'store-altered'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.message(clientOf(request), request.params.id),
  }),
} as const
