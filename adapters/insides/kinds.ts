// What octets are, by how they begin.

/** `other` holds nothing that is looked for. */
export type Kind = 'zip' | 'pdf' | 'mail' | 'xml' | 'text' | 'other'

/** So many octets tell, or all that there are. */
export const kindBytes = 1_024

const field =
  /^(?:received|return-path|delivered-to|date|from|to|subject|message-id|mime-version|content-type|reply-to|dkim-signature|arc-seal|authentication-results|x-[!-9;-~]+)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*(?:[!-9;-~]+[ \t]*:|\r?\n)/i
/** What no text has in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/

export function kindOf(head: Uint8Array): Kind {
  const latin1 = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (latin1.startsWith('PK\u0003\u0004')) return 'zip'
  // Readers of PDF look for its mark in the first kilobyte.
  if (latin1.includes('%PDF-')) return 'pdf'
  const text = new TextDecoder(encodingOf(head)).decode(head, { stream: true })
  if (/^\s*<(?:\?xml\s|[A-Za-z_][\w.-]*(?:[:\s/>]))/.test(text) && !/^\s*<(?:!doctype\s+)?html/i.test(text))
    return 'xml'
  if (field.test(latin1)) return 'mail'
  return controls.test(text) ? 'other' : 'text'
}

export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}
