// What a renewal has come to, as small files in `issuer/` of the installation. They hold no secret;
// one that cannot be read, or is not what it should be, holds nothing.
import { join } from 'node:path'
import { isJsonObject, type JsonObject } from '../../crypto/json.ts'
import { alone, isBusy } from '../../disk/alone.ts'
import { makeFolder, publicMode, removeDurably, writeDurably } from '../../disk/durable.ts'
import { isThere, readIfThere } from '../../disk/there.ts'
import type {
  RenewalState,
  RenewalStates,
  RenewalWish,
  RevocationReason,
  Revoking,
} from '../../gateway/ports/issuer.ts'

/** A wish is changed within milliseconds. */
const mostWaitMs = 10_000

export function renewalStatesIn(folder: string): RenewalStates {
  const issuer = join(folder, 'issuer')
  const stateFile = (use: string) => join(issuer, `${use}.json`)
  const wishFile = (of: string) => join(issuer, `${of}.wish.json`)
  const save = async (file: string, value: object) => {
    await makeFolder(issuer)
    await writeDurably(file, `${JSON.stringify(value)}\n`, { mode: publicMode })
  }
  return {
    async alone(look) {
      await makeFolder(issuer)
      await alone(join(issuer, '.renewing'), 'renewal of certificates', look, 0).catch((error: unknown) => {
        if (!isBusy(error)) throw error
      })
    },
    read: async (use) => stateIn(await objectOf(stateFile(use))),
    save: (use, state) => save(stateFile(use), state),
    wish: async (of) => wishIn(await objectOf(wishFile(of))),
    async changeWish(of, change) {
      await makeFolder(issuer)
      const file = wishFile(of)
      const changed = async () => {
        const wish = change(wishIn(await objectOf(file)))
        if (wish !== undefined) await save(file, wish)
        else if (await isThere(file)) await removeDurably(file)
      }
      await alone(join(issuer, '.wishing'), `change of ${file}`, changed, mostWaitMs)
    },
  }
}

async function objectOf(file: string): Promise<JsonObject | undefined> {
  try {
    const value: unknown = JSON.parse((await readIfThere(file)) ?? 'null')
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function stateIn(found: JsonObject | undefined): RenewalState | undefined {
  const { certificateSha256, failures, nextTryAt, problem } = found ?? {}
  if (typeof certificateSha256 !== 'string' || typeof failures !== 'number' || typeof nextTryAt !== 'number')
    return undefined
  return {
    ...{ certificateSha256, failures, nextTryAt },
    ...(typeof problem === 'string' && { problem }),
    ...numbersIn(found, 'renewAt', 'askAgainAt', 'issuedAt', 'triedAt'),
  }
}

function wishIn(found: JsonObject | undefined): RenewalWish | undefined {
  const { at, renew, revoke, revoking } = found ?? {}
  if (typeof renew !== 'boolean' || typeof at !== 'number') return undefined
  return {
    ...{ at, renew },
    ...(isReason(revoke) && { revoke }),
    ...(Array.isArray(revoking) && { revoking: revoking.flatMap(revokingIn) }),
    ...numbersIn(found, 'nextTryAt'),
  }
}

function revokingIn(found: unknown): Revoking[] {
  if (!isJsonObject(found)) return []
  const { certPem, reason } = found
  if (typeof certPem !== 'string' || !isReason(reason)) return []
  return [{ certPem, reason, ...numbersIn(found, 'nextTryAt') }]
}

const isReason = (value: unknown): value is RevocationReason => value === 'superseded' || value === 'key-compromise'

const numbersIn = (found: JsonObject | undefined, ...names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, found?.[name]]).filter(([, value]) => typeof value === 'number'))
