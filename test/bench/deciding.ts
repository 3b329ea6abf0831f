// Decisions about content in a process of our own, with a store on disk: what they are made with, and cases to make them in.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/store/sqlite/sqlite.ts'
import { makeKey } from '../../crypto/jose/engine.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { openings } from '../../gateway/flows/content/opening.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { type Admitting, admit, enter } from '../../gateway/flows/releasing/admit.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { world } from '../../gateway/start/clock.ts'
import { openLog } from '../../gateway/watch/log.ts'
import { makeParty } from '../support/parties.ts'
import { type SealedCase, sealedCase } from './sealed-case.ts'

export async function openDeciding() {
  const folder = mkdtempSync(join(tmpdir(), 'bulla-decision-bench-'))
  const store = await openSqliteStore({ file: join(folder, 'bulla.sqlite'), minFreeBytes: 0, reserveBytes: 0 })
  const { secrets, unsealing } = openSecrets(new Uint8Array(randomBytes(32)), world)
  const [us, partner] = [await makeParty('XA'), await makeParty('XB')]
  const trust = {
    us: 'XA',
    partners: new Map([['XB', { member: 'XB', suite: 'B', theirs: [partner.verifying], card: partner.card }]]),
    agreements: new Map(),
    named: new Set(),
  } as unknown as Trust
  const parts = { size: async () => 1, lend: async function* () {} }
  const keys = [logSigningKey(await makeKey('Ed25519'))]
  let recordMs = 0
  const deps: Admitting = {
    ...{ secrets, parts, world, timeZone: 'UTC', log: openLog('silent'), trust: () => trust },
    store: {
      ...store,
      async record(...asked) {
        const start = performance.now()
        const answer = await store.record(...asked)
        recordMs = performance.now() - start
        return answer
      },
    },
    evidenceLog: await openEvidenceLog({ store, keys: () => keys, origin: 'xa.example/log' }),
    opener: openings(unsealing, parts, secrets),
    clock: { latestMs: world.now },
  }
  return {
    ...{ store, deps },
    /** A case whose item may be read. */
    sealed: (statements: number): Promise<SealedCase> => sealedCase({ store, secrets, world, us, partner }, statements),
    /** From the question to the answer, with the record on disk; and without what the record took. */
    async decide({ row, item }: SealedCase) {
      const start = performance.now()
      const ask = { purpose: 'VERIFY_VALUE', matter: row.id, reader: 'A. Example' }
      const client = { id: 'officer', offices: ['HQ'], roles: ['release'] } as const
      await admit(deps, client, await enter(deps, client, { what: 'item', id: item }, ask))
      const ms = performance.now() - start
      return { ms, unrecordedMs: ms - recordMs }
    },
    async end() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}
