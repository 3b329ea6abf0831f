// What terms leave to a person: the reader is told whom to ask, and a second person decides at the desk, with a passkey where that is demanded.
import t, { type Test } from 'tap'
import { decidedOf } from '../../../../gateway/model/client/decided.ts'
import type { Language } from '../../../../gateway/model/client/language.ts'
import { Problem } from '../../../../gateway/model/problems/problems.ts'
import { deskOf } from '../../../support/console/desk.ts'

const [item, message] = ['01931f6e-7c2a-7a10-8f2e-3b5d90c4a111', '01931f6e-7c2a-7a10-8f2e-3b5d90c4a222']
const of = '01931f6e-7c2a-7a10-8f2e-3b5d90c4a333'
const person = { id: 'j.diallo', name: 'J', offices: ['HQ'], language: 'en' as Language, keys: [] }
const asked = { reader: 'a.costa', purpose: 'VERIFY_OTHER', until: '2027-02-19', uses: '2', reason: 'As it says.' }

async function desk(t: Test, { roles = ['read', 'approve'], signs = false, language = 'en' }: Way = {}) {
  const cleared: object[] = []
  const signed: object[] = []
  const asks = async () => {
    throw new Problem('release-asks', 'the request names the purpose in words')
  }
  const found = await deskOf(t, {
    person: { ...person, roles, language } as never,
    national: {
      item: async () => ({ kind: 'declaration', case: of }),
      message: async () => ({ case: of, type: 'response', items: [], direction: 'in' }),
      case: async () => ({ profile: 'tfa12', purposes: ['VERIFY_VALUE', 'VERIFY_OTHER'] }),
      caseTerms: async () => ({ blocks: [] }),
      ...{ release: asks, readBody: asks },
      clear: async (client: object, content: object, ask: { reader: string; until: string; uses: number }) => {
        cleared.push({ client, content, ask })
        return { answer: { ...ask, clearance: 'c' } }
      },
    } as never,
    persons: {
      ...{ demands: (act) => signs && act === 'clear', challengeOf: () => 'challenge' },
      person: () => ({ ...person, roles, language, keys: [{ id: 'k' }] }) as never,
      sign: async (client, decided) => {
        signed.push(decided)
        return { ...client, id: 'signed' }
      },
    },
  })
  return { ...found, cleared, signed }
}
interface Way {
  readonly roles?: readonly string[]
  readonly signs?: boolean
  readonly language?: Language
}

t.test('a reader who is told that a person decides is told whom to ask, with all that was asked', async (t) => {
  const { send } = await desk(t, { roles: ['read', 'release'] })
  for (const place of [`items/${item}`, `messages/${message}`]) {
    const { status, text } = await send(`/console/${place}`, { purpose: 'VERIFY_OTHER', use: 'view' })
    t.equal(status, 403)
    t.match(text, /A second person of your office/, place)
    const query = 'reader=j.diallo&amp;purpose=VERIFY_OTHER&amp;use=view'
    t.ok(text.includes(`href="/console/${place}/clearance?${query}"`), text)
    t.notMatch(text, '/v1/', 'and is sent to no route of the API')
  }
})

