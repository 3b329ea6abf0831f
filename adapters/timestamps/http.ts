// The line to a time stamp authority: RFC 3161 §3.4, one POST for each stamp. What comes back is
// checked by whoever asked.
import { Agent, type Dispatcher, request } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import type { TimeStamps } from '../../gateway/ports/evidence.ts'
import { connecting, octetsWithin, type Reached, whyUnanswered } from '../http/asking.ts'

export interface Authority extends Reached {
  /**
   * `https:` or `http:`; stamps are signed, and the query shows a digest and nothing else, so both
   * will do.
   */
  readonly url: string
}

/** No sound answer comes near; crypto/log/timestamp.ts reads no more either. */
const longestAnswerBytes = 64 * 1024

export function httpTimeStamps({ url, ...reached }: Authority): TimeStamps {
  // Stamps are minutes apart: nothing is gained by a connection that stays open.
  const dispatcher = new Agent({ pipelining: 0, connect: connecting(reached) })
  return {
    async stamp(query) {
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
          body: query,
          dispatcher,
          signal: AbortSignal.timeout(reached.timeoutMs),
        })
        return await replyIn(url, answer)
      } catch (cause) {
        if (cause instanceof Problem && cause.code === 'timestamp-failed') throw cause
        throw new Problem('timestamp-failed', `${url} does not answer: ${whyUnanswered(cause, reached.timeoutMs)}`, {
          cause,
        })
      }
    },
  }
}

async function replyIn(url: string, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<Uint8Array> {
  const type = String(headers['content-type'] ?? 'nothing').split(';', 1)[0] as string
  if (statusCode !== 200 || type.trim().toLowerCase() !== 'application/timestamp-reply') {
    body.on('error', () => undefined).destroy()
    const said = `status ${statusCode} and ${JSON.stringify(type.slice(0, 100))}`
    throw new Problem('timestamp-failed', `${url} answered with ${said}, expected 200 and a time stamp reply`)
  }
  const tooMuch = () => new Problem('timestamp-failed', `${url} answered with more than ${longestAnswerBytes} octets`)
  return octetsWithin(body, longestAnswerBytes, tooMuch)
}
