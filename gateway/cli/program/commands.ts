// The table of commands, in the order in which an installation comes to life.

import { agreementAdd, agreementList, agreementShow } from '../agreement/agreements.ts'
import { agreementNew } from '../agreement/new.ts'
import { cardRefresh, cardRenew, showCard } from '../card/card.ts'
import { caseClear } from '../cases/clear.ts'
import { casesDue } from '../cases/due.ts'
import { caseExport } from '../cases/export.ts'
import { caseAssign, caseHand } from '../cases/hand.ts'
import { held } from '../cases/held/held.ts'
import { cases, casesList } from '../cases/list.ts'
import { caseMessage } from '../cases/message.ts'
import { caseNext } from '../cases/next.ts'
import { caseRead } from '../cases/read.ts'
import { caseRegister } from '../cases/register.ts'
import { caseShow } from '../cases/show.ts'
import { caseTerms } from '../cases/terms.ts'
import { uses } from '../cases/uses.ts'
import { check } from '../check/check.ts'
import { draftApprove, draftChange, draftReturn, draftShow, drafts, draftWithdraw } from '../drafts/drafts.ts'
import { deliveries, deliveriesList, redeliver } from '../exchange/deliveries.ts'
import { evidenceCheck, evidenceProof } from '../exchange/evidence.ts'
import { queue, showStatistics, showWorkload } from '../exchange/overview.ts'
import { pause, resume } from '../exchange/pause.ts'
import { send } from '../exchange/send.ts'
import { verify } from '../exchange/verify.ts'
import { clientPersons } from '../installation/client-change.ts'
import { clientRotate } from '../installation/client-rotate.ts'
import { clientAdd, clientChange, clientList, clientRemove } from '../installation/clients.ts'
import { init } from '../installation/init.ts'
import { serve } from '../installation/serve.ts'
import { showSettings } from '../installation/settings.ts'
import { keysCeremony } from '../keys/ceremony.ts'
import { keysEpoch } from '../keys/epoch.ts'
import { keysImport } from '../keys/import.ts'
import { keysLock, keysUnlock } from '../keys/lock.ts'
import { keysRenew } from '../keys/renew.ts'
import { keysRequest } from '../keys/request.ts'
import { keysRevoke } from '../keys/revoke.ts'
import { keysRotate } from '../keys/rotation/rotate.ts'
import { keysStatus } from '../keys/status.ts'
import { partnerIntroduce, partnerIntroduced, partnerIntroductions, partnerOffer } from '../partner/introductions.ts'
import { partnerAdd } from '../partner/partner-add.ts'
import { partnerCards, partnerConfirm, partnerRefuse } from '../partner/partner-cards.ts'
import { partnerFacts } from '../partner/partner-facts.ts'
import { partnerProxy } from '../partner/partner-proxy.ts'
import { partnerRemove } from '../partner/partner-remove.ts'
import { partnerRevocation } from '../partner/partner-revocation.ts'
import { partnerTest } from '../partner/partner-test.ts'
import { partnerList, partnerResume, partnerShow, partnerSuspend } from '../partner/partners.ts'
import { partnerSettle } from '../partner/settle.ts'
import { personAdd } from '../person/add.ts'
import { personKeyRemove, personLink, personList, personRemove, personRoles } from '../person/change.ts'
import { profileExample } from '../profile/profile-example.ts'
import { profileList, profileShow } from '../profile/profile-show.ts'
import { backup } from '../store/backup.ts'
import { restore } from '../store/restore.ts'
import { restored, restoredSettle } from '../store/restored.ts'
import { storeMigrate } from '../store/store-migrate.ts'
import type { Command } from './command.ts'

export const commands: readonly Command[] = [
  init,
  showCard,
  cardRefresh,
  cardRenew,
  keysRotate,
  keysRequest,
  keysImport,
  keysStatus,
  keysCeremony,
  keysRenew,
  keysLock,
  keysUnlock,
  keysEpoch,
  keysRevoke,
  partnerAdd,
  partnerList,
  partnerShow,
  partnerFacts,
  partnerSuspend,
  partnerResume,
  partnerRemove,
  partnerSettle,
  partnerCards,
  partnerConfirm,
  partnerRefuse,
  partnerOffer,
  partnerIntroduce,
  partnerIntroductions,
  partnerIntroduced,
  partnerRevocation,
  partnerProxy,
  partnerTest,
  agreementNew,
  agreementAdd,
  agreementList,
  agreementShow,
  profileList,
  profileShow,
  profileExample,
  clientAdd,
  clientList,
  clientChange,
  clientPersons,
  clientRotate,
  clientRemove,
  personAdd,
  personList,
  personLink,
  personRoles,
  personKeyRemove,
  personRemove,
  check,
  serve,
  pause,
  resume,
  send,
  cases,
  casesList,
  caseShow,
  caseNext,
  caseTerms,
  casesDue,
  held,
  uses,
  caseMessage,
  caseRegister,
  caseRead,
  caseClear,
  caseHand,
  caseAssign,
  caseExport,
  drafts,
  draftShow,
  draftApprove,
  draftReturn,
  draftChange,
  draftWithdraw,
  queue,
  showWorkload,
  showStatistics,
  verify,
  evidenceProof,
  evidenceCheck,
  deliveries,
  deliveriesList,
  redeliver,
  backup,
  restore,
  restored,
  restoredSettle,
  storeMigrate,
  showSettings,
]

/** What the names say that only hold other commands. */
export const groups: Readonly<Record<string, string>> = {
  keys: 'see, request, import, renew, rotate, revoke and succeed our keys',
  partner: 'add, show, suspend, remove and test partners',
  agreement: 'make and show the agreements with partners',
  profile: 'show the kinds of exchange',
  draft: 'show a draft, approve, return, change or withdraw it',
  client: 'say which national systems may come in',
  person: 'say who may sign in at the console',
  restored: 'settle what cannot be had since a restore',
  store: 'move what is kept into another database',
  evidence: 'prove what happened, and check that nobody changed it',
}
