// What each door is given, put together once from what is open.
import { setImmediate as turn } from 'node:timers/promises'

import { renewedByItself } from '../../config/issuer-settings.ts'
import { settingsInForce } from '../../config/load.ts'
import { consoleOrigin } from '../../config/people/console-settings.ts'
import type { Config } from '../../config/settings.ts'
import { clockToleranceMs } from '../../crypto/instants.ts'
import { partBytes } from '../../crypto/part/part.ts'
import { type DecidingCards, decidingCards } from '../flows/between/cards/decide-cards.ts'
import { type Introductions, introducing } from '../flows/between/cards/introductions.ts'
import { heedBehind, type Remembered, type Resyncing, resynchronise } from '../flows/between/resync/resync.ts'
import { noQuestions } from '../flows/between/uses/answer-uses.ts'
import { sharedProofs } from '../flows/content/proofs.ts'
import type { Absences } from '../flows/delivering/absences.ts'
import type { Dispatcher } from '../flows/delivering/deliver.ts'
import { testPartner } from '../flows/delivering/test-partner.ts'
import { watchWaiting } from '../flows/delivering/waiting.ts'
import { installed } from '../flows/doors/installed.ts'
import { nationalFlows } from '../flows/doors/national.ts'
import { operating } from '../flows/doors/operator.ts'
import { forPartners } from '../flows/doors/partner.ts'
import { publish, type Witnessing } from '../flows/evidence/witness.ts'
import { personFlows } from '../flows/persons/persons.ts'
import { openSignatures, type Signatures } from '../flows/persons/signatures.ts'
import { type Staged, watchStaged } from '../flows/receiving/parts/staged.ts'
import { once, submittedOnce } from '../flows/sending/once.ts'
import { submitting } from '../flows/sending/submit.ts'
import { keepingHolders, showingCards } from '../flows/trust/card-holders.ts'
import type { Clock } from '../flows/trust/clock.ts'
import { rehearse } from '../flows/trust/rehearse.ts'
import type { ListExchange } from '../flows/trust/revocation/exchange.ts'
import type { OpenRevocation } from '../flows/trust/revocation/revocation.ts'
import { validitiesOf } from '../flows/trust/validity/validities.ts'
import type { Validity } from '../flows/trust/validity/validity.ts'
import { finishDestructions } from '../flows/upkeep/destroy.ts'
import { followUp, soon } from '../flows/upkeep/follow-up.ts'
import { gauges } from '../flows/views/gauges.ts'
import { rememberAnswered } from '../model/limits/answered.ts'
import type { Limits } from '../model/limits/limits.ts'
import { breathing, inTurns } from '../model/limits/turns.ts'
import type { PartnerLine } from '../ports/line.ts'
import type { Store } from '../ports/store.ts'
import { version } from '../version.ts'
import { world } from './clock.ts'
import type { Failed } from './ending/stop-order.ts'
import type { InForce } from './in-force.ts'
import type { Kept } from './kept.ts'
import { envelopeLifeMs } from './line/delivering.ts'
import type { Observing } from './observing.ts'
import type { Wakes } from './queue.ts'
import { lookingAtUses } from './upkeep/detecting.ts'
import { destroyedFor } from './upkeep/epochs.ts'
import { stamping } from './upkeep/stamping.ts'

interface Flowing {
  readonly config: Config
  readonly observed: Observing
  readonly inForce: InForce
  readonly kept: Kept
  readonly clock: Clock
  readonly wakes: Wakes
  readonly line: PartnerLine
  readonly dispatcher: Dispatcher
  readonly announcing: Announcing
  readonly revocation: OpenRevocation
  readonly lists: ListExchange
  readonly limits: Limits
  readonly absences: Absences
  readonly failed: Failed
  stopping(): boolean
  folderTrouble(): Promise<readonly string[]>
}

/**
 * Of each partner: its deliveries are opened beside each other, and those of others beside them.
 */
const openedAtOnce = 8

/** How often a partner that lacks our newest card is shown it. */
export const showEveryMs = 5_000

export type Flows = ReturnType<typeof flowsOf>

