// Which cases a client sees: those of its offices, and no others.
import type { Client } from '../../ports/doors/national.ts'

export const maySee = (client: Client, office: string): boolean =>
  client.offices === 'all' || client.offices.includes(office)
