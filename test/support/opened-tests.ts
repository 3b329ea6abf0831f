// Whether a test of a title is opened in test files: by that title and no longer one, and not skipped or left for later.

/** @param texts the test files, one after the other */
export const opensTest = (texts: string, title: string): boolean =>
  new RegExp(`\\bt\\.test\\(\\s*'${RegExp.escape(title)}',(?!\\s*\\{[^}]*\\b(?:skip|todo)\\b)`).test(texts)
