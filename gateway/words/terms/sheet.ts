// What stands around the texts of terms on the sheet of a case: whose they are, what they bind,
// what an acceptance signs.
import type { Language } from '../language.ts'

/** What the sheet is made from: an answer of the national door holds it. */
interface Sheet {
  readonly case: string
  readonly blocks: readonly SheetBlock[]
}
interface SheetBlock {
  readonly direction: 'in' | 'out'
  readonly provider: string
  readonly recipient: string
  readonly terms: string
  readonly text: string
  /** Of the text. */
  readonly sha256: string
  readonly readUntil: string | null
  readonly excluded: readonly string[]
  readonly binds: readonly {
    readonly id: string
    readonly what: 'item' | 'body'
    readonly acceptance: 'open' | 'accepted' | 'unable'
    readonly locked: boolean
    readonly disposed: boolean
  }[]
}

/** All of it as text. The texts of the terms stand in it as they are signed. */
export function termsSheet({ case: id, blocks }: Sheet, language: Language): string {
  const say = sheetWordings[language]
  const lines = blocks.length === 0 ? [say.none, ''] : blocks.flatMap((block) => blockLines(block, language))
  return [say.title(id), '', ...lines].join('\n')
}

function blockLines(block: SheetBlock, language: Language): string[] {
  const say = sheetWordings[language]
  const excluded = block.excluded.map((each) => say.proceedings[each] ?? each)
  return [
    block.direction === 'in' ? say.held(block.provider) : say.given(block.recipient),
    '',
    `${say.readUntil}${block.readUntil ?? say.noDay}`,
    ...(excluded.length === 0 ? [] : [`${say.assured}${excluded.join(', ')}`]),
    say.binds,
    ...block.binds.map(({ id, what, ...is }) => `   ${say.what[what]} ${id}: ${standing(is, language)}`),
    `${say.terms}${block.terms}`,
    `${say.digest}${block.sha256}`,
    '',
    block.text,
  ]
}

function standing(
  { acceptance, locked, disposed }: Omit<SheetBlock['binds'][number], 'id' | 'what'>,
  language: Language,
) {
  const say = sheetWordings[language]
  return [say.acceptance[acceptance], ...(locked ? [say.locked] : []), ...(disposed ? [say.disposed] : [])].join(', ')
}

interface SheetWording {
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

const sheetWordings: Readonly<Record<Language, SheetWording>> = {
  en: {
    title: (id) => `Terms in force in case ${id}`,
    none: 'No information has been given in this case: no terms are in force.',
    held: (provider) => `WHAT WE HOLD, GIVEN BY ${provider}`,
    given: (recipient) => `WHAT ${recipient} HOLDS, GIVEN BY US`,
    terms: 'SHA-256 of the terms: ',
    digest: 'SHA-256 of the text below, which an acceptance signs: ',
    readUntil: 'May be read until the end of: ',
    noDay: 'no day is known yet',
    assured: 'Beyond these terms, an assurance given in the case excludes use as evidence (6.2): ',
    proceedings: {
      'criminal-investigation': 'criminal investigations',
      'judicial-proceeding': 'judicial proceedings',
      'non-customs-proceeding': 'proceedings other than customs proceedings',
    },
    binds: 'These terms bind:',
    what: { item: 'document', body: 'message' },
    acceptance: { open: 'not yet accepted', accepted: 'accepted', unable: 'the recipient is unable to comply' },
    locked: 'locked',
    disposed: 'disposed of',
  },
  fr: {
    title: (id) => `Conditions en vigueur dans le dossier ${id}`,
    none: 'Aucun renseignement n’a été fourni dans ce dossier : aucune condition n’est en vigueur.',
    held: (provider) => `CE QUE NOUS DÉTENONS, FOURNI PAR LE MEMBRE ${provider}`,
    given: (recipient) => `CE QUE LE MEMBRE ${recipient} DÉTIENT, FOURNI PAR NOUS`,
    terms: 'SHA-256 des conditions : ',
    digest: 'SHA-256 du texte ci-dessous, que signe une acceptation : ',
    readUntil: 'Consultation possible jusqu’à la fin du : ',
    noDay: 'aucun jour n’est encore connu',
    assured:
      'En plus de ces conditions, une assurance donnée dans le dossier exclut l’utilisation comme élément de preuve (6.2) : ',
    proceedings: {
      'criminal-investigation': 'enquêtes pénales',
      'judicial-proceeding': 'procédures judiciaires',
      'non-customs-proceeding': 'procédures non douanières',
    },
    binds: 'Ces conditions s’appliquent à :',
    what: { item: 'document', body: 'message' },
    acceptance: {
      open: 'conditions pas encore acceptées',
      accepted: 'conditions acceptées',
      unable: 'le destinataire n’est pas en mesure de s’y conformer',
    },
    locked: 'verrouillé',
    disposed: 'éliminé',
  },
  es: {
    title: (id) => `Condiciones en vigor en el expediente ${id}`,
    none: 'No se ha facilitado información en este expediente: no hay condiciones en vigor.',
    held: (provider) => `LO QUE TENEMOS, FACILITADO POR EL MIEMBRO ${provider}`,
    given: (recipient) => `LO QUE TIENE EL MIEMBRO ${recipient}, FACILITADO POR NOSOTROS`,
    terms: 'SHA-256 de las condiciones: ',
    digest: 'SHA-256 del texto que sigue, que firma una aceptación: ',
    readUntil: 'Puede leerse hasta el final del día: ',
    noDay: 'aún no se conoce ningún día',
    assured:
      'Además de estas condiciones, una garantía dada en el expediente excluye la utilización como prueba (6.2): ',
    proceedings: {
      'criminal-investigation': 'investigaciones penales',
      'judicial-proceeding': 'procedimientos judiciales',
      'non-customs-proceeding': 'procedimientos no aduaneros',
    },
    binds: 'Estas condiciones se aplican a:',
    what: { item: 'documento', body: 'mensaje' },
    acceptance: {
      open: 'condiciones aún no aceptadas',
      accepted: 'condiciones aceptadas',
      unable: 'el destinatario no puede cumplirlas',
    },
    locked: 'bloqueado',
    disposed: 'eliminado',
  },
}
