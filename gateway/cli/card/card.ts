// `bulla card`: our card as it is, and making it anew after a change.
import { resolve } from 'node:path'
import { readAboutUs } from '../../../config/about.ts'
import { loadConfig } from '../../../config/load.ts'
import { publicMode, writeDurably } from '../../../disk/durable.ts'
import { refused } from '../../installation/complaint.ts'
import { installSignedCard, type OwnCard, readOwnCard, refreshOwnCard } from '../../installation/own-card.ts'
import { certifyOwnKeys, namingOf } from '../../installation/own-keys.ts'
import { changeKeys, placesIn, readGivenJson } from '../../installation/places.ts'
import { nextIn } from '../keys/ceremony.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done } from '../program/desk.ts'
import { sayCard } from './card-text.ts'

export const showCard: Command = {
  usage: 'card',
  summary: 'show our card and its fingerprint words, or write it to a file for a partner',
  options: [{ flags: '--out <file>', describe: 'write the signed card to this file' }],
  examples: ['bulla card', 'bulla card --out xa.jws', 'bulla card --json'],
  async run(words, desk) {
    const own = await readOwnCard(desk.folder)
    if (!own)
      throw refused(
        `${placesIn(desk.folder).card}: there is no such file; expected our card`,
        '"bulla init" makes it; after --no-trial-ca "bulla keys import" does',
      )
    const out = words.text('out')
    if (out !== undefined) {
      await writeDurably(resolve(desk.cwd, out), `${own.chain}\n`, { mode: publicMode })
      desk.say(
        `written to ${out}; send it to the partner, then compare these words by voice:`,
        `  ${own.words.join(' ')}`,
      )
    } else sayCard(own, desk)
    return done(answerOf(own, desk))
  },
}

export const cardRefresh: Command = {
  usage: 'card refresh',
  summary: 'make our card anew after a change of card.json, keys or certificates; raises its sequence',
  details: `The new card is signed by a key that the one before names as next, so partners who hold that one can take it.
Where that key lies elsewhere, a draft is written for "bulla keys ceremony", and --signed takes what comes back.
A running gateway shows the new card to partners by itself; where it cannot, send it to them for "bulla partner add".`,
  options: [
    { flags: '--signed <file>', describe: 'lay down the card that a ceremony has signed' },
    { flags: '--next <file>', describe: 'name the keys in this file as next, instead of one that lies here' },
  ],
  examples: [
    'bulla card refresh',
    'bulla card refresh --next next.json',
    'bulla card refresh --signed card.signed.json',
  ],
  async run(words, desk) {
    const { MEMBER } = loadConfig(desk.folder, desk.env)
    const [signed, next] = [words.text('signed'), words.text('next')]
    const given = (file: string, what: string) => readGivenJson(resolve(desk.cwd, file), what)
    if (signed !== undefined) {
      const card = await given(signed, 'the card that a ceremony has signed')
      const { own, outdated } = await installSignedCard(MEMBER, card, desk)
      sayRefreshed(own, desk)
      if (outdated)
        desk.say('card.json or the keys have changed since it was drafted: run "bulla card refresh" once more')
      return done({ ...answerOf(own, desk), outdated })
    }
    const authority = next === undefined ? {} : { next: nextIn(await given(next, 'thumbprints of next keys')) }
    const own = await refreshOwnCard(MEMBER, desk, authority)
    sayRefreshed(own, desk)
    if (next !== undefined) desk.say('Write them down: the first ceremony that signs asks for them.')
    return done(answerOf(own, desk))
  },
}

export const cardRenew: Command = {
  usage: 'card renew',
  summary: 'make new certificates for our keys from the trial CA, or new requests for a real CA',
  examples: ['bulla card renew', 'bulla card renew --folder /var/lib/bulla'],
  async run(_words, desk) {
    const settings = loadConfig(desk.folder, desk.env)
    const { MEMBER } = settings
    const naming = namingOf(MEMBER, await readAboutUs(desk.folder), settings)
    const certified = await changeKeys(desk.folder, 'bulla card renew', () =>
      certifyOwnKeys(desk.folder, naming, desk.now()),
    )
    if (!certified.includes('tls')) {
      desk.say(
        'new requests are in requests/; there is no trial CA here, so have them signed and run "bulla keys import"',
      )
      return done({ certified, requests: placesIn(desk.folder).requests })
    }
    const own = await refreshOwnCard(MEMBER, desk)
    desk.say(
      `new certificates for ${certified.join(', ')}; a running gateway takes them up within two seconds, for new connections`,
    )
    sayRefreshed(own, desk)
    return done({ certified, ...answerOf(own, desk) })
  },
}

export const sayRefreshed = ({ card, words }: OwnCard, { say }: Desk): void =>
  say(
    card.succession === undefined
      ? `card.jws is sequence ${card.sequence} now and begins a chain: send it to your partners, who compare these words`
      : `card.jws is sequence ${card.sequence} now; a running gateway shows it to every partner by itself`,
    'Words for who does not know us yet:',
    `  ${words.join(' ')}`,
  )

export const answerOf = ({ card, words, jws, chain }: OwnCard, { folder }: Desk): object => ({
  member: card.member,
  sequence: card.sequence,
  words,
  file: placesIn(folder).card,
  card,
  jws,
  chain,
})
