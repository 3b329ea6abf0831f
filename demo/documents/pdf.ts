// Just enough PDF 1.7 (ISO 32000-1) for a printed business document: text in the standard fonts, lines, one grey picture.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

export const pageWidth = 595
export const pageHeight = 842

export interface Picture {
  readonly width: number
  readonly height: number
  /** Eight bits a place, rows from the top. */
  readonly grey: Uint8Array
}

/** What a page shows, from the top left in points; `right` ends a text at x instead of starting it there. */
export interface Pen {
  text(
    x: number,
    y: number,
    text: string,
    style?: { size?: number; bold?: boolean; right?: boolean; grey?: number },
  ): void
  line(x1: number, y1: number, x2: number, y2: number, width?: number): void
  box(x: number, y: number, width: number, height: number, grey: number): void
  picture(x: number, y: number, width: number, height: number): void
}

/** A whole file, the same octets each time: nothing in it comes from a clock. `made` is like D:20260911100000Z. */
export function pdf(
  pages: readonly ((pen: Pen) => void)[],
  { title, author, made, picture }: { title: string; author: string; made: string; picture: Picture },
): Uint8Array {
  const objects: Uint8Array[] = []
  const add = (content: Uint8Array | string) => objects.push(typeof content === 'string' ? latin(content) : content)
  const kids = pages.map((_, index) => `${7 + index * 2} 0 R`).join(' ')
  add('<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>')
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox [0 0 ${pageWidth} ${pageHeight}] >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>')
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>')
  add(
    stream(
      `/Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace /DeviceGray /BitsPerComponent 8`,
      picture.grey,
    ),
  )
  add(
    `<< /Title (${escaped(title)}) /Author (${escaped(author)}) /Producer (Bulla demonstration) /CreationDate (${made}) /ModDate (${made}) >>`,
  )
  for (const [index, draw] of pages.entries()) {
    add(
      `<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im1 5 0 R >> >> /Contents ${8 + index * 2} 0 R >>`,
    )
    const operators: string[] = []
    draw(penOver(operators))
    add(stream('', latin(operators.join('\n'))))
  }
  return file(objects)
}

function penOver(operators: string[]): Pen {
  const up = (y: number) => (pageHeight - y).toFixed(2)
  return {
    text(x, y, text, { size = 9, bold = false, right = false, grey = 0 } = {}) {
      const left = right ? x - textWidth(text, size) : x
      operators.push(
        `BT ${grey} g /${bold ? 'F2' : 'F1'} ${size} Tf ${left.toFixed(2)} ${up(y)} Td (${escaped(text)}) Tj ET`,
      )
    },
    line(x1, y1, x2, y2, width = 0.5) {
      operators.push(`${width} w ${x1} ${up(y1)} m ${x2} ${up(y2)} l S`)
    },
    box(x, y, width, height, grey) {
      operators.push(`${grey} g ${x} ${up(y + height)} ${width} ${height} re f`)
    },
    picture(x, y, width, height) {
      operators.push(`q ${width} 0 0 ${height} ${x} ${up(y + height)} cm /Im1 Do Q`)
    },
  }
}

/** Good for amounts, which is all that is set to the right: digits are 556 units wide in both fonts, the signs between them 278. */
function textWidth(text: string, size: number): number {
  return (
    [...text].reduce((sum, sign) => sum + (/[.,: ]/.test(sign) ? 278 : /[A-Z]/.test(sign) ? 667 : 556), 0) *
    (size / 1000)
  )
}

function file(objects: readonly Uint8Array[]): Uint8Array {
  // The comment of high octets tells file transfer that this is binary (7.5.2).
  const pieces: Uint8Array[] = [latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')]
  const offsets: number[] = []
  let length = pieces[0]?.length ?? 0
  for (const [index, object] of objects.entries()) {
    offsets.push(length)
    for (const piece of [latin(`${index + 1} 0 obj\n`), object, latin('\nendobj\n')]) {
      pieces.push(piece)
      length += piece.length
    }
  }
  const id = createHash('sha256').update(Buffer.concat(pieces)).digest('hex').slice(0, 32)
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  pieces.push(
    latin(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(pieces)
}

function stream(entries: string, content: Uint8Array): Uint8Array {
  const packed = deflateSync(content, { level: 9 })
  return Buffer.concat([
    latin(`<< ${entries} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
    packed,
    latin('\nendstream'),
  ])
}

const escaped = (text: string): string => text.replace(/[\\()]/g, '\\$&')
const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1')
