// `bulla keys rotate --rehearse`: all that a rotation does, but in memory: new keys, certificates
// and the card that would name them. The running gateway has each partner judge that card.
import { readAboutUs } from '../../../../config/about.ts'
import { openDirectory } from '../../../../config/directory.ts'
import { loadConfig } from '../../../../config/load.ts'
import { readCard, signCard } from '../../../../crypto/card/card.ts'
import type { Card } from '../../../../crypto/card/card-shape.ts'
import { chainWith, heldChain } from '../../../../crypto/card/chain.ts'
import { signRehearsal } from '../../../../crypto/card/rehearsal.ts'
import { succeed } from '../../../../crypto/card/succession.ts'
import { importSigningKey, makeKey, publicJwk, thumbprint } from '../../../../crypto/jose/engine.ts'
import { suites } from '../../../../crypto/jose/suites.ts'
import { isThere } from '../../../../disk/there.ts'
import { demandAdmissible } from '../../../flows/trust/admit-card.ts'
import { loadTrust } from '../../../flows/trust/trust.ts'
import { anotherCa } from '../../../installation/anchor.ts'
import { messageOf, refused } from '../../../installation/complaint.ts'
import { nextKeysIn } from '../../../installation/next-keys.ts'
import { cardOf, type OwnCard, readOwnCard, suiteOf } from '../../../installation/own-card.ts'
import { certified, namingOf } from '../../../installation/own-keys.ts'
import { certificatesIn, placesIn, readGiven } from '../../../installation/places.ts'
import type { Use } from '../../../installation/steps.ts'
import type { Keys } from '../../../ports/installation.ts'
import type { Words } from '../../program/command.ts'
import { type Desk, done, failed, type Outcome } from '../../program/desk.ts'
import { withDoor } from '../../program/national.ts'
import { plain, table } from '../../program/table.ts'

/** Evidence that is held against what it tells of, the newest. */
const sample = 1_000

/** Nothing on disk is changed; every key that is made here is forgotten with the process. */
export async function rehearse(wanted: readonly Use[], words: Words, desk: Desk): Promise<Outcome> {
  const own = await readOwnCard(desk.folder)
  if (!own) throw refused('there is no card of ours', 'bulla card refresh')
  const keys = await desk.readKeys(desk.folder)
  const rotated = await withNewKeys(keys, wanted, desk)
  const { card, signed } = await cardThen(own.card, rotated, wanted, desk)
  const loads = await whyNotLoaded(own, card, rotated, desk)
  const answers = await withDoor(words, desk, async (door) => {
    const { size } = await door.operator.checkEvidence({ after: 0, limit: 1 })
    const after = Math.max(0, size - sample)
    const evidence = await door.operator.checkEvidence({ after, limit: sample })
    return { rehearsal: await door.operator.rehearse(signed), evidence }
  })
  const { partners } = answers.rehearsal
  const { checked, faults } = answers.evidence
  const ceremony = await whyNoNextKey(own.card, desk)
  const troubles = [
    ...(loads === undefined ? [] : [`our own gateway would not start: ${loads}`]),
    ...faults.map(({ seq, found }) => `evidence ${seq}: ${found}`),
    ...partners.filter(({ outcome }) => outcome === 'refuses').map(({ member, found }) => `${member}: ${found}`),
  ]
  desk.say(
    ...table(
      ['PARTNER', 'OUTCOME', 'HOLDS THE CARD WITHIN', 'TODAY', 'FOUND'],
      partners.map(({ member, outcome, acknowledgedSeconds, deliveredToday, found }) => [
        ...[member, outcome, acknowledgedSeconds === null ? 'not known' : `${acknowledgedSeconds} s`],
        ...[`${deliveredToday} deliveries`, plain(found)],
      ]),
    ),
    '',
    `Evidence: ${checked} of the newest entries were held against what they tell of, ${faults.length} do not fit.`,
    ...(ceremony === undefined ? [] : [ceremony]),
    ...troubles.map((each) => `would fail: ${plain(each)}`),
    whenAll(partners, ceremony === undefined ? 'rotation' : 'ceremony'),
    'Nothing was changed, here or there.',
  )
  const told = { rehearsed: wanted, card: card.sequence, partners, evidence: { checked, faults }, troubles }
  return (troubles.length === 0 ? done : failed)({ ...told, ceremony: ceremony ?? null })
}

