// What does not fit the shape of a request, as a problem that names the field, what was found there
// and what is expected. What was found is told by its kind and length, never as it is.

import { Problem } from '../model/problems/problems.ts'
import { explained, missing, type Node, notKnown } from '../model/profile/explained.ts'
import { textFormats } from '../model/profile/plain-text.ts'
import { notUtf8In } from './query.ts'

/** One fault as Ajv tells it, with `verbose`. */
interface Misfit {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly data?: unknown
  readonly parentSchema?: Node
}

/** What Fastify throws for them, and where they are. */
export interface Misfits {
  readonly validation: readonly Misfit[]
  readonly validationContext?: string
}

/** The first of them, with a JSON pointer to the member at fault. */
export function misfit({ validation, validationContext: where = '' }: Misfits, url: string): Problem {
  const latin = where === 'querystring' ? notUtf8In(url) : undefined
  if (latin !== undefined)
    return at(
      'the query',
      `/${pointerToken(latin)}`,
      'is not UTF-8; percent-encode the octets of its UTF-8, such as %C3%BA for u with an acute accent',
    )
  const first = weightiest(validation)
  const place = places[where] ?? 'the request'
  if (!first) return new Problem('request-invalid', `${place} is not as described in the OpenAPI document`)
  const { instancePath, keyword, params, data: found, parentSchema: node } = first
  if (keyword === 'required') {
    const name = String(params['missingProperty'])
    return at(place, `${instancePath}/${pointerToken(name)}`, missing(node?.properties?.[name]))
  }
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty'])
    return at(place, `${instancePath}/${pointerToken(name)}`, notKnown(name, Object.keys(node?.properties ?? {})))
  }
  // A query has no lists: the name was there twice.
  if (where === 'querystring' && Array.isArray(found)) return at(place, instancePath, 'is there twice, expected once')
  const misleading =
    keyword === 'format' ? textFormats[params['format'] as keyof typeof textFormats]?.(String(found)) : undefined
  if (misleading !== undefined)
    return at(place, instancePath, `${misleading}; expected a text that is what it looks like`)
  const form = keyword === 'pattern' ? `; expected ${params['pattern']}` : ''
  return at(place, instancePath, `${explained({ keyword, params, found, node })}${form}`)
}

/** Of a choice the branch whose kind is right, else that none is. */
const weightiest = (faults: readonly Misfit[]): Misfit | undefined =>
  faults.at(-1)?.keyword === 'anyOf' ? (faults.find(({ keyword }) => keyword !== 'type') ?? faults.at(-1)) : faults[0]

const at = (place: string, field: string, says: string) =>
  new Problem('request-invalid', `${place}${field && ` at ${field}`} ${says}`, field ? { field } : {})

const places: Readonly<Record<string, string>> = {
  body: 'the body',
  querystring: 'the query',
  params: 'the path',
  headers: 'the header',
}
const pointerToken = (name: string) => name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')
