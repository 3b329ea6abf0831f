// A browser without a screen, for tests of the console: it keeps the cookie, says where it comes from, and sends forms as they stand on a page.
import { Agent, request } from 'undici'
import type { SoftPasskey } from '../passkey.ts'

export interface Seen {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly html: string
  /** Where it led to, after what it was sent on to. */
  readonly path: string
}

type Fields = Readonly<Record<string, string | readonly string[]>>

export type Visitor = ReturnType<typeof visitorOf>

/** @param caPem of the national door, which is at `https://localhost:<port>` */
export function visitorOf(port: number, caPem: string) {
  const origin = `https://localhost:${port}`
  const agent = new Agent({ connect: { ca: caPem } })
  let cookie: string | undefined

  async function ask(
    method: 'GET' | 'POST',
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    for (let [way, verb, sent, times] = [path, method, body, 0]; ; times += 1) {
      const answer = await request(`${origin}${way}`, {
        dispatcher: agent,
        method: verb,
        headers: {
          'sec-fetch-site': 'same-origin',
          'sec-fetch-dest': 'document',
          ...(cookie !== undefined && { cookie }),
          ...(sent !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
      })
      const html = await answer.body.text()
      const [given] = [answer.headers['set-cookie'] ?? []].flat()
      if (given !== undefined) cookie = /Max-Age=0/.test(given) ? undefined : given.split(';', 1)[0]
      const { location } = answer.headers
      if (answer.statusCode !== 303 || typeof location !== 'string' || times === 5)
        return { status: answer.statusCode, headers: answer.headers, html, path: way }
      ;[way, verb, sent] = [location, 'GET', undefined]
    }
  }

  return {
    origin,
    cookie: () => cookie,
    agent,
    get: (path: string, headers?: Record<string, string>) => ask('GET', path, undefined, headers),
    post: (path: string, fields: Fields, headers?: Record<string, string>) =>
      ask('POST', path, encoded(fields), headers),
    /** Sends the form of a page that goes to `action` (its own address where none is said), with other values in some fields. */
    send(page: Seen, fields: Fields = {}, action?: string): Promise<Seen> {
      const form = formsIn(page.html).find(
        (each) => each.method === 'post' && (action === undefined ? each.isMain : each.action === action),
      )
      if (!form) throw new Error(`${page.path} has no form ${action ?? ''}`)
      return ask('POST', form.action ?? page.path, encoded({ ...form.fields, ...fields }))
    },
    /** Answers the form of a page that asks for a passkey. */
    answer(page: Seen, passkey: SoftPasskey): Promise<Seen> {
      const form = formsIn(page.html).find(({ asks }) => asks !== undefined)
      if (!form?.asks) throw new Error(`${page.path} asks for no passkey`)
      const { kind, challenge } = form.asks
      const given = kind === 'create' ? passkey.register(challenge) : passkey.assert(challenge)
      return ask('POST', form.action ?? page.path, encoded({ ...form.fields, ...given }))
    },
    close: () => agent.close(),
  }
}

const encoded = (fields: Fields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
  ).toString()

interface Form {
  readonly method: string
  readonly action: string | undefined
  readonly fields: Record<string, string>
  /** It stands in the main part of the page. */
  readonly isMain: boolean
  readonly asks: { readonly kind: string; readonly challenge: string } | undefined
}

/** Inputs with what they hold, chosen ones of several, and texts. */
export function formsIn(html: string): Form[] {
  const main = html.indexOf('<main')
  return [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(({ 1: own = '', 2: inner = '', index }) => {
    const attribute = (name: string) => heldBy(own, name)
    const fields: Record<string, string> = {}
    for (const [, written = ''] of inner.matchAll(/<input([^>]*)>/g)) {
      const [name, type] = [heldBy(written, 'name'), heldBy(written, 'type')]
      const chosen = !['radio', 'checkbox'].includes(type ?? '') || /\schecked(?:\s|$)/.test(written)
      if (name !== undefined && chosen && type !== 'file') fields[name] = heldBy(written, 'value') ?? ''
    }
    for (const [, name = '', text = ''] of inner.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>(.*?)<\/textarea>/gs))
      fields[name] = plain(text)
    for (const [, name = '', options = ''] of inner.matchAll(/<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
      const all = [...options.matchAll(/<option([^>]*)>/g)].map(([, written = '']) => written)
      const chosen = all.find((written) => /\sselected(?:\s|$)/.test(written)) ?? all[0]
      if (chosen !== undefined) fields[name] = heldBy(chosen, 'value') ?? ''
    }
    const [kind, options] = [attribute('data-passkey'), attribute('data-options')]
    return {
      ...{ method: attribute('method') ?? 'get', action: attribute('action'), fields, isMain: index > main },
      asks:
        kind === undefined || options === undefined
          ? undefined
          : { kind, challenge: String(JSON.parse(options).challenge) },
    }
  })
}

const heldBy = (written: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(written)?.[1]
  return found === undefined ? undefined : plain(found)
}

const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
/** As it was before it was escaped. */
export const plain = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (sign) => signs[sign] ?? sign)
