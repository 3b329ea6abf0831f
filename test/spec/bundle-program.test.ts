import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { utf8 } from '../../crypto/octets.ts'
import { verifyBundle } from '../../gateway/bundle/report/verify.ts'
import { writeBundle } from '../../gateway/bundle/write/write.ts'
import { makeCaseFile } from '../support/case-files.ts'
import { bulla } from '../support/command-line.ts'

const dayMs = 24 * 60 * 60 * 1000
// Certificates count in seconds.
const made = await makeCaseFile({ startMs: Math.floor(Date.now() / 1000) * 1000 - dayMs })
const root = await mkdtemp(join(tmpdir(), 'bulla-verify-'))
t.teardown(() => rm(root, { recursive: true }))
const bundle = join(root, 'case.zip')
await writeBundle(made.file, bundle)
const empty = await mkdtemp(join(root, 'empty-'))
const members = Object.entries(made.fingerprints).flatMap(([member, words]) => [
  '--member',
  `${member}=${words.join(' ')}`,
])

t.test('bulla verify', async (t) => {
  t.test('ends with 0 and says that nothing is at fault', async (t) => {
    const { exit, out, err } = await bulla(empty, ['verify', bundle, ...members])
    t.equal(exit, 0, err)
    t.match(out, /^BUNDLE OF CASE /)
    t.match(out.split('\n').at(-1), /^VERIFIED: 9 statements, no fault/)
  })

  t.test('gives the report as JSON', async (t) => {
    const { exit, out, json } = await bulla(empty, ['verify', '../case.zip', ...members, '--json'])
    t.equal(exit, 0)
    t.equal(out.split('\n').length, 1)
    t.same(json, JSON.parse(JSON.stringify(await verifyBundle(bundle, { ...made, nowMs: Date.now() }))))
  })

  t.test('ends with 1 without fingerprints, and says plainly that identities are unproven', async (t) => {
    const { exit, out, json } = await bulla(empty, ['verify', bundle])
    t.equal(exit, 1)
    t.match(out.split('\n').at(-1), /^IDENTITIES UNPROVEN: all else holds/)
    t.same(json, {})
    const answered = await bulla(empty, ['verify', bundle, '--json'])
    t.match(answered.json, {
      ok: false,
      identitiesProven: false,
      faults: [{ code: 'identity-unproven' }, { code: 'identity-unproven' }],
    })
  })

  t.test('ends with 1 for a changed copy, and names file and fault', async (t) => {
    const octets = await readFile(bundle)
    const [first, ...others] = made.file.receipts
    const changed = join(root, 'changed.zip')
    await writeBundle(
      {
        ...made.file,
        receipts: [{ ...(first as (typeof others)[number]), jws: `${first?.jws.slice(0, -8)}AAAAAAAA` }, ...others],
      },
      changed,
    )
    const { exit, out } = await bulla(empty, ['verify', changed, ...members])
    t.equal(exit, 1)
    t.match(out, /receipt-invalid {2}receipts\/[0-9a-f-]{36}\.jws\n/)
    await writeFile(changed, octets.subarray(0, -100))
    const cut = await bulla(empty, ['verify', changed, ...members])
    t.equal(cut.exit, 1)
    t.match(cut.out, /zip-invalid {2}the archive/)
  })

  t.test('takes the words from a file as well', async (t) => {
    const words = join(root, 'members.json')
    await writeFile(words, JSON.stringify(made.fingerprints))
    t.equal((await bulla(empty, ['verify', bundle, '--fingerprints', words])).exit, 0)
    await writeFile(words, JSON.stringify({ XA: made.fingerprints['XA'], XB: made.fingerprints['XA'] }))
    const other = await bulla(empty, ['verify', bundle, '--fingerprints', words, '--json'])
    t.equal(other.exit, 1)
    t.match(other.json, { faults: [{ code: 'fingerprint-wrong' }] })
    for (const wrong of ['[]', '{"XA":["one"]}', '{"XA":"one"}', 'null', 'no JSON']) {
      await writeFile(words, wrong)
      t.not((await bulla(empty, ['verify', bundle, '--fingerprints', words])).exit, 0, wrong)
    }
  })

  t.test('ends with 2 for words that are none, and with 1 where there is no bundle', async (t) => {
    for (const wrong of ['XA', 'XA=', 'XA=one two', 'xa=one', `XA=${'word '.repeat(13)}`])
      t.equal((await bulla(empty, ['verify', bundle, '--member', wrong])).exit, 2, wrong)
    const missing = await bulla(empty, ['verify', 'nothing.zip', ...members])
    t.equal(missing.exit, 1)
    t.match(missing.err, /nothing\.zip: there is no such file; expected a bundle/)
    await writeFile(join(root, 'text.zip'), utf8('no archive'))
    t.equal((await bulla(empty, ['verify', join(root, 'text.zip'), ...members])).exit, 1)
  })

  t.test('needs nothing but the bundle: no installation, no network, nothing written', async (t) => {
    const project = fileURLToPath(new URL('../../', import.meta.url))
    const allowed = ['--permission', `--allow-fs-read=${project}*`, `--allow-fs-read=${bundle}`, '--no-warnings']
    // By way of env: the test runner adds a preload of its own to every child, which reads what this one may not.
    const surroundings = [`BULLA_FOLDER=${join(root, 'nowhere')}`, 'BULLA_MEMBER=not a code']
    const { status, stdout, stderr } = spawnSync(
      '/usr/bin/env',
      [
        '-i',
        ...surroundings,
        process.execPath,
        ...allowed,
        join(project, 'bin/bulla.mjs'),
        'verify',
        bundle,
        ...members,
      ],
      { cwd: empty, encoding: 'utf8' },
    )
    t.equal(status, 0, stderr)
    t.match(stdout, /\nVERIFIED: 9 statements, no fault/)
    t.same(await readdir(empty), [])
  })
})
