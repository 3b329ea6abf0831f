// How releases are asked for, and what they refuse.
import { Type } from 'typebox'
import { exampleId } from '../../answers/ids.ts'
import { officeSchema } from '../../model/member.ts'
import { Problem } from '../../model/problems/problems.ts'
import { decisions } from '../../model/terms/factor.ts'
import { disclosureTargets, excludedProceedings } from '../../model/terms/vocabulary.ts'
import { closed, prose, text, word } from './request-parts.ts'

/** What is done, for what; shared by a release and by the clearance of one. */
const questionParts = {
  purpose: word('Purpose code the content is read for.', 'VERIFY_VALUE'),
  use: Type.Optional(
    Type.Enum(
      ['view', 'compare', 'annotate', 'extract', 'print', 'export', 'decide', 'disclose', 'evidence', 'analytics'],
      {
        description:
          'What is done with it; `view` otherwise. With `print`, `export`, `extract` and `annotate` a copy leaves the gateway.',
      },
    ),
  ),
  office: Type.Optional(officeSchema),
  target: Type.Optional(
    Type.Enum([...disclosureTargets], { description: 'With `disclose`: to what kind of recipient it is passed on.' }),
  ),
  recipient: Type.Optional(
    text(300, 'With `disclose`: to whom exactly; the code of the member where the target is a member.', 'XC'),
  ),
  proceeding: Type.Optional(
    Type.Enum([...excludedProceedings], { description: 'With `evidence`: in what kind of proceeding it is used.' }),
  ),
  proceedingName: Type.Optional(
    text(
      300,
      'With `evidence`: in which proceeding exactly, as the permission names it.',
      'District Court, file 7/2026',
    ),
  ),
  decision: Type.Optional(
    Type.Enum([...decisions], { description: 'With `decide`: what is decided.', examples: ['doubt-confirmed'] }),
  ),
  reliedOn: Type.Optional(
    Type.Array(Type.Enum(['verified', 'unverified', 'own-findings']), {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'With `decide`: what the decision rests on (5.1 d).',
    }),
  ),
}

const releaseParts = {
  ...questionParts,
  matter: text(128, 'The matter at issue: the id of the case.', exampleId),
  reader: Type.Optional(
    text(
      128,
      'Who reads, as the client says. Where it states a person (`Bulla-Person`) that one reads, and another name is refused; where not, evidence names the client and keeps this beside it.',
      'officer-17',
    ),
  ),
}
export const releaseAsk = closed(releaseParts)
export const messageReleaseAsk = closed({
  ...releaseParts,
  items: Type.Optional(
    Type.Boolean({
      description:
        'Whether its items come with it, as an archive: a copy of each, which their terms must allow; each is decided and recorded by itself.',
    }),
  ),
})
export const clearanceAsk = closed({
  ...questionParts,
  reader: text(128, 'Who may read.', 'officer-17'),
  until: Type.String({
    pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
    description: 'Last day, at most 90 days from now.',
    examples: ['2027-02-19'],
  }),
  uses: Type.Integer({ minimum: 1, maximum: 100, description: 'How often.', examples: [1] }),
  reason: prose(2000, 'Why. Kept encrypted.', 'The request names the purpose in words; this is it.'),
})

export const releaseProblems = [
  'signature-demanded',
  'text-unseen',
  'not-found',
  'release-denied',
  'release-asks',
  'item-locked',
  'item-disposed',
  'part-missing',
  'log-behind',
  'store-altered',
  'clock-stepped',
] as const

export const crowded = (detail: string) => new Problem('too-many-requests', detail, { retryAfterMs: 1_000 })
