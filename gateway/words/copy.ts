// The page that goes with a copy which leaves the gateway: of what, for whom, and what whoever
// holds it must observe.
import type { Language } from './language.ts'

interface Copied {
  /** Ids of the case and of the item or message. */
  readonly case: string
  readonly content: string
  /** Of the octets, hex. */
  readonly sha256: string
  readonly reader: string
  readonly purpose: string
  /** RFC 3339 UTC. */
  readonly at: string
  readonly obligations: readonly string[]
}

interface CopyWords {
  readonly title: string
  readonly lines: (copy: Copied) => readonly string[]
  readonly observe: string
  readonly bound: string
}

const words: { readonly [L in Language]: CopyWords } = {
  en: {
    title: 'THIS COPY IS UNDER TERMS',
    lines: ({ case: of, content, sha256, reader, purpose, at }) => [
      `Content ${content} of case ${of}; SHA-256 ${sha256}`,
      `Made at ${at} for ${reader}, for the purpose ${purpose}.`,
    ],
    observe: 'Whoever holds it must observe:',
    bound: 'A disposal has to account for this copy.',
  },
  fr: {
    title: 'CETTE COPIE EST SOUMISE À DES CONDITIONS',
    lines: ({ case: of, content, sha256, reader, purpose, at }) => [
      `Contenu ${content} de l’affaire ${of} ; SHA-256 ${sha256}`,
      `Établie le ${at} pour ${reader}, à la fin ${purpose}.`,
    ],
    observe: 'Quiconque la détient doit respecter ce qui suit :',
    bound: 'La destruction doit rendre compte de cette copie.',
  },
  es: {
    title: 'ESTA COPIA ESTÁ SUJETA A CONDICIONES',
    lines: ({ case: of, content, sha256, reader, purpose, at }) => [
      `Contenido ${content} del expediente ${of}; SHA-256 ${sha256}`,
      `Hecha el ${at} para ${reader}, con el fin ${purpose}.`,
    ],
    observe: 'Quien la tenga debe observar:',
    bound: 'La eliminación debe dar cuenta de esta copia.',
  },
}

/** Lines end in a line feed. */
export function copyText(language: Language, copy: Copied): string {
  const { title, lines, observe, bound } = words[language]
  const said = copy.obligations.map((each) => `- ${each.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')}`)
  const all = [title, '', ...lines(copy), ...(said.length > 0 ? ['', observe, ...said] : []), '', bound]
  return all.map((line) => `${line}\n`).join('')
}
