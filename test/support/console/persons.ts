// Persons of a gateway that runs, each with a passkey of software, signed in by the link that the command line makes.
import { bulla } from '../command-line.ts'
import type { Gateway } from '../gateways.ts'
import type { Installation } from '../installation.ts'
import { cameIn, type SignedIn, untilHeld } from './coming-in.ts'
import { visitorOf } from './visitor.ts'

interface Wishes {
  readonly roles: string
  readonly offices?: string
  readonly function?: string
  readonly language?: string
}

/** @returns the path of the page that the link leads to, once the gateway has taken the entry up */
export async function invited({ installation }: Gateway, id: string, wishes: Wishes): Promise<string> {
  const link = await linkFor(installation, id, wishes)
  const looking = visitorOf(installation.ports.national, installation.ca.certPem)
  try {
    return await untilHeld(looking, link)
  } finally {
    await looking.close()
  }
}

export const signedIn = (t: Test, gateway: Gateway, id: string, wishes: Wishes): Promise<SignedIn> =>
  signedInAt(t, gateway.installation, id, wishes)

/** The same at a gateway that is a process of its own. */
export async function signedInAt(t: Test, installation: Installation, id: string, wishes: Wishes): Promise<SignedIn> {
  const { ports, ca } = installation
  const entered = await cameIn(await linkFor(installation, id, wishes), ports.national, ca.certPem)
  t.teardown(() => entered.visitor.close())
  return entered
}

type Test = { teardown(end: () => unknown): void }

async function linkFor(installation: Installation, id: string, wishes: Wishes): Promise<string> {
  const { roles, offices = 'HQ', language = 'en' } = wishes
  const named = ['--name', `Person ${id}`, '--offices', offices, '--roles', roles, '--language', language]
  const as = wishes.function === undefined ? [] : ['--function', wishes.function]
  const { exit, json, err } = await bulla(installation.folder, ['person', 'add', id, ...named, ...as, '--json'])
  if (exit !== 0) throw new Error(err)
  return String(json['link'])
}
