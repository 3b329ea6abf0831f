// Who may sign our next card, and the ceremony in which that key is used: on another machine, that sees drafts and nothing else.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { canonicalText } from '../../../crypto/canonical.ts'
import { followChain, heldChain, readLines } from '../../../crypto/card/chain.ts'
import { fingerprint } from '../../../crypto/card/words.ts'
import type { JsonObject } from '../../../crypto/json.ts'
import { bulla, initiated, wordsAt } from '../../support/command-line.ts'
import { scratch } from '../../support/installation.ts'

const root = await scratch(t)
const xa = await initiated(root, 'XA')
const chain = async () => (await openDirectory(xa).ownCard()) ?? ''
const newest = async () => (await heldChain(await chain())).at(-1)?.trusted.card
const safe = join(root, 'safe')
const ceremony = (...words: string[]) => bulla(root, ['keys', 'ceremony', ...words])
/** Cards say whole seconds. */
const later = () => new Promise((resolve) => setTimeout(resolve, 1_100))
const change = async (hours: string) => {
  const about = JSON.parse(await readFile(join(xa, 'card.json'), 'utf8')) as { contact: { hours: string } }
  about.contact.hours = hours
  await writeFile(join(xa, 'card.json'), JSON.stringify(about))
}

t.test('the first next key lies here; each card spends it and makes another', async (t) => {
  const first = await newest()
  t.same(await readdir(join(xa, 'next')), [`${first?.next[0]}.key.pem`])
  await change('Mo-Fr 08:00-17:00')
  t.equal((await bulla(xa, ['card', 'refresh'])).exit, 0)
  const second = await newest()
  t.match(second, { sequence: 2, contact: { hours: 'Mo-Fr 08:00-17:00' } })
  t.same(await readdir(join(xa, 'next')), [`${second?.next[0]}.key.pem`], 'the one that signed is gone')
  t.not(second?.next[0], first?.next[0])
  t.not(second && fingerprint(second).join(), first && fingerprint(first).join(), 'the words cover who may sign next')
})

t.test('a key of another machine is named, and the one that lay here is destroyed', async (t) => {
  const before = await heldChain(await chain())
  const made = await ceremony('--keys', 'safe', '--out', 'next.json', '--json')
  t.equal(made.exit, 0, made.err)
  const named = await bulla(xa, ['card', 'refresh', '--next', join(root, 'next.json')])
  t.equal(named.exit, 0, named.err)
  t.same((await newest())?.next, made.json['next'])
  t.same(await readdir(join(xa, 'next')), [])
  t.match(await followChain(before, readLines(await chain()), Date.now()), { taken: [{}] }, 'partners can follow')
})

t.test('from then on the gateway drafts, and the ceremony signs what a person has seen', async (t) => {
  const before = await heldChain(await chain())
  await change('by appointment')
  const asked = await bulla(xa, ['card', 'refresh'])
  t.equal(asked.exit, 1)
  t.match(asked.err, /lies elsewhere.*card\.draft\.json.*keys ceremony.*card refresh --signed/s)
  const draft = join(xa, 'requests/card.draft.json')
  const first = [draft, '--keys', 'safe', '--out', 'signed.json']
  const words = await wordsAt(xa)
  for (const more of [[], ['--yes']])
    t.match(await ceremony(...first, ...more), {
      exit: 2,
      err: /signed no card yet.*say --words/s,
      out: /card 3 becomes 4/,
    })
  const partner = await initiated(root, 'XB')
  const foreign = await ceremony(...first, '--yes', ...(await wordsAt(partner)))
  t.match(foreign, { exit: 1, err: /not the words of the card that the draft follows \(3\); nothing was signed/ })
  t.notMatch(foreign.out, new RegExp(String(words[1])), 'nor are they shown to be copied')
  t.match((await ceremony(...first, ...words)).err, /not confirmed/)
  const shown = await ceremony(...first, '--yes', ...words)
  t.equal(shown.exit, 0, shown.err)
  t.match(shown.out, /card 3 becomes 4/)
  t.match(shown.out, /- \/contact\/hours: Mo-Fr 08:00-17:00\n +\+ \/contact\/hours: by appointment/)
  t.notMatch(shown.out, /[-+] \/(?!contact)/, 'what stays is not shown')
  const lie = (await readdir(safe)).filter((name) => name.endsWith('.key.pem'))
  t.equal(lie.length, 1, 'the key that signed is destroyed, the one after it lies there')
  t.notMatch(await readFile(join(root, 'signed.json'), 'utf8'), /PRIVATE|"d"/)

  const text = await readFile(join(root, 'signed.json'), 'utf8')
  await writeFile(join(root, 'other.json'), text.replace('by appointment', 'never'))
  const altered = await bulla(xa, ['card', 'refresh', '--signed', join(root, 'other.json')])
  t.equal(altered.exit, 1)
  t.match(altered.err, /no card can be made/, 'the next key signed something else')
  const laid = await bulla(xa, ['card', 'refresh', '--signed', join(root, 'signed.json')])
  t.equal(laid.exit, 0, laid.err)
  t.match(await newest(), { sequence: 4, contact: { hours: 'by appointment' } })
  t.match(await followChain(before, readLines(await chain()), Date.now()), { taken: [{}] })
  t.notOk((await readdir(join(xa, 'requests'))).includes('card.draft.json'))
  t.equal((await bulla(xa, ['card', 'refresh', '--signed', join(root, 'signed.json')])).exit, 1, 'once')
  t.equal((await bulla(xa, ['check', '--offline'])).exit, 0)
})

