// What every command says that reads content: who reads, for what, and what is done with it.
import { disclosureTargets, excludedProceedings } from '../../model/terms/vocabulary.ts'
import { choice, type OptionRow, required, separated, type Words } from '../program/command.ts'

const uses = [
  'view',
  'compare',
  'annotate',
  'extract',
  'print',
  'export',
  'decide',
  'disclose',
  'evidence',
  'analytics',
] as const

export const purposeExample = 'VERIFY_VALUE'

export const releaseOptions: readonly OptionRow[] = [
  { flags: '--purpose <code>', describe: 'purpose code it is read for, such as VERIFY_VALUE or ANSWER_REQUEST' },
  { flags: '--reader <name>', describe: 'who reads (default: the client itself)' },
  { flags: '--use <use>', describe: `what is done with it: ${uses.join(', ')} (default: view)` },
  { flags: '--office <code>', describe: 'office that reads (default: that of the case)' },
  { flags: '--target <kind>', describe: `with --use disclose, to whom: ${disclosureTargets.join(', ')}` },
  { flags: '--recipient <name>', describe: 'with --use disclose, to whom exactly, as the permission names it' },
  { flags: '--proceeding <kind>', describe: `with --use evidence, in which: ${excludedProceedings.join(', ')}` },
  { flags: '--proceeding-name <name>', describe: 'with --use evidence, in which exactly, as the permission names it' },
  { flags: '--decision <code>', describe: 'with --use decide, what is decided, such as doubt-removed' },
  {
    flags: '--relied-on <what>',
    describe: 'with --use decide, on what it rests: verified, unverified, own-findings',
    many: true,
  },
]

/** As the national door takes it; the gateway says which of these goes with which use. */
export function releaseAsked(words: Words): { readonly purpose: string } {
  const asked = {
    reader: words.text('reader'),
    use: choice(words, 'use', uses),
    office: words.text('office'),
    target: choice(words, 'target', disclosureTargets),
    recipient: words.text('recipient'),
    proceeding: choice(words, 'proceeding', excludedProceedings),
    proceedingName: words.text('proceeding-name'),
    decision: words.text('decision'),
  }
  const reliedOn = separated(words, 'relied-on')
  const said = Object.entries(asked).filter(([, value]) => value !== undefined)
  return {
    purpose: required(words, 'purpose', purposeExample),
    ...Object.fromEntries(said),
    ...(reliedOn.length > 0 && { reliedOn }),
  }
}
