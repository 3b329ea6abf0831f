// Forms with documents, as browsers send them without scripts (RFC 7578): read whole, and bounded.
import type { IncomingMessage } from 'node:http'
import type { FastifyContentTypeParser, FastifyRequest } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import { anyOctets, isMediaType } from '../../content/media-type.ts'
import { type Pace, wholeBody } from '../../octet-streams.ts'
import type { FormValues } from './form-values.ts'

/** A document that came with a form. */
interface SentFile {
  readonly name: string
  readonly mediaType: string
  readonly octets: Uint8Array
}

/** Most of a whole form with its documents; larger ones go by the scripts, or by the API. */
export const mostFormMebibytes = 16
const mostFields = 2_000

const files = new WeakMap<FastifyRequest, readonly (readonly [name: string, file: SentFile])[]>()

/** The documents in a field of a form, without those that were not chosen. */
export const filesIn = (request: FastifyRequest, name: string): readonly SentFile[] =>
  (files.get(request) ?? []).flatMap(([field, file]) => (field === name ? [file] : []))

/** A parser for `multipart/form-data`. */
export const multipartBody =
  (pace: Pace): FastifyContentTypeParser =>
  async (request: FastifyRequest, source: IncomingMessage) => {
    const octets = await wholeBody(source, { ...pace, maxBytes: mostFormMebibytes * 1_024 * 1_024 })
    const { values, sent } = await readMultipart(octets, request.headers['content-type'] ?? '')
    files.set(request, sent)
    return values
  }

/** @throws {Problem} `request-invalid` */
export async function readMultipart(octets: Uint8Array, type: string) {
  const values: Record<string, string | string[]> = Object.create(null)
  const sent: (readonly [string, SentFile])[] = []
  let fields = 0
  for (const [name, value] of await formData(octets, type)) {
    fields += 1
    if (fields > mostFields) throw new Problem('request-invalid', `the form has more than ${mostFields} fields`)
    if (typeof value === 'string') {
      const said = value.replaceAll('\r\n', '\n')
      const before = values[name]
      values[name] = before === undefined ? said : [before, said].flat()
    } else if (value.name !== '' || value.size > 0) sent.push([name, await fileOf(value)])
  }
  const form: FormValues = values
  return { values: form, sent }
}

/** The runtime reads it (WHATWG Fetch §5.3). */
async function formData(octets: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(octets.slice(), { headers: { 'content-type': type } }).formData()
  } catch (error) {
    throw new Problem('request-invalid', 'the form is not multipart/form-data as browsers write it', { cause: error })
  }
}

const fileOf = async (file: File): Promise<SentFile> => ({
  name: file.name,
  // Nobody at a desk writes it: what a browser makes of a file that it does not know is no fault.
  mediaType: isMediaType(file.type) ? file.type : anyOctets,
  octets: new Uint8Array(await file.arrayBuffer()),
})
