// `bulla keys ceremony`: makes and uses the keys that may sign our next card, on a machine that
// needs no network and no installation. What crosses over is public.
import { dirname, resolve } from 'node:path'
import { writeJson } from '../../../config/shapes.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { believedAgain } from '../../../crypto/card/chain.ts'
import { demandFollowing } from '../../../crypto/card/rehearsal.ts'
import { cardSha256, succeed } from '../../../crypto/card/succession.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { CryptoError } from '../../../crypto/fault.ts'
import { thumbprint } from '../../../crypto/jose/engine.ts'
import { isJsonObject } from '../../../crypto/json.ts'
import { isThere } from '../../../disk/there.ts'
import { demandAdmissible } from '../../flows/trust/admit-card.ts'
import { movedFrom } from '../../flows/trust/clash.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { type CardDraft, draftIn, isAlike } from '../../installation/draft.ts'
import {
  destroyNextKey,
  makeNextKey,
  type NextKey,
  namedBy,
  nextKeysIn,
  noteNamedBy,
} from '../../installation/next-keys.ts'
import { readGivenJson, writePublic } from '../../installation/places.ts'
import { type Command, choice, required } from '../program/command.ts'
import { type Desk, done, type Outcome, wrongUse } from '../program/desk.ts'
import { plain } from '../program/table.ts'

export const keysCeremony: Command = {
  usage: 'keys ceremony [draft]',
  summary: 'make the keys that may sign our next card, or sign a card with one; on a machine without network',
  details: `Without a draft it makes a next key in --keys and writes its thumbprint, for "bulla card refresh --next".
With the draft that "bulla card refresh" wrote it shows what changes, asks, makes the key after it, signs, and destroys the key that signed.
Only thumbprints, drafts and signed cards are moved, all of them public; keys stay where they are made.`,
  options: [
    { flags: '--keys <folder>', describe: 'where the next keys lie, outside every gateway' },
    { flags: '--out <file>', describe: 'what is to be carried back to the gateway' },
    { flags: '--suite <suite>', describe: 'kind of the first key: B (P-256) or A (Ed25519)' },
    { flags: '--yes', describe: 'sign without asking' },
    {
      flags: '--words <words>',
      describe: 'the first time: the twelve words of the card before, as you wrote them down',
    },
  ],
  examples: [
    'bulla keys ceremony --keys /media/safe/next --out next.json',
    'bulla keys ceremony card.draft.json --keys /media/safe/next --out card.signed.json',
  ],
  async run(words, desk) {
    const keys = resolve(desk.cwd, required(words, 'keys', '/media/safe/next'))
    const out = resolve(desk.cwd, required(words, 'out', 'next.json'))
    const [draft] = words.operands
    if (draft !== undefined)
      return sign(resolve(desk.cwd, draft), { keys, out, asked: !words.flag('yes'), words: words.text('words') }, desk)
    const made = await makeNextKey(keys, choice(words, 'suite', ['A', 'B'] as const) ?? 'B')
    await writePublic(out, writeJson({ next: [made.kid] }))
    desk.say(
      `a next key lies in ${keys} now: ${made.kid}`,
      `Next: carry ${out} to the gateway and run "bulla card refresh --next" with it; keep ${keys} off that machine`,
    )
    return done({ next: [made.kid], keys, out })
  },
}

/** Thumbprints as a ceremony writes them. @throws a complaint for anything else */
export function nextIn(value: unknown): string[] {
  const next = isJsonObject(value) ? value['next'] : undefined
  if (Array.isArray(next) && next.length > 0 && next.length <= 3 && next.every((each) => typeof each === 'string'))
    return next as string[]
  throw refused(
    'it names no next keys: expected {"next": [one to three thumbprints]}',
    '"bulla keys ceremony --keys <folder> --out <file>" writes such a file',
  )
}

interface Signing {
  readonly keys: string
  readonly out: string
  readonly asked: boolean
  readonly words: string | undefined
}

