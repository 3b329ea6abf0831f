// Content, and the only ways to it: an item, a message, and the clearance that a second person
// gives where terms leave it to one.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { uuid } from '../../../answers/ids.ts'
import { places } from '../../../model/limits/buckets.ts'
import { leavesCopy } from '../../../model/terms/vocabulary.ts'
import type { ContentNamed } from '../../../ports/doors/national.ts'
import { guarded, handOver } from '../../content/hand-over.ts'
import { languageOf } from '../../language.ts'
import { clientOf } from '../admission.ts'
import { clearanceAsk, crowded, messageReleaseAsk, releaseAsk, releaseProblems } from '../releasing.ts'
import { closed, idPath } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { idempotencyOf, saysRepeated } from '../submitting.ts'

const inEvidence =
  'Names who reads, for which purpose and in which matter. Allowed or denied, it becomes evidence before anything is answered.'
const secondPerson = `Where a release answers that a person decides, a second person does: for one reader, use and purpose, until a day, so
many times. The reader cannot do it, nor may the client that cleared read by it.`

const content = {
  says: 'The content, octet for octet; or an archive of it with its terms.',
  media: ['*/*'],
  headers: [
    'Content-Length',
    'Content-Digest',
    'Content-Disposition',
    'Bulla-Obligations',
    'Content-Location',
    'Accept-Ranges',
    'ETag',
  ],
} as const
const releasePath = closed({ id: uuid('Id of the item.'), release: uuid('Id of the release.') })
const rangeHeaders = Type.Object({
  range: Type.Optional(
    Type.String({ description: 'Octets that are wanted (RFC 9110 §14): one range.', examples: ['bytes=65536-'] }),
  ),
  'if-range': Type.Optional(
    Type.String({
      description: 'Only of this content, by its ETag; else all of it.',
      examples: [`"${'ab'.repeat(32)}"`],
    }),
  ),
})

/** One row for what can be cleared: an item, or what a message says. */
const clearing = (what: ContentNamed['what'], tag: 'Items' | 'Messages', summary: string) =>
  route({
    operation: what === 'item' ? 'clearItem' : 'clearMessage',
    access: ['approve'],
    refusedByFlow: true,
    tag,
    summary,
    description: secondPerson,
    takes: { params: idPath(what === 'item' ? 'item' : 'message'), body: clearanceAsk },
    once: 'by key',
    answers: { 201: json('Clearance', 'Recorded.') },
    problems: [
      'text-unseen',
      'not-found',
      'approver-same',
      'person-missing',
      'clearance-needless',
      'log-behind',
      'store-altered',
      'clock-stepped',
    ],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const content = { what, id: request.params.id }
        const { answer, repeated } = await flows.clear(clientOf(request), content, request.body, idempotencyOf(request))
        return saysRepeated(reply, repeated).code(201).send(answer)
      },
  })

export const releaseRoutes = {
  'POST /v1/items/:id/releases': route({
    operation: 'releaseItem',
    ...releasing('Items', 'Read the content of an item under its terms'),
    description: `${inEvidence} With \`print\`, \`export\`, \`extract\` and \`annotate\` the answer is an archive: the octets as filed, and the terms beside them.`,
    takes: { params: idPath('item'), body: releaseAsk },
    once: 'by key',
    answers: { 200: content },
    handle: ({ flows, releasesPerClient, problems }) => {
      const enter = entering(releasesPerClient)
      return async (request, reply) => {
        const { client, ask } = enter(request, reply, request.body)
        const { id } = request.params
        const { answer, repeated } = await flows.release(client, id, ask, idempotencyOf(request))
        saysRepeated(reply, repeated).header('content-location', `/v1/items/${id}/releases/${answer.release}`)
        return handOver(problems, { request, reply }, answer)
      }
    },
  }),
  'GET /v1/items/:id/releases/:release': route({
    operation: 'goOnReleasing',
    access: ['release'],
    tag: 'Items',
    summary: 'Go on with a release that was broken off',
    description: `What a release of yours gave, or with \`Range\` a part of it, for a day: it was decided and recorded, is decided
anew as the case stands now, and is neither recorded nor counted again. An archive comes as a whole.`,
    takes: { params: releasePath, headers: rangeHeaders },
    answers: {
      200: content,
      206: { ...content, says: 'The octets that were asked for.', headers: [...content.headers, 'Content-Range'] },
    },
    problems: ['range-unsatisfiable', ...releaseProblems],
    handle: ({ flows, releasesPerClient, problems }) => {
      const enter = entering(releasesPerClient)
      return async (request, reply) => {
        const { client } = enter(request, reply, {})
        const { id: item, release } = request.params
        return handOver(problems, { request, reply }, await flows.releasedAgain(client, { item, release }))
      }
    },
  }),
  'POST /v1/messages/:id/releases': route({
    operation: 'releaseMessage',
    ...releasing('Messages', 'Read what a message says under its terms'),
    description: `${inEvidence} With \`items\` the answer is an archive of \`message.json\` and the items of which a copy may leave, each under its id; with
\`print\`, \`export\`, \`extract\` and \`annotate\` it is one too. The terms stand beside what is copied. Where they allow no copy, the message and each item are looked at by themselves.`,
    takes: { params: idPath('message'), body: messageReleaseAsk },
    once: 'by key',
    answers: {
      200: {
        ...json('Body', 'What it says, with what its reader must observe.'),
        media: ['application/json', 'application/zip'],
      },
    },
    handle: ({ flows, releasesPerClient, problems }) => {
      const enter = entering(releasesPerClient)
      return async (request, reply) => {
        const { items = false, ...body } = request.body
        const { client, ask } = enter(request, reply, body)
        const { id } = request.params
        const key = idempotencyOf(request)
        if (!items && !leavesCopy(ask.use)) {
          const { answer, repeated } = await flows.readBody(client, id, ask, key)
          return saysRepeated(guarded(reply), repeated).send(answer)
        }
        const { answer, repeated } = await flows.readWhole(client, id, { ...ask, items }, key)
        return handOver(problems, { request, reply: saysRepeated(reply, repeated) }, answer)
      }
    },
  }),
  'POST /v1/items/:id/clearances': clearing('item', 'Items', 'Decide, as a second person, that an item may be read'),
  'POST /v1/messages/:id/clearances': clearing(
    'body',
    'Messages',
    'Decide, as a second person, that a message may be read',
  ),
} as const

/** What the rows of both releases say alike. */
function releasing<const Tag extends 'Items' | 'Messages'>(tag: Tag, summary: string) {
  return { access: ['release'], refusedByFlow: true, tag, summary, problems: releaseProblems } as const
}

/** Takes one of the client's places until the answer has ended, and says who asks for what. */
function entering(most: number) {
  const releases = places(most)
  return <Ask extends object>(request: FastifyRequest, reply: FastifyReply, asked: Ask) => {
    const client = clientOf(request)
    const leave = releases(client.id)
    if (!leave) throw crowded(`${most} releases to this client are under way`)
    reply.raw.once('close', leave)
    return { client, ask: { ...asked, language: languageOf(request) } }
  }
}
