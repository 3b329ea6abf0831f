// The terms in force in a case as the national door shows them, with their text.
import type { CaseTerms, TermsBound, TermsInCase } from '../../answers/terms-answers.ts'
import { type Language, languages } from '../../model/client/language.ts'
import { type Term, termNames } from '../../model/terms/vocabulary.ts'
import { handlingOf } from '../../words/projection/handling.ts'
import { termsText, termsTextSha256s } from '../../words/terms/text.ts'
import { words } from '../../words/words.ts'

type Block = CaseTerms['blocks'][number]

export const termsInWords = ({ case: id, partner, blocks }: TermsInCase, language: Language): CaseTerms => ({
  case: id,
  partner,
  language,
  blocks: blocks.map((block) => blockInWords(block, language)),
})

function blockInWords({ terms, sha256, direction, readUntil, excluded, binds }: TermsBound, language: Language): Block {
  const digests = termsTextSha256s(terms)
  const say = words(language)
  const named = termNames.flatMap((name) => terms.terms.filter(({ term }) => term === name))
  const [offices, purposes] = (['recipients', 'purpose'] as const).map((name) =>
    named.find(({ term }) => term === name),
  )
  return {
    terms: sha256,
    direction,
    provider: terms.provider,
    recipient: terms.recipient,
    language,
    text: termsText(terms, language),
    sha256: digests[languages.indexOf(language)] ?? '',
    texts: Object.fromEntries(languages.map((each, at) => [each, digests[at] ?? ''])),
    offices: offices?.term === 'recipients' ? offices.offices : [],
    purposes: purposes?.term === 'purpose' ? purposes.purposes : [],
    readUntil,
    excluded,
    handling: handlingOf(terms),
    rows: named.map(({ term, paragraph, assurance }) => ({
      term,
      title: say.term(term),
      paragraph,
      assurance,
      secured: say.code('terms', term, '/assurance', assurance),
      permission: loosened.includes(term),
    })),
    binds,
  }
}

/** What a permission may loosen: model/terms/release.ts has no other. */
const loosened: readonly Term['term'][] = ['recipients', 'purpose', 'disclosure', 'evidence']
