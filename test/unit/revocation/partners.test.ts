// Sources that certificates of one partner name hold up and displace nothing of another's, and what one node keeps the other takes up.
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as turn } from 'node:timers/promises'
import t from 'tap'
import { revocationFiles } from '../../../adapters/revocation/files.ts'
import { authorityOf, judgedOf } from '../../../crypto/x509/revoked/judged.ts'
import type { Partner } from '../../../gateway/flows/trust/load-partners.ts'
import type { Link } from '../../../gateway/flows/trust/revocation/links.ts'
import { usualRevocation } from '../../../gateway/flows/trust/revocation/policy.ts'
import { openRevocation } from '../../../gateway/flows/trust/revocation/revocation.ts'
import type { Trust } from '../../../gateway/flows/trust/trust.ts'
import { Problem } from '../../../gateway/model/problems/problems.ts'
import type { RevocationLine } from '../../../gateway/ports/line.ts'
import { world } from '../../../gateway/start/clock.ts'
import { type Log, openLog } from '../../../gateway/watch/log.ts'
import { authority, makeCertificate, name, signer } from '../../support/certificate-maker.ts'
import { scratch } from '../../support/installation.ts'
import { ocspAnswer, responders } from '../../support/ocsp-answer.ts'

const root = makeCertificate({ subject: name({ CN: 'root' }), extensions: authority() })
const linkAt = (...urls: readonly string[]): Link => {
  const { der } = makeCertificate({
    subject: name({ CN: 'leaf' }),
    issuer: root,
    extensions: [...signer(), responders(...urls)],
  })
  return { certificate: judgedOf(der), authority: authorityOf(root.der) }
}

/** A node over a folder: XB and XQ are partners, of whom it asks responders. */
async function opened(folder: string, answer: RevocationLine['answer'], log = openLog('silent')) {
  const partner = (member: string): Partner =>
    ({
      ...{ member, state: 'active', revocation: { ...usualRevocation, fetch: ['ocsp'] }, theirs: [] },
      card: { tls: { anchors: [], pins: [] }, signing: [] },
    }) as unknown as Partner
  const trust = {
    us: 'XA',
    card: { tls: { anchors: [], pins: [] }, signing: [] },
    partners: new Map(['XQ', 'XB'].map((member) => [member, partner(member)])),
  } as unknown as Trust
  const revocation = await openRevocation({
    files: revocationFiles({ laidDown: join(folder, 'crls'), kept: join(folder, 'data/crls'), mostBytes: 1_000_000 }),
    sources: { answer, list: () => Promise.reject(new Error('no list is asked for')) },
    ...{ urls: [], everyMs, world, log, trust: () => trust, news: () => undefined },
    keys: () => ({ tls: { keyPem: '', certPem: '' }, signing: [] }),
    pause: async () => undefined,
  })
  return { ...revocation, stands: (link: Link) => revocation.standing(usualRevocation, [link]).as }
}

/** Of the exchange with partners. */
const everyMs = 20

const says = (says: 'revoked' | 'good', thisUpdateMs = Date.now()) => ({ by: root, nonce: null, says, thisUpdateMs })

