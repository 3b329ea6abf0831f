// All that a national system may set going, put together from the flows.
import type { Writable } from 'node:stream'
import type { JsonObject } from '../../crypto/json.ts'
import { writeBundle } from '../bundle/write/write.ts'
import { actorOf } from '../model/client/actor.ts'
import type { Client, Idempotency, MessageAsk, NationalFlows } from '../ports/doors.ts'
import type { CheckpointRow } from '../ports/evidence.ts'
import type { Insides, Parts } from '../ports/parts.ts'
import type { Store } from '../ports/store.ts'
import type { DraftAt } from '../ports/submitting.ts'
import type { Log } from '../watch/log.ts'
import { assign, handOver } from './between/hand-over.ts'
import { workQueue } from './between/queue.ts'
import { workload } from './between/workload.ts'
import type { Opener } from './content/opening.ts'
import type { EvidenceLog } from './evidence/evidence-log.ts'
import { clear } from './releasing/clear.ts'
import { readBody, readWhole } from './releasing/read-message.ts'
import { release } from './releasing/release.ts'
import { denyAct, denying } from './releasing/tries.ts'
import { drafting } from './sending/drafts.ts'
import { register, registrations } from './sending/register.ts'
import { type Submitting, submitting } from './sending/submit.ts'
import { makeTerms } from './sending/terms.ts'
import { upload } from './sending/upload.ts'
import { caseFile } from './views/case-file.ts'
import { dueFor } from './views/due.ts'
import { heldFor } from './views/held.ts'
import { profileLines, profileView } from './views/profile-views.ts'
import { views } from './views/read.ts'
import { statistics, statisticsCsv } from './views/statistics.ts'

interface National extends Submitting {
  store: Store
  parts: Parts
  opener: Opener
  insides: Insides
  log: Log
  evidenceLog: EvidenceLog
  publish(): Promise<void>
  stamped(checkpoint: CheckpointRow): Promise<CheckpointRow>
  watchEvents: NationalFlows['watchEvents']
  maxItemBytes: number
}

/** Cases go to who reads them; what is for whoever runs the gateway, to who does. */
const feedOf = ({ offices, roles }: Client) => ({
  offices: roles.includes('read') ? offices : [],
  gateway: roles.includes('operate') || roles.includes('monitor'),
})

export function nationalFlows(deps: National): NationalFlows {
  const submit = submitting(deps)
  /** What writes an instant down, or decides by one, waits until the clock is believed. */
  const believing =
    <Ask extends unknown[], Answer>(flow: (...ask: Ask) => Promise<Answer>) =>
    async (...ask: Ask): Promise<Answer> => {
      deps.clock.demand()
      return flow(...ask)
    }
  const drafts = drafting(deps, submit)
  const draftOf = ({ id }: DraftAt) => id
  const subjectOf = (caseId: string) => caseId
  return {
    ...views(deps),
    ...drafts,
    denied: (client, act, problem, subject) => denyAct(deps, { ...actorOf(client), act, subject }, problem),
    approveDraft: denying(deps, 'draft.approve', draftOf, drafts.approveDraft),
    returnDraft: denying(deps, 'draft.return', draftOf, drafts.returnDraft),
    changeDraft: denying(deps, 'draft.change', draftOf, drafts.changeDraft),
    withdrawDraft: denying(deps, 'draft.withdraw', draftOf, drafts.withdrawDraft),
    makeTerms: (client, ask) => makeTerms(deps, client, ask),
    upload: believing((client, ask, source) => upload(deps, client, ask, source)),
    submit: denying(
      deps,
      'submit',
      (ask: MessageAsk) => ask.case ?? ask.agreement ?? '-',
      (client, ask, idempotency: Idempotency | null) => submit(client, ask, idempotency),
    ),
    release: believing((client, item, ask) => release(deps, client, item, ask)),
    readBody: believing((client, message, ask) => readBody(deps, client, message, ask)),
    readWhole: believing((client, message, ask) => readWhole(deps, client, message, ask)),
    clear: believing((client, content, ask) => clear(deps, client, content, ask)),
    exportCase: believing(async (client, caseId, ask) => {
      const { file, leftOut } = await caseFile(deps, client, caseId, ask)
      return {
        name: `${caseId}.zip`,
        leftOut,
        write: async (to) => {
          await writeBundle(file, to as Writable)
        },
      }
    }),
    register: denying(
      deps,
      'register',
      subjectOf,
      believing((client: Client, caseId: string, registration: JsonObject) =>
        register(deps, client, caseId, registration),
      ),
    ),
    handOver: denying(deps, 'case.hand', subjectOf, believing(handOver.bind(null, deps))),
    assign: denying(deps, 'case.assign', subjectOf, believing(assign.bind(null, deps))),
    registrations: (client, caseId) => registrations(deps, client, caseId),
    held: (client, ask) => heldFor(deps, client, ask),
    due: (client, ask) => dueFor(deps, client, ask),
    queue: (client, ask) => workQueue(deps, client, ask),
    workload: (client) => workload(deps, client),
    statistics: async (client, since) => {
      const rows = await statistics(deps, client, since)
      return { rows, csv: () => statisticsCsv(rows) }
    },
    profiles: async () => profileLines(deps.trust()),
    profile: async (_client, name) => profileView(deps.trust(), name),
    events: (client, after, limit) => deps.store.events({ after, limit, ...feedOf(client) }),
    watchEvents: deps.watchEvents,
  }
}
