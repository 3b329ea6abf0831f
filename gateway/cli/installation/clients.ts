// `bulla client add | list | roles | remove`: which national systems may come in, for which
// offices, with which roles. client-rotate.ts has the change of a secret.
import { resolve } from 'node:path'
import { readAboutUs } from '../../../config/about.ts'
import { openDirectory } from '../../../config/directory.ts'
import { readConfig } from '../../../config/load.ts'
import { type ClientEntry, type ClientSecret, clientRoles, isClientId, isSeen } from '../../../config/shapes.ts'
import { skeletonOf } from '../../../crypto/card/clean-text.ts'
import { sha256Hex, toBase64url, utf8 } from '../../../crypto/octets.ts'
import type { Certificate } from '../../../crypto/x509/x509.ts'
import { isThere } from '../../../disk/there.ts'
import { refused } from '../../installation/complaint.ts'
import { placesIn, writeSecret } from '../../installation/places.ts'
import { isDay } from '../../model/calendar/calendar.ts'
import { idleRoles } from '../../model/client/roles.ts'
import { isOffice } from '../../model/member.ts'
import { type Command, operand, separated, type Words } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'
import { table } from '../program/table.ts'

export const saveOption = {
  flags: '--save <file>',
  describe: 'write the token to a new file that only its owner reads, and print nothing of it',
}
export const certificateOption = {
  flags: '--certificate <file>',
  describe: 'certificate it shows instead of a token (PEM, DER or PKCS #7)',
}
export const untilOption = {
  flags: '--until <day>',
  describe: 'last day on which it comes in by it, in UTC; without it there is no end',
}

const personsOption = {
  flags: '--persons',
  describe: 'it may say for which person it acts (Bulla-Person)',
}
const functionOption = {
  flags: '--function <text>',
  describe: 'in which function it accepts terms, such as "Head of unit"',
}

export const clientAdd: Command = {
  usage: 'client add <id>',
  summary: 'let a national system or a person in; prints its token once',
  details: `Roles: submit posts messages and items, read reads cases, release reads content (documents, and what messages say),
approve approves drafts of others (four eyes) and decides what terms leave to a person, operate runs the gateway, monitor
reads its numbers (/metrics) and nothing else. Whoever operates deals with no case: operate goes with monitor alone. A token
for each person, as two persons are known by their two tokens: one that has submit and approve never approves what it wrote
itself. A system that many use is let in with --persons: it says in the header Bulla-Person for whom it acts, by an id of your
own, and two persons are then known by that. Terms are accepted in the function that is registered here, and by nobody who has
none. Only a digest of the token is kept.`,
  options: [
    { flags: '--offices <codes>', describe: 'offices it acts for, or "all"', many: true },
    { flags: '--roles <roles>', describe: `some of ${clientRoles.join(', ')}`, many: true },
    personsOption,
    functionOption,
    saveOption,
    certificateOption,
    untilOption,
  ],
  examples: [
    'bulla client add declarations --offices XA000101,XA000102 --roles submit,read,release',
    'bulla client add head-of-unit --offices XA000101 --roles read,approve --function "Head of unit" --save head-of-unit.token',
    'bulla client add case-system --offices all --roles submit,read,release,approve --persons --function "Case officer"',
    'bulla client add monitoring --offices all --roles monitor --certificate monitoring.pem',
  ],
  async run(words, desk) {
    const id = operand(words, 0)
    if (!isClientId(id))
      throw wrongUse(`an id has at most 64 letters, digits, dots, hyphens and underscores; found ${JSON.stringify(id)}`)
    const access = {
      ...{ offices: officesOf(words), roles: rolesOf(words) },
      ...(words.flag('persons') && { persons: true as const }),
      ...functionOf(words),
    }
    const there = await openDirectory(desk.folder).listClients()
    const unknown = await unknownOffices(access.offices, there, desk)
    const { token, secret } = await newSecret(words, desk)
    const directory = openDirectory(desk.folder)
    const taken = () => refused(`there is a client ${id} already`, `remove it first with "bulla client remove ${id}"`)
    if (there.some((client) => client.id === id)) throw taken()
    demandUnused(secret, there)
    const saved = token === undefined ? undefined : await savedToken(token, words, desk)
    if (!(await directory.addClient({ id, ...secret, ...access }))) throw taken()
    desk.say(`client ${id} may come in now`)
    sayToken(token, saved, desk)
    sayAlike(id, [...there, ...(await directory.listPersons())], desk)
    for (const office of unknown)
      desk.note(`note: nothing else here names the office ${office}; the setting OFFICES has such codes checked`)
    const told = sayBoth(access, desk)
    return done({ id, ...access, ...secret, ...(saved ? { saved } : token !== undefined && { token }), ...told })
  },
}

