import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openDirectory } from '../../../config/directory.ts'
import { unwrapped } from '../../../crypto/card/chain.ts'
import { bulla, initiated } from '../../support/command-line.ts'

const root = await mkdtemp(join(tmpdir(), 'bulla-partner-'))
t.teardown(() => rm(root, { recursive: true }))
const [xa, xb] = [await initiated(root, 'XA'), await initiated(root, 'XB', '--language', 'fr,en')]
const card = join(xb, 'card.jws')
const words = ((await bulla(xb, ['card', '--json'])).json['words'] as string[]).join(' ')
/** What a person types who had the words read, and then says this. */
const heard = (then: string) => (question: string) => {
  const place = /^Word (\d+) of the twelve/.exec(question)?.[1]
  return place === undefined ? then : (words.split(' ')[Number(place) - 1] ?? '')
}
const partners = () => openDirectory(xa).listPartners()

t.test('a partner is added after its words were compared, in whichever way', async (t) => {
  for (const [more, circumstances, exit, message] of [
    [
      ['--words', words.replace(/ \w+$/, ' zoo zoo')],
      {},
      1,
      /the words differ: 13 were given, there are 12; nothing was added/,
    ],
    [['--words', words.replace(/^\w+/, 'wrong')], {}, 1, /the words differ at number 1; nothing was added/],
    [[], {}, 2, /nobody can be asked here.*\nhint: say --words/],
    [[], { answer: 'no' }, 1, /"no" is not word \d+ of this card; nothing was added\nhint: have XB read all twelve/],
    [[], { answer: 'yes' }, 1, /"yes" is not word \d+ of this card/],
    [[], { answer: heard('no') }, 1, /the words were not confirmed; nothing was added/],
    [[], { answer: heard('y') }, 1, /the words were not confirmed/],
    [[], { answer: heard('') }, 1, /the words were not confirmed/],
  ] as const) {
    const refused = await bulla(xa, ['partner', 'add', card, ...more], circumstances)
    t.equal(refused.exit, exit)
    t.match(refused.err, message)
    t.same(await partners(), [], 'nothing was laid down')
  }
  for (const [more, circumstances] of [
    [['--words', ` ${words.toUpperCase().replaceAll(' ', ',\n')} `], {}],
    [[], { answer: heard(' Yes ') }],
    [['--yes'], {}],
  ] as const) {
    const added = await bulla(xa, ['partner', 'add', card, ...more], circumstances)
    t.equal(added.exit, 0, added.err)
    t.ok(`${added.out}${added.err}`.includes(words.split(' ').slice(0, 6).join(' ')), 'and were shown')
    t.match(await partners(), [{ member: 'XB', state: 'active', words: words.split(' ') }])
    await rm(join(xa, 'partners/XB.json'))
  }
  t.match((await bulla(xa, ['partner', 'add', card, '--yes', '--json'])).json, { member: 'XB', outcome: 'added' })
  t.match((await bulla(xa, ['partner', 'add', card, '--json'])).json, { outcome: 'unchanged' })
})

t.test('three of the twelve words are typed before any is shown, and nobody knows which [N8]', async (t) => {
  await rm(join(xa, 'partners/XB.json'))
  const places = new Set<string>()
  for (let round = 0; round < 24; round += 1) {
    const questions: string[] = []
    const listening = (question: string) => {
      questions.push(question)
      return heard('no')(question)
    }
    const { out, err } = await bulla(xa, ['partner', 'add', card], { answer: listening })
    t.equal(questions.length, 4)
    t.notOk(out.includes(words.split(' ').slice(0, 2).join(' ')), 'not with the card')
    t.equal(err.split(words.split(' ').slice(0, 6).join(' ')).length, 2, 'but once, after the three')
    for (const question of questions.slice(0, 3)) places.add(/^Word (\d+) /.exec(question)?.[1] ?? question)
  }
  t.ok(places.size > 8, `${places.size} of the twelve were asked for in 24 rounds`)
})

