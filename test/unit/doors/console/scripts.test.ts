// The scripts of our own, in a browser, under the policy that each page has: what is live, passkeys, uploads that break.
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { assetPaths } from '../../../../gateway/doors/console/assets/assets.ts'
import { button } from '../../../../gateway/doors/console/components/button.ts'
import { checkboxes } from '../../../../gateway/doors/console/components/fields/choices.ts'
import { fileUpload } from '../../../../gateway/doors/console/components/fields/file-upload.ts'
import { input } from '../../../../gateway/doors/console/components/fields/input.ts'
import { details } from '../../../../gateway/doors/console/components/notices/texts.ts'
import { attributes, type Html, html } from '../../../../gateway/doors/console/html.ts'
import { virtualAuthenticator } from '../../../support/browser/authenticator.ts'
import { browserFor, noBrowser } from '../../../support/browser/chromium.ts'
import { document } from '../../../support/console/gallery.ts'
import { openDoor } from '../../../support/console/gallery-door.ts'
import { scratch } from '../../../support/installation.ts'

t.setTimeout(240_000)
const page = (script: keyof typeof assetPaths, content: Html) =>
  document({ language: 'en', title: 'A page', content, scripts: [assetPaths[script]] })

t.test('scripts of the console', { skip: noBrowser }, async (t) => {
  const pages = await browserFor(t)

  t.test('what is live is renewed when something happens, and what one types is left alone', async (t) => {
    let cases = 1
    const door = await openDoor(t, {
      '/': () =>
        page(
          'live',
          html`<h1>Inbox</h1><div data-live="/console/live"><p id="count">${cases} <b>&</b> case</p><a id="one" href="#x">One</a>
          ${details({ id: 'more', summary: 'More', text: 'Of it' })}${checkboxes({ name: 'tick', items: [{ value: 'a', text: 'Tick', isExclusive: true }] })}
          ${input({ name: 'filter', label: 'Filter' })}</div>`,
        ),
    })
    const { page: shown, complaints } = await pages.open(t)
    await shown.goto(door.origin)
    await shown.focus('#one')
    const tells = async (count: number) => {
      cases = count
      door.tell()
    }
    await tells(2)
    await shown.waitForSelector('#count:text("2 & case")')
    t.equal(await shown.evaluate('document.activeElement.id'), 'one', 'what had the focus has it still')
    await shown.click('text=More')
    await shown.fill('#filter', 'XB')
    await shown.focus('#one')
    await tells(3)
    await tells(4)
    // Longer than it waits between two.
    await shown.waitForTimeout(2_500)
    t.equal(await shown.inputValue('#filter'), 'XB', 'although it has the focus no more')
    t.equal(await shown.textContent('#count'), '2 & case')
    await shown.fill('#filter', '')
    await shown.check('#tick')
    await shown.focus('#one')
    await shown.waitForTimeout(500)
    t.equal(await shown.textContent('#count'), '2 & case', 'nor is what is ticked')
    await shown.uncheck('#tick')
    await shown.focus('#one')
    await shown.waitForSelector('#count:text("4 & case")')
    t.ok(await shown.isVisible('text=Of it'), 'what was opened is open')
    t.same(complaints, [])
  })

  t.test('a page that has nothing live any more is led to where one signs in', async (t) => {
    let signedIn = true
    const door = await openDoor(t, {
      '/': () =>
        page('live', signedIn ? html`<h1>Inbox</h1><div data-live="/console/live">1</div>` : html`<h1>Sign in</h1>`),
    })
    const { page: shown, complaints } = await pages.open(t)
    await shown.goto(door.origin)
    signedIn = false
    const again = setInterval(() => door.tell(), 200)
    t.teardown(() => clearInterval(again))
    await shown.waitForSelector('h1:text("Sign in")')
    t.same(complaints, [])
  })

  t.test('a passkey is registered, signs, and a person who says no is told so', async (t) => {
    const challenge = randomBytes(32).toString('base64url')
    const of = (kind: 'create' | 'get', options: object, places: readonly string[]) => {
      const own = { method: 'post', action: '/sent', 'data-passkey': kind, 'data-options': JSON.stringify(options) }
      const fields = places.map((place) => html`<input type="hidden" name="${place}" data-from="${place}">`)
      return page(
        'passkey',
        html`<h1>Passkey</h1><form${attributes(own)}><p hidden tabindex="-1" data-passkey-failed>It was not done</p>
        <p hidden tabindex="-1" data-passkey-missing>No passkeys here</p>${fields}${button({ text: 'Go on', name: 'act', value: kind })}</form>`,
      )
    }
    const user = { id: randomBytes(16).toString('base64url'), name: 'officer', displayName: 'Officer' }
    const create = {
      ...{ challenge, rp: { id: 'localhost', name: 'Bulla' }, user, attestation: 'none' },
      ...{ pubKeyCredParams: [{ type: 'public-key', alg: -7 }], authenticatorSelection: { residentKey: 'required' } },
    }
    const get = { challenge, rpId: 'localhost', userVerification: 'required', allowCredentials: [] }
    const door = await openDoor(t, {
      '/create': () => of('create', create, ['id', 'response.clientDataJSON', 'response.attestationObject']),
      '/get': () =>
        of('get', get, ['id', 'response.clientDataJSON', 'response.authenticatorData', 'response.signature']),
    })
    const { page: shown, complaints } = await pages.open(t)
    const authenticator = await virtualAuthenticator(shown)
    for (const kind of ['create', 'get']) {
      await shown.goto(`${door.origin}/${kind}`)
      await shown.click('text=Go on')
      await shown.waitForSelector('text=Taken')
      const sent = door.sent.at(-1) ?? {}
      t.same(sent['act'], [kind], 'the button that was pressed is sent')
      const said = JSON.parse(Buffer.from(sent['response.clientDataJSON']?.[0] ?? '', 'base64url').toString())
      t.match(said, { type: `webauthn.${kind}`, challenge, origin: door.origin })
      t.match(sent, { id: [/^[\w-]{20,}$/], 'response.clientDataJSON': [/^[\w-]+$/] })
    }
    t.match(door.sent, [{ 'response.attestationObject': [/^[\w-]+$/] }, { 'response.signature': [/^[\w-]+$/] }])
    t.equal((await authenticator.passkeys()).length, 1)
    await authenticator.verifies(false)
    await shown.goto(`${door.origin}/get`)
    await shown.click('text=Go on')
    await shown.waitForSelector('text=It was not done')
    t.equal(await shown.evaluate("document.activeElement.hasAttribute('data-passkey-failed')"), true)
    t.equal(door.sent.length, 2, 'nothing was sent')
    t.same(complaints, [])
    await shown.addInitScript('delete globalThis.PublicKeyCredential')
    await shown.reload()
    await shown.click('text=Go on')
    await shown.waitForSelector('text=No passkeys here')
  })

  t.test('documents are sent in pieces that break, and arrive as they were', async (t) => {
    const form = () => {
      const own = { method: 'post', action: '/sent', enctype: 'application/x-www-form-urlencoded' }
      const data = { 'data-upload': '/console/uploads', 'data-upload-fields': 'kind', 'data-item': 'item' }
      return page(
        'upload',
        html`<h1>Documents</h1><form${attributes({ ...own, ...data, 'data-upload-failed': 'It did not arrive' })}>
        <input type="hidden" name="terms" value=""><input type="hidden" name="token" value="token">
        <p hidden tabindex="-1" data-upload-told></p><progress hidden aria-label="Sent"></progress>
        ${input({ name: 'kind', label: 'Kind', value: 'invoice' })}
        ${fileUpload({ name: 'document', label: 'Documents', multiple: true })}${button({ text: 'Send', name: 'go', value: 'upload' })}</form>`,
      )
    }
    const door = await openDoor(t, { '/': form })
    const folder = await scratch(t)
    const files = [randomBytes(9 * 1024 * 1024 + 1), Buffer.from('a small one'), Buffer.alloc(0)]
    const paths = files.map((_, at) => join(folder, `document ${at}.pdf`))
    for (const [at, path] of paths.entries()) await writeFile(path, files[at] ?? '')
    const { page: shown, complaints } = await pages.open(t)
    await shown.goto(door.origin)
    await shown.setInputFiles('#document', paths)
    door.breaks = 2
    await shown.click('text=Send')
    await shown.waitForSelector('text=Taken')
    const sha256 = (octets: Uint8Array | undefined) =>
      createHash('sha256')
        .update(octets ?? '')
        .digest('hex')
    const ids = door.sent[0]?.['item'] ?? []
    t.equal(ids.length, 3)
    for (const [at, id] of ids.entries()) {
      const { asked, octets } = door.items.get(id) ?? {}
      t.equal(sha256(octets), sha256(files[at]))
      t.match(asked, {
        name: `document ${at}.pdf`,
        bytes: files[at]?.length,
        mediaType: 'application/pdf',
        terms: 't1',
        kind: 'invoice',
      })
    }
    t.match(door.sent, [{ go: ['change'], terms: ['t1'] }], 'the form comes back with its documents')
    t.equal(door.sent[0]?.['document'], undefined, 'not even its name is sent once more')
    // What breaks on a connection that was used before, the browser sends again by itself: 409.
    const broken = complaints.filter((one) => !/ERR_EMPTY_RESPONSE|ERR_CONNECTION|ERR_SOCKET|409/.test(one))
    t.same(broken, [], 'no more than the two that broke')

    const other = await pages.open(t)
    const closed = await openDoor(t, { '/': () => form().replace('value="token"', 'value="old"') })
    await other.page.goto(closed.origin)
    await other.page.setInputFiles('#document', paths[1] ?? '')
    await other.page.click('text=Send')
    await other.page.waitForSelector('text=This page is an old one. Load it again')
    t.equal(await other.page.evaluate("document.activeElement.hasAttribute('data-upload-told')"), true)
    t.same(closed.sent, [])

    const lost = await pages.open(t)
    const gone = await openDoor(t, { '/': form })
    await lost.page.goto(gone.origin)
    await lost.page.setInputFiles('#document', paths[1] ?? '')
    await lost.page.route('**/console/uploads', (route) => route.abort())
    await lost.page.click('text=Send')
    await lost.page.waitForSelector('text=It did not arrive')
    await lost.page.unroute('**/console/uploads')
    await lost.page.click('text=Send')
    await lost.page.waitForSelector('text=Taken')
    t.equal(gone.sent[0]?.['item']?.length, 1, 'and it can be tried again')
  })
})
