// What people at a national door do with the client: read an item and hold it against the file it should be, and be refused.
import { type FileHandle, open } from 'node:fs/promises'
import type { Client } from '../client/client.ts'
import { type GatewayProblem, isProblem } from '../client/errors.ts'
import type { Document } from './documents.ts'

/** A JSON object as it comes from outside; its members are looked at one by one. */
export type Json = Readonly<Record<string, unknown>>

export interface ReleaseAsk {
  readonly purpose: string
  readonly matter: string
  readonly reader: string
}

export interface Read {
  readonly bytes: number
  readonly mediaType: string
  /** SHA-256 of the octets that came, hex. */
  readonly sha256: string
  /** Whether they are those of the file, compared octet by octet as they came. */
  readonly same: boolean
}

/** Asks for an item's plaintext under a stated purpose. Flat memory: each chunk is held against the same place of the file. */
export async function readBack(client: Client, item: string, ask: ReleaseAsk, original: Document): Promise<Read> {
  const { mediaType, receive } = await client.items.release(item, ask)
  const file = await open(original.path)
  let at = 0
  let same = true
  try {
    const arrived = await receive(async (chunk) => {
      same &&= await liesAt(file, at, chunk)
      at += chunk.length
    })
    same &&= (await file.stat()).size === at
    return { ...arrived, mediaType, same }
  } finally {
    await file.close()
  }
}

async function liesAt(file: FileHandle, at: number, chunk: Uint8Array): Promise<boolean> {
  const there = Buffer.alloc(chunk.length)
  const { bytesRead } = await file.read(there, 0, chunk.length, at)
  return bytesRead === chunk.length && there.equals(chunk)
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
