// The keys of the doors while they are renewed. Key and certificate are two files that change
// together, as all of keys/ does: at every moment of a power cut the installation has one key with
// its own certificate, the old pair or the new one.
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { makeKey } from '../../crypto/jose/engine.ts'
import { isJsonObject } from '../../crypto/json.ts'
import { sha256Hex } from '../../crypto/octets.ts'
import { makeRequest } from '../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../crypto/x509/issued.ts'
import { destroyDurably, destroyLeftovers } from '../../disk/destroy.ts'
import { publicMode, removeDurably, secretMode, writeDurably } from '../../disk/durable.ts'
import { ifThere, readIfThere } from '../../disk/there.ts'
import { changeTogether, momentOf, settleTogether, writeTogether } from '../../disk/together.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
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
    /** What was replaced, until its end is recorded. */
    placing: at(`.${use}.placing.json`),
  }
}
type Places = ReturnType<typeof placesOf>

/** The keys of an installation, for whoever renews their certificates. */
export function tlsKeysIn(folder: string): TlsKeys {
  const places = { tls: placesOf(folder, 'tls'), national: placesOf(folder, 'national') }
  const changing = <T>(use: TlsUse, work: () => Promise<T>) =>
    changeTogether(join(folder, 'keys'), `renewal of ${use}`, work)
  return {
    certificate: (use) => readFile(places[use].certificate, 'utf8'),
    async requesting(use, fresh) {
      const keyPem = fresh
        ? await changing(use, () => waitingKey(places[use]))
        : await readFile(places[use].key, 'utf8')
      return { keySha256: keySha256Of(keyPem), request: (form) => requestBy(keyPem, form) }
    },
    place: (use, chainPem, keySha256) => changing(use, () => place(folder, places[use], { use, chainPem, keySha256 })),
    unfinished: (use) => readReplaced(places[use]),
    destroyReplaced: (use) =>
      changing(use, async () => {
        const { key, replaced } = places[use]
        // Never the one in force, under whichever names it lies.
        if (await isSame(key, replaced)) throw new Error(`${replaced}: it holds the key in force`)
        await clear(places[use])
        await destroyDurably(replaced)
      }),
    finish: (use) => removeDurably(places[use].placing),
  }
}

/**
 * Our keys as they were at one moment, whoever reads them and whatever is being put in its place
 * then: without the key before a new one, what partners still use would be refused. What a process
 * that ended in the middle left of keys is destroyed.
 * @param olderThanMs how long a file that is not in force has to lie there to be left over
 * @throws {Error} as `readKeys` · that files are being changed for longer than that takes
 */
export async function readKeysInForce(folder: string, olderThanMs?: number): Promise<Keys> {
  const keys = join(folder, 'keys')
  const giveUpAt = performance.now() + changedWithinMs
  for (;;) {
    await settleTogether(keys)
    for (const room of ['keys', 'next', 'trial-ca']) await destroyLeftovers(join(folder, room), olderThanMs)
    const moment = await momentOf(keys)
    const [found] = await Promise.allSettled([readKeys(folder)])
    if (moment === (await momentOf(keys))) {
      if (found.status === 'fulfilled') return found.value
      throw found.reason
    }
    if (performance.now() > giveUpAt)
      throw new Error(`${keys}: files are being changed; try again when whoever changes them has ended`)
    await wait(lookEveryMs)
  }
}

/** Files that change together have changed by then, where whoever changes them is alive. */
const [changedWithinMs, lookEveryMs] = [2_000, 20]

interface Placing {
  readonly use: TlsUse
  readonly chainPem: string
  readonly keySha256: string
}

/** The chain over the key in force, or over the one that waits for it; nothing else fits a key. */
async function place(
  folder: string,
  places: Places,
  { use, chainPem, keySha256 }: Placing,
): Promise<{ replaced: ReplacedKey | undefined }> {
  const { key, certificate, waiting, replaced, placing } = places
  if (readTlsCertificate(chainPem).keySha256 !== keySha256) throw new Error('the chain is over another key')
  const old = await readFile(key, 'utf8')
  const inForce = keySha256Of(old)
  if (inForce === keySha256) {
    await writeDurably(certificate, chainPem, { mode: publicMode })
    return { replaced: undefined }
  }
  if ((await readReplaced(places)) !== undefined)
    throw new Problem('certificate-not-issued', 'the end of the key before is not recorded yet')
  const fresh = await readIfThere(waiting)
  if (fresh === undefined || keySha256Of(fresh) !== keySha256)
    throw new Problem(
      'certificate-not-issued',
      'the key that was certified is not here any more: it was replaced meanwhile',
    )
  const gone = { keySha256: inForce, certPem: await readFile(certificate, 'utf8') }
  const file = (path: string, text: string, secret: boolean) => ({ name: basename(path), text, secret })
  // From here on the new pair is in force, whatever happens.
  await writeTogether(join(folder, 'keys'), `renewal of ${use}`, [
    file(placing, JSON.stringify({ replaced: gone }), true),
    file(replaced, old, true),
    file(key, fresh, true),
    file(certificate, chainPem, false),
  ])
  await clear(places)
  return { replaced: gone }
}

/** The key that waited is in force, and nobody has the one before certified. */
async function clear({ key, waiting, request }: Places): Promise<void> {
  if (await isSame(key, waiting)) await destroyDurably(waiting)
  await ifThere(removeDurably(request))
}

async function readReplaced({ placing }: Places): Promise<ReplacedKey | undefined> {
  const text = await readIfThere(placing)
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  const replaced = isJsonObject(value) ? value['replaced'] : undefined
  if (isJsonObject(replaced)) {
    const { keySha256, certPem } = replaced
    if (typeof keySha256 === 'string' && typeof certPem === 'string') return { keySha256, certPem }
  }
  throw new Error(`${placing}: expected what was replaced, a digest and a certificate`)
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = [await readIfThere(one), await readIfThere(other)]
  return first !== undefined && first === second
}

async function waitingKey(places: Places): Promise<string> {
  const { key, waiting } = places
  // What came to be in force waits no more.
  if (await isSame(key, waiting)) await destroyDurably(waiting)
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
