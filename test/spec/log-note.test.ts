import fc from 'fast-check'
import t from 'tap'
import { makeKey, publicJwk } from '../../crypto/jose/engine.ts'
import { isSignedBy, logSigningKey, logVerifyingKey, signEd25519 } from '../../crypto/log/log-key.ts'
import {
  addSignatures,
  fromBase64,
  maxNoteBytes,
  maxSignatures,
  readNote,
  signNote,
  verifyNote,
  writeNote,
  writeVerifierKey,
} from '../../crypto/log/note.ts'
import { fromHex, toHex, utf8 } from '../../crypto/octets.ts'
import { readVerifierKey } from '../support/log-reading.ts'
import { flipped, logOf, pemOf } from './log-trees.ts'

// The example of C2SP signed-note, and that of golang.org/x/mod/sumdb/note with its published private key.
const example = {
  vkey: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  note: `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`,
}
const neumann = {
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}

const log = logOf('xa.example')
const other = logOf('xb.example')
const text = 'one\n\ntwo\n'
const signed = (...logs: (typeof log)[]) =>
  writeNote(
    text,
    logs.map(({ name, signWith }) => signNote(text, name, signWith)),
  )

t.test('a signed note', async (t) => {
  t.test('[G19] verifies as published', async (t) => {
    for (const { vkey, note } of [example, { vkey: neumann.vkey, note: `${neumann.text}\n${neumann.signature}` }]) {
      t.equal(verifyNote(readNote(note), readVerifierKey(vkey)), note.slice(0, note.lastIndexOf('\n\n') + 1))
      t.throws(() => verifyNote(readNote(note.replace('is', 'iz')), readVerifierKey(vkey)), { code: 'log' })
    }
  })
  t.test('[G20] is signed as published: the same text and key give the same note', async (t) => {
    const key = logSigningKey(pemOf(fromBase64(neumann.seed).subarray(1)))
    const { name } = readVerifierKey(neumann.vkey)
    t.equal(writeNote(neumann.text, [signNote(neumann.text, name, key)]), `${neumann.text}\n${neumann.signature}`)
    t.equal(writeVerifierKey({ name, key, type: 1 }), neumann.vkey)
  })
  t.test('[G21] MUST be in strict spelling and within bounds', async (t) => {
    const note = signed(log)
    const line = note.slice(note.lastIndexOf('\n\n') + 2, -1)
    const [, name, encoded] = line.split(' ') as [string, string, string]
    const withLine = (changed: string) => `${text}\n${changed}\n`
    t.equal(readNote(withLine(line)).text, text)
    const broken = [
      ...[
        '',
        '\n',
        '\n\n',
        text,
        `${text}\n`,
        `${text}\n\n`,
        note.slice(0, -1),
        `${note}\n`,
        `${note}x`,
        note.replaceAll('\n', '\r\n'),
      ],
      ...[
        note.replace('one', 'o\tne'),
        note.replace('one', 'o\0ne'),
        note.replace('one', 'o\ud800ne'),
        line,
        `\n${line}\n`,
      ],
      ...[
        withLine(line.slice(2)),
        withLine(`- ${name} ${encoded}`),
        withLine(`—${name} ${encoded}`),
        withLine(`${line} `),
      ],
      ...[
        withLine(`— ${name}  ${encoded}`),
        withLine(`— ${encoded}`),
        withLine(`—  ${encoded}`),
        withLine(`— a+b ${encoded}`),
      ],
      ...['\u00a0', '\u0085', '\u2003', '\u3000'].map((space) => withLine(`— a${space}b ${encoded}`)),
      ...[
        withLine(`— ${'n'.repeat(256)} ${encoded}`),
        withLine(`— ${name} ${encoded.slice(0, -1)}`),
        withLine(`— ${name} AAAAAA==`),
      ],
      ...[
        withLine(`— ${name} ${encoded.replace('=', '')}`),
        withLine(`— ${name} ${encoded} ${encoded}`),
        withLine(`— ${name} ===`),
      ],
      ...[withLine(`— ${name} ${encoded.slice(0, -2)}${encoded.at(-2) === '9' ? '8' : '9'}=`)],
      withLine(
        Array(maxSignatures + 1)
          .fill(line)
          .join('\n'),
      ),
      `${'x'.repeat(maxNoteBytes)}\n\n${line}\n`,
    ]
    for (const found of broken) t.throws(() => readNote(found), { code: 'log' }, JSON.stringify(found).slice(0, 60))
    t.throws(() => readNote(Uint8Array.of(0xff, 0x0a, 0x0a, 0x0a)), { code: 'log' }, 'not UTF-8')
    t.equal(readNote(withLine(Array(maxSignatures).fill(line).join('\n'))).signatures.length, maxSignatures)
  })
  t.test('[G22] MUST ignore signatures of unknown keys, and fail where there is no other', async (t) => {
    const both = signed(log, other)
    t.equal(verifyNote(readNote(both), log), text)
    t.equal(verifyNote(readNote(utf8(both)), other), text)
    t.throws(() => verifyNote(readNote(signed(other)), log), { code: 'log' })
    t.throws(() => verifyNote(readNote(both), { name: log.name, key: other.key }), { code: 'log' }, 'another key')
    t.throws(
      () => verifyNote(readNote(both), { name: 'xc.example/log', key: log.key }),
      { code: 'log' },
      'another name',
    )
    const renamed = both.replace(`— ${other.name}`, `— ${log.name}`)
    t.equal(verifyNote(readNote(renamed), log), text, 'the name alone does not make a key known')
  })
  t.test('[G23] MUST fail when a signature of the known key does not verify, even beside one that does', async (t) => {
    const { signatures } = readNote(signed(log))
    const [good] = signatures as [(typeof signatures)[number]]
    const bad = { ...good, signature: flipped(good.signature, 5) }
    t.throws(() => verifyNote({ text, signatures: [bad] }, log), { code: 'log' })
    t.throws(() => verifyNote({ text, signatures: [good, bad] }, log), { code: 'log' })
    t.throws(() => verifyNote({ text, signatures: [{ ...good, signature: good.signature.subarray(1) }] }, log), {
      code: 'log',
    })
    t.equal(readNote(addSignatures(writeNote(text, [bad]), [good])).signatures.length, 1, 'a newer one takes its place')
  })
  t.test('[G24] MUST fail when any octet of it is another', async () => {
    const octets = utf8(signed(log))
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        try {
          verifyNote(readNote(flipped(octets, at, bits)), log)
          return false
        } catch (error) {
          return (error as { code?: string }).code === 'log'
        }
      }),
      { numRuns: 1000 },
    )
  })
  t.test('[G25] MUST NOT be written so that it reads otherwise', async (t) => {
    const [signature] = readNote(signed(log)).signatures
    if (!signature) throw new Error('no signature')
    for (const wrong of ['', 'no line feed', 'tab\t\n', 'half \ud83d\n']) {
      t.throws(() => writeNote(wrong, [signature]), { code: 'log' }, JSON.stringify(wrong))
    }
    t.throws(() => writeNote(text, []), { code: 'log' })
    t.throws(() => writeNote(text, [{ ...signature, name: 'a b' }]), { code: 'log' })
    t.throws(() => writeNote(text, [{ ...signature, name: `a AAAAAAA=\n— b` }]), { code: 'log' })
    t.throws(() => signNote(text, 'a+b', log.signWith), { code: 'log' })
  })
})

