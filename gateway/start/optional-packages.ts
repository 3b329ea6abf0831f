// Packages that only some settings ask for. Whoever installs may leave them out:
// docs/decisions/0002-libraries.md.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** By the setting that asks for them. */
export const packagesFor = {
  'STORE postgres': ['pg'],
  'QUEUE bullmq': ['bullmq', 'ioredis'],
  'PARTS s3': ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'],
  OTEL_URL: [
    '@opentelemetry/api',
    '@opentelemetry/context-async-hooks',
    '@opentelemetry/exporter-trace-otlp-http',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-trace',
  ],
} as const

/**
 * Loads what a setting asks for.
 * @throws {Error} that names the packages that are not installed, and the command that installs
 *   them
 */
export async function loadedFor<Loaded>(
  setting: keyof typeof packagesFor,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  const missing = packagesFor[setting].filter((name) => !isInstalled(name))
  if (missing.length === 0) return load()
  const [named, are, them] =
    missing.length === 1 ? [`package ${missing}`, 'is', 'it'] : [`packages ${missing.join(', ')}`, 'are', 'them']
  throw new Error(
    `${setting} needs the ${named}, which ${are} not installed; install ${them} with "npm ci --omit=dev" in ${home()}`,
  )
}

/** Where our packages are installed: the folder of the lock, ours in a clone. */
function home(): string {
  const own = resolve(import.meta.dirname, '../..')
  for (let at = own; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, 'package-lock.json'))) return at
  return own
}

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}
