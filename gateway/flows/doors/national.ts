// All that a national system may set going, put together from the flows.
import type { Writable } from 'node:stream'
import type { JsonObject } from '../../../crypto/json.ts'
import type { ClearanceView } from '../../answers/item-answers.ts'
import { writeBundle } from '../../bundle/write/write.ts'
import { actorOf } from '../../model/client/actor.ts'
import type { Client, MessageAsk, NationalFlows, ReleaseNamed } from '../../ports/doors/national.ts'
import type { CheckpointRow } from '../../ports/evidence.ts'
import type { Insides, Parts } from '../../ports/parts.ts'
import type { Store } from '../../ports/store.ts'
import type { DraftAt, Idempotency } from '../../ports/submitting.ts'
import type { Log } from '../../watch/log.ts'
import { assign, handOver } from '../between/hand-over.ts'
import { workQueue } from '../between/queue.ts'
import { workload } from '../between/workload.ts'
import type { Opener } from '../content/opening.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import type { Signatures } from '../persons/signatures.ts'
import { clear } from '../releasing/clear.ts'
import { readBody, readWhole } from '../releasing/read-message.ts'
import { release, releasedAgain } from '../releasing/release.ts'
import { denyAct, denying } from '../releasing/tries.ts'
import { drafting } from '../sending/drafts.ts'
import { type Once, once, submittedOnce } from '../sending/once.ts'
import { register, registeredAgain, registrations } from '../sending/register.ts'
import { type Submitting, submitting } from '../sending/submit.ts'
import { makeTerms, termsAgain } from '../sending/terms.ts'
import { upload, uploadedAgain } from '../sending/upload.ts'
import { rehearsing } from '../sending/weigh.ts'
import { caseFile } from '../views/case-file.ts'
import { demandCursor, demandKnown } from '../views/known.ts'
import { asksFor } from '../views/lists/asks.ts'
import { beforeSuspension } from '../views/lists/before-suspension.ts'
import { dueFor } from '../views/lists/due.ts'
import { heldFor } from '../views/lists/held.ts'
import { searching } from '../views/lists/search.ts'
import { statistics, statisticsCsv } from '../views/lists/statistics.ts'
import { profileLines, profileView } from '../views/profile-views.ts'
import { views } from '../views/read.ts'
import { approvalSigned, clearanceSigned, releaseSigned, submitSigned } from './signed.ts'

interface National extends Submitting {
  store: Store
  parts: Parts
  opener: Opener
  insides: Insides
  log: Log
  evidenceLog: EvidenceLog
  signatures: Signatures
  publish(): Promise<void>
  stamped(checkpoint: CheckpointRow): Promise<CheckpointRow>
  watchEvents: NationalFlows['watchEvents']
  maxItemBytes: number
  /** Most that one client may search in a minute. */
  searchesPerMinute: number
}

const draftOf = ({ id }: DraftAt) => id
const caseOf = (caseId: string) => caseId

/** Cases go to who reads them; what is for whoever runs the gateway, to who does. */
const feedOf = ({ offices, roles }: Client) => ({
  offices: roles.includes('read') ? offices : [],
  gateway: roles.includes('operate') || roles.includes('monitor'),
})

export function nationalFlows(deps: National): NationalFlows {
  const submit = submitting(deps)
  const onlyOnce = once(deps.store)
  /** What writes an instant down, or decides by one, waits until the clock is believed. */
  const believing: Believing =
    <Ask extends unknown[], Answer>(flow: (...ask: Ask) => Promise<Answer>) =>
    async (...ask: Ask): Promise<Answer> => {
      deps.clock.demand()
      return flow(...ask)
    }
  const search = searching(deps)
  const drafts = drafting(deps, submit, onlyOnce, approvalSigned(deps))
  const take = releaseSigned(deps)
  return {
    ...views(deps),
    ...drafts,
    denied: (client, act, problem, subject) => denyAct(deps, { ...actorOf(client), act, subject }, problem),
    approveDraft: denying(deps, 'draft.approve', draftOf, drafts.approveDraft),
    returnDraft: denying(deps, 'draft.return', draftOf, drafts.returnDraft),
    changeDraft: denying(deps, 'draft.change', draftOf, drafts.changeDraft),
    rehearseDraft: denying(deps, 'draft.change', draftOf, drafts.rehearseDraft),
    withdrawDraft: denying(deps, 'draft.withdraw', draftOf, drafts.withdrawDraft),
    makeTerms: believing((client, ask, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        (stamp) => makeTerms(deps, client, ask, stamp),
        ({ sha256 }) => termsAgain(deps, ask, sha256),
      ),
    ),
    upload: believing((client, ask, source, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        (stamp) => upload(deps, client, ask, source, stamp),
        ({ item }) => uploadedAgain(deps, ask, source, item),
      ),
    ),
    submit: denying(deps, 'submit', placeOf, submittedOnce(onlyOnce, submitSigned(deps, submit))),
    rehearse: denying(deps, 'submit', placeOf, rehearsing(deps)),
    ...releasing(deps, believing, onlyOnce),
    exportCase: believing(async (client, caseId, ask) => {
      if (ask.content) await take(client, 'case', caseId, ask)
      const { file, leftOut } = await caseFile(deps, client, caseId, ask)
      return {
        name: `${caseId}.zip`,
        leftOut,
        write: async (to) => {
          await writeBundle(file, to as Writable)
        },
      }
    }),
    ...ofCases(deps, believing, onlyOnce),
    searchCases: believing(search),
    registrations: (client, caseId) => registrations(deps, client, caseId),
    ...overviews(deps),
    profiles: async () => profileLines(deps.trust()),
    profile: async (_client, name) => profileView(deps.trust(), name),
    events: async (client, after, limit) => {
      await demandCursor(deps, 'event', after)
      return deps.store.events({ after, limit, ...feedOf(client) })
    },
    lastEvent: async () => (await deps.store.ends()).event,
    watchEvents: deps.watchEvents,
  }
}

