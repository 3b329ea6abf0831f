// `bulla serve`: runs the gateway until it is asked to stop.
import type { Command } from './command.ts'
import { done, failed, messageOf, refused } from './desk.ts'

const stopWithinMs = 30_000
/** For who reads our last lines. */
const readWithinMs = 2_000

export const serve: Command = {
  usage: 'serve',
  summary: 'run the gateway',
  details: `The log goes to standard output as JSON lines (LOG_FILE puts it elsewhere); the doors are said on standard error.
SIGTERM and SIGINT stop it: no new request is taken, what is under way ends, within 30 seconds at most. A second signal ends it
at once; nothing that was acknowledged is lost by that. SIGHUP opens LOG_FILE anew, for who rotates it. A log that cannot be written stops
nothing: its lines wait in memory, then they are dropped and counted.`,
  options: [
    {
      flags: '--clock-checked',
      describe: 'the clock was compared with a time server and is right, though the store holds later instants',
    },
  ],
  examples: ['bulla serve', 'bulla serve --folder /var/lib/bulla', 'BULLA_LOG_LEVEL=warn bulla serve'],
  async run(words, desk) {
    const asked = desk.stopAsked()
    let hungUp = false
    let reopenLog = () => {
      hungUp = true
    }
    const leave = desk.stay(() => reopenLog())
    // Loaded here, because no other command needs the doors and the store.
    const gateway = await import('../main.ts')
    const running = await gateway
      .serve(desk.folder, { env: desk.env, clockChecked: words.flag('clock-checked') })
      .catch(noStart)
    const { member, partnerUrl, nationalUrl, close } = running
    reopenLog = running.reopenLog
    if (hungUp) reopenLog()
    desk.note(`bulla: ${member} is up`, `  partner door   ${partnerUrl}`, `  national door  ${nationalUrl}`)
    for (const reason of (await running.readiness()).reasons) desk.note(`bulla: ${reason}`)
    const signal = await asked
    desk.note(`bulla: ${signal}, stopping`)
    const startedAt = performance.now()
    const timer = setTimeout(() => {
      desk.note(`bulla: not stopped within ${stopWithinMs / 1000} seconds; ending now`)
      desk.abandon(1)
    }, stopWithinMs)
    timer.unref()
    try {
      await close()
    } finally {
      clearTimeout(timer)
      leave()
    }
    const answer = {
      member,
      partnerUrl,
      nationalUrl,
      stopped: signal,
      tookMs: Math.round(performance.now() - startedAt),
    }
    const outcome = performance.now() - startedAt < stopWithinMs ? done(answer) : failed(answer)
    setTimeout(() => desk.abandon(outcome.exit), readWithinMs).unref()
    return outcome
  },
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
