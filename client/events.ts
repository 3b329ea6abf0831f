// The event feed (WHATWG HTML §9.2) as one stream that outlives its connections: each event once,
// in order, none left out.
import type { EventView } from '../gateway/answers/directory-answers.ts'
import { type Connection, type DoorAnswer, unbroken } from './connection.ts'
import { isAnotherDoor, isClientError } from './errors.ts'
import { backoffMs, type World } from './retries.ts'

export interface Follow {
  /**
   * The `seq` of the last event that was handled; 0 or nothing to begin with the first one there
   * is.
   */
  readonly after?: number
  /** Ends the stream without an error. */
  readonly signal?: AbortSignal
}

interface Feed {
  readonly connection: Connection
  readonly world: World
  /** Throws what a refusal says. */
  demandOk(answer: DoorAnswer): Promise<DoorAnswer>
}

/**
 * Goes on after the last event that was handed out whenever the line breaks or the gateway starts
 * anew, for as long as somebody reads.
 * @throws {GatewayProblem} where the gateway refuses for good, such as 401 and 403
 */
export async function* follow(
  { after = 0, signal }: Follow,
  { connection, world, demandOk }: Feed,
): AsyncGenerator<EventView, void> {
  let last = after
  for (let failures = 0; ; failures += 1) {
    const before = last
    let askedMs = 0
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) }
      const ask = { method: 'GET', path: '/v1/events', headers, silenceMs, ...(signal && { signal }) } as const
      for await (const event of eventsIn((await demandOk(await connection.send(ask))).body)) {
        // After a reconnect the gateway goes on behind Last-Event-ID; what is older would be a
        // repetition.
        if (event.seq <= last) continue
        last = event.seq
        yield event
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!goesOn(error)) throw error
      askedMs = isClientError(error) && error.kind === 'problem' ? (error.retryAfterMs ?? 0) : 0
    }
    if (last > before) failures = 0
    if (!(await paused(backoffMs(failures + 1, askedMs, world), world, signal))) return
  }
}

/**
 * The gateway says every few seconds that it is alive; whoever hears nothing for so long has lost
 * the line.
 */
const silenceMs = 90_000

/**
 * A broken line, a gateway that starts, and one that is busy; but no refusal, and no other gateway.
 */
function goesOn(error: unknown): boolean {
  if (!isClientError(error)) return false
  if (error.kind === 'problem') return error.status === 429 || error.status >= 500
  return error.kind === 'broken' || (error.kind === 'unreachable' && !isAnotherDoor(error))
}

async function paused(ms: number, world: World, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return false
  try {
    await world.pause(ms, signal)
    return true
  } catch (error) {
    if (signal?.aborted) return false
    throw error
  }
}

/** Frames end with an empty line; what is no data is a sign of life. */
async function* eventsIn(body: DoorAnswer['body']): AsyncGenerator<EventView> {
  let waiting = ''
  for await (const chunk of unbroken<string>(body.setEncoding('utf8'))) {
    const frames = (waiting + chunk).split('\n\n')
    waiting = frames.pop() ?? ''
    for (const frame of frames) {
      const data = frame.split('\n').find((line) => line.startsWith('data: '))
      if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as EventView
    }
  }
}
