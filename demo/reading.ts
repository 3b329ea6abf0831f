// What people at a national door do with the client: read content and hold it against the file it should be, take a copy of it, and be refused.
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Client } from '../client/client.ts'
import { type GatewayProblem, isProblem } from '../client/errors.ts'
import { openZip } from '../gateway/bundle/format/zip.ts'
import type { Document } from './documents.ts'

/** A JSON object as it comes from outside; its members are looked at one by one. */
export type Json = Readonly<Record<string, unknown>>

export interface ReleaseAsk {
  readonly purpose: string
  readonly matter: string
  readonly reader: string
  /** What is done with it; to look at it where this is left out. */
  readonly use?: string
  /** With the use `disclose`: to whom. */
  readonly target?: string
  readonly recipient?: string
}

/** How often content was read and was refused at a door: its evidence must say the same in the end. */
export interface Tally {
  releases: number
  denials: number
}

/** One national door as its people use it: whatever they try is counted. */
export interface Desk {
  readonly client: Client
  readonly tally: Tally
}

export interface Read {
  readonly bytes: number
  readonly mediaType: string
  /** SHA-256 of the octets that came, hex. */
  readonly sha256: string
  /** Whether they are those of the file, compared octet by octet as they came. */
  readonly same: boolean
  /** What the gateway tells its reader to observe. */
  readonly obligations: readonly string[]
}

/** Asks for an item's plaintext under a stated purpose. Flat memory: each chunk is held against the same place of the file. */
export async function readBack(
  { client, tally }: Desk,
  item: string,
  ask: ReleaseAsk,
  original: Document,
): Promise<Read> {
  const { mediaType, receive, obligations } = await client.items.release(item, ask)
  tally.releases += 1
  const file = await open(original.path)
  let at = 0
  let same = true
  try {
    const arrived = await receive(async (chunk) => {
      same &&= await liesAt(file, at, chunk)
      at += chunk.length
    })
    same &&= (await file.stat()).size === at
    return { ...arrived, mediaType, same, obligations }
  } finally {
    await file.close()
  }
}

async function liesAt(file: FileHandle, at: number, chunk: Uint8Array): Promise<boolean> {
  const there = Buffer.alloc(chunk.length)
  const { bytesRead } = await file.read(there, 0, chunk.length, at)
  return bytesRead === chunk.length && there.equals(chunk)
}

/** What a message says, read under its terms. */
export async function bodyOf({ client, tally }: Desk, message: string, ask: ReleaseAsk): Promise<Json> {
  const { body } = await client.messages.release(message, ask)
  tally.releases += 1
  return body as Json
}

export interface Copied {
  /** Names in the archive. */
  readonly files: readonly string[]
  /** Whether the octets of the document are those of the file. */
  readonly same: boolean
  /** The terms that stand beside it. */
  readonly terms: string
}

/** Takes a copy out of the gateway: an archive of the octets as they were filed, and of the terms that bind them. */
export async function copied(
  { client, tally }: Desk,
  item: string,
  ask: ReleaseAsk,
  { bytes, sha256 }: Document,
): Promise<Copied> {
  const { receive } = await client.items.release(item, { ...ask, use: 'export' })
  tally.releases += 1
  const octets: Uint8Array[] = []
  await receive((chunk) => octets.push(chunk))
  const { entries, close } = await openZip(Buffer.concat(octets), 2)
  const files = await Promise.all(entries.map(async (entry) => ({ name: entry.name, octets: await entry.read() })))
  await close()
  const of = (name: string) => files.find((file) => file.name === name)?.octets ?? new Uint8Array()
  const document = files.find(({ name }) => name !== termsFile)?.octets ?? new Uint8Array()
  return {
    files: files.map(({ name }) => name),
    same: document.length === bytes && createHash('sha256').update(document).digest('hex') === sha256,
    terms: Buffer.from(of(termsFile)).toString('utf8'),
  }
}
const termsFile = 'TERMS.txt'

/** The same as `refusalOf`, of a try to read or to let another read: a refusal is a denial in the evidence. */
export async function denialOf({ tally }: Desk, call: Promise<unknown>) {
  const refusal = await refusalOf(call)
  if (refusal.status === 200) tally.releases += 1
  else tally.denials += 1
  return refusal
}

/** What the gateway says where it is to refuse; that it did not is told as a refusal of status 200 would be. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<Pick<GatewayProblem, 'status' | 'code' | 'paragraph'>> {
  try {
    await call
    return { status: 200 }
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
}

export const said = ({ status, code, paragraph }: Awaited<ReturnType<typeof refusalOf>>): string =>
  [status, code, paragraph].filter(Boolean).join(' ')
