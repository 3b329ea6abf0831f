// What lies inside an item is found in every format that is looked into, within each other too, and nothing that a file holds stops the look.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { openInsides } from '../../../adapters/insides/insides.ts'
import { skeletonOf } from '../../../crypto/card/clean-text.ts'
import type { Seen } from '../../../gateway/ports/parts.ts'
import {
  base64Part,
  commented,
  encrypted,
  mailOf,
  mailPart,
  pdfOf,
  quotedPart,
  sha256,
  uuPart,
  xmlOf,
  zipOf,
} from '../../support/insides.ts'

const insides = openInsides()
t.teardown(() => insides.close())

async function seenIn(octets: Uint8Array, pieceBytes = 65_536): Promise<Seen> {
  const look = insides.open()
  for (let at = 0; at < octets.length; at += pieceBytes) await look.push(octets.subarray(at, at + pieceBytes))
  return look.end()
}

interface Asserting {
  ok(value: unknown, says: string): unknown
  equal(found: unknown, wanted: unknown, says: string): unknown
}

const document = randomBytes(3_000)
const digest = sha256(document)
const holds = async (t: Asserting, octets: Uint8Array, what: string, sha = digest) => {
  for (const pieceBytes of [octets.length, 1_000, 61]) {
    const { sha256s, unread } = await seenIn(octets, pieceBytes)
    t.ok(sha256s.includes(sha), `${what}, in pieces of ${pieceBytes}`)
    t.equal(unread, undefined, `all of ${what} is read`)
  }
}

t.test('what lies inside is found in each format, whatever the pieces that it comes in', async (t) => {
  await holds(t, await zipOf({ 'a/b.pdf': document }), 'a packed member')
  await holds(t, await zipOf({ a: Buffer.from('x'), 'b.pdf': document }, { compress: false }), 'a stored member')
  await holds(t, await zipOf({ 'a.pdf': document, b: document }, { streamed: true }), 'a streamed member')
  await holds(t, pdfOf(document), 'an embedded file')
  await holds(t, pdfOf(document, { packed: false }), 'an embedded file that is not packed')
  await holds(t, pdfOf(document, { length: 'elsewhere' }), 'an embedded file whose length stands elsewhere')
  await holds(t, mailOf([base64Part(document)]), 'an attachment')
  const table = 'Größe;Wert = 1;\r\n'.repeat(40)
  await holds(t, mailOf([quotedPart(table)]), 'an attachment in quoted-printable', sha256(table))
  await holds(t, mailOf([mailPart(mailOf([base64Part(document)]))]), 'an attachment of a forwarded mail')
  await holds(t, xmlOf(document), 'a binary object')
  await holds(t, xmlOf(document, false), 'a binary object in one line')
  const large = randomBytes(400_000)
  await holds(t, xmlOf(large), 'a large binary object', sha256(large))
})

