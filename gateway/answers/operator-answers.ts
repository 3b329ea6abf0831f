// Shapes of what is answered to those who run the gateway.
import { type Static, Type } from 'typebox'
import { anything, instant, last, listOf, member, next, open, orNull, pageOf, text, whole } from './answer-parts.ts'
import { exampleId, uuid } from './ids.ts'
import { deliveryMembers } from './message-answers.ts'

const delivery = open('A message on its way to a partner.', {
  id: uuid('Id of the message.'),
  partner: member('Where to.'),
  case: uuid('Its case.'),
  ...deliveryMembers,
})

const evidence = open('Something that happened and can be proved; ids, codes and digests only.', {
  seq: whole('Its number.', 42),
  at: instant('When.'),
  kind: text('What happened.', 'statement.sent'),
  case: orNull(uuid('The case.')),
  subject: text('What it is about.', exampleId),
  data: anything('What must be provable of it.'),
})

export const operatorAnswers = {
  Delivery: delivery,
  DeliveryPage: pageOf<DeliveryView, typeof next>('Delivery', next),
  Redelivery: open('Queued again.', { delivery: uuid('Its id.'), state: Type.Literal('queued') }),
  LineTest: anything<LineTest>('Each step the test message proved, with what it found.'),
  Evidence: evidence,
  EvidencePage: pageOf<EvidenceLine, typeof last>('Evidence', last),
  LogProof: anything<LogProof>('Message, leaf index, entry, record, salt, and the tlog-proof as text.'),
  EvidenceCheck: anything<EvidenceCheck>(
    'How many rows were checked, the last number, and the faults that were found.',
  ),
  Status: anything<StatusView>('Partners, queues, certificates and storage at a glance.'),
  Liveness: open('The process answers.', { alive: Type.Literal(true) }),
  Readiness: open('Whether requests would be served now.', {
    ready: Type.Boolean({ description: 'Whether they would.' }),
    reasons: listOf(text('Why not; or, where it is ready, what is away all the same.', 'the store cannot commit')),
  }),
} as const

/** A delivery goes by the id of its message, under the name `delivery`. */
export type DeliveryView = Omit<Static<typeof delivery>, 'id'> & {
  readonly delivery: string
  readonly dueAt: string
  readonly expiresAt: string
  readonly receipt: string | null
  readonly changedAt: string
}
/** With the entry of the evidence log. */
export type EvidenceLine = Static<typeof evidence> & { readonly leaf: string }
export type ReadinessView = Static<typeof operatorAnswers.Readiness>

export interface LineTest {
  readonly partner: string
  readonly steps: readonly { readonly step: string; readonly found: string; readonly sha256?: string }[]
  readonly tlsGroup: string
  readonly roundTripMs: number
}
export interface LogProof {
  readonly message: string
  readonly index: number
  readonly entry: string
  readonly record: object
  readonly salt: string
  readonly proof: string
}
export interface EvidenceCheck {
  readonly checked: number
  readonly last: number
  readonly size: number
  /** Whether that was the last of the store. */
  readonly done: boolean
  readonly faults: readonly { readonly seq: number; readonly found: string }[]
}
export interface StatusView {
  readonly member: string
  readonly version: string
  readonly partners: readonly {
    readonly member: string
    readonly state: string
    readonly circuit: string
    readonly inFlight: number
  }[]
  /** Published checkpoints without a time stamp; grows while the authority is away. */
  readonly unstampedCheckpoints: number
  /** What is not settled, and how long the oldest of it has waited. */
  readonly waiting: readonly { readonly partner: string; readonly deliveries: number; readonly oldestSeconds: number }[]
  readonly due: readonly { readonly partner: string; readonly dueAt: string }[]
}
