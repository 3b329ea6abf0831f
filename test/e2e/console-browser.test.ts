// Each page of the desk in a real browser: three languages, forced colours, narrow, enlarged, without scripts; and an officer's way by the keyboard alone.
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import t from 'tap'
import { pages } from '../../gateway/doors/console/pages/all.ts'
import { virtualAuthenticator } from '../support/browser/authenticator.ts'
import { axe, ofColours } from '../support/browser/axe.ts'
import { browserFor, noBrowser, picture } from '../support/browser/chromium.ts'
import { keyboard } from '../support/browser/keyboard.ts'
import { noValidator, vnu } from '../support/browser/vnu.ts'
import { sideways } from '../support/browser/widths.ts'
import { englishIn } from '../support/console/english.ts'
import { invited } from '../support/console/persons.ts'
import { addressesOf } from '../support/console/walk.ts'
import { type Gateway, pair } from '../support/gateways.ts'
import { given, open, untilState } from '../support/story.ts'

/** `BULLA_PICTURES=yes` writes the pictures of docs/desk.md anew. */
const pictures =
  process.env['BULLA_PICTURES'] === undefined
    ? undefined
    : fileURLToPath(new URL('../../docs/pictures', import.meta.url))
const papers = [Buffer.from('%PDF-1.7 declaration'), Buffer.from('%PDF-1.7 invoice')] as const
const options = { timeout: 540_000, skip: noBrowser }

t.test('the desk in a browser', options, async (t) => {
  // Somebody's withdrawal waits for a second person.
  const both = await pair(t, {
    agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] } },
  })
  const { a, agreement } = both
  const asked = await open(a.client(), agreement.id)
  const drafted = await a
    .client()
    .post(`/v1/cases/${asked.case}/messages`, { type: 'withdraw', body: { reason: 'It was corrected.' } })
  const told = await given(both, papers)
  const waiting = await open(both.b.client(), agreement.id)
  await untilState(a.client(), waiting.case, 'submitted')
  const browser = await browserFor(t)
  const officer = await browser.open(t)
  await virtualAuthenticator(officer.page)
  await enter(officer.page, a, 'ana', 'read,release,submit,approve')
  const operator = await browser.open(t)
  await virtualAuthenticator(operator.page)
  await enter(operator.page, a, 'otto', 'operate,monitor')

  const origin = `https://localhost:${a.installation.ports.national}`
  const examples = {
    ...{ 'cases/:id': told.case, 'items/:id': told.items[0], 'messages/:id': told.response },
    ...{
      'drafts/:id': String(drafted.json.draft),
      'compose/:type': 'outcome',
      'partners/:member': 'XB',
      'partners/:id': 'XB',
      'proof/:id': told.response,
      'persons/:person': 'ana',
      'clients/:client': 'elsewhere',
    },
  }
  const all = [
    ...addressesOf(examples, { '/console/evidence/proof': `message=${told.response}` }),
    ['/console/enter', '/console/enter'],
    ['/console/about', '/console/about'],
  ] as const
  const markup = new Map<string, string>()
  const runs = (path: string) => ([pages[`GET ${path}`]?.access ?? []].flat().includes('operate') ? operator : officer)

  for (const language of ['fr', 'es', 'en'] as const) {
    for (const { page } of [officer, operator]) await speak(page, origin, language)
    for (const [pattern, path] of all) {
      const { page } = runs(pattern)
      const answer = await page.goto(`${origin}${path}`)
      t.equal(answer?.status(), 200, `${pattern} ${await page.title()}`)
      t.equal(await page.getAttribute('html', 'lang'), language, pattern)
      t.same(await axe(page), [], `${pattern} in ${language}`)
      markup.set(`${pattern.replaceAll(/[/:]/g, '_')}${language}`, (await answer?.text()) ?? '')
      if (language !== 'en') {
        t.same(englishIn(await foreign(page), language), [], `${pattern} in ${language}: no English of ours`)
        continue
      }
      t.same(await sideways(page), [], pattern)
      if (pictures) await picture(page, pictures, pattern.slice('/console/'.length).replaceAll(/[/:]+/g, '-'))
      await page.emulateMedia({ forcedColors: 'active' })
      t.same(await axe(page, ofColours), [], `${pattern} in forced colours`)
      await page.emulateMedia({ forcedColors: 'none' })
    }
  }
  if (noValidator) t.comment(noValidator)
  else t.same(await vnu(markup), [], 'the markup is valid')
  t.same([...officer.complaints, ...operator.complaints], [], 'no page breaks its policy, and no script fails')
})

