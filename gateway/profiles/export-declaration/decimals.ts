/**
 * Compares two numbers as texts of the form that `amount` in fields.ts demands, exactly, however
 * many digits they have: negative where the first is smaller, 0 where they are equal.
 */
export function compareDecimals(a: string, b: string): number {
  const [wholeA = '', partA = ''] = a.split('.')
  const [wholeB = '', partB = ''] = b.split('.')
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length
  const length = Math.max(partA.length, partB.length)
  const [textA, textB] = [wholeA + partA.padEnd(length, '0'), wholeB + partB.padEnd(length, '0')]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}
