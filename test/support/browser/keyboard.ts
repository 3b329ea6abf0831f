// A person without a mouse: from one control to the next, by what a screen reader would say of it.
import type { CDPSession, Page } from 'playwright-core'

export interface Reached {
  readonly role: string
  readonly name: string
}

export interface Keyboard {
  /** Tab, until what has the focus is called so. @throws {Error} with what was passed on the way */
  to(role: string, name: string | RegExp): Promise<void>
  /** Walks there and presses it: Enter for a link, Space for what is ticked, Enter for a button. */
  press(role: string, name: string | RegExp): Promise<void>
  /** Walks to a field and writes. */
  write(name: string | RegExp, text: string): Promise<void>
  /** Walks into a group of radios and goes down to the one. */
  choose(name: string | RegExp): Promise<void>
  /** What has the focus now. */
  here(): Promise<Reached>
}

/** More stops than a page of ours has. */
const mostStops = 150

export function keyboard(page: Page): Keyboard {
  const session = page.context().newCDPSession(page)
  const here = async () => focused(await session)
  const fits = ({ role, name }: Reached, wanted: string, called: string | RegExp) =>
    role === wanted && (typeof called === 'string' ? name === called : called.test(name))

  async function walk(key: string, wanted: string, called: string | RegExp, most: number): Promise<void> {
    const passed: string[] = []
    for (let stop = 0; stop <= most; stop += 1) {
      const at = await here()
      if (fits(at, wanted, called)) return
      passed.push(`${at.role} ${JSON.stringify(at.name)}`)
      await page.keyboard.press(key)
    }
    throw new Error(`${wanted} ${called} is not reached with ${key}; what was: ${[...new Set(passed)].join(', ')}`)
  }

  return {
    here,
    to: (role, name) => walk('Tab', role, name, mostStops),
    async press(role, name) {
      await walk('Tab', role, name, mostStops)
      await page.keyboard.press(['checkbox', 'radio', 'switch'].includes(role) ? 'Space' : 'Enter')
    },
    async write(name, text) {
      await walk('Tab', 'textbox', name, mostStops)
      await page.keyboard.press('Control+A')
      await page.keyboard.type(text)
    },
    async choose(name) {
      await walk('Tab', 'radio', /./, mostStops)
      await walk('ArrowDown', 'radio', name, 30)
      await page.keyboard.press('Space')
    },
  }
}

/** From the tree that screen readers are given. */
async function focused(session: CDPSession): Promise<Reached> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' })
  if (result.objectId === undefined) return { role: 'none', name: '' }
  const asked = { objectId: result.objectId, fetchRelatives: false }
  const { nodes } = await session.send('Accessibility.getPartialAXTree', asked)
  return { role: String(nodes[0]?.role?.value ?? 'none'), name: String(nodes[0]?.name?.value ?? '') }
}
