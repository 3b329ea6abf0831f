// Every way in which a private key of ours is destroyed leaves the same record in the evidence, also when no gateway runs at that moment. What
// went is found by looking at all private keys of the folder before and after, not by asking who destroyed it.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readKeysInForce, tlsKeysIn } from '../../../adapters/keys/renewing.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { readAboutUs } from '../../../config/about.ts'
import { publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { issue } from '../../../crypto/x509/authority.ts'
import { readTlsCertificate } from '../../../crypto/x509/issued.ts'
import { cardHolders } from '../../../gateway/flows/trust/card-holders.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import type { Renewing } from '../../../gateway/flows/upkeep/renewing.ts'
import { finishReplaced } from '../../../gateway/flows/upkeep/replaced.ts'
import { rotating } from '../../../gateway/flows/upkeep/rotate.ts'
import { readTrialCa } from '../../../gateway/installation/own-keys.ts'
import { finishRotation, type Use } from '../../../gateway/installation/steps.ts'
import { world } from '../../../gateway/start/clock.ts'
import { rotatedKeysIn } from '../../../gateway/start/upkeep/rotated-keys.ts'
import { openLog } from '../../../gateway/watch/log.ts'
import { bulla, initiated, wordsAt } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const settings = { MEMBER: 'XA', NATIONAL_HOST: '127.0.0.1', TLS_ISSUER: 'trial', NATIONAL_ISSUER: 'trial' } as const

/** What each private key under the folder may be called in the evidence, by its public half. */
async function privateKeysIn(folder: string): Promise<ReadonlyMap<string, { use: string; names: string[] }>> {
  const found = new Map<string, { use: string; names: string[] }>()
  for await (const file of glob('{keys,next,trial-ca}/{*,.*}.pem', { cwd: folder })) {
    const text = await readFile(join(folder, file), 'utf8')
    if (!text.includes('PRIVATE KEY')) continue
    const der = createPublicKey(createPrivateKey(text)).export({ type: 'spki', format: 'der' })
    const sha256 = createHash('sha256').update(der).digest('hex')
    const certificate = await readFile(join(folder, file.replace('.key.', '.cert.')), 'utf8').catch(() => undefined)
    const names = [
      sha256,
      thumbprint(await publicJwk(text)),
      ...(certificate ? [readTlsCertificate(certificate).sha256] : []),
    ]
    found.set(sha256, { use: file, names })
  }
  return found
}

async function opened(t: Parameters<typeof scratch>[0]) {
  const root = await scratch(t)
  const folder = await initiated(root, 'XA')
  const store = await openSqliteStore({ file: join(root, 'kept.sqlite'), minFreeBytes: 0 })
  t.teardown(() => store.close())
  const log = openLog('info', join(root, 'log'))
  const keys = rotatedKeysIn(folder, settings)
  const trust = () => ({ us: 'XA' }) as Trust
  const run = async (...words: string[]) => {
    const { exit, err } = await bulla(folder, words)
    if (exit !== 0) throw new Error(`${words.join(' ')}: ${err}`)
  }
  return {
    ...{ root, folder, run },
    finish: (...uses: Use[]) =>
      finishRotation(uses, { folder, readKeys: readKeysInForce, now: Date.now, member: 'XA', settings }),
    /** What the gateway does of it at its next start. */
    nextStart: rotating({
      ...{ keys, store, world, log, trust, holders: cardHolders(world), inFlightMs: 1, automatic: false },
    }),
    renewing: { world, log, store, trust, keys: tlsKeysIn(folder) } as unknown as Renewing,
    acts: async () => (await store.evidence({ limit: 100 })).filter(({ data }) => data['act'] === 'key destroyed'),
  }
}
type Opened = Awaited<ReturnType<typeof opened>>

/** A certificate of the trial CA over a fresh key takes the place of the one in force. */
async function renewed({ folder, renewing }: Opened, use: 'tls' | 'national'): Promise<void> {
  const { keys } = renewing
  const { endpoint, trustDomain } = await readAboutUs(folder)
  const { keySha256, request } = await keys.requesting(use, true)
  const hosts = [new URL(endpoint).hostname]
  const csr = await request({ name: 'XA', hosts, ...(use === 'tls' && { trustDomain }) })
  const nowMs = Date.now()
  const lasts = { notBeforeMs: nowMs - 600_000, notAfterMs: nowMs + 86_400_000 }
  const ca = await readTrialCa(folder)
  const chain = await issue({ ca, use, requestPem: csr, ...lasts })
  await keys.place(use, chain, keySha256)
  const presented = () => chain
  await finishReplaced({ ...renewing, presented, reload: async () => undefined } as Renewing, use)
}

/** Each with how many keys go. */
const ways: Readonly<Record<string, { readonly going: number; destroy(at: Opened): Promise<unknown> }>> = {
  ...Object.fromEntries(
    (['tls', 'signing', 'encryption', 'log', 'anchor'] as const).map((use) => [
      `rotated: ${use}`,
      {
        // A card is made twice where it names the key, and each is signed by a next key.
        going: { tls: 2, signing: 3, encryption: 3, log: 2, anchor: 3 }[use],
        destroy: async ({ run, finish }: Opened) => {
          await run('keys', 'rotate', use)
          await finish(use)
        },
      },
    ]),
  ),
  'revoked: signing': { going: 2, destroy: ({ run }) => run('keys', 'revoke', 'signing') },
  'revoked: encryption, and the one before it': {
    going: 4,
    destroy: async ({ run }) => {
      await run('keys', 'rotate', 'encryption')
      await run('keys', 'revoke', 'encryption')
    },
  },
  'revoked: tls': { going: 1, destroy: ({ run }) => run('keys', 'revoke', 'tls') },
  'revoked: log, once its rotation ends': {
    going: 2,
    destroy: async ({ run, finish }) => {
      await run('keys', 'revoke', 'log')
      await finish('log')
    },
  },
  'revoked: signing, by a card that a ceremony elsewhere signed': {
    going: 2,
    destroy: async ({ run, root, folder }) => {
      await bulla(root, ['keys', 'ceremony', '--keys', 'safe', '--out', 'next.json'])
      await run('card', 'refresh', '--next', join(root, 'next.json'))
      await bulla(folder, ['keys', 'revoke', 'signing'])
      const draft = join(folder, 'requests/card.draft.json')
      await bulla(root, [
        'keys',
        'ceremony',
        draft,
        '--keys',
        'safe',
        '--out',
        'signed.json',
        '--yes',
        ...(await wordsAt(folder)),
      ])
      await run('card', 'refresh', '--signed', join(root, 'signed.json'))
    },
  },
  'a next key that has signed': { going: 1, destroy: ({ run }) => run('card', 'refresh') },
  'renewed: tls': { going: 1, destroy: (at) => renewed(at, 'tls') },
  'renewed: national': { going: 1, destroy: (at) => renewed(at, 'national') },
  'imported: national, once tls is rotated': {
    going: 3,
    destroy: async ({ run, finish, root }) => {
      const other = await initiated(join(root, 'other'), 'XA')
      const given = ['key', 'cert'].map((kind) => readFile(join(other, `keys/national.${kind}.pem`), 'utf8'))
      await writeFile(join(root, 'national.pem'), (await Promise.all(given)).join(''))
      await run('keys', 'import', join(root, 'national.pem'), '--use', 'national')
      await run('keys', 'rotate', 'tls')
      await finish('tls')
    },
  },
}

for (const [way, { going, destroy }] of Object.entries(ways))
  t.test(`a key that is gone is evidence, once, whoever destroyed it: ${way}`, async (t) => {
    const at = await opened(t)
    const seen = new Map(await privateKeysIn(at.folder))
    await destroy({
      ...at,
      async run(...words) {
        await at.run(...words)
        for (const each of await privateKeysIn(at.folder)) seen.set(...each)
      },
    })
    const after = await privateKeysIn(at.folder)
    const gone = [...seen].filter(([sha256]) => !after.has(sha256)).map(([, key]) => key)
    t.equal(gone.length, going, gone.map(({ use }) => use).join(' '))
    await at.nextStart()
    await at.nextStart()
    const acts = await at.acts()
    for (const { use, names } of gone) {
      const of = acts.filter(({ data }) => names.includes(String(data['key'])))
      t.match(of, [{ kind: 'operator', subject: 'XA', data: { use: String, destroyedAt: /^20/ } }], use)
    }
    t.equal(acts.length, gone.length, 'and of no other')
  })