/** As the folder would hold them, each new key before the one that it follows. */
async function withNewKeys(keys: Keys, wanted: readonly Use[], desk: Desk): Promise<Keys> {
  const settings = loadConfig(desk.folder, desk.env)
  const naming = namingOf(settings.MEMBER, await readAboutUs(desk.folder), settings)
  const suite = suites[await suiteOf(keys.signing[0]?.keyPem ?? '')]
  const pair = async (use: 'tls' | 'signing', keyPem: string) => ({
    keyPem,
    certPem: await certified(use, keyPem, { folder: desk.folder, naming, nowMs: desk.now() }),
  })
  const made = async <T>(use: Use, make: () => Promise<T>): Promise<T[]> => (wanted.includes(use) ? [await make()] : [])
  const [tls = keys.tls] = await made('tls', async () => pair('tls', await makeKey('P-256')))
  return {
    ...keys,
    tls,
    signing: [
      ...(await made('signing', async () => pair('signing', await makeKey(suite.signingKey)))),
      ...keys.signing,
    ],
    encryption: [...(await made('encryption', () => makeKey(suite.curve))), ...keys.encryption],
    log: [...(await made('log', () => makeKey('Ed25519'))), ...keys.log],
  }
}

/** The card that would follow, as partners are shown it: no next key signs it. */
async function cardThen(
  older: Card,
  keys: Keys,
  wanted: readonly Use[],
  desk: Desk,
): Promise<{ card: Card; signed: string }> {
  const { folder } = desk
  const { anchor } = placesIn(folder)
  const anchors = (await isThere(anchor)) ? certificatesIn(await readGiven(anchor, 'CA certificates')) : []
  if (wanted.includes('anchor')) anchors.push((await anotherCa(older.member, desk.now())).certPem)
  const about = await readAboutUs(folder)
  const draft = await cardOf(older.member, { about, keys, anchors, older, nowMs: desk.now() })
  const suite = await suiteOf(keys.signing[0]?.keyPem ?? '')
  const card = { ...draft, next: [thumbprint(await publicJwk(await makeKey(suites[suite].signingKey)))] }
  const signer = await importSigningKey(keys.signing[0]?.keyPem ?? '', suite)
  return { card, signed: await signRehearsal(card, older, signer) }
}

/**
 * Whether our own gateway would go on with them. Where the next key lies here the card is signed
 * with it for that, and goes nowhere: partners are shown another text, which is none.
 */
async function whyNotLoaded(own: OwnCard, card: Card, keys: Keys, desk: Desk): Promise<string | undefined> {
  const nowMs = desk.now()
  try {
    await demandAdmissible({ card }, { older: undefined, neighbours: [], nowMs })
    const by = (await nextKeysIn(placesIn(desk.folder).next)).find(({ kid }) => own.card.next.includes(kid))
    if (by === undefined) return undefined
    const { keyPem = '' } = keys.signing[0] ?? {}
    const signer = await importSigningKey(keyPem, await suiteOf(keyPem))
    const jws = await signCard(await succeed(card, { older: own.card, by }), signer)
    const trusted = await readCard(jws, { trusting: own.card, nowMs })
    const ownCard = chainWith(await heldChain(own.chain), [{ jws, trusted }])
    await loadTrust({ ...(await openDirectory(desk.folder).read()), ownCard }, keys)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

async function whyNoNextKey({ next }: Card, { folder }: Desk): Promise<string | undefined> {
  const here = (await nextKeysIn(placesIn(folder).next)).map(({ kid }) => kid)
  return next.some((kid) => here.includes(kid))
    ? undefined
    : 'A ceremony is due: the key that may sign the card lies elsewhere, and a draft would wait for it.'
}

/** Who holds the card when, counted from what puts it in force. */
function whenAll(
  partners: readonly { member: string; acknowledgedSeconds: number | null }[],
  from: 'rotation' | 'ceremony',
): string {
  if (partners.length === 0) return 'There is no active partner that would have to hold the card.'
  const open = partners.filter(({ acknowledgedSeconds }) => acknowledgedSeconds === null).map(({ member }) => member)
  const most = Math.max(0, ...partners.map(({ acknowledgedSeconds }) => acknowledgedSeconds ?? 0))
  if (open.length === 0) return `All would hold the card within ${most} s of the ${from}.`
  const held = `${open.join(', ')} would hold it up`
  return open.length === partners.length
    ? `${held}.`
    : `${held}; all others would hold the card within ${most} s of the ${from}.`
}
