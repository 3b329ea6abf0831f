// Every component of the console on one page, in a browser, under the policy that each page has.
import { join } from 'node:path'
import t from 'tap'
import { languages } from '../../../../gateway/model/client/language.ts'
import { axe, ofColours } from '../../../support/browser/axe.ts'
import { browserFor, noBrowser, picture } from '../../../support/browser/chromium.ts'
import { keyboard } from '../../../support/browser/keyboard.ts'
import { noValidator, vnu } from '../../../support/browser/vnu.ts'
import { sideways } from '../../../support/browser/widths.ts'
import { gallery } from '../../../support/console/gallery.ts'
import { openDoor } from '../../../support/console/gallery-door.ts'
import { scratch } from '../../../support/installation.ts'

t.setTimeout(240_000)

t.test('the markup of every component is valid, in three languages', { skip: noValidator }, async (t) => {
  const broken = gallery('en').replace('</main>', '<p id="main-content"></main>')
  const pages = [...languages.map((language) => [language, gallery(language)] as const), ['broken', broken] as const]
  const said = await vnu(new Map(pages))
  const ofBroken = said.filter((one) => one.startsWith('broken.html'))
  t.match(ofBroken, [/Duplicate ID/, /first occurrence/], 'what is not valid is found')
  t.same(
    said.filter((one) => !ofBroken.includes(one)),
    [],
  )
})

t.test('in a browser', { skip: noBrowser }, async (t) => {
  const pages = await browserFor(t)
  const door = await openDoor(t, Object.fromEntries(languages.map((one) => [`/${one}`, () => gallery(one)])))

  for (const language of languages)
    t.test(`every component keeps the policy, the rules of accessibility and the width (${language})`, async (t) => {
      const { page, complaints } = await pages.open(t)
      await page.goto(`${door.origin}/${language}`)
      await page.waitForSelector('.govuk-frontend-supported')
      t.same(await axe(page), [])
      t.same(await sideways(page), [])
      await page.emulateMedia({ forcedColors: 'active' })
      t.ok(await page.evaluate("matchMedia('(forced-colors: active)').matches"))
      t.same(await axe(page, ofColours), [], 'in forced colours')
      await picture(page, join(await scratch(t), 'pictures'), `gallery-${language}`)
      t.same(complaints, [])
    })

  t.test('what breaks the policy, a rule or the width is found', async (t) => {
    const { page, complaints } = await pages.open(t)
    const door = await openDoor(t, {
      '/': () =>
        gallery('en').replace(
          '</main>',
          `<img src="data:,"><p style="color:red">${'x'.repeat(200)}</p><script>1</script></main>`,
        ),
    })
    await page.goto(door.origin)
    t.match((await axe(page)).join('\n'), /image-alt/)
    t.match(await sideways(page), [/320 px: [1-9]\d* px too wide/, /400 %/])
    await t.rejects(page.evaluate("document.body.innerHTML = '<p>x</p>'"), /TrustedHTML/)
    await t.rejects(page.evaluate("trustedTypes.createPolicy('x', {})"), /polic/i)
    const said = complaints.join('\n')
    for (const one of [/policy: script-src-elem/, /policy: style-src-attr/, /policy: require-trusted-types-for/])
      t.match(said, one)
  })

  t.test('by keyboard alone: the menu, a choice, a text and a button', async (t) => {
    const { page, complaints } = await pages.open(t, { viewport: { width: 320, height: 640 } })
    await page.goto(`${door.origin}/en`)
    await page.waitForSelector('.govuk-frontend-supported')
    const keys = keyboard(page)
    await keys.press('link', 'Skip to main content')
    t.match(await keys.here(), { role: 'main' })
    await page.reload()
    await keys.press('button', 'Menu')
    await keys.to('link', 'Search')
    await keys.write('Note', 'x'.repeat(199))
    await page.waitForSelector('text=1 character left')
    await keys.choose('Paper')
    await keys.press('checkbox', 'Until when')
    await keys.write('Where it lies', 'Shelf 4')
    await keys.press('button', 'Send')
    await page.waitForSelector('text=Taken')
    t.match(door.sent, [
      { form: ['paper'], shelf: ['Shelf 4'], terms: ['time'], reference: ['<b>"XA"</b>'], act: ['send'] },
    ])
    await t.rejects(keys.to('link', 'Nowhere'), /link Nowhere is not reached/)
    t.same(complaints, [])
  })

  t.test('without scripts everything is there', async (t) => {
    const { page } = await pages.open(t, { javaScriptEnabled: false })
    await page.goto(`${door.origin}/fr`)
    t.ok(await page.isVisible('#shelf'), 'what a choice would reveal')
    t.ok(await page.isVisible('text=Au plus 200 caractères'))
    t.ok(await page.isVisible('nav >> text=Recherche'))
  })
})
