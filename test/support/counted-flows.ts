// The national flows over the rows of a gateway that is stopped, with a list of all that they ask of their ports.
import { join } from 'node:path'
import type { Test } from 'tap'
import { openPostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { nationalFlows } from '../../gateway/flows/national.ts'
import { openSignatures } from '../../gateway/flows/persons/signatures.ts'
import type { NationalFlows } from '../../gateway/ports/doors/national.ts'
import type { Installation } from './installation.ts'
import { nodeOver } from './nodes.ts'

export interface CountedFlows {
  readonly flows: NationalFlows
  /** `port.operation` of each call since it was last asked, in order, and how many commits they came to. */
  counted(): { readonly calls: readonly string[]; readonly commits: number }
}

/** @param url of its database, where it keeps its rows in PostgreSQL */
export async function countedFlows(t: Test, { folder }: Installation, url?: string): Promise<CountedFlows> {
  const store = url
    ? await openPostgresStore({ url, pool: 4, timeoutMs: 30_000 })
    : await openSqliteStore({ file: join(folder, 'data/bulla.sqlite'), minFreeBytes: 0 })
  let calls: string[] = []
  const noted = <P extends object>(port: string, of: P): P =>
    new Proxy(of, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...ask: unknown[]) => {
          calls.push(`${port}.${String(name)}`)
          return Reflect.apply(value, target, ask)
        }
      },
    })
  const { parts, secrets, opener, insides, ...node } = await nodeOver(t, folder, store)
  let commits = store.stats().commits
  const flows = nationalFlows({
    ...node,
    store: noted('store', store),
    parts: noted('parts', parts),
    secrets: noted('secrets', secrets),
    opener: noted('opener', opener),
    insides: noted('insides', insides),
    maxItemBytes: node.limits.maxItemBytes,
    publish: async () => undefined,
    stamped: async (checkpoint) => checkpoint,
    watchEvents: () => () => undefined,
    searchesPerMinute: 60,
    signatures: openSignatures([]).signatures,
  })
  return {
    flows,
    counted() {
      const [were, before] = [calls, commits]
      calls = []
      commits = store.stats().commits
      return { calls: were, commits: commits - before }
    },
  }
}
