import fc from 'fast-check'
import t from 'tap'
import { claimedCheckpoint, logOrigin, readCheckpoint, signCheckpoint } from '../../crypto/log/checkpoint.ts'
import { cosign, verifyCosignature, witnessName } from '../../crypto/log/cosignature.ts'
import { emptyRoot } from '../../crypto/log/log-tree.ts'
import { addSignatures, readNote, signNote, writeNote } from '../../crypto/log/note.ts'
import { toHex, utf8 } from '../../crypto/octets.ts'
import { cosignaturesOf, readVerifierKey } from '../support/log-reading.ts'
import { accepted, checkpointOf, cosigned, flipped, logOf, treeOf, verifiedOf, witnessOf } from './log-trees.ts'

const log = logOf('xa.example')
const witness = witnessOf('xb.example')
const tree = treeOf(20)
const rootHash = tree.roots[20] as Uint8Array
const note = checkpointOf(log, tree)
const atSeconds = 1_700_000_000

// A checkpoint of a public log with the cosignatures of public witnesses, 24 May 2026.
const real = {
  vkey: 'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f',
  witnesses: [
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    'witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO',
    'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
    'transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM',
  ],
  note: `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`,
}

t.test('a checkpoint', async (t) => {
  t.test('[G29] is three lines and the signature of the log', async (t) => {
    t.equal(logOrigin('xa.example'), 'xa.example/log')
    t.match(note, /^xa\.example\/log\n20\n[A-Za-z0-9+/]{43}=\n\n— xa\.example\/log [A-Za-z0-9+/]+={0,2}\n$/)
    const { origin, size, extensions, rootHash: root } = verifiedOf(log, note)
    t.same([origin, size, extensions, toHex(root)], [log.origin, 20, [], toHex(rootHash)])
    t.equal(readCheckpoint(utf8(note), log).note, note)
  })
  t.test('[G30] MUST fail when of another log or not signed by its key', async (t) => {
    const other = logOf('xb.example')
    t.throws(() => readCheckpoint(note, other), { code: 'log' })
    t.throws(() => readCheckpoint(note, { origin: log.origin, key: other.key }), { code: 'log' })
    t.throws(() => readCheckpoint(note, { origin: other.origin, key: log.key }), { code: 'log' })
    const forged = writeNote(readNote(note).text, [signNote(readNote(note).text, log.origin, other.signWith)])
    t.throws(() => readCheckpoint(forged, log), { code: 'log' }, 'another key under the same name')
    const borrowed = writeNote(readNote(note).text.replace('xa', 'xc'), readNote(note).signatures)
    t.throws(() => readCheckpoint(borrowed, log), { code: 'log' })
    const text = readNote(note).text.replace('xa', 'xc')
    const signedForOther = writeNote(text, [signNote(text, log.origin, log.signWith)])
    t.throws(() => readCheckpoint(signedForOther, log), { code: 'log' }, 'another origin over a good signature')
  })
  t.test('[G31] MUST be of the form, within bounds', async (t) => {
    const sign = (text: string) => writeNote(text, [signNote(text, log.origin, log.signWith)])
    const root = note.split('\n')[2] as string
    const broken = [
      ...[
        '\n',
        `${log.origin}\n`,
        `${log.origin}\n20\n`,
        `\n20\n${root}\n`,
        `${log.origin}\n\n${root}\n`,
        `${log.origin}\n20\n\n`,
      ],
      ...['020', '+20', '-1', '20.0', '0x14', '2e1', ' 20', '20 ', '٢٠', '9007199254740992', '9'.repeat(20)].map(
        (size) => `${log.origin}\n${size}\n${root}\n`,
      ),
      ...[
        root.slice(0, -1),
        root.slice(4),
        `${root} `,
        'AAAA',
        `${root.slice(0, -2)}${root.at(-2) === 'B' ? 'C' : 'B'}=`,
      ].map((changed) => `${log.origin}\n20\n${changed}\n`),
      ...[`${log.origin}\n20\n${root}\n\n`, `${log.origin}\n20\n${root}\nextension\n\n`],
      ...[`${'o'.repeat(256)}\n20\n${root}\n`, `${log.origin}\n20\n${root}\n${'x'.repeat(5000)}\n`],
    ]
    for (const text of broken)
      t.throws(() => claimedCheckpoint(sign(text)), { code: 'log' }, JSON.stringify(text).slice(0, 70))
    const kept = readCheckpoint(sign(`${log.origin}\n20\n${root}\none\ntwo\n`), log)
    t.same(kept.extensions, ['one', 'two'], 'extension lines are signed with the rest, and kept')
  })
  t.test('[G32] MUST NOT be signed when it says what cannot be', async (t) => {
    const sign = (changed: object) =>
      signCheckpoint({ origin: log.origin, size: 20, rootHash, ...changed }, log.signWith)
    for (const changed of [
      ...[
        { size: -1 },
        { size: 1.5 },
        { size: 2 ** 53 },
        { size: Number.NaN },
        { size: 0 },
        { rootHash: new Uint8Array(31) },
      ],
      ...[{ origin: '' }, { origin: 'a b' }, { origin: 'a\nb' }, { origin: 'a+b' }, { origin: 'o'.repeat(256) }],
    ]) {
      t.throws(() => sign(changed), { code: 'log' }, JSON.stringify(changed))
    }
    t.equal(verifiedOf(log, sign({ size: 0, rootHash: emptyRoot() })).size, 0)
  })
  t.test('[G33] of a public log verifies, with all that witnesses added to it', async (t) => {
    const { name: origin, key } = readVerifierKey(real.vkey)
    const checkpoint = readCheckpoint(real.note, { origin, key })
    t.equal(checkpoint.size, 1_432_088_532)
    const seen = cosignaturesOf(checkpoint, real.witnesses.map(readVerifierKey))
    t.same(
      seen.map(({ atSeconds }) => atSeconds),
      [1_779_573_024, 1_779_573_024, 1_779_573_024, 1_779_573_024],
    )
    t.throws(() => readCheckpoint(real.note.replace('1432088532', '1432088533'), { origin, key }), { code: 'log' })
  })
})