async function sign(file: string, { keys, out, asked, words }: Signing, desk: Desk): Promise<Outcome> {
  const value = await readGivenJson(file, 'the draft of a card')
  const [draft, older] = [draftIn(value), await olderIn(value)]
  if (!(await isThere(dirname(out)))) throw refused(`${dirname(out)}: there is no such folder to write to`)
  const already = await signedAfter(older, keys)
  if (already) return writeAgain(already, draft, out, desk)
  const by = await signerFor(older, keys)
  const remembered = await demandKnown(older, by.kid, keys)
  await demandTakeable(draft, older, desk.now())
  sayChanges(draft, older, desk)
  if (remembered) desk.say(`  the words of card ${older.sequence}: ${fingerprint(older).join(' ')}`)
  else await demandWords(older, { asked, words }, desk)
  if (asked && !/^y(?:es)?$/i.test(((await desk.ask('Sign this card? (yes or no)')) ?? '').trim()))
    throw refused('it was not confirmed; nothing was signed')
  const fresh = await makeNextKey(keys, by.key.suite)
  const next = [...older.next.filter((kid) => kid !== by.kid), fresh.kid]
  const card = await succeed({ ...draft, next }, { older, by })
  const named = { sequence: card.sequence, sha256: cardSha256(card), card }
  for (const { kid } of await nextKeysIn(keys)) if (next.includes(kid)) await noteNamedBy(keys, kid, named)
  await writePublic(out, writeJson(card))
  await destroyNextKey(keys, by.kid)
  desk.say(
    `signed: card ${card.sequence} of ${card.member}; the key that signed it is destroyed, ${fresh.kid} may sign the one after it`,
    `Next: carry ${out} to the gateway and run "bulla card refresh --signed" with it`,
  )
  return done({ member: card.member, sequence: card.sequence, signedBy: by.kid, next, out })
}

/** The card that was signed here after this one, by a key that is gone. */
async function signedAfter(older: Card, keys: string): Promise<Card | undefined> {
  for (const { kid } of await heldIn(keys)) {
    const card = (await namedBy(keys, kid))?.card
    if (card?.succession?.previous === cardSha256(older)) return card
  }
  return undefined
}

/** What left this machine and did not arrive: the member would lose its place without it. */
async function writeAgain(card: Card, draft: CardDraft, out: string, { say }: Desk): Promise<Outcome> {
  await writePublic(out, writeJson(card))
  const { next, succession, ...told } = card
  say(
    `card ${card.sequence} of ${card.member} was signed here already, and is written again; nothing was signed`,
    ...(isAlike(told, draft) ? [] : ['It says something else than this draft: after it the gateway drafts another.']),
    `Next: carry ${out} to the gateway and run "bulla card refresh --signed" with it`,
  )
  const signedBy = succession && thumbprint(succession.jwk)
  return done({ member: card.member, sequence: card.sequence, signedBy, next, out })
}

async function olderIn(value: unknown): Promise<Card> {
  const older = isJsonObject(value) ? value['older'] : undefined
  if (typeof older !== 'string') throw refused('the draft does not hold the card before it', 'draft it again')
  return (await believedAgain(older)).card
}

const heldIn = (keys: string): Promise<NextKey[]> =>
  nextKeysIn(keys).catch((error: unknown) => {
    throw refused(`${keys}: ${messageOf(error)}`, 'only next keys belong into that folder')
  })

async function signerFor(older: Card, keys: string): Promise<NextKey> {
  if (!(await isThere(keys)))
    throw refused(
      `${keys}: there is no such folder; expected the next keys`,
      'name where they are kept: --keys <folder>',
    )
  const held = await heldIn(keys)
  const by = held.find(({ kid }) => older.next.includes(kid))
  if (by) return by
  throw refused(
    `none of the ${held.length} keys in ${keys} may sign after card ${older.sequence}, which names ${older.next.join(', ') || 'none'}`,
    'look where the other next keys of this member are kept; where all are lost, partners compare the words of a new chain',
  )
}

/**
 * Who has the gateway writes the draft, and may write another card before it, so that nothing seems
 * to change. What was signed here last is known here.
 */
