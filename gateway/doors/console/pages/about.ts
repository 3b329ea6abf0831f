// For everybody: what the gateway promises and what it cannot, term by term, with the newest
// checkpoint of its log.

import type { Language } from '../../../model/client/language.ts'
import { termNames } from '../../../model/terms/vocabulary.ts'
import { keptInWords } from '../../../words/assurance.ts'
import type { ConsoleWords } from '../../../words/console-words.ts'
import { words } from '../../../words/words.ts'
import { scrolling, table } from '../components/lists/table.ts'
import { html } from '../html.ts'
import type { Page } from '../page.ts'

/** @param checkpoint C2SP tlog-checkpoint; undefined while there is none */
export function aboutPage(say: ConsoleWords, language: Language, checkpoint: string | undefined): Page {
  const name = words(language)
  const rows = termNames.flatMap((term) => {
    const { kept, beyond } = keptInWords(term, language)
    return kept.map(({ does, as, against }, at) => [
      { text: at === 0 ? name.term(term) : '〃' },
      { text: does },
      { text: html`<strong>${as}</strong> ${say.promises.classes[as]}` },
      { text: against.join('; ') },
      { text: at === 0 ? beyond : '〃' },
    ])
  })
  const { title, lead, operator, head, log, logLead } = say.promises
  return {
    title,
    main: html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${lead}</p>
<p class="govuk-body">${operator}</p>
${scrolling(
  title,
  table({
    ...{ caption: title, captionClasses: 'govuk-visually-hidden', firstIsHeader: true, rows },
    head: [head.term, head.does, head.class, head.against, head.beyond].map((text) => ({ text })),
  }),
)}
<h2 class="govuk-heading-m">${log}</h2>
<p class="govuk-body">${logLead}</p>
${checkpoint !== undefined && html`<pre class="bulla-text" tabindex="0">${checkpoint}</pre>`}`,
  }
}
