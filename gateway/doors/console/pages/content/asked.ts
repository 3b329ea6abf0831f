// A piece of content that is asked for, and what its terms let it be asked for.
import type { ConsoleWords } from '../../../../words/console-words.ts'
import { breadcrumbs } from '../../components/frame/links.ts'
import type { Html } from '../../html.ts'
import type { ConsoleDeps, idPath, Visit, Visitor } from '../../page.ts'

export const uses = ['view', 'print', 'export'] as const

/** A document, or what a message says: both are read in the same way. */
export interface Content {
  readonly what: 'item' | 'body'
  readonly id: string
  readonly case: string
  readonly title: string
  /** Of its case. */
  readonly profile: string
  /** Whether a message came with documents. */
  readonly documents?: boolean
}

export const wayTo = (say: ConsoleWords, { case: id, title }: Content): Html =>
  breadcrumbs({
    label: say.way,
    items: [
      { text: say.entries.cases, href: '/console/cases' },
      { text: `${say.case} ${id.slice(0, 8)}`, href: `/console/cases/${id}` },
      { text: title },
    ],
  })

export type OfId = Visit<{ params: typeof idPath }>

export async function itemOf({ flows }: ConsoleDeps, { visitor, params }: OfId): Promise<Content> {
  const { client, words } = visitor
  const { kind, case: of } = await flows.item(client, params.id)
  const profile = of === null ? '' : (await flows.case(client, of)).profile
  return { what: 'item', id: params.id, case: of ?? '', profile, title: words.code(profile, 'case', '/kind', kind) }
}

export async function messageOf({ flows }: ConsoleDeps, { visitor, params }: OfId) {
  const { client, words } = visitor
  const message = await flows.message(client, params.id)
  const view = await flows.case(client, message.case)
  const { profile } = view
  const title = words.message(profile, message.type)
  const documents = message.items.length > 0
  const content: Content = { what: 'body', id: params.id, case: message.case, profile, title, documents }
  return { message, profile, content, view }
}

export const purposeInWords = ({ words }: Visitor, { profile }: Content, code: string): string =>
  words.code(profile, 'case', '/purposes', code)

interface Allowed {
  readonly purposes: readonly string[]
  /** Whether a copy may leave at all. */
  readonly copies: boolean
}

/** Of the terms that bind it; where none are to be seen, the purposes are those of the case. */
export async function allowedBy({ flows }: ConsoleDeps, { client }: Visitor, content: Content): Promise<Allowed> {
  const { blocks } = await flows.caseTerms(client, content.case)
  const bound = blocks.find(({ binds }) => binds.some(({ id }) => id === content.id))?.terms.terms ?? []
  const purposes = bound.flatMap((term) => (term.term === 'purpose' ? term.purposes : []))
  return {
    purposes: purposes.length > 0 ? purposes : (await flows.case(client, content.case)).purposes,
    copies: !bound.some((term) => term.term === 'export' && term.mode === 'view'),
  }
}
