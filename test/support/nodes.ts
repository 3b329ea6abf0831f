// Two nodes of one gateway without doors: the flows of each over a store of its own on one database, so that a test may hold one of them up.

import { join } from 'node:path'
import { openInsides } from '../../adapters/insides/insides.ts'
import { openEpochKeys } from '../../adapters/keys/epochs.ts'
import { readKeys } from '../../adapters/keys/files.ts'
import { openFolderParts } from '../../adapters/parts/folder.ts'
import { openPostgresStore } from '../../adapters/store/postgres/postgres.ts'
import { openDirectory } from '../../config/directory.ts'
import { logOrigin } from '../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../crypto/log/log-key.ts'
import { openings } from '../../gateway/flows/content/opening.ts'
import { sharedProofs } from '../../gateway/flows/content/proofs.ts'
import { openSecrets } from '../../gateway/flows/content/secrets.ts'
import { openEvidenceLog } from '../../gateway/flows/evidence/evidence-log.ts'
import { openPartnerLogs } from '../../gateway/flows/evidence/genuine/partner-logs.ts'
import { watchClock } from '../../gateway/flows/trust/clock.ts'
import type { Partner } from '../../gateway/flows/trust/load-partners.ts'
import type { AuthenticPartner } from '../../gateway/flows/trust/peer.ts'
import { loadTrust } from '../../gateway/flows/trust/trust.ts'
import type { Store } from '../../gateway/ports/store.ts'
import { world } from '../../gateway/start/clock.ts'
import { openLog } from '../../gateway/watch/log.ts'
import type { Installation } from './installation.ts'
import { atEase } from './limits.ts'

type Test = { teardown(end: () => unknown): void }

/** One node: everything that flows are given. @param held puts its store into the hands of the test. */
export async function nodeOf(
  t: Test,
  { folder }: Installation,
  url: string,
  held: (store: Store) => Partial<Store> = () => ({}),
) {
  return nodeOver(t, folder, await openPostgresStore({ url, pool: 4, timeoutMs: 60_000 }), held)
}

/** The same over a store that is open already, which it closes. */
export async function nodeOver(
  t: Test,
  folder: string,
  opened: Store & { close(): Promise<void> },
  held: (store: Store) => Partial<Store> = () => ({}),
) {
  const keys = await readKeys(folder)
  const { trust } = await loadTrust(await openDirectory(folder).read(), keys)
  t.teardown(() => opened.close())
  const store: Store = { ...opened, ...held(opened) }
  const insides = openInsides()
  t.teardown(insides.close)
  const logKey = logSigningKey(keys.log[0] ?? '')
  const parts = await openFolderParts({ folder: join(folder, 'data/parts') })
  // Where no epoch has begun yet, all lies under the key of the installation.
  const epochs = openEpochKeys(join(folder, 'keys/epochs'), keys.installation)
  const { secrets, unsealing } = openSecrets(keys.installation, world, keys.installation, epochs)
  return {
    store,
    logKey,
    evidenceLog: await openEvidenceLog({ store, keys: () => trust.logKeys, origin: logOrigin(trust.card.trustDomain) }),
    parts,
    insides,
    proofs: sharedProofs({ parts, insides }),
    secrets,
    opener: openings(unsealing, parts, secrets),
    world,
    clock: watchClock({ world, log: openLog('silent'), writtenAt: undefined, onStep: () => undefined }),
    log: openLog('silent'),
    revocation: { keysOf: ({ theirs }: Partner) => theirs },
    publishing: new Map(),
    partnerLogs: openPartnerLogs({ store, world, log: openLog('silent') }),
    trust: () => trust,
    timeZone: 'UTC',
    maxBodyBytes: 262_144,
    limits: { maxEnvelopeBytes: 4_194_304, maxSkewMs: 300_000, maxBodyBytes: 262_144, maxItemBytes: 8_388_608 },
    accepted: () => undefined,
    ...atEase(),
    outbox: { place: () => undefined, queued: () => undefined },
    submitted: () => undefined,
    settled: () => undefined,
    wake: () => undefined,
  }
}
export type TestNode = Awaited<ReturnType<typeof nodeOf>>

/** As the partner door would know who is on the line. */
export function onTheLine({ trust }: TestNode, member: string): AuthenticPartner {
  const partner = trust().partners.get(member)
  if (!partner) throw new Error(`${member} is no partner`)
  return { partner, certificate: { notAfterMs: Number.POSITIVE_INFINITY } } as AuthenticPartner
}

/** A door that is shut until it is opened; `reached` resolves when somebody stands before it. */
export function gate() {
  const [open, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  return {
    open: () => open.resolve(),
    reached: reached.promise,
    async pass() {
      reached.resolve()
      await open.promise
    },
  }
}
