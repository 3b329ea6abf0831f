// How a person comes in for the first time: by the link that `bulla person add` prints, with a passkey made of software.
import { setTimeout as pause } from 'node:timers/promises'
import { type SoftPasskey, softPasskey } from '../passkey.ts'
import { type Visitor, visitorOf } from './visitor.ts'

export interface SignedIn {
  readonly visitor: Visitor
  readonly passkey: SoftPasskey
}

/** A gateway takes a new entry up within two seconds; a busy machine may need more. */
const everyMs = 100
const mostTries = 100

/** Waits until the link leads to a page that registers a passkey. @returns the path of that page */
export async function untilHeld(visitor: Visitor, link: string): Promise<string> {
  const { pathname } = new URL(link)
  for (let tries = 0; (await visitor.get(pathname)).status !== 200; tries += 1) {
    if (tries === mostTries) throw new Error(`the link does not hold after ${mostTries * everyMs} ms: ${pathname}`)
    await pause(everyMs)
  }
  return pathname
}

/** @param caPem of the national door, which is at `https://localhost:<port>` */
export async function cameIn(link: string, port: number, caPem: string): Promise<SignedIn> {
  const visitor = visitorOf(port, caPem)
  try {
    const path = await untilHeld(visitor, link)
    const passkey = softPasskey(visitor.origin)
    const entered = await visitor.answer(await visitor.get(path), passkey)
    if (entered.status !== 200) throw new Error(`${entered.status} ${entered.html}`)
    return { visitor, passkey }
  } catch (error) {
    await visitor.close()
    throw error
  }
}
