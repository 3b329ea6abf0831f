// What the doors are given: every flow that a national system or an operator may set going.

import type { JsonObject } from '../../../crypto/json.ts'
import type { CaseLine, CaseView, FoundCases, HandedOver, WorkedBy } from '../../answers/case-answers.ts'
import type { AgreementView, MadeTerms, PartnerView } from '../../answers/directory-answers.ts'
import type { ClearanceView, ItemView, StagedItem } from '../../answers/item-answers.ts'
import type {
  BodyRelease,
  DraftView,
  MessageLine,
  MessageRehearsal,
  MessageView,
  RegistrationView,
  SubmittedView,
} from '../../answers/message-answers.ts'
import type {
  AskList,
  BeforeSuspension,
  DueList,
  HeldList,
  QueueView,
  StatisticsView,
  WorkloadView,
} from '../../answers/overview-answers.ts'
import type { ProfileLine, ProfileView } from '../../answers/profile-answers.ts'
import type { TermsInCase } from '../../answers/terms-answers.ts'
import type { UsesView } from '../../answers/uses-answers.ts'
import type { Actor } from '../../model/client/actor.ts'
import type { Language } from '../../model/client/language.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import type { ProblemCode } from '../../model/problems/problems.ts'
import type { SearchedBy } from '../../model/profile/searched.ts'
import type { Use } from '../../model/terms/openings.ts'
import type { DisclosureTarget, ExcludedProceeding, Terms } from '../../model/terms/vocabulary.ts'
import type { EventRow, Page } from '../rows.ts'
import type { Done, DraftAt, Idempotency, Key, Stamp } from '../submitting.ts'

/** A system or a person of ours. `submit` posts messages and items, `read` reads cases, `release` reads content, `approve` approves and clears, `operate` runs the gateway, `monitor` reads its numbers. */
export interface Client {
  readonly id: string
  readonly offices: readonly string[] | 'all'
  /** `submit` posts, `read` reads cases, `release` content, `approve` approves and clears, `operate` runs the gateway, `monitor` reads its numbers. */
  readonly roles: readonly ClientRole[]
  /** It may state the person for whom it acts. */
  readonly persons?: true
  /** In which function it accepts terms, as it is registered. */
  readonly function?: string
  /** For whom it acts in this request, where it says so. */
  readonly person?: string
}

export interface TermsAsk {
  readonly agreement: string
  /** Answering in a case takes its purpose and the requester's office from the request. */
  readonly case?: string
  /** Of the case that is to be opened with them: the first profile of the agreement where it is left out. */
  readonly profile?: string
  /** Of the request, where its profile leaves them to the case; a profile that fixes them goes before. */
  readonly purposes?: readonly string[]
  readonly protection?: JsonObject
  /** Terms to add to or put in place of the agreement's defaults. */
  readonly terms?: readonly JsonObject[]
}
export interface UploadAsk {
  readonly terms: string
  readonly kind: string
  readonly form: 'electronic' | 'paper'
  readonly mediaType: string
  readonly name: string
  /** What the client says the digest of the plaintext is (hex), if it says so. */
  readonly expectSha256?: string
  /** How many octets it has, as far as the client says so: room for all, or none is taken. */
  readonly announcedBytes?: number
}
/** What is done with content that is read: the terms speak of each, and a copy leaves with the last two. */
type ReleaseUse = Use | 'print' | 'export'
export interface ReleaseAsk {
  readonly purpose: string
  readonly matter: string
  /** Who reads, as the client says; the person that it states, or itself, when left out. */
  readonly reader?: string
  /** `view` when left out. */
  readonly use?: ReleaseUse
  /** It goes into an archive with others: a copy, whatever is done with it. */
  readonly archived?: boolean
  /** The office that reads; that of the case when left out. */
  readonly office?: string
  /** With the use `disclose`: the kind of recipient, and exactly which: a member code for `third-member`, else a name. */
  readonly target?: DisclosureTarget
  readonly recipient?: string
  /** With the use `evidence`: the kind of proceeding, and exactly which. */
  readonly proceeding?: ExcludedProceeding
  readonly proceedingName?: string
  /** With the use `decide`: what is decided, and what that rests on (5.1 d). */
  readonly decision?: string
  readonly reliedOn?: readonly string[]
  /** In which language the terms stand beside a copy; English when left out. */
  readonly language?: Language
}
/** A second person's answer to an *ask*: for this reader, use and purpose, until a day, so often. */
export interface ClearanceAsk extends Omit<ReleaseAsk, 'matter' | 'language' | 'archived'> {
  readonly reader: string
  readonly until: string
  readonly uses: number
  readonly reason: string
}
/** A piece of content: an item, or the body of a message. */
export interface ContentNamed {
  readonly what: 'item' | 'body'
  readonly id: string
}
export interface MessageAsk {
  /** Null opens a case. */
  readonly case: string | null
  /** Opening a case needs both; in a case they are the case's. */
  readonly agreement?: string
  readonly office?: string
  /** Left out where a case is opened: what opens the only kind of case that the agreement has. */
  readonly type?: string
  readonly body: JsonObject
  readonly items: readonly string[]
  /** Digest of terms made before; the agreement's defaults otherwise. */
  readonly terms?: string
  readonly inReplyTo?: string
}
/** What becomes of a draft; what is left out stays as it is. */
export type DraftChanges = Partial<Pick<MessageAsk, 'body' | 'items' | 'terms'>>
/** How much of a case is shown: `schemas` also gives the schema and an example of each body that may be sent next. */
export interface CaseAsk {
  readonly schemas?: boolean
}
/** What is due until a day (30 days from now when left out), by us or by the partner, with one partner or all. */
export interface DueAsk extends QueueAsk {
  readonly until?: string
  readonly partner?: string
  readonly by?: 'us' | 'partner'
}
/** By what a list of cases is narrowed; `assignee` is the person who works on them. */
type CaseFilter = 'state' | 'partner' | 'profile' | 'assignee' | 'dueBefore'
export type QueueAsk = { readonly cursor?: string; readonly limit?: number }
/** Of one partner or in one case, or all; `limit` in rows. */
export type HeldAsk = {
  readonly of?: string
  readonly case?: string
  readonly cursor?: string
  readonly limit?: number
}
/** A report: its rows, and the same as text/csv. */
interface Statistics extends StatisticsView {
  csv(): string
}
/** `submitted` once durable; `drafted` where four eyes are on. */
export interface Submitted {
  readonly status: 202 | 201
  readonly outcome: 'submitted' | 'drafted' | 'repeated'
  readonly answer: SubmittedView
}