async function demandKnown(older: Card, kid: string, keys: string): Promise<boolean> {
  const known = await namedBy(keys, kid)
  const sha256 = cardSha256(older)
  // One of several keys may have been named by a card of another ceremony since.
  const later = older.next.length > 1 && known !== undefined && older.sequence > known.sequence
  if (known === undefined) return false
  if (later || sha256 === known.sha256) return true
  throw refused(
    `the draft follows card ${older.sequence}, ${sha256}; the key that is to sign was named by card ${known.sequence}, ${known.sha256}`,
    'nothing was signed: no partner would take it. Look who wrote this draft; "bulla card refresh" at the gateway writes another',
    'where the card that was signed here last has not come to the gateway, carry that one over first',
  )
}

/**
 * The first time nothing is known here, and who writes the draft would show whatever words fit it:
 * they are asked for before they are shown.
 */
async function demandWords(older: Card, { asked, words }: Pick<Signing, 'asked' | 'words'>, desk: Desk): Promise<void> {
  const question = `This folder has signed no card yet. The twelve words of card ${older.sequence}, as "bulla card refresh --next" printed them:`
  const given = words ?? (asked ? await desk.ask(question) : undefined)
  if (given === undefined)
    throw wrongUse(
      'this folder has signed no card yet, so it cannot know the card before this one',
      `say --words "…" with the twelve words of card ${older.sequence}, as you wrote them down when "bulla card refresh --next" printed them`,
    )
  const heard = given
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .join(' ')
  if (heard === fingerprint(older).join(' ')) return
  throw refused(
    `these are not the words of the card that the draft follows (${older.sequence}); nothing was signed`,
    'no partner would take a card after another one: look who wrote this draft; "bulla card" at the gateway shows the words of our card',
  )
}

/**
 * The key that signs is destroyed, so nothing is signed that no partner would take: that would cost
 * the member its place.
 */
async function demandTakeable(draft: CardDraft, older: Card, nowMs: number): Promise<void> {
  try {
    const following = { previous: cardSha256(older), older, nowMs }
    // Which key comes after it is not known yet; those of the card before stand for it.
    const card = demandFollowing({ ...draft, next: older.next }, following)
    const issuedMs = Date.parse(card.issuedAt)
    await demandAdmissible({ card }, { older, asked: true, neighbours: [], nowMs: issuedMs })
    demandSignable(card, issuedMs)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw refused(
      `no partner would take this card: ${error.message}; nothing was signed`,
      'draft it again with "bulla card refresh", and look who changed the draft',
      'where it says "ahead of us", look at the clock of this machine',
    )
  }
}

/** The gateway signs beside the next key, with a key that holds. */
function demandSignable({ signing }: Card, atMs: number): void {
  const holds = ({ notBefore, notAfter }: Card['signing'][number]) =>
    Date.parse(notBefore) <= atMs && atMs < Date.parse(notAfter)
  if (!signing.some(holds)) throw new CryptoError('card', 'no signing key of the card is in its window')
}

/** What a person has to see before it is signed: whose card, and every member that differs. */
function sayChanges(draft: CardDraft, older: Card, { say }: Desk): void {
  say(
    `${draft.member}  ${plain(draft.name)}`,
    `  card ${older.sequence} becomes ${draft.sequence}, as of ${draft.issuedAt}`,
  )
  const [before, after] = [linesOf(older), linesOf(draft)]
  for (const line of before.filter((each) => !after.includes(each))) say(`  - ${line}`)
  for (const line of after.filter((each) => !before.includes(each))) say(`  + ${line}`)
  const moved = movedFrom(older, draft as Card)
  if (moved) say(`  ${plain(moved)}: partners take this card only once people there have said so`)
}

/** Every value with the way to it; certificates are told by how they begin. */
function linesOf(card: CardDraft): string[] {
  const { v, sequence, issuedAt, next, succession, ...said } = card as Card
  return leavesOf('', said).map((line) => plain(line).slice(0, 200))
}

function leavesOf(path: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${value}`]
  return Object.entries(value).flatMap(([name, each]) => leavesOf(`${path}/${name}`, each))
}
