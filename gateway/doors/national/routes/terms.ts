// Terms: made once, then named by their digest.
import { Type } from 'typebox'
import { ref } from '../../../answers/answer-parts.ts'
import { sha256, uuid } from '../../../answers/ids.ts'
import { readKeptTerms } from '../../../model/terms/version-1.ts'
import { protectionSchema, purposeCodes } from '../../../model/terms/vocabulary.ts'
import { odrlOf } from '../../../words/projection/odrl.ts'
import { termsSheet } from '../../../words/terms/sheet.ts'
import { termsInWords } from '../../in-words/case-terms.ts'
import { languageOf, saysLanguage } from '../../language.ts'
import { wantsText } from '../accept.ts'
import { clientOf } from '../admission.ts'
import { agreement, closed, idPath, languageHeaders, openObject, word } from '../request-parts.ts'
import { json, route } from '../route.ts'
import { idempotencyOf, saysRepeated } from '../submitting.ts'

const termsAsk = closed({
  agreement,
  case: Type.Optional(uuid("Answering in a case: its purpose and the requester's office are taken from the request.")),
  profile: Type.Optional(
    word('Kind of exchange of the case to be opened; the first of the agreement otherwise.', 'tfa12'),
  ),
  purposes: Type.Optional(
    Type.Array(Type.Enum([...purposeCodes]), {
      maxItems: purposeCodes.length,
      description: 'What it may be used for, where the profile leaves that to the case; fixed purposes go before.',
      examples: [['VERIFY_VALUE']],
    }),
  ),
  protection: Type.Optional(openObject("Level of protection described (12.6.1 b); the agreement's own otherwise.")),
  terms: Type.Optional(
    Type.Array(openObject('One term of the vocabulary.'), {
      maxItems: 32,
      description: 'Terms to add to or put in place of the defaults.',
    }),
  ),
})

export const termsRoutes = {
  'POST /v1/terms': route({
    operation: 'makeTerms',
    access: ['submit'],
    tag: 'Terms',
    summary: 'Make terms for items',
    description:
      'From the defaults of the agreement and what is added here. Items are uploaded under the digest of the answer.',
    takes: { body: termsAsk },
    once: 'by key',
    shown: { protection: protectionSchema, terms: Type.Array(ref('Term'), { maxItems: 32 }) },
    answers: { 201: json('MadeTerms', 'Made and kept.', 'Location') },
    problems: [
      'agreement-unknown',
      'profile-unknown',
      'terms-unknown',
      'terms-invalid',
      'not-found',
      'onward-disclosure',
      'storage-full',
    ],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const made = await flows.makeTerms(clientOf(request), request.body, idempotencyOf(request))
        return saysRepeated(reply, made.repeated)
          .code(201)
          .header('location', `/v1/terms/${made.answer.sha256}`)
          .send(made.answer)
      },
  }),
  'GET /v1/terms/:sha256': route({
    operation: 'readTerms',
    access: ['submit', 'read'],
    tag: 'Terms',
    summary: 'Read terms',
    description:
      'Those of a case, for the offices that deal with it; those of a case that is still to be opened, for whoever may write.',
    takes: { params: closed({ sha256: sha256('SHA-256 of the canonical terms.') }) },
    answers: {
      200: {
        says: 'The terms in full; or as a policy in ODRL 2.2 (JSON-LD), which is a projection: the terms bind.',
        shape: 'Terms',
        media: ['application/json', 'application/ld+json'],
        headers: [],
      },
    },
    problems: ['not-found', 'not-acceptable'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const linked = wantsText(request.headers.accept, 'application/ld+json')
        const terms = await flows.terms(clientOf(request), request.params.sha256)
        reply.header('vary', 'Accept')
        if (!linked) return terms
        return reply.type('application/ld+json').send(odrlOf(request.params.sha256, readKeptTerms(terms)))
      },
  }),
  'GET /v1/cases/:id/terms': route({
    operation: 'readTermsInForce',
    access: ['read'],
    tag: 'Terms',
    summary: 'Read the terms in force in a case in plain words',
    description: `In English, French or Spanish, for what we hold and for what the partner holds: who may read what until when, what
needs a permission, what is enforced and what is attested only. An acceptance signs the SHA-256 of the text. As JSON, or with
\`Accept: text/plain\` to be printed. No content stands in it.`,
    takes: { params: idPath('case'), headers: languageHeaders },
    answers: {
      200: {
        says: 'One block for each distinct terms in force.',
        shape: 'CaseTerms',
        media: ['application/json', 'text/plain'],
        headers: ['Content-Language'],
      },
    },
    problems: ['not-found', 'profile-unknown', 'not-acceptable', 'store-altered', 'log-behind'],
    handle:
      ({ flows }) =>
      async (request, reply) => {
        const plain = wantsText(request.headers.accept, 'text/plain')
        const language = languageOf(request)
        const terms = termsInWords(await flows.caseTerms(clientOf(request), request.params.id), language)
        saysLanguage(reply, language)
        reply.header('vary', 'Accept, Accept-Language')
        return plain ? reply.type('text/plain; charset=utf-8').send(termsSheet(terms, language)) : terms
      },
  }),
} as const
