// Every kind of event that the feed tells of, in words. Who hears of it: the office of the case, or
// whoever runs the gateway where no office is named.

import { type DetectorName, detectorNames, detectors } from '../model/terms/uses/detectors.ts'

const whatHappened = {
  'message.received': 'A message came in a case of the office.',
  'message.submitted': 'A message of ours is on disk and on its way.',
  'message.delivered': 'The partner gave its receipt for a message of ours.',
  'message.refused': 'The partner refused a message of ours; it changes nothing.',
  'message.expired': 'A message of ours could not be delivered in time; it is tried no longer.',
  'case.reminder': 'An answer is due soon.',
  'case.overdue': 'The day of an answer has passed where it is owed.',
  'case.handed': 'The case went from one of our offices to another; both hear of it.',
  'case.assigned': 'A person of the office was assigned to the case, or nobody is any more.',
  'case.alike':
    'A case was opened about a declaration that another case of the office was opened about; nothing is stopped.',
  'release.asked': 'A reader was told that a second person decides; the list of asks says who waits for what.',
  'uses.differ':
    'What the partner says of its reads of our content contradicts what it signed; it may be a breach, and a person decides.',
  'draft.made': 'A message waits for a second person.',
  'draft.changed': 'A draft was changed, and waits in a new revision.',
  'draft.returned': 'A second person returned a draft with a reason.',
  'draft.withdrawn': 'A draft was withdrawn; it never leaves.',
  'draft.expired': 'A draft waited too long; it never leaves.',
  'agreement.laid-down': 'An agreed text is in force with this partner.',
  'delivery.refused': 'A delivery came to its end: the partner refuses it.',
  'delivery.expired': 'A delivery came to its end: its time has run out.',
  'circuit.open': 'A partner does not answer; deliveries to it wait.',
  'circuit.closed': 'A partner answers again.',
  'partner.away': 'A partner told that it is away; nothing is tried meanwhile.',
  'partner.back': 'A partner that was away is back, or its time has run out.',
  'assurance.lowered': 'A newer card of a partner promises less of a term than the one before.',
  'validity.ending': 'A key, certificate or list of revoked certificates ends soon; `about` says which.',
  'validity.ended': 'A key, certificate or list of revoked certificates has ended; `about` says which.',
  'validity.early': 'A key, certificate or list of revoked certificates does not hold yet; `about` says which.',
} as const

type Detected = { readonly [D in DetectorName as `detected.${D}`]: string }
const detected = Object.fromEntries(
  detectorNames.map((name) => [`detected.${name}`, `${detectors[name].says} A person looks at it.`]),
) as Detected

export const eventKinds = { ...whatHappened, ...detected } as const
export type EventKind = keyof typeof eventKinds