t.test('what travels as text is found in each of its standard encodings [A10]', async (t) => {
  for (const filters of [['ASCIIHexDecode'], ['ASCII85Decode'], ['ASCII85Decode', 'FlateDecode'], ['AHx', 'Fl']])
    await holds(t, pdfOf(document, { filters }), filters.join())
  for (const length of [5, document.length - 1, document.length + 40, 9_000])
    for (const filters of [[], ['FlateDecode']])
      await holds(t, pdfOf(document, { filters, length }), `a length of ${length} that is not true`)
  for (const end of ['', '\r', '\n', '\r\n', ' ', '\xa0', '\t\n']) {
    const ending = Buffer.concat([document.subarray(0, 2_000), Buffer.from(end)])
    for (const filters of [[], ['FlateDecode'], ['ASCIIHexDecode']])
      for (const length of ['elsewhere', 9_000, ending.length, ending.length - 1] as const)
        await holds(t, pdfOf(ending, { filters, length }), `a file that ends in ${JSON.stringify(end)}`, sha256(ending))
  }
  await holds(t, mailOf([uuPart(document)]), 'uuencode')
  const mail = mailOf([base64Part(document)])
  for (const before of ['\r\n', ' \n\n', 'From officer@xb.example Thu Nov 26 10:00:00 2026\n', '\n>From a b\n'])
    await holds(t, Buffer.concat([Buffer.from(before), mail]), `a mail after ${JSON.stringify(before)}`)
  const forwarded = `Content-Type: message/rfc822\r\nMIME-Version: 1.0\r\n\r\n\r\n${mail.toString('latin1')}`
  await holds(t, Buffer.from(forwarded, 'latin1'), 'a mail that is nothing but another')
  for (const encoding of ['base64url', 'hex'] as const)
    await holds(t, Buffer.from(`<a><b>${document.toString(encoding)}</b></a>`), `XML in ${encoding}`)
  const entity = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY doc "${document.toString('base64')}">]><a><b>&doc;</b></a>`
  await holds(t, Buffer.from(entity), 'an entity of the file itself')
})

t.test('values of JSON, `data:` addresses and attributes of XML are files and words like any other', async (t) => {
  const form = document.toString('base64')
  const lines = (form.match(/.{1,76}/g) ?? []).join('\r\n')
  for (const [what, value] of Object.entries({
    'JSON in one line': JSON.stringify({ id: 7, files: [{ name: 'a.pdf', content: form }] }),
    'JSON with base64 in lines': JSON.stringify([lines]),
    'JSON that writes its slashes with an escape': `{"a":"${form.replaceAll('/', '\\/')}"}`,
    'JSON in hexadecimal': JSON.stringify({ hex: document.toString('hex') }),
    'JSON a line, and a broken end': `{"a":1}\n{"b":"${form}"}\n{"c":`,
    'JSON behind a mark that is never closed': `{"a":1} // 15" wide\n{"b":"${form}"}`,
    'JSON that ends within it': `{"a":"${form}`,
    'a `data:` address in JSON': JSON.stringify({ src: `data:application/pdf;base64,${form}` }),
    'a `data:` address in XML': `<a><b>data:application/pdf;base64,${form}</b></a>`,
    'an attribute of XML': `<a><b c="${form}"/></a>`,
  }))
    await holds(t, Buffer.from(value), what)
  await holds(t, Buffer.from(`\ufeff{"a":"${form}"}`, 'utf16le'), 'JSON in UTF-16')
  await holds(t, await zipOf({ 'a.json': Buffer.from(JSON.stringify({ form })) }), 'JSON in a zip')

  const words = 'The importer told our officers what was really \u201cpaid\u201d for the goods, and to whom.'
  const known = sha256(Buffer.from(skeletonOf(words)))
  for (const octets of [
    JSON.stringify({ note: words, other: 'x' }),
    `[{"note":"${words.replaceAll('\u201c', '\\u201c').replaceAll(' ', '\\u0020')}"}]`,
    JSON.stringify({ [words]: null }),
    `<a b="${words}">c</a>`,
  ])
    await holds(t, Buffer.from(octets), octets.slice(0, 12), known)
  const letter = `[Draft] To whom it may concern, "and to nobody else".\n${words}\nIt ends here \\q "\\`
  await holds(t, Buffer.from(letter), 'a letter that begins as JSON does', known)
  await holds(t, Buffer.from(`{\\rtf1 "\\u9 "}\n${words}`), 'and what only looks like it', known)
})

