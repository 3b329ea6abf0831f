// What commands about keys tell, and what they read: nothing is left out, nothing is waited for for ever.
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { dayMs } from '../../../crypto/instants.ts'
import { publicJwk, thumbprint } from '../../../crypto/jose/engine.ts'
import { type Authority, issue, makeCa } from '../../../crypto/x509/authority.ts'
import { readCertificate } from '../../../crypto/x509/certificates.ts'
import { readGivenFile } from '../../../disk/given.ts'
import { bulla, initiated } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const root = await scratch(t)
const nowMs = Date.now()
const validity = { notBeforeMs: nowMs - 60_000, notAfterMs: nowMs + 90 * dayMs }

/** An installation with certificates of a CA outside; and what that CA makes of its requests. */
async function certified(name: string) {
  const ca: Authority = await makeCa({ name: 'Government CA', ...validity })
  const folder = await initiated(join(root, name), 'XA', '--no-trial-ca')
  for (const use of ['tls', 'signing'] as const) {
    const requestPem = await readFile(join(folder, `requests/${use}.csr.pem`), 'utf8')
    await writeFile(join(folder, `${use}.pem`), await issue({ ca, requestPem, use, ...validity }))
  }
  await writeFile(join(folder, 'ca.pem'), ca.certPem)
  const imported = (...words: string[]) =>
    bulla(folder, ['keys', 'import', join(folder, 'tls.pem'), join(folder, 'signing.pem'), ...words])
  return { folder, imported }
}

t.test(
  'the log key and the key of the installation are listed, and a key that was revoked is told as that [R5]',
  async (t) => {
    const folder = await initiated(join(root, 'status'), 'XA')
    const logKid = thumbprint(await publicJwk(await readFile(join(folder, 'keys/log.key.pem'), 'utf8')))
    t.equal((await bulla(folder, ['keys', 'revoke', 'encryption'])).exit, 0)
    const { json } = await bulla(folder, ['keys', 'status', '--json'])
    const keys = json['keys'] as { use: string; state: string; kid: string }[]
    t.match(
      keys.filter(({ use }) => use === 'log'),
      [{ state: 'active', kid: logKid }],
    )
    const encryption = keys.filter(({ use }) => use === 'encryption').map(({ state }) => state)
    t.same(encryption, ['active', 'revoked'])
    t.match(json['installation'], { since: /^20.*Z$/, locked: false })
    t.match((await bulla(folder, ['keys', 'status'])).out, /^The key of the installation lies here since 20/m)
  },
)

t.test('a plan marks what is overdue, and nothing else [R5]', async (t) => {
  const folder = await initiated(join(root, 'plan'), 'XA')
  const plan = async (days: number) =>
    (await bulla(folder, ['keys', 'rotate', 'all', '--plan', '--json'], { nowMs: nowMs + days * dayMs })).json[
      'planned'
    ] as { use: string; overdue: boolean }[]
  t.same(
    (await plan(1)).filter(({ overdue }) => overdue),
    [],
  )
  const overdue = (await plan(500)).filter((each) => each.overdue).map(({ use }) => use)
  t.ok(
    ['signing', 'encryption', 'log'].every((use) => overdue.includes(use)),
    overdue.join(' '),
  )
  t.notOk(overdue.includes('tls'), 'its issuer says when')
  const { out } = await bulla(folder, ['keys', 'rotate', 'all', '--plan'], { nowMs: nowMs + 500 * dayMs })
  t.match(out, /^20\S+ OVERDUE +people +encryption/m)
})

