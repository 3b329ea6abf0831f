// Pages on a narrow screen, and enlarged: nothing must be scrolled sideways (WCAG 2.2, 1.4.10).
import type { Page } from 'playwright-core'

/** A narrow telephone; and 1280 by 1024 points enlarged four times. */
const sizes = { '320 px': { width: 320, height: 640 }, '400 %': { width: 320, height: 256 } } as const

/** What stands out of the page to the right at each size; empty where nothing does. The size stays as it was. */
export async function sideways(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  for (const [name, size] of Object.entries(sizes)) {
    await page.setViewportSize(size)
    const [bars, out] = (await page.evaluate(standsOut)) as [number, string[]]
    if (bars > 0 || out.length > 0) found.push(`${name}: ${bars} px too wide: ${out.join(', ')}`)
  }
  if (before) await page.setViewportSize(before)
  return found
}

/** Beside what scrolls within itself, and what is for screen readers alone. */
const standsOut = `(() => {
  const wide = document.documentElement.clientWidth
  const scrolls = (one) => one && (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
  const out = [...document.body.querySelectorAll('*')].filter((one) => {
    const { right, width, height } = one.getBoundingClientRect()
    return right > wide + 1 && width > 1 && height > 1 && !scrolls(one.parentElement)
  })
  const named = out.slice(0, 5).map((one) => one.tagName.toLowerCase() + (one.id && '#' + one.id) + '.' + one.className)
  return [document.documentElement.scrollWidth - wide, named]
})()`
