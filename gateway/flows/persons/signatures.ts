// What persons signed and did not do yet: each signature serves one act, once, in the process that
// took it. Nobody but `granting` can put one here, and what is not here was not signed.
import { type Deciding, sameDecided } from '../../model/client/decided.ts'
import type { SignedAct } from '../../model/client/person.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'

export interface Signatures {
  /** Whether the act is refused without a signature. */
  demands(act: SignedAct): boolean
  /**
   * Takes the signature that the client comes with, if it comes with one.
   * @param demanded where another rule than its own act asks for it
   * @throws {Problem} `signature-demanded` where there is none · `signature-invalid` where it is for
   *   something else
   */
  take(client: Client, deciding: Deciding, demanded?: boolean): void
}

/** The client with which the act that was signed may be done, once. */
export type Grant = (client: Client, deciding: Deciding) => Client

export function openSignatures(acts: readonly SignedAct[]): { readonly signatures: Signatures; readonly grant: Grant } {
  // By the client itself, which no request can make and no copy is.
  const granted = new WeakMap<Client, Deciding>()
  const demands = (act: SignedAct) => acts.includes(act)
  return {
    grant(client, deciding) {
      const signing = { ...client }
      granted.set(signing, deciding)
      return signing
    },
    signatures: {
      demands,
      take(client, deciding, demanded = demands(deciding.act)) {
        const signed = granted.get(client)
        granted.delete(client)
        if (signed !== undefined && sameDecided(signed, deciding)) return
        if (signed !== undefined)
          throw new Problem('signature-invalid', `what was signed is another ${signed.act} than this ${deciding.act}`)
        if (demanded)
          throw new Problem(
            'signature-demanded',
            `${deciding.act} is done here by whoever signs it with a key of their own`,
          )
      },
    },
  }
}
