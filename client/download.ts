// Octets that come out of the gateway: streamed, counted, and held against the digest that was
// announced.
import { createHash } from 'node:crypto'
import { type DoorAnswer, type DoorRequest, unbroken } from './connection.ts'
import { altered, isClientError } from './errors.ts'

/** Octets on their way. Whoever is given them receives them: until then they hold a connection. */
export interface Download {
  readonly mediaType: string
  /** As announced; undefined where the gateway does not know it before. */
  readonly bytes?: number
  /**
   * Hands the octets on, one chunk after another. They are whole only when this resolves: what was
   * written before belongs under another name until then.
   * @throws {Broken} where the line breaks before the end, and goes on no more
   * @throws {Altered} at the end, where other octets came than were announced
   */
  receive(write: (chunk: Uint8Array) => unknown): Promise<Arrived>
}

export interface Arrived {
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

/** A bundle on its way. */
interface Bundled extends Download {
  /** What was asked for and is not in it, by reason: `2 item: release-denied`. */
  readonly leftOut: readonly string[]
}

interface Released extends Download {
  /** What the terms ask of whoever reads it, each as a sentence. */
  readonly obligations: readonly string[]
}

/** Asks for what is left of an answer that broke off. */
type Rest = (ask: DoorRequest) => Promise<DoorAnswer>

/** How often nothing at all may come of it. */
const mostWithout = 3

function downloadOf({ headers, body }: DoorAnswer, rest?: Rest): Download {
  const { 'content-length': length, 'content-type': mediaType = 'application/octet-stream' } = headers
  const digest = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(String(headers['content-digest'] ?? ''))?.[1]
  const announced = digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex')
  return {
    mediaType,
    ...(length !== undefined && { bytes: Number(length) }),
    async receive(write) {
      const hash = createHash('sha256')
      let bytes = 0
      let octets: DoorAnswer['body'] | undefined = body
      for (let without = 0; octets; ) {
        const before = bytes
        try {
          for await (const chunk of unbroken(octets)) {
            hash.update(chunk)
            bytes += chunk.length
            await write(chunk)
          }
          octets = undefined
        } catch (error) {
          without = bytes > before ? 0 : without + 1
          const ask = without > mostWithout || !isBroken(error) ? undefined : askForRest(headers, bytes)
          if (!ask || !rest) throw error
          const more = await rest(ask)
          // Whatever else comes is another content, or all of it.
          if (more.status !== 206) throw error
          octets = more.body
        }
      }
      const sha256 = hash.digest('hex')
      if (announced !== undefined && announced !== sha256) throw altered(announced, sha256)
      return { bytes, sha256 }
    },
  }
}

/** RFC 9110 §14; nothing where the gateway named no address to go on at. */
function askForRest(headers: DoorAnswer['headers'], from: number): DoorRequest | undefined {
  const { 'content-location': path, 'content-length': length, etag } = headers
  if (path === undefined || length === undefined || etag === undefined || from >= Number(length)) return undefined
  return { method: 'GET', path: String(path), headers: { range: `bytes=${from}-`, 'if-range': etag } }
}

const isBroken = (error: unknown): boolean => isClientError(error) && error.kind === 'broken'

export const releasedOf = (answer: DoorAnswer, rest?: Rest): Released => ({
  ...downloadOf(answer, rest),
  obligations: textsOf(String(answer.headers['bulla-obligations'] ?? '')),
})

export const bundledOf = (answer: DoorAnswer): Bundled => ({
  ...downloadOf(answer),
  leftOut: textsOf(String(answer.headers['bulla-left-out'] ?? '')),
})

/**
 * The texts of a structured field (RFC 9651): strings in quotes, or display strings with a percent
 * sign before them.
 */
const textsOf = (field: string): string[] =>
  [...field.matchAll(/(%?)"((?:[^"\\]|\\.)*)"/g)].map(([, display, text = '']) =>
    display ? decodeURIComponent(text) : text.replaceAll(/\\(.)/g, '$1'),
  )
