// What a renewal has come to, as small files in `issuer/` of the installation. They hold no secret;
// one that cannot be read, or is not what it should be, holds nothing.
import { join } from 'node:path'
import { isJsonObject, type JsonObject } from '../../crypto/json.ts'
import { alone, isBusy } from '../../disk/alone.ts'
import { makeFolder, publicMode, removeDurably, writeDurably } from '../../disk/durable.ts'
import { isThere, readIfThere } from '../../disk/there.ts'
import type { RenewalState, RenewalStates, RenewalWish } from '../../gateway/ports/issuer.ts'

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
    async saveWish(of, wish) {
      if (wish !== undefined) return save(wishFile(of), wish)
      if (!(await isThere(wishFile(of)))) return
      await removeDurably(wishFile(of))
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
  const { at, renew, revoke, certPem } = found ?? {}
  if (typeof renew !== 'boolean' || typeof at !== 'number') return undefined
  return {
    ...{ at, renew },
    ...((revoke === 'superseded' || revoke === 'key-compromise') && { revoke }),
    ...(typeof certPem === 'string' && { certPem }),
    ...numbersIn(found, 'nextTryAt'),
  }
}

const numbersIn = (found: JsonObject | undefined, ...names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, found?.[name]]).filter(([, value]) => typeof value === 'number'))
