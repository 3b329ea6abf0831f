// Whom and what this installation knows.
import { Type } from 'typebox'
import { memberCodeSchema } from '../../../model/member.ts'
import { clientOf } from '../admission.ts'
import { closed, cursor, limit, noBody } from '../request-parts.ts'
import { json, route } from '../route.ts'

const personPath = closed({
  person: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
    description: 'Id of the person.',
    examples: ['a.costa'],
  }),
})
const clientPath = closed({
  client: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    description: 'Id of the client.',
    examples: ['declarations'],
  }),
})

export const directoryRoutes = {
  'GET /v1/partners': route({
    operation: 'listPartners',
    access: 'known',
    tag: 'Directory',
    summary: 'The members we exchange with',
    answers: { 200: json('PartnerList', 'Out of their cards.') },
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.partners(clientOf(request)) }),
  }),
  'GET /v1/partners/:member/suspension': route({
    operation: 'readBeforeSuspension',
    access: ['operate', 'read'],
    tag: 'Directory',
    summary: 'What to know of a partner before it is suspended',
    description: `What was given to it and is there still, what is open on both sides, what it contradicted, and what goes on flowing
while obligations rest (12.11.2). Nothing is suspended by it: a person sends \`suspend\`, or ends the exchange with \`bulla partner suspend\`.
Ids, codes and counts only. With the role \`operate\` the cases of all offices, else those of your offices; 20 where no limit is named.`,
    takes: { params: closed({ member: memberCodeSchema }), querystring: closed({ cursor, limit: limit(100) }) },
    answers: { 200: json('BeforeSuspension', 'A page of the cases with it.') },
    problems: ['partner-unknown'],
    handle:
      ({ flows }) =>
      (request) =>
        flows.beforeSuspension(clientOf(request), request.params.member, request.query),
  }),
  'GET /v1/agreements': route({
    operation: 'listAgreements',
    access: 'known',
    tag: 'Directory',
    summary: 'The agreements laid down here',
    answers: { 200: json('AgreementList', 'With the digests of their texts.') },
    handle:
      ({ flows }) =>
      async (request) => ({ rows: await flows.agreements(clientOf(request)) }),
  }),
  'GET /v1/operator/access': route({
    operation: 'listAccess',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Who may come in: systems and persons, with their roles and offices',
    answers: { 200: json('Access', 'As the gateway knows them now.') },
    handle:
      ({ operator }) =>
      () =>
        operator.access(),
  }),
  'POST /v1/operator/persons/:person/removal': route({
    operation: 'removePerson',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Let a person in no more; whoever is signed in is out at once',
    description: 'What it signed stays signed. Nobody takes itself away. Persons are let in at the command line.',
    takes: { params: personPath, body: noBody },
    once: { because: 'Whoever is gone is gone; said again it is not there.' },
    answers: { 200: json('Access', 'Who is left.') },
    problems: ['not-found', 'clock-stepped'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.removePerson(clientOf(request), request.params.person),
  }),
  'POST /v1/operator/clients/:client/removal': route({
    operation: 'removeClient',
    access: ['operate'],
    tag: 'Operator',
    summary: 'Let a system in no more; its secret counts no more',
    description: 'Nobody takes itself away. Systems are let in, and given new secrets, at the command line.',
    takes: { params: clientPath, body: noBody },
    once: { because: 'What is gone is gone; said again it is not there.' },
    answers: { 200: json('Access', 'Who is left.') },
    problems: ['not-found', 'clock-stepped'],
    handle:
      ({ operator }) =>
      (request) =>
        operator.removeClient(clientOf(request), request.params.client),
  }),
  'GET /v1/operator/settings': route({
    operation: 'listSettings',
    access: ['operate'],
    tag: 'Operator',
    summary: 'The settings as they are in force',
    answers: { 200: json('Settings', 'All of them, with what each does.') },
    handle:
      ({ operator }) =>
      () =>
        operator.settings(),
  }),
  'GET /v1/whoami': route({
    operation: 'whoAmI',
    access: 'known',
    tag: 'Directory',
    summary: 'Whose credentials these are',
    answers: { 200: json('Client', 'The client, its offices and roles, and for whom it acts.') },
    handle: () => async (request) => {
      const { id, offices, roles, persons = false, function: as = null, person = null } = clientOf(request)
      return { id, offices, roles, persons, function: as, person }
    },
  }),
} as const
