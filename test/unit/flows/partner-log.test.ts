// What a witness remembers of a partner's log, while the cards of the partner give it other keys.
import { join } from 'node:path'
import t from 'tap'
import { readKeys } from '../../../adapters/keys/files.ts'
import { openSqliteStore } from '../../../adapters/store/sqlite/sqlite.ts'
import { openDirectory } from '../../../config/directory.ts'
import { signCard } from '../../../crypto/card/card.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { makeKey, publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { readCheckpoint, signCheckpoint } from '../../../crypto/log/checkpoint.ts'
import { logSigningKey } from '../../../crypto/log/log-key.ts'
import { consistencyProof } from '../../../crypto/log/log-path.ts'
import { writeAddCheckpoint } from '../../../crypto/log/witness.ts'
import { openEvidenceLog } from '../../../gateway/flows/evidence/evidence-log.ts'
import { keepingCards } from '../../../gateway/flows/evidence/keep-cards.ts'
import { leavesOf } from '../../../gateway/flows/evidence/leaves.ts'
import { addCheckpoint, catchUp, publish, seenOf, type Witnessing } from '../../../gateway/flows/evidence/witness.ts'
import type { AuthenticPartner } from '../../../gateway/flows/trust/peer.ts'
import { loadTrust, type Trust } from '../../../gateway/flows/trust/trust.ts'
import { type Tree, treeOf } from '../../spec/log-trees.ts'
import { install, peer, scratch } from '../../support/installation.ts'
import { verifyingHalf } from '../../support/log-reading.ts'
import { nextCard, signersOf } from '../../support/next-card.ts'
import { nodeOver } from '../../support/nodes.ts'
import { makeNext } from '../../support/parties.ts'

const folder = await scratch(t)
const [a, b] = [await install(join(folder, 'XA'), 'XA'), await install(join(folder, 'XB'), 'XB')]
await peer(a, b)
const origin = 'xa.example/log'

const anotherKey = async () => {
  const pem = await makeKey('Ed25519')
  const jwk = (await publicJwk(pem)) as Card['log']['jwk']
  return { log: { kid: thumbprint(jwk), jwk }, signWith: logSigningKey(pem), pem }
}
const ours = logSigningKey((await readKeys(a.folder)).log[0] ?? '')
const [second, third] = [await anotherKey(), await anotherKey()]

/** XA's first card and so many after it, the key of the log being another from the second on. */
async function chainOf(count: number): Promise<string[]> {
  const cards = [(await openDirectory(a.folder).ownCard()) ?? '']
  let [card, signers] = [a.card, await signersOf(a)]
  while (cards.length < count) {
    const made = await nextCard(card, signers, { log: second.log })
    cards.push(made.jws)
    card = made.card
    signers = { ...signers, by: made.next }
  }
  return cards
}

/** XB as a witness that has taken these cards of XA. */
async function witness(t: Parameters<typeof nodeOver>[0], file: string) {
  const store = await openSqliteStore({ file: join(folder, file), minFreeBytes: 0 })
  const node = await nodeOver(t, b.folder, store)
  const keys = await readKeys(b.folder)
  const keep = keepingCards(node)
  let trust: Trust
  const deps = { ...node, trust: () => trust } as unknown as Witnessing
  const partner = () => ({ partner: trust.partners.get('XA') }) as AuthenticPartner
  const alarms = async () =>
    (await store.evidence({ limit: 100 })).filter(({ kind }) => kind === 'log.alarm').map(({ data }) => data.reason)
  return {
    alarms,
    async takes(card: string) {
      const snapshot = await openDirectory(b.folder).read()
      const partners = [{ member: 'XA', state: 'active' as const, card }]
      trust = (await loadTrust({ ...snapshot, partners }, keys)).trust
      await keep(trust)
    },
    seen: () => seenOf(deps, partner()),
    witnessed: () => store.witnessed('XA'),
    add: (body: string) => addCheckpoint(deps, partner(), body),
    submit: (tree: Tree, size: number, signWith: typeof ours, oldSize = 0) => {
      const checkpoint = signCheckpoint({ origin, size, rootHash: tree.roots[size] as Uint8Array }, signWith)
      const proof = oldSize === 0 ? [] : consistencyProof(oldSize, size, tree.read)
      return Promise.resolve(proof).then((hashes) =>
        addCheckpoint(deps, partner(), writeAddCheckpoint({ oldSize, proof: hashes, checkpoint })),
      )
    },
  }
}

const [tree, other] = [treeOf(20), treeOf(20, 'another history')]

