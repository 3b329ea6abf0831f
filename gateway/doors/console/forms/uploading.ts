// Documents that a page sends in pieces: what assets/upload.js asks for. It is the upload of the
// API, under the session of a person.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { longestItemName, shortened } from '../../../model/profile/item-name.ts'
import { beginUpload, goOnUploading, saysProgress, uploadOffset } from '../../content/resumable.ts'
import { jsonBody } from '../../json-body.ts'
import { replyWithProblem } from '../../problem-reply.ts'
import { noQuery } from '../../query.ts'
import { type ConsoleDeps, idPath, type PageRow, type Visitor } from '../page.ts'

const asked = Type.Object(
  {
    terms: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    kind: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,63}$' }),
    form: Type.Enum(['electronic', 'paper']),
    // As the browser says it: it is shortened, as the name of a document in a form is.
    name: Type.String({ minLength: 1, maxLength: 1_024 }),
    mediaType: Type.String({ maxLength: 127 }),
    bytes: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
)
const mostAskedBytes = 8 * 1_024
const access = ['submit'] as const
type Seen = (request: FastifyRequest, access: PageRow['access']) => Promise<Visitor>

/** What is refused is told to the script, as problem details. */
export const uploading =
  (deps: ConsoleDeps, visitor: Seen): FastifyPluginAsync =>
  async (app) => {
    const { uploads, pace } = deps
    const config = { access: 'open', page: access, byScript: true } as const
    app.setErrorHandler(replyWithProblem(deps.problems))
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', jsonBody({ ...pace, maxBytes: mostAskedBytes }))
    app.addContentTypeParser('application/partial-upload', async (_: unknown, source: unknown) => source)

    app.post('/console/uploads', { schema: { querystring: noQuery, body: asked }, config }, async (request, reply) => {
      const { client } = await visitor(request, access)
      const { name, ...rest } = request.body as Static<typeof asked>
      const state = await beginUpload(deps, client, { ...rest, name: shortened(name, longestItemName) }, null)
      return saysProgress(reply, state).code(201).header('location', `/console/uploads/${state.id}`).send(told(state))
    })
    const one = { schema: { querystring: noQuery, params: idPath }, config }
    app.head('/console/uploads/:id', one, async (request, reply) => {
      const { client } = await visitor(request, access)
      return saysProgress(reply, await uploads.stateOf(client, idIn(request)))
        .code(204)
        .send()
    })
    const piece = { ...one, schema: { ...one.schema, headers: uploadOffset } }
    app.patch('/console/uploads/:id', piece, async (request, reply) => {
      const { client } = await visitor(request, access)
      const state = await goOnUploading(deps, client, idIn(request), request, reply)
      return state.item ? reply.code(201).send(told(state)) : reply.code(204).send()
    })
  }

const idIn = ({ params }: FastifyRequest): string => (params as Static<typeof idPath>).id

/** The item once it is complete: an empty one is at once. */
const told = ({ item }: { readonly item?: { readonly answer: { readonly item: string } } }) => ({
  item: item?.answer.item ?? null,
})