const signedOf = async (name: string) => {
  const out = join(root, name)
  const signed = await ceremony(join(xa, 'requests/card.draft.json'), '--keys', 'safe', '--out', name, '--yes')
  return { out, signed }
}

t.test('what waits for the ceremony stays the same, however often it is asked for', async (t) => {
  await change('afternoons')
  await bulla(xa, ['card', 'refresh'])
  const draft = join(xa, 'requests/card.draft.json')
  const octets = await readFile(draft, 'utf8')
  await later()
  t.match((await bulla(xa, ['card', 'refresh'])).err, /lies elsewhere/)
  t.equal(await readFile(draft, 'utf8'), octets)
  const check = await bulla(xa, ['check', '--offline'])
  t.match(check.out, /differs from card\.json \(contact\).*take .*card\.draft\.json to the ceremony/s)
  await writeFile(draft, '{"draft": ')
  t.match((await bulla(xa, ['card', 'refresh'])).err, /lies elsewhere/, 'one that was spoilt is made anew')
  t.match(JSON.parse(await readFile(draft, 'utf8')), { draft: { contact: { hours: 'afternoons' } } })
})

t.test('what the ceremony has signed is taken, although another draft was made since', async (t) => {
  const { out, signed } = await signedOf('earlier.json')
  t.equal(signed.exit, 0, signed.err)
  // The key that signed is destroyed: this card alone can follow ours.
  await change('mornings')
  t.match((await bulla(xa, ['card', 'refresh'])).err, /lies elsewhere/)
  const laid = await bulla(xa, ['card', 'refresh', '--signed', out])
  t.equal(laid.exit, 0, laid.err)
  t.match(laid.out, /changed since it was drafted: run "bulla card refresh" once more/)
  t.match(await newest(), { sequence: 5, contact: { hours: 'afternoons' } })
  t.match((await bulla(xa, ['card', 'refresh'])).err, /lies elsewhere/)
  const then = await signedOf('then.json')
  t.equal(then.signed.exit, 0, then.signed.err)
  const last = await bulla(xa, ['card', 'refresh', '--signed', then.out])
  t.notMatch(last.out, /once more/)
  t.match(await newest(), { sequence: 6, contact: { hours: 'mornings' } })
})

t.test('a rotation whose keys wait for the ceremony goes through, however many days lie between', async (t) => {
  const rotated = await bulla(xa, ['keys', 'rotate', 'encryption'])
  t.match(rotated.err, /lies elsewhere/)
  const draft = join(xa, 'requests/card.draft.json')
  const octets = await readFile(draft, 'utf8')
  await later()
  const again = await bulla(xa, ['keys', 'rotate', 'all'])
  t.match(
    again.err,
    /encryption-1\.key\.pem\)\nhint: our card does not name the new encryption key yet, so first: bulla card refresh\nhint: once partners hold our card: bulla keys rotate encryption --finish/,
  )
  await bulla(xa, ['card', 'refresh'])
  t.equal(await readFile(draft, 'utf8'), octets, 'the window of the new key stays too')
  t.match((await bulla(xa, ['check', '--offline'])).out, /differs from the keys.*to the ceremony/s)
  const { out, signed } = await signedOf('rotated.json')
  t.equal(signed.exit, 0, signed.err)
  const laid = await bulla(xa, ['card', 'refresh', '--signed', out])
  t.equal(laid.exit, 0, laid.err)
  t.notMatch(laid.out, /once more/)
  t.equal((await newest())?.encryption.length, 2)
})

