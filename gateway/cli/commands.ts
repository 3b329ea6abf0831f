// The table of commands, in the order in which an installation comes to life.
import { agreementNew } from './agreement-new.ts'
import { agreementAdd, agreementList, agreementShow } from './agreements.ts'
import { cardRefresh, cardRenew, showCard } from './card.ts'
import { cardImport } from './card-import.ts'
import { cardInstall } from './card-install.ts'
import { caseMessage } from './case-message.ts'
import { caseRead } from './case-read.ts'
import { caseShow, cases, casesList } from './cases.ts'
import { caseExport } from './cases-export.ts'
import { check } from './check.ts'
import { clientAdd, clientList, clientRemove } from './clients.ts'
import type { Command } from './command.ts'
import { deliveries, deliveriesList, redeliver } from './deliveries.ts'
import { evidenceCheck, evidenceProof } from './evidence.ts'
import { init } from './init.ts'
import { partnerAdd } from './partner-add.ts'
import { partnerTest } from './partner-test.ts'
import { partnerList, partnerResume, partnerShow, partnerSuspend } from './partners.ts'
import { send } from './send.ts'
import { serve } from './serve.ts'
import { showSettings } from './settings.ts'
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
  clientAdd,
  clientList,
  clientRemove,
  check,
  serve,
  send,
  cases,
  casesList,
  caseShow,
  caseMessage,
  caseRead,
  caseExport,
  verify,
  evidenceProof,
  evidenceCheck,
  deliveries,
  deliveriesList,
  redeliver,
  showSettings,
]

/** What the names say that only hold other commands. */
export const groups: Readonly<Record<string, string>> = {
  partner: 'add, show, suspend and test partners',
  agreement: 'make and show the agreements with partners',
  client: 'say which national systems may come in',
  evidence: 'prove what happened, and check that nobody changed it',
}