t.test('HTML and CSV, and names, comments and fields of a zip, hide neither files nor words [A11]', async (t) => {
  const form = document.toString('base64')
  const lines = (form.match(/.{1,76}/g) ?? []).join('\r\n')
  const page = (inside: string) =>
    Buffer.from(`<!DOCTYPE html>\n<html><head><title>x</title></head><body>${inside}</body></html>`)
  for (const [what, octets] of Object.entries({
    'a link of HTML': page(`<p>see <a href="data:application/pdf;base64,${form}">this</a></p>`),
    'an attribute without quotation marks': page(`<img src=data:image/png;base64,${form}>`),
    'an attribute in single ones': page(`<img src='data:image/png;base64,${form}'/>`),
    'text of HTML in lines': page(`<pre>\n${lines}\n</pre>`),
    'a script': page(`<script>const file = '${form}'; open(file)</script>`),
    'a style': page(`<style>p { background: url(data:image/png;base64,${form}) }</style>`),
    'a comment of HTML': page(`<!-- ${form} -->`),
    'a piece of HTML': Buffer.from(`<div><p>a<br>b & c</p><img src="data:;base64,${form}"></div>`),
    'a tag that never ends': Buffer.from(`<html><img alt="${form}`),
    'a column of CSV': Buffer.from(`id;name;content\r\n7;a.pdf;${form}\r\n`),
    'a column in quotation marks': Buffer.from(`id,name,content\n7,"a ""b""","${form}"\n`),
    'a column with line ends': Buffer.from(`id\tcontent\n7\t"${lines}"\n`),
    'a column in hexadecimal': Buffer.from(`a|b\n1|${document.toString('hex')}\n`),
    'CSV in a zip': await zipOf({ 'a.csv': Buffer.from(`a,b\n1,${form}`) }),
  }))
    await holds(t, octets, what)
  await holds(t, Buffer.from(`\ufeffa;b\n1;${form}\n`, 'utf16le'), 'CSV in UTF-16')

  const words = 'The importer told our officers, what was really paid for the goods, & to whom.'
  const known = sha256(Buffer.from(skeletonOf(words)))
  const coded = words.replace('&', '&amp;').replace('goods', '<b>goo&#100;s</b>').replace('paid', 'pai&#x64;')
  for (const octets of [
    page(`<table><tr><td>1</td><td>${coded}</td></tr></table>`),
    page(`<p>${coded}</p><p>x</p>`),
    page(`<!--${words}-->`),
    page(`<img alt="${words.replace('&', '&amp;')}">`),
    Buffer.from(`id;note\n7;${words}\n`),
    Buffer.from(`id,note\n7,"${words}"\n`),
  ])
    await holds(t, octets, octets.toString().slice(0, 90), known)

  const named = words.replaceAll(' ', '_')
  await holds(t, await zipOf({ [`${named}.txt`]: Buffer.from('x') }), 'the name of a member', known)
  const zip = await zipOf({ 'a.txt': Buffer.from('x'), 'b.txt': Buffer.from('y') }, { streamed: true })
  await holds(t, commented(zip, { archive: words }), 'the comment of a zip', known)
  await holds(t, commented(zip, { member: words }), 'the comment of a member', known)
  await holds(t, commented(zip, { archive: form }), 'a file in the comment of a zip')
  await holds(t, commented(zip, { extra: document }), 'a file in a field of a member')
})

t.test('no encoding of letters hides words: older code pages, UTF-16 without its mark, one odd octet', async (t) => {
  const words =
    'L\u2019importateur a d\u00e9clar\u00e9 \u00e0 nos agents, \u0153uvrant \u00e0 M\u00e1laga, ce qui a \u00e9t\u00e9 pay\u00e9 en v\u00e9rit\u00e9 pour ce ch\u00e2ssis.'
  const known = sha256(Buffer.from(skeletonOf(words)))
  const old = (text: string) =>
    Buffer.from(text.replaceAll('\u2019', '\u0092').replaceAll('\u0153', '\u009c'), 'latin1')
  const table = `N\u00b0;note\r\n${'7;none;\r\n'.repeat(200)}8;${words};\r\n`
  const other = Buffer.from(`Note\n${words}\n`, 'utf16le')
  for (const [what, octets] of Object.entries({
    'a text in Windows-1252': old(`Note\r\n${words}\r\n`),
    'a table in Windows-1252': old(table),
    'a page in Windows-1252': old(`<html><body><p>N\u00b0 1</p><p>${words}</p></body></html>`),
    'XML in Windows-1252': old(`<?xml version="1.0" encoding="windows-1252"?><a><b>${words}</b></a>`),
    'JSON in Windows-1252': old(JSON.stringify({ note: words })),
    'a text in UTF-8 with one odd octet': Buffer.concat([Buffer.from([0xe9, 0x0a]), Buffer.from(words)]),
    'and with the begin of a letter at its end': Buffer.concat([Buffer.from(`${words}\n`), Buffer.from([0xe2, 0x80])]),
    'a text in UTF-16': other,
    'a text in UTF-16 in the other order': Buffer.from(other).swap16(),
    'JSON in UTF-16': Buffer.from(JSON.stringify({ note: words }), 'utf16le'),
    'a table in UTF-16': Buffer.from(table, 'utf16le'),
    'a mail in Latin-1': mailOf([
      `Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${[
        ...old(words),
      ]
        .map((octet) => (octet > 126 ? `=${octet.toString(16).toUpperCase()}` : String.fromCharCode(octet)))
        .join('')}`,
    ]),
    'base64 of it in JSON': Buffer.from(JSON.stringify({ note: old(words).toString('base64') })),
    'a text that an old system ended': Buffer.concat([old(`${words}\n`), Buffer.from([0x1a])]),
    'a page of text after another': Buffer.from(`The first page\f${words}\f`),
  }))
    await holds(t, octets, what, known)
})

