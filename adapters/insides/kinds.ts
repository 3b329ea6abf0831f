// What octets are, by how they begin.
import { lettersIn } from './characters.ts'

export type Kind = 'zip' | 'pdf' | 'mail' | 'xml' | 'json' | 'html' | 'csv' | 'text'

/** So many octets tell, or all that there are. */
export const kindBytes = 1_024

/** A mailbox, or whoever saved a mail, may have written lines before its fields. */
const field =
  /^(?:\u00ef\u00bb\u00bf)?(?:[ \t]*\r?\n|>?From [^\n]*\n)*(?:received|return-path|delivered-to|date|from|to|subject|message-id|mime-version|content-type|reply-to|dkim-signature|arc-seal|authentication-results|x-[!-9;-~]+)[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*(?:[!-9;-~]+[ \t]*:|\r?\n)/i
/** What a text has few of: the mark of an old system at its end, zeros that fill a field. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g
const isText = (said: string): boolean => (said.match(controls) ?? []).length <= 1 + said.length / 64

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
  return [own, ...besides(own, lettersIn(head)), ...pdf]
}

/** Its lines are looked at too: what begins with a bracket, or has a comma, may be a letter. */
function besides(own: Kind, text: string): readonly Kind[] {
  if (html.test(text)) return ['html']
  if (own !== 'text') return []
  return /^\s*[[{]/.test(text) ? ['json'] : separatorsIn(text).length === 0 ? [] : ['csv']
}
/** All of a page, or a piece of one. */
const html =
  /^\s*(?:<!--[\s\S]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|style|script|div|p|span|table|ul|ol|li|h[1-6]|a|img|br|pre|font|center|b|i|form|section|article|main|iframe|object|embed|svg)[\s/>])/i

const pdfMark = '%PDF-'

/** What stands at the begin. */
function ownKindOf(head: Uint8Array, latin1: string): Kind | undefined {
  if (latin1.startsWith('PK\u0003\u0004')) return 'zip'
  const text = lettersIn(head)
  const said = text.replace(/^(?:\s*<!--[\s\S]*?-->)+/, '')
  if (/^\s*<(?:\?xml\s|[A-Za-z_][\w.-]*(?:[:\s/>]))/.test(said) && !/^\s*<(?:!doctype\s+)?html/i.test(said))
    return 'xml'
  if (field.test(latin1)) return 'mail'
  return isText(text) ? 'text' : undefined
}

const separators = [',', ';', '\t', '|'] as const

/**
 * The signs that may stand between the fields of a table: a title above it, or words in it, have
 * others.
 */
export const separatorsIn = (head: string): readonly string[] => separators.filter((sign) => head.includes(sign))