t.test('a card that succeeds gives the log another key, and the log stays the one that was cosigned', async (t) => {
  const { submit, takes, alarms, seen } = await witness(t, 'followed.sqlite')
  const chain = await chainOf(2)
  await takes(chain.slice(0, 1).join('\n'))
  t.match(await submit(tree, 5, ours), { status: 200 })
  t.match(await submit(tree, 7, second.signWith, 5), { status: 403 }, 'before the card is here, nobody knows the key')
  t.same(await alarms(), ['bad-signature'])
  await takes(chain.join('\n'))
  t.match(
    readCheckpoint(await seen(), { origin, key: verifyingHalf(ours) }),
    { size: 5 },
    'it is told what was cosigned',
  )
  t.match(await submit(tree, 7, second.signWith, 5), { status: 200 })
  t.match(await submit(tree, 9, ours, 7), { status: 200 }, 'one that was on its way under the old key')
  t.match(await submit(tree, 12, second.signWith), { status: 409, body: '9\n' }, 'nothing begins anew')
})

t.test('[G67] MUST refuse another history under another key of the log, and raise the alarm', async (t) => {
  const { submit, takes, alarms } = await witness(t, 'forked.sqlite')
  const chain = await chainOf(2)
  await takes(chain.slice(0, 1).join('\n'))
  await submit(tree, 5, ours)
  await takes(chain.join('\n'))
  t.match(await submit(other, 5, second.signWith), { status: 409 })
  t.match(await submit(other, 5, second.signWith, 5), { status: 422 })
  t.match(await submit(other, 12, second.signWith, 5), { status: 422 })
  t.match(await submit(other, 3, second.signWith), { status: 409 })
  t.same(await alarms(), ['fork', 'fork', 'bad-proof', 'rollback'])
})

t.test('and more cards than a chain holds make nobody forget', async (t) => {
  const { submit, takes, alarms } = await witness(t, 'long.sqlite')
  const chain = await chainOf(20)
  await takes(chain.slice(0, 1).join('\n'))
  await submit(tree, 5, ours)
  await takes(chain.slice(0, 10).join('\n'))
  await takes(chain.slice(4).join('\n'))
  t.match(await submit(other, 5, second.signWith), { status: 409 })
  t.same(await alarms(), ['fork'])
  t.match(await submit(tree, 9, second.signWith, 5), { status: 200 })
})

t.test('a card that people took by its words begins another log', async (t) => {
  const { submit, takes, alarms, seen } = await witness(t, 'anew.sqlite')
  await takes((await chainOf(1)).join('\n'))
  await submit(tree, 5, ours)
  const { succession: _, ...anew } = { ...a.card, sequence: 2, log: third.log }
  const { signWith } = await signersOf(a)
  await takes(await signCard(anew, signWith))
  await t.rejects(seen(), { code: 'not-found' })
  t.match(await submit(other, 3, third.signWith), { status: 200 })
  t.same(await alarms(), [])
})

t.test(
  '[G68] MUST be behind where a partner holds newer cards of ours and has seen the log under their key',
  async (t) => {
    const chain = await chainOf(2)
    const { by: _, signWith } = await signersOf(a)
    const stranger = await nextCard(a.card, { by: await makeNext(), signWith }, { log: second.log })
    const note = signCheckpoint({ origin, size: 9, rootHash: tree.roots[9] as Uint8Array }, second.signWith)
    const restored = async (file: string, held: string) => {
      const store = await openSqliteStore({ file: join(folder, file), minFreeBytes: 0 })
      const node = await nodeOver(t, a.folder, store)
      const line = { seenCheckpoint: async () => note, heldCards: async () => held }
      await catchUp({ ...node, line } as unknown as Witnessing)
      return node.evidenceLog.behind()
    }
    t.match(await restored('restored.sqlite', chain.join('\n')), /XB holds our card 2, which does not lie here/)
    for (const held of [chain[0] ?? '', `${chain[0]}\n${stranger.jws}`, 'nothing of the kind'])
      t.equal(await restored(`${held.length}.sqlite`, held), undefined, 'nobody stops us by saying so')
  },
)