/** Of a message with what it carries, where `items` says so. */
type WholeAsk = ReleaseAsk & { readonly items: boolean }

/** All of the national door. Every refusal is a Problem. */
export interface NationalFlows {
  /** Writes down why the door refused a client. @param act method and path */
  denied(client: Client, act: string, problem: ProblemCode, subject: string): Promise<void>
  makeTerms(client: Client, ask: TermsAsk, key?: Key): Promise<Done<MadeTerms>>
  terms(client: Client, sha256: string): Promise<Terms>
  upload(client: Client, ask: UploadAsk, source: AsyncIterable<Uint8Array>, key?: Key): Promise<Done<StagedItem>>
  submit(client: Client, ask: MessageAsk, idempotency: Idempotency | null): Promise<Submitted>
  rehearse: Rehearse
  drafts(client: Client, ask: { cursor?: string; limit: number }): Promise<Page<DraftView>>
  /** Sends it in its drafter's name. Whoever decides on a draft names the revision that was read. */
  approveDraft(client: Client, draft: DraftAt, key?: Key): Promise<Submitted>
  /** Back to whoever drafts, with a reason: it leaves only once it was changed. */
  returnDraft(client: Client, draft: DraftAt, reason: string): Promise<DraftView>
  changeDraft(client: Client, draft: DraftAt, changes: DraftChanges): Promise<DraftView>
  /** What would come of a change: refused as it would be. */
  rehearseDraft(client: Client, draft: DraftAt, changes: DraftChanges): Promise<Rehearsed>
  withdrawDraft(client: Client, draft: DraftAt): Promise<DraftView>
  cases(
    client: Client,
    ask: { cursor?: string; limit: number } & { readonly [N in CaseFilter]?: string },
  ): Promise<Page<CaseLine>>
  /** By a number of a declaration, a trader or a file, however it is written. */
  searchCases(client: Client, ask: { readonly by: SearchedBy; readonly number: string }): Promise<FoundCases>
  /** One case with everything that is wanted, owed, given and permitted in it, what is legal next, and its timeline. */
  case(client: Client, id: string, ask?: CaseAsk): Promise<CaseView>
  /** The terms in force in a case, in both directions. */
  caseTerms(client: Client, id: string): Promise<TermsInCase>
  /** What was done with its content, by us as it is recorded and by the partner as it signed and reported it. */
  uses(client: Client, id: string, ask: { readonly after: number; readonly limit: number }): Promise<UsesView>
  /** A letter, an e-mail or a call that belongs to the case; the body is that of model/registration.ts. */
  register(client: Client, caseId: string, registration: JsonObject, key?: Key): Promise<Done<RegistrationView>>
  /** Another of our offices deals with it from now on. */
  handOver(client: Client, caseId: string, office: string): Promise<HandedOver>
  /** A person of its office works on it; null: nobody. */
  assign(client: Client, caseId: string, person: string | null): Promise<WorkedBy>
  registrations(client: Client, caseId: string): Promise<readonly RegistrationView[]>
  /** What partners gave and we hold in the cases of the client's offices. */
  held(client: Client, ask: HeldAsk): Promise<HeldList>
  /** Who waits for a second person in the cases of the client's offices, newest first. */
  asks(client: Client, ask: QueueAsk): Promise<AskList>
  /** What is due and overdue in the cases of the client's offices, earliest first. */
  due(client: Client, ask: DueAsk): Promise<DueList>
  /** What waits for an answer of the client's offices, in the order in which it is to be answered. */
  queue(client: Client, ask: QueueAsk): Promise<QueueView>
  /** For each partner how much there is to answer, and how much of agreed limits is used. */
  workload(client: Client): Promise<WorkloadView>
  /** What was given to a partner, what is open with it and what goes on flowing: what a person knows before it suspends. */
  beforeSuspension(client: Client, partner: string, ask: QueueAsk): Promise<BeforeSuspension>
  /** @param since first day; the year so far when left out. */
  statistics(client: Client, since?: string): Promise<Statistics>
  /** The kinds of exchange, and one of them as data. */
  profiles(client: Client): Promise<readonly ProfileLine[]>
  profile(client: Client, name: string): Promise<ProfileView>
  messages(client: Client, caseId: string): Promise<readonly MessageLine[]>
  message(client: Client, id: string): Promise<MessageView>
  item(client: Client, id: string): Promise<ItemView>
  /** Decides, records, and only then opens the plaintext. */
  release(client: Client, item: string, ask: ReleaseAsk, key?: Key): Promise<Done<Released>>
  /** What a release of this client gave, once more: it was decided and recorded, and is not again. */
  releasedAgain(client: Client, named: ReleaseNamed): Promise<Released>
  /** The same for what a message says, to look at it. */
  readBody(client: Client, message: string, ask: ReleaseAsk, key?: Key): Promise<Done<BodyRelease>>
  /** The same as an archive, with its items where they are asked for; a decision and a record for each. */
  readWhole(client: Client, message: string, ask: WholeAsk, key?: Key): Promise<Done<Released>>
  /** A second person's answer where terms leave it to a person. */
  clear(client: Client, content: ContentNamed, ask: ClearanceAsk, key?: Key): Promise<Done<ClearanceView>>
  /** The case as a bundle that can be verified without us; what is refused is refused before the first octet is written. */
  exportCase(client: Client, caseId: string, ask: ExportAsk): Promise<Exported>
  events(client: Client, after: number, limit: number): Promise<readonly EventRow[]>
  /** The number of the newest event of all: whoever begins to listen goes on from there. */
  lastEvent(): Promise<number>
  /** Calls back whenever there may be new events; returns how to stop. */
  watchEvents(listener: () => void): () => void
  partners(client: Client): Promise<readonly PartnerView[]>
  agreements(client: Client): Promise<readonly AgreementView[]>
}
/** Content that was asked for and may not leave, or is not here. */
export interface LeftOut {
  readonly what: 'item' | 'body'
  readonly problem: ProblemCode
}
interface Exported {
  /** File name. */
  readonly name: string
  readonly leftOut: readonly LeftOut[]
  write(to: NodeJS.WritableStream): Promise<void>
}
export interface Released {
  readonly name: string
  readonly mediaType: string
  /** Of the octets and their SHA-256, hex; not known of an archive before it is written. */
  readonly bytes?: number
  readonly sha256?: string
  readonly obligations: readonly string[]
  /** Id of the release: under it what is left of the content is given, without another decision. */
  readonly release: string
  /** To be looked at in its place; otherwise it is a file that is handed over. */
  readonly shown?: true
  /** From an octet on; of what is written as it goes, from the first. */
  content(from?: number): AsyncIterable<Uint8Array>
}
/** A release by its id, of this item. */
export interface ReleaseNamed {
  readonly item: string
  readonly release: string
}

type ExportAsk = { readonly content: boolean; readonly purpose: string; readonly reader?: string }
/** A draft as a second person read it, and who approved it. */
export interface Approval {
  readonly draft: DraftAt
  readonly approver: Actor
}

/** Posts a message of a case, or opens one. `approval` is that of the draft it comes from. Every refusal is a Problem. */
export type Submit = (client: Client, ask: MessageAsk, stamp: Stamp | null, approval?: Approval) => Promise<Submitted>
/** What would come of it: refused as it would be, with why a second person decides where one does. */
export type Rehearse = (client: Client, ask: MessageAsk) => Promise<Rehearsed>
type Rehearsed = MessageRehearsal
