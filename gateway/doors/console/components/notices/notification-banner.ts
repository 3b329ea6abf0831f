// What has happened, or must be known before anything else on the page.
import { attributes, type Html, html } from '../../html.ts'
import { listed, type Marked, type Text } from '../markup.ts'

interface NotificationOptions extends Marked {
  /** "Important", or "Success". */
  readonly title: Text
  /** A text is one line; markup is whatever it is. */
  readonly content: Text
  /** It is read out at once, and takes the focus. */
  readonly isSuccess?: boolean | undefined
  /** Of its title, where there are several of them. */
  readonly titleId?: string | undefined
  readonly takesNoFocus?: boolean | undefined
}

export function notificationBanner(options: NotificationOptions): Html {
  const { title, content, isSuccess, titleId = 'govuk-notification-banner-title', takesNoFocus } = options
  const own = attributes({
    class: listed('govuk-notification-banner', isSuccess && 'govuk-notification-banner--success', options.classes),
    ...{ role: isSuccess ? 'alert' : 'region', 'aria-labelledby': titleId, 'data-module': 'govuk-notification-banner' },
    'data-disable-auto-focus': takesNoFocus === undefined ? undefined : String(takesNoFocus),
    ...options.attributes,
  })
  const body =
    typeof content === 'string' ? html`<p class="govuk-notification-banner__heading">${content}</p>` : content
  return html`<div${own}><div class="govuk-notification-banner__header">
    <h2 class="govuk-notification-banner__title" id="${titleId}">${title}</h2></div>
    <div class="govuk-notification-banner__content">${body}</div></div>`
}
