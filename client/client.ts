// The client of the national door: what a system of one's own administration can ask of its
// gateway, by what it is about.
import type { Answer } from '../gateway/answers/answer-shapes.ts'
import {
  type Calls,
  callsOver,
  demandOk,
  jsonBody,
  jsonOf,
  type Query,
  queryOf,
  type Submission,
  underKey,
} from './calls.ts'
import { type DoorAddress, type DoorAnswer, type DoorRequest, openConnection } from './connection.ts'
import { bundledOf, releasedOf } from './download.ts'
import { type Follow, follow } from './events.ts'
import { type Retries, repeated, thisMachine, type World } from './retries.ts'
import { sent, type Upload } from './upload.ts'

interface ClientOptions extends DoorAddress {
  /** Four more calls within a minute, unless said otherwise. */
  readonly retries?: Retries
}

export type Client = ReturnType<typeof openClient>

/**
 * Nothing is asked before the first call; close it, or hold it with `await using`. Every call
 * throws a `ClientError` where it fails. Calls are made again where the line or the gateway fails
 * for a while and the call has one effect however often it arrives.
 */
export function openClient(
  { retries = { most: 4, withinMs: 60_000 }, ...address }: ClientOptions,
  world: World = thisMachine,
) {
  const connection = openConnection(address)
  const calls = callsOver(connection, world, (call, repeatable) => repeated(call, repeatable, retries, world))
  const { get, post, download, once } = calls
  return {
    ...resources(calls),
    ...written(calls, world),
    url: address.url,

    items: {
      /**
       * Streams a document in. Where the line breaks a large one goes on from where it was, and a
       * small one is sent once more, unless it comes as a stream: one item, however often.
       */
      upload: (upload: Upload): Promise<Answer<'StagedItem'>> => sent({ connection, retries, world, jsonOf }, upload),
      show: (item: string) => get<'Item'>(`/v1/items/${encodeURIComponent(item)}`),
      /** As a second person, where the terms leave it to one. */
      clear: (item: string, ask: object, submission: Submission = {}) =>
        once<'Clearance'>(`/v1/items/${encodeURIComponent(item)}/clearances`, ask, submission),
      /**
       * The content under its terms. Under one key it is one decision and one record, however often
       * the line breaks; what is left of a document comes in parts then.
       */
      release: async (item: string, ask: object, { key = world.key() }: Submission = {}) => {
        const path = `/v1/items/${encodeURIComponent(item)}/releases`
        const asked = { method: 'POST', path, ...underKey(jsonBody(ask), key) } as const
        return releasedOf(await download(asked, 'whatever'), (rest) => download(rest, 'whatever'))
      },
    },

    /**
     * What is new as it comes, over any number of connections: each event once and in order, until
     * the signal or the reader ends it. A stream holds one of the connections that may be open at
     * once.
     */
    events: (from: Follow = {}) => follow(from, { connection, world, demandOk }),
    /** One page of what is new. */
    eventsAfter: (after: number, limit = 100) => get<'EventPage'>('/v1/events', { after, limit }),

    operator: {
      status: () => get<'Status'>('/v1/operator/status'),
      keys: () => get<'Keys'>('/v1/operator/keys'),
      deliveries: (query: Query = {}) => get<'DeliveryPage'>('/v1/operator/deliveries', query),
      redeliver: (delivery: string) =>
        post<'Redelivery'>(`/v1/operator/deliveries/${encodeURIComponent(delivery)}/redelivery`),
      testPartner: (member: string) => post<'LineTest'>(`/v1/operator/partners/${encodeURIComponent(member)}/test`),
      /** Tells partners until when we are away, RFC 3339. */
      pause: (until: string) => post<'Absence'>('/v1/operator/pause', { until }),
      resume: () => post<'Absence'>('/v1/operator/resume'),
      rehearse: (card: string) => post<'Rehearsal'>('/v1/operator/rehearsals', { card }),
      restored: () => get<'Restored'>('/v1/operator/restored'),
      /** As a person who vouches for it: a case, or all with a partner. */
      settleRestored: (ask: { case?: string; partner?: string; reason: string }) =>
        post<'Restored'>('/v1/operator/restored/settlements', ask),
      waitingCards: () => get<'CardsWaiting'>('/v1/operator/cards'),
      /** A yes needs the twelve words that the partner read out. */
      decideCard: (card: string, decision: { decision: 'confirm' | 'refuse'; reason: string; words?: string }) =>
        post<'CardDecided'>(`/v1/operator/cards/${encodeURIComponent(card)}/decision`, decision),
      offerCard: (card: string) => post<'CardWaits'>('/v1/operator/cards', { card }),
      introductions: () => get<'Introductions'>('/v1/operator/introductions'),
      /** Two persons say the same. */
      introduce: (said: object) => post<'Introduction'>('/v1/operator/introductions', said),
      hearIntroduction: (introduction: string) =>
        post<'CardsWaiting'>('/v1/operator/introductions/heard', { introduction }),
      evidence: (query: Query = {}) => get<'EvidencePage'>('/v1/operator/evidence', query),
      proof: (message: string) => get<'LogProof'>(`/v1/operator/evidence/proof/${encodeURIComponent(message)}`),
      witnesses: () => get<'Witnesses'>('/v1/operator/evidence/witnesses'),
      checkEvidence: (query: Query = {}) => get<'EvidenceCheck'>('/v1/operator/evidence/check', query),
    },

    /** One request as it is: any answer of any status, nothing tried again. */
    request: (ask: DoorRequest): Promise<DoorAnswer> => connection.send(ask),
    close: () => connection.close(),
    async [Symbol.asyncDispose]() {
      connection.close()
    },
  }
}

