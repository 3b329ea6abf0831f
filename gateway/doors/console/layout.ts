// The frame of every page: whose gateway it is, who is signed in, where one can go, and the place
// for the rest.

import { type Language, languages } from '../../model/client/language.ts'
import type { ClientRole } from '../../model/client/roles.ts'
import type { ConsoleWords } from '../../words/console-words.ts'
import { assetPaths } from './assets/assets.ts'
import { footer } from './components/frame/footer.ts'
import { header, languageNavigation, serviceNavigation } from './components/frame/header.ts'
import { skipLink } from './components/frame/links.ts'
import { attributes, type Html, html } from './html.ts'
import type { Page, Visitor } from './page.ts'

interface Frame extends Omit<Page, 'status'> {
  readonly language: Language
  readonly say: ConsoleWords
  /** Code of our member. */
  readonly member: string
  readonly version: string
  readonly visitor?: Visitor | undefined
}

/** A whole document (WHATWG HTML). */
export function documentOf(frame: Frame): Html {
  const { language, say, member, version, title, main, visitor, at, live, passkey, upload } = frame
  const scripts = [
    ...[assetPaths.components, ...(live ? [assetPaths.live] : [])],
    ...[...(passkey ? [assetPaths.passkey] : []), ...(upload ? [assetPaths.upload] : [])],
  ]
  const name = `${say.product} ${member}`
  return html`<!DOCTYPE html>
<html lang="${language}" class="govuk-template">
<head>
<meta charset="utf-8">
<title>${title} – ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetPaths.style}">
${scripts.map((src) => html`<script type="module" src="${src}"></script>\n`)}</head>
<body class="govuk-template__body">
${skipLink({ href: '#main', text: say.skip })}
<header>${header({ href: '/console', text: name })}
${visitor ? signedIn(visitor) : html`<div class="govuk-width-container">${languageLinks(say, language)}</div>`}
${visitor && navigation(visitor, at)}</header>
<div class="govuk-width-container">
<main class="govuk-main-wrapper" id="main" tabindex="-1"${attributes({ 'data-live': live && '/console/live' })}>
${main}
</main>
</div>
<footer>${footer({ label: say.more, items: [{ text: say.about, href: '/console/about' }], text: `${say.product} ${version}` })}</footer>
</body>
</html>
`
}

function signedIn({ name, client, say, formToken, here, language }: Visitor): Html {
  const options = languages.map(
    (each) =>
      html`<option${attributes({ value: each, selected: each === language, lang: each })}>${say.languageNames[each]}</option>`,
  )
  return html`<div class="govuk-width-container bulla-person">
<p class="govuk-body-s"><a class="govuk-link" href="/console/me">${name} (${client.person})</a></p>
<form method="post" action="/console/language">
<input type="hidden" name="token" value="${formToken}">
<input type="hidden" name="here" value="${here}">
<label class="govuk-visually-hidden" for="language">${say.language}</label>
<select class="govuk-select bulla-small" id="language" name="language">${options}</select>
<button class="bulla-link" type="submit">${say.change}</button>
</form>
<form method="post" action="/console/leave">
<input type="hidden" name="token" value="${formToken}">
<button class="bulla-link" type="submit">${say.leave}</button>
</form>
</div>`
}

/** Where nobody is signed in the language is that of the address, or what the browser prefers. */
const languageLinks = (say: ConsoleWords, language: Language): Html =>
  languageNavigation({
    label: say.language,
    items: languages.map((each) => ({
      ...{ text: say.languageNames[each], lang: each },
      ...(each !== language && { href: `?language=${each}` }),
    })),
  })

/** The menu: entries by the roles that may see the page behind them. */
export const entries = [
  ['inbox', ['read']],
  ['cases', ['read']],
  ['search', ['read']],
  ['drafts', ['submit', 'approve']],
  ['held', ['read']],
  ['gateway', ['operate']],
  ['events', ['operate', 'read']],
  ['partners', ['operate']],
  ['keys', ['operate']],
  ['deliveries', ['operate']],
  ['evidence', ['operate']],
  ['dates', ['operate', 'read']],
] as const

/** Where a person with these roles begins. */
export function startOf(roles: readonly ClientRole[]): string {
  const [first] = entriesFor(roles)
  return first === undefined ? '/console/me' : `/console/${first}`
}

const entriesFor = (roles: readonly ClientRole[]) =>
  entries.filter(([, some]) => some.some((role) => roles.includes(role))).map(([entry]) => entry)

function navigation({ client: { roles }, say }: Visitor, at: string | undefined): Html {
  const items = entriesFor(roles).map((entry) => ({
    ...{ text: say.entries[entry], href: `/console/${entry}` },
    ...(entry === at && { is: 'active' as const }),
  }))
  return serviceNavigation({ sectionLabel: say.navigation, menu: say.menu, label: say.navigation, items })
}
