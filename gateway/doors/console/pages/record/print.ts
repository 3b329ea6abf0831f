// A case as one document: what it is, under which conditions, what is owed and what happened. What
// was given to us stands in no print of ours.
import { termsInWords } from '../../../in-words/case-terms.ts'
import { backLink } from '../../components/frame/links.ts'
import { html } from '../../html.ts'
import { idPath, page } from '../../page.ts'
import { facts, owed } from '../case/case-page.ts'
import { conditionsOf } from '../case/conditions.ts'
import { itemsTable, permissionsTable, wantedTable } from '../case/tables.ts'
import { timeline } from '../case/timeline.ts'
import { zonesOf } from '../days.ts'

export const printPages = {
  'GET /console/cases/:id/print': page({
    access: ['read'],
    takes: { params: idPath },
    show: (deps) => async (visit) => {
      const { visitor, params } = visit
      const { client, language, say, words } = visitor
      const [view, terms, zones] = await Promise.all([
        deps.flows.case(client, params.id),
        deps.flows.caseTerms(client, params.id).then((found) => termsInWords(found, language)),
        zonesOf(deps, visitor),
      ])
      return {
        title: `${say.caseWith(view.partner)} ${view.case}`,
        at: 'cases',
        main: html`<div class="bulla-print">${backLink({ href: `/console/cases/${view.case}`, text: say.back, classes: 'govuk-!-display-none-print' })}
<h1 class="govuk-heading-l">${say.caseWith(view.partner)}: ${words.state(view.profile, view.state)}</h1>
<p class="govuk-body">${say.printed.at(say.instant(deps.nowMs(), deps.timeZone))} ${say.printed.lead}</p>
${facts(deps, visitor, view, zones)}
${conditionsOf(visitor, view, terms)}
${owed(deps, visitor, view, zones)}
${view.wanted.length > 0 && wantedTable(visitor, view)}
${view.items.length > 0 && itemsTable(visitor, view)}
${view.permissions.length > 0 && permissionsTable(visitor, view)}
${timeline(deps, visitor, view)}</div>`,
      }
    },
  }),
} as const