t.test('no way to write a sign in HTML hides words', async (t) => {
  const words =
    'The cr\u00e8che told our officers: \u201cpaid\u201d twice (\u00e6quo animo) for the goods \u2013 at \u0394 7 & no less.'
  const known = sha256(Buffer.from(skeletonOf(words)))
  const page = (inside: string) => Buffer.from(`<html><body><p>${inside}</p></body></html>`)
  const coded = (codes: Readonly<Record<string, string>>) =>
    Object.entries(codes).reduce((text, [sign, code]) => text.replaceAll(sign, code), words.replace('&', '&amp;'))
  const quotes = { '\u201c': '&ldquo;', '\u201d': '&rdquo;', '\u2013': '&ndash;' }
  for (const codes of [
    { ...quotes, '\u00e8': '&egrave;', '\u00e6': '&aelig;', '\u0394': '&Delta;' },
    { ...quotes, '\u00e8': '&egrave', '\u00e6': '&aelig', '\u0394': '&#x394' },
    { e: '&#0000000101;', '\u00e8': '&#0000000232;', '\u00e6': '&#x00000000e6;' },
    { '\u201c': '&#147;', '\u201d': '&#148;', '\u2013': '&#150;' },
    { '(': '&lpar;', ')': '&rpar;', ':': '&colon;', '.': '&period;' },
    { ' (': '&NewLine;(', ' f': '&Tab;f', ' a': '&emsp;a' },
  ])
    await holds(t, page(coded(codes)), JSON.stringify(codes), known)
  for (const said of ['AT&T and R&D; &c', 'a &unknown thing', '&#; &#x; &;'])
    t.equal((await seenIn(page(`${words.replace('&', '&amp;')}</p><p>${said}`))).sha256s.includes(known), true, said)
  // ENT_HTML5 of PHP, and a letter that has no other name.
  const polish =
    'Importer z miasta \u0141\u00f3d\u017a zap\u0142aci\u0142 naprawd\u0119 dwa razy wi\u0119cej za ten towar w tym roku.'
  const named = {
    ...{ '\u0141': '&Lstrok;', '\u0142': '&lstrok;', '\u00f3': '&oacute;', '\u017a': '&zacute;', '\u0119': '&eogon;' },
    '.': '&period;',
  }
  const text = Object.entries(named).reduce((said, [sign, code]) => said.replaceAll(sign, code), polish)
  await holds(t, page(text), 'letters of Central Europe', sha256(Buffer.from(skeletonOf(polish))))
})

t.test('a table is read with whichever sign stands between its fields, whatever stands above it', async (t) => {
  const words = 'The consignee named in box 8 is under investigation, for undervaluation, since the spring of this year'
  const known = sha256(Buffer.from(skeletonOf(words)))
  for (const [what, text] of Object.entries({
    'a title without a sign': `Report of the week\nid;note\n7;${words};x\n`,
    'a title with another sign': `Report, of the week, for all\nid;note;x\n7;${words};x\n`,
    'a column with commas': `id;note, or none, if any, at all;x\n7;${words};x\n`,
    'a table in a text': `As said:\n\n| 7 | none |\n| 8 | ${words} | x |\n`,
    'tabs under a title': `Report, of the week\n\nid\tnote\n7\t${words}\t1,5\n`,
  }))
    await holds(t, Buffer.from(text), what, known)
})

