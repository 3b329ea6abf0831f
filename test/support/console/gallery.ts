// One page with every component of the console, in each language: what the components look like beside each other, for a browser, a
// validator and whoever changes them.
import { assetPaths } from '../../../gateway/doors/console/assets/assets.ts'
import { button, buttonGroup } from '../../../gateway/doors/console/components/button.ts'
import { checkboxes, radios } from '../../../gateway/doors/console/components/fields/choices.ts'
import { fileUpload } from '../../../gateway/doors/console/components/fields/file-upload.ts'
import { input } from '../../../gateway/doors/console/components/fields/input.ts'
import { select } from '../../../gateway/doors/console/components/fields/select.ts'
import { characterCount, textarea } from '../../../gateway/doors/console/components/fields/textarea.ts'
import { conditions } from '../../../gateway/doors/console/components/frame/conditions.ts'
import { footer } from '../../../gateway/doors/console/components/frame/footer.ts'
import {
  header,
  languageNavigation,
  serviceNavigation,
} from '../../../gateway/doors/console/components/frame/header.ts'
import { backLink, breadcrumbs, skipLink } from '../../../gateway/doors/console/components/frame/links.ts'
import { pagination } from '../../../gateway/doors/console/components/lists/pagination.ts'
import { summaryList } from '../../../gateway/doors/console/components/lists/summary-list.ts'
import { scrolling, table } from '../../../gateway/doors/console/components/lists/table.ts'
import { taskList } from '../../../gateway/doors/console/components/lists/task-list.ts'
import { errorSummary } from '../../../gateway/doors/console/components/notices/error-summary.ts'
import { notificationBanner } from '../../../gateway/doors/console/components/notices/notification-banner.ts'
import { details, insetText, panel, tag, warningText } from '../../../gateway/doors/console/components/notices/texts.ts'
import { attributes, type Html, html } from '../../../gateway/doors/console/html.ts'
import { type Language, languages } from '../../../gateway/model/client/language.ts'
import { galleryWords } from './gallery-words.ts'

type Said = { readonly [name in keyof typeof galleryWords]: string }

const saidIn = (language: Language): Said =>
  Object.fromEntries(
    Object.entries(galleryWords).map(([name, row]) => [name, row[languages.indexOf(language)]]),
  ) as Said

export function gallery(language: Language): string {
  const said = saidIn(language)
  const back = backLink({ href: '#back', text: said.back })
  const content = html`${back}${panel({ title: said.done, text: said.number })}${notices(said)}${lists(said)}${fields(said)}`
  return document({ language, title: said.title, top: top(language, said), content, foot: foot(said) })
}

interface Document {
  readonly language: Language
  readonly title: string
  readonly top?: Html
  readonly content: Html
  readonly foot?: Html
  readonly scripts?: readonly string[]
}

/** A page as the console frames one. */
export function document({ language, title, top, content, foot, scripts = [] }: Document): string {
  const loaded = [assetPaths.components, ...scripts].map(
    (src) => html`<script type="module"${attributes({ src })}></script>`,
  )
  return `<!DOCTYPE html>\n${html`<html lang="${language}" class="govuk-template">
    <head><meta charset="utf-8"><title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,"><link rel="stylesheet" href="${assetPaths.style}">${loaded}</head>
    <body class="govuk-template__body">${top}<div class="govuk-width-container">
    <main class="govuk-main-wrapper" id="main-content" tabindex="-1">${content}</main></div>${foot}</body></html>`}`
}

function top(language: Language, said: Said): Html {
  const names = { en: 'English', fr: 'Français', es: 'Español' }
  const way = serviceNavigation({
    ...{ service: { name: said.service, href: '/' }, sectionLabel: said.section, menu: said.menu },
    items: [
      { text: said.inbox, href: '#inbox', is: 'current' },
      { text: said.search, href: '#search' },
      { text: said.held, href: '#held' },
    ],
  })
  const inLanguages = languageNavigation({
    label: said.language,
    items: languages.map((lang) => ({ lang, text: names[lang], href: lang === language ? undefined : `/${lang}` })),
  })
  const crumbs = breadcrumbs({
    ...{ label: said.crumbs, collapses: true },
    items: [{ text: said.inbox, href: '#inbox' }, { text: said.caseOf, href: '#case' }, { text: said.title }],
  })
  return html`${skipLink({ href: '#main-content', text: said.skip })}
    <header class="govuk-template__header">${header({ href: '/', text: 'Bulla' })}${way}</header>
    ${conditions(said.conditionsLabel, html`<p>${said.conditions}</p>`)}
    <div class="govuk-width-container">${inLanguages}${crumbs}</div>`
}

const foot = (said: Said): Html =>
  html`<footer class="govuk-template__footer">${footer({
    ...{ label: said.footLabel, text: said.version },
    items: [
      { text: said.public, href: '#public' },
      { text: said.accessibility, href: '#accessibility' },
    ],
  })}</footer>`

