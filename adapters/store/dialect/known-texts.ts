// JSON as it was read before: the same object for the same text, so that whatever was found out
// about it need not be found out again. Each text is read from the database every time and compared
// in full: where one character differs, it is another object.

export interface KnownTexts {
  /**
   * The object of this text, frozen.
   * @param of what the text belongs to
   * @throws what `read` does
   */
  objectOf<T extends object>(of: string | number, text: string, read: (text: string) => T): T
}

/** @param mostChars how much text is kept; the oldest goes first. */
export function knownTexts(mostChars: number): KnownTexts {
  const known = new Map<string | number, { readonly text: string; readonly value: object }>()
  let chars = 0
  const forget = (of: string | number, text: string) => {
    known.delete(of)
    chars -= text.length
  }
  return {
    objectOf<T extends object>(of: string | number, text: string, read: (text: string) => T): T {
      const before = known.get(of)
      if (before?.text === text) return before.value as T
      if (before) forget(of, before.text)
      const value = frozen(read(text))
      for (const [oldest, kept] of known) {
        if (chars + text.length <= mostChars) break
        forget(oldest, kept.text)
      }
      if (text.length > mostChars) return value
      known.set(of, { text, value })
      chars += text.length
      return value
    },
  }
}

/** Many share it: whoever changed it would change it for all. */
function frozen<T extends object>(value: T): T {
  // Octets cannot be frozen.
  if (ArrayBuffer.isView(value)) return value
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) frozen(member)
  return Object.freeze(value)
}
