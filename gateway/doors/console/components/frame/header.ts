// What stands at the head of every page: whose gateway it is, where one can go, in which language.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface HeaderOptions extends Marked {
  readonly href: string
  readonly text: Text
}

export const header = ({ href, text, classes, attributes: more }: HeaderOptions): Html =>
  html`<div${attributes({ class: listed('govuk-generic-header', classes), ...more })}>
    <div class="govuk-generic-header__container govuk-width-container">
    <div class="govuk-generic-header__logo">
    <a href="${href}" class="govuk-generic-header__homepage-link">${text}</a></div></div></div>`

interface NavigationItem {
  readonly text: Text
  readonly href: string
  /** The page itself, or a page under this one. */
  readonly is?: 'current' | 'active' | undefined
}

interface ServiceNavigationOptions extends Marked {
  readonly service?: { readonly name: string; readonly href?: string | undefined } | undefined
  /** What the whole is, where it has more than the way: "Service information". */
  readonly sectionLabel: string
  /** "Menu", on the button that opens it on a narrow screen. */
  readonly menu: string
  /** What the button says to whoever does not see it, where that is more. */
  readonly menuLabel?: string | undefined
  /** What the list is to whoever does not see it; `menu`, unless another is given. */
  readonly label?: string | undefined
  readonly id?: string | undefined
  readonly items: readonly NavigationItem[]
  /** Where there is more than one item, unless it is said. */
  readonly collapses?: boolean | undefined
  /** What stands after it: who is signed in. */
  readonly end?: Html | undefined
  readonly endIsInline?: boolean | undefined
}

export function serviceNavigation(options: ServiceNavigationOptions): Html {
  const { service, end, endIsInline, sectionLabel } = options
  const own = {
    ...{ class: listed('govuk-service-navigation', options.classes), 'data-module': 'govuk-service-navigation' },
    ...options.attributes,
  }
  const container = listed('govuk-width-container', endIsInline && 'govuk-service-navigation__inlining-container')
  const content = html`<div class="${container}"><div class="govuk-service-navigation__container">
    ${serviceName(service)}${options.items.length > 0 && way(options)}</div>${end}</div>`
  return service || end
    ? html`<section${attributes({ 'aria-label': sectionLabel, ...own })}>${content}</section>`
    : html`<div${attributes(own)}>${content}</div>`
}

function serviceName(service: ServiceNavigationOptions['service']): Html | undefined {
  if (!service) return undefined
  const { name, href } = service
  const made = href
    ? html`<a href="${href}" class="govuk-service-navigation__link">${name}</a>`
    : html`<span class="govuk-service-navigation__text">${name}</span>`
  return html`<span class="govuk-service-navigation__service-name">${made}</span>`
}

function way({ items, menu, menuLabel, label = menu, id = 'navigation', ...options }: ServiceNavigationOptions): Html {
  const { collapses = items.length > 1 } = options
  const toggle = attributes({
    ...{ type: 'button', class: 'govuk-service-navigation__toggle govuk-js-service-navigation-toggle' },
    ...{ 'aria-controls': id, 'aria-label': menuLabel === menu ? undefined : menuLabel },
    ...{ hidden: true, 'aria-hidden': 'true' },
  })
  const list = html`<ul class="govuk-service-navigation__list" id="${id}">${items.map(navigationItem)}</ul>`
  return html`<nav aria-label="${label}" class="govuk-service-navigation__wrapper">
    ${collapses && html`<button${toggle}>${menu}</button>`}${list}</nav>`
}

function navigationItem({ text, href, is }: NavigationItem): Html {
  const item = listed('govuk-service-navigation__item', is && 'govuk-service-navigation__item--active')
  const own = attributes({
    ...{ class: 'govuk-service-navigation__link', href },
    'aria-current': is && (is === 'current' ? 'page' : 'true'),
  })
  const said = is ? html`<strong class="govuk-service-navigation__active-fallback">${text}</strong>` : text
  return html`<li class="${item}"><a${own}>${said}</a></li>`
}

interface LanguageNavigationOptions extends Marked {
  /** "Language" */
  readonly label: string
  readonly items: readonly LanguageItem[]
}

interface LanguageItem {
  /** The name of the language, in itself. */
  readonly text: string
  readonly lang: string
  /** Without an address it is the language of the page. */
  readonly href?: string | undefined
  /** What is said after it, to whoever does not see what it leads to. */
  readonly says?: string | undefined
}

export function languageNavigation({ label, items, classes, attributes: more }: LanguageNavigationOptions): Html {
  const own = attributes({ class: listed('govuk-language-navigation', classes), ...more, 'aria-label': label })
  const made = items.map(({ text, lang, href, says }) =>
    href === undefined
      ? html`<span class="govuk-language-navigation__text" aria-current="true" lang="${lang}">${text}</span>`
      : languageLink({ text, lang, href, says }),
  )
  return html`<nav${own}><ul class="govuk-language-navigation__list">
    ${made.map((one) => html`<li class="govuk-language-navigation__list-item">${one}</li>`)}</ul></nav>`
}

function languageLink({ text, lang, href, says }: LanguageItem): Html {
  const own = attributes({
    ...{ class: 'govuk-language-navigation__link', href, rel: 'alternate', lang, hreflang: lang },
  })
  return html`<a${own}>${text}${says && html`<span class="govuk-visually-hidden"> ${says}</span>`}</a>`
}