const notices = (said: Said): Html => html`
  ${errorSummary({
    ...{ title: said.problem, description: said.problemMore, takesNoFocus: true },
    errors: [
      { text: said.purposeMissing, href: '#purpose' },
      { text: said.dayMissing, href: '#day-day' },
    ],
  })}
  ${notificationBanner({ title: said.success, content: said.sent, isSuccess: true, titleId: 'sent', takesNoFocus: true })}
  ${notificationBanner({ title: said.important, content: html`<p class="govuk-body">${said.due}</p>` })}
  ${insetText({ text: said.inset })}${warningText({ text: said.warns, mark: said.warning })}
  ${details({ summary: said.why, text: said.because })}
  <p class="govuk-body">${['red', 'yellow', 'green', 'grey', ''].map((colour) => html`${tag({ text: said.overdue, classes: colour && `govuk-tag--${colour}` })} `)}</p>
  ${buttonGroup(
    button({ text: said.send, preventDoubleClick: true }),
    button({ text: said.later, classes: 'govuk-button--secondary' }),
    button({ text: said.refuse, classes: 'govuk-button--warning' }),
    button({ text: said.open, href: '#open' }),
    button({ text: said.notNow, disabled: true }),
  )}`

function lists(said: Said): Html {
  const wide = table({
    ...{ caption: said.inbox, captionClasses: 'govuk-table__caption--m', firstIsHeader: true },
    head: [said.caseOf, said.by, said.dueAt, said.office, said.partner, said.purpose, said.octets].map((text, at) => ({
      ...{ text, isNumeric: at === 6 },
    })),
    rows: [1, 2, 3].map((number) =>
      [`XA-2026-000${number}`, 'XB', '2026-11-30 12:00', said.office, said.partner, said.because, '1 234 567'].map(
        (text, at) => ({ text, isNumeric: at === 6 }),
      ),
    ),
  })
  return html`<h2 class="govuk-heading-l">${said.lists}</h2>${scrolling(said.inbox, wide)}
  ${summaryList({
    rows: [
      {
        key: said.purpose,
        value: said.because,
        actions: [{ href: '#change', text: said.change, about: said.purpose }],
      },
      { key: said.office, value: 'X'.repeat(200) },
    ],
    card: { title: said.caseOf, headingLevel: 3, actions: [{ href: '#print', text: said.print }] },
  })}
  ${taskList({
    items: [
      { title: said.purpose, href: '#one', status: said.complete, hint: said.hint },
      { title: said.documents, href: '#two', status: tag({ text: said.overdue, classes: 'govuk-tag--red' }) },
      { title: said.send, status: said.notNow, statusClasses: 'govuk-task-list__status--cannot-start-yet' },
    ],
  })}
  ${pagination({
    ...{ label: said.pages, previous: { href: '#1', text: said.previous }, next: { href: '#3', text: said.next } },
    items: [1, 'gap' as const, 7, 8].map((number) =>
      number === 'gap'
        ? number
        : { number, href: `#${number}`, says: `${said.page} ${number}`, isCurrent: number === 7 },
    ),
  })}
  ${pagination({ label: said.cases, next: { href: '#next', text: said.next, label: said.caseOf } })}`
}

const fields = (
  said: Said,
): Html => html`<h2 class="govuk-heading-l">${said.form}</h2><form method="post" action="/sent">
  ${input({ name: 'reference', label: said.caseOf, hint: said.hint, value: '<b>"XA"</b>', autocomplete: 'off' })}
  ${input({ name: 'weight', label: said.weight, suffix: 'kg', inputmode: 'decimal', classes: 'govuk-input--width-5' })}
  ${input({ name: 'purpose', label: said.purpose, error: { text: said.purposeMissing, mark: said.error } })}
  ${textarea({ name: 'reason', label: said.why, value: '\nXB', rows: 3 })}
  ${characterCount({
    ...{ name: 'note', label: said.note, mostCharacters: 200, limit: said.limit },
    count: {
      under: { one: said.underOne, many: said.under, other: said.under },
      ...{ at: said.at, over: { one: said.overOne, many: said.over, other: said.over } },
    },
  })}
  ${select({
    name: 'office',
    label: said.office,
    value: 'b',
    items: [
      { text: 'A', value: 'a' },
      { text: 'B', value: 'b' },
    ],
  })}
  ${radios({
    ...{ name: 'form', fieldset: { legend: said.form, legendClasses: 'govuk-fieldset__legend--m' }, hint: said.hint },
    items: [
      { value: 'electronic', text: said.electronic, checked: true },
      { divider: said.or },
      { value: 'paper', text: said.paper, hint: said.hint },
    ],
  })}
  ${checkboxes({
    ...{ name: 'terms', fieldset: { legend: said.terms }, error: { text: said.termsMissing, mark: said.error } },
    items: [
      { value: 'purpose', text: said.purpose },
      { value: 'time', text: said.until, reveals: input({ name: 'shelf', label: said.shelf }) },
      { divider: said.or },
      { value: 'none', text: said.none, isExclusive: true },
    ],
  })}
  ${fileUpload({ name: 'document', label: said.documents, hint: said.drop, multiple: true })}
  ${button({ text: said.send, name: 'act', value: 'send' })}</form>`
