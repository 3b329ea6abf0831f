// What stands around the content of a page, and texts that stand out: options of fixtures as options of ours.
import { footer } from '../../../gateway/doors/console/components/frame/footer.ts'
import {
  header,
  languageNavigation,
  serviceNavigation,
} from '../../../gateway/doors/console/components/frame/header.ts'
import { backLink, breadcrumbs, skipLink } from '../../../gateway/doors/console/components/frame/links.ts'
import { errorSummary } from '../../../gateway/doors/console/components/notices/error-summary.ts'
import { notificationBanner } from '../../../gateway/doors/console/components/notices/notification-banner.ts'
import { details, insetText, panel, tag, warningText } from '../../../gateway/doors/console/components/notices/texts.ts'
import type { AsOurs } from './as-ours.ts'
import { type Given, saidBy, textOf } from './fixtures.ts'
import { markupOf } from './same-markup.ts'

const nothing = 'a list of ours holds no empty entries'
const plain = 'what stands within has no classes and no attributes of its own'
const text = (value: unknown) => value as string | undefined
const many = (value: unknown) => (value as readonly Given[] | undefined) ?? []

const marked = ({ classes, attributes }: Given) => ({ classes, attributes })
const said = (given: Given, name: string) =>
  given[`${name}Html`] === undefined ? text(given[`${name}Text`]) : markupOf(String(given[`${name}Html`]))

export const frames: Readonly<Record<string, AsOurs>> = {
  'skip-link': {
    make: (given) => skipLink({ ...marked(given), href: given.href ?? '#content', text: saidBy(given) }),
  },
  'back-link': {
    make: (given) => backLink({ ...marked(given), href: given.href ?? '#', text: textOf(given) ?? 'Back' }),
  },
  breadcrumbs: {
    make: (given) =>
      breadcrumbs({
        ...{ ...marked(given), label: text(given['labelText']) ?? 'Breadcrumb' },
        collapses: given['collapseOnMobile'] as boolean | undefined,
        items: (given.items ?? []).map((item) => ({ href: item.href, text: saidBy(item) })),
      }),
    left: { 'items[].attributes': plain },
  },
  'generic-header': {
    make: (given) => header({ ...marked(given), href: text(given['url']) ?? '/', text: said(given, 'logo') ?? '' }),
    left: { containerClasses: 'every page has the same width' },
  },
  'service-navigation': {
    make: (given) => {
      const end = (given['slots'] as Given | undefined)?.['end'] as string | Given | undefined
      const name = text(given['serviceName'])
      return serviceNavigation({
        ...{ ...marked(given), service: name ? { name, href: text(given['serviceUrl']) } : undefined },
        ...{
          sectionLabel: text(given['ariaLabel']) ?? 'Service information',
          menu: text(given['menuButtonText']) ?? 'Menu',
        },
        ...{ menuLabel: text(given['menuButtonLabel']), label: text(given['navigationLabel']) },
        ...{ id: text(given['navigationId']), collapses: given['collapseNavigationOnMobile'] as boolean | undefined },
        items: many(given['navigation']).map((item) => ({
          ...{ href: item.href ?? '', text: saidBy(item) },
          is: item['current'] ? 'current' : item['active'] ? 'active' : undefined,
        })),
        end: end === undefined ? undefined : markupOf(typeof end === 'string' ? end : (end.html ?? '')),
        endIsInline: typeof end === 'object' && end['align'] === 'inline',
      })
    },
    left: {
      ...{ 'navigation[]=': nothing, navigationClasses: plain },
      ...{ 'slots.start': 'one place is enough', 'slots.navigationStart': 'one place is enough' },
    },
    leftWhen: [
      ['a way leads somewhere', (given) => many(given['navigation']).some((item) => item?.href === undefined)],
    ],
  },
  'language-navigation': {
    make: (given) =>
      languageNavigation({
        ...{ ...marked(given), label: text(given['ariaLabel']) ?? 'Language' },
        items: (given.items ?? []).map((item) => ({
          ...{ text: item.text ?? '', lang: text(item['lang']) ?? '', says: text(item['languageDescriptionText']) },
          href: item['current'] ? undefined : item.href,
        })),
      }),
    left: {
      ...{ 'items[].classes': plain, 'items[].attributes': plain, 'items[].html': 'the name of a language is a text' },
      'items[].dir': 'English, French and Spanish are written from left to right',
    },
  },
  footer: {
    make: (given) => {
      const meta = given['meta'] as Given | undefined
      return footer({
        ...{ ...marked(given), label: text(meta?.['visuallyHiddenTitle']) ?? 'Support links' },
        items: (meta?.items ?? []).map(({ href = '', text = '' }) => ({ href, text })),
        text: textOf(meta),
      })
    },
    left: {
      ...{
        navigation: 'the pages are few',
        containerClasses: 'every page has the same width',
        'meta.items[].attributes': plain,
      },
      ...{ contentLicence: 'a licence is not ours to give', copyright: 'there is no crown copyright' },
    },
    leftWhen: [['every page has links at its foot', (given) => given['meta'] === undefined]],
    beside: [
      /<svg[\s\S]*?<\/svg>/,
      /<svg[\s\S]*?<\/svg>\s*<span class="govuk-footer__licence-description">[\s\S]*?<\/span>/,
      /<div class="govuk-footer__meta-item">\s*<a\s+class="govuk-footer__link govuk-footer__copyright-logo"[\s\S]*?<\/a>\s*<\/div>/,
    ],
  },
  'error-summary': {
    make: (given) =>
      errorSummary({
        ...{ ...marked(given), title: said(given, 'title') ?? '', description: said(given, 'description') },
        errors: many(given['errorList']).map((item) => ({
          ...{ href: item.href, text: saidBy(item) },
        })),
        takesNoFocus: given['disableAutoFocus'] as boolean | undefined,
      }),
    left: { 'errorList[].attributes': plain },
  },
  'notification-banner': {
    make: (given) =>
      notificationBanner({
        ...{ ...marked(given), content: saidBy(given), isSuccess: given['type'] === 'success' },
        title: said(given, 'title') ?? (given['type'] === 'success' ? 'Success' : 'Important'),
        ...{ titleId: text(given['titleId']), takesNoFocus: given['disableAutoFocus'] as boolean | undefined },
      }),
    left: {
      titleHeadingLevel: 'it stands under the first heading',
      role: 'its kind says how it is read out',
    },
  },
  'inset-text': { make: (given) => insetText({ ...marked(given), id: given.id, text: saidBy(given) }) },
  'warning-text': {
    make: (given) =>
      warningText({ ...marked(given), text: saidBy(given), mark: text(given['iconFallbackText']) ?? 'Warning' }),
  },
  tag: { make: (given) => tag({ ...marked(given), text: saidBy(given) }) },
  details: {
    make: (given) =>
      details({
        ...{ ...marked(given), id: given.id, isOpen: given['open'] as boolean | undefined },
        ...{ summary: said(given, 'summary') ?? '', text: saidBy(given) },
      }),
  },
  panel: {
    make: (given) => panel({ ...marked(given), title: said(given, 'title') ?? '', text: textOf(given) }),
    left: { actions: 'what follows stands under it', headingLevel: 'it is the first heading' },
    leftWhen: [['nothing interrupts a task', ({ classes = '' }) => classes.includes('interruption')]],
  },
}
