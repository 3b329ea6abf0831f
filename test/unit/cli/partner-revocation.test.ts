// `bulla partner revocation`: how the certificates of a partner are asked after.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-revocation-'))
t.teardown(() => rm(root, { recursive: true }))
const [xa, xb] = [await initiated(root, 'XA'), await initiated(root, 'XB')]

t.test('how a partner is asked after is shown, said, and kept when its card is replaced', async (t) => {
  t.equal((await bulla(xa, ['partner', 'add', join(xb, 'card.jws'), '--yes'])).exit, 0)
  const kept = async () => (await openDirectory(xa).listPartners())[0]?.revocation
  t.match(await bulla(xa, ['partner', 'revocation', 'XB']), { exit: 0, out: /XB: grace, 168 h after/ })
  t.equal(await kept(), undefined, 'showing changes nothing')
  const said = await bulla(xa, ['partner', 'revocation', 'XB', '--check', 'hard', '--fetch', 'crl,ocsp', '--json'])
  t.match(said.json, { member: 'XB', revocation: { check: 'hard', graceHours: 168, fetch: ['crl', 'ocsp'] } })
  t.same(await kept(), { check: 'hard', graceHours: 168, fetch: ['crl', 'ocsp'] })
  await bulla(xa, ['partner', 'revocation', 'XB', '--check', 'grace', '--grace-hours', '48', '--fetch', 'nothing'])
  t.same(await kept(), { check: 'grace', graceHours: 48, fetch: [] })
  for (const [wrong, message] of [
    [['--check', 'soft'], /--check must be one of off, grace, hard/],
    [['--grace-hours', '-1'], /--grace-hours must be a whole number/],
    [['--fetch', 'ldap'], /--fetch says "ldap"/],
  ] as const)
    t.match(await bulla(xa, ['partner', 'revocation', 'XB', ...wrong]), { exit: 2, err: message })
  t.same(await kept(), { check: 'grace', graceHours: 48, fetch: [] })
})
