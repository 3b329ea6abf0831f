// Octets that come out of the gateway: streamed, counted, and held against the digest that was
// announced.
import { createHash } from 'node:crypto'
import { type DoorAnswer, unbroken } from './connection.ts'
import { altered } from './errors.ts'

/** Octets on their way. Whoever is given them receives them: until then they hold a connection. */
export interface Download {
  readonly mediaType: string
  /** As announced; undefined where the gateway does not know it before. */
  readonly bytes?: number
  /**
   * Hands the octets on, one chunk after another. They are whole only when this resolves: what was
   * written before belongs under another name until then.
   * @throws {Broken} where the line breaks before the end
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

function downloadOf({ headers, body }: DoorAnswer): Download {
  const { 'content-length': length, 'content-type': mediaType = 'application/octet-stream' } = headers
  const digest = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(String(headers['content-digest'] ?? ''))?.[1]
  const announced = digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex')
  return {
    mediaType,
    ...(length !== undefined && { bytes: Number(length) }),
    async receive(write) {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of unbroken(body)) {
        hash.update(chunk)
        bytes += chunk.length
        await write(chunk)
      }
      const sha256 = hash.digest('hex')
      if (announced !== undefined && announced !== sha256) throw altered(announced, sha256)
      return { bytes, sha256 }
    },
  }
}

export const releasedOf = (answer: DoorAnswer): Released => ({
  ...downloadOf(answer),
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
