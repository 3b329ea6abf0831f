// Rules of accessibility that a machine can hold a page to.
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const source = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const wanted = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Found {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
  }[]
  readonly passes: readonly unknown[]
}

/**
 * In forced colours the colours are those of the person: what the style sheet says of them, which
 * is all that the rule sees, is not what is shown.
 */
export const ofColours = ['color-contrast']

/** What reads pages in one window: each document is given its source once. */
type Reader = (expression: string) => Promise<string>
const readers = new WeakMap<Page, Promise<Reader>>()

/** It runs in a world of its own within the document, in which the policy of the page does not hold. */
async function readerIn(page: Page): Promise<Reader> {
  const session = await page.context().newCDPSession(page)
  const evaluated = async (world: number, expression: string) => {
    const { result, exceptionDetails: failed } = await session.send('Runtime.evaluate', {
      ...{ expression, contextId: world, awaitPromise: true, returnByValue: true },
    })
    if (failed) throw new Error(`axe did not run: ${failed.exception?.description ?? failed.text}`)
    return result.value
  }
  let [document, contextId] = ['', 0]
  return async (expression) => {
    const { frame } = (await session.send('Page.getFrameTree')).frameTree
    if (frame.loaderId !== document) {
      const world = await session.send('Page.createIsolatedWorld', { frameId: frame.id, worldName: 'axe' })
      contextId = world.executionContextId
      await evaluated(contextId, `${source};undefined`)
      document = frame.loaderId
    }
    return evaluated(contextId, expression)
  }
}

/** Each rule that the page breaks, with where and how; empty where it breaks none. */
export async function axe(page: Page, without: readonly string[] = []): Promise<string[]> {
  const reader = readers.get(page) ?? readerIn(page)
  readers.set(page, reader)
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]))
  const options = { runOnly: { type: 'tag', values: wanted }, rules, resultTypes: ['violations'] }
  const run = `axe.run(document, ${JSON.stringify(options)}).then(JSON.stringify)`
  const { violations, passes }: Found = JSON.parse(await (await reader)(run))
  if (passes.length === 0) throw new Error('axe found nothing to look at')
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(where).join('\n')}`)
}

const where = ({ target, failureSummary }: Found['violations'][number]['nodes'][number]): string =>
  `  ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`
