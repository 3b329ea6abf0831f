// What national systems see of cases, messages and items: only those of their own offices.

import type { JsonObject } from '../../../crypto/json.ts'
import { personForm, readPerson } from '../../model/client/actor.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Terms } from '../../model/terms/vocabulary.ts'
import type { OutboxStore } from '../../ports/delivering.ts'
import type { Client, NationalFlows } from '../../ports/doors/national.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { KeepingStore } from '../../ports/keeping.ts'
import type { ReadingStore } from '../../ports/reading.ts'
import type { CaseRow, Page } from '../../ports/rows.ts'
import type { World } from '../../ports/world.ts'
import { maySee } from '../cases/may-see.ts'
import { termsFor } from '../cases/terms-for.ts'
import type { Secrets } from '../content/secrets.ts'
import { type Unaltered, unalteredCase } from '../evidence/unaltered.ts'
import { caseOf, formShown, nothingHere, pieceIn } from '../releasing/pieces.ts'
import type { Trust } from '../trust/trust.ts'
import { caseLine, deliveryOf, messageLine } from './case-lines.ts'
import { caseTerms } from './case-terms.ts'
import { caseView } from './case-view.ts'
import { itemView } from './item-view.ts'
import { demandKnown } from './known.ts'
import { usesOf } from './uses.ts'

interface Reading extends Unaltered {
  store: EvidenceStore & KeepingStore & OutboxStore & ReadingStore
  secrets: Secrets
  world: World
  timeZone: string
  trust(): Trust
}

type Views = Pick<
  NationalFlows,
  'case' | 'cases' | 'caseTerms' | 'uses' | 'messages' | 'message' | 'item' | 'terms' | 'partners' | 'agreements'
>

const viewTries = 5

/**
 * The reading half of the national door. What belongs to another office looks the same as what does
 * not exist.
 */
export function views(deps: Reading): Views {
  const { store, secrets, world } = deps
  const caseFor = async (client: Client, id: string): Promise<CaseRow> => {
    const row = await store.case(id)
    if (!row || !maySee(client, row.office))
      throw new Problem('not-found', `no case ${id} is dealt with by your offices`)
    return row
  }
  return {
    async cases(client, ask) {
      await demandKnown(deps, ask)
      const assignee = ask.assignee === undefined ? undefined : personIn(ask.assignee)
      const page: Page<CaseRow> = await store.cases({ ...ask, ...(assignee && { assignee }), offices: client.offices })
      return { rows: page.rows.map((row) => caseLine(row, world.now())), next: page.next }
    },
    async case(client, id, ask = {}) {
      for (let attempt = 1; ; attempt += 1) {
        const row = await caseFor(client, id)
        const view = await caseView(deps, row, ask)
        // Row and messages are read apart; where one came in between, state and timeline would not
        // be of the same moment.
        if (attempt === viewTries || (await store.case(id))?.revision === row.revision) return view
      }
    },
    async caseTerms(client, id) {
      return caseTerms(deps.trust(), await unalteredCase(deps, await caseFor(client, id)))
    },
    async uses(client, id, page) {
      return usesOf(deps, await caseFor(client, id), page)
    },
    async messages(client, caseId) {
      await caseFor(client, caseId)
      return (await store.messages(caseId, 'all')).map(messageLine)
    },
    async message(client, id) {
      const content = { what: 'body', id } as const
      const row = await caseOf(store, content)
      if (!row || !maySee(client, row.office)) throw nothingHere(content)
      const stored = await unalteredCase(deps, row)
      // What was looked at, not what was read before.
      const { message } = pieceIn(stored, content)
      const [body] = message.direction === 'out' ? await store.bodies([id]) : []
      const own = body && secrets.ownMessage({ ...body, direction: message.direction })
      const items = stored.items.filter((item) => item.message === id)
      return {
        ...messageLine(message),
        agreement: message.statement.agreement.id,
        localDate: message.statement.localDate,
        ...(message.statement.inReplyTo !== undefined && { inReplyTo: message.statement.inReplyTo }),
        body: own ? formShown(message, own.content.form) : null,
        disposed: !message.hasSecret,
        items: items.map((item) => itemView(secrets, item)),
        terms: asRead(message.statement.terms),
        ...deliveryOf(message.direction === 'out' ? await store.delivery(id) : undefined),
      }
    },
    async item(client, id) {
      const item = await store.item(id)
      const row = await store.case(item?.case ?? id)
      const drafted = (await store.draftedFor(id)).some((office) => maySee(client, office))
      const decides = client.roles.includes('approve') || client.roles.includes('submit')
      const waits = item?.client === client.id || (drafted && decides)
      const theirs = item?.case && row ? maySee(client, row.office) : waits
      // One answer for what belongs to others and what is not there.
      if (!item || !theirs) throw nothingHere({ what: 'item', id })
      return itemView(secrets, item)
    },
    async terms(client, sha256) {
      const terms = await termsFor(deps, client, sha256)
      if (!terms) throw new Problem('not-found', `no terms ${sha256} are kept here`)
      return asRead(terms)
    },
    async partners() {
      return [...deps.trust().partners.values()].map(({ member, state, card, cardSha256 }) => ({
        member,
        name: card.name,
        state,
        endpoint: card.endpoint,
        sequence: card.sequence,
        sha256: cardSha256,
        contact: card.contact,
        profiles: card.profiles,
        assurance: card.assurance,
      }))
    },
    async agreements() {
      return [...deps.trust().agreements.values()].map(({ agreement, sha256, partner }) => ({
        ...agreement,
        partner,
        sha256,
      }))
    },
  }
}

/** As assignments name a person. @throws {Problem} `request-invalid` for what is no id of one */
function personIn(said: string): string {
  const person = readPerson(said)
  if (person === undefined)
    throw new Problem('request-invalid', `assignee must be ${personForm}`, { field: '/assignee' })
  return person
}

/** Terms were read in full before they were kept. */
const asRead = (terms: JsonObject): Terms => terms as unknown as Terms