t.test('a mail is read as programs read it, and a PDF that says that it has no parameters', async (t) => {
  const form = (document.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n')
  for (const encoding of ['BASE64', '"base64"', 'base64 (RFC 2045)', 'base64;', ' \r\n base64'])
    await holds(t, mailOf([`Content-Type: a/b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${form}`]), encoding)
  await holds(t, Buffer.concat([Buffer.from('\ufeff'), mailOf([base64Part(document)])]), 'a mail saved with a mark')
  for (const none of ['/DecodeParms null ', '/DecodeParms [null] ', '/DP [ null null ]']) {
    const paper = pdfOf(document).toString('latin1').replace('/Params', `${none}/Params`)
    await holds(t, Buffer.from(paper, 'latin1'), none)
  }
  for (const [name, otherwise] of [
    ['/EmbeddedFile ', '/Embedded#46ile '],
    ['/Filter /FlateDecode', '/#46ilter /Flate#44ecode'],
    ['/Params', '/Desc (an object) /Other'],
  ] as const) {
    const paper = pdfOf(document).toString('latin1').replace(name, otherwise).replace('/Params', '/Param#73')
    await holds(t, Buffer.from(paper, 'latin1'), otherwise)
  }
})

t.test('what lies inside of what lies inside is found, and each on the way', async (t) => {
  const invoice = xmlOf(document)
  const paper = pdfOf(invoice)
  const archive = await zipOf({ 'p.pdf': paper }, { streamed: true })
  const mail = mailOf([base64Part(archive)])
  const outer = await zipOf({ 'm.eml': mail })
  const { sha256s, unread } = await seenIn(outer)
  for (const each of [document, invoice, paper, archive, mail]) t.ok(sha256s.includes(sha256(each)))
  t.equal(unread, undefined)
})

t.test(
  'the mark of a PDF in its first octets hides nothing of a mail, of XML, of a zip or of text [A10]',
  async (t) => {
    const mark = (octets: Buffer, after: string, says: string) =>
      Buffer.from(octets.toString('latin1').replace(after, `${after}${says}`), 'latin1')
    const mail = mailOf([base64Part(document)])
    await holds(t, mark(mail, 'MIME-Version: 1.0\r\n', 'X-Note: %PDF-1\r\n'), 'a mail that names the mark')
    await holds(t, Buffer.concat([Buffer.from('X-Note: %PDF-1\r\n'), mail]), 'a mail that begins with it')
    const invoice = xmlOf(document)
    await holds(t, mark(invoice, '?>\n', '<!-- %PDF- -->\n'), 'XML with it in a comment')
    await holds(
      t,
      Buffer.concat([Buffer.from('<!-- %PDF- -->\n'), invoice.subarray(39)]),
      'XML that begins with a comment',
    )
    const paper = pdfOf(document, { packed: false })
    const short = 'Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: '
    const quoted = quotedPart(paper.toString('latin1')).split('\r\n\r\n')[1] ?? ''
    await holds(t, Buffer.concat([Buffer.from(`${short}8bit\r\n\r\n`), paper]), 'a mail that is a PDF', sha256(paper))
    await holds(
      t,
      Buffer.from(`${short}quoted-printable\r\n\r\n${quoted}`),
      'and one that is quoted',
      sha256(Buffer.from(paper.toString('latin1'))),
    )
    const words =
      'The consignee named in box 8 is under investigation for undervaluation since the spring of this year.'
    const { sha256s } = await seenIn(Buffer.from(`As in %PDF-1.7:\n${words}\n`))
    t.ok(sha256s.includes(sha256(skeletonOf(words))), 'a text that speaks of it')
  },
)

t.test('a file that is of two kinds is looked into as either, within the bounds of one look [A10]', async (t) => {
  const inPdf = randomBytes(3_000)
  const both = Buffer.concat([await zipOf({ '%PDF-1.7': document }), pdfOf(inPdf)])
  await holds(
    t,
    Buffer.concat([Buffer.from('From: a@xb.example\r\nTo: b@xa.example\r\n\r\n'), pdfOf(inPdf)]),
    'mail',
    sha256(inPdf),
  )
  for (const pieceBytes of [both.length, 1_000, 61]) {
    const { sha256s } = await seenIn(both, pieceBytes)
    t.ok(sha256s.includes(digest), 'what the zip holds')
    t.ok(sha256s.includes(sha256(inPdf)), 'what the PDF holds')
  }
  const large = Buffer.concat([await zipOf({ '%PDF-1.7': document }), randomBytes(20_000_000), pdfOf(inPdf)])
  t.ok((await seenIn(large)).sha256s.includes(sha256(inPdf)), 'however much lies between')
})

t.test('words are found again in an item of text and in the text of a mail, however they are spaced', async (t) => {
  const words = 'The consignee named in box 8 is under investigation for undervaluation since the spring of this year.'
  const normal = sha256(skeletonOf(words))
  const spaced = `Note\r\n\r\n  ${words.replaceAll(' ', '  ')} \r\nEnd`
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(spaced, 'utf16le')])
  for (const octets of [
    Buffer.from(spaced),
    utf16,
    mailOf([], words),
    await zipOf({ 'note.txt': Buffer.from(spaced) }),
    Buffer.from(spaced.replaceAll('a', 'a\u00ad').replaceAll('e', '\u200be\ufe0f')),
    Buffer.from(spaced.replaceAll('a', '\u0430').replaceAll('o', '\u043e').replaceAll('e', '\u0435')),
    Buffer.from(`Re: a question\n\n> > ${words}\n`),
    Buffer.from(`<note><says>${words}</says></note>`),
    mailOf([], 'Nothing here.', words),
    mailOf([], 'Nothing here.', `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`),
    mailOf(
      [],
      'Nothing here.',
      `=?utf-8?q?${words.slice(0, 40).replaceAll(' ', '_')}?=\r\n =?utf-8?q?${words.slice(40).replaceAll(' ', '_')}?=`,
    ),
  ])
    t.ok((await seenIn(octets)).sha256s.includes(normal))
  const short = 'Please treat this as confidential, as always, and thank you.'
  t.same(await seenIn(Buffer.from(short)), { sha256s: [] }, 'what everybody writes is nobody\u2019s words')
  t.same(await seenIn(Buffer.from(`${'ab'.repeat(32)} ${'cd'.repeat(32)}`)), { sha256s: [] }, 'digests are no words')
})

