// The keys of the doors while they are renewed. Key and certificate are two files, so what is about
// to be in force is written down first, and whoever finds that goes on with it: at every moment of
// a power cut the installation has one key with its own certificate, the old pair or the new one.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeKey } from '../../crypto/jose/engine.ts'
import { isJsonObject } from '../../crypto/json.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import { makeRequest } from '../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../crypto/x509/issued.ts'
import { destroyDurably, destroyLeftovers } from '../../disk/destroy.ts'
import { linkOrRename, publicMode, removeDurably, renameDurably, secretMode, writeDurably } from '../../disk/durable.ts'
import { ifThere, isThere, readIfThere } from '../../disk/there.ts'
import { settleTogether } from '../../disk/together.ts'
import type { Keys } from '../../gateway/ports/installation.ts'
import type { ReplacedKey, RequestForm, TlsKeys, TlsUse } from '../../gateway/ports/issuer.ts'
import { readKeys } from './files.ts'

const placesOf = (folder: string, use: TlsUse) => {
  const at = (name: string) => join(folder, 'keys', name)
  return {
    key: at(`${use}.key.pem`),
    certificate: at(`${use}.cert.pem`),
    /** A key without a certificate. Names with a dot are watched by nobody. */
    waiting: at(`.${use}.waiting.key.pem`),
    /** The key that was in force, until it is destroyed. */
    replaced: at(`.${use}.replaced.key.pem`),
    /**
     * Over the key that is replaced: whoever takes it to a CA has a key certified that is
     * destroyed.
     */
    request: join(folder, 'requests', `${use}.csr.pem`),
    /** The certificate that comes, and what it replaces. */
    placing: at(`.${use}.placing.json`),
  }
}
type Places = ReturnType<typeof placesOf>

interface Placing {
  readonly certPem: string
  readonly replaced: ReplacedKey
}

/** The keys of an installation, for whoever renews their certificates. */
export function tlsKeysIn(folder: string): TlsKeys {
  const places = { tls: placesOf(folder, 'tls'), national: placesOf(folder, 'national') }
  return {
    certificate: (use) => readFile(places[use].certificate, 'utf8'),
    async requesting(use, fresh) {
      const keyPem = fresh ? await waitingKey(places[use]) : await readFile(places[use].key, 'utf8')
      return { keySha256: keySha256Of(keyPem), request: (form) => requestBy(keyPem, form) }
    },
    async place(use, chainPem, keySha256) {
      const { key, certificate, placing } = places[use]
      if (readTlsCertificate(chainPem).keySha256 !== keySha256) throw new Error('the chain is over another key')
      const inForce = keySha256Of(await readFile(key, 'utf8'))
      if (inForce === keySha256) {
        await writeDurably(certificate, chainPem, { mode: publicMode })
        return { replaced: undefined }
      }
      const replaced = { keySha256: inForce, certPem: await readFile(certificate, 'utf8') }
      // From here on the new pair is in force, whatever happens.
      await writeDurably(placing, JSON.stringify({ certPem: chainPem, replaced }), { mode: secretMode, fresh: true })
      await goOn(places[use], { certPem: chainPem, replaced })
      return { replaced }
    },
    unfinished: async (use) => (await readPlacing(places[use]))?.replaced,
    async destroyReplaced(use) {
      const { key, replaced } = places[use]
      // Never the one in force, under whichever names it lies.
      if (await isSame(key, replaced)) throw new Error(`${replaced}: it holds the key in force`)
      await destroyDurably(replaced)
    },
    // Removed and not overwritten: whoever reads it meanwhile finds it whole, or not at all.
    finish: (use) => removeDurably(places[use].placing),
  }
}

/**
 * Goes on with what was begun to be put in its place, before anybody reads the keys. Several may do
 * so at once.
 * @throws {Error} where what was written down cannot be read
 */
export async function settleRenewals(folder: string): Promise<void> {
  for (const use of ['tls', 'national'] as const) {
    const places = placesOf(folder, use)
    const placing = await readPlacing(places)
    if (placing) await goOn(places, placing)
  }
}

/**
 * Our keys, whoever reads them and whatever is being put in its place at that moment. What a
 * process that ended in the middle left of keys is destroyed.
 * @param olderThanMs how long a file that is not in force has to lie there to be left over
 * @throws {Error} as `readKeys` and `settleRenewals`
 */
export async function readKeysInForce(folder: string, olderThanMs?: number): Promise<Keys> {
  await settleTogether(join(folder, 'keys'))
  await settleRenewals(folder)
  for (const room of ['keys', 'next', 'trial-ca']) await destroyLeftovers(join(folder, room), olderThanMs)
  try {
    return await readKeys(folder)
  } catch (error) {
    // A pair that was begun after that look, half of it read.
    if (!(await isPlacing(folder))) throw error
    await settleRenewals(folder)
    return readKeys(folder)
  }
}

const isPlacing = async (folder: string): Promise<boolean> =>
  (await isThere(placesOf(folder, 'tls').placing)) || (await isThere(placesOf(folder, 'national').placing))

/** Any number of times, with the same end. */
async function goOn({ key, certificate, waiting, replaced, request }: Places, { certPem, replaced: old }: Placing) {
  const inForce = await readIfThere(key)
  // Only the old key gets the second name by which it is destroyed.
  if (inForce !== undefined && keySha256Of(inForce) === old.keySha256 && !(await isThere(replaced)))
    await linkOrRename(key, replaced).catch(unlessThere)
  await ifThere(renameDurably(waiting, key))
  await ifThere(removeDurably(request))
  // Once: each change is taken up, and whoever takes it up comes here again.
  if ((await readIfThere(certificate)) !== certPem) await writeDurably(certificate, certPem, { mode: publicMode })
}

const unlessThere = (error: unknown): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}

async function readPlacing({ placing }: Places): Promise<Placing | undefined> {
  const text = await readIfThere(placing)
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  const replaced = isJsonObject(value) ? value['replaced'] : undefined
  if (isJsonObject(value) && typeof value['certPem'] === 'string' && isJsonObject(replaced)) {
    const { keySha256, certPem } = replaced
    if (typeof keySha256 === 'string' && typeof certPem === 'string')
      return { certPem: value['certPem'], replaced: { keySha256, certPem } }
  }
  throw new Error(`${placing}: expected a certificate that is being put in its place`)
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = [await readIfThere(one), await readIfThere(other)]
  return first !== undefined && first === second
}

async function waitingKey({ waiting }: Places): Promise<string> {
  const there = await readIfThere(waiting)
  if (there !== undefined) return there
  const keyPem = await makeKey('P-256')
  await writeDurably(waiting, keyPem, { mode: secretMode, fresh: true })
  return keyPem
}

const requestBy = (keyPem: string, { name, hosts, trustDomain }: RequestForm): Promise<string> =>
  makeRequest({
    ...{ keyPem, hosts, use: trustDomain === undefined ? 'national' : 'tls' },
    ...(name !== undefined && { name }),
    ...(trustDomain !== undefined && { trustDomain }),
  })

const keySha256Of = (keyPem: string): string =>
  sha256Hex(new Uint8Array(createPublicKey(createPrivateKey(keyPem)).export({ type: 'spki', format: 'der' })))