/** Whoever reads the evidence tells them apart by their ids alone. */
export function sayAlike(id: string, others: readonly { readonly id: string }[], desk: Desk): void {
  for (const other of new Set(others.map((each) => each.id)))
    if (other !== id && skeletonOf(other) === skeletonOf(id))
      desk.note(
        `note: ${id} looks like ${other}, which is here already: who reads the evidence may take one for the other`,
      )
}

export const clientList: Command = {
  usage: 'client list',
  summary: 'list the national systems and persons that may come in',
  examples: ['bulla client list'],
  async run(_words, desk) {
    const clients = await openDirectory(desk.folder).listClients()
    desk.say(
      ...table(
        ['ID', 'BY', 'OFFICES', 'ROLES', 'PERSONS', 'FUNCTION', 'UNTIL'],
        clients.map(({ id, tokenSha256, until, former, offices, roles, persons, function: as }) => [
          id,
          `${tokenSha256 ? 'token' : 'certificate'}${former ? `, the one before until ${former.until}` : ''}`,
          offices === 'all' ? 'all' : offices.join(','),
          roles.join(','),
          persons ? 'stated' : '',
          as ?? '',
          until ?? '',
        ]),
      ),
    )
    return done({
      clients: clients.map(({ tokenSha256, certificateSha256, former, ...shown }) => ({
        ...shown,
        by: tokenSha256 ? 'token' : 'certificate',
        ...(former && { formerUntil: former.until }),
      })),
    })
  },
}

export const clientChange: Command = {
  usage: 'client roles <id>',
  summary: 'give a client other roles; its token stays',
  options: [{ flags: '--roles <roles>', describe: `some of ${clientRoles.join(', ')}`, many: true }],
  examples: ['bulla client roles operator --roles operate', 'bulla client roles declarations --roles submit,read'],
  async run(words, desk) {
    const [id, roles] = [operand(words, 0), rolesOf(words)]
    const directory = openDirectory(desk.folder)
    if (!(await directory.setClient(id, { roles }))) throw refused(...(await unknownClient(id, desk)))
    desk.say(`client ${id} has ${roles.join(', ')} within two seconds`)
    const found = (await directory.listClients()).find((client) => client.id === id)
    return done({ id, roles, ...(found && sayBoth(found, desk)) })
  },
}

export const clientRemove: Command = {
  usage: 'client remove <id>',
  summary: 'let a client in no more; its token is worth nothing within two seconds',
  examples: ['bulla client remove declarations'],
  async run(words, desk) {
    const id = operand(words, 0)
    const directory = openDirectory(desk.folder)
    if (await directory.removeClient(id)) {
      desk.say(`client ${id} is removed`)
      return done({ id })
    }
    throw refused(...(await unknownClient(id, desk)))
  },
}

/** A token that was just made, or the certificate that was named; and until when it does. */
export async function newSecret(words: Words, desk: Desk): Promise<{ token?: string; secret: ClientSecret }> {
  const ends = words.text('until')
  if (ends !== undefined && !isDay(ends)) throw wrongUse(`--until is a day such as 2027-06-30; found ${ends}`)
  const until = ends === undefined ? undefined : `${ends}T23:59:59.999Z`
  if (until !== undefined && Date.parse(until) <= desk.now())
    throw wrongUse(`--until ${ends} has passed`, 'name a day to come, or leave it out')
  const end = until === undefined ? {} : { until }
  const file = words.text('certificate')
  if (file !== undefined) return { secret: { certificateSha256: await certificateSha256(file, desk), ...end } }
  const token = toBase64url(desk.randomOctets(32))
  return { token, secret: { tokenSha256: sha256Hex(utf8(token)), ...end } }
}

/** Two clients with one certificate would be one. */
export function demandUnused({ certificateSha256 }: ClientSecret, there: readonly ClientEntry[]): void {
  const holds = (each: ClientSecret | undefined) => each?.certificateSha256 === certificateSha256
  const same = certificateSha256 && there.find((client) => holds(client) || holds(client.former))
  if (same)
    throw refused(
      `client ${same.id} comes in with this certificate already`,
      'give each client a certificate of its own',
    )
}

export function sayToken(token: string | undefined, saved: string | undefined, desk: Desk): void {
  if (saved !== undefined) desk.say(`Its token lies in ${saved}: --token-file ${saved}, or BULLA_TOKEN_FILE=${saved}`)
  else if (token !== undefined)
    desk.say('Its token, shown this once; it goes into the header "Authorization: Bearer …":', token)
}

