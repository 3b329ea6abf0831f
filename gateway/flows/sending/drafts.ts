// Four eyes: what one person drafted leaves only when another one approves it.

import { Problem } from '../../model/problems/problems.ts'
import type { Client, MessageAsk, NationalFlows, Submit } from '../../ports/doors.ts'
import type { DraftRow, SubmittingStore } from '../../ports/submitting.ts'
import { maySee } from '../cases/may-see.ts'
import type { Secrets } from '../content/secrets.ts'

interface Drafting {
  store: SubmittingStore
  secrets: Secrets
  submit: Submit
}

export function drafting({ store, secrets, submit }: Drafting): Pick<NationalFlows, 'drafts' | 'approve'> {
  const askIn = ({ id, secret, key }: DraftRow) => secrets.decrypt(id, { secret, key }) as MessageAsk
  return {
    async drafts(client) {
      return (await store.drafts(client.offices)).map((draft) => ({
        draft: draft.id,
        case: draft.case,
        type: draft.type,
        office: draft.office,
        agreement: draft.agreement,
        drafter: draft.client,
        draftedAt: new Date(draft.at).toISOString(),
        body: askIn(draft).body,
        items: [...askIn(draft).items],
      }))
    },
    /** Submits the draft in its drafter's name; the approver stands in the evidence that is stored with it. @throws {Problem} `approver-same` */
    async approve(client: Client, id: string) {
      const draft = await store.draft(id)
      if (!draft || !maySee(client, draft.office))
        throw new Problem('not-found', `no draft ${id} waits in your offices`)
      if (draft.client === client.id)
        throw new Problem('approver-same', `${client.id} drafted this message; another person approves it`)
      const drafter = { id: draft.client, offices: [draft.office], roles: ['submit'] } as const
      return submit(drafter, askIn(draft), null, { draft: id, approver: client.id })
    },
  }
}
