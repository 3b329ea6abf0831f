// Persons of a gateway that runs, each with a passkey of software, signed in by the link that the command line makes.
import { bulla } from '../command-line.ts'
import type { Gateway } from '../gateways.ts'
import type { Installation } from '../installation.ts'
import { type SoftPasskey, softPasskey } from '../passkey.ts'
import { pause } from '../traffic.ts'
import { visitorOf } from './visitor.ts'

export interface SignedIn {
  readonly visitor: ReturnType<typeof visitorOf>
  readonly passkey: SoftPasskey
}

interface Wishes {
  readonly roles: string
  readonly offices?: string
  readonly function?: string
  readonly language?: string
}

/** @returns the path of the page that the link leads to, once the gateway has taken the entry up */
export const invited = ({ installation }: Gateway, id: string, wishes: Wishes): Promise<string> =>
  invitedAt(installation, id, wishes)

async function invitedAt(installation: Installation, id: string, wishes: Wishes): Promise<string> {
  const { roles, offices = 'HQ', language = 'en' } = wishes
  const named = ['--name', `Person ${id}`, '--offices', offices, '--roles', roles, '--language', language]
  const as = wishes.function === undefined ? [] : ['--function', wishes.function]
  const { exit, json, err } = await bulla(installation.folder, ['person', 'add', id, ...named, ...as, '--json'])
  if (exit !== 0) throw new Error(err)
  const path = new URL(String(json['link'])).pathname
  const looking = visitorOf(installation.ports.national, installation.ca.certPem)
  try {
    for (let tries = 0; (await looking.get(path)).status !== 200; tries += 1) {
      if (tries === 100) throw new Error(`the link of ${id} does not hold`)
      await pause(100)
    }
  } finally {
    await looking.close()
  }
  return path
}

export const signedIn = (t: Test, gateway: Gateway, id: string, wishes: Wishes): Promise<SignedIn> =>
  signedInAt(t, gateway.installation, id, wishes)

/** The same at a gateway that is a process of its own. */
export async function signedInAt(t: Test, installation: Installation, id: string, wishes: Wishes): Promise<SignedIn> {
  const path = await invitedAt(installation, id, wishes)
  const visitor = visitorOf(installation.ports.national, installation.ca.certPem)
  t.teardown(() => visitor.close())
  const passkey = softPasskey(visitor.origin)
  const entered = await visitor.answer(await visitor.get(path), passkey)
  if (entered.status !== 200) throw new Error(`${entered.status} ${entered.html}`)
  return { visitor, passkey }
}

type Test = { teardown(end: () => unknown): void }
