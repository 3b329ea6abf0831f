// Terms in plain words, octet for octet from the terms alone: whoever accepts terms signs the
// digest of the text that was read, and whoever verifies writes it again and compares. The terms
// bind; the text says what they say.
import { sha256Hex, utf8 } from '../../../crypto/octets.ts'
import { type Language, languages } from '../../model/client/language.ts'
import { assuranceClasses, type TermName, type TermOf, type Terms, termRows } from '../../model/terms/vocabulary.ts'
import { catalogues } from '../catalogues.ts'
import { type Part, parts, type Wording } from './wording.ts'

/** Lines end in a line feed. */
export function termsText(terms: Terms, language: Language): string {
  const say = catalogues[language].wording
  const { provider, recipient } = terms
  const sections = (Object.keys(parts) as Part[]).flatMap((part) => [
    say.parts[part]({ provider, recipient }),
    '',
    ...(part === 'permission' ? [say.permissions({ provider, recipient }), ''] : []),
    ...parts[part].flatMap((name) => [...termLines(say, name, terms), '']),
  ])
  return linesText([...head(say, terms), ...sections, ...assurances(say, terms)])
}

/**
 * SHA-256 (hex) of the text in English, French and Spanish: one of them is what an acceptance was
 * shown.
 */
export const termsTextSha256s = (terms: Terms): readonly string[] =>
  languages.map((language) => sha256Hex(utf8(termsText(terms, language))))

/** For terms that are not understood here: they are not put into words, and bind all the same. */
export const unreadTermsText = (language: Language): string =>
  linesText([catalogues[language].wording.title, '', catalogues[language].wording.unread])

const linesText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

function head(say: Wording, terms: Terms): string[] {
  const { provider, recipient, legalBasis } = terms
  return [
    say.title,
    '',
    ...say.preamble({ provider, recipient }),
    ...written(say.legalBasis, legalBasis),
    '',
    ...say.rules,
    '',
  ]
}

/**
 * The terms in the order of the text, which is always the same: a term has the same number in every
 * text.
 */
const order: readonly TermName[] = Object.values(parts).flat()
const heading = (say: Wording, name: TermName): string => `${order.indexOf(name) + 1}. ${say.terms[name].title}`

const termOf = <N extends TermName>({ terms }: Terms, name: N): TermOf<N> | undefined =>
  terms.find(({ term }) => term === name) as TermOf<N> | undefined

function termLines<N extends TermName>(say: Wording, name: N, terms: Terms): string[] {
  const { provider, recipient } = terms
  const lines = [
    ...say.terms[name].says(termOf(terms, name), { provider, recipient }),
    ...(name === 'protection' ? protectionLines(say, terms) : []),
    ...(name === 'export' ? markingLines(say, terms) : []),
  ]
  return [
    `${heading(say, name)} ${say.paragraph(termRows[name].properties.paragraph.const)}`,
    ...lines.map((line) => `   ${line}`),
  ]
}

/** What stands beside the terms is shown with the term that refers to it. */
function protectionLines({ fields, topics }: Wording, terms: Terms): string[] {
  const { provider, recipient, protection } = terms
  const { level, description, equivalent, measures, law } = protection
  const attested = termOf(terms, 'protection')?.measures ?? []
  return [
    ...written(fields.level, level),
    ...(equivalent === undefined ? [] : written(fields.equivalent, equivalent)),
    ...written(fields.demands, description),
    ...measures.flatMap((measure) => written(fields.measure, measure)),
    ...law.flatMap(({ topic, reference, sha256 }) => [
      ...written(fields.law(topics[topic]), reference),
      ...(sha256 === undefined ? [] : [`   ${fields.lawDigest(sha256)}`]),
    ]),
    ...attested.flatMap((measure) => written(fields.attests({ provider, recipient }), measure)),
  ]
}

function markingLines({ fields }: Wording, terms: Terms): string[] {
  const marking = termOf(terms, 'export')?.marking
  return marking === undefined ? [] : written(fields.marking, marking)
}

/** For each class that is demanded, the terms that are to be secured so. */
function assurances(say: Wording, terms: Terms): string[] {
  const { provider, recipient } = terms
  const demanded = assuranceClasses.flatMap((each) => {
    const names = order.filter((name) => termOf(terms, name)?.assurance === each)
    const listed = names.map((name) => heading(say, name)).join(say.separator)
    return names.length === 0 ? [] : [`${say.classes[each]({ provider, recipient })}${listed}.`]
  })
  if (demanded.length === 0) return []
  return [say.parts.assurance({ provider, recipient }), '', say.assurance({ provider, recipient }), ...demanded]
}

/**
 * What a person wrote, after its name; its further lines stand below, further in, so that it draws
 * nothing over the text and passes for none of it.
 */
function written(name: string, text: string): string[] {
  const [first = '', ...others] = text.split(lineEnds).map((line) => line.replaceAll(unseen, ' ').trim())
  return [`${name}${first}`, ...others.map((line) => `      ${line}`.trimEnd())]
}

const lineEnds = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/
/**
 * Controls, and what turns or hides text without being seen. The joiners U+200C and U+200D are part
 * of words in some scripts. Written out, since what the classes of Unicode hold grows with each
 * edition and the text must not.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
