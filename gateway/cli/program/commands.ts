// The table of commands, in the order in which an installation comes to life. A command is loaded
// when it is typed: all of them together are fifteen hundred files.
import type { Command } from './command.ts'

interface Row {
  /** Its names as they are typed: `partner add`. */
  readonly path: readonly string[]
  /** Another word for the last of them. */
  readonly alias: string | undefined
  load(): Promise<Command>
}

const row = (names: string, load: Row['load'], alias?: string): Row => ({ path: names.split(' '), alias, load })

const rows: readonly Row[] = [
  row('init', async () => (await import('../installation/init.ts')).init),
  row('card', async () => (await import('../card/card.ts')).showCard),
  row('card refresh', async () => (await import('../card/card.ts')).cardRefresh),
  row('card renew', async () => (await import('../card/card.ts')).cardRenew),
  row('keys rotate', async () => (await import('../keys/rotation/rotate.ts')).keysRotate),
  row('keys request', async () => (await import('../keys/request.ts')).keysRequest),
  row('keys import', async () => (await import('../keys/import.ts')).keysImport),
  row('keys status', async () => (await import('../keys/status.ts')).keysStatus),
  row('keys ceremony', async () => (await import('../keys/ceremony.ts')).keysCeremony),
  row('keys renew', async () => (await import('../keys/renew.ts')).keysRenew),
  row('keys lock', async () => (await import('../keys/lock.ts')).keysLock),
  row('keys unlock', async () => (await import('../keys/lock.ts')).keysUnlock),
  row('keys epoch', async () => (await import('../keys/epoch.ts')).keysEpoch),
  row('keys revoke', async () => (await import('../keys/revoke.ts')).keysRevoke),
  row('partner add', async () => (await import('../partner/partner-add.ts')).partnerAdd),
  row('partner list', async () => (await import('../partner/partners.ts')).partnerList),
  row('partner show', async () => (await import('../partner/partners.ts')).partnerShow),
  row('partner facts', async () => (await import('../partner/partner-facts.ts')).partnerFacts),
  row('partner suspend', async () => (await import('../partner/partners.ts')).partnerSuspend),
  row('partner resume', async () => (await import('../partner/partners.ts')).partnerResume),
  row('partner remove', async () => (await import('../partner/partner-remove.ts')).partnerRemove),
  row('partner settle', async () => (await import('../partner/settle.ts')).partnerSettle),
  row('partner cards', async () => (await import('../partner/partner-cards.ts')).partnerCards),
  row('partner confirm', async () => (await import('../partner/partner-cards.ts')).partnerConfirm),
  row('partner refuse', async () => (await import('../partner/partner-cards.ts')).partnerRefuse),
  row('partner offer', async () => (await import('../partner/introductions.ts')).partnerOffer),
  row('partner introduce', async () => (await import('../partner/introductions.ts')).partnerIntroduce),
  row('partner introductions', async () => (await import('../partner/introductions.ts')).partnerIntroductions),
  row('partner introduced', async () => (await import('../partner/introductions.ts')).partnerIntroduced),
  row('partner revocation', async () => (await import('../partner/partner-revocation.ts')).partnerRevocation),
  row('partner proxy', async () => (await import('../partner/partner-proxy.ts')).partnerProxy),
  row('partner test', async () => (await import('../partner/partner-test.ts')).partnerTest),
  row('agreement new', async () => (await import('../agreement/new.ts')).agreementNew),
  row('agreement add', async () => (await import('../agreement/agreements.ts')).agreementAdd),
  row('agreement list', async () => (await import('../agreement/agreements.ts')).agreementList),
  row('agreement show', async () => (await import('../agreement/agreements.ts')).agreementShow),
  row('profile list', async () => (await import('../profile/profile-show.ts')).profileList),
  row('profile show', async () => (await import('../profile/profile-show.ts')).profileShow),
  row('profile example', async () => (await import('../profile/profile-example.ts')).profileExample),
  row('client add', async () => (await import('../installation/clients.ts')).clientAdd),
  row('client list', async () => (await import('../installation/clients.ts')).clientList),
  row('client roles', async () => (await import('../installation/clients.ts')).clientChange),
  row('client change', async () => (await import('../installation/client-change.ts')).clientPersons),
  row('client rotate', async () => (await import('../installation/client-rotate.ts')).clientRotate),
  row('client remove', async () => (await import('../installation/clients.ts')).clientRemove),
  row('person add', async () => (await import('../person/add.ts')).personAdd),
  row('person list', async () => (await import('../person/change.ts')).personList),
  row('person link', async () => (await import('../person/change.ts')).personLink),
  row('person roles', async () => (await import('../person/change.ts')).personRoles),
  row('person key-remove', async () => (await import('../person/change.ts')).personKeyRemove),
  row('person remove', async () => (await import('../person/change.ts')).personRemove),
  row('check', async () => (await import('../check/check.ts')).check),
  row('serve', async () => (await import('../installation/serve.ts')).serve),
  row('pause', async () => (await import('../exchange/pause.ts')).pause),
  row('resume', async () => (await import('../exchange/pause.ts')).resume),
  row('send', async () => (await import('../exchange/send.ts')).send),
  row('cases', async () => (await import('../cases/list.ts')).cases, 'case'),
  row('cases list', async () => (await import('../cases/list.ts')).casesList),
  row('cases show', async () => (await import('../cases/show.ts')).caseShow),
  row('cases next', async () => (await import('../cases/next.ts')).caseNext),
  row('cases terms', async () => (await import('../cases/terms.ts')).caseTerms),
  row('cases due', async () => (await import('../cases/due.ts')).casesDue),
  row('held', async () => (await import('../cases/held/held.ts')).held),
  row('uses', async () => (await import('../cases/uses.ts')).uses),
  row('cases message', async () => (await import('../cases/message.ts')).caseMessage),
  row('cases register', async () => (await import('../cases/register.ts')).caseRegister),
  row('cases read', async () => (await import('../cases/read.ts')).caseRead),
  row('cases clear', async () => (await import('../cases/clear.ts')).caseClear),
  row('cases hand', async () => (await import('../cases/hand.ts')).caseHand),
  row('cases assign', async () => (await import('../cases/hand.ts')).caseAssign),
  row('cases export', async () => (await import('../cases/export.ts')).caseExport),
  row('drafts', async () => (await import('../drafts/drafts.ts')).drafts),
  row('draft show', async () => (await import('../drafts/drafts.ts')).draftShow),
  row('draft approve', async () => (await import('../drafts/drafts.ts')).draftApprove),
  row('draft return', async () => (await import('../drafts/drafts.ts')).draftReturn),
  row('draft change', async () => (await import('../drafts/drafts.ts')).draftChange),
  row('draft withdraw', async () => (await import('../drafts/drafts.ts')).draftWithdraw),
  row('queue', async () => (await import('../exchange/overview.ts')).queue),
  row('workload', async () => (await import('../exchange/overview.ts')).showWorkload),
  row('statistics', async () => (await import('../exchange/overview.ts')).showStatistics),
  row('verify', async () => (await import('../exchange/verify.ts')).verify),
  row('evidence proof', async () => (await import('../exchange/evidence.ts')).evidenceProof),
  row('evidence check', async () => (await import('../exchange/evidence.ts')).evidenceCheck),
  row('deliveries', async () => (await import('../exchange/deliveries.ts')).deliveries),
  row('deliveries list', async () => (await import('../exchange/deliveries.ts')).deliveriesList),
  row('redeliver', async () => (await import('../exchange/deliveries.ts')).redeliver),
  row('backup', async () => (await import('../store/backup.ts')).backup),
  row('restore', async () => (await import('../store/restore.ts')).restore),
  row('restored', async () => (await import('../store/restored.ts')).restored),
  row('restored settle', async () => (await import('../store/restored.ts')).restoredSettle),
  row('store migrate', async () => (await import('../store/store-migrate.ts')).storeMigrate),
  row('settings', async () => (await import('../installation/settings.ts')).showSettings),
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

/** The names of each command, also those by its alias. */
export const namesOfCommands: readonly (readonly string[])[] = rows.flatMap(({ path, alias }) => [
  path,
  ...(alias === undefined ? [] : [[...path.slice(0, -1), alias]]),
])

export const allCommands = (): Promise<readonly Command[]> => Promise.all(rows.map(({ load }) => load()))

/**
 * The commands that these words may mean, with what stands beside them where nothing says which:
 * all of them where the words name none.
 * @param words without node and program name.
 */
export function commandsFor(words: readonly string[]): Promise<readonly Command[]> {
  const typed = namesIn(words)
  const meant = rows.filter(({ path }) => path.every((name, at) => typed[at] === name))
  const longest = Math.max(1, ...meant.map(({ path }) => path.length))
  const beside = rows.filter(
    ({ path }) => typed.length > 0 && path.slice(0, longest).every((name, at) => typed[at] === name),
  )
  return beside.length === 0 ? allCommands() : Promise.all(beside.map(({ load }) => load()))
}

/** The names at the beginning, each as its command calls itself. */
function namesIn(words: readonly string[]): readonly string[] {
  const names: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    // The two options that may stand before a command.
    if (word === '--folder') at += 1
    else if (word === '--json' || word.startsWith('--folder=')) continue
    else if (word.startsWith('-')) break
    else names.push(rows.find(({ path, alias }) => path.length === 1 && alias === word)?.path[0] ?? word)
  }
  return names
}
