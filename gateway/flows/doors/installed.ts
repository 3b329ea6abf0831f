// What an operator sees of the installation: who may come in, and what is set.
import type { AccessView, SettingsView } from '../../answers/directory-answers.ts'
import { countingRoles } from '../../model/client/roles.ts'
import type { OperatorFlows } from '../../ports/doors/operator.ts'
import type { DirectorySnapshot, InvitedPerson } from '../../ports/installation.ts'
import type { Trust } from '../trust/trust.ts'

interface Installed {
  trust(): Pick<Trust, 'clients' | 'persons'>
  settings(): SettingsView['settings']
}

export const installed = ({ trust, settings }: Installed): Pick<OperatorFlows, 'access' | 'settings'> => ({
  async access() {
    const { clients, persons } = trust()
    return { clients: clients.map(clientLine), persons: [...persons.values()].map(personLine) }
  },
  settings: async () => ({ settings: settings() }),
})

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
