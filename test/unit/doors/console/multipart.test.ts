// Forms with documents as browsers send them, and as somebody else might.
import t from 'tap'
import { readMultipart } from '../../../../gateway/doors/console/forms/multipart.ts'
import { differencesOf } from '../../../../gateway/doors/console/pages/compose/differences.ts'

const encoded = async (form: FormData) => {
  const made = new Response(form)
  return { octets: new Uint8Array(await made.arrayBuffer()), type: made.headers.get('content-type') ?? '' }
}

t.test('fields and documents are read as they were sent; a file that was not chosen is none', async (t) => {
  const form = new FormData()
  for (const [name, value] of [
    ['/a', 'one\r\ntwo'],
    ['/b', 'x'],
    ['/b', 'y'],
    ['__proto__', 'z'],
  ] as const)
    form.append(name, value)
  form.append('file', new File([new Uint8Array([0, 255, 13, 10])], 'ä "1".bin'))
  form.append('file', new File([], ''))
  const { octets, type } = await encoded(form)
  const { values, sent } = await readMultipart(octets, type)
  t.strictSame(
    Object.entries(values).filter(([name]) => name !== 'file'),
    [
      ['/a', 'one\ntwo'],
      ['/b', ['x', 'y']],
      ['__proto__', 'z'],
    ],
  )
  t.strictSame(sent, [
    ['file', { name: 'ä "1".bin', mediaType: 'application/octet-stream', octets: new Uint8Array([0, 255, 13, 10]) }],
  ])
})

t.test('what is no such form, or has too many fields, is refused', async (t) => {
  const { octets, type } = await encoded(new FormData())
  const refused = { code: 'request-invalid' }
  await t.rejects(readMultipart(new TextEncoder().encode('a=b'), type), refused)
  await t.rejects(readMultipart(octets, 'multipart/form-data'), refused, 'without a boundary')
  await t.rejects(readMultipart(octets, 'text/plain'), refused)
  const many = new FormData()
  for (let at = 0; at <= 2_000; at += 1) many.append('a', '')
  const made = await encoded(many)
  await t.rejects(readMultipart(made.octets, made.type), { ...refused, message: /more than 2000 fields/ })
})

t.test('what was changed in a draft is told in its smallest parts', async (t) => {
  const before = { a: 'x', b: [{ c: 1 }, { c: 2 }], d: { e: true }, same: ['y'] }
  t.strictSame(differencesOf(before, before), [])
  t.strictSame(differencesOf(before, { a: 'z', b: [{ c: 1, f: 'new' }], d: 'text', same: ['y'] }), [
    { at: '/a', before: 'x', after: 'z' },
    { at: '/b/0/f', before: undefined, after: 'new' },
    { at: '/b/1', before: { c: 2 }, after: undefined },
    { at: '/d', before: { e: true }, after: 'text' },
  ])
})
