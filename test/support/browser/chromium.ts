// Debian's Chromium, driven for a test file: one browser for the file, a context of its own for each test, and whatever a page complains
// about is kept.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/usr/lib/chromium']
const program = places
  .flatMap((place) => ['chromium', 'chromium-browser'].map((name) => join(place, name)))
  .find(existsSync)

/** Why no page can be opened here, if so: for `skip` of a test. */
export const noBrowser: false | string =
  program === undefined && 'Chromium is not installed: what a browser makes of the console is not tested here'

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Its shared memory is small in a container.
  '--disable-dev-shm-usage',
]

export interface Opened {
  /** Its `waitForFunction` asks for `eval`, which no page of ours allows: wait for a selector. */
  readonly page: Page
  /** What the page complained about: breaches of its policy, errors of scripts, what was not found. */
  readonly complaints: readonly string[]
}

export interface Pages {
  /** A page in a context of its own, which ends with the test. */
  open(t: Test, options?: BrowserContextOptions): Promise<Opened>
}

/** One browser for the file. It trusts whoever speaks TLS, as the CA of a test is of a minute ago. */
export async function browserFor(t: Test): Promise<Pages> {
  const browser = await launched()
  t.teardown(() => browser.close())
  return {
    open: async (test, options) => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options })
      test.teardown(() => context.close())
      const complaints: string[] = []
      await context.exposeBinding('toldOfBreach', (_source, said: string) => complaints.push(said))
      await context.addInitScript(tellsOfBreaches)
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      page.on('console', (message) => {
        if (!['error', 'warning'].includes(message.type()) || advice.test(message.text())) return
        complaints.push(`${message.type()}: ${message.text()}`)
      })
      page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
      page.on('requestfailed', (request) => {
        const why = request.failure()?.errorText ?? ''
        // A page that one leaves asks for nothing more.
        if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
      })
      return { page, complaints }
    },
  }
}

/** That keys of RSA should be taken too, which no passkey of ours has. */
const advice = /^publicKey\.pubKeyCredParams is missing/

const launched = (): Promise<Browser> =>
  chromium.launch({ executablePath: program ?? '', headless: true, chromiumSandbox: false, args: flags })

/** What a report would be sent for, in the page itself. */
const tellsOfBreaches = `document.addEventListener('securitypolicyviolation', (breach) =>
  toldOfBreach('policy: ' + breach.effectiveDirective + ' ' + breach.blockedURI + ' ' + breach.sourceFile + ':' + breach.lineNumber + ' ' + breach.sample))`

/** A picture of what one sees first of a page, in a folder, which is made where it is not there. */
export async function picture(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await page.setViewportSize({ width: 1100, height: 1000 })
  const how = { type: 'jpeg', quality: 55, animations: 'disabled', caret: 'hide' } as const
  await page.screenshot({ path: join(folder, `${name}.jpg`), ...how })
}
