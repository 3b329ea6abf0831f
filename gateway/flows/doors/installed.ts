// What an operator sees of the installation, who may come in and what is set, and what it takes
// away: nobody is let in here, nor further than before (decision 40).
import type { JsonObject } from '../../../crypto/json.ts'
import type { AccessView, SettingsView } from '../../answers/directory-answers.ts'
import { actorOf } from '../../model/client/actor.ts'
import { countingRoles } from '../../model/client/roles.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Client } from '../../ports/doors/national.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { EvidenceStore } from '../../ports/evidence.ts'
import type { Directory, DirectorySnapshot, InvitedPerson } from '../../ports/installation.ts'
import type { World } from '../../ports/world.ts'
import type { EvidenceLog } from '../evidence/evidence-log.ts'
import { demandInStep } from '../evidence/in-step.ts'
import { leavesOf } from '../evidence/leaves.ts'
import type { Clock } from '../trust/clock.ts'
import type { Trust } from '../trust/trust.ts'

interface Installed {
  readonly store: EvidenceStore
  readonly world: World
  readonly clock: Pick<Clock, 'demand'>
  readonly evidenceLog: Pick<EvidenceLog, 'behind'>
  readonly directory: Pick<Directory, 'removePerson' | 'removeClient'>
  trust(): Pick<Trust, 'clients' | 'persons'>
  settings(): SettingsView['settings']
  /** What lies in the folder is in force when it resolves. */
  refresh(): Promise<void>
}

export type Installation = Pick<OperatorFlows, 'access' | 'settings' | 'removePerson' | 'removeClient'>

export function installed(deps: Installed): Installation {
  const { trust, settings, directory } = deps
  const access = async (): Promise<AccessView> => {
    const { clients, persons } = trust()
    return { clients: clients.map(clientLine), persons: [...persons.values()].map(personLine) }
  }
  return {
    access,
    settings: async () => ({ settings: settings() }),
    async removePerson(client, id) {
      await takeAway(deps, client, { act: 'person.remove', id, found: trust().persons.get(id) })
      await directory.removePerson(id)
      await deps.refresh()
      return access()
    },
    async removeClient(client, id) {
      await takeAway(deps, client, { act: 'client.remove', id, found: trust().clients.find((each) => each.id === id) })
      await directory.removeClient(id)
      await deps.refresh()
      return access()
    },
  }
}

interface TakenAway {
  readonly act: 'person.remove' | 'client.remove'
  readonly id: string
  readonly found: Pick<InvitedPerson, 'roles' | 'offices'> | undefined
}

/**
 * Evidence before it happens: who took whom away, and what that one might do.
 * @throws {Problem} `not-found` · `forbidden` for itself, which another one takes away ·
 *   `clock-stepped`
 */
async function takeAway(deps: Installed, client: Client, { act, id, found }: TakenAway): Promise<void> {
  demandInStep(deps.evidenceLog.behind)
  deps.clock.demand()
  const what = act === 'person.remove' ? 'person' : 'client'
  if (!found)
    throw new Problem('not-found', what === 'person' ? `there is no person ${id}` : `there is no client ${id}`)
  if ((what === 'person' ? client.person : client.id) === id)
    throw new Problem('forbidden', `${id} does not take itself away; another operator does`)
  const { roles, offices } = found
  const data = { act, ...actorOf(client), roles: [...roles], offices: officesIn(offices) } as JsonObject
  const evidence = { at: deps.world.now(), kind: 'operator', case: null, subject: id, data } as const
  await deps.store.record(leavesOf(deps.world, [evidence]))
}

const officesIn = (offices: readonly string[] | 'all') => (offices === 'all' ? offices : [...offices])

const clientLine = (client: DirectorySnapshot['clients'][number]): AccessView['clients'][number] => ({
  client: client.id,
  offices: officesIn(client.offices),
  roles: [...countingRoles(client.roles)],
  persons: client.persons === true,
  function: client.function ?? null,
  until: client.until ?? null,
  formerUntil: client.former?.until ?? null,
})

const personLine = (person: InvitedPerson): AccessView['persons'][number] => ({
  person: person.id,
  name: person.name,
  offices: officesIn(person.offices),
  roles: [...person.roles],
  function: person.function ?? null,
  keys: person.keys.map(({ registeredAt }) => registeredAt),
  linkUntil: person.invitation?.until ?? null,
})
