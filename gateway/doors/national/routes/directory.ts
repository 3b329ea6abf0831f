// Whom and what this installation knows.
import { memberCodeSchema } from '../../../model/member.ts'
import { clientOf } from '../admission.ts'
import { closed, cursor, limit } from '../request-parts.ts'
import { json, route } from '../route.ts'

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
