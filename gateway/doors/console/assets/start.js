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
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary]) createAll(component)
for (const component of [NotificationBanner, ServiceNavigation, SkipLink]) createAll(component)