t.test('a signed card that names a key that is not here is not laid down', async (t) => {
  const key = join(xa, 'keys/encryption-1.key.pem')
  await change('evenings')
  await bulla(xa, ['card', 'refresh'])
  const { out } = await signedOf('gone.json')
  await rename(key, join(root, 'away.pem'))
  const refused = await bulla(xa, ['card', 'refresh', '--signed', out])
  t.equal(refused.exit, 1)
  t.match(refused.err, /names key .* which does not lie in keys/)
  await rename(join(root, 'away.pem'), key)
  t.equal((await bulla(xa, ['card', 'refresh', '--signed', out])).exit, 0)
})

t.test('keys that are replaced while the card is at the ceremony keep nobody from laying it down', async (t) => {
  for (const [index, words] of [
    ['rotate', 'log'],
    ['revoke', 'encryption'],
  ].entries()) {
    await change(`by telephone ${index}`)
    await bulla(xa, ['card', 'refresh'])
    const { out, signed } = await signedOf(`meanwhile-${index}.json`)
    t.equal(signed.exit, 0, signed.err)
    t.match((await bulla(xa, ['keys', ...words])).err, /lies elsewhere/, words.join(' '))
    const laid = await bulla(xa, ['card', 'refresh', '--signed', out])
    t.equal(laid.exit, 0, laid.err)
    t.match(laid.out, /once more/)
    await bulla(xa, ['card', 'refresh'])
    const then = await signedOf(`after-${index}.json`)
    t.equal(then.signed.exit, 0, then.signed.err)
    const last = await bulla(xa, ['card', 'refresh', '--signed', then.out])
    t.equal(last.exit, 0, last.err)
    t.notMatch(last.out, /once more/)
  }
  const card = await newest()
  t.ok(card?.revoked?.length, 'and the card after it says what was revoked')
})

