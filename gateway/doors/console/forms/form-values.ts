// Forms as browsers send them, read once and strictly.
import type { IncomingMessage } from 'node:http'
import type { FastifyContentTypeParser, FastifyRequest } from 'fastify'
import { Problem } from '../../../model/problems/problems.ts'
import { type Pace, wholeBody } from '../../octet-streams.ts'

/** By name: a text, or all of them where a name is there more than once. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>

const mostFields = 2_000

/** A parser for `application/x-www-form-urlencoded` (WHATWG URL §5.1) in UTF-8. */
export const formBody =
  (pace: Pace): FastifyContentTypeParser =>
  async (_request: FastifyRequest, source: IncomingMessage) =>
    readForm(await wholeBody(source, pace))

/**
 * Line ends, which browsers send as CR LF, become LF.
 * @throws {Problem} `request-invalid`
 */
export function readForm(octets: Uint8Array): FormValues {
  const values: Record<string, string | string[]> = Object.create(null)
  let fields = 0
  for (const [name, sent] of new URLSearchParams(wellFormed(octets))) {
    fields += 1
    if (fields > mostFields) throw new Problem('request-invalid', `the form has more than ${mostFields} fields`)
    const value = sent.replaceAll('\r\n', '\n')
    const before = values[name]
    values[name] = before === undefined ? value : [before, value].flat()
  }
  return values
}

/** What is no UTF-8, or says so under its percent signs, is no text of ours. */
function wellFormed(octets: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    for (const part of text.split('&')) decodeURIComponent(part.replaceAll('+', ' '))
    return text
  } catch {
    throw new Problem('request-invalid', 'the form is not percent-encoded UTF-8')
  }
}

/** A field of a form that is there once; the empty text where it is not there. */
export function fieldOf(form: FormValues, name: string): string {
  const value = form[name]
  if (typeof value === 'object') throw new Problem('request-invalid', `the form names ${name.slice(0, 64)} twice`)
  return value ?? ''
}

/** All values of a field, in their order. */
export const fieldsOf = (form: FormValues, name: string): readonly string[] => [form[name] ?? []].flat()
