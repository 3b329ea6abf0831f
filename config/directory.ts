// The folder in which an operator lays down partners, agreements and clients, and in which our own
// card lies. Nothing is verified here: whoever reads a card or an agreement does that.
import { join } from 'node:path'
import { changeDurably } from '../disk/change.ts'
import { makeFolder, publicMode, removeDurably, writeDurably } from '../disk/durable.ts'
import { isThere, namesIn, readIfThere } from '../disk/there.ts'
import { type Forks, forkFolder, openForks } from './forks.ts'
import { settingsFile } from './load.ts'
import { type ClientChanges, changedBy, withSecret } from './people/client-entry.ts'
import { openPersons, type PersonEntry, type Persons } from './people/persons.ts'
import {
  type AgreementFile,
  agreementId,
  type ClientEntry,
  type ClientSecret,
  type ForkFile,
  memberCode,
  type PartnerFile,
  type RevocationEntry,
  readClients,
  readPartner,
  writeJson,
} from './shapes.ts'
import { watchPaths } from './watch.ts'

interface Snapshot {
  readonly ownCard: string
  readonly partners: readonly PartnerFile[]
  readonly forks: readonly ForkFile[]
  readonly agreements: readonly AgreementFile[]
  readonly clients: readonly ClientEntry[]
  readonly persons: readonly PersonEntry[]
}

/**
 * The directory of an installation: what the gateway reads and watches, and what the command line
 * writes.
 */
export interface FolderDirectory extends Forks, Persons {
  /** @throws {Error} one error that names every file that cannot be read. */
  read(): Promise<Snapshot>
  /**
   * Calls back after partners, agreements, clients, persons, our card, keys or settings changed;
   * returns how to stop.
   */
  watch(changed: () => void, onFault: (error: unknown) => void): () => void
  /**
   * Puts the cards of a partner in the place of `from`; `false`, and no change, where others are
   * there by now.
   */
  saveCard(member: string, now: NewCard, from: string): Promise<boolean>
  /**
   * @param onFault is told of each file that cannot be read, which is left out then; without it
   *   that is an error.
   */
  listPartners(onFault?: OnFault): Promise<readonly PartnerFile[]>
  /** Adds a partner; `fresh` refuses to replace one. */
  savePartner(partner: PartnerFile, options?: { fresh?: boolean }): Promise<void>
  /** How its certificates are asked after. False when there is no such partner. */
  setPartnerRevocation(member: string, revocation: RevocationEntry): Promise<boolean>
  /** Undefined: connections to it go straight. False when there is no such partner. */
  setPartnerProxy(member: string, proxy: string | undefined): Promise<boolean>
  /** False when there is no such partner. */
  setPartnerState(member: string, state: PartnerFile['state']): Promise<boolean>
  listAgreements(onFault?: OnFault): Promise<readonly AgreementFile[]>
  /** Lays down the canonical text of an agreement; both members hold the same octets. */
  saveAgreement(agreement: AgreementFile, how?: { readonly replace?: boolean }): Promise<boolean>
  /** Our cards, one JWS a line, the newest last. */
  ownCard(): Promise<string | undefined>
  saveOwnCard(card: string): Promise<void>
  listClients(): Promise<readonly ClientEntry[]>
  /** False, and no change, when a client with this id is there. */
  addClient(client: ClientEntry): Promise<boolean>
  /**
   * Lets a client come in by another secret; the one before does as well until `formerUntil`, an
   * instant in RFC 3339, or not at all. False when there is no such client.
   */
  setClientSecret(id: string, secret: ClientSecret, formerUntil: string | undefined): Promise<boolean>
  /**
   * Changes what a client may do, and as whom; its token stays. What is undefined is taken away.
   * False when there is no such client.
   */
  setClient(id: string, changes: ClientChanges): Promise<boolean>
  /** False when there is no such client. */
  removeClient(id: string): Promise<boolean>
}

interface NewCard {
  readonly card: string
  readonly formerly: NonNullable<PartnerFile['formerly']>
  readonly words?: readonly string[]
}

/** Where an operator lays down lists of revoked certificates. */
export const crlFolder = 'crls'

type OnFault = (fault: string) => void

