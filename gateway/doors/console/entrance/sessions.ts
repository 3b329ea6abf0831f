// Who is signed in at this process. Nothing of it is on disk: a restart signs everybody out.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Language } from '../../../model/client/language.ts'
import type { Person } from '../../../model/client/person.ts'

/** One person in one browser. */
export interface Session {
  readonly person: string
  /** Of somebody whom a provider vouches for: as it was vouched for, until the session ends. */
  readonly vouched?: Person
  /** What each form of this session carries, and no other page can know. */
  readonly formToken: string
  /** As it was chosen in this session; that of the person otherwise. */
  language?: Language
}

interface Sessions {
  /** Begins one; `cookie` is shown to the browser once and kept nowhere. */
  begin(person: string, vouched?: Vouched): { readonly cookie: string; readonly session: Session }
  /** Undefined where there is none, or it has ended. It lives on by being used, not by a look. */
  of(cookie: string, how: 'use' | 'look'): Session | undefined
  end(cookie: string): void
}

/** Whom a provider vouches for, and for how much longer, in milliseconds. */
export interface Vouched {
  readonly person: Person
  readonly lastsMs: number
}

interface SessionLimits {
  /** Without a request for so long, and in any case after so long, in milliseconds. */
  readonly idleMs: number
  readonly longestMs: number
  /** Most of all persons, and of one: the oldest ends. */
  readonly most: number
  readonly perPerson: number
}

interface Kept extends Session {
  /** It ends then, however it is used. */
  readonly endMs: number
  /** When it was last used. */
  usedMs: number
}

/** @param elapsedMs a clock that never goes back */
export function sessions(
  { idleMs, longestMs, most, perPerson }: SessionLimits,
  { elapsedMs, randomText }: { readonly elapsedMs: () => number; readonly randomText: () => string },
): Sessions {
  /** By the digest of the cookie, in the order in which they began. */
  const all = new Map<string, Kept>()
  const alive = ({ endMs, usedMs }: Kept, nowMs: number) => nowMs - usedMs < idleMs && nowMs < endMs
  const sweep = (nowMs: number) => {
    for (const [key, kept] of all) if (!alive(kept, nowMs)) all.delete(key)
  }
  const makeRoom = (person: string) => {
    const own = [...all].filter(([, kept]) => kept.person === person)
    for (const [key] of own.slice(0, Math.max(0, own.length - perPerson + 1))) all.delete(key)
    const [oldest] = all.size >= most ? all.keys() : []
    if (oldest !== undefined) all.delete(oldest)
  }
  return {
    begin(person, vouched) {
      const nowMs = elapsedMs()
      sweep(nowMs)
      makeRoom(person)
      const cookie = randomText()
      const endMs = nowMs + Math.min(longestMs, vouched?.lastsMs ?? longestMs)
      const own = vouched && { vouched: vouched.person }
      const session = { person, formToken: randomText(), endMs, usedMs: nowMs, ...own }
      all.set(digestOf(cookie), session)
      return { cookie, session }
    },
    of(cookie, how) {
      const key = digestOf(cookie)
      const kept = all.get(key)
      const nowMs = elapsedMs()
      if (kept && !alive(kept, nowMs)) all.delete(key)
      if (!kept || !alive(kept, nowMs)) return undefined
      if (how === 'use') kept.usedMs = nowMs
      return kept
    },
    end(cookie) {
      all.delete(digestOf(cookie))
    },
  }
}

/**
 * What was given to browsers, each to be answered once and soon: challenges, states of a sign-in.
 */
interface Given<T> {
  put(key: string, value: T): void
  /** What was put under a key, which is gone by that; undefined where nothing is there any more. */
  take(key: string): T | undefined
}

/** @param most the one put first is forgotten first */
export function givenOnce<T>(lastsMs: number, most: number, elapsedMs: () => number): Given<T> {
  const all = new Map<string, { readonly value: T; readonly untilMs: number }>()
  return {
    put(key, value) {
      const [oldest] = all.size >= most ? all.keys() : []
      if (oldest !== undefined) all.delete(oldest)
      all.set(key, { value, untilMs: elapsedMs() + lastsMs })
    },
    take(key) {
      const found = all.get(key)
      all.delete(key)
      return found && elapsedMs() < found.untilMs ? found.value : undefined
    },
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64')

/** Whether two texts are the same, in a time that says nothing of where they differ. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(left, right)
}
