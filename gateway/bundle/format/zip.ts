// The only file that knows the zip libraries: yazl writes, yauzl reads, both with zip64 and
// streams.
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw, inflateRawSync } from 'node:zlib'
import { type Entry, fromBufferPromise, fromFdPromise, type ZipFile as ZipReader } from 'yauzl'
import { ZipFile as ZipWriter } from 'yazl'
import { CryptoError } from '../../../crypto/fault.ts'
import { type Filling, fillDurably, writeAll } from '../../../disk/durable.ts'
import { openGivenFile } from '../../../disk/given.ts'
import { messageIn } from './faults.ts'

export interface ZipOutput {
  /**
   * Deflated where that is worth it, when its turn comes. The octets must not change until then.
   */
  add(name: string, octets: Uint8Array): void
  /** Stored as it is; resolves when the last octet was taken. One at a time. */
  addStream(name: string, source: AsyncIterable<Uint8Array>): Promise<void>
}

/**
 * Writes an archive: whatever `fill` adds, in its order. The same files at the same instant give
 * the same octets. A path gets the archive only when it is whole and on disk.
 * @param at what the files are dated
 */
export const writeZip = (to: Writable | string, at: Date, fill: (zip: ZipOutput) => Promise<void>): Promise<Zipped> =>
  typeof to === 'string' ? fillDurably(to, (file) => zipInto(into(file), at, fill)) : zipInto(to, at, fill)

const into = (file: Filling): Writable =>
  new Writable({
    write(chunk: Uint8Array, _encoding, taken) {
      writeAll(file, [chunk]).then(() => taken(), taken)
    },
  })

interface Zipped {
  readonly bytes: number
  readonly sha256: string
}

async function zipInto(to: Writable, at: Date, fill: (zip: ZipOutput) => Promise<void>): Promise<Zipped> {
  const zip = new ZipWriter()
  const archive = zip.outputStream as Readable
  zip.on('error', (error: Error) => archive.destroy(error))
  const hash = createHash('sha256')
  let bytes = 0
  const written = pipeline(
    archive,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    to,
  )
  const filled = fill({
    add: (name, octets) => {
      if (octets.length < worthDeflatingBytes) zip.addBuffer(view(octets), name, { mtime: at, compress: false })
      else {
        // A buffer would be deflated at once, ten thousand of them with ten thousand windows of
        // memory.
        const size = octets.length
        zip.addReadStreamLazy(name, { mtime: at, size }, (take) => take(null, Readable.from([view(octets)])))
      }
    },
    addStream: async (name, source) => {
      const readable = Readable.from(source, { objectMode: false })
      const taken = new Promise((resolve, reject) => readable.once('end', resolve).once('error', reject))
      zip.addReadStream(readable, name, { mtime: at, compress: false })
      // Nobody takes anything any more once the writing failed.
      await Promise.race([taken, written])
    },
  }).then(
    () => zip.end(),
    (error: Error) => {
      archive.destroy(error)
      throw error
    },
  )
  const outcomes = await Promise.allSettled([filled, written])
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
  return { bytes, sha256: hash.digest('hex') }
}

const worthDeflatingBytes = 1024

export interface ZipEntry {
  readonly name: string
  /** Of the file, as the archive claims; no more than that is ever read. */
  readonly bytes: number
  read(): Promise<Uint8Array>
  stream(): AsyncIterable<Uint8Array>
}

interface ZipInput {
  /** Of the archive. */
  readonly bytes: number
  readonly entries: readonly ZipEntry[]
  close(): Promise<void>
}

/** Archives up to this size are read in one go. */
const inMemoryBytes = 64 * 1024 * 1024

/**
 * Opens an archive for reading in any order. Refused are archives that two readers could see
 * differently or that grow beyond what they claim: encrypted or linked files, other names within
 * than in the directory, overlapping files, comments.
 * @throws {CryptoError} `malformed`; what the system says when there is no such file.
 */
export async function openZip(from: string | Uint8Array, maxFiles: number): Promise<ZipInput> {
  const handle = typeof from === 'string' ? await opened(from) : undefined
  try {
    const source = handle ? await sourceOf(handle) : inMemory(view(from as Uint8Array))
    const zip = await source.zip()
    if (zip.entryCount > maxFiles) refuse(`holds ${zip.entryCount} files, at most ${maxFiles} are read`)
    if (zip.comment !== '') refuse('carries a comment')
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) entries.push(demandPlain(entry))
    demandApart(entries)
    return {
      bytes: handle ? (await handle.stat()).size : from.length,
      entries: entries.map((entry) => fileOf(entry, zip, source)),
      close: async () => handle?.close(),
    }
  } catch (error) {
    await handle?.close()
    if (error instanceof CryptoError || isOfSystem(error)) throw error
    return refuse(`cannot be read: ${messageIn(error)}`)
  }
}

