// `bulla serve`: runs the gateway until it is asked to stop.

import { type Exit, messageOf, refused } from '../../installation/complaint.ts'
import { guarded } from '../../model/running.ts'
import type { Command } from '../program/command.ts'
import { type Desk, done, failed } from '../program/desk.ts'

const stopWithinMs = 30_000
/** For who reads our last lines. */
const readWithinMs = 2_000
/** After a failure that nobody caught nobody knows what still moves. */
const fallWithinMs = 10_000
const softwareFailed: Exit = 70

export const serve: Command = {
  usage: 'serve',
  summary: 'run the gateway',
  details: `The log goes to standard output as JSON lines (LOG_FILE puts it elsewhere); the doors are said on standard error.
SIGTERM and SIGINT stop it: no new request is taken, what is under way ends, within 30 seconds at most. A second signal ends it
at once; nothing that was acknowledged is lost by that. SIGHUP opens LOG_FILE anew, for who rotates it. A log that cannot be written stops
nothing: its lines wait in memory, then they are dropped and counted. A failure that nobody caught is logged as gateway.failed with its
place; then it stops in order, within 10 seconds, and exits with 70: start it again, and report the line.`,
  options: [
    {
      flags: '--clock-checked',
      describe: 'the clock was compared with a time server and is right, though the store holds later instants',
    },
  ],
  examples: ['bulla serve', 'bulla serve --folder /var/lib/bulla', 'BULLA_LOG_LEVEL=warn bulla serve'],
  async run(words, desk) {
    const asked = desk.stopAsked()
    const fallen = Promise.withResolvers<'fallen'>()
    const { placeOf } = await import('../../start/ending/last-resort.ts')
    let tell = (error: unknown) => desk.note(`bulla: failed while it started, at ${placeOf(error)}`)
    desk.uncaught((error) => {
      tell(error)
      fallen.resolve('fallen')
    })
    let hungUp = false
    let reopenLog = () => {
      hungUp = true
    }
    const leave = desk.stay(() => reopenLog())
    // Loaded here, because no other command needs the doors and the store.
    const gateway = await import('../../start/serve.ts')
    const starting = gateway
      .serve(desk.folder, { env: desk.env, clockChecked: words.flag('clock-checked') })
      .catch(noStart)
    const running = await Promise.race([starting, fallen.promise])
    if (running === 'fallen') return { exit: softwareFailed, answer: { stopped: running } }
    const { member, partnerUrl, nationalUrl } = running
    tell = running.failed
    reopenLog = running.reopenLog
    if (hungUp) reopenLog()
    desk.manager.ready()
    desk.note(`bulla: ${member} is up`, `  partner door   ${partnerUrl}`, `  national door  ${nationalUrl}`)
    for (const reason of (await running.readiness()).reasons) desk.note(`bulla: ${reason}`)
    const stopped = await Promise.race([asked, fallen.promise])
    desk.manager.stopping()
    const tookMs = await (stopped === 'fallen' ? fall(desk, running) : stop(desk, running, stopped))
    leave()
    const answer = { member, partnerUrl, nationalUrl, stopped, tookMs }
    const outcome =
      stopped === 'fallen' ? { exit: softwareFailed, answer } : tookMs < stopWithinMs ? done(answer) : failed(answer)
    setTimeout(
      guarded(
        () => desk.abandon(outcome.exit),
        () => desk.abandon(outcome.exit),
      ),
      readWithinMs,
    ).unref()
    return outcome
  },
}

interface Stoppable {
  close(why?: string): Promise<void>
}

function stop(desk: Desk, { close }: Stoppable, signal: string): Promise<number> {
  desk.note(`bulla: ${signal}, stopping`)
  return within(desk, stopWithinMs, 1, close())
}

function fall(desk: Desk, { close }: Stoppable): Promise<number> {
  desk.note('bulla: failed where nobody had foreseen it; the log says where (gateway.failed). Stopping')
  // What fails on the way is in the log; the exit code is the same.
  return within(
    desk,
    fallWithinMs,
    softwareFailed,
    close('a failure that nobody caught').catch(() => undefined),
  )
}

/** How long it took, in milliseconds; where it takes longer than it may, the process ends. */
async function within(desk: Desk, ms: number, exit: Exit, stopped: Promise<void>): Promise<number> {
  const startedAt = performance.now()
  const end = () => {
    desk.note(`bulla: not stopped within ${ms / 1000} seconds; ending now`)
    desk.abandon(exit)
  }
  // Held, so that the process cannot end before it with another code.
  const timer = setTimeout(
    guarded(end, () => desk.abandon(exit)),
    ms,
  )
  try {
    await stopped
  } finally {
    clearTimeout(timer)
  }
  return Math.round(performance.now() - startedAt)
}

function noStart(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    throw refused(
      `a door cannot open: ${messageOf(error)}`,
      'is the gateway running already? else set PARTNER_PORT and NATIONAL_PORT to free ports',
    )
  if (code === 'EACCES')
    throw refused(
      `a door cannot open: ${messageOf(error)}`,
      'ports below 1024 are for root: set PARTNER_PORT to 8443 and let the network forward',
    )
  if (/another process/.test(messageOf(error)))
    throw refused(messageOf(error), 'is the gateway of this folder running already? only one process works on a store')
  throw error
}