export function flowsOf(open: Flowing) {
  const { config, observed, inForce, kept, clock, line, announcing, revocation, lists, absences, failed } = open
  const { store, parts, insides, secrets, opener, directory, evidenceLog, partnerLogs } = kept
  const { log } = observed
  const deps = { store, parts, insides, secrets, world, clock, log, trust: inForce.trust, timeZone: config.TIME_ZONE }
  /** What opens received content goes where decisions are made, and nowhere else. */
  const releasing = { opener, evidenceLog }
  const witnessing: Witnessing = { ...deps, line, evidenceLog, partnerLogs, publishing: new Map() }
  const stamps = stamping(config, deps)
  const follow = { followUp: () => following.call() }
  const destroy = () => finishDestructions({ store, parts, world, log, wake: open.wakes.waking.wake })
  const destroying = soon(destroy, failed('destroy'))
  const sizes = { maxBodyBytes: config.MAX_BODY_BYTES, maxItemBytes: config.MAX_ITEM_BYTES }

  const { signatures, grant } = openSignatures(config.SIGNED_ACTS)
  const national = {
    ...{ signatures, ...deps, ...follow, ...sizes, ...releasing },
    ...{ publish: () => publish(witnessing), stamped: stamps.now },
    ...{ outbox: open.dispatcher, submitted: announcing.news, watchEvents: announcing.watchEvents },
    ...{ destroy: destroying.call, destroyedFor: destroyedFor(config, kept) },
    searchesPerMinute: config.SEARCHES_PER_CLIENT,
  }
  const submit = submittedOnce(once(store), submitting(national))
  const afterwards = followUp.bind(undefined, { ...deps, ...releasing, directory, submit, questions: noQuestions() })
  const following = soon(afterwards, failed('follow-up'))

  const receiving = {
    ...{ ...deps, ...follow, evidenceLog, revocation, proofs: sharedProofs({ parts, insides }) },
    accepted: announcing.news,
    partners: open.limits,
    inTurn: inTurns(openedAtOnce),
    breathe: () => breathing(world.monotonicMs, turn),
    answered: rememberAnswered(),
    limits: { maxEnvelopeBytes: config.MAX_ENVELOPE_BYTES, maxSkewMs: clockToleranceMs, ...sizes },
  }
  /** What is not in order is told; a card that was taken is in force with the next look. */
  const refresh = () => inForce.refresh().catch(failed('trust'))
  const validities = () => validitiesNow(open)
  const introductions = introductionsOf(open, deps)
  const cards = decidingCards({ ...deps, directory, revocation, limits: open.limits, refresh, introductions })
  const staged = watchStaged(parts, world.monotonicMs)
  const resync = resyncOf(open, { ...deps, destroy })
  const uploads = { store, parts, log, staged, limits: open.limits, maxPartBytes: partBytes(config.MAX_ITEM_BYTES) }
  return {
    ...{ witnessing, stamping: stamps },
    /** Shows our card to whoever does not hold it yet. */
    showCards: showingCards({ line, log, trust: inForce.trust, holders: inForce.holders }),
    /** Which partner holds which card of ours, as the store and this node know it. */
    keepHolders: keepingHolders({ store, trust: inForce.trust, holders: inForce.holders }),
    /** What the gateway does by itself once messages are stored, and when none of it runs. */
    afterwards,
    ...lookingAtUses(config, { inForce, kept, log, submit, news: announcing.news }),
    /** Resolves when none of it runs, and none of it begins any more. */
    end: async () => {
      await Promise.all([following.end(), destroying.end(), resync.end()])
    },
    destroy,
    /** Asks partners for what the store has lost. */
    ...{ resynchronise: resync.now, heedBehind: () => heedBehind({ ...deps, evidenceLog }) },
    national: observed.flows(nationalFlows(national)),
    partner: observed.receiving(
      forPartners({
        ...{ receiving, uploads, witnessing, evidenceLog, directory, revocation, lists },
        ...{ absences, cards, introductions, refresh, store, limits: open.limits, heard: open.dispatcher.heard },
      }),
    ),
    ...{ absences, validities, decided: cards.round },
    operator: operatorFlows(open, { ...deps, staged, cards, introductions, validities, signatures }),
    persons: personFlows({ ...deps, directory, refresh, signatures, grant, origin: () => consoleOrigin(config) }),
  }
}

