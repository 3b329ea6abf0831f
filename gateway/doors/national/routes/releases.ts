// Content, and the only ways to it: an item, a message, and the clearance that a second person
// gives where terms leave it to one.

import { leavesCopy } from '../../../model/terms/vocabulary.ts'
import { places } from '../../allowance.ts'
import { languageOf } from '../../language.ts'
import { clientOf } from '../admission.ts'
import {
  clearanceAsk,
  crowded,
  guarded,
  handOver,
  messageReleaseAsk,
  releaseAsk,
  releaseProblems,
} from '../releasing.ts'
import { idPath } from '../request-parts.ts'
import { json, route } from '../route.ts'

const inEvidence =
  'Names who reads, for which purpose and in which matter. Allowed or denied, it becomes evidence before anything is answered.'
const clearing = `Where a release answers that a person decides, a second person does: for one reader, use and purpose, until a day, so
many times. The reader cannot do it, nor may the client that cleared read by it.`

export const releaseRoutes = {
  'POST /v1/items/:id/releases': route({
    access: ['release'],
    refusedByFlow: true,
    tag: 'Items',
    summary: 'Read the content of an item under its terms',
    description: `${inEvidence} With \`print\`, \`export\`, \`extract\` and \`annotate\` the answer is an archive: the octets as filed, and the terms beside them.`,
    takes: { params: idPath('item'), body: releaseAsk },
    answers: {
      200: {
        says: 'The content, octet for octet; or an archive of it with its terms.',
        media: ['*/*'],
        headers: ['Content-Length', 'Content-Digest', 'Content-Disposition', 'Bulla-Obligations'],
      },
    },
    problems: releaseProblems,
    handle: ({ flows, releasesPerClient, problems }) => {
      const releases = places(releasesPerClient)
      return async (request, reply) => {
        const client = clientOf(request)
        const leave = entered(releases, client.id, releasesPerClient)
        reply.raw.once('close', leave)
        const ask = { reader: client.id, ...request.body, language: languageOf(request) }
        return handOver(problems, { request, reply }, await flows.release(client, request.params.id, ask))
      }
    },
  }),
  'POST /v1/messages/:id/releases': route({
    access: ['release'],
    refusedByFlow: true,
    tag: 'Messages',
    summary: 'Read what a message says under its terms',
    description: `${inEvidence} With \`items\` the answer is an archive of \`message.json\` and the items of which a copy may leave, each under its id; with
\`print\`, \`export\`, \`extract\` and \`annotate\` it is one too. The terms stand beside what is copied. Where they allow no copy, the message and each item are looked at by themselves.`,
    takes: { params: idPath('message'), body: messageReleaseAsk },
    answers: {
      200: {
        ...json('Body', 'What it says, with what its reader must observe.'),
        media: ['application/json', 'application/zip'],
      },
    },
    problems: releaseProblems,
    handle: ({ flows, releasesPerClient, problems }) => {
      const releases = places(releasesPerClient)
      return async (request, reply) => {
        const client = clientOf(request)
        const leave = entered(releases, client.id, releasesPerClient)
        reply.raw.once('close', leave)
        const { items = false, ...body } = request.body
        const ask = { reader: client.id, ...body, language: languageOf(request) }
        const { id } = request.params
        if (!items && !leavesCopy(ask.use)) return guarded(reply).send(await flows.readBody(client, id, ask))
        return handOver(problems, { request, reply }, await flows.readWhole(client, id, { ...ask, items }))
      }
    },
  }),
  'POST /v1/items/:id/clearances': route({
    access: ['approve'],
    tag: 'Items',
    summary: 'Decide, as a second person, that an item may be read',
    description: clearing,
    takes: { params: idPath('item'), body: clearanceAsk },
    answers: { 201: json('Clearance', 'Recorded.') },
    problems: [
      'text-unseen',
      'not-found',
      'approver-same',
      'clearance-needless',
      'log-behind',
      'store-altered',
      'clock-stepped',
    ],
    handle:
      ({ flows }) =>
      async (request, reply) =>
        reply
          .code(201)
          .send(await flows.clear(clientOf(request), { what: 'item', id: request.params.id }, request.body)),
  }),
  'POST /v1/messages/:id/clearances': route({
    access: ['approve'],
    tag: 'Messages',
    summary: 'Decide, as a second person, that a message may be read',
    description: clearing,
    takes: { params: idPath('message'), body: clearanceAsk },
    answers: { 201: json('Clearance', 'Recorded.') },
    problems: [
      'text-unseen',
      'not-found',
      'approver-same',
      'clearance-needless',
      'log-behind',
      'store-altered',
      'clock-stepped',
    ],
    handle:
      ({ flows }) =>
      async (request, reply) =>
        reply
          .code(201)
          .send(await flows.clear(clientOf(request), { what: 'body', id: request.params.id }, request.body)),
  }),
} as const

function entered(releases: ReturnType<typeof places>, client: string, most: number): () => void {
  const leave = releases(client)
  if (!leave) throw crowded(`${most} releases to this client are under way`)
  return leave
}
