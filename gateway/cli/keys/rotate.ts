// `bulla keys rotate`: a new key beside the old one, and a card that names both. The running
// gateway shows the card, and uses the new key towards each partner as soon as that one knows it.
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import { makeKey } from '../../../crypto/jose/engine.ts'
import { suites } from '../../../crypto/jose/suites.ts'
import { isThere } from '../../../disk/there.ts'
import { sayRefreshed } from '../card/card.ts'
import { type OwnCard, readOwnCard, refreshOwnCard, suiteOf } from '../card/own-card.ts'
import { certifyOwnKeys, namingOf } from '../card/own-keys.ts'
import { type Command, operand } from '../program/command.ts'
import { type Desk, done, refused, wrongUse } from '../program/desk.ts'
import { placesIn, readGiven, writeSecret } from '../program/installation.ts'
import { doorOptions, withDoor } from '../program/national.ts'
import { destroyRetired, retire, retiredIn } from './retired.ts'

const uses = ['tls', 'signing', 'encryption'] as const
type Use = (typeof uses)[number]

export const keysRotate: Command = {
  usage: 'keys rotate <use>',
  summary: 'make a new key of ours beside the old one, and a card that names both; or let the old ones go',
  details: `<use> is tls, signing, encryption or all. No hour has to be agreed on: what is sealed for the old encryption key is opened, and each
partner gets seals of the old signing key until it holds the card that names the new one.
When "bulla keys status" says that every partner holds our newest card, --finish takes the old keys off the card and destroys them.
Where a real CA signs, a new tls or signing key waits for its certificate: bulla keys request, bulla keys import.`,
  options: [
    { flags: '--finish', describe: 'every partner holds our card: let the old keys go' },
    { flags: '--without <members>', describe: 'with --finish: do not wait for these partners' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: ['bulla keys rotate all', 'bulla keys rotate signing --finish'],
  async run(words, desk) {
    const wanted = usesIn(operand(words, 0))
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    if (words.flag('finish')) {
      const without = (words.text('without') ?? '').split(',').map((each) => each.trim())
      await demandKnown(await withDoor(words, desk, (door) => door.operator.status()), without, desk)
      const gone = await destroyRetired(desk.folder, wanted)
      if (gone.length === 0) throw refused('there are no old keys that could go')
      const own = await refreshOwnCard(MEMBER, desk)
      sayRefreshed(own, desk)
      return done({ destroyed: gone, sequence: own.card.sequence })
    }
    for (const use of wanted) await demandFree(use, desk.folder)
    for (const use of wanted) await replaceKey(use, desk.folder)
    const own = await certified(MEMBER, wanted, desk)
    sayRefreshed(own, desk)
    desk.say('Next: "bulla keys status" says who holds this card; then "bulla keys rotate all --finish"')
    return done({ rotated: wanted, sequence: own.card.sequence })
  },
}

function usesIn(word: string): readonly Use[] {
  if (word === 'all') return uses
  const use = uses.find((each) => each === word)
  if (use) return [use]
  throw wrongUse(`there is no key for ${JSON.stringify(word)}`, `one of ${[...uses, 'all'].join(', ')}`)
}

/** One at a time, so that nobody needs a third key; and where we may certify it ourselves. */
async function demandFree(use: Use, folder: string): Promise<void> {
  const places = placesIn(folder)
  const old = (await retiredIn(folder)).find((each) => each.use === use)
  if (old && use !== 'tls')
    throw refused(`the ${use} key before the present one is still in use (${old.file})`, 'bulla keys rotate --finish')
  if (use !== 'encryption' && !(await isThere(places.trialCaKey)))
    throw refused(
      `there is no trial CA here that would certify a new ${use} key`,
      `bulla keys request ${use}, have it signed, and take it in: bulla keys import <file>`,
    )
  if (use === 'tls' && !(await isThere(places.anchor)))
    throw refused('our card names the very TLS certificate, not its CA', 'install a certificate with --anchor first')
}

async function replaceKey(use: Use, folder: string): Promise<void> {
  const places = placesIn(folder)
  const suite = await suiteOf(await readGiven(places.key('signing'), 'our signing key'))
  const pem = await makeKey(
    { tls: 'P-256', signing: suites[suite].signingKey, encryption: suites[suite].curve }[use] as 'P-256',
  )
  await retire(use, folder)
  await writeSecret(places.key(use), pem)
}

async function certified(member: string, wanted: readonly Use[], desk: Desk): Promise<OwnCard> {
  if (wanted.some((use) => use !== 'encryption')) {
    const { NATIONAL_HOST } = loadConfig(desk.folder, desk.env)
    await certifyOwnKeys(desk.folder, namingOf(member, await readAboutUs(desk.folder), NATIONAL_HOST), desk.now())
  }
  return refreshOwnCard(member, desk)
}

/** @throws a complaint that names who would be left without a key of ours that it knows. */
async function demandKnown(
  { card, partners }: Awaited<ReturnType<Parameters<Parameters<typeof withDoor>[2]>[0]['operator']['status']>>,
  without: readonly string[],
  { folder }: Desk,
): Promise<void> {
  const newest = (await readOwnCard(folder))?.card.sequence
  const waiting = partners.filter(
    ({ member, state, holdsOurs }) => state === 'active' && holdsOurs !== newest && !without.includes(member),
  )
  if (card !== newest) throw refused(`the running gateway shows card ${card}, ours is ${newest}`, 'wait two seconds')
  if (waiting.length > 0)
    throw refused(
      `${waiting.map(({ member }) => member).join(', ')} ${waiting.length === 1 ? 'does' : 'do'} not hold our card ${newest} yet`,
      'wait until they are reached, or name them with --without: what they send to the old key is lost',
    )
}
