// In which language a caller reads what is said to people; codes are the same in all of them.
import type { FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { type Language, languages } from '../model/client/language.ts'

/**
 * The language that suits a reader best, by its Accept-Language (RFC 9110, 12.5.4): the one wanted
 * most, of two wanted alike the one named first; English where none of ours is wanted or nothing is
 * said.
 */
export function chooseLanguage(header: string | undefined): Language {
  // What a browser sends has a handful of ranges; nobody reads a thousand of them.
  const ranges = (header ?? '').slice(0, 512).split(',').slice(0, 16)
  const wanted = { 'accept-language': ranges.filter((range) => weighed.test(range)).join(',') }
  return languages.find((each) => each === new Negotiator({ headers: wanted }).language([...languages])) ?? 'en'
}

/** With a weight between 0 and 1, or none. */
const weighed = /^[^;]*(?:;\s*q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/

export const languageOf = ({ headers }: Pick<FastifyRequest, 'headers'>): Language =>
  chooseLanguage(headers['accept-language'])

/** The language of labels, if a caller wants any: by an Accept-Language or by its word. */
export function labelsWanted(request: FastifyRequest, { labels }: { readonly labels?: 'true' | 'false' }) {
  const wanted = labels === 'true' || (labels === undefined && request.headers['accept-language'] !== undefined)
  return wanted ? languageOf(request) : undefined
}

/** Tells whoever keeps an answer what it depends on. */
export function saysLanguage(reply: FastifyReply, language: Language | undefined): void {
  reply.header('vary', 'Accept-Language')
  if (language !== undefined) reply.header('content-language', language)
}
