// Documents that a page sends in pieces: what assets/upload.js asks for. It is the upload of the
// API, under the session of a person.
import { type Static, Type } from 'typebox'
import { longestItemName, shortened } from '../../../../model/profile/item-name.ts'
import { beginUpload, goOnUploading, saysProgress, uploadOffset } from '../../../content/resumable.ts'
import { idPath, page } from '../../page.ts'

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
const ofScript = { access: ['submit'], byScript: true } as const

export const uploadPages = {
  'POST /console/uploads': page({
    ...ofScript,
    takes: { body: asked },
    show:
      (deps) =>
      async ({ visitor: { client }, request, reply }) => {
        const { name, ...rest } = request.body as Static<typeof asked>
        const state = await beginUpload(deps, client, { ...rest, name: shortened(name, longestItemName) }, null)
        return saysProgress(reply, state).code(201).header('location', `/console/uploads/${state.id}`).send(told(state))
      },
  }),
  'HEAD /console/uploads/:id': page({
    ...ofScript,
    takes: { params: idPath },
    show:
      ({ uploads }) =>
      async ({ visitor: { client }, params, reply }) =>
        saysProgress(reply, await uploads.stateOf(client, params.id))
          .code(204)
          .send(),
  }),
  'PATCH /console/uploads/:id': page({
    ...ofScript,
    takes: { params: idPath, headers: uploadOffset },
    show:
      (deps) =>
      async ({ visitor: { client }, params, request, reply }) => {
        const state = await goOnUploading(deps, client, params.id, request, reply)
        return state.item ? reply.code(201).send(told(state)) : reply.code(204).send()
      },
  }),
} as const

/** The item once it is complete: an empty one is at once. */
const told = ({ item }: { readonly item?: { readonly answer: { readonly item: string } } }) => ({
  item: item?.answer.item ?? null,
})
