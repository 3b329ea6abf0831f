// Begins the components of the page that need a script. It is served behind them, as one file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
} from 'govuk-frontend'

// What hides itself until a script can show it asks for these.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) createAll(component)
begin(document)
document.addEventListener('renewed', ({ target }) => begin(target))

/** Those that may come again with what is live on a page; the others would take the focus. */
function begin(scope) {
  for (const component of [Button, CharacterCount, Checkboxes]) createAll(component, undefined, scope)
}
