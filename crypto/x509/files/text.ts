// Text as programs of all kinds write it into files.
/**
 * UTF-8 with or without its mark, or UTF-16 by its mark or by its zeros, as `>` in PowerShell
 * writes it; what is neither is read as Latin-1.
 */
export function decodeText(octets: Uint8Array): string {
  const [first, second] = octets
  if (first === 0xff && second === 0xfe) return decoded('utf-16le', octets.subarray(2))
  if (first === 0xfe && second === 0xff) return decoded('utf-16be', octets.subarray(2))
  if (first === 0 && second !== 0 && octets.length % 2 === 0) return decoded('utf-16be', octets)
  if (second === 0 && first !== 0 && octets.length % 2 === 0) return decoded('utf-16le', octets)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return Buffer.from(octets).toString('latin1')
  }
}

const decoded = (encoding: string, octets: Uint8Array): string => new TextDecoder(encoding).decode(octets)

/**
 * Passphrases that the first line of a text may mean, the likeliest first: as it is, and without
 * the blanks that an editor left around it.
 */
export function passphrasesIn(octets: Uint8Array): readonly string[] {
  const [line = ''] = decodeText(octets).split(/\r\n|[\r\n]/)
  return [...new Set([line, line.trimEnd(), line.trim()])]
}
