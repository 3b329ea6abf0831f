// What the gateway reads by itself, without a person: a text that the members agreed on, to lay it
// down. It does so as a named client with a stated purpose, and each time is evidence.
import { Problem } from '../../model/problems/problems.ts'
import type { CaseRow, MessageRow } from '../../ports/rows.ts'
import { whyRestored } from '../content/restored.ts'
import type { Content, Secrets } from '../content/secrets.ts'
import { unalteredCase } from '../evidence/unaltered.ts'
import { type Admitting, admit } from './admit.ts'
import { wholeCase } from './decide.ts'
import { openedBody } from './opened-body.ts'
import { pieceIn } from './pieces.ts'

export interface ByItself extends Admitting {
  readonly secrets: Admitting['secrets'] & Secrets
}

const gateway = { id: 'gateway', offices: 'all', roles: ['release'] } as const

/** Undefined where it may not be read any more, or not before what was lost has come back. */
export async function readByItself(deps: ByItself, row: CaseRow, message: MessageRow): Promise<Content | undefined> {
  if (message.direction === 'out') return deps.secrets.ownMessage(message)?.content
  if ((await whyRestored(deps.store, row)) !== undefined) return undefined
  const whole = wholeCase(await unalteredCase(deps, row))
  const piece = pieceIn(whole.stored, { what: 'body', id: message.id })
  const ask = { reader: gateway.id, purpose: 'KEEP_AGREEMENT', matter: row.id, office: row.office }
  try {
    const attempt = { client: gateway, case: row.id, content: piece, ask }
    const { allowed } = await admit(deps, gateway, { whole, piece, attempt })
    return (await openedBody(deps, allowed))?.content
  } catch (error) {
    if (error instanceof Problem && (error.code === 'release-denied' || error.code === 'item-disposed'))
      return undefined
    throw error
  }
}