t.test('a card that was wrapped, quoted or surrounded on its way by mail is taken [N8]', async (t) => {
  const whole = (await readFile(card, 'utf8')).trim()
  const wrapped = (width: number, end = '\n') => whole.replaceAll(new RegExp(`.{${width}}`, 'g'), `$&${end}`)
  for (const [how, text] of [
    ['at 76', wrapped(76)],
    ['at 72, as Windows ends lines', wrapped(72, '\r\n')],
    ['as quoted-printable', wrapped(75, '=\r\n')],
    ['quoted in an answer', wrapped(70).replaceAll(/^/gm, '> > ')],
    ['indented', wrapped(60, '\n    ')],
    ['between words', `Dear colleague,\n\nhere is our card:\n\n${wrapped(76)}\n\nKind regards\n-- \nB. Example`],
    ['with a byte order mark', `\ufeff${wrapped(76)}`],
    ['with soft hyphens', wrapped(40, '\u00ad\n')],
  ] as const) {
    const file = join(root, 'mailed.jws')
    await writeFile(file, text)
    const added = await bulla(xa, ['partner', 'add', file, '--words', words, '--json'])
    t.match(added.json, { member: 'XB', outcome: /added|unchanged/ }, `${how}: ${added.err}`)
    t.match(await partners(), [{ card: whole }], `${how}: octet for octet`)
    await rm(join(xa, 'partners/XB.json'))
  }
  await writeFile(join(root, 'mailed.jws'), whole.slice(0, -40))
  t.equal(
    (await bulla(xa, ['partner', 'add', join(root, 'mailed.jws'), '--words', words])).exit,
    1,
    'a piece is missing',
  )
  await bulla(xa, ['partner', 'add', card, '--yes'])
})

t.test('a chain that was wrapped is the same chain [N8]', async (t) => {
  const whole = (await readFile(card, 'utf8')).trim()
  const chain = [whole, whole, whole].join('\n')
  t.equal(unwrapped(chain.replaceAll(/.{76}/g, '$&\n')), chain)
  t.equal(unwrapped(chain), chain)
  t.equal(unwrapped('  no card at all\n'), 'no card at all')
})