/** Cases, and what is said of all of them together. */
function resources({ get, post, once, download, text }: Calls) {
  const ofCase = (id: string, rest = '') => `/v1/cases/${encodeURIComponent(id)}${rest}`
  return {
    terms: {
      /** Made once under a key; those of a case that is still to be opened name the id of it. */
      make: (ask: object, submission: Submission = {}) => once<'MadeTerms'>('/v1/terms', ask, submission),
      show: (sha256: string) => get<'Terms'>(`/v1/terms/${encodeURIComponent(sha256)}`),
    },
    cases: {
      list: (query: Query = {}) => get<'CasePage'>('/v1/cases', query),
      /** Those in which a number stands: of a declaration, a trader or a file. */
      search: (by: 'declaration' | 'trader' | 'file', number: string) =>
        post<'FoundCases'>('/v1/searches', { by, number }),
      /** Opens a case with its first message: once under its key, however often the line breaks. */
      open: (ask: object, submission: Submission = {}) => once<'Submitted'>('/v1/cases', ask, submission),
      show: (id: string, query: Query = {}) => get<'Case'>(ofCase(id), query),
      /** What was done with its content, by both sides, from a number on. */
      uses: (id: string, query: Query = {}) => get<'Uses'>(ofCase(id, '/uses'), query),
      /** The terms in force in words, in the language of the client. */
      terms: (id: string) => get<'CaseTerms'>(ofCase(id, '/terms')),
      /** The same to be printed. */
      termsText: (id: string) => text(ofCase(id, '/terms'), 'text/plain'),
      messages: (id: string) => get<'MessageList'>(ofCase(id, '/messages')),
      /** Sends a message in a case: once under its key, however often the line breaks. */
      send: (id: string, message: object, submission: Submission = {}) =>
        once<'Submitted'>(ofCase(id, '/messages'), message, submission),
      register: (id: string, letter: object, submission: Submission = {}) =>
        once<'Registration'>(ofCase(id, '/registrations'), letter, submission),
      /** To another of our offices. */
      handOver: (id: string, office: string) => post<'HandedOver'>(ofCase(id, '/office'), { office }),
      /** To a person of its office; null for nobody. */
      assign: (id: string, person: string | null) => post<'WorkedBy'>(ofCase(id, '/assignment'), { person }),
      registrations: (id: string) => get<'RegistrationList'>(ofCase(id, '/registrations')),
      /** With a purpose the bundle holds content, each document a release. */
      bundle: async (id: string, query: Query = {}) =>
        bundledOf(
          await download(
            { method: 'GET', path: `${ofCase(id, '/bundle')}${queryOf(query)}` },
            query['purpose'] === undefined ? 'whatever' : 'if refused',
          ),
        ),
    },
    overview: {
      due: (query: Query = {}) => get<'DueList'>('/v1/due', query),
      held: (query: Query = {}) => get<'HeldList'>('/v1/held', query),
      queue: (query: Query = {}) => get<'Queue'>('/v1/queue', query),
      workload: () => get<'Workload'>('/v1/workload'),
      statistics: (query: Query = {}) => get<'Statistics'>('/v1/statistics', query),
      /** RFC 4180. */
      statisticsCsv: (query: Query = {}) => text(`/v1/statistics${queryOf(query)}`, 'text/csv'),
    },
    directory: {
      profiles: () => get<'ProfileList'>('/v1/profiles'),
      profile: (name: string) => get<'Profile'>(`/v1/profiles/${encodeURIComponent(name)}`),
      partners: () => get<'PartnerList'>('/v1/partners'),
      /** What a person knows before it suspends one of them. */
      beforeSuspension: (member: string, query: Query = {}) =>
        get<'BeforeSuspension'>(`/v1/partners/${encodeURIComponent(member)}/suspension`, query),
      agreements: () => get<'AgreementList'>('/v1/agreements'),
      whoami: () => get<'Client'>('/v1/whoami'),
    },
  }
}

