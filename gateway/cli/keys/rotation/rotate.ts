// `bulla keys rotate`: a new key beside the old one, and a card that names both. The running
// gateway shows the card, and uses the new key towards each partner as soon as that one knows it.
import { loadConfig } from '../../../../config/load.ts'
import { refused } from '../../../installation/complaint.ts'
import { readOwnCard } from '../../../installation/own-card.ts'
import { beginRotation, demandFree, finishRotation, keyUses, type Use } from '../../../installation/steps.ts'
import { sayRefreshed } from '../../card/card.ts'
import { type Command, operand, type Words } from '../../program/command.ts'
import { type Desk, done, wrongUse } from '../../program/desk.ts'
import { doorOptions, withDoor } from '../../program/national.ts'
import { sayPlan } from './plan.ts'
import { rehearse } from './rehearse.ts'
import { rotateInstallation } from './rewrap.ts'

export const keysRotate: Command = {
  usage: 'keys rotate <use>',
  summary: 'make a new key of ours beside the old one, and a card that names both; or let the old ones go',
  details: `<use> is tls, signing, encryption, log, all of these, anchor (the trial CA that vouches for our TLS certificate), or installation (the key that
wraps the keys of the store: at once, while every gateway stands still, without any of the options). No hour has to be agreed on: what is sealed for the old encryption key is opened, each
partner gets seals of the old signing key until it holds the card that names the new one, and checkpoints are signed by both log keys.
When "bulla keys status" says that every partner holds our newest card, --finish takes the old keys off the card and destroys them.
Where a real CA signs, a new tls or signing key waits for its certificate: bulla keys request, bulla keys import.`,
  options: [
    { flags: '--rehearse', describe: 'do it in memory alone, ask each partner, and say what would fail' },
    { flags: '--plan', describe: 'say when each key was made, when it ends, and when it is or should be rotated' },
    { flags: '--finish', describe: 'every partner holds our card: let the old keys go' },
    { flags: '--without <members>', describe: 'with --finish: do not wait for these partners' },
    ...doorOptions,
  ],
  wants: { roles: ['operate'] },
  examples: [
    'bulla keys rotate all --plan',
    'bulla keys rotate all --rehearse',
    'bulla keys rotate all',
    'bulla keys rotate signing --finish',
    'bulla keys rotate installation',
  ],
  async run(words, desk) {
    if (operand(words, 0) === 'installation') {
      demandAlone(words)
      return rotateInstallation(desk)
    }
    const wanted = usesIn(operand(words, 0))
    if (words.flag('plan')) return sayPlan(wanted, desk)
    if (words.flag('rehearse')) {
      await demandFree(wanted, desk)
      return rehearse(wanted, words, desk)
    }
    const settings = loadConfig(desk.folder, desk.env)
    const { folder, now, readKeys } = desk
    const making = { folder, now, readKeys, member: settings.MEMBER, settings }
    if (words.flag('finish')) {
      const status = await withDoor(words, desk, (door) => door.operator.status())
      await demandKnown(status, withoutIn(words.text('without'), status.partners), desk)
      const { gone, own } = await finishRotation(wanted, making)
      desk.say(`destroyed: ${gone.map(({ use, file }) => `${use} (${file})`).join(', ')}`)
      if (own) sayRefreshed(own, desk)
      return done({ destroyed: gone, ...(own && { sequence: own.card.sequence }) })
    }
    const own = await beginRotation(wanted, making)
    sayRefreshed(own, desk)
    desk.say(
      `Next: "bulla keys status" says who holds this card; then "bulla keys rotate ${operand(words, 0)} --finish"`,
    )
    return done({ rotated: wanted, sequence: own.card.sequence })
  },
}

/**
 * It is done at once, by a gateway that stands still: nothing to rehearse, and nothing to finish.
 */
function demandAlone(words: Words): void {
  const said = ['rehearse', 'plan', 'finish'].filter((name) => words.flag(name))
  if (words.text('without') !== undefined) said.push('without')
  if (said.length > 0)
    throw wrongUse(
      `--${said.join(' and --')} is for the keys that partners know; nothing was done`,
      'bulla keys rotate installation, without options: stop every gateway before',
    )
}

function usesIn(word: string): readonly Use[] {
  if (word === 'all') return keyUses
  const uses = [...keyUses, 'anchor'] as const
  const use = uses.find((each) => each === word)
  if (use) return [use]
  throw wrongUse(`there is no key for ${JSON.stringify(word)}`, `one of ${[...uses, 'all', 'installation'].join(', ')}`)
}

/** @throws a complaint at a name that is no partner's: somebody else was meant. */
function withoutIn(text: string | undefined, partners: readonly { readonly member: string }[]): readonly string[] {
  if (text === undefined) return []
  const named = text.split(',').map((each) => each.trim())
  const strangers = named.filter((each) => !partners.some(({ member }) => member === each))
  if (strangers.length === 0) return named
  throw wrongUse(
    named.every((each) => each === '')
      ? '--without names no partner'
      : `${strangers.map((each) => each || 'an empty name').join(', ')} ${strangers.length === 1 ? 'is no partner' : 'are no partners'} of ours`,
    `partners are ${partners.map(({ member }) => member).join(', ') || 'none'}`,
  )
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