t.test('a partner that was added by mistake is removed; one with an agreement stays [N8]', async (t) => {
  t.match((await bulla(xa, ['partner', 'remove', 'XC'])).err, /XC is not among our partners/)
  t.equal((await bulla(xa, ['agreement', 'new', 'XB', '--out', join(root, 'agreed.json')])).exit, 0)
  t.match(await bulla(xa, ['partner', 'remove', 'XB']), { exit: 1, err: /XB stays: there is an agreement with it \(/ })
  t.match(await partners(), [{ member: 'XB' }])
  await rm(join(xa, 'agreements'), { recursive: true })
  t.match((await bulla(xa, ['partner', 'remove', 'XB', '--json'])).json, { member: 'XB' })
  t.same(await partners(), [])
  t.match((await bulla(xa, ['partner', 'add', card, '--yes', '--json'])).json, { outcome: 'added' })
})

t.test('a newer card signed by a known key is taken without words', async (t) => {
  await bulla(xa, ['partner', 'suspend', 'XB'])
  await bulla(xb, ['card', 'refresh'])
  const { exit, json } = await bulla(xa, ['partner', 'add', card, '--json'])
  t.equal(exit, 0)
  t.match(json, { outcome: 'renewed', sequence: 2 })
  t.match(await partners(), [{ state: 'suspended' }], 'and changes nothing else')
  t.match((await bulla(xa, ['partner', 'resume', 'XB', '--json'])).json, { member: 'XB', state: 'active' })
})

t.test('a card of the same member by other keys is refused until a person says otherwise', async (t) => {
  const impostor = await initiated(join(root, 'elsewhere'), 'XB')
  const forged = join(impostor, 'card.jws')
  const before = await partners()
  const refused = await bulla(xa, ['partner', 'add', forged, '--yes'])
  t.equal(refused.exit, 1)
  t.match(refused.err, /no key that its card in use names as next signed this one/)
  t.same(await partners(), before)
  const through = 'http://proxy.xa.example:3128'
  await bulla(xa, ['partner', 'proxy', 'XB', '--through', through])
  await bulla(xa, ['partner', 'suspend', 'XB'])
  const replaced = await bulla(xa, ['partner', 'add', forged, '--replace', '--yes'])
  t.match(replaced.out, /the exchange with it is suspended\nNext: bulla partner resume XB/)
  t.match((await bulla(xa, ['partner', 'proxy', 'XB', '--json'])).json, { proxy: through }, 'reached as before')
  await bulla(xa, ['partner', 'proxy', 'XB', '--direct'])
  await bulla(xa, ['partner', 'resume', 'XB'])
  t.match((await bulla(xa, ['partner', 'add', card, '--replace', '--yes', '--json'])).json, { outcome: 'replaced' })
})

t.test('a card that is none, is ours, or could be taken for another on the line is refused', async (t) => {
  const [changed, clash] = [join(root, 'changed.jws'), await initiated(root, 'XC', '--trust-domain', 'xb.bulla')]
  const jws = (await readFile(card, 'utf8')).trim()
  await writeFile(changed, `${jws.slice(0, -10)}AAAAAAAAAA`)
  const ours = await initiated(root, 'XD', '--trust-domain', 'xa.bulla')
  for (const [file, message] of [
    [changed, /does not verify/],
    [join(xa, 'bulla.json'), /bulla\.json: .*\nhint: ask the partner for the card\.jws/],
    [join(xa, 'card.jws'), /this is the card of XA, which we are ourselves/],
    [join(clash, 'card.jws'), /XC uses the trust domain xb\.bulla of XB/],
    [join(ours, 'card.jws'), /XD uses our own trust domain xa\.bulla/],
    ['nowhere.jws', /there is no such file; expected the signed card of a partner/],
  ] as const) {
    const refused = await bulla(xa, ['partner', 'add', file, '--yes'])
    t.equal(refused.exit, 1, file)
    t.match(refused.err, message)
  }
  const late = await bulla(xa, ['partner', 'add', join(clash, 'card.jws'), '--yes'], {
    nowMs: Date.now() + 3 * 365 * 86_400_000,
  })
  t.equal(late.exit, 1, 'nor one whose keys have lapsed')
})

t.test('partners are listed and shown', async (t) => {
  t.match((await bulla(xa, ['partner', 'list'])).out, /^XB +active +2 +https:\/\/localhost:8443 +Customs of XB$/m)
  const { partners } = (await bulla(xa, ['partner', 'list', '--json'])).json
  t.match(partners, [{ member: 'XB', state: 'active', sequence: 2 }])
  const shown = await bulla(xa, ['partner', 'show', 'XB', '--json'])
  const newer = (await bulla(xb, ['card', '--json'])).json['words']
  t.same(shown.json['words'], newer, 'both sides say the words of the newer card')
  t.not((newer as string[]).join(' '), words, 'which names another next key')
  const unknown = await bulla(xa, ['partner', 'show', 'XZ'])
  t.equal(unknown.exit, 1)
  t.match(unknown.err, /XZ is not among our partners \(XB\)\nhint: add its card/)
  t.equal((await bulla(xa, ['partner', 'suspend', 'XZ'])).exit, 1)
})

t.test('both members hold the same agreement, octet for octet', async (t) => {
  await bulla(xb, ['partner', 'add', join(xa, 'card.jws'), '--yes'])
  const made = await bulla(root, [
    'agreement',
    'new',
    'XB',
    '--due-days',
    '60',
    '--four-eyes',
    'request,response',
    '--out',
    'sent.json',
    '--folder',
    xa,
    '--json',
  ])
  t.equal(made.exit, 0, made.err)
  t.match(made.json, {
    agreement: {
      id: 'xa-xb-tfa12',
      members: ['XA', 'XB'],
      suite: 'B',
      languages: ['en'],
      parameters: { dueDays: 60, fourEyes: ['request', 'response'] },
    },
  })
  // Mail programs wrap and indent; what counts is the canonical text.
  const sent = join(root, 'sent.json')
  await writeFile(join(root, 'indented.json'), JSON.stringify(JSON.parse(await readFile(sent, 'utf8')), null, 4))
  const added = await bulla(root, ['agreement', 'add', 'indented.json', '--folder', xb, '--json'])
  t.equal(added.exit, 0)
  t.equal(added.json['sha256'], made.json['sha256'])
  const name = 'agreements/xa-xb-tfa12.json'
  t.equal(await readFile(join(xa, name), 'utf8'), await readFile(join(xb, name), 'utf8'))
  const [shownA, shownB] = [
    await bulla(xa, ['agreement', 'show', 'xa-xb-tfa12']),
    await bulla(xb, ['agreement', 'show', 'xa-xb-tfa12']),
  ]
  t.equal(shownA.out, shownB.out, 'and are shown the same fingerprint')
  t.match((await bulla(xa, ['agreement', 'list'])).out, /^xa-xb-tfa12 +XA XB +tfa12 +B /m)
  t.equal((await bulla(xa, ['check', '--offline'])).exit, 0)
})

t.test('what a member accepts in advance stands in the agreement, with its officer and its end [R13]', async (t) => {
  const make = (row: string, ...words: string[]) =>
    bulla(root, ['agreement', 'new', 'XB', '--id', 'standing', '--standing-acceptance', row, ...words, '--folder', xa])
  const made = await make('XA; J. Example; head of verification; 2090-12-31')
  t.equal(made.exit, 0, made.err)
  t.match(
    made.out,
    /accepted +by XA in advance, the default terms until 2090-12-31 \(J\. Example, head of verification\)/,
  )
  const sent = JSON.parse(await readFile(join(root, 'standing.json'), 'utf8'))
  t.same(sent.standingAcceptance, [
    { member: 'XA', officer: 'J. Example', role: 'head of verification', terms: 'defaults', until: '2090-12-31' },
  ])
  t.match((await make('XA; J. Example; 2090-12-31', '--replace')).err, /does not name a member, an officer/)
  t.match((await make('XC; J. Example; head; 2090-12-31', '--replace')).err, /standingAcceptance\/0\/member/)
  await rm(join(xa, 'agreements/standing.json'))
})

t.test('another text under the same id is refused; a wrong text names its field', async (t) => {
  const sent = JSON.parse(await readFile(join(root, 'sent.json'), 'utf8'))
  const file = join(root, 'other.json')
  for (const [text, words, message] of [
    [
      { ...sent, parameters: { ...sent.parameters, dueDays: 90 } },
      [],
      /an agreement xa-xb-tfa12 with another text is laid down already/,
    ],
    [{ ...sent, members: ['XA', 'XC'] }, [], /XB is no party/],
    [{ ...sent, loophole: true }, [], /\/loophole/],
    [{ ...sent, from: '2026-02-30' }, [], /\/from/],
  ] as const) {
    await writeFile(file, JSON.stringify(text))
    const refused = await bulla(xb, ['agreement', 'add', file, ...words])
    t.equal(refused.exit, 1)
    t.match(refused.err, message)
  }
  await copyFile(join(root, 'sent.json'), file)
  t.equal((await bulla(xb, ['agreement', 'add', file])).exit, 0, 'the same text again is no change')
  for (const [words, exit] of [
    [['XB', '--profile', 'nothing'], 2],
    [['XB', '--four-eyes', 'nothing'], 2],
    [['XB', '--due-days', '0'], 2],
    [['XB', '--until', '2020-01-01', '--id', 'ended'], 1],
    [['XB', '--due-days', '30'], 1],
    [['XZ'], 1],
  ] as const)
    t.equal((await bulla(root, ['agreement', 'new', ...words, '--folder', xa])).exit, exit, words.join(' '))
  t.equal((await bulla(xa, ['agreement', 'show', 'nothing'])).exit, 1)
})

t.test('a client gets its token once, and only its digest stays', async (t) => {
  const { exit, json } = await bulla(xa, [
    'client',
    'add',
    'declarations',
    '--offices',
    'XA000101,XA000102',
    '--roles',
    'read',
    '--roles',
    'submit',
    '--json',
  ])
  t.equal(exit, 0)
  t.match(json, {
    id: 'declarations',
    offices: ['XA000101', 'XA000102'],
    roles: ['submit', 'read'],
    token: /^[A-Za-z0-9_-]{43}$/,
  })
  t.notMatch(await readFile(join(xa, 'clients.json'), 'utf8'), String(json['token']))
  const again = await bulla(xa, ['client', 'add', 'declarations', '--offices', 'all', '--roles', 'read'])
  t.equal(again.exit, 1)
  t.match(again.err, /there is a client declarations already/)
  const certificate = join(xa, 'keys/national.cert.pem')
  const byCertificate = await bulla(xa, [
    'client',
    'add',
    'monitoring',
    '--offices',
    'all',
    '--roles',
    'operate',
    '--certificate',
    certificate,
    '--json',
  ])
  t.match(byCertificate.json, { certificateSha256: /^[0-9a-f]{64}$/ })
  t.notOk('token' in byCertificate.json)
  const { certificateSha256: sha256 } = byCertificate.json
  const twice = ['client', 'add', 'other', '--offices', 'all', '--roles', 'monitor', '--certificate', certificate]
  t.match((await bulla(xa, twice)).err, /client monitoring comes in with this certificate already/)
  t.equal((await bulla(xa, ['client', 'list'])).exit, 0, 'and the file can be read')
  t.equal((await bulla(xa, ['client', 'remove', 'monitoring'])).exit, 0)
  const [leaf = '', above = ''] = (await readFile(certificate, 'utf8')).split(/(?=-----BEGIN)/)
  const forms = {
    'other-order.pem': `${above}${leaf}`,
    'leaf.cer': Buffer.from(leaf.replaceAll(/-----.*-----|\s/g, ''), 'base64'),
  }
  for (const [name, content] of Object.entries(forms)) {
    await writeFile(join(root, name), content)
    const words = ['client', 'add', name.slice(0, 4), '--offices', 'all', '--roles', 'monitor', '--certificate']
    const added = await bulla(xa, [...words, join(root, name), '--json'])
    t.equal(added.json['certificateSha256'], sha256, name)
    t.equal((await bulla(xa, ['client', 'remove', name.slice(0, 4)])).exit, 0)
  }
  t.match((await bulla(xa, ['client', 'list'])).out, /^declarations +token +XA000101,XA000102 +submit,read$/m)
  t.equal((await bulla(xa, ['client', 'remove', 'declarations'])).exit, 0)
  t.equal((await bulla(xa, ['client', 'remove', 'declarations'])).exit, 1)
})
