// What pages load, read once: the style sheet and the script of govuk-frontend as we take them, and
// our own. Each has a digest of its octets in its name, so whoever has it may keep it for ever.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { scriptOf } from './script.ts'
import { styleSheetOf } from './style-sheet.ts'

interface Asset {
  readonly type: string
  readonly octets: Uint8Array
  readonly etag: string
}

const all = new Map<string, Asset>()

/** By the path at which the door serves them. */
export const assets: ReadonlyMap<string, Asset> = all

const ofPackage = (name: string): string =>
  readFileSync(new URL(import.meta.resolve(`govuk-frontend/dist/govuk/${name}`)), 'utf8')
const own = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Where each of them is. */
export const assetPaths = {
  style: kept('console.css', styleSheetOf(ofPackage('govuk-frontend.min.css')) + own('console.css')),
  /** What components need; every page has it. */
  components: kept('components.js', scriptOf(ofPackage('govuk-frontend.min.js'), own('start.js'))),
  live: kept('live.js', own('live.js')),
  passkey: kept('passkey.js', own('passkey.js')),
  upload: kept('upload.js', own('upload.js')),
} as const

function kept(name: string, text: string): string {
  const octets = new TextEncoder().encode(text)
  const digest = createHash('sha256').update(octets).digest('base64url').slice(0, 16)
  const path = `/console/assets/${name.replace('.', `-${digest}.`)}`
  const type = `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`
  all.set(path, { type, octets, etag: `"${digest}"` })
  return path
}
