// What octets are, by how they begin.

export type Kind = 'zip' | 'pdf' | 'mail' | 'xml' | 'json' | 'html' | 'csv' | 'text'

/** So many octets tell, or all that there are. */
export const kindBytes = 1_024

/** A mailbox, or whoever saved a mail, may have written lines before its fields. */
const field =
  /^(?:[ \t]*\r?\n|>?From [^\n]*\n)*(?:received|return-path|delivered-to|date|from|to|subject|message-id|mime-version|content-type|reply-to|dkim-signature|arc-seal|authentication-results|x-[!-9;-~]+)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*(?:[!-9;-~]+[ \t]*:|\r?\n)/i
/** What no text has in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/

/**
 * All that these octets may be: what stands at their begin, and PDF, whose mark readers look for in
 * all of the first kilobyte, so that no word of it in another file hides what that file is. None
 * where nothing is looked for.
 */
export function kindsOf(head: Uint8Array): readonly Kind[] {
  const latin1 = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  const pdf: readonly Kind[] = latin1.includes(pdfMark) ? ['pdf'] : []
  // One that begins as such is no text: lines between its octets are everybody's.
  if (latin1.startsWith(pdfMark)) return pdf
  const own = ownKindOf(head, latin1)
  if (own === undefined) return pdf
  return [own, ...besides(own, decoded(head)), ...pdf]
}

/** Its lines are looked at too: what begins with a bracket, or has a comma, may be a letter. */
function besides(own: Kind, text: string): readonly Kind[] {
  if (html.test(text)) return ['html']
  if (own !== 'text') return []
  return /^\s*[[{]/.test(text) ? ['json'] : separatorIn(text) === undefined ? [] : ['csv']
}
/** All of a page, or a piece of one. */
const html =
  /^\s*(?:<!--[\s\S]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|style|script|div|p|span|table|ul|ol|li|h[1-6]|a|img|br|pre|font|center|b|i|form|section|article|main|iframe|object|embed|svg)[\s/>])/i

const pdfMark = '%PDF-'

/** What stands at the begin. */
function ownKindOf(head: Uint8Array, latin1: string): Kind | undefined {
  if (latin1.startsWith('PK\u0003\u0004')) return 'zip'
  const text = decoded(head)
  const said = text.replace(/^(?:\s*<!--[\s\S]*?-->)+/, '')
  if (/^\s*<(?:\?xml\s|[A-Za-z_][\w.-]*(?:[:\s/>]))/.test(said) && !/^\s*<(?:!doctype\s+)?html/i.test(said))
    return 'xml'
  if (field.test(latin1)) return 'mail'
  return controls.test(text) ? undefined : 'text'
}

const decoded = (head: Uint8Array): string => new TextDecoder(encodingOf(head)).decode(head, { stream: true })

export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}

const separators = [',', ';', '\t', '|'] as const

/** The sign between the fields of a table that begins so; undefined where it has one field. */
export function separatorIn(head: string): string | undefined {
  const [line = ''] = head.replace(/^\ufeff/, '').split(/[\r\n]/, 1)
  const counted = separators.map((sign) => ({ sign, count: line.split(sign).length - 1 }))
  const [most] = counted.toSorted((a, b) => b.count - a.count)
  return most !== undefined && most.count > 0 ? most.sign : undefined
}
