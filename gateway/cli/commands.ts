// The table of commands, in the order in which an installation comes to life.
import { agreementNew } from './agreement-new.ts'
import { agreementAdd, agreementList, agreementShow } from './agreements.ts'
import { backup } from './backup.ts'
import { cardRefresh, cardRenew, showCard } from './card.ts'
import { cardImport } from './card-import.ts'
import { cardInstall } from './card-install.ts'
import { casesDue } from './case-due.ts'
import { caseMessage } from './case-message.ts'
import { caseNext } from './case-next.ts'
import { caseRead } from './case-read.ts'
import { caseRegister } from './case-register.ts'
import { caseShow } from './case-show.ts'
import { cases, casesList } from './cases.ts'
import { caseExport } from './cases-export.ts'
import { check } from './check.ts'
import { clientAdd, clientList, clientRemove } from './clients.ts'
import type { Command } from './command.ts'
import { deliveries, deliveriesList, redeliver } from './deliveries.ts'
import { evidenceCheck, evidenceProof } from './evidence.ts'
import { init } from './init.ts'
import { queue, showStatistics, showWorkload } from './overview.ts'
import { partnerAdd } from './partner-add.ts'
import { partnerTest } from './partner-test.ts'
import { partnerList, partnerResume, partnerShow, partnerSuspend } from './partners.ts'
import { profileExample } from './profile-example.ts'
import { profileList, profileShow } from './profile-show.ts'
import { restore } from './restore.ts'
import { send } from './send.ts'
import { serve } from './serve.ts'
import { showSettings } from './settings.ts'
import { storeMigrate } from './store-migrate.ts'
import { verify } from './verify.ts'

export const commands: readonly Command[] = [
  init,
  showCard,
  cardRefresh,
  cardInstall,
  cardImport,
  cardRenew,
  partnerAdd,
  partnerList,
  partnerShow,
  partnerSuspend,
  partnerResume,
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
  clientRemove,
  check,
  serve,
  send,
  cases,
  casesList,
  caseShow,
  caseNext,
  casesDue,
  caseMessage,
  caseRegister,
  caseRead,
  caseExport,
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
  storeMigrate,
  showSettings,
]

/** What the names say that only hold other commands. */
export const groups: Readonly<Record<string, string>> = {
  partner: 'add, show, suspend and test partners',
  agreement: 'make and show the agreements with partners',
  profile: 'show the kinds of exchange',
  client: 'say which national systems may come in',
  store: 'move what is kept into another database',
  evidence: 'prove what happened, and check that nobody changed it',
}
