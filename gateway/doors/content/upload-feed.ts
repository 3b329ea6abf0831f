// Octets that come from one connection after another, as one stream for whoever takes them.

export interface Feed {
  readonly octets: AsyncIterable<Uint8Array>
  /** Resolves when whoever takes them asks for the first. */
  readonly asked: Promise<void>
  /** Resolves when the chunk was taken; its memory is free then. One at a time. */
  push(chunk: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Whoever takes them is given this in the middle of them. */
  fail(error: unknown): void
}

type Offer = { readonly chunk: Uint8Array; taken(): void } | 'end' | 'failed'

export function feed(): Feed {
  const asked = Promise.withResolvers<void>()
  let next = Promise.withResolvers<Offer>()
  let last: Promise<void> = Promise.resolve()
  let failed: { readonly with: unknown } | undefined

  async function* octets(): AsyncGenerator<Uint8Array> {
    asked.resolve()
    for (;;) {
      if (failed) throw failed.with
      const offer = await next.promise
      if (offer === 'end') return
      if (offer === 'failed') continue
      next = Promise.withResolvers()
      // It is taken when the next one is asked for.
      yield offer.chunk
      offer.taken()
    }
  }
  return {
    octets: octets(),
    asked: asked.promise,
    push(chunk) {
      const taken = last.then(() => new Promise<void>((resolve) => next.resolve({ chunk, taken: resolve })))
      last = taken
      return taken
    },
    end: () => last.then(() => next.resolve('end')),
    fail(error) {
      failed ??= { with: error }
      next.resolve('failed')
    },
  }
}
