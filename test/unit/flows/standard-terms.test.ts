// The terms that are made where nobody asks for others: out of agreement, profile and case.
import t from 'tap'
import { standardTerms } from '../../../gateway/flows/cases/standard-terms.ts'
import type { Profile } from '../../../gateway/model/profile/profile.ts'
import type { Terms } from '../../../gateway/model/terms/vocabulary.ts'
import { profiles } from '../../../gateway/profiles/all.ts'
import { id } from '../../support/threads-store.ts'

type About = Parameters<typeof standardTerms>[0]
const about = (changes: Partial<About>): About =>
  ({
    trust: { us: 'XA', card: { standing: { protection: 'In confidence.' } } },
    held: { agreement: { legalBasis: 'Article 12', terms: { evidenceExcluded: [] } } },
    partner: { member: 'XB', card: { contact: { office: 'XB000101' } } },
    profile: profiles.get('tfa12') as Profile,
    role: 'requested',
    localDate: '2026-05-05',
    matter: id(1),
    state: { purposes: ['VERIFY_VALUE'], assured: [] },
    offices: undefined,
    protection: undefined,
    ...changes,
  }) as unknown as About
const rowOf = ({ terms }: Terms, name: string) => terms.find(({ term }) => term === name)

t.test(
  '12.5.3 What a side gives is for what its profile says: a request to be answered, an answer for its case [R4]',
  async (t) => {
    t.match(rowOf(standardTerms(about({ role: 'requesting' })), 'purpose'), { purposes: ['ANSWER_REQUEST'] })
    t.match(rowOf(standardTerms(about({})), 'purpose'), { purposes: ['VERIFY_VALUE'] })
    const asked = standardTerms(about({ role: 'requesting', offices: ['XB000202'] }))
    t.match(rowOf(asked, 'recipients'), { offices: ['XB000202'] }, 'to the offices that deal with it')
    t.match(rowOf(standardTerms(about({ role: 'requesting' })), 'recipients'), { offices: ['XB000101'] })
  },
)

t.test(
  '12.6.2 What was assured is excluded by terms from the start, whatever the agreement left out [R9]',
  async (t) => {
    const assured = [
      { excluded: ['judicial-proceeding' as const], wanted: ['w1'] },
      { excluded: ['criminal-investigation' as const], wanted: null },
    ]
    t.match(rowOf(standardTerms(about({})), 'evidence'), { excluded: [] })
    const terms = standardTerms(about({ state: { purposes: [], assured } }))
    t.same(rowOf(terms, 'evidence'), {
      ...rowOf(standardTerms(about({})), 'evidence'),
      excluded: ['criminal-investigation', 'judicial-proceeding'],
    })
  },
)