export function openDirectory(folder: string): FolderDirectory {
  const at = (...names: string[]) => join(folder, ...names)
  const [ownCard, clients, personsFile] = [at('card.jws'), at('clients.json'), at('persons.json')] as const
  const [partners, agreements] = [at('partners'), at('agreements')] as const
  const forks = openForks(at(forkFolder))
  const persons = openPersons(personsFile)
  const partnerFile = (member: string) => join(partners, `${memberCode(member)}.json`)

  const changePartner = async (
    member: string,
    change: (partner: PartnerFile) => PartnerFile | undefined,
  ): Promise<boolean> => {
    let found = false
    await changeDurably(
      partnerFile(member),
      (old) => {
        found = old !== undefined
        const changed = old === undefined ? undefined : change(readPartner(member, old))
        return changed && writeJson(changed)
      },
      { mode: publicMode },
    )
    return found
  }
  const changeClients = (change: (clients: readonly ClientEntry[]) => readonly ClientEntry[] | undefined) =>
    changeDurably(clients, (old) => {
      const changed = change(old === undefined ? [] : readClients(old))
      if (changed === undefined) return undefined
      const text = writeJson({ clients: changed })
      // What could not be read again is not written: nobody could come in any more.
      readClients(text)
      return text
    })
  const changeClient = async (id: string, change: (client: ClientEntry) => ClientEntry): Promise<boolean> => {
    let found = false
    await changeClients((there) => {
      found = there.some((client) => client.id === id)
      return found ? there.map((client) => (client.id === id ? change(client) : client)) : undefined
    })
    return found
  }
  const listPartners = (onFault?: OnFault) => readEach(partners, readPartner, onFault)
  const listAgreements = (onFault?: OnFault) =>
    readEach(agreements, (id, text) => ({ id: agreementId(id), text }), onFault)
  const listClients = async () => readClients((await readIfThere(clients)) ?? '{"clients":[]}')

  return {
    listPartners,
    listAgreements,
    ...{ ...forks, ...persons, listPersons: () => named(personsFile, persons.listPersons) },
    listClients: () => named(clients, listClients),
    ownCard: async () => (await readIfThere(ownCard))?.trim(),
    async read() {
      const faults: string[] = []
      const or = notedIn(faults)
      const card = await readIfThere(ownCard)
      if (card === undefined) faults.push(`${ownCard}: there is no such file; "bulla card refresh" writes our card`)
      const snapshot = {
        ownCard: card?.trim() ?? '',
        partners: await listPartners().catch(or([])),
        forks: await forks.listForks(),
        agreements: await listAgreements().catch(or([])),
        clients: await named(clients, listClients).catch(or([])),
        persons: await named(personsFile, persons.listPersons).catch(or([])),
      }
      if (faults.length > 0) throw new Error(faults.join('; '))
      return snapshot
    },
    watch: (changed, onFault) =>
      watchPaths(
        [ownCard, clients, personsFile, partners, agreements].concat(
          [forkFolder, 'keys', crlFolder, settingsFile].map((name) => at(name)),
        ),
        changed,
        onFault,
      ),
    async saveCard(member, now, from) {
      let saved = false
      const found = await changePartner(member, (partner) => {
        saved = partner.card === from || partner.card === now.card
        return saved ? withCard(partner, now) : undefined
      })
      if (!found) throw new Error(`${partnerFile(member)}: there is no such partner`)
      return saved
    },
    async savePartner(partner, { fresh = false } = {}) {
      await makeFolder(partners)
      await writeDurably(partnerFile(partner.member), writeJson(partner), { mode: publicMode, fresh })
    },
    setPartnerRevocation: (member, revocation) => changePartner(member, (partner) => ({ ...partner, revocation })),
    setPartnerProxy: (member, proxy) => changePartner(member, (partner) => reachedBy(partner, proxy)),
    setPartnerState: (member, state) => changePartner(member, (partner) => ({ ...partner, state })),
    async saveAgreement({ id, text }, { replace = false } = {}) {
      const file = join(agreements, `${agreementId(id)}.json`)
      if (!replace && ((await readIfThere(file)) ?? text) !== text) return false
      await makeFolder(agreements)
      await writeDurably(file, text, { mode: publicMode })
      return true
    },
    saveOwnCard: (card) => writeDurably(ownCard, `${card}\n`, { mode: publicMode }),
    async addClient(client) {
      let added = false
      await changeClients((there) => {
        added = there.every(({ id }) => id !== client.id)
        return added ? [...there, client] : undefined
      })
      return added
    },
    setClient: (id, changes) => changeClient(id, (client) => changedBy(client, changes)),
    setClientSecret: (id, secret, formerUntil) => changeClient(id, (client) => withSecret(client, secret, formerUntil)),
    async removeClient(id) {
      let removed = false
      await changeClients((there) => {
        const left = there.filter((client) => client.id !== id)
        removed = left.length < there.length
        return removed ? left : undefined
      })
      return removed
    },
  }
}

/** False when there is no such partner in the folder of the installation. */
export async function removePartner(folder: string, member: string): Promise<boolean> {
  const file = join(folder, 'partners', `${memberCode(member)}.json`)
  if (!(await isThere(file))) return false
  await removeDurably(file)
  return true
}

/** What could not be read is noted, and something else stands in its place. */
const notedIn =
  (faults: string[]) =>
  <T>(nothing: T) =>
  (error: unknown): T => {
    faults.push(error instanceof Error ? error.message : String(error))
    return nothing
  }

const withCard = (partner: PartnerFile, { card, formerly, words }: NewCard): PartnerFile => ({
  ...{ ...partner, card },
  ...(words && { words: [...words] }),
  ...(formerly.length > 0 && { formerly: [...formerly] }),
})

const reachedBy = ({ proxy: _before, ...partner }: PartnerFile, proxy: string | undefined): PartnerFile => ({
  ...partner,
  ...(proxy !== undefined && { proxy }),
})

/**
 * Every `<name>.json` of a folder, in the order of the names.
 * @throws {Error} that names each file at fault.
 */
async function readEach<T>(folder: string, read: (name: string, text: string) => T, onFault?: OnFault): Promise<T[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort()
  const faults: string[] = []
  const values: T[] = []
  for (const name of names) {
    const file = join(folder, name)
    await named(file, async () => {
      const text = await readIfThere(file)
      // It may have gone since the folder was listed.
      if (text !== undefined) values.push(read(name.slice(0, -'.json'.length), text))
    }).catch((error: Error) => faults.push(error.message))
  }
  if (faults.length > 0 && !onFault) throw new Error(faults.join('; '))
  for (const fault of faults) onFault?.(fault)
  return values
}

/** Puts the name of the file before what is wrong with it. */
async function named<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause })
  }
}
