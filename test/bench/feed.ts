// The event feed of a national door, as a national system that waits for receipts reads it.
import type { Pool } from 'undici'

/** Whoever waits longer waits for nothing: a benchmark has an end. */
const patienceMs = 60_000

export interface Feed {
  /** Resolves when the receipt of a message is there, also where it came before it was asked for; `false` where none came in time. */
  receiptOf(message: string, withinMs?: number): Promise<boolean>
  end(): void
}

export async function openFeed(pool: Pool, authorization: string): Promise<Feed> {
  const arrived = new Map<string, (came: boolean) => void>()
  const early = new Set<string>()
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: '/v1/events?after=0',
    headers: { authorization, accept: 'text/event-stream' },
    bodyTimeout: 0,
  })
  if (statusCode !== 200) throw new Error(`the event feed answered ${statusCode}`)
  body.setEncoding('utf8')
  let waiting = ''
  body.on('data', (chunk: string) => {
    const frames = (waiting + chunk).split('\n\n')
    waiting = frames.pop() ?? ''
    for (const frame of frames) {
      const delivered = frame.includes('"message.delivered"') ? /"message":"([^"]+)"/.exec(frame)?.[1] : undefined
      if (delivered === undefined) continue
      const resolve = arrived.get(delivered)
      if (resolve) resolve(true)
      else early.add(delivered)
      arrived.delete(delivered)
    }
  })
  body.on('error', () => undefined)
  return {
    receiptOf: (id, withinMs = patienceMs) =>
      new Promise((resolve) => {
        if (early.delete(id)) return resolve(true)
        const late = setTimeout(() => {
          arrived.delete(id)
          resolve(false)
        }, withinMs)
        arrived.set(id, (came) => {
          clearTimeout(late)
          resolve(came)
        })
      }),
    end: () => body.destroy(),
  }
}
