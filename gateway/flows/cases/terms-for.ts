// Terms by their digest, for whom they are: those of a case are for its offices. To others they are
// not there, which costs the same as where they are not.
import type { JsonObject } from '../../../crypto/json.ts'
import { matterOf } from '../../case/matter.ts'
import type { Client } from '../../ports/doors/national.ts'
import { termsKept } from '../evidence/unaltered.ts'
import { maySee } from './may-see.ts'

/**
 * Before there is a case that they were made for nobody deals with it yet: then for whoever may
 * write, since it is not kept who made them.
 * @throws {Problem} `store-altered`
 */
export async function termsFor(
  deps: Parameters<typeof termsKept>[0],
  client: Client,
  sha256: string,
): Promise<JsonObject | undefined> {
  const terms = await termsKept(deps, sha256)
  const row = await deps.store.case((terms && matterOf(terms)) ?? sha256)
  const theirs = row ? maySee(client, row.office) : client.roles.includes('submit')
  return theirs ? terms : undefined
}
