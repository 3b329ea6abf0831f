// `bulla init`: one folder with everything a gateway needs, out of a member code and a name.
import { readdir, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { AboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import { loadConfig, settingsFile } from '../../../config/load.ts'
import { writeJson } from '../../../config/shapes.ts'
import { type SuiteName, suiteNames } from '../../../crypto/jose/suites.ts'
import { sha256Hex, toBase64url, utf8 } from '../../../crypto/octets.ts'
import { makeFolder, renameDurably } from '../../../disk/durable.ts'
import { isThere } from '../../../disk/there.ts'
import { messageOf, refused } from '../../installation/complaint.ts'
import { type OwnCard, refreshOwnCard } from '../../installation/own-card.ts'
import { makeOwnKeys, type Naming } from '../../installation/own-keys.ts'
import { placesIn, writePublic, writeSecret } from '../../installation/places.ts'
import { isMemberCode, isOffice } from '../../model/member.ts'
import { plainAbout } from '../program/about.ts'
import { type Command, choice, number, operand, required, separated, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'

export const init: Command = {
  usage: 'init <member>',
  summary: 'make an installation: keys, certificates, our card, settings, a token that runs it and reads nothing',
  details: `Asks nothing. --name has to be said; all else has a default that can be changed later in bulla.json and card.json.
A private trial CA signs the certificates, so that two gateways can talk within minutes. For real use send the requests
in requests/ to your CA and run "bulla keys import", or say --no-trial-ca at once.`,
  options: [
    { flags: '--name <text>', describe: 'name of the administration, as partners read it (needed)' },
    { flags: '--endpoint <url>', describe: 'partner door as partners reach it (default: this host, port 8443)' },
    { flags: '--host <name>', describe: 'further name or address of the partner door', many: true },
    { flags: '--partner-port <port>', describe: 'port to listen on for partners (default: that of the endpoint)' },
    { flags: '--national-port <port>', describe: 'port for our own systems (default: one more)' },
    { flags: '--national-host <name>', describe: 'further name or address of the national door', many: true },
    { flags: '--suite <name>', describe: 'B: ES256 and P-256, fits HSMs (default); A: Ed25519 and X25519' },
    { flags: '--trust-domain <name>', describe: 'name in our TLS certificate (default: <member>.bulla)' },
    { flags: '--no-trial-ca', describe: 'make requests only; a real CA signs them' },
    { flags: '--trial-ca', describe: 'sign with a private trial CA (default)' },
    { flags: '--office <code>', describe: 'office of our contact point (default: CONTACT-POINT)' },
    { flags: '--email <address>', describe: 'address of our contact point (default: contact-point@<host>)' },
    { flags: '--time-zone <zone>', describe: 'IANA time zone of our working days (default: that of this machine)' },
    { flags: '--language <tag>', describe: 'language we work in (default: en)', many: true },
  ],
  examples: [
    'bulla init XA --name "Customs of XA" --endpoint https://gateway.xa.example:8443 --folder /var/lib/bulla',
    'bulla init XB --name "Customs of XB" --endpoint https://localhost:9443 --folder ./xb',
    'bulla init XC --name "Customs of XC" --no-trial-ca --suite A --time-zone Pacific/Auckland',
  ],
  async run(words, desk) {
    const plan = planOf(words)
    await refuseExisting(desk.folder)
    const card = await installWhole(plan, desk)
    sayWhatNext(plan, card, desk)
    return done({
      member: plan.member,
      folder: desk.folder,
      suite: plan.suite,
      endpoint: plan.about.endpoint,
      trialCa: plan.trialCa,
      card: card ? placesIn(desk.folder).card : null,
      words: card?.words ?? null,
    })
  },
}

interface Plan {
  readonly member: string
  readonly suite: SuiteName
  readonly trialCa: boolean
  readonly about: AboutUs
  readonly naming: Naming
  readonly settings: {
    readonly MEMBER: string
    readonly TIME_ZONE: string
    readonly PARTNER_PORT: number
    readonly NATIONAL_PORT: number
    readonly TLS_ISSUER?: 'trial'
    readonly NATIONAL_ISSUER?: 'trial'
  }
}

function planOf(words: Words): Plan {
  const member = operand(words, 0)
  if (!isMemberCode(member))
    throw wrongUse(
      `a member code has two to eight upper-case letters and digits, two letters first; found ${JSON.stringify(member)}`,
      'such as XA for trying out (ISO 3166 keeps it free)',
    )
  const name = required(words, 'name', '"Customs of XA"')
  const endpoint = endpointOf(words.text('endpoint') ?? `https://${hostname().toLowerCase()}:8443`)
  const host = endpoint.hostname.replaceAll(/[[\]]/g, '')
  const office = words.text('office') ?? 'CONTACT-POINT'
  if (!isOffice(office))
    throw wrongUse(`--office has upper-case letters, digits, dots and hyphens; found ${JSON.stringify(office)}`)
  const timeZone = words.text('time-zone') ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!isTimeZone(timeZone))
    throw wrongUse(
      `--time-zone must be an IANA time zone, found ${JSON.stringify(timeZone)}`,
      'such as --time-zone Europe/Lisbon',
    )
  const trustDomain = words.text('trust-domain') ?? `${member.toLowerCase()}.bulla`
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(trustDomain))
    throw wrongUse(
      `--trust-domain has lower-case letters, digits, dots and hyphens; found ${JSON.stringify(trustDomain)}`,
    )
  const languages = separated(words, 'language')
  const endpointPort = Number(endpoint.port || 443)
  const partnerPort = number(words, 'partner-port', 1, 65534) ?? (endpointPort < 1024 ? 8443 : endpointPort)
  return {
    member,
    suite: choice(words, 'suite', suiteNames) ?? 'B',
    trialCa: !words.denied('trial-ca'),
    about: plainAbout({
      name,
      trustDomain,
      endpoint: endpoint.origin,
      office,
      // An address of the network is no place that mail goes to.
      email: words.text('email') ?? `contact-point@${isIP(host) === 0 ? host : trustDomain}`,
      timeZone,
      languages: languages.length > 0 ? languages : ['en'],
    }),
    naming: {
      member,
      trustDomain,
      hosts: distinct([host, ...separated(words, 'host')]),
      nationalHosts: distinct([
        'localhost',
        '127.0.0.1',
        '::1',
        hostname().toLowerCase(),
        ...separated(words, 'national-host'),
      ]),
    },
    settings: {
      ...{ MEMBER: member, TIME_ZONE: timeZone, PARTNER_PORT: partnerPort },
      NATIONAL_PORT: number(words, 'national-port', 1, 65535) ?? partnerPort + 1,
      ...(!words.denied('trial-ca') && { TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial' }),
    },
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

function endpointOf(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.hash && !url.username) return url
  throw wrongUse(
    `--endpoint must be an https address without a path, found ${JSON.stringify(given)}`,
    'such as --endpoint https://gateway.xa.example:8443',
  )
}

async function refuseExisting(folder: string): Promise<void> {
  const there: string[] = []
  const { settings, keys, about, card, clients, operatorToken, requests, trialCa } = placesIn(folder)
  for (const path of [settings, keys, about, card, clients, operatorToken, requests, trialCa])
    if (await isThere(path).catch((error: unknown) => cannotBe(folder, error))) there.push(path)
  if (there.length === 0) return
  throw refused(
    `${folder} already holds an installation or what is left of one: ${there.join(', ')}`,
    'keys are never overwritten; name another folder with --folder',
    'to begin again here, move these files away first',
  )
}

function cannotBe(folder: string, error: unknown, beside = folder): never {
  throw refused(
    `${folder}: no folder can be made here (${messageOf(error).replaceAll(beside, folder)})`,
    'name a folder that is there or can be made, with --folder',
  )
}

/**
 * Makes everything beside its place and moves it there when all of it is right, so that nothing
 * half is left behind.
 */
async function installWhole(plan: Plan, desk: Desk): Promise<OwnCard | undefined> {
  const wasThere = await isThere(desk.folder)
  const beside = join(desk.folder, `.init-${desk.id()}`)
  await makeFolder(beside).catch((error: unknown) => cannotBe(desk.folder, error, beside))
  try {
    const card = await install(plan, { ...desk, folder: beside })
    // These may be there already, on a volume of their own.
    const { data, partners, agreements } = placesIn(desk.folder)
    for (const kept of [data, partners, agreements]) await makeFolder(kept)
    // The settings last: without them there is no installation.
    const names = (await readdir(beside)).sort((a, b) => Number(a === settingsFile) - Number(b === settingsFile))
    for (const name of names) await renameDurably(join(beside, name), join(desk.folder, name))
    return card
  } catch (error) {
    if (!wasThere) await rm(desk.folder, { recursive: true, force: true })
    throw refused(`nothing was made: ${messageOf(error).replaceAll(beside, desk.folder)}`)
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

async function install(plan: Plan, desk: Desk): Promise<OwnCard | undefined> {
  const { folder } = desk
  const places = placesIn(folder)
  for (const made of [places.keys, places.requests, places.lists]) await makeFolder(made)
  if (plan.trialCa) await makeFolder(places.trialCa)
  await makeOwnKeys(folder, plan.naming, {
    suite: plan.suite,
    trialCa: plan.trialCa,
    nowMs: desk.now(),
    installationKey: desk.randomOctets(32),
  })
  await writePublic(places.about, writeJson(plan.about))
  const token = toBase64url(desk.randomOctets(32))
  await writeSecret(places.operatorToken, token)
  await openDirectory(folder).addClient({
    id: 'operator',
    tokenSha256: sha256Hex(utf8(token)),
    offices: 'all',
    roles: ['operate'],
  })
  const card = plan.trialCa ? await refreshOwnCard(plan.member, desk) : undefined
  await writePublic(places.settings, writeJson(plan.settings))
  loadConfig(folder)
  return card
}

function sayWhatNext(plan: Plan, card: OwnCard | undefined, { folder, say }: Desk): void {
  const { member, about, settings } = plan
  say(
    `${member}, ${about.name}: installed in ${folder}`,
    `  partner door   ${about.endpoint} (listens on port ${settings.PARTNER_PORT})`,
    `  national door  https://127.0.0.1:${settings.NATIONAL_PORT}`,
    `  contact point  ${about.contact.office}, ${about.contact.email}, ${about.contact.timeZone}`,
    '',
  )
  if (card)
    say(
      'The twelve words of our card, to be read to partners by voice:',
      `  ${card.words.join(' ')}`,
      '',
      'Next:',
      '  1. look through card.json (contact point, protection); after a change run "bulla card refresh"',
      '  2. send card.jws to your partner and take theirs: bulla partner add <their card>',
      `  3. one of the two makes the agreement: bulla agreement new <partner>; the other one adds it`,
      '  4. bulla serve, then bulla check and bulla partner test <partner>',
      `  5. let persons and systems in: bulla client add <id> --offices ${about.contact.office} --roles submit,read,release --save <file>`,
      '     operator.token runs the gateway and does nothing else: it reads, sends and approves nothing',
      '',
      'The certificates come from a private trial CA in trial-ca/. Before real use have requests/ signed by your CA.',
    )
  else
    say(
      'Next:',
      '  1. have requests/tls.csr.pem and requests/signing.csr.pem signed by your CA',
      '  2. bulla keys import <file> <file>; this makes our card',
      '  3. bulla check',
    )
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)]
