// Our account at an ACME server: its key lies beside the keys of the gateway and signs nothing
// else (RFC 8555 §7.3).
import { join } from 'node:path'
import { iso } from '../../../crypto/instants.ts'
import {
  type AccountKey,
  bindExternal,
  type ExternalAccount,
  readAccountKey,
  signKeyChange,
} from '../../../crypto/jose/acme-jws.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { destroyDurably } from '../../../disk/destroy.ts'
import { makeFolder, removeDurably, renameDurably, secretMode, writeDurably } from '../../../disk/durable.ts'
import { isThere, readIfThere } from '../../../disk/there.ts'
import type { GoneAccountKey } from '../../../gateway/ports/issuer.ts'
import type { Acme } from './directory.ts'
import { demandDone } from './faults.ts'
import { notIssued, objectIn, told } from './wire.ts'

export interface Account {
  readonly key: AccountKey
  /** Its URL. */
  readonly kid: string
}

interface AccountWishes {
  /** Folder of the account; made when it is needed. */
  readonly folder: string
  readonly directoryUrl: string
  readonly contact: string | undefined
  /** Address of the terms that the operator has read and agrees to. */
  readonly terms: string | undefined
  readonly external: ExternalAccount | undefined
  now(): number
}

const placesOf = (folder: string) => ({
  key: join(folder, 'account.key.pem'),
  /** The key that takes over, until the server is known to have it. */
  next: join(folder, 'account.next.key.pem'),
  account: join(folder, 'account.json'),
  /** Keys that were destroyed, until that is recorded. */
  gone: join(folder, 'account.gone.json'),
})

/** The account that is known here, or a new one. `anew`: the server has forgotten the known one. */
export async function openAccount(acme: Acme, wishes: AccountWishes, anew = false): Promise<Account> {
  const places = placesOf(wishes.folder)
  await makeFolder(wishes.folder)
  await settleChange(acme, places, wishes.now())
  // Without its key the account that was known is nobody's.
  const forgotten = anew || !(await isThere(places.key))
  const key = await accountKey(places.key)
  const known = forgotten ? undefined : objectIn((await readIfThere(places.account)) ?? '')
  if (known?.['directory'] === wishes.directoryUrl && typeof known['url'] === 'string')
    return { key, kid: known['url'] }
  const kid = await register(acme, wishes, key)
  await writeDurably(places.account, `${JSON.stringify({ directory: wishes.directoryUrl, url: kid })}\n`)
  return { key, kid }
}

async function register({ directory, post }: Acme, wishes: AccountWishes, key: AccountKey): Promise<string> {
  const { terms, contact, external } = wishes
  if (directory.terms !== undefined && directory.terms !== terms)
    throw notIssued(
      `the CA asks to agree to its terms at ${told(directory.terms, 500)}; read them, then set ACME_TERMS to this address`,
    )
  if (directory.externalAccountRequired && external === undefined)
    throw notIssued('the CA opens accounts only for who is bound to it; set ACME_EAB_FILE to what it handed out')
  const payload: JsonObject = {
    ...(directory.terms !== undefined && { termsOfServiceAgreed: true }),
    ...(contact !== undefined && { contact: [contact] }),
    ...(external && { externalAccountBinding: await bindExternal(external, { url: directory.newAccount, key }) }),
  }
  const answer = demandDone('an account', await post(directory.newAccount, payload, { key }))
  if (answer.location === undefined) throw notIssued(`${answer.url} gave an account without an address`)
  return answer.location
}

/**
 * Gives the account a new key (§7.3.5). The old one is destroyed once the server has the new one.
 */
export async function rollOver(
  acme: Acme,
  account: Account,
  { folder, now }: Pick<AccountWishes, 'folder' | 'now'>,
): Promise<void> {
  const places = placesOf(folder)
  const url = acme.directory.keyChange
  const next = await accountKey(places.next)
  const change = await signKeyChange({ url, account: account.kid, oldKey: account.key }, next)
  demandDone('a new key for our account', await acme.post(url, change, account))
  await takeOver(places, now())
}

/** Has it recorded which keys are gone; until then they are told again, also after a crash. */
export async function recordGone(
  folder: string,
  recorded: (gone: readonly GoneAccountKey[]) => Promise<void>,
): Promise<void> {
  const { gone } = placesOf(folder)
  const noted = await notedIn(gone)
  if (noted.length === 0) return
  await recorded(noted)
  await removeDurably(gone)
}

type Places = ReturnType<typeof placesOf>

/** A change of keys that broke off: the server says which of the two it has. */
async function settleChange({ directory, post }: Acme, places: Places, nowMs: number): Promise<void> {
  const pem = await readIfThere(places.next)
  if (pem === undefined) return
  const payload = { onlyReturnExisting: true }
  const { fault } = await post(directory.newAccount, payload, { key: readAccountKey(pem) })
  if (fault === undefined) await takeOver(places, nowMs)
  else if (fault.type === 'accountDoesNotExist') await destroyDurably(places.next)
}

async function takeOver({ key, next, gone }: Places, nowMs: number): Promise<void> {
  const pem = await readIfThere(key)
  if (pem !== undefined) await noteGone(gone, { kid: readAccountKey(pem).thumbprint, at: iso(nowMs) })
  await destroyDurably(key)
  await renameDurably(next, key)
}

async function noteGone(file: string, key: GoneAccountKey): Promise<void> {
  const noted = await notedIn(file)
  if (!noted.some(({ kid }) => kid === key.kid)) await writeDurably(file, `${JSON.stringify([...noted, key])}\n`)
}

const notedIn = async (file: string): Promise<readonly GoneAccountKey[]> =>
  JSON.parse((await readIfThere(file)) ?? '[]') as readonly GoneAccountKey[]

async function accountKey(file: string): Promise<AccountKey> {
  const there = await readIfThere(file)
  if (there !== undefined) return readAccountKey(there)
  const pem = await makeKey('P-256')
  await writeDurably(file, pem, { mode: secretMode, fresh: true })
  return readAccountKey(pem)
}