t.test('a key of the log', async (t) => {
  t.test('[G26] comes from PKCS #8, and its public half from a card or a verifier key', async (t) => {
    const pem = await makeKey('Ed25519')
    const signing = logSigningKey(pem)
    const verifying = logVerifyingKey(await publicJwk(pem))
    t.equal(toHex(verifying.publicKey), toHex(signing.publicKey))
    t.ok(isSignedBy(verifying, utf8('x'), signEd25519(utf8('x'), signing)))
    t.notOk(isSignedBy(verifying, utf8('y'), signEd25519(utf8('x'), signing)))
    const vkey = writeVerifierKey({ name: 'xa.example/log', key: verifying, type: 4 })
    t.match(readVerifierKey(vkey), { name: 'xa.example/log', type: 4, key: { publicKey: verifying.publicKey } })
    t.throws(() => logSigningKey('no key'), { code: 'malformed' })
    t.throws(() => logVerifyingKey(new Uint8Array(31)), { code: 'malformed' })
    const [p256, jwk] = [await makeKey('P-256'), await publicJwk(pem)]
    t.throws(() => logSigningKey(p256), { code: 'algorithm' })
    const p256Jwk = await publicJwk(p256)
    t.throws(() => logVerifyingKey(p256Jwk), { code: 'algorithm' })
    t.throws(() => logVerifyingKey({ ...jwk, d: 'AA' }), { code: 'malformed' })
    t.throws(() => logVerifyingKey({ ...jwk, x: 1 }), { code: 'malformed' })
    t.throws(() => signEd25519(utf8('x'), { ...signing }), { code: 'key-unknown' }, 'an imitation')
  })
  t.test('[G27] MUST be told by name, type and key together', async (t) => {
    const vkey = log.vkey
    t.same(writeVerifierKey(readVerifierKey(vkey)), vkey)
    for (let at = 0; at < vkey.length; at += 1) {
      const changed = `${vkey.slice(0, at)}${vkey[at] === 'a' ? 'b' : 'a'}${vkey.slice(at + 1)}`
      t.throws(() => readVerifierKey(changed), { name: 'CryptoError' }, changed)
      t.throws(() => readVerifierKey(vkey.slice(0, at)), { code: 'log' })
    }
    for (const wrong of [`${vkey} `, ` ${vkey}`, `${vkey}\n`, vkey.replace('+', '++'), 'n'.repeat(100_000)]) {
      t.throws(() => readVerifierKey(wrong), { code: 'log' })
    }
  })
  t.test('[G28] MUST NOT be of small order', async (t) => {
    const points = [
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0100000000000000000000000000000000000000000000000000000000000000',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ].map(fromHex)
    for (const point of points) {
      t.throws(() => logVerifyingKey(point), { code: 'algorithm' })
      t.throws(() => logVerifyingKey(flipped(point, 31, 0x80)), { code: 'algorithm' }, 'with the other sign')
    }
    for (const beyond of [
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ]) {
      t.throws(() => logVerifyingKey(fromHex(beyond)), { code: 'algorithm' }, 'the same point, written otherwise')
    }
  })
})
