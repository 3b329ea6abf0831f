// A gateway that runs, and what it was started with.
import type { OperatorFlows } from '../ports/doors.ts'
import type { Log } from '../watch/log.ts'

export interface Running {
  readonly member: string
  readonly partnerUrl: string
  readonly nationalUrl: string
  /** Opens the file of the log anew. */
  reopenLog(): void
  /** What /readyz says now. */
  readiness: OperatorFlows['readiness']
  /** Tells of what nobody caught; whoever started the gateway then closes it. */
  failed(error: unknown): void
  /** Takes no more requests, lets what runs end, closes the store. A step that fails is told and keeps no other from its turn. @throws the first failure */
  close(why?: string): Promise<void>
}

export interface ServeOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log?: Log
  /** A person has compared the clock with a time server: it is believed, whatever later instants the store holds. */
  readonly clockChecked?: boolean
}