/** Messages and drafts: what was written, and what is to be. */
function written({ get, post, once, download }: Calls, world: World) {
  const ofMessage = (id: string, rest = '') => `/v1/messages/${encodeURIComponent(id)}${rest}`
  const ofDraft = (id: string, rest: string) => `/v1/drafts/${encodeURIComponent(id)}${rest}`
  return {
    messages: {
      show: (id: string) => get<'Message'>(ofMessage(id)),
      /**
       * What it says, under its terms. Under one key it is one decision and one record, however
       * often the line breaks.
       */
      release: (id: string, ask: object, submission: Submission = {}) =>
        once<'Body'>(ofMessage(id, '/releases'), ask, submission),
      /**
       * The same as an archive, a copy that its terms must allow: with its items unless `items` is
       * false, which takes a use that copies it.
       */
      releaseWhole: async (id: string, ask: object, { key = world.key() }: Submission = {}) => {
        const asked = { method: 'POST', path: ofMessage(id, '/releases') } as const
        return releasedOf(await download({ ...asked, ...underKey(jsonBody({ items: true, ...ask }), key) }, 'whatever'))
      },
      /** What would come of sending it, in a case or to open one; nothing is sent. */
      rehearse: (ask: object) => post<'MessageRehearsal'>('/v1/rehearsals', ask),
      /** As a second person. */
      clear: (id: string, ask: object, submission: Submission = {}) =>
        once<'Clearance'>(ofMessage(id, '/clearances'), ask, submission),
    },
    drafts: {
      list: (query: Query = {}) => get<'DraftPage'>('/v1/drafts', query),
      /**
       * Whoever decides on a draft names the revision that was read; where it moved on, the gateway
       * refuses.
       */
      approve: (id: string, revision: number, submission: Submission = {}) =>
        once<'Submitted'>(ofDraft(id, '/approval'), { revision }, submission),
      return: (id: string, revision: number, reason: string) =>
        post<'Draft'>(ofDraft(id, '/return'), { revision, reason }),
      change: (id: string, revision: number, changes: object) =>
        post<'Draft'>(ofDraft(id, '/change'), { revision, ...changes }),
      /** What would come of changing it; it stays as it is. */
      rehearse: (id: string, revision: number, changes: object) =>
        post<'MessageRehearsal'>(ofDraft(id, '/rehearsal'), { revision, ...changes }),
      withdraw: (id: string, revision: number) => post<'Draft'>(ofDraft(id, '/withdrawal'), { revision }),
    },
  }
}
