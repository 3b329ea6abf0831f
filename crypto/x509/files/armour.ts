// Armour (RFC 7468) as it comes through mail, word processors and web pages: what lies between
// BEGIN and END, whatever was written into its lines.

interface Block {
  /** In capitals: `CERTIFICATE`, `EC PRIVATE KEY`. */
  readonly label: string
  /** The lines that RFC 1421 puts first, such as how an old key is locked. */
  readonly head: readonly string[]
  readonly octets: Uint8Array
}

const dash = '[-\u2010-\u2015\u2212]'
const blank = '[ \\t\u00a0]{0,4}'
const marker = new RegExp(
  `${dash}{2,5}${blank}(BEGIN|END)[ \\t\u00a0]([a-z0-9# \u00a0]{1,40}?)${blank}${dash}{2,5}`,
  'gi',
)

/** Markers first, and pairs of them then: the work grows with the text, and not with its square. */
export function* blocksIn(text: string): Generator<Block> {
  let opened: { readonly label: string; readonly from: number } | undefined
  for (const { 0: whole, 1: which = '', 2: named = '', index } of text.matchAll(marker)) {
    const label = named.replaceAll('\u00a0', ' ').toUpperCase()
    if (which.toUpperCase() === 'BEGIN') opened = { label, from: index + whole.length }
    else {
      if (opened?.label === label) yield { label, ...insideOf(text.slice(opened.from, index)) }
      opened = undefined
    }
  }
}

/** Also of one long line, and of lines that somebody wrote as `\n`. */
function insideOf(body: string): Omit<Block, 'label'> {
  const lines = body.replaceAll(/\\[nr]/g, '\n').split(/[\r\n]+/)
  const told = lines.map((line) => line.replaceAll(marks, '').trim())
  const head = told.filter((line) => header.test(line))
  const rest = told.filter((line) => !header.test(line) && !line.startsWith('#')).join('')
  return { head, octets: octetsOf(rest) }
}

/** What mail puts before a line that is quoted, and a page or a text processor behind it. */
const marks = /^[\s>|]+|<br ?\/?>|\\par\b/gi
const header = /^[A-Za-z][A-Za-z0-9-]*: ?/

/** A block as OpenSSL reads it. */
export const armoured = ({ label, head, octets }: Block): string =>
  [
    `-----BEGIN ${label}-----`,
    ...(head.length > 0 ? [...head, ''] : []),
    ...(Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []),
    `-----END ${label}-----`,
    '',
  ].join('\n')

const least = 100
const spelled = /(?:[A-Za-z0-9+/=_-]|\\[nr/]|\s)+/g

/**
 * DER or PEM that lies in a text as base64 without armour: in attachments of mail, in XML and in
 * JSON, several of them one after the other.
 */
export function* bareIn(text: string): Generator<Uint8Array> {
  for (const [run] of text.matchAll(spelled)) {
    let taken = ''
    for (const line of [...run.replaceAll('\\/', '/').split(/\r\n|[\r\n]|\\[nr]/), '']) {
      const told = line.trim()
      if (taken !== '' || told.startsWith('MI') || told.startsWith('LS0t')) taken += told
      // Padding ends one, and so does an empty line.
      if (told !== '' && !told.endsWith('=')) continue
      if (taken.length >= least) yield octetsOf(taken)
      taken = ''
    }
  }
}

const octetsOf = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replaceAll(/[^A-Za-z0-9+/=_-]/g, ''), 'base64'))
