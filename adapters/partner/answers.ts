// What a partner answers, read within bounds: and what its noes, and its silence, mean for us.
import type { Dispatcher } from 'undici'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { isProblemCode, verdictOf } from '../../gateway/model/problems/refusals.ts'
import type { CardHeld, CardJudged, PartnerAddress } from '../../gateway/ports/line.ts'
import { octetsWithin } from '../http/asking.ts'

/**
 * What the partner's problem means for us: try again, or never. Its own words are kept short and
 * are not trusted.
 */
export async function refusal(to: PartnerAddress, answer: Dispatcher.ResponseData): Promise<Problem> {
  const { statusCode, headers } = answer
  const body = await boundedText(to, answer).catch(() => '')
  const code = codeIn(body)
  const said = `${to.member} answered ${statusCode}${code ? ` ${code}` : ''}`
  if (statusCode === 429 || statusCode >= 500) {
    const seconds = Number(headers['retry-after'])
    return new Problem(
      'partner-unreachable',
      said,
      Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds, 900) * 1000 } : {},
    )
  }
  // By itself it says too little: whether the message is at fault shows when each is sent alone.
  if (code === 'envelope-rejected') return new Problem(code, said)
  // Where the pair, not the message, is at fault, it will pass once the pair is in order again.
  const passes =
    code !== undefined && isProblemCode(code) ? verdictOf(code) === 'passing' : pairAtFault.includes(statusCode)
  return new Problem(passes ? 'partner-unreachable' : 'partner-refused', said)
}

/** As `refusal`, for a test: what it says of us or of the clocks is a hop of its own. */
export async function refusedTest(to: PartnerAddress, answer: Dispatcher.ResponseData): Promise<Problem> {
  const problem = await refusal(to, answer)
  const { message } = problem
  if (ofOurCertificate.test(message)) return new Problem('line-own-certificate', message)
  return ofClocks.test(message) ? new Problem('line-clock', message) : problem
}
const ofOurCertificate = / (?:401|403|certificate-refused|partner-unknown|partner-suspended|revocation-unknown)$/
const ofClocks = / (?:sent-ahead|clock-stepped|delivery-expired)$/

/**
 * Of an answer without a code that we know: something on the way to the partner may have given it.
 */
const pairAtFault: readonly number[] = [401, 403, 408, 409]

function codeIn(body: string): string | undefined {
  const { code } = membersIn(body)
  return typeof code === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(code) ? code : undefined
}

/** None where the text is no JSON object. */
function membersIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

const longestAnswerBytes = 512 * 1024
/** Sixteen cards of 64 KiB. */
export const longestChainBytes = 1024 * 1024
/** All lists of one member together. */
export const longestListsBytes = 33 * 1024 * 1024

/** Which card of ours a partner says that it holds. @throws {Problem} `receipt-invalid` */
export function cardHeld({ member }: PartnerAddress, text: string): CardHeld {
  const { sequence, sha256 } = membersIn(text)
  if (Number.isSafeInteger(sequence) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))
    return { sequence: Number(sequence), sha256 }
  throw new Problem('receipt-invalid', `${member} did not say which card it holds now`)
}

/** As `cardHeld`, with why a card would not be taken, 500 characters at most. @throws {Problem} */
export function cardJudged(to: PartnerAddress, text: string): CardJudged {
  const { problem } = membersIn(text)
  return { ...cardHeld(to, text), ...(typeof problem === 'string' && { problem: problem.slice(0, 500) }) }
}

export const boundedText = async (
  to: PartnerAddress,
  answer: Dispatcher.ResponseData,
  most = longestAnswerBytes,
): Promise<string> => Buffer.from(await boundedOctets(to, answer, most)).toString('utf8')

export async function boundedOctets(
  { member }: PartnerAddress,
  { body }: Dispatcher.ResponseData,
  most: number,
): Promise<Uint8Array> {
  const tooMuch = () => new Problem('receipt-invalid', `${member} answered with more than ${most} octets`)
  try {
    return await octetsWithin(body, most, tooMuch)
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('partner-unreachable', `${member} broke off its answer`, { cause })
  }
}

export function offsetOf(
  { member }: PartnerAddress,
  { headers }: Dispatcher.ResponseData,
  totalBytes: number,
): { offset: number; complete: boolean } {
  const offset = Number(headers['upload-offset'])
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > totalBytes)
    throw new Problem(
      'partner-unreachable',
      `${member} named an upload offset of ${String(headers['upload-offset'])} for ${totalBytes} octets`,
    )
  return { offset, complete: headers['upload-complete'] === '?1' && offset === totalBytes }
}