t.test('a cosignature', async (t) => {
  const consistent = accepted(log, note)
  const by = ({ name, signWith: key }: typeof witness, seconds = atSeconds) =>
    cosign(consistent, { name, key, atSeconds: seconds })
  t.test('[G34] says when a witness saw the checkpoint', async (t) => {
    t.equal(witnessName('xb.example'), witness.name)
    t.match(verifyCosignature(consistent, by(witness), witness), { witness: 'xb.example/witness', atSeconds })
    const note = addSignatures(consistent.note, [by(witness), by(witnessOf('xc.example'))])
    const checkpoint = verifiedOf(log, note)
    t.same(
      cosignaturesOf(checkpoint, [witness, witnessOf('xc.example'), witnessOf('xd.example')]).map((c) => c.witness),
      ['xb.example/witness', 'xc.example/witness'],
    )
    t.same(cosignaturesOf(checkpoint, []), [])
  })
  t.test('[G35] MUST fail for another checkpoint, witness, key, time, or octet', async (t) => {
    const good = by(witness)
    const other = witnessOf('xc.example')
    const older = accepted(log, checkpointOf(log, tree, 19))
    const wrong = [
      () => verifyCosignature(older, good, witness),
      () => verifyCosignature(consistent, good, other),
      () => verifyCosignature(consistent, { ...good, name: other.name }, other),
      () => verifyCosignature(consistent, good, { name: witness.name, key: other.key }),
      () => verifyCosignature(consistent, { ...good, keyId: good.keyId ^ 1 }, witness),
      () => verifyCosignature(consistent, { ...good, signature: good.signature.subarray(0, 71) }, witness),
      () => verifyCosignature(consistent, { ...good, signature: new Uint8Array(72) }, witness),
      () => verifyCosignature(consistent, { ...good, signature: new Uint8Array(3) }, witness),
      () => verifyCosignature(consistent, signNote(consistent.text, witness.name, witness.signWith), witness),
    ]
    for (const check of wrong) t.throws(check, { code: 'log' })
    fc.assert(
      fc.property(fc.nat(71), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        try {
          verifyCosignature(consistent, { ...good, signature: flipped(good.signature, at, bits) }, witness)
          return false
        } catch (error) {
          return (error as { code?: string }).code === 'log'
        }
      }),
    )
    for (const seconds of [0, -1, 1.5, 2 ** 53, Number.NaN])
      t.throws(() => by(witness, seconds), { code: 'log' }, String(seconds))
  })
  t.test('[G36] MUST NOT pass for the signature of a log, nor the other way, under one key', async (t) => {
    const both = { ...witness, name: log.name, key: log.key, signWith: log.signWith }
    const twice = verifiedOf(log, addSignatures(note, [by(both)]))
    t.equal(twice.signatures.length, 2, 'two key ids')
    const [line] = readNote(cosigned(log, note, [both], atSeconds)).signatures.slice(1)
    t.throws(() => readCheckpoint(writeNote(consistent.text, [line as NonNullable<typeof line>]), log), { code: 'log' })
  })
  t.test('[G37] MUST spoil the checkpoint when a known witness did not sign what it carries', async (t) => {
    const good = by(witness)
    const spoiled = verifiedOf(log, addSignatures(note, [{ ...good, signature: flipped(good.signature, 70) }]))
    t.throws(() => cosignaturesOf(spoiled, [witness]), { code: 'log' })
    t.same(cosignaturesOf(spoiled, [witnessOf('xc.example')]), [], 'to others it is an unknown line')
    const two = [good, by(witness, atSeconds - 5)]
    for (const lines of [two, two.toReversed()]) {
      const twice = verifiedOf(log, writeNote(consistent.text, [...consistent.signatures, ...lines]))
      t.match(cosignaturesOf(twice, [witness]), [{ atSeconds }], 'of two, the later')
    }
  })
})