/** How many stand for the words, and which members are one, is our own policy. */
const introductionsOf = (
  { config, line, revocation, limits }: Flowing,
  deps: Pick<Parameters<typeof introducing>[0], 'store' | 'secrets' | 'world' | 'log' | 'trust'>,
) =>
  introducing({
    ...{ ...deps, line, revocation, limits },
    ...{ wanted: config.INTRODUCTIONS, alike: config.INTRODUCERS_ALIKE ?? [] },
  })

/** Asks partners for what the store has lost, never twice at once. */
function resyncOf(
  { kept, line, dispatcher, revocation, announcing, failed }: Flowing,
  needs: Pick<Resyncing, 'store' | 'secrets' | 'world' | 'clock' | 'log' | 'trust' | 'destroy'>,
) {
  const { evidenceLog, partnerLogs } = kept
  const { settleGivenBack } = dispatcher
  const deps = { ...needs, evidenceLog, partnerLogs, line, revocation, settleGivenBack, news: announcing.news }
  const remembered: Remembered = { looked: new Set(), said: new Map() }
  const { call, settled, end } = soon(() => resynchronise({ ...deps, remembered }), failed('resync'))
  const now = async () => {
    call()
    await settled()
  }
  return { now, end }
}

function validitiesNow({ config, inForce, line, revocation }: Flowing) {
  const { us, card, partners } = inForce.trust()
  const { tls, national, signing } = inForce.keys()
  const active = [...partners.values()].filter(({ state }) => state === 'active')
  return validitiesOf({
    own: {
      ...{ member: us, card },
      certificates: { tls: tls.certPem, national: national.certPem, signing: signing[0]?.certPem },
      renewedByItself: renewedByItself(config),
    },
    partners: active,
    shown: active.flatMap(({ member, address }) => {
      const facts = line.facts(address)
      return facts ? { member, sha256: facts.peerSha256, fromMs: facts.peerNotBefore, untilMs: facts.peerNotAfter } : []
    }),
    lists: revocation.notices.lists(),
  })
}

function operatorFlows(
  open: Flowing,
  deps: Pick<Witnessing, 'world' | 'log' | 'trust'> & {
    store: Store
    clock: Clock
    staged: Staged
    cards: DecidingCards
    introductions: Introductions
    signatures: Signatures
    timeZone: string
    validities(): readonly Validity[]
  },
) {
  const { config, observed, inForce, kept, line, dispatcher, revocation, stopping, folderTrouble } = open
  const { queue, waking } = open.wakes
  const waiting = watchWaiting(deps)
  const shared = {
    ...deps,
    secrets: kept.secrets,
    memory: kept.memory,
    evidenceLog: kept.evidenceLog,
    holders: inForce.holders,
    dispatcher,
    queue,
    waiting,
    lists: revocation.notices,
    absences: open.absences,
  }
  const testing = {
    ...deps,
    line,
    partnerLogs: kept.partnerLogs,
    revocation,
    envelopeLifeMs: envelopeLifeMs(config),
  }
  const operator = operating({
    ...{ ...shared, version, stopping, wake: waking.wake, logTrouble: observed.logTrouble, folderTrouble },
    testPartner: (client, member) => testPartner(testing, client, member),
    rehearse: (card) => rehearse({ ...deps, line, showEveryMs }, card),
  })
  const gauged = {
    ...shared,
    limits: open.limits,
    awayUntil: open.absences.awayUntil,
    storeStats: kept.stats,
    readiness: operator.readiness,
  }
  observed.metrics.collectWith(() => gauges(gauged))
  return {
    ...operator,
    ...installed({
      ...shared,
      directory: kept.directory,
      refresh: inForce.refresh,
      settings: () => settingsInForce(config),
    }),
  }
}

export interface Announcing {
  /** Something happened that offices may want to know of. */
  news(): void
  /** Calls back whenever there is news; returns how to stop. */
  watchEvents(listener: () => void): () => void
}

export function announcing(): Announcing {
  const listeners = new Set<() => void>()
  return {
    news() {
      for (const listener of listeners) listener()
    },
    watchEvents(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
