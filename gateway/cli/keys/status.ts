// `bulla keys status`: every key and certificate of ours and of partners, what ends first on top;
// how far each key is in its life; and who holds which card of ours.
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig } from '../../../config/load.ts'
import { iso } from '../../../crypto/instants.ts'
import { isLocked } from '../../../crypto/jose/locked.ts'
import { sayMisplaced, statIfThere } from '../../../disk/there.ts'
import type { Answer } from '../../answers/answer-shapes.ts'
import { keyStates } from '../../flows/trust/key-lives.ts'
import { keysView } from '../../flows/trust/keys-view.ts'
import { refused } from '../../installation/complaint.ts'
import { misplacedIn } from '../../installation/folders.ts'
import { nextKeysIn } from '../../installation/next-keys.ts'
import { readOwnCard } from '../../installation/own-card.ts'
import { placesIn, readGiven } from '../../installation/places.ts'
import { keyFilesOf } from '../../installation/revoked-keys.ts'
import { validitiesIn } from '../check/check-validities.ts'
import { believedCard } from '../partner/partners.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { plain, table } from '../program/table.ts'

type Keys = Answer<'Keys'>

export const keysStatus: Command = {
  usage: 'keys status',
  summary: 'list all keys, certificates and lists by when they end, how far each key is, and who holds our card',
  details: `A key is next (it may sign the card after this one), announced (somebody does not know it yet), active, retiring (for what is on its way; one of the log signs beside the new one), revoked, or gone.
Who holds our card, what partners showed on the line, and lists of revoked certificates only a running gateway knows; the rest is read from the folder.`,
  options: doorOptions,
  wants: { roles: ['operate'] },
  examples: ['bulla keys status', 'bulla keys status --json'],
  async run(words, desk) {
    const running = await withDoor(words, desk, (door) => door.operator.keys()).catch(() => undefined)
    // The newest card is the one in the folder, which a running gateway shows some moments later.
    const newest = (await readOwnCard(desk.folder))?.card.sequence
    const keys = running ? { ...running, card: newest ?? running.card } : await keysIn(desk)
    const here = (await nextKeysIn(placesIn(desk.folder).next)).map(({ kid }) => kid)
    sayEnds(keys, desk)
    sayLives(keys, here, desk)
    const installation = await installationKeyIn(desk.folder)
    desk.say(
      `The key of the installation lies here since ${installation.since.slice(0, 10)}${installation.locked ? ', locked' : ''}; it wraps the keys of the store, and no partner knows it.`,
    )
    sayHolders(keys, running?.card, desk)
    for (const path of await misplacedIn(desk.folder, loadConfig(desk.folder, desk.env)))
      desk.note(`bulla: ${sayMisplaced(path)}`)
    return done({ ...keys, installation, running: running !== undefined, shown: running?.card ?? null, nextHere: here })
  },
}

/** It is on no card, and nothing is told of it but when it came and whether it is locked. */
async function installationKeyIn(folder: string): Promise<{ readonly since: string; readonly locked: boolean }> {
  const { installationKey } = placesIn(folder)
  const text = (await readGiven(installationKey, 'the key of the installation')).trim()
  return { since: iso((await statIfThere(installationKey))?.mtimeMs ?? 0), locked: isLocked(text) }
}

/** As the folder tells. */
async function keysIn(desk: Desk): Promise<Keys> {
  const config = loadConfig(desk.folder, desk.env)
  const own = await readOwnCard(desk.folder)
  if (!own) throw refused(`${placesIn(desk.folder).card}: there is no card of ours`, 'run "bulla check"')
  const partners = []
  for (const partner of await openDirectory(desk.folder).listPartners())
    if (await believedCard(partner)) partners.push({ ...partner, chain: partner.card })
  const logs = new Set((await keyFilesOf('log', desk.folder)).map(({ kid }) => kid))
  return keysView({
    signs: ({ kid }) => logs.has(kid),
    ...{ us: config.MEMBER, ownChain: own.chain, partners, lists: [], nowMs: desk.now() },
    validities: await validitiesIn(config, desk),
    heldBy: () => undefined,
  })
}

const day = (instant: string | null): string => plain(instant?.slice(0, 10))

function sayEnds({ validities, lists, member }: Keys, { say }: Desk): void {
  say(
    ...table(
      ['DAYS', 'ENDS', 'OF', 'STANDING', 'WHAT'],
      validities.map((each) => [
        plain(each.days),
        day(each.notAfter),
        each.member === member ? 'us' : each.member,
        each.standing,
        each.name,
      ]),
    ),
  )
  if (lists.length === 0) return
  say(
    '',
    ...table(
      ['OF', 'LIST', 'THIS UPDATE', 'NEXT UPDATE', 'FROM', 'AUTHORITY'],
      lists.map((each) => [
        each.member === member ? 'us' : each.member,
        each.number,
        day(each.thisUpdate),
        day(each.nextUpdate),
        each.source,
        each.authority,
      ]),
    ),
  )
}

function sayLives({ keys, member }: Keys, here: readonly string[], { say }: Desk): void {
  const states: readonly string[] = keyStates
  const inOrder = keys.toSorted((one, other) => states.indexOf(one.state) - states.indexOf(other.state))
  const [ours, theirs] = [true, false].map((us) => inOrder.filter((each) => (each.member === member) === us))
  say(
    '',
    ...table(
      ['OF', 'USE', 'STATE', 'UNTIL', 'KEY'],
      [...(ours ?? []), ...(theirs ?? [])].map((each) => [
        each.member === member ? 'us' : each.member,
        each.use,
        each.state,
        day(each.notAfter),
        each.kid,
      ]),
    ),
  )
  const next = (ours ?? []).filter(({ state }) => state === 'next')
  if (next.length === 0)
    say(
      'Our card is of version 1 and names no next key: "bulla card refresh" begins a chain, whose words partners compare.',
    )
  for (const { kid } of next)
    say(
      here.includes(kid)
        ? `next key ${kid} lies in next/ on this machine: whoever takes this disk takes the member; "bulla keys ceremony" keeps it elsewhere`
        : `next key ${kid} lies elsewhere`,
    )
}

function sayHolders({ partners, card }: Keys, shown: number | undefined, { say }: Desk): void {
  if (shown === undefined) {
    say('', 'No gateway answers here, so nobody knows who holds our card.')
    return
  }
  say(
    '',
    shown === card ? `Our card is ${card}.` : `Our card is ${card}; the running gateway shows ${shown} still.`,
    ...table(
      ['PARTNER', 'STATE', 'ITS CARD', 'HOLDS OURS', 'SINCE'],
      partners.map((each) => [each.member, each.state, plain(each.card), plain(each.holdsOurs), plain(each.since)]),
    ),
  )
}