t.test(
  'what everybody has does not count: small members, notes of file systems, parts of office documents',
  async (t) => {
    const own = { 'word/media/image1.png': document }
    const theme = randomBytes(500)
    const office = await zipOf({ '[Content_Types].xml': theme, 'word/theme/theme1.xml': theme, ...own })
    t.same(await seenIn(office), { sha256s: [digest] })
    t.same(await seenIn(await zipOf({ mimetype: Buffer.from('x'), 'styles.xml': theme, 'Pictures/1': document })), {
      sha256s: [digest],
    })
    const folders = { 'a/.DS_Store': theme, '__MACOSX/a': theme, 'Thumbs.db': theme, empty: Buffer.alloc(0) }
    t.same(await seenIn(await zipOf({ ...folders, tiny: randomBytes(63) })), { sha256s: [] })
  },
)

t.test('what cannot be read is said, and what stands beside it is found', async (t) => {
  const zip = await zipOf({ 'a.txt': Buffer.from('a table; '.repeat(100)), 'b.pdf': document })
  t.same(await seenIn(encrypted(zip)), { sha256s: [], unread: 'unreadable' })
  t.same(await seenIn(encrypted(await zipOf({ a: document }, { streamed: true }))), {
    sha256s: [],
    unread: 'unreadable',
  })
  const beside = await seenIn(await zipOf({ 'e.zip': encrypted(zip), c: document }))
  t.ok(beside.sha256s.includes(digest))
  t.equal(beside.unread, 'unreadable')
  t.match(await seenIn(zip.subarray(0, zip.length / 2)), { unread: 'unreadable' })
  const broken = Buffer.from(zip)
  broken.fill(0xff, 40, 60)
  t.match(await seenIn(broken), { unread: 'unreadable' })
  t.same(
    await seenIn(pdfOf(document).subarray(0, 2_000)),
    { sha256s: [], unread: 'unreadable' },
    'a PDF that ends early',
  )
  const filtered = Buffer.from(pdfOf(document).toString('latin1').replace('/FlateDecode', '/LZWDecode'), 'latin1')
  t.same(await seenIn(filtered), { sha256s: [], unread: 'unreadable' })
  const damaged = pdfOf(document)
  damaged.fill(0xff, damaged.lastIndexOf('>>\nstream\n') + 10, damaged.lastIndexOf('>>\nstream\n') + 60)
  t.match(await seenIn(damaged), { unread: 'unreadable' })
  t.same(await seenIn(Buffer.from('<x><b>&nothing;</b></c>'.padEnd(200, ' '))), { sha256s: [], unread: 'unreadable' })
  t.same(await seenIn(pdfOf(document).subarray(0, 700 - 400)), { sha256s: [] }, 'a PDF that holds nothing')
})

