// What is being written: a message of a case, one that opens a case, or a draft that is changed.
import type { CaseView } from '../../../../answers/case-answers.ts'
import type { DraftView } from '../../../../answers/message-answers.ts'
import type { MessageTypeView } from '../../../../answers/profile-answers.ts'
import { Problem } from '../../../../model/problems/problems.ts'
import type { Client, NationalFlows } from '../../../../ports/doors/national.ts'

export interface Composition {
  /** Address of its form. */
  readonly action: string
  readonly profile: string
  readonly type: string
  readonly message: MessageTypeView
  readonly agreement: string
  readonly office: string
  readonly partner: string
  /** Undefined where it opens one. */
  readonly case: CaseView | undefined
  /** Of what is changed, as it was read. */
  readonly draft: DraftView | undefined
}

/** @throws {Problem} `message-illegal` with the reason that the case gives */
export async function inCase(flows: NationalFlows, client: Client, id: string, type: string): Promise<Composition> {
  const view = await flows.case(client, id)
  const message = await messageOf(flows, client, view.profile, type)
  if (!view.legalNext.includes(type))
    throw new Problem('message-illegal', view.notLegal[type] ?? `${message.title} has no place in this case`)
  const { profile, agreement, office, partner } = view
  const action = `/console/cases/${id}/compose/${type}`
  return { action, profile, type, message, agreement, office, partner, case: view, draft: undefined }
}

export interface Opening {
  readonly agreement: string
  readonly type: string
  readonly office: string
}

/** @throws {Problem} `request-invalid` where no case is opened so under that agreement */
export async function openingCase(flows: NationalFlows, client: Client, opening: Opening): Promise<Composition> {
  const { agreement, type, office } = opening
  const [lines, agreements] = await Promise.all([flows.profiles(client), flows.agreements(client)])
  const line = lines.find(({ opens, agreements: under }) => opens === type && under.includes(agreement))
  const partner = agreements.find(({ id }) => id === agreement)?.partner
  if (!line || partner === undefined)
    throw new Problem('request-invalid', `no case is opened with ${type} under the agreement ${agreement}`)
  const { profile } = line
  const message = await messageOf(flows, client, profile, type)
  const action = `/console/compose/new?${new URLSearchParams({ agreement, type, office })}`
  return { action, profile, type, message, agreement, office, partner, case: undefined, draft: undefined }
}

export async function ofDraft(flows: NationalFlows, client: Client, draft: DraftView): Promise<Composition> {
  const { type, agreement, office } = draft
  const action = `/console/drafts/${draft.draft}/compose`
  if (draft.case === null) return { ...(await openingCase(flows, client, { agreement, type, office })), action, draft }
  const view = await flows.case(client, draft.case)
  const { profile, partner } = view
  const message = await messageOf(flows, client, profile, type)
  return { action, profile, type, message, agreement, office, partner, case: view, draft }
}

/** The draft of this id in the person's offices. @throws {Problem} `not-found` */
export async function draftOf(flows: NationalFlows, client: Client, id: string): Promise<DraftView> {
  let cursor: string | undefined
  do {
    const { rows, next } = await flows.drafts(client, { limit: 200, ...(cursor !== undefined && { cursor }) })
    const found = rows.find(({ draft }) => draft === id)
    if (found) return found
    cursor = next ?? undefined
  } while (cursor !== undefined)
  throw new Problem('not-found', `no draft ${id} waits in your offices`)
}

async function messageOf(
  flows: NationalFlows,
  client: Client,
  profile: string,
  type: string,
): Promise<MessageTypeView> {
  const { messages } = await flows.profile(client, profile)
  const found = Object.hasOwn(messages, type) ? messages[type] : undefined
  if (found) return found
  throw new Problem('profile-unknown', `the profile ${profile} has no message ${type}`)
}