t.test('an officer and a second person work by the keyboard alone, and read without scripts', options, async (t) => {
  const both = await pair(t, {
    agreement: { parameters: { dueDays: 90, deliverWithinDays: 7, fourEyes: ['withdraw'] } },
  })
  const { a, agreement } = both
  const told = await given(both, papers)
  const asked = await open(a.client(), agreement.id)
  const browser = await browserFor(t)
  const { page, complaints } = await browser.open(t)
  await virtualAuthenticator(page)
  await enter(page, a, 'ana', 'read,release,submit')
  const keys = keyboard(page)
  const headed = (text: string) => page.waitForSelector(`h1:has-text("${text}"), h2:has-text("${text}")`)
  await keys.press('link', 'Cases')
  await keys.press('link', told.case)
  await keys.press('link', /^Read/)
  await keys.press('button', 'Read it')
  await page.waitForSelector('iframe')
  t.match(page.url(), /\/console\/items\//)

  // What else an officer does.
  await keys.press('link', 'Search')
  await headed('Search')
  await keys.write(/^Number/, '26XA63BM2TSVKL2AA5')
  await keys.press('button', 'Search')
  t.ok(await headed('Cases found'))
  await keys.press('link', 'What we hold')
  t.ok(await headed('What we hold'))
  await keys.press('link', 'Cases')
  await headed('Cases')
  await keys.press('link', asked.case)
  await headed('Case with XB')
  await keys.press('link', 'How information is used')
  t.ok(await headed('How information is used'))
  await page.goBack()
  await keys.press('link', 'Withdrawal')
  await keys.write(/^Reason/, 'It was corrected.')
  await keys.press('button', /^Continue/)
  t.ok(await headed('Before it leaves'), 'a message is written, and rehearsed')
  await keys.press('button', 'Send')
  t.ok(await headed('It waits for a second person'))
  const second = await browser.open(t)
  await virtualAuthenticator(second.page)
  await enter(second.page, a, 'dora', 'read,approve')
  const others = keyboard(second.page)
  await others.press('link', 'Second person')
  await second.page.waitForSelector('h1:has-text("Second person")')
  await others.press('link', 'Withdrawal')
  await second.page.waitForSelector('h1:has-text("Withdrawal")')
  await others.press('button', 'Approve and send')
  t.ok(await second.page.waitForSelector('h1:has-text("Case with XB")'), 'and approved')
  t.same([...complaints, ...second.complaints], [])

  // A link in a mail: the first request of another site brings no cookie, and the person is signed in all the same.
  const mail = await page.context().newPage()
  await mail.setContent(
    `<a href="https://localhost:${a.installation.ports.national}/console/cases/${told.case}">the case</a>`,
  )
  await mail.click('a')
  t.ok(
    await mail.waitForSelector('h1:has-text("Case with XB")', { timeout: 15_000 }),
    'a link from elsewhere leads there',
  )

  const cookies = await page.context().cookies()
  const plain = await browser.open(t, { javaScriptEnabled: false })
  await plain.page.context().addCookies(cookies)
  const origin = `https://localhost:${a.installation.ports.national}`
  await plain.page.goto(`${origin}/console/cases/${told.case}`)
  await plain.page.click('a:has-text("Read")')
  await plain.page.click('button:has-text("Read it")')
  t.ok(await plain.page.waitForSelector('iframe'))
})

/** By the link, with the passkey of the browser. */
async function enter(page: Page, gateway: Gateway, id: string, roles: string): Promise<void> {
  const path = await invited(gateway, id, { roles, ...(roles.includes('operate') && { offices: 'all' }) })
  const address = `https://localhost:${gateway.installation.ports.national}${path}`
  await page.goto(address)
  await page.click('button:has-text("Register a passkey")')
  await page.waitForURL((url) => !url.pathname.includes('/enrol/'))
}

/** What the page says in its own language: what is marked as another one is left out. */
const foreign = (page: Page): Promise<string> =>
  page.evaluate(`(() => {
    const body = document.body.cloneNode(true)
    for (const each of body.querySelectorAll('[lang], script')) each.remove()
    return body.textContent
  })()`)

async function speak(page: Page, origin: string, language: string): Promise<void> {
  await page.goto(`${origin}/console/me`)
  await page.selectOption('#language', language)
  await Promise.all([page.waitForURL('**/console/me'), page.locator('#language ~ button').click()])
  await page.waitForSelector(`html[lang="${language}"]`)
}
