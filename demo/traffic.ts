// What two national systems send beside the case that is told: each opens a case every tenth of a second, and tries nothing again.
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '../client/client.ts'
import { request } from './papers.ts'
import { today } from './providing.ts'
import type { Json } from './reading.ts'

interface Sender {
  readonly client: Client
  readonly agreement: string
  readonly office: string
}

export interface Traffic {
  /** Ids of the messages that were accepted. */
  readonly accepted: readonly string[]
  readonly failed: readonly string[]
  /** Sends no more; resolves when the last one was answered. */
  stop(): Promise<void>
}

const everyMs = 100

export function traffic({ client, agreement, office }: Sender): Traffic {
  const [accepted, failed]: [string[], string[]] = [[], []]
  let going = true
  const sending = send()

  async function send(): Promise<void> {
    const body = JSON.stringify({ agreement, office, type: 'request', body: request(office, today()) })
    while (going) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
      try {
        const answer = await client.request({ method: 'POST', path: '/v1/cases', headers, body })
        const said = JSON.parse(Buffer.concat(await answer.body.toArray()).toString()) as Json
        if (answer.status === 202) accepted.push(String(said['message']))
        else failed.push(`${answer.status} ${said['code']}`)
      } catch (error) {
        failed.push(String(error))
      }
      await pause(everyMs)
    }
  }

  return {
    ...{ accepted, failed },
    async stop() {
      going = false
      await sending
    },
  }
}
