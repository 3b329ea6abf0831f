// Answers that are always the same are worked out once.

const mostAnswers = 4096

/**
 * The function, which remembers its latest answers; all of them are forgotten when there are more
 * than `most`.
 * @param keyOf tells every two questions apart that have different answers.
 */
export function remembering<A extends readonly unknown[], R>(
  answer: (...asked: A) => R,
  keyOf: (...asked: A) => string,
  most = mostAnswers,
): (...asked: A) => R {
  const known = new Map<string, R>()
  return (...asked) => {
    const key = keyOf(...asked)
    const before = known.get(key)
    if (before !== undefined) return before
    const found = answer(...asked)
    if (known.size >= most) known.clear()
    known.set(key, found)
    return found
  }
}