export async function unknownClient(id: string, { folder }: Desk): Promise<[string]> {
  const ids = (await openDirectory(folder).listClients()).map((client) => client.id)
  return [`there is no client ${id} (${ids.join(', ') || 'there are none'})`]
}

/** Never over a file that is there: it may be the token of somebody else. */
export async function savedToken(token: string, words: Words, desk: Desk): Promise<string | undefined> {
  const file = words.text('save')
  if (file === undefined) return undefined
  const path = resolve(desk.cwd, file)
  if (await isThere(path)) throw refused(`${path} is there already`, 'name another file with --save')
  await writeSecret(path, token)
  return path
}

/** One client with both may stand for two persons without anybody seeing it, so it is said. */
function sayBoth(client: Pick<ClientEntry, 'offices' | 'roles' | 'persons'>, desk: Desk): { note?: string } {
  const { offices, roles, persons } = client
  if (persons || !roles.includes('submit') || !roles.includes('approve')) return {}
  const where = offices === 'all' ? 'every office' : offices.join(', ')
  const note = `it drafts and approves for ${where}: never what it wrote itself, but see that each such token is one person’s alone`
  desk.note(`note: ${note}`)
  return { note }
}

/** As it is registered, where one is named. */
export function functionOf(words: Words): { readonly function?: string } {
  const named = words.text('function')
  if (named === undefined) return {}
  if (isSeen(named)) return { function: named }
  throw wrongUse(`--function has 1 to 200 letters that are seen; found ${JSON.stringify(named)}`)
}

export function officesOf(words: Words): string[] | 'all' {
  const offices = separated(words, 'offices')
  if (offices.length === 1 && offices[0] === 'all') return 'all'
  if (offices.length === 0)
    throw wrongUse('--offices is missing', 'say for instance --offices XA000101,XA000102 or --offices all')
  const wrong = offices.find((office) => !isOffice(office))
  if (wrong === undefined) return [...new Set(offices)]
  throw wrongUse(`--offices has upper-case letters, digits, dots and hyphens; found ${JSON.stringify(wrong)}`)
}

/**
 * Those that neither our card nor anybody else names, where there is no list of offices.
 * @throws a complaint for one that is not on the list, where there is one
 */
export async function unknownOffices(
  offices: readonly string[] | 'all',
  there: readonly Pick<ClientEntry, 'offices'>[],
  desk: Desk,
) {
  if (offices === 'all') return []
  const listed = readConfig(desk.folder, desk.env).config.OFFICES?.split(',')
  const wrong = listed && offices.find((office) => !listed.includes(office))
  if (listed && wrong !== undefined)
    throw wrongUse(
      `${wrong} is none of our offices (${listed.join(', ')})`,
      'a new office is added to the setting OFFICES',
    )
  if (listed) return []
  const card = (await isThere(placesIn(desk.folder).about)) ? await readAboutUs(desk.folder) : undefined
  const known = [card?.contact.office, ...there.flatMap((each) => (each.offices === 'all' ? [] : each.offices))]
  return offices.filter((office) => !known.includes(office))
}

export function rolesOf(words: Words): (typeof clientRoles)[number][] {
  const given = separated(words, 'roles')
  const roles = clientRoles.filter((role) => given.includes(role))
  const wrong = given.find((role) => !roles.some((known) => known === role))
  const idle = idleRoles(roles)
  if (idle.length > 0)
    throw wrongUse(
      `operate goes with monitor alone, not with ${idle.join(', ')}: whoever runs the gateway deals with no case`,
      'make a client of its own for each',
    )
  if (wrong === undefined && roles.length > 0) return roles
  throw wrongUse(
    wrong === undefined ? '--roles is missing' : `${JSON.stringify(wrong)} is no role`,
    `say some of ${clientRoles.join(', ')}`,
  )
}

/** Its own; authorities may lie beside it, in any order. */
async function certificateSha256(file: string, desk: Desk): Promise<string> {
  // What reads certificates is half of what a command costs, and few clients have one.
  const { givenCertificates } = await import('../card/given-file.ts')
  const found = await givenCertificates(file, desk)
  const issued = (by: Certificate) => (each: Certificate) =>
    each !== by && Buffer.compare(each.issuerDer, by.subjectDer) === 0
  const leaves = found.filter((each) => !found.some(issued(each)))
  const [only, another] = leaves
  if (only && !another) return only.sha256
  const named = leaves.map(({ subject }) => subject.replaceAll('\n', ', ')).join('; ')
  throw refused(
    `${file}: it holds ${leaves.length} certificates that issued none of the others, expected one (${named.slice(0, 500)})`,
    'cut the others out of the file',
  )
}
