// The process of two-years.ts, under a false clock: node years.ts <folder> <days> <days off each time>. Its last line is the rows, as JSON.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDirectory } from '../../../config/directory.ts'
import { signCard } from '../../../crypto/card/card.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import { iso } from '../../../crypto/instants.ts'
import { type Authority, makeCa } from '../../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../../crypto/x509/issued.ts'
import { statIfThere } from '../../../disk/there.ts'
import { verifyBundle } from '../../../gateway/bundle/report/verify.ts'
import { layDown } from '../../support/another-certificate.ts'
import { requestBody } from '../../support/bodies.ts'
import { timelineOf } from '../../support/both-sides.ts'
import { falseClock } from '../../support/false-clock.ts'
import { type Gateway, start } from '../../support/gateways.ts'
import { type Installation, install, peer } from '../../support/installation.ts'
import { signersOf } from '../../support/next-card.ts'
import { revokingCa, serialOf } from '../../support/openssl-ca.ts'
import { knock, lineInForce } from '../../support/partner-client.ts'
import { none, type Owner, type Row, row } from '../../support/rows.ts'
import { pause } from '../../support/traffic.ts'
import { withTrialCa } from '../../support/trial-ca.ts'
import { allKeys, command, keysNow, untilChanged, untilHeld } from './keys.ts'

const dayMs = 86_400_000
const daySeconds = 86_400
const crlDays = 7
const patienceMs = 60_000

/** One of the two administrations. */
interface Side {
  /** Its CA is another one after the change of the anchor. */
  installation: Installation
  /** Each gives lists for as long as anything of it is in use. */
  authorities: readonly Listing[]
  gateway?: Gateway
}
interface Listing {
  readonly ca: Authority
  readonly revoked: string[]
  /** Number of its newest list. */
  number: number
}
type Sides = readonly [Side, Side]

/** What happened, and what was not as it must be. */
const told = {
  probes: 0,
  lost: [] as string[],
  starts: 0,
  unready: [] as string[],
  lists: 0,
  rotations: 0,
  thieves: [] as string[],
  done: [] as string[],
}

const [folder = '', days = '', everyDays = ''] = process.argv.slice(2)
const ends: (() => unknown)[] = []
const owner: Owner = { teardown: (end) => void ends.push(end) }
try {
  console.log(JSON.stringify(await live(Number(days), Number(everyDays))))
} finally {
  for (const end of ends.reverse()) await end()
}
process.exit(0)

async function live(days: number, everyDays: number): Promise<Row[]> {
  const clock = await falseClock(folder)
  const sides = await twoSides()
  const words = Object.fromEntries(sides.map(({ installation: { member, card } }) => [member, fingerprint(card)]))
  const turns = Math.floor(days / everyDays)
  const planned = planOf(turns)
  let first: First = { case: '', bundle: new Uint8Array() }
  for (let turn = 0; turn <= turns; turn += 1) {
    await clock.ahead(turn * everyDays * daySeconds)
    for (const side of sides) await giveLists(side)
    await both(sides, begin)
    await settled(sides)
    if (turn === 0) await begunByItself(sides)
    for (const act of planned.get(turn) ?? []) await act(sides)
    const probed = await probe(sides)
    if (turn === 0) first = { case: probed, bundle: await bundleOf(sides[0], probed) }
    if (turn === turns) return [...rowsOf(sides, days), ...(await provenRows(sides, words, first, probed))]
    await Promise.all(sides.map(({ gateway }) => gateway?.running.close()))
  }
  throw new Error('no turn was taken')
}

type Act = (sides: Sides) => Promise<unknown>

/** What happens when, by turns: keys are rotated four times by a command, whatever the span. */
function planOf(turns: number): ReadonlyMap<number, readonly Act[]> {
  const at = (share: number) => Math.max(1, Math.round(turns * share))
  const plan: readonly (readonly [turn: number, act: Act])[] = [
    ...[0.35, 0.5, 0.6, 0.85].map((share) => [at(share), rotateAll] as const),
    [at(0.3), revokeStolen],
    [at(0.5), nameBothAnchors],
    [at(0.55), useTheOther],
    [at(0.7), letTheFirstGo],
  ]
  const acts = new Map<number, Act[]>()
  for (const [turn, act] of plan) acts.set(turn, [...(acts.get(turn) ?? []), act])
  return acts
}