t.test('what no partner would take is not signed, as the key that signs is gone then', async (t) => {
  await change('on Fridays')
  await bulla(xa, ['card', 'refresh'])
  const place = join(xa, 'requests/card.draft.json')
  const text = await readFile(place, 'utf8')
  const keys = await readdir(safe)
  type Kid = { kid: string }
  type Told = Record<string, unknown> & { signing: Kid[]; encryption: Kid[]; log: Kid }
  type Drafted = { draft: Told; older: string }
  const signing = async (name: string, alter: (drafted: Drafted) => void) => {
    const drafted = JSON.parse(text) as Drafted
    alter(drafted)
    await writeFile(join(root, 'altered.json'), JSON.stringify(drafted))
    const signed = await ceremony('altered.json', '--keys', 'safe', '--out', `${name}.json`, '--yes')
    t.equal(signed.exit, 1, name)
    t.same(await readdir(safe), keys, `${name}: every next key is still there, and no other`)
    return signed.err
  }
  for (const [name, expected, alter] of [
    ['number', /sequence 99, expected/, ({ draft }) => (draft['sequence'] = 99)],
    ['member', /of member XB/, ({ draft }) => (draft['member'] = 'XB')],
    ['ahead', /ahead of us/, ({ draft }) => (draft['issuedAt'] = '2096-01-01T00:00:00.000Z')],
    ['open', /must have required|must NOT have/, ({ draft }) => delete draft['tls']],
    ['more', /no partner would take/, ({ draft }) => (draft['x'] = 1)],
    ['keyless', /no partner would take/, ({ draft }) => (draft.encryption = [])],
    ['address', /endpoint/, ({ draft }) => (draft['endpoint'] = 'http://x')],
    ['kid', /no partner would take/, ({ draft }) => (draft.log.kid = draft.signing[0]?.kid ?? '')],
    ['forgets', /does not say that key .* is revoked/, ({ draft }) => delete draft['revoked']],
    [
      'lapsed',
      /no encryption key of the card is in its window/,
      ({ draft }) => {
        for (const each of draft.encryption)
          Object.assign(each, { notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2021-01-01T00:00:00.000Z' })
      },
    ],
  ] satisfies [string, RegExp, (drafted: Drafted) => void][])
    t.match(await signing(name, alter), expected, name)

  // Another card before it, so that nothing seems to change.
  const forged = await signing('forged', (drafted) => {
    const [head, body = '', signature] = drafted.older.split('.')
    const older = JSON.parse(Buffer.from(body, 'base64url').toString()) as { endpoint: string }
    for (const each of [older, drafted.draft]) each['endpoint'] = 'https://localhost:9'
    drafted.older = [
      head,
      Buffer.from(canonicalText(older as object as JsonObject)).toString('base64url'),
      signature,
    ].join('.')
  })
  t.match(forged, /the draft follows card \d+, .*; the key that is to sign was named by card/)

  const nowhere = await ceremony(place, '--keys', 'safe', '--out', 'nowhere/signed.json', '--yes')
  t.match(nowhere.err, /nowhere: there is no such folder/)
  t.same(await readdir(safe), keys)
  const { out, signed } = await signedOf('sound.json')
  t.equal(signed.exit, 0, signed.err)
  t.match(signed.out, /the words of card \d+: (?:[a-z]+ ?){12}/)
  t.equal((await bulla(xa, ['card', 'refresh', '--signed', out])).exit, 0)
})

t.test('another host and another name on the line are told to whoever signs', async (t) => {
  const about = JSON.parse(await readFile(join(xa, 'card.json'), 'utf8')) as { endpoint: string }
  await writeFile(join(xa, 'card.json'), JSON.stringify({ ...about, endpoint: 'https://gateway.xa.example:8443' }))
  await bulla(xa, ['card', 'refresh'])
  const { signed } = await signedOf('moved.json')
  t.equal(signed.exit, 0, signed.err)
  t.match(signed.out, /partner door is at gateway\.xa\.example.*only once people there have said so/)
  t.equal((await bulla(xa, ['card', 'refresh', '--signed', join(root, 'moved.json')])).exit, 0)
})

t.test('a ceremony says what is wrong with what it is given', async (t) => {
  t.equal((await ceremony('--out', 'x.json')).exit, 2)
  await writeFile(join(root, 'no.json'), '{}')
  t.match((await ceremony('no.json', '--keys', 'safe', '--out', 'x.json', '--yes')).err, /no draft of a card/)
  await bulla(xa, ['card', 'refresh'])
  const draft = join(xa, 'requests/card.draft.json')
  t.match(
    (await ceremony(draft, '--keys', 'elsewhere', '--out', 'x.json', '--yes')).err,
    /elsewhere: there is no such folder/,
  )
  t.match((await bulla(xa, ['card', 'refresh', '--next', join(root, 'no.json')])).err, /names no next keys/)
})

t.test('what was signed and did not arrive is written again; what arrived before is told so', async (t) => {
  await change('at noon')
  await bulla(xa, ['card', 'refresh'])
  const first = await signedOf('lost.json')
  t.equal(first.signed.exit, 0, first.signed.err)
  const held = await readdir(safe)
  const card = await readFile(first.out, 'utf8')
  await rm(first.out)
  const again = await signedOf('again.json')
  t.equal(again.signed.exit, 0, again.signed.err)
  t.match(again.signed.out, /was signed here already, and is written again; nothing was signed\nNext: carry/)
  t.equal(await readFile(again.out, 'utf8'), card)
  t.same(await readdir(safe), held, 'no key was made or spent')
  await change('at night')
  await bulla(xa, ['card', 'refresh'])
  t.match((await signedOf('again.json')).signed.out, /It says something else than this draft/)
  const laid = await bulla(xa, ['card', 'refresh', '--signed', again.out])
  t.equal(laid.exit, 0, laid.err)
  const twice = await bulla(xa, ['card', 'refresh', '--signed', again.out])
  t.match(twice.err, /is our card already \(\d+\); nothing was changed\nhint: nothing is left to do/)
  const older = await bulla(xa, ['card', 'refresh', '--signed', join(root, 'signed.json')])
  t.match(older.err, /this signed card is 4, and ours is \d+ already and another one; nothing was changed/)
  const named = await bulla(xa, ['card', 'refresh', '--next', join(root, 'next.json')])
  t.match(named.err, /lies elsewhere already: card \d+ names .*\nhint: say it without --next/)
})
