// What a service manager is told of us, as sd_notify(3) says it. systemd listens at a datagram
// socket of the Unix domain, which Node has none of, so its own program `systemd-notify` speaks; it
// is there wherever systemd is.
import { execFile } from 'node:child_process'
import { guarded } from '../../gateway/model/running.ts'

/** What is told once each; `alive` is told for as long as the process answers. */
interface Manager {
  ready(): void
  stopping(): void
}

/** Two times within the span of the watchdog, as sd_watchdog_enabled(3) asks for. */
const timesWithin = 2

/**
 * Tells nobody where no manager listens, as in a terminal.
 * @param env NOTIFY_SOCKET and WATCHDOG_USEC, as systemd sets them
 * @param failed is told once when the manager cannot be told; the gateway goes on, and the manager
 *   acts as it does for whoever says nothing
 */
export function managerOf(env: Readonly<Record<string, string | undefined>>, failed: (why: string) => void): Manager {
  const socket = env['NOTIFY_SOCKET']
  if (socket === undefined || socket === '') return { ready: () => undefined, stopping: () => undefined }
  let said = false
  const tell = (...states: readonly string[]) => {
    // No other variable: nothing of ours is to be seen in the environment of another program.
    execFile(
      'systemd-notify',
      states,
      { env: { PATH: env['PATH'], NOTIFY_SOCKET: socket }, timeout: 10_000 },
      (error) => {
        if (error && !said) failed(`systemd was not told ${states[0]} (systemd-notify: ${error.message})`)
        said ||= error !== null
      },
    )
  }
  return {
    ready: () => {
      tell('READY=1')
      // Told by the event loop itself: one that hangs tells nothing, and systemd starts us again.
      const spanMs = Number(env['WATCHDOG_USEC'] ?? 0) / 1000
      if (spanMs >= 1_000)
        setInterval(
          guarded(
            () => tell('WATCHDOG=1'),
            () => failed('systemd was not told that we are alive'),
          ),
          spanMs / timesWithin,
        ).unref()
    },
    stopping: () => tell('STOPPING=1'),
  }
}
