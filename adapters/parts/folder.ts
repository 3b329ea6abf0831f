// Parts in a folder: parts/ab/<sha256> for what is ours, arrivals/<member>/<sha256> for what a partner is still sending and
// arrivals/<member>/<sha256>.whole for what has come whole, with the right digest, and no message has asked for yet.
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { memberCodePattern } from '../../gateway/model/member.ts'
import { Problem } from '../../gateway/model/problems.ts'
import type { Parts } from '../../gateway/ports.ts'

const digestForm = /^[0-9a-f]{64}$/
const memberForm = new RegExp(memberCodePattern)
const readBytes = 256 * 1024

/** Opens the folder, made with mode 0700 where it is not there; files have mode 0600. */
export async function openFolderParts({ folder }: { folder: string }): Promise<Parts> {
  const [ours, arrivals] = [join(folder, 'parts'), join(folder, 'arrivals')]
  for (const each of [folder, ours, arrivals]) await mkdir(each, { recursive: true, mode: 0o700 })
  /** One writer for each arrival; a second one at the same time would mix the octets of two connections. */
  const arriving = new Set<string>()
  /** Digests as far as this process has seen an arrival from its first octet on; without one it is read again at the end. */
  const hashes = new Map<string, { readonly hash: Hash; at: number }>()

  const partPath = (sha256: string) => join(ours, demandDigest(sha256).slice(0, 2), sha256)
  const arrivalPath = (partner: string, sha256: string) => join(arrivals, demandMember(partner), demandDigest(sha256))

  return {
    async put(source) {
      const temporary = join(ours, `.${randomUUID()}`)
      const hash = createHash('sha256')
      let bytes = 0
      await writing(temporary, 'wx', async (file) => {
        for await (const chunk of source) {
          hash.update(chunk)
          bytes += chunk.length
          await writeAll(file, chunk)
        }
      }).catch(async (error: unknown) => {
        await rm(temporary, { force: true })
        throw error
      })
      const sha256 = hash.digest('hex')
      await settle(temporary, partPath(sha256))
      return { sha256, bytes }
    },

    async *read(sha256, offset = 0) {
      try {
        yield* createReadStream(partPath(sha256), { start: offset, highWaterMark: readBytes })
      } catch (cause) {
        if (codeOf(cause) !== 'ENOENT') throw failure(cause)
        throw new Problem('part-missing', `the part ${sha256} is not here`, { cause })
      }
    },

    size: (sha256) => sizeOf(partPath(sha256)),

    async arrived(partner, sha256) {
      const path = arrivalPath(partner, sha256)
      return (await sizeOf(wholePath(path))) ?? (await sizeOf(path)) ?? 0
    },

    async append(partner, sha256, offset, totalBytes, source) {
      const path = arrivalPath(partner, sha256)
      if (arriving.has(path)) throw new Problem('part-offset', `the part ${sha256} is arriving on another connection`)
      arriving.add(path)
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        const before = (await sizeOf(path)) ?? 0
        if (before !== offset)
          throw new Problem(
            'part-offset',
            `${before} octets of the part ${sha256} are here, the piece begins at ${offset}`,
          )
        const seen = hashes.get(path)
        const running = offset === 0 ? { hash: createHash('sha256'), at: 0 } : seen?.at === offset ? seen : undefined
        if (running) hashes.set(path, running)
        const after = await appendTo(path, offset, totalBytes, source, running)
        if (after < totalBytes) return after
        hashes.delete(path)
        await demandContent(path, sha256, running ? running.hash.digest('hex') : await digestOf(path))
        await settle(path, wholePath(path))
        return after
      } finally {
        arriving.delete(path)
      }
    },

    async adopt(partner, sha256) {
      const whole = wholePath(arrivalPath(partner, sha256))
      if ((await sizeOf(whole)) === undefined) return false
      await settle(whole, partPath(sha256))
      return true
    },

    remove: (sha256) => rm(partPath(sha256), { force: true }),

    async sweep(before, used) {
      let gone = 0
      for await (const path of filesBelow(folder)) {
        const touched = await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => Number.POSITIVE_INFINITY,
        )
        if (touched >= before || arriving.has(path)) continue
        const name = path.split('/').at(-1) ?? ''
        if (path.startsWith(ours) && digestForm.test(name) && (await used(name))) continue
        await rm(path, { force: true })
        hashes.delete(path)
        gone += 1
      }
      return gone
    },
  }
}

/** Appends what comes; what has come stays durable even when the source breaks. */
async function appendTo(
  path: string,
  offset: number,
  totalBytes: number,
  source: AsyncIterable<Uint8Array>,
  running: { readonly hash: Hash; at: number } | undefined,
): Promise<number> {
  let at = offset
  await writing(path, 'a', async (file) => {
    for await (const chunk of source) {
      if (at + chunk.length > totalBytes)
        throw new Problem('part-offset', `more than the ${totalBytes} octets that were announced have come`)
      await writeAll(file, chunk)
      at += chunk.length
      if (!running) continue
      running.hash.update(chunk)
      running.at = at
    }
  })
  return at
}

async function demandContent(path: string, sha256: string, found: string): Promise<void> {
  if (found === sha256) return
  await rm(path, { force: true })
  throw new Problem('digest-mismatch', `the octets that came have SHA-256 ${found}, announced was ${sha256}`)
}

const wholePath = (path: string): string => `${path}.whole`

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) hash.update(chunk)
  return hash.digest('hex')
}

/** Opens, lets write, and has it on disk before the file is closed, also when the writing broke off. */
async function writing(path: string, flags: 'a' | 'wx', write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600).catch((error: unknown) => {
    throw failure(error)
  })
  try {
    await write(file)
  } catch (error) {
    throw failure(error)
  } finally {
    await file.datasync().finally(() => file.close())
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten
}

/** Gives a durable file its lasting name; the folder knows of it before anybody else does. */
async function settle(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await rename(from, to)
  for (const folder of [dirname(to), dirname(from)]) {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  }
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  )

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

function demandDigest(sha256: string): string {
  if (digestForm.test(sha256)) return sha256
  throw new Problem('request-invalid', 'the name of a part is its SHA-256 in 64 lower-case hexadecimal digits')
}
function demandMember(member: string): string {
  if (memberForm.test(member)) return member
  throw new Problem('internal', 'an arrival belongs to a member')
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** A full disk is a problem of its own; whatever else went wrong keeps its face. */
function failure(error: unknown): unknown {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
    ? new Problem('storage-full', 'there is no space left for parts', { cause: error, retryAfterMs: 30_000 })
    : error
}