t.test('bounds end a look that would cost too much, and what was found until then counts', async (t) => {
  const bomb = await zipOf({ 'a.pdf': document, bomb: Buffer.alloc(260 * 1_048_576) })
  t.ok(bomb.length < 1_048_576)
  t.same(await seenIn(bomb), { sha256s: [digest], unread: 'bounds' }, 'a zip bomb')
  t.same(await seenIn(await zipOf({ bomb })), { sha256s: [digest], unread: 'bounds' }, 'a zip bomb in a zip')
  const many = Object.fromEntries(Array.from({ length: 2_100 }, (_, at) => [`f${at}`, Buffer.from('x')]))
  t.same(await seenIn(await zipOf({ 'a.pdf': document, ...many })), { sha256s: [digest], unread: 'bounds' })
  let nested = await zipOf({ 'a.pdf': document })
  for (let depth = 0; depth < 30; depth += 1) nested = await zipOf({ 'a.zip': nested })
  const deep = await seenIn(await zipOf({ nested, 'b.pdf': document }))
  t.equal(deep.unread, 'bounds', 'a zip within itself, as far as anybody goes')
  t.ok(deep.sha256s.includes(digest), 'and what stands beside it')
  const folded = Buffer.from(`Content-Type: multipart/mixed; boundary="b0"\r\n\r\n${nesting(40)}`)
  t.match(await seenIn(folded), { unread: 'unreadable' }, 'multiparts within multiparts')
})

t.test('a line is found behind as many others as a look may keep, and one that keeps no more says so', async (t) => {
  const line = 'The importer told our officers what was really paid for the goods, and to whom it was paid.'
  const others = (count: number) =>
    Array.from({ length: count }, (_, at) => `This is line ${at} of a long report that nobody ever gave to anybody.`)
  const known = sha256(Buffer.from(skeletonOf(line)))
  const behind = await seenIn(Buffer.from([...others(3_900), line].join('\n')))
  t.ok(behind.sha256s.includes(known))
  t.equal(behind.unread, undefined)
  t.equal((await seenIn(Buffer.from([...others(4_100), line].join('\n')))).unread, 'bounds', 'too many lines')
  const long = await seenIn(Buffer.from(`${others(1)}\n${' '.repeat(1_048_576)}`))
  t.same(long, { sha256s: [], unread: 'bounds' }, 'a text that is too long')
})

const nesting = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary="b${at + 1}"\r\n\r\n`,
  ).join('')

t.test('nothing is looked for where the first octets say that there is nothing', async (t) => {
  const idle = openInsides(1)
  const look = idle.open()
  for (let count = 0; count < 100; count += 1) await look.push(randomBytes(65_536))
  t.same(await look.end(), { sha256s: [] })
  await idle.close()
})

t.test('a thread that says nothing while something waits for it is ended', async (t) => {
  // Shorter than any thread takes to start.
  const impatient = openInsides(1)
  const look = impatient.open()
  await look.push(await zipOf({ a: document }))
  t.same(await look.end(), { sha256s: [], unread: 'bounds' })
  await impatient.close()
})

t.test('a thread that falls takes the looks in it with it, and no others', async (t) => {
  const fragile = openInsides()
  const before = fragile.open()
  await before.push(await zipOf({ a: document }))
  await fragile.close()
  t.same(await before.end(), { sha256s: [], unread: 'bounds' })
  const after = fragile.open()
  await after.push(await zipOf({ a: document }))
  t.same(await after.end(), { sha256s: [digest] })
  const left = fragile.open()
  await left.push(pdfOf(document))
  left.cancel()
  t.same(await left.end(), { sha256s: [], unread: 'bounds' }, 'one that is given up')
  await fragile.close()
})
