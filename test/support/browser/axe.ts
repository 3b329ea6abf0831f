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

/** What reads pages in one window: its source is given to the browser once, not with each page. */
type Reader = (expression: string) => Promise<string>
const readers = new WeakMap<Page, Promise<Reader>>()

/** It runs in a world of its own within the document, in which the policy of the page does not hold. */
async function readerIn(page: Page): Promise<Reader> {
  const session = await page.context().newCDPSession(page)
  const evaluated = async (contextId: number, expression: string) => {
    const { result, exceptionDetails: failed } = await session.send('Runtime.evaluate', {
      ...{ expression, contextId, awaitPromise: true, returnByValue: true },
    })
    if (failed) throw new Error(`axe did not run: ${failed.exception?.description ?? failed.text}`)
    return result.value
  }
  await session.send('Page.enable')
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: 'axe' })
  return async (expression) => {
    const { frameTree } = await session.send('Page.getFrameTree')
    const world = { frameId: frameTree.frame.id, worldName: 'axe' }
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', world)
    // The document that was there before the script was given.
    if ((await evaluated(contextId, 'typeof axe')) === 'undefined') await evaluated(contextId, `${source};undefined`)
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
