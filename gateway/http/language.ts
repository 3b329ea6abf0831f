// In which language a caller reads what is said to people; codes are the same in all of them.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseLanguage, type Language } from '../words/words.ts'

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