const opened = (file: string): Promise<FileHandle> =>
  openGivenFile(file).catch((error: unknown) => {
    throw isOfSystem(error) ? error : new CryptoError('malformed', `${messageIn(error)}; expected an archive`)
  })

interface Source {
  zip(): Promise<ZipReader>
  at(start: number, length: number): Promise<Buffer>
}

async function sourceOf(handle: FileHandle): Promise<Source> {
  const { size } = await handle.stat()
  if (size <= inMemoryBytes) return inMemory(await handle.readFile())
  return {
    zip: () => fromFdPromise(handle.fd, strict),
    at: async (start, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start)
      return bytesRead === length ? buffer : refuse('ends in the middle of a file')
    },
  }
}

const inMemory = (archive: Buffer): Source => ({
  zip: () => fromBufferPromise(archive, strict),
  at: async (start, length) => archive.subarray(start, start + length),
})

const strict = { autoClose: false, strictFileNames: true }

function demandPlain(entry: Entry): Entry {
  const { fileName, compressionMethod, externalFileAttributes, extraFields, fileComment } = entry
  if (!entry.canDecodeFileData()) refuse(`holds ${quoted(fileName)} encrypted or by method ${compressionMethod}`)
  if (((externalFileAttributes >>> 16) & 0o170000) === 0o120000) refuse(`holds ${quoted(fileName)} as a link`)
  // A second name, which other readers would not look at.
  if (extraFields.some(({ id }) => id === 0x7075)) refuse(`names ${quoted(fileName)} twice`)
  if (fileComment !== '') refuse(`comments on ${quoted(fileName)}`)
  return entry
}

/** Files that share octets are how a small archive unfolds without end. */
function demandApart(entries: readonly Entry[]): void {
  let end = 0
  for (const entry of entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (entry.relativeOffsetOfLocalHeader < end) refuse(`holds ${quoted(entry.fileName)} within another file`)
    end = entry.relativeOffsetOfLocalHeader + headerBytes + entry.fileNameLength + entry.compressedSize
  }
}
const headerBytes = 30

function fileOf(entry: Entry, zip: ZipReader, source: Source): ZipEntry {
  const { fileName: name, uncompressedSize: bytes, compressedSize, compressionMethod } = entry
  const start = async () => {
    const header = await zip.readLocalFileHeaderPromise(entry).catch(unreadable)
    if (!header.fileName.equals(entry.fileNameRaw)) refuse(`names ${quoted(name)} in two ways`)
    return header.fileDataStart
  }
  return {
    name,
    bytes,
    read: async () => {
      const packed = await source.at(await start(), compressedSize)
      return compressionMethod === 0 ? packed : inflated(packed, bytes, name)
    },
    stream: async function* () {
      const packed = pieces(source, await start(), compressedSize)
      const plain = compressionMethod === 0 ? packed : Readable.from(packed).compose(createInflateRaw())
      let left = bytes
      try {
        for await (const chunk of plain as AsyncIterable<Uint8Array>) {
          left -= chunk.length
          if (left < 0) refuse(`holds more of ${quoted(name)} than it says`)
          yield chunk
        }
      } catch (error) {
        unreadable(error)
      }
      if (left > 0) refuse(`holds less of ${quoted(name)} than it says`)
    },
  }
}

async function* pieces({ at }: Source, start: number, length: number): AsyncGenerator<Uint8Array> {
  const pieceBytes = 256 * 1024
  for (let done = 0; done < length; done += pieceBytes) yield at(start + done, Math.min(pieceBytes, length - done))
}

function inflated(packed: Uint8Array, bytes: number, name: string): Uint8Array {
  const plain = inflatedWithin(packed, bytes)
  if (plain?.length === bytes) return plain
  return refuse(`does not hold ${quoted(name)} as it says`)
}

/** Undefined where there is too much, or what is no deflated octets at all. */
function inflatedWithin(packed: Uint8Array, bytes: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1), chunkSize: Math.max(bytes, 64) })
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

const view = (octets: Uint8Array): Buffer => Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)

/** No such file, no permission: nothing that the archive is to blame for. */
const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error

function unreadable(error: unknown): never {
  if (error instanceof CryptoError || isOfSystem(error)) throw error
  return refuse(`cannot be read: ${messageIn(error)}`)
}

function refuse(why: string): never {
  throw new CryptoError('malformed', `the archive ${why}`)
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, 200))