/** What is denied is told of the case, or of the agreement for which one is opened. */
const placeOf = (ask: MessageAsk): string => ask.case ?? ask.agreement ?? '-'

type Believing = <Ask extends unknown[], Answer>(
  flow: (...ask: Ask) => Promise<Answer>,
) => (...ask: Ask) => Promise<Answer>

/** What is written of a case and the partner does not hear. */
function ofCases(
  deps: National,
  believing: Believing,
  onlyOnce: Once,
): Pick<NationalFlows, 'register' | 'handOver' | 'assign'> {
  return {
    register: denying(
      deps,
      'register',
      caseOf,
      believing((client: Client, caseId: string, registration: JsonObject, idempotency?: Idempotency | null) =>
        onlyOnce(
          client,
          idempotency,
          (stamp) => register(deps, client, caseId, registration, stamp),
          (stored) => registeredAgain(deps, client, caseId, stored.registration),
        ),
      ),
    ),
    handOver: denying(deps, 'case.hand', caseOf, believing(handOver.bind(null, deps))),
    assign: denying(deps, 'case.assign', caseOf, believing(assign.bind(null, deps))),
  }
}

/** The ways to content, each call under its key one decision. */
function releasing(
  deps: National,
  believing: Believing,
  onlyOnce: Once,
): Pick<NationalFlows, 'release' | 'releasedAgain' | 'readBody' | 'readWhole' | 'clear'> {
  const take = releaseSigned(deps)
  const takeClearance = clearanceSigned(deps)
  return {
    release: believing((client, item, ask, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        async (stamp) => {
          await take(client, 'item', item, ask)
          return release(deps, client, item, ask, stamp)
        },
        (stored) => releasedAgain(deps, client, { item, release: String(stored.release) }),
      ),
    ),
    releasedAgain: denying(
      deps,
      'release.again',
      ({ item }: ReleaseNamed) => item,
      believing((client: Client, named: ReleaseNamed) => releasedAgain(deps, client, named)),
    ),
    readBody: believing((client, message, ask, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        async (stamp) => {
          await take(client, 'body', message, ask)
          return readBody(deps, client, message, ask, { stamp })
        },
        (stored) => readBody(deps, client, message, ask, { again: String(stored.release) }),
      ),
    ),
    readWhole: believing((client, message, ask, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        async (stamp) => {
          await take(client, 'message', message, ask)
          return readWhole(deps, client, message, ask, { stamp })
        },
        (stored) => readWhole(deps, client, message, ask, { again: String(stored.release) }),
      ),
    ),
    clear: believing((client, content, ask, idempotency) =>
      onlyOnce(
        client,
        idempotency,
        async (stamp) => {
          await takeClearance(client, content, ask)
          return clear(deps, client, content, ask, stamp)
        },
        async (stored) => stored as unknown as ClearanceView,
      ),
    ),
  }
}

/** All cases together. */
function overviews(
  deps: National,
): Pick<NationalFlows, 'asks' | 'held' | 'due' | 'queue' | 'workload' | 'beforeSuspension' | 'statistics'> {
  return {
    asks: (client, ask) => asksFor(deps, client, ask),
    held: async (client, ask) => {
      await demandKnown(deps, ask)
      return heldFor(deps, client, ask)
    },
    due: async (client, ask) => {
      await demandKnown(deps, ask)
      return dueFor(deps, client, ask)
    },
    queue: (client, ask) => workQueue(deps, client, ask),
    workload: (client) => workload(deps, client),
    beforeSuspension: (client, partner, ask) => beforeSuspension(deps, client, partner, ask),
    statistics: async (client, since) => {
      const found = await statistics(deps, client, since)
      return { ...found, csv: () => statisticsCsv(found.rows) }
    },
  }
}
