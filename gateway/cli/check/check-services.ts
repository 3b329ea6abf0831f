// What nodes share: whether the database, Redis and the storage of parts are reached from here, and
// are fit for it. Nothing is changed there.
import type { Config, SettingName } from '../../../config/settings.ts'
import { messageOf } from '../../installation/complaint.ts'
import { Problem } from '../../model/problems/problems.ts'
import type { Desk } from '../program/desk.ts'
import { storeTrouble } from '../store/store-hints.ts'
import { type Finding, note, wrong } from './finding.ts'

export async function checkServices(config: Config, { say }: Desk): Promise<Finding[]> {
  const { probeStore, openParts } = await import('../../start/storage.ts')
  const { probeQueue } = await import('../../start/queue.ts')
  const { loadedFor } = await import('../../start/optional-packages.ts')
  const findings = unused(config)
  /** Asks one of them and says that it answered, or what is wrong. */
  const look = async (about: string, ask: () => Promise<string>) => {
    const startedAt = performance.now()
    try {
      const found = await ask()
      say(`reached  ${about}: ${found} (${Math.round(performance.now() - startedAt)} ms)`)
    } catch (error) {
      const { found, hint } =
        error instanceof Problem ? storeTrouble(error) : { found: messageOf(error), hint: undefined }
      findings.push(wrong(about, found, hint ?? 'mend what is named; the gateway does not start without it'))
    }
  }
  // What a chosen service still lacks is told with the settings.
  if (config.STORE === 'postgres' && config.POSTGRES_URL !== undefined)
    await look(`database ${placeOf(config.POSTGRES_URL)}`, () => probeStore(config))
  if (config.QUEUE === 'bullmq' && (config.REDIS_URL ?? config.REDIS_SENTINELS) !== undefined)
    await look(`Redis ${config.REDIS_SENTINELS ? 'behind its Sentinels' : placeOf(config.REDIS_URL)}`, async () => {
      await probeQueue(config)
      return 'in order'
    })
  if (config.PARTS === 's3' && config.S3_URL !== undefined && config.S3_BUCKET !== undefined)
    await look(`bucket ${config.S3_BUCKET} at ${config.S3_URL}`, async () => {
      await openParts(config, '')
      return 'in order'
    })
  if (config.OTEL_URL !== undefined)
    await loadedFor('OTEL_URL', async () => undefined).catch((error: unknown) =>
      findings.push(wrong('setting OTEL_URL', messageOf(error), 'the gateway does not start without them')),
    )
  return findings
}

/**
 * Settings that name a service which no other setting chooses: whoever wrote them believes that it
 * is used.
 */
function unused(config: Config): Finding[] {
  const chosen: readonly (readonly [names: readonly SettingName[], is: boolean, needs: string])[] = [
    [['POSTGRES_URL'], config.STORE === 'postgres', 'STORE is sqlite; set it to postgres, or take this away'],
    [['REDIS_URL', 'REDIS_SENTINELS'], config.QUEUE === 'bullmq', 'QUEUE is embedded; set it to bullmq'],
    [['S3_URL', 'S3_BUCKET'], config.PARTS === 's3', 'PARTS is folder; set it to s3'],
  ]
  return chosen.flatMap(([names, is, needs]) =>
    is
      ? []
      : names
          .filter((name) => config[name] !== undefined)
          .map((name) =>
            note(`setting ${name}`, `it is not used, as ${needs.split(';')[0]}`, needs.split('; ')[1] ?? ''),
          ),
  )
}

/** Without user and query. */
function placeOf(url = ''): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
