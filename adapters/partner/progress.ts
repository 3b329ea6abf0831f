// An upload that moves, and one that does not.

/** The partner digests the whole part before it answers: at least so much in a millisecond. */
const digestedBytesPerMs = 16_384

/**
 * An upload may take hours, but not stand still: `stalled` aborts when nothing of the source was
 * taken for so long, or no answer came so long after its end. What has arrived stays there, and the
 * next attempt goes on from it.
 */
export function watched(source: AsyncIterable<Uint8Array>, ms: number, totalBytes: number) {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const end = () => {
    ended = true
    clearTimeout(timer)
  }
  const within = (limitMs: number) => {
    clearTimeout(timer)
    if (ended) return
    timer = setTimeout(() => stop.abort(new Error(`the upload stood still for ${limitMs} ms`)), limitMs)
  }
  async function* moving(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      within(ms)
      yield chunk
    }
    within(ms + Math.ceil(totalBytes / digestedBytesPerMs))
  }
  within(ms)
  return { source: moving(), stalled: stop.signal, end }
}