t.test('responders of one partner that stall hold up no other, and few are asked at once', async (t) => {
  let stalled = 0
  const [hang, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const node = await opened(await scratch(t), async (url, question) => {
    if (url.startsWith('http://well')) {
      released.resolve()
      return ocspAnswer(question, says('revoked'))
    }
    stalled += 1
    await hang.promise
    throw new Error('it took too long')
  })
  node.see(
    'XQ',
    Array.from({ length: 32 }, (_, n) => linkAt(`http://stalled-${n}/`, `http://more-${n}/`)),
  )
  const link = linkAt('http://well/')
  node.see('XB', [link])
  const look = node.look()
  await released.promise
  while (node.stands(link) !== 'revoked') await turn(5)
  t.equal(node.stands(link), 'revoked', 'while those of the other stall')
  t.ok(stalled <= 2, `${stalled} of them are asked at once`)
  hang.resolve()
  await look
  t.ok(node.notices.failing() > 0, 'they are told')
  node.see(
    'XQ',
    Array.from({ length: 32 }, () => linkAt()),
  )
  await node.look()
  t.equal(node.notices.failing(), 0, 'and no longer than a certificate in use names them')
})

t.test('certificate after certificate of one partner that is revoked frees none of another', async (t) => {
  const folder = await scratch(t)
  const node = await opened(folder, async (_, question) => ocspAnswer(question, says('revoked')))
  const honest = linkAt('http://well/')
  node.see('XB', [honest])
  await node.look()
  t.equal(node.stands(honest), 'revoked')
  const first = linkAt('http://other/')
  node.see('XQ', [first])
  await node.look()
  for (let round = 0; round < 5; round += 1) {
    node.see(
      'XQ',
      Array.from({ length: 32 }, () => linkAt('http://other/')),
    )
    await node.look()
  }
  t.equal(node.stands(honest), 'revoked')
  t.equal(node.stands(first), 'good', 'its own oldest is forgotten: so many are held of each')
  t.equal((await readdir(join(folder, 'data/crls/answers'))).length, 1 + 128, 'on disk as well')
})

t.test(
  'what one node was answered the other takes up with its next look, and a start before anybody calls',
  async (t) => {
    const folder = await scratch(t)
    const [link, nobody] = [linkAt('http://well/'), () => Promise.reject(new Error('down'))]
    let wishes = says('revoked', Date.now() - 5_000)
    const one = await opened(folder, async (_, question) => ocspAnswer(question, wishes))
    const two = await opened(folder, nobody)
    one.see('XB', [link])
    await one.look()
    t.equal(two.stands(link), 'good', 'it knows nothing yet')
    await two.look()
    t.equal(two.stands(link), 'revoked')
    t.equal((await opened(folder, nobody)).stands(link), 'revoked')

    wishes = says('good')
    await one.look()
    await two.look()
    t.equal(two.stands(link), 'good', 'who was on hold comes back there too')
    t.equal((await opened(folder, nobody)).stands(link), 'good')
  },
)

t.test(
  'what was kept is verified anew: spoilt files are told and left out, and none is believed of another authority',
  async (t) => {
    const folder = await scratch(t)
    const link = linkAt('http://well/')
    const nobody = () => Promise.reject(new Error('down'))
    const node = await opened(folder, async (_, question) => ocspAnswer(question, says('revoked')))
    node.see('XB', [link])
    await node.look()
    const answers = join(folder, 'data/crls/answers')
    const [file = ''] = await readdir(answers)
    const whole = JSON.parse(await readFile(join(answers, file), 'utf8')) as Record<string, string>
    const stranger = makeCertificate({ subject: name({ CN: 'root' }), extensions: authority() })
    const octets = Buffer.from(whole['answer'] ?? '', 'base64')
    octets[octets.length - 1] = ((octets.at(-1) ?? 0) + 1) % 256
    for (const [what, text] of [
      ['no JSON', 'nonsense'],
      ['no object', '[]'],
      ['nothing in it', '{}'],
      ['no instant', JSON.stringify({ ...whole, at: 'yesterday' })],
      ['an altered answer', JSON.stringify({ ...whole, answer: octets.toString('base64') })],
      [
        'the answer of a stranger',
        JSON.stringify({ ...whole, authority: Buffer.from(stranger.der).toString('base64') }),
      ],
      ['another certificate', JSON.stringify({ ...whole, certificate: Buffer.from(root.der).toString('base64') })],
      ['octets', randomBytes(600).toString('latin1')],
    ] as const) {
      await writeFile(join(answers, file), text)
      t.equal((await opened(folder, nobody)).stands(link), 'good', what)
    }
    await writeFile(join(answers, file), JSON.stringify(whole))
    t.equal((await opened(folder, nobody)).stands(link), 'revoked', 'and whole again it counts')
  },
)

t.test(
  'a partner that starts a moment later is not told of, one that stays away is, and one that refuses at once',
  async (t) => {
    const told: object[] = []
    const log = { ...openLog('silent'), warn: (line: object) => void told.push(line) } as unknown as Log
    const node = await opened(await scratch(t), () => Promise.reject(new Error('nobody is asked')), log)
    let fault: Problem | undefined = new Problem('partner-unreachable', 'nothing listens at that port')
    const crls = async () => {
      if (fault) throw fault
      return undefined
    }
    const exchange = node.exchange({ crls, offerCrl: async () => undefined }, () => undefined)
    /** Each partner is left in peace for a while after it failed. */
    const round = async () => {
      await turn(everyMs * 2)
      await exchange.round()
    }
    await round()
    t.same(told, [], 'not up yet')
    fault = undefined
    await round()
    fault = new Problem('partner-unreachable', 'nothing listens at that port')
    await round()
    t.same(told, [], 'nor away for a moment')
    await turn(everyMs * 4)
    await exchange.round()
    t.match(told, [
      { event: 'crl.failed', source: 'XQ' },
      { event: 'crl.failed', source: 'XB' },
    ])
    fault = undefined
    await turn(everyMs * 4)
    await exchange.round()
    fault = new Problem('partner-refused', 'XB answered 500')
    await round()
    t.equal(told.length, 4, 'at once')
    fault = undefined
    await turn(everyMs * 4)
    await exchange.round()
    fault = new Problem('partner-unreachable', 'nothing listens at that port')
    await round()
    fault = new Problem('partner-refused', 'XB answered 500')
    await turn(everyMs * 4)
    await exchange.round()
    t.equal(told.length, 6, 'also where it was away a moment before')
  },
)
