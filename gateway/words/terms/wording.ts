// What a language has to say about terms: one wording each in English, French and Spanish. A digest
// of the text is signed by whoever accepts the terms, so that a wording belongs to the vocabulary:
// it changes only with it. Nothing is taken from the labels.
import type {
  AssuranceClass,
  analyticsUses,
  DisclosureTarget,
  ExcludedProceeding,
  lawTopics,
  PurposeCode,
  TermName,
  TermOf,
} from '../../model/terms/vocabulary.ts'

/** Codes of the two members: who gives, and who is bound. */
export interface Parties {
  readonly provider: string
  readonly recipient: string
}

/** Parts of the text, in their order, with the terms that each is made of. */
export const parts = {
  reading: ['recipients', 'purpose', 'retention'],
  permission: ['disclosure', 'evidence'],
  handling: ['protection', 'deciding', 'analytics', 'export'],
  duties: ['disposal', 'feedback', 'breach'],
} as const satisfies Readonly<Record<string, readonly TermName[]>>
export type Part = keyof typeof parts

interface TermWording<N extends TermName> {
  readonly title: string
  /** Sentences; without a term what holds where the terms leave it out. */
  readonly says: (term: TermOf<N> | undefined, parties: Parties) => readonly string[]
}

export interface Wording {
  readonly title: string
  readonly preamble: (parties: Parties) => readonly string[]
  readonly legalBasis: string
  /** Between the members of a list. */
  readonly separator: string
  readonly rules: readonly string[]
  readonly parts: { readonly [P in Part | 'assurance']: (parties: Parties) => string }
  /** How a permission has to be given. */
  readonly permissions: (parties: Parties) => string
  readonly paragraph: (paragraph: string) => string
  readonly terms: { readonly [N in TermName]: TermWording<N> }
  /** Names of what people wrote; punctuation of a language goes with them. */
  readonly fields: {
    readonly level: string
    readonly equivalent: string
    readonly demands: string
    readonly measure: string
    readonly attests: (parties: Parties) => string
    readonly marking: string
    readonly law: (topic: string) => string
    readonly lawDigest: (sha256: string) => string
  }
  readonly topics: Readonly<Record<(typeof lawTopics)[number], string>>
  readonly assurance: (parties: Parties) => string
  readonly classes: { readonly [C in AssuranceClass]: (parties: Parties) => string }
  /** For terms that this program does not understand. */
  readonly unread: string
}

/** Codes inside a sentence. */
export interface Phrases {
  readonly purposes: Readonly<Record<PurposeCode, string>>
  readonly targets: (parties: Parties) => Readonly<Record<DisclosureTarget, string>>
  readonly proceedings: Readonly<Record<ExcludedProceeding, string>>
  readonly uses: Readonly<Record<(typeof analyticsUses)[number], string>>
}

/** Around the terms, on the sheet of a case. */
export interface SheetWording {
  readonly title: (id: string) => string
  readonly none: string
  readonly held: (provider: string) => string
  readonly given: (recipient: string) => string
  readonly terms: string
  readonly digest: string
  readonly readUntil: string
  /** Where no day is known yet. */
  readonly noDay: string
  readonly assured: string
  readonly proceedings: Readonly<Record<string, string>>
  readonly binds: string
  readonly what: Readonly<Record<'item' | 'body', string>>
  readonly acceptance: Readonly<Record<'open' | 'accepted' | 'unable', string>>
  readonly locked: string
  readonly disposed: string
}

/** Of a copy that leaves the gateway. */
export interface Copied {
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

/** The page that goes with it. */
export interface CopyWords {
  readonly title: string
  readonly lines: (copy: Copied) => readonly string[]
  readonly observe: string
  readonly bound: string
}
