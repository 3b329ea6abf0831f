import type { Profile, StateRow } from '../../model/profile/profile.ts'
import { usePhase } from '../use/use-phase.ts'
import { accept, acknowledge, reject } from './answers.ts'
import { amend, cancel, declare } from './declare.ts'
import { match } from './match.ts'

const states = {
  declared: { describe: 'The declaration was sent; the importing side has not responded.', pending: true },
  acknowledged: { describe: 'The importing side has taken the declaration in.', pending: true },
  accepted: { describe: 'The importing side will compare it with what arrives.', pending: true },
  'partly-matched': { describe: 'Some lines were compared, others wait.', pending: true },
  rejected: { describe: 'The importing side does not take it as it is; it may be amended.', pending: false },
  cancelled: { describe: 'The exporting side cancelled the declaration.', pending: false },
  matched: { describe: 'What was received is what was declared.', pending: false },
  differing: { describe: 'What was received differs from what was declared.', pending: false },
} as const satisfies Record<string, StateRow>
const everywhere = Object.keys(states)
const use = usePhase({ inUse: everywhere, kept: everywhere, decides: 'requested', agreed: '12.1' })

/**
 * Automatic exchange under an agreement (12.1): the exporting side pushes what was declared, the
 * importing side answers and tells what it received. Nothing here is asked for, so that nothing of
 * Article 12, paragraphs 2 to 11, binds it (12.2).
 */
export const exportDeclaration: Profile = {
  name: 'export-declaration',
  version: '1.0',
  title: 'Automatic exchange of export declarations, with the result of their comparison at import',
  scope: 'case',
  utilityBlock: {
    legalBasis:
      'The agreement between the two members, which Article 12.12.1 of the Trade Facilitation Agreement leaves them free to make.',
    purpose: 'To hold what is declared at import against what was declared at export of the same goods.',
    data: [
      'number, day and office of the export declaration',
      'exporter, consignee, destination and office of exit',
      'for each line of goods: commodity code, description, origin, quantity, weights, value and currency',
      'documents that support it, as filed, where the exporting side attaches them',
      'of the comparison: each difference with the field, what was declared, what was received',
    ],
    triggers: [
      'an export declaration to the other member is released at export',
      'it is amended or cancelled',
      'the goods are declared and compared at import',
    ],
    serviceLevels: ['none of the treaty; what the agreement sets'],
    targets: ['a response within one day', 'a match result once the goods are released at import'],
    protection:
      'The level the exporting side describes in the terms of its message; what the importing side tells of its findings is protected likewise.',
  },
  purposes: { requesting: ['COMPARE_DECLARATION'], requested: ['COMPARE_DECLARATION'] },
  roles: { requesting: 'the exporting side, which declares', requested: 'the importing side, which compares' },
  states,
  regions: use.regions,
  decides: use.decides,
  messages: { declare, acknowledge, accept, reject, amend, cancel, match, ...use.messages },
}
