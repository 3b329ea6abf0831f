// Who takes part in a story: XA's officer and another office of XA, XB's national system, and what whoever reads comes to.
import type { Client } from '../client/client.ts'
import type { Desk, Tally } from './reading.ts'

export const offices = { xa: 'XA000101', xaOther: 'XA000777', xb: 'XB000402' } as const

export interface Parties {
  readonly agreement: string
  readonly xa: {
    readonly officer: Client
    readonly office: string
    readonly otherOffice: Client
    /** What whoever reads at XA comes to. */
    readonly tally: Tally
  }
  readonly xb: { readonly system: Client; readonly office: string; readonly tally: Tally }
}

export const deskOf = ({ officer, tally }: Parties['xa']): Desk => ({ client: officer, tally })
