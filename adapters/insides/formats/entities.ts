// What stands for a sign in HTML: by its number, or by a name (HTML 13.5). Words are known again by
// their letters and digits, so that names of letters are read and those of other signs passed over.
import { windows1252 } from '../characters.ts'

/** The longest that is read, with `&`: a number with so many zeros before it is none. */
export const longestEntity = 40

const accents = 'grave|acute|circ|tilde|uml|ring|cedil|slash|caron|breve|ogon|macr|dblac|dot|strok'
/** What a browser reads without a semicolon too, whatever follows. */
const old =
  /^&([A-Za-z])(grave|acute|circ|tilde|uml|ring|cedil|slash);?|^&(AElig|aelig|ETH|eth|THORN|thorn|szlig|ordf|ordm|micro|sup[123]|amp|AMP|lt|LT|gt|GT|quot|QUOT|nbsp|shy);?/
const accented = new RegExp(`^([A-Za-z])(${accents})$`)

const letters: Readonly<Record<string, string>> = {
  ...{ AElig: 'Æ', aelig: 'æ', ETH: 'Ð', eth: 'ð', THORN: 'Þ', thorn: 'þ', szlig: 'ß', ordf: 'ª', ordm: 'º' },
  ...{ micro: 'µ', sup1: '¹', sup2: '²', sup3: '³', OElig: 'Œ', oelig: 'œ', fnof: 'ƒ', ENG: 'Ŋ', eng: 'ŋ' },
  ...{ inodot: 'ı', imath: 'ı', jmath: 'ȷ', IJlig: 'Ĳ', ijlig: 'ĳ', kgreen: 'ĸ', napos: 'ŉ', fflig: 'ff' },
  ...{ filig: 'fi', fllig: 'fl', ffilig: 'ffi', ffllig: 'ffl', fjlig: 'fj', numero: '№', trade: '™' },
  ...{ amp: '&', AMP: '&', lt: '<', LT: '<', gt: '>', GT: '>', quot: '"', QUOT: '"', apos: "'", shy: '\u00ad' },
  ...{ nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ', Tab: ' ', NewLine: ' ', zwnj: '', zwj: '' },
  ...{ frac12: '½', frac14: '¼', frac34: '¾', Oslash: 'Ø', oslash: 'ø', Lstrok: 'Ł', lstrok: 'ł' },
  ...{ Dstrok: 'Đ', dstrok: 'đ', Hstrok: 'Ħ', hstrok: 'ħ', Tstrok: 'Ŧ', tstrok: 'ŧ' },
  ...greek(),
}

function greek(): Readonly<Record<string, string>> {
  const names =
    'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho sigmaf Sigma Tau Upsilon Phi Chi Psi Omega'
  const first = 0x391
  return Object.fromEntries(
    names.split(' ').flatMap((name, at) => {
      const small = String.fromCodePoint(first + 32 + at)
      if (name === 'sigmaf') return [[name, small]]
      return [
        [name, String.fromCodePoint(first + at)],
        [name.toLowerCase(), small],
      ]
    }),
  )
}

/** What stands at a `&`, and how far it goes. What is no entity stands for itself. */
export function entityAt(text: string): { readonly sign: string; readonly length: number } {
  const [number, decimal, hexadecimal] = /^&#(?:0{0,24}(\d{1,7})|[xX]0{0,24}([0-9A-Fa-f]{1,6}));?/.exec(text) ?? []
  if (number !== undefined) {
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
    return { sign: signOf(code) ?? number, length: number.length }
  }
  const [known, letter, , name = ''] = old.exec(text) ?? []
  if (known !== undefined)
    return { sign: letters[known.replace(/[&;]/g, '')] ?? letter ?? letters[name] ?? '', length: known.length }
  const [whole, said = ''] = /^&([A-Za-z][A-Za-z0-9]{1,31});/.exec(text) ?? []
  if (whole === undefined) return { sign: '&', length: 1 }
  return { sign: letters[said] ?? accented.exec(said)?.[1] ?? '', length: whole.length }
}

/** A browser reads the numbers that are no letters as Windows-1252 has them. */
function signOf(code: number): string | undefined {
  if (code >= 0x80 && code < 0xa0) return windows1252(code)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined
}