t.test(
  'what a person names is a file or a pipe that ends; all else is refused at once [R5]',
  { timeout: 540_000 },
  async (t) => {
    const { folder } = await certified('given')
    const [fifo, zero] = [join(folder, 'fifo'), '/dev/zero']
    t.equal(spawnSync('mkfifo', [fifo]).status, 0)
    const words = [
      ['keys', 'import', fifo],
      ['keys', 'import', zero],
      ['keys', 'import', folder],
      ['keys', 'import', join(folder, 'tls.pem'), '--anchor', fifo],
      ['card', 'refresh', '--signed', fifo],
      ['card', 'refresh', '--next', zero],
      ['partner', 'add', fifo],
      ['partner', 'add', zero],
      ['agreement', 'add', fifo],
      ['verify', fifo],
      ['verify', zero],
    ]
    for (const each of words) t.equal((await bulla(folder, each)).exit, 1, each.join(' '))
    t.match((await bulla(folder, ['keys', 'import', folder])).err, /it is a folder; expected certificates/)
    t.match((await bulla(folder, ['keys', 'import', zero])).err, /it is no file; expected certificates/)

    const filled = join(folder, 'filled')
    t.equal(spawnSync('mkfifo', [filled]).status, 0)
    const writer = spawn('sh', ['-c', `cat ${join(folder, 'tls.pem')} > ${filled}`])
    const ended = new Promise((resolve) => writer.once('exit', resolve))
    // A shell opens both ends at one moment; here the reader waits for the writer.
    let text = ''
    while (text === '') text = new TextDecoder().decode(await readGivenFile(filled, 1_000_000))
    await ended
    t.equal(text, await readFile(join(folder, 'tls.pem'), 'utf8'))
    await t.rejects(readGivenFile(join(folder, 'tls.pem'), 10), { message: 'it holds more than 10 octets' })
  },
)

t.test('an import that changes nothing makes no card, and one that pins says so [R5]', async (t) => {
  const { folder, imported } = await certified('import')
  const anchored = await imported('--anchor', join(folder, 'ca.pem'))
  t.equal(anchored.exit, 0, anchored.err)
  t.notMatch(anchored.out, /pins/)
  const again = await imported('--anchor', join(folder, 'ca.pem'), '--json')
  t.match(again.json, { unchanged: true, sequence: 1 })
  const pinned = await imported()
  t.match(pinned.out, /Our card pins this very TLS certificate and names no CA.*\n.*--anchor/)
  t.match(await imported('--json'), { json: { unchanged: true, sequence: 2 } })
})

t.test('an issuer that our card does not fit any more is found [R5]', async (t) => {
  const { folder, imported } = await certified('misfit')
  t.equal((await imported('--anchor', join(folder, 'ca.pem'))).exit, 0)
  const trial = await makeCa({ name: 'XA trial CA', ...validity })
  await mkdir(join(folder, 'trial-ca'))
  await writeFile(join(folder, 'trial-ca/ca.key.pem'), trial.keyPem, { mode: 0o600 })
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), trial.certPem)
  const check = () => bulla(folder, ['check', '--offline'], { env: { BULLA_TLS_ISSUER: 'trial' } })
  const { exit, err, out } = await check()
  t.equal(exit, 1)
  t.match(`${out}${err}`, /TLS_ISSUER is trial, and our card names another CA/)
  await writeFile(join(folder, 'trial-ca/ca.cert.pem'), await readFile(join(folder, 'ca.pem')))
  const fits = await check()
  t.notMatch(`${fits.out}${fits.err}`, /names another CA/)
})

t.test(
  'what the trial CA certifies for a door that it renews ends within a week, whoever asked for it [R5]',
  async (t) => {
    for (const words of [
      ['keys', 'rotate', 'tls'],
      ['keys', 'revoke', 'tls'],
      ['card', 'renew'],
    ]) {
      const folder = await initiated(join(root, words.join('-')), 'XA')
      t.equal((await bulla(folder, words)).exit, 0, words.join(' '))
      const { notBeforeMs, notAfterMs } = readCertificate(await readFile(join(folder, 'keys/tls.cert.pem'), 'utf8'))
      t.ok(
        notAfterMs - notBeforeMs <= 7 * dayMs + 600_000,
        `${words.join(' ')}: ${(notAfterMs - notBeforeMs) / dayMs} days`,
      )
    }
  },
)