t.test(
  'whoever stole a key that was given up by our log does not stop us by it, and what it signed before counts',
  async (t) => {
    const chain = await chainOf(2)
    const before = (await readKeys(a.folder)).log[0] ?? ''
    const shown = async (file: string, size: number, ...by: (typeof ours)[]) => {
      const store = await openSqliteStore({ file: join(folder, file), minFreeBytes: 0 })
      const node = await nodeOver(t, a.folder, store)
      const snapshot = { ...(await openDirectory(a.folder).read()), ownCard: chain.join('\n') }
      const { trust } = await loadTrust(snapshot, { ...(await readKeys(a.folder)), log: [second.pem, before] })
      await keepingCards(node)(trust)
      const rootHash = new Uint8Array(32).fill(9)
      const line = { seenCheckpoint: async () => signCheckpoint({ origin, size, rootHash }, ...by) }
      await catchUp({ ...node, line, trust: () => trust } as unknown as Witnessing)
      return node.evidenceLog.behind()
    }
    t.equal(await shown('stolen.sqlite', 9, ours), undefined)
    t.match(await shown('earlier.sqlite', 1, ours), /has cosigned 1 leaves of our log, which holds others/)
    t.match(await shown('later.sqlite', 9, second.signWith), /has cosigned 9 leaves/)
    t.match(await shown('both.sqlite', 9, second.signWith, ours), /has cosigned 9 leaves/)
  },
)

t.test('of two nodes one may know the new key before the other: their partner sees one log', async (t) => {
  const chain = await chainOf(2)
  const { add, takes, alarms, witnessed } = await witness(t, 'of-nodes.sqlite')
  await takes(chain.slice(0, 1).join('\n'))
  const store = await openSqliteStore({ file: join(folder, 'nodes.sqlite'), minFreeBytes: 0 })
  const keys = await readKeys(a.folder)
  const line = {
    seenCheckpoint: async () => (await witnessed())?.note,
    addCheckpoint: async (_: unknown, body: string) => add(body),
  }
  const nodeWith = async (cards: number, log: readonly string[]) => {
    const snapshot = { ...(await openDirectory(a.folder).read()), ownCard: chain.slice(0, cards).join('\n') }
    const { trust } = await loadTrust(snapshot, { ...keys, log })
    const opened =
      cards === 1
        ? await nodeOver(t, a.folder, store)
        : await nodeOver(t, a.folder, { ...store, close: async () => undefined })
    const evidenceLog = await openEvidenceLog({ store, keys: () => trust.logKeys, origin })
    return { ...opened, evidenceLog, line, trust: () => trust } as unknown as Witnessing
  }
  const [behind, ahead] = [await nodeWith(1, keys.log), await nodeWith(2, [second.pem, ...keys.log])]
  const drafts = () => leavesOf(behind.world, [{ at: 1, kind: 'operator', case: null, subject: 'XA', data: {} }])
  for (const [size, node] of [behind, ahead, behind, ahead, behind].entries()) {
    if (size === 3) await takes(chain.join('\n'))
    await store.record(drafts())
    await publish(node)
    t.equal((await witnessed())?.size, size + 1)
    t.equal(node.evidenceLog.behind(), undefined)
  }
  t.same(await alarms(), [])
})

t.test(
  'two publications at once, the first of them slow on the line: the partner sees one log that grows',
  async (t) => {
    const partner = await witness(t, 'in-turn.sqlite')
    await partner.takes((await chainOf(1)).join('\n'))
    const store = await openSqliteStore({ file: join(folder, 'publishing.sqlite'), minFreeBytes: 0 })
    const node = await nodeOver(t, a.folder, store)
    const grow = (count: number) =>
      store.record(
        leavesOf(
          node.world,
          Array.from({ length: count }, () => ({
            ...{ at: Date.now(), kind: 'log.alarm' as const, case: null, subject: 'XB' },
            data: { reason: 'fork', size: 1 },
          })),
        ),
      )
    const held = Promise.withResolvers<void>()
    const asked: string[] = []
    const line = {
      seenCheckpoint: async () => (await partner.witnessed())?.note,
      addCheckpoint: async (_: unknown, body: string) => {
        asked.push(body)
        if (asked.length === 1) await held.promise
        return partner.add(body)
      },
    } as unknown as Witnessing['line']
    await grow(5)
    const first = publish({ ...node, line } as unknown as Witnessing)
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await grow(3)
    const second = publish({ ...node, line } as unknown as Witnessing)
    // Long enough for the second to overtake the first, if it could.
    await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 500))])
    held.resolve()
    await Promise.all([first, second])
    t.same(await partner.alarms(), [], 'nothing that looks like a log which went back')
    t.equal((await partner.witnessed())?.size, (await node.evidenceLog.head()).size)
    t.equal(node.publishing.size, 0, 'nothing is kept of what has ended')
  },
)
