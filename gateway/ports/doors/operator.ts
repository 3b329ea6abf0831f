// What whoever runs the gateway may set going.
import type {
  AccessView,
  CardDecided,
  CardsWaiting,
  IntroductionView,
  SettingsView,
  WaitingCardView,
} from '../../answers/directory-answers.ts'
import type {
  AbsenceView,
  DeliveryView,
  EvidenceCheck,
  EvidenceLine,
  KeysView,
  LineTest,
  LogProof,
  ReadinessView,
  Rehearsal,
  RestoredView,
  StatusView,
  WitnessesView,
} from '../../answers/operator-answers.ts'
import type { OutboxStore } from '../delivering.ts'
import type { Page } from '../rows.ts'
import type { Client } from './national.ts'

type CardSaid = { readonly decision: 'confirm' | 'refuse'; readonly reason: string; readonly words?: string }
/** What a person says of a member that lost everything: `seen` is the day of the meeting. */
type IntroductionSaid = Readonly<Record<'about' | 'to' | 'card' | 'seen' | 'reason', string>>
export interface OperatorFlows {
  deliveries(ask: Parameters<OutboxStore['deliveries']>[0]): Promise<Page<DeliveryView>>
  redeliver(client: Client, id: string): Promise<boolean>
  /** The mandatory test message; each step it proved, with what it found. */
  testPartner(client: Client, member: string): Promise<LineTest>
  /** What each partner says of a card that we may make next; it keeps nothing of it. */
  rehearse(card: string): Promise<Rehearsal>
  /** Partners are told until when we are away, in ms; without it that we are back. */
  announceAbsence(client: Client, until?: number): Promise<AbsenceView>
  /** What the store lacks since it was restored, and what is closed by that. */
  restored(): Promise<RestoredView>
  /** A person vouches for one case, or all with a partner: what cannot be had is not waited for. */
  settleRestored(client: Client, ask: { case?: string; partner?: string; reason: string }): Promise<RestoredView>
  evidence(ask: { case?: string; after?: number; limit: number }): Promise<readonly EvidenceLine[]>
  /** C2SP tlog-proof of a message, with the record and salt of its leaf. */
  proof(message: string): Promise<LogProof>
  /** The store held against its log, a slice at a time. */
  checkEvidence(ask: { after: number; limit: number }): Promise<EvidenceCheck>
  /** Who cosigned our log, last when, and who owes it; and what we cosigned of theirs. */
  witnesses(): Promise<WitnessesView>
  readiness(): Promise<ReadinessView>
  status(): Promise<StatusView>
  /** Newer cards of partners that do not follow by themselves, and what was said of them. */
  waitingCards(): Promise<CardsWaiting>
  /** A person's yes, with the words that the partner read out, or no; with the second yes the card is taken. @param card SHA-256 */
  decideCard(client: Client, card: string, said: CardSaid): Promise<CardDecided>
  /** A newer card that came as a file waits for two persons. @param card compact JWS */
  offerCard(client: Client, card: string): Promise<WaitingCardView>
  /** One person asks, another one makes it; it leaves for the partner. */
  introduce(client: Client, said: IntroductionSaid): Promise<IntroductionView>
  introductions(): Promise<readonly IntroductionView[]>
  /** One of a partner that came as a file. */
  hearIntroduction(client: Client, introduction: string): Promise<void>
  /** All about keys: what ends, how far each is in its life, who holds which card. */
  keys(): Promise<KeysView>
  /** Who may come in: clients and persons, without what they come in by. */
  access(): Promise<AccessView>
  /** Signed out at once, and let in no more. @returns who is left */
  removePerson(client: Client, person: string): Promise<AccessView>
  /** Its secret counts no more. @returns who is left */
  removeClient(client: Client, id: string): Promise<AccessView>
  settings(): Promise<SettingsView>
}
