// The one gate before everything that a log that is behind must not do: tables say of each
// operation of each port whether it goes on.

import { Problem } from '../../model/problems/problems.ts'
import type { Directory } from '../../ports/installation.ts'
import type { Parts } from '../../ports/parts.ts'
import type { Store } from '../../ports/store.ts'
import type { Opener } from '../content/opening.ts'
import type { Secrets } from '../content/secrets.ts'

/**
 * What becomes of an operation while the log is behind. What is there stays as it is, for whoever
 * mends it, and can be read. What `closes` goes on where the log went back, as partners have shown
 * under our own signature: statements of ours that they give back, and what these destroy, need no
 * signature. It is refused where the store does not fit the log.
 */
type Rule = 'goes on' | 'refused' | 'closes'
type Rules<Port> = { readonly [Operation in keyof Port]: Rule }

const store: Rules<Store> = {
  submit: 'refused',
  addTerms: 'refused',
  addItem: 'refused',
  addDraft: 'refused',
  changeDraft: 'refused',
  endDraft: 'refused',
  draft: 'goes on',
  drafts: 'goes on',
  draftsBefore: 'goes on',
  idempotency: 'goes on',
  accept: 'refused',
  known: 'goes on',
  asks: 'goes on',
  draftedFor: 'goes on',
  refusals: 'goes on',
  spent: 'goes on',
  spend: 'refused',
  claim: 'refused',
  renew: 'refused',
  settle: 'refused',
  // Due times say nothing of what was done.
  bringBack: 'goes on',
  due: 'goes on',
  backlog: 'goes on',
  expired: 'goes on',
  recover: 'refused',
  delivery: 'goes on',
  deliveriesOf: 'goes on',
  deliveries: 'goes on',
  redeliver: 'refused',
  case: 'goes on',
  cases: 'goes on',
  threads: 'goes on',
  messages: 'goes on',
  message: 'goes on',
  told: 'goes on',
  bodies: 'goes on',
  item: 'goes on',
  givenAlike: 'goes on',
  oursSince: 'goes on',
  stagedAlike: 'goes on',
  fingerprintsOf: 'goes on',
  itemsOf: 'goes on',
  // A hit tells of what was given.
  lookedUp: 'refused',
  sentAbout: 'refused',
  indexed: 'goes on',
  bodiesAfter: 'goes on',
  registrationsAfter: 'goes on',
  index: 'refused',
  partKnown: 'goes on',
  partUsed: 'goes on',
  terms: 'goes on',
  receipt: 'goes on',
  events: 'goes on',
  ends: 'goes on',
  evidence: 'goes on',
  usesAfter: 'goes on',
  leaves: 'goes on',
  evidenceAbout: 'goes on',
  heads: 'goes on',
  newestOf: 'goes on',
  logNodes: 'goes on',
  // They follow from the leaves; without them no proof of what is there could be given.
  addLogNodes: 'goes on',
  saveCheckpoint: 'refused',
  checkpoint: 'goes on',
  checkpoints: 'goes on',
  unstamped: 'goes on',
  saveStamp: 'refused',
  witnessed: 'goes on',
  // What a restored gateway cosigned it has forgotten: it might cosign the other history now.
  saveWitnessed: 'refused',
  keepCards: 'refused',
  cards: 'goes on',
  evidenceOfCards: 'goes on',
  keepReceipt: 'refused',
  receiptsOf: 'goes on',
  remindable: 'goes on',
  moveCases: 'refused',
  ...{ alertOnce: 'refused', alertedAt: 'goes on' },
  absences: 'goes on',
  saveAbsence: 'refused',
  waitingCards: 'goes on',
  moveWaitingCard: 'refused',
  introductions: 'goes on',
  moveIntroduction: 'refused',
  cardHolders: 'goes on',
  // Only what is signed for whom follows from it, and nothing is signed.
  saveCardHolders: 'goes on',
  register: 'refused',
  registrations: 'goes on',
  tally: 'goes on',
  dues: 'goes on',
  duesByItself: 'goes on',
  untoldUses: 'goes on',
  waiting: 'goes on',
  openedAfter: 'goes on',
  lastOrder: 'goes on',
  shown: 'goes on',
  shownOtherwise: 'goes on',
  // Whoever stops leaves its node lease to the next.
  takeNodeLease: 'goes on',
  record: 'refused',
  purge: 'refused',
  destructions: 'goes on',
  overwritten: 'goes on',
  // Its statement is claimed by nobody.
  endDestruction: 'closes',
  epochs: 'goes on',
  addEpoch: 'refused',
  keysUnder: 'goes on',
  wrappedElse: 'goes on',
  rewrap: 'refused',
  restored: 'goes on',
  // Only what is refused anyway is decided by it.
  restoredOf: 'refused',
  partnersOfCases: 'goes on',
  saveRestored: 'closes',
  endRestored: 'refused',
  takeBack: 'closes',
  ready: 'goes on',
  close: 'goes on',
}

