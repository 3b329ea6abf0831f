// The markup of our components is that of govuk-frontend: each fixture of the package is compared, or asks for an option that ours do not have.
import t from 'tap'
import { asOurs } from '../../../support/console/as-ours.ts'
import { fixturesOf, type Given, waysOf } from '../../../support/console/fixtures.ts'
import { normalised } from '../../../support/console/same-markup.ts'

for (const [component, { make, left = {}, leftWhen = [], beside = [] }] of Object.entries(asOurs))
  t.test(`${component}: what the package makes of its fixtures, ours makes too`, async (t) => {
    const rows = [
      ...Object.keys(left).map(
        (row) => [row, (given: Given) => waysOf(given).some((way) => way.startsWith(row))] as const,
      ),
      ...leftWhen,
    ]
    const fixtures = fixturesOf(component)
    const compared = fixtures.filter(({ options }) => !rows.some(([, asks]) => asks(options)))
    for (const { name, options, html } of compared) {
      const without = beside.reduce((rest, part) => rest.replace(part, ''), html)
      t.same(normalised(String(make(options))), normalised(without), name)
    }
    t.ok(compared.length > 0, `${compared.length} of ${fixtures.length} fixtures are compared`)
    for (const [row, asks] of rows)
      t.ok(
        fixtures.some(({ options }) => asks(options)),
        `a fixture asks for what is left: ${row}`,
      )
  })