async function twoSides(): Promise<Sides> {
  const settings = { TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial', SWEEP_EVERY_MS: 1_000, CRL_EVERY_MS: 1_000 }
  const installed = async (member: string): Promise<Side> => {
    const wishes = { settings, ca: await caOf(member) }
    const installation = await install(join(folder, member), member, wishes)
    await withTrialCa(installation)
    return { installation, authorities: [{ ca: installation.ca, revoked: [], number: 0 }] }
  }
  const sides = [await installed('XA'), await installed('XB')] as const
  sides[0].installation = await halfGone(sides[0].installation)
  await peer(sides[0].installation, sides[1].installation)
  for (const [at, { installation }] of sides.entries()) {
    const other = sides[at === 0 ? 1 : 0].installation.member
    await command(installation, ['partner', 'revocation', other, '--check', 'hard'])
  }
  return sides
}

/** As long as the trial CA of `bulla init`. */
function caOf(member: string): Promise<Authority> {
  return makeCa({
    name: `${member} trial CA`,
    notBeforeMs: Date.now() - 3_600_000,
    notAfterMs: Date.now() + 3_650 * dayMs,
  })
}

/** Each CA gives its list for a week, to its own gateway alone. */
async function giveLists({ installation, authorities }: Side): Promise<void> {
  for (const [at, listing] of authorities.entries()) {
    told.lists += 1
    listing.number += 1
    const { ca, number } = listing
    const revoked = listing.revoked.map((serial) => ({ serial, reason: 'keyCompromise' }))
    const { crl } = await revokingCa(owner, ca)
    await layDown(installation, `own-${at}.crl`, await crl({ number, revoked, untilMs: Date.now() + crlDays * dayMs }))
  }
}

async function begin(side: Side): Promise<void> {
  told.starts += 1
  side.gateway = await start(owner, side.installation)
  const { member } = side.installation
  const { status, json } = await side.gateway.client('operator').get('/readyz')
  if (status !== 200) told.unready.push(`${member} on ${today()}: ${json['reasons']}`)
}

/** What each does by itself after a start is done: a gateway runs for days, and here for seconds. */
async function settled(sides: Sides): Promise<void> {
  const [a, b] = sides
  for (const [giver, taker] of [
    [a, b],
    [b, a],
  ] as const) {
    await until(async () => (await lastingDays(giver.installation)) > crlDays / 2, 'its certificates are renewed')
    await listsTaken(giver, taker)
  }
}

/** The newest list of each CA has come to the partner, over the line. */
async function listsTaken({ installation: { member }, authorities }: Side, taker: Side): Promise<void> {
  const numbers = authorities.map(({ number }) => number)
  await until(async () => {
    const taken = (await eventsOf(taker.installation)).filter(
      ({ event, source }) => event === 'crl.taken' && source === member,
    )
    const newest = taken.slice(-numbers.length).map(({ number }) => Number(number))
    return newest.toSorted().join() === numbers.toSorted().join()
  }, `the newest lists of ${member} are taken`)
}

/** How long the certificates of both doors last. */
async function lastingDays({ folder }: Installation): Promise<number> {
  const ends = ['tls', 'national'].map(async (use) => {
    const { notAfterMs } = readTlsCertificate(await readFile(join(folder, `keys/${use}.cert.pem`), 'utf8'))
    return (notAfterMs - Date.now()) / dayMs
  })
  return Math.min(...(await Promise.all(ends)))
}

async function until(done: () => Promise<boolean>, what: string): Promise<void> {
  for (const endAt = performance.now() + patienceMs; !(await done()); await pause(50))
    if (performance.now() > endAt) throw new Error(`on ${today()}, not after ${patienceMs} ms: ${what}`)
}

/** A message each way, with its receipt. @returns the case of the first */
async function probe(sides: Sides): Promise<string> {
  const opened = await Promise.all(sides.map(probeFrom))
  return opened[0] ?? ''
}

async function probeFrom({ installation, gateway }: Side): Promise<string> {
  told.probes += 1
  const client = (gateway as Gateway).client()
  const { json } = await client.post('/v1/cases', { agreement: 'xa-xb-tfa12', office: 'HQ', body: requestBody({}) })
  await client
    .until(`/v1/cases/${json.case}`, (view) => timelineOf(view)[0]?.delivery?.state === 'delivered', patienceMs)
    .catch((error: unknown) => told.lost.push(`${installation.member} on ${today()}: ${error}`))
  return String(json.case)
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function both<T>(sides: Sides, act: (side: Side) => Promise<T>): Promise<T[]> {
  return Promise.all(sides.map(act))
}

/** Of XA half the life of the encryption key is over, and its gateway rotates by itself. */
async function halfGone(installation: Installation): Promise<Installation> {
  const { folder, card: first, suite } = installation
  const [entry] = first.encryption
  if (!entry) throw new Error('XA has no encryption key')
  const window = { notBefore: iso(Date.now() - 120 * dayMs), notAfter: iso(Date.now() + 80 * dayMs) }
  const { signWith } = await signersOf({ folder, suite })
  const card = { ...first, encryption: [{ ...entry, ...window }] }
  await openDirectory(folder).saveOwnCard(await signCard(card, signWith))
  const file = join(folder, 'bulla.json')
  const settings = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, JSON.stringify({ ...settings, KEY_ROTATION: 'automatic' }))
  return { ...installation, card }
}

async function begunByItself([{ installation }]: Sides): Promise<void> {
  const begun = async () => (await eventsOf(installation)).some(({ event }) => event === 'rotation.begun')
  await until(begun, 'the encryption key of XA is replaced by itself')
  await untilHeld(installation)
  told.done.push(`the encryption key of XA is replaced by itself on ${today()}`)
}

/** The one before goes by itself too, once nothing on its way may need it. */
async function letGoByItself({ installation: { folder } }: Side): Promise<void> {
  const former = join(folder, 'keys/encryption-1.key.pem')
  if (told.rotations > 0) return
  await until(async () => (await statIfThere(former)) === undefined, 'the encryption key before is let go')
  told.done.push(`the one before is gone by ${today()}`)
}

async function rotateAll(sides: Sides): Promise<void> {
  await letGoByItself(sides[0])
  await both(sides, async ({ installation }) => {
    // First what the gateway renews by itself, which it may be about to do: two that write one pair
    // of key and certificate spoil it.
    for (const use of ['tls', 'national'] as const) await renewed(installation, use)
    await command(installation, ['keys', 'rotate', 'all'])
  })
  await both(sides, ({ installation }) => untilHeld(installation))
  await both(sides, ({ installation }) => command(installation, allKeys.finish))
  await both(sides, async ({ installation }) => {
    await untilHeld(installation)
    // A key that a command made has a certificate for two years; the issuer gives them for a week.
    await renewed(installation, 'tls')
  })
  told.rotations += 1
}

async function renewed(installation: Installation, use: 'tls' | 'national'): Promise<void> {
  const before = (await keysNow(installation)).get(use)
  await command(installation, ['keys', 'renew', use])
  await untilChanged(installation, use, before)
}

/** The TLS key of XA is stolen: another takes its place at once, and the old certificate is revoked. */
async function revokeStolen([xa, xb]: Sides): Promise<void> {
  const stolen = await lineInForce(xa.installation, xb.installation)
  const before = await knock(stolen)
  await renewed(xa.installation, 'tls')
  xa.authorities[0]?.revoked.push(serialOf(stolen.cert))
  await giveLists(xa)
  const endAt = performance.now() + patienceMs
  let after = await knock(stolen)
  while ('status' in after && performance.now() < endAt) after = await knock(stolen)
  if (!('status' in before) || before.status !== 200) told.thieves.push(`before: ${JSON.stringify(before)}`)
  if ('status' in after) told.thieves.push(`still answered: ${after.status}`)
  told.done.push(`a TLS key of XA is stolen and revoked on ${today()}`)
}

/**
 * XA changes its CA, in three steps. The card names both, and lists of both are given; then what is
 * issued comes from the new one; then, when nothing of the old one is left, the card names it alone.
 */
async function nameBothAnchors([xa, xb]: Sides): Promise<void> {
  const { installation } = xa
  const ca = await caOf('XA')
  xa.authorities = [...xa.authorities, { ca, revoked: [], number: 0 }]
  const anchors = xa.authorities.map((each) => each.ca.certPem.trimEnd())
  await writeFile(join(installation.folder, 'keys/tls.anchor.pem'), `${anchors.join('\n')}\n`)
  await command(installation, ['card', 'refresh'])
  await untilHeld(installation)
  await giveLists(xa)
  await listsTaken(xa, xb)
  told.done.push(`its card names two CAs from ${today()}`)
}

async function useTheOther([xa]: Sides): Promise<void> {
  const { installation, gateway, authorities } = xa
  const ca = authorities.at(-1)?.ca ?? installation.ca
  await writeFile(join(installation.folder, 'trial-ca/ca.key.pem'), ca.keyPem, { mode: 0o600 })
  await writeFile(join(installation.folder, 'trial-ca/ca.cert.pem'), ca.certPem)
  for (const use of ['tls', 'national'] as const) await renewed(installation, use)
  // Our own systems are given the certificate of the new CA.
  await gateway?.running.close()
  xa.installation = { ...installation, ca }
  await begin(xa)
  told.done.push(`it has certificates of the other from ${today()}`)
}

async function letTheFirstGo([xa]: Sides): Promise<void> {
  const { installation } = xa
  await writeFile(join(installation.folder, 'keys/tls.anchor.pem'), installation.ca.certPem)
  await command(installation, ['card', 'refresh'])
  await untilHeld(installation)
  xa.authorities = xa.authorities.slice(-1)
  await rm(join(installation.folder, 'crls/own-1.crl'))
  await giveLists(xa)
  told.done.push(`its card names that one alone from ${today()}`)
}

async function bundleOf({ gateway }: Side, id: string): Promise<Uint8Array> {
  const { status, octets } = await (gateway as Gateway).client().get(`/v1/cases/${id}/bundle`)
  if (status !== 200) throw new Error(`case ${id} is not exported: ${status} ${octets}`)
  return octets
}

function rowsOf(sides: Sides, days: number): Row[] {
  const span = `${days} days, in which both started ${told.starts / sides.length} times`
  return [
    none(`probes that did not arrive, in ${span}`, told.lost, told.probes, 'messages'),
    none('starts after which a gateway was not ready', told.unready, told.starts, 'starts'),
    none('stolen certificates that were taken on', told.thieves, 1, 'certificates'),
    row(
      'what happened',
      [`all keys rotated ${told.rotations} times`, `${told.lists} lists given`, ...told.done].join('; '),
      told.rotations === 4 && told.done.length === 6,
    ),
  ]
}

type First = { readonly case: string; readonly bundle: Uint8Array }

async function provenRows(sides: Sides, fingerprints: Record<string, readonly string[]>, first: First, last: string) {
  const events = (await Promise.all(sides.map(({ installation }) => eventsOf(installation)))).flat()
  const count = (event: string) => events.filter((each) => each['event'] === event).length
  const wrong = ['gateway.failed', 'key.expired', 'tls.renewal.failed', 'crl.lapsed', 'card.foreign', 'log.alarm']
  const operator = await Promise.all(
    sides.map(({ gateway }) => (gateway as Gateway).client('operator').get('/v1/operator/deliveries?state=refused')),
  )
  const dead = operator.flatMap(({ json }) => json['rows'] as unknown[])
  const bundles = [first.bundle, await bundleOf(sides[0], first.case), await bundleOf(sides[1], last)]
  const reports = await Promise.all(bundles.map((octets) => verifyBundle(octets, { fingerprints, nowMs: Date.now() })))
  const faults = reports.flatMap(({ ok, faults }) => (ok ? [] : [faults.map(({ code }) => code).join() || 'words']))
  return [
    none('dead letters', dead, told.probes, 'messages'),
    none(
      `failures in the logs, beside ${count('tls.renewed')} renewals and ${count('crl.taken')} lists taken`,
      events.filter(({ event }) => wrong.includes(String(event))),
      events.length,
      'lines',
    ),
    none(
      'bundles (of the first day, of its case now, of the last case) that do not verify with the first words',
      faults,
      bundles.length,
      'bundles',
    ),
  ]
}

async function eventsOf({ folder }: Installation): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'gateway.log'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
