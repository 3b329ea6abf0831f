// Whose backup it is: the list of its digests is signed with the key of our log. Whoever could
// write to a backup would else choose, by its restore, our clients, partners and settings.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CryptoError } from '../../../crypto/fault.ts'
import { thumbprint } from '../../../crypto/jose/engine.ts'
import { logSigningKey, logVerifyingKey } from '../../../crypto/log/log-key.ts'
import { readNote, signNote, verifyNote, writeNote } from '../../../crypto/log/note.ts'
import { fromBase64url, toBase64url } from '../../../crypto/octets.ts'
import { writeDurably } from '../../../disk/durable.ts'
import { lstatIfThere } from '../../../disk/there.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import type { Desk } from '../program/desk.ts'
import { sums } from './backup-folder.ts'

const signature = `${sums}.sig`
const longestNoteBytes = 4096

const kidOf = (publicKey: Uint8Array): string => thumbprint({ kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) })

/** What is signed names itself, so that it is taken for no checkpoint, and the key that signs. */
const textOf = (name: string, sha256: string, publicKey: Uint8Array): string =>
  `${name}\n${sha256}\n${toBase64url(publicKey)}\n`

/**
 * Signs the list of a backup with the newest key of the log.
 * @returns the id of that key, by which a restore knows it; undefined where no key lies here.
 */
export async function signSums(backup: string, member: string, desk: Desk): Promise<string | undefined> {
  const keys = await desk.readKeys(desk.folder).catch((error: unknown) => {
    desk.note(`the backup is not signed: ${messageOf(error)}`)
    return undefined
  })
  const [pem] = keys?.log ?? []
  if (pem === undefined) return undefined
  const key = logSigningKey(pem)
  const name = `${member.toLowerCase()}/backup`
  const text = textOf(name, await sumsDigest(backup), key.publicKey)
  await writeDurably(join(backup, signature), writeNote(text, [signNote(text, name, key)]))
  return kidOf(key.publicKey)
}

interface Demand {
  readonly member: string
  /** The id of the key that the operator knows to be ours. */
  readonly signedBy: string | undefined
  /** The operator vouches for the backup. */
  readonly unsigned: boolean
}

/**
 * @throws a complaint unless a key of ours signed the list of this backup, or somebody vouches for
 *   it.
 */
export async function demandOurs(backup: string, { member, signedBy, unsigned }: Demand, desk: Desk): Promise<void> {
  await demandPlainFile(backup, sums)
  const note = await signatureOf(backup)
  if (note === undefined) {
    if (!unsigned)
      throw refused(
        `${backup}: it has no ${signature}, so nobody can tell who wrote it; nothing was restored`,
        'backups of before 0.3.0 have none: say --unsigned if it lay where nobody else could write',
      )
    desk.note(
      `${backup}: NOT SIGNED. Whoever could write to it since chose what is restored: clients and their rights, partners, settings`,
    )
    return
  }
  const kid = await signerOf(backup, note, member)
  if (signedBy === kid) return
  const ours = await ourKids(desk)
  if (ours.includes(kid)) return
  if (unsigned) {
    desk.note(`${backup}: SIGNED BY A KEY THAT NOBODY HERE KNOWS (${kid}), and taken because --unsigned was said`)
    return
  }
  throw refused(
    ours.length > 0
      ? `${backup}: signed by the key ${kid}, and keys/ here has ${ours.join(', ')}; nothing was restored`
      : `${backup}: signed by the key ${kid}, and nothing here says whether that is ours; nothing was restored`,
    `put keys/ in its place first, from its own safe; or, where "bulla backup" told this very key when the backup was made, say --signed-by ${kid}`,
  )
}

async function signatureOf(backup: string): Promise<string | undefined> {
  const found = await lstatIfThere(join(backup, signature))
  if (found === undefined) return undefined
  await demandPlainFile(backup, signature)
  if (found.size > longestNoteBytes) throw refused(`${join(backup, signature)}: this is no signature of a backup`)
  return readFile(join(backup, signature), 'utf8')
}

/** The id of the key that signed; which key that is, is another matter. */
async function signerOf(backup: string, text: string, member: string): Promise<string> {
  try {
    const note = readNote(text)
    const [name = '', sha256 = '', x = ''] = note.text.split('\n')
    const key = logVerifyingKey(fromBase64url(x))
    if (name !== `${member.toLowerCase()}/backup` || note.text !== textOf(name, sha256, key.publicKey))
      throw new CryptoError('log', `it is no signature of a backup of ${member}`)
    verifyNote(note, { name, key })
    const found = await sumsDigest(backup)
    if (found !== sha256) throw new CryptoError('log', `${sums} has SHA-256 ${found}, ${sha256} was signed`)
    return kidOf(key.publicKey)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw refused(
      `${join(backup, signature)}: ${error.message}; nothing was restored`,
      'somebody changed this backup: take another copy of it, and find out who could write there',
    )
  }
}

/** Keys that are not there, or cannot be read, vouch for nothing. */
async function ourKids(desk: Desk): Promise<string[]> {
  const keys = await desk.readKeys(desk.folder).catch(() => undefined)
  return (keys?.log ?? []).map((pem) => kidOf(logSigningKey(pem).publicKey))
}

const sumsDigest = async (backup: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(backup, sums)))
    .digest('hex')

/**
 * A file as such, in folders as such: a link could lead anywhere, and a pipe or a device gives what
 * it likes.
 * @throws a complaint
 */
export async function demandPlainFile(backup: string, path: string): Promise<void> {
  const found = await lstatIfThere(join(backup, path))
  if (!found?.isFile()) throw refused(`${join(backup, path)}: it is ${kindOf(found)}; a backup holds plain files alone`)
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const above = await lstatIfThere(join(backup, folder))
    if (!above?.isDirectory())
      throw refused(`${join(backup, folder)}: it is ${kindOf(above)}; expected a folder of the backup`)
  }
}

const kindOf = (found: { isSymbolicLink(): boolean; isDirectory(): boolean } | undefined): string =>
  found === undefined
    ? 'not there'
    : found.isSymbolicLink()
      ? 'a link'
      : found.isDirectory()
        ? 'a folder'
        : 'no plain file'