t.test('a second person finds who waits, each with the form in which it is decided', async (t) => {
  const row = { ...{ profile: 'tfa12', case: of, what: 'item', content: item, reader: 'a.costa' }, own: false }
  const waiting = { ...row, purpose: 'VERIFY_OTHER', use: 'compare', askedAt: '2026-12-01T12:00:00.000Z' }
  const national = {
    ...{ drafts: async () => ({ rows: [], next: null }), item: async () => ({ kind: 'declaration', case: of }) },
    asks: async () => ({ rows: [waiting, { ...waiting, own: true }, { ...waiting, use: 'disclose' }], next: null }),
    ...{
      case: async () => ({ profile: 'tfa12', purposes: ['VERIFY_OTHER'] }),
      caseTerms: async () => ({ blocks: [] }),
    },
  } as never
  for (const [language, words] of [
    ['en', /to compare it/],
    ['fr', /pour le comparer/],
    ['es', /para compararlo/],
  ] as const) {
    const { look } = await deskOf(t, { person: { ...person, roles: ['read', 'approve'], language } as never, national })
    const { text } = await look('/console/drafts')
    t.match(text, words)
    const links = [...text.matchAll(/href="([^"]*\/clearance[^"]*)"/g)].map(([, to = '']) =>
      to.replaceAll('&amp;', '&'),
    )
    t.same(links, [`/console/items/${item}/clearance?reader=a.costa&purpose=VERIFY_OTHER&use=compare`])
    t.match((await look(links[0] ?? '')).text, /value="compare"[^>]*checked/, 'what was asked is what is decided')
  }
  const { look } = await deskOf(t, { person: { ...person, roles: ['submit'] } as never, national })
  t.notMatch((await look('/console/drafts')).text, 'Who waits to read', 'whoever decides nothing is asked nothing')
})

t.test('a second person finds the form filled in, and decides', async (t) => {
  for (const [place, content] of [
    [`items/${item}`, { what: 'item', id: item }],
    [`messages/${message}`, { what: 'body', id: message }],
  ] as const) {
    const { look, send, cleared } = await desk(t)
    const form = await look(`/console/${place}/clearance?reader=a.costa&purpose=VERIFY_OTHER&use=print`)
    t.match(form.text, /name="reader"[^>]*value="a\.costa"/)
    t.match(form.text, /value="VERIFY_OTHER" selected/)
    t.match(form.text, /value="print"[^>]*checked/)
    t.match((await look(`/console/${place}`)).text, `href="/console/${place}/clearance"`)
    const done = await send(`/console/${place}/clearance`, { ...asked, use: 'print' })
    t.match(done, { status: 200, text: /It is decided/ })
    t.match(cleared, [{ content, ask: { ...asked, uses: 2, use: 'print' }, client: { person: 'j.diallo' } }])
  }
})

t.test('what the API would not take is not taken, and no role is no form', async (t) => {
  const { send, cleared } = await desk(t)
  const wrong = { reader: '', purpose: 'two words', until: 'soon', uses: '101', reason: ' ' }
  for (const [name, value] of [
    ...Object.entries(wrong),
    ['reason', 'A\u202eb'],
    ['reason', 'a'.repeat(2_001)],
  ] as const) {
    const { status, text } = await send(`/console/items/${item}/clearance`, { ...asked, [name]: value })
    t.match({ status, text }, { status: 400, text: /is expected/ }, name)
  }
  t.same(cleared, [])
  const { look } = await desk(t, { roles: ['read'] })
  const { text } = await look(`/console/items/${item}/clearance`)
  t.match(text, /You have no role for this/)
  t.notMatch(text, 'name="reader"')
  t.notMatch((await look(`/console/items/${item}`)).text, '/clearance')
})

t.test('where it is demanded it is signed, after it was shown in words', async (t) => {
  for (const [language, title] of [
    ['en', 'Decide that another may read'],
    ['fr', 'Décider qu’un autre peut lire'],
    ['es', 'Decidir que otra persona puede leer'],
  ] as const) {
    const { send, cleared, signed } = await desk(t, { signs: true, language })
    const path = `/console/items/${item}/clearance`
    const shown = await send(path, asked)
    t.match(shown.text, /data-passkey="get"/)
    for (const words of [title, 'a.costa', 'As it says.']) t.ok(shown.text.includes(words), words)
    t.same(cleared, [], 'nothing is decided before')
    await send(path, { ...asked, signature: 's', signedAt: '2026-12-01T12:00:00.000Z' })
    const ask = { ...asked, use: 'view', uses: 2 } as const
    t.match(signed, [{ ...decidedOf.clear('item', item, ask), case: of }])
    t.match(cleared, [{ client: { id: 'signed' } }], 'with the client that was signed for, and no other')
  }
})