const parts: Rules<Omit<Parts, 'read' | 'lend' | 'heldBytes'>> = {
  put: 'refused',
  size: 'goes on',
  arrived: 'goes on',
  append: 'refused',
  adopt: 'refused',
  staged: 'goes on',
  // The message that took it is stored.
  taken: 'goes on',
  remove: 'closes',
  sweep: 'refused',
}

const secrets: Rules<Secrets> = {
  encrypt: 'goes on',
  encryptLasting: 'goes on',
  encryptItem: 'goes on',
  encryptHalf: 'goes on',
  /** Bodies and keys of items: without them nothing is shown, released, exported or sealed. */
  ownMessage: 'refused',
  ownItem: 'refused',
  half: 'goes on',
  fingerprint: 'goes on',
  lookup: 'goes on',
  /** Nothing is opened by it. */
  wrappedAnew: 'goes on',
  /** Drafts and registrations: what our own people wrote. */
  decrypt: 'goes on',
  mark: 'goes on',
}

/** Nothing that was received is opened. */
const opener: Rules<Opener> = { item: 'refused', body: 'refused', numbers: 'refused' }

const directory: Rules<Directory> = {
  read: 'goes on',
  watch: 'goes on',
  saveCard: 'refused',
  saveFork: 'refused',
  settleFork: 'refused',
  saveAgreement: 'refused',
  spendInvitation: 'refused',
  addPersonKey: 'refused',
  removePerson: 'refused',
  removeClient: 'refused',
}

export interface Ports {
  store: Store
  parts: Parts
  secrets: Secrets
  opener: Opener
  directory: Directory
}

/** Why the log is behind; undefined while it is not. */
export type Behind = () => string | undefined

interface Stepping {
  readonly behind: Behind
  /** Who has shown that it went back; empty where it did not, or the store does not fit it. */
  wentBack(): ReadonlyMap<string, string>
}

/**
 * Before anything is signed.
 * @throws {Problem} `log-behind`; why exactly is for our operator, and partners are told this too.
 */
export function demandInStep(behind: Behind): void {
  if (behind() !== undefined)
    throw new Problem(
      'log-behind',
      'the evidence log does not hold what it must; until its operator has mended that, nothing is taken, signed or released',
    )
}

/** What cannot be read because it is not as it was written is told, whoever came upon it. */
function reportingAltered<P extends object>(port: P, altered: (found: string) => void): P {
  const note = (error: unknown): never => {
    if (error instanceof Problem && error.code === 'store-altered') altered(error.message)
    throw error
  }
  const told = Object.entries(port).map(([name, act]) => {
    const watched: Act = (...ask) => {
      try {
        const answer = (act as Act)(...ask)
        return answer instanceof Promise ? answer.catch(note) : answer
      } catch (error) {
        return note(error)
      }
    }
    return [name, typeof act === 'function' ? watched : act] as const
  })
  return Object.fromEntries(told) as P
}

/**
 * The ports as flows are given them: while the log is behind, whatever is refused throws or rejects
 * instead of being done.
 */
export function inStep(bare: Ports, { behind, wentBack }: Stepping, altered: (found: string) => void): Ports {
  const ports = {
    ...bare,
    store: reportingAltered(bare.store, altered),
    secrets: reportingAltered(bare.secrets, altered),
    opener: reportingAltered(bare.opener, altered),
  }
  const demand = () => demandInStep(behind)
  const demandThat = (rule: Rule) => (rule === 'refused' || wentBack().size === 0) && demand()
  const soon =
    (act: Act, rule: Rule): Act =>
    async (...ask) => {
      demandThat(rule)
      return act(...ask)
    }
  const atOnce =
    (act: Act, rule: Rule): Act =>
    (...ask) => {
      demandThat(rule)
      return act(...ask)
    }
  /** What is being released or sent breaks off when the log turns out to be behind. */
  const pieceByPiece = (read: Parts['read']) =>
    async function* (sha256: string, offset?: number) {
      demand()
      for await (const piece of read(sha256, offset)) {
        demand()
        yield piece
      }
    }
  return {
    store: gated(ports.store, store, soon),
    directory: gated(ports.directory, directory, soon),
    parts: {
      ...gated(ports.parts, parts, soon),
      read: pieceByPiece(ports.parts.read),
      lend: pieceByPiece(ports.parts.lend),
    },
    secrets: gated(ports.secrets, secrets, atOnce),
    opener: gated(ports.opener, opener, atOnce),
  }
}

type Act = (...ask: unknown[]) => unknown

function gated<P extends object>(
  port: P,
  rules: Readonly<Record<string, Rule>>,
  gate: (act: Act, rule: Rule) => Act,
): P {
  const refusing = Object.entries(rules).flatMap(([name, rule]) =>
    rule === 'goes on' ? [] : [[name, gate(port[name as keyof P] as Act, rule)] as const],
  )
  return { ...port, ...Object.fromEntries(refusing) }
}
