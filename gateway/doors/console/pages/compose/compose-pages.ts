// Writing a message: its form, the rehearsal, and that it was sent. Nothing of it lies here before
// it is sent but its documents: the form carries the rest.
import { type Static, Type } from 'typebox'
import { Problem, problemDetails } from '../../../../model/problems/problems.ts'
import { withLess, withMore } from '../../forms/change.ts'
import { fieldOf } from '../../forms/form-values.ts'
import { bodyOf } from '../../forms/read.ts'
import { type ConsoleDeps, idPath, page, type Shown, type Visit, type Visitor } from '../../page.ts'
import { carriedIn, newCarried, type Written } from './carried.ts'
import { chooseOpening } from './choose.ts'
import { type Composition, draftOf, inCase, type Opening, ofDraft, openingCase } from './composition.ts'
import { demandKind, documentsOf, termsOf, uploaded } from './documents.ts'
import { formPage, misshapen } from './form-page.ts'
import { prefilled, withDocuments } from './prefilled.ts'
import { rehearsalPage } from './rehearsal.ts'
import { askOf, changesIn, sendMessage } from './send.ts'

const closed = { additionalProperties: false }
const openingQuery = Type.Object(
  {
    agreement: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' })),
    type: Type.Optional(Type.String({ pattern: '^[a-z][a-z-]{0,39}$' })),
    office: Type.Optional(Type.String({ pattern: '^[A-Z0-9][A-Z0-9._-]{0,31}$' })),
  },
  closed,
)
const inCasePath = Type.Object({ ...idPath.properties, type: Type.String({ pattern: '^[a-z][a-z-]{0,39}$' }) }, closed)
/** Only who may send it is shown the form; who may not see the case is told as everywhere. */
const access = ['submit'] as const

export const composePages = {
  'GET /console/compose': page({
    access,
    show: (deps) => async (visit) => chooseOpening(deps, visit.visitor),
  }),
  'GET /console/compose/new': page({
    access,
    takes: { querystring: openingQuery },
    show: (deps) => async (visit) => {
      const opening = whole(visit.query)
      if (!opening) return { to: '/console/compose' }
      return begin(deps, visit.visitor, await openingCase(deps.flows, visit.visitor.client, opening))
    },
  }),
  'POST /console/compose/new': page({
    access,
    takes: { querystring: openingQuery },
    show: (deps) => async (visit) => {
      const opening = whole(visit.query)
      if (!opening) return { to: '/console/compose' }
      return goOn(deps, visit, await openingCase(deps.flows, visit.visitor.client, opening))
    },
  }),
  'GET /console/cases/:id/compose/:type': page({
    access,
    takes: { params: inCasePath },
    show: (deps) => async (visit) =>
      begin(deps, visit.visitor, await inCase(deps.flows, visit.visitor.client, visit.params.id, visit.params.type)),
  }),
  'POST /console/cases/:id/compose/:type': page({
    access,
    takes: { params: inCasePath },
    show: (deps) => async (visit) =>
      goOn(deps, visit, await inCase(deps.flows, visit.visitor.client, visit.params.id, visit.params.type)),
  }),
  'GET /console/drafts/:id/compose': page({
    access,
    takes: { params: idPath },
    show: (deps) => async (visit) =>
      begin(deps, visit.visitor, await changedDraft(deps, visit.visitor, visit.params.id)),
  }),
  'POST /console/drafts/:id/compose': page({
    access,
    takes: { params: idPath },
    show: (deps) => async (visit) => goOn(deps, visit, await changedDraft(deps, visit.visitor, visit.params.id)),
  }),
} as const

/** Whoever did not choose is shown what there is to choose. */
const whole = ({ agreement, type, office }: Static<typeof openingQuery>): Opening | undefined =>
  agreement === undefined || type === undefined || office === undefined ? undefined : { agreement, type, office }

const changedDraft = async ({ flows }: ConsoleDeps, { client }: Visitor, id: string): Promise<Composition> =>
  ofDraft(flows, client, await draftOf(flows, client, id))

async function begin(deps: ConsoleDeps, visitor: Visitor, composition: Composition): Promise<Shown> {
  const carried = newCarried(composition)
  const [body, documents] = await Promise.all([
    prefilled(deps, visitor, composition, carried.newId),
    documentsOf(deps, visitor, carried.items),
  ])
  const terms = documents[0]?.terms ?? ''
  return formPage(visitor, composition, { body, carried: { ...carried, terms }, documents })
}

