// Parts in a folder: parts/ab/<sha256> for what is ours, arrivals/<member>/<sha256> for what a partner is still sending and
// arrivals/<member>/<sha256>.whole for what has come whole, with the right digest. What is adopted stays there too, as a second name of the
// same octets, until a sweep: a delivery that could not be recorded after all finds it again.
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { memberCodePattern } from '../../gateway/model/member.ts'
import { Problem } from '../../gateway/model/problems.ts'
import type { Parts } from '../../gateway/ports.ts'

const digestForm = /^[0-9a-f]{64}$/
const memberForm = new RegExp(memberCodePattern)
const readBytes = 256 * 1024
const prefixes = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))
/** So many files of ours are looked at in one sweep; the next one goes on from there. */
const lookedAtOnce = 5_000

/** Opens the folder, made with mode 0700 where it is not there; files have mode 0600. */
export async function openFolderParts({ folder }: { folder: string }): Promise<Parts> {
  const [ours, arrivals] = [join(folder, 'parts'), join(folder, 'arrivals')]
  for (const each of [ours, arrivals]) await makeFolder(each)
  /** One writer for each arrival; a second one at the same time would mix the octets of two connections. */
  const arriving = new Set<string>()
  /** Digests as far as this process has seen an arrival from its first octet on; without one it is read again at the end. */
  const hashes = new Map<string, { readonly hash: Hash; at: number }>()
  let nextPrefix = 0

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
      await makeFolder(dirname(partPath(sha256)))
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
        await makeFolder(dirname(path))
        const complete = await sizeOf(wholePath(path))
        const before = complete ?? (await sizeOf(path)) ?? 0
        if (before !== offset || offset > totalBytes)
          throw new Problem(
            'part-offset',
            `${before} octets of the part ${sha256} are here, the piece begins at ${offset} of ${totalBytes}`,
          )
        if (complete !== undefined) return await demandNothing(source, complete)
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
      // Young again, so that no sweep takes it before it is recorded.
      await utimes(whole, new Date(), new Date())
      await makeFolder(dirname(partPath(sha256)))
      const temporary = join(ours, `.${randomUUID()}`)
      await linkOrMove(whole, temporary)
      await settle(temporary, partPath(sha256))
      // Two names of one file are not renamed over each other, they both stay.
      await rm(temporary, { force: true })
      return true
    },

    async remove(sha256) {
      await rm(partPath(sha256), { force: true })
      for (const partner of await readdir(arrivals))
        await rm(wholePath(join(arrivals, partner, sha256)), { force: true })
    },

    async sweep(before, used) {
      let gone = 0
      for await (const path of filesBelow(arrivals)) {
        if (arriving.has(path) || !(await isOlder(path, before))) continue
        await rm(path, { force: true })
        hashes.delete(path)
        gone += 1
      }
      for (const name of await readdir(ours)) {
        const path = join(ours, name)
        if (!name.startsWith('.') || !(await isOlder(path, before))) continue
        await rm(path, { force: true })
        gone += 1
      }
      let looked = 0
      for (let turn = 0; turn < prefixes.length && looked < lookedAtOnce; turn += 1) {
        const below = join(ours, prefixes[nextPrefix] ?? '')
        nextPrefix = (nextPrefix + 1) % prefixes.length
        for (const sha256 of await readdir(below).catch(() => [])) {
          looked += 1
          if (!(await isOlder(join(below, sha256), before)) || (await used(sha256))) continue
          await rm(join(below, sha256), { force: true })
          gone += 1
        }
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

/** What is complete may be confirmed by an empty piece, and takes no more. */
async function demandNothing(source: AsyncIterable<Uint8Array>, complete: number): Promise<number> {
  for await (const chunk of source)
    if (chunk.length > 0) throw new Problem('part-offset', `the part is complete with its ${complete} octets`)
  return complete
}

/** Gives a durable file its lasting name; the folder knows of it before anybody else does. */
async function settle(from: string, to: string): Promise<void> {
  await rename(from, to)
  for (const folder of new Set([dirname(to), dirname(from)])) await syncFolder(folder)
}

/** A second name; where the file system has no such thing the file moves, and only a part that was recorded is found again. */
async function linkOrMove(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw failure(error)
    await rename(from, to)
  }
}

/** Makes a folder that outlasts a power cut. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const isOlder = (path: string, before: number): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs < before,
    () => false,
  )

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
