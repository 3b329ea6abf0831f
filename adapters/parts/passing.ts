// Octets on their way: looked at as they go by, and held back for as long as there are few of them.

/** The same octets, each chunk shown as it goes by. */
export async function* passing(
  source: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    see(chunk)
    yield chunk
  }
}

/** All octets of a source as `head`; or, where they are more than `bytes`, as `rest`. */
export async function opening(
  source: AsyncGenerator<Uint8Array>,
  bytes: number,
): Promise<{ readonly head: Uint8Array; readonly rest?: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = []
  let held = 0
  while (held <= bytes) {
    const { done, value } = await source.next()
    if (done) return { head: Buffer.concat(chunks) }
    // Whoever gave them may use their memory again.
    chunks.push(value.slice())
    held += value.length
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      // Each is let go of as it is sent.
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) yield chunk
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return { head: new Uint8Array(), rest: all() }
}