/** What was pressed: a change of the form, an upload, the rehearsal, or to send it. */
async function goOn(deps: ConsoleDeps, visit: Visit, composition: Composition): Promise<Shown> {
  const { visitor, form } = visit
  const node = composition.message.body
  const [verb = '', what = ''] = fieldOf(form, 'go').split(' ', 2)
  const carried = carriedIn(form)
  const body = bodyOf(node, form)
  const written: Written = { body, carried, documents: await documentsOf(deps, visitor, carried.items) }
  const again = (changed: Partial<Written>, refused?: Problem) =>
    formPage(visitor, composition, { ...written, ...changed }, refused)
  switch (verb) {
    case 'add':
      return again({ body: withMore(node, body, what) })
    case 'remove':
      return again({ body: withLess(node, body, what) })
    case 'leave-out':
      return again(without(written, what))
    case 'change':
      return again({ body: await withDocuments(deps, visitor, composition, written) })
    case 'terms':
      return orRefused(async () => visit.reply.send(await termsForDocuments(deps, visit, composition, written)), again)
    case 'upload':
      return orRefused(async () => again(await withUploaded(deps, visit, composition, written)), again)
    case 'send':
      return orRefused(async () => sendMessage(deps, visit, composition, written), again)
    default:
      return orRefused(async () => rehearse(deps, visit, composition, written), again)
  }
}

const without = ({ carried, documents }: Written, id: string): Partial<Written> => ({
  carried: { ...carried, items: carried.items.filter((each) => each !== id) },
  documents: documents.filter(({ item }) => item !== id),
})

/** What a person can put right is told on the form, with all that was typed. */
async function orRefused(
  act: () => Promise<Shown>,
  again: (changed: object, refused: Problem) => Shown,
): Promise<Shown> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Problem && problemDetails(error, '').status < 500) return again({}, error)
    throw error
  }
}

async function withUploaded(
  deps: ConsoleDeps,
  visit: Visit,
  composition: Composition,
  { body, carried, documents }: Written,
): Promise<Partial<Written>> {
  const { terms } = await termsForDocuments(deps, visit, composition, { body, carried })
  const items = await uploaded(deps, visit, terms)
  const all = [...documents, ...(await documentsOf(deps, visit.visitor, items))]
  return {
    body: await withDocuments(deps, visit.visitor, composition, {
      body,
      carried: { ...carried, terms },
      documents: all,
    }),
    carried: { ...carried, terms, items: [...carried.items, ...items] },
    documents: all,
  }
}

/** For a script that goes on to send them in pieces, and for those that came with the form. */
async function termsForDocuments(
  deps: ConsoleDeps,
  { visitor, form }: Visit,
  composition: Composition,
  { body, carried }: Pick<Written, 'body' | 'carried'>,
): Promise<{ readonly terms: string }> {
  demandKind(form)
  return { terms: carried.terms || (await termsOf(deps, visitor, composition, body)).sha256 }
}

async function rehearse(deps: ConsoleDeps, visit: Visit, composition: Composition, written: Written): Promise<Shown> {
  const { visitor, form } = visit
  const wrong = misshapen(composition, written.body)
  if (wrong) throw wrong
  const { terms } = written.carried
  const [fresh, partners] = await Promise.all([
    termsOf(deps, visitor, composition, written.body),
    deps.flows.partners(visitor.client),
  ])
  // Documents lie under the terms that they came with: these are shown, and not others like them.
  const made =
    written.documents.length > 0 && terms !== fresh.sha256
      ? { ...fresh, sha256: terms, terms: await deps.flows.terms(visitor.client, terms) }
      : fresh
  const posted = { body: written.body, carried: { ...written.carried, terms: made.sha256 } }
  const { draft } = composition
  const would = draft
    ? await deps.flows.rehearseDraft(visitor.client, { id: draft.draft, revision: draft.revision }, changesIn(posted))
    : await deps.flows.rehearse(visitor.client, askOf(composition, posted))
  const declared = partners.find(({ member }) => member === composition.partner)?.assurance ?? {}
  return rehearsalPage(visitor, composition, { ...written, form, made, would, declared: textsOf(declared) })
}

const textsOf = (named: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, String(value)]))
