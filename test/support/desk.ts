// The flows of the console and of the API over the rows of a gateway that is stopped, with persons of its folder and passkeys made of software.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Test } from 'tap'
import { readKeys } from '../../adapters/keys/files.ts'
import { openPostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../config/directory.ts'
import { nationalFlows } from '../../gateway/flows/doors/national.ts'
import { personFlows } from '../../gateway/flows/persons/persons.ts'
import { openSignatures } from '../../gateway/flows/persons/signatures.ts'
import { loadTrust } from '../../gateway/flows/trust/trust.ts'
import type { Deciding } from '../../gateway/model/client/decided.ts'
import { consoleClient, type SignedAct } from '../../gateway/model/client/person.ts'
import type { Client } from '../../gateway/ports/doors/national.ts'
import type { Decided } from '../../gateway/ports/doors/persons.ts'
import { bulla } from './command-line.ts'
import type { Installation } from './installation.ts'
import { nodeOver } from './nodes.ts'
import { type SoftPasskey, softPasskey } from './passkey.ts'

export const deskOrigin = 'https://localhost:8444'

/** @param url of its database, where it keeps its rows in PostgreSQL */
export async function deskOver(t: Test, { folder }: Installation, acts: readonly SignedAct[] = [], url?: string) {
  const store = url
    ? await openPostgresStore({ url, pool: 4, timeoutMs: 30_000 })
    : await openSqliteStore({ file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0 })
  const node = await nodeOver(t, folder, store)
  const directory = openDirectory(folder)
  let inForce = node.trust()
  const refresh = async () => {
    inForce = (await loadTrust(await directory.read(), await readKeys(folder))).trust
  }
  const { signatures, grant } = openSignatures(acts)
  const deps = { ...node, trust: () => inForce, signatures }
  const national = nationalFlows({
    ...deps,
    maxItemBytes: node.limits.maxItemBytes,
    publish: async () => undefined,
    stamped: async (checkpoint) => checkpoint,
    watchEvents: () => () => undefined,
    searchesPerMinute: 60,
  })
  let origin = deskOrigin
  const persons = personFlows({ ...deps, directory, refresh, grant, origin: () => origin })

  /** As whoever is signed in acts. */
  const client = (id: string): Client => {
    const person = persons.person(id)
    if (!person) throw new Error(`there is no person ${id}`)
    const { offices, roles, function: as } = person
    return { id: consoleClient(id), offices, roles, person: id, ...(as !== undefined && { function: as }) }
  }
  return {
    ...{ national, persons, directory, refresh, client, store, trust: () => inForce },
    movesTo: (next: string) => {
      origin = next
    },
    /** The token of the link that `bulla person add` prints. */
    async invited(id: string, ...words: readonly string[]): Promise<string> {
      const usual = ['--name', `Person ${id}`, '--offices', 'all']
      const added = await bulla(folder, ['person', 'add', id, ...usual, ...words, '--folder', folder, '--json'])
      if (added.exit !== 0) throw new Error(added.err)
      await refresh()
      return String(added.json['link']).split('/').at(-1) ?? ''
    },
    /** A person with a passkey that is in force. */
    async enrolled(id: string, ...words: readonly string[]): Promise<SoftPasskey> {
      const [link, passkey, challenge] = [await this.invited(id, ...words), softPasskey(deskOrigin), newChallenge()]
      await persons.enrol(link, challenge, passkey.register(challenge))
      return passkey
    },
    /** What is put before a person now. */
    decided: (deciding: Deciding, of: string | null): Decided => ({
      ...deciding,
      case: of,
      at: new Date().toISOString(),
    }),
    /** The client with which the act may be done, once. */
    sign: (id: string, passkey: SoftPasskey, decided: Decided): Promise<Client> =>
      persons.sign(client(id), decided, passkey.assert(persons.challengeOf(decided))),
  }
}

export const newChallenge = (): string => randomBytes(32).toString('base64url')
