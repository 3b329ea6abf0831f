// Doors from outside: whether our own gateway and those of partners answer, as whom, and what their
// clocks say.
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { openDirectory } from '../../../config/directory.ts'
import type { Config } from '../../../config/settings.ts'
import type { Card } from '../../../crypto/card/card-shape.ts'
import { followChain, heldChain, readLines } from '../../../crypto/card/chain.ts'
import { verifyPeerCertificate } from '../../../crypto/x509/peer-certificate.ts'
import { messageOf } from '../../installation/complaint.ts'
import { placesIn, readGiven } from '../../installation/places.ts'
import type { Keys } from '../../ports/installation.ts'
import { believedCard } from '../partner/partners.ts'
import type { Desk } from '../program/desk.ts'
import { type Finding, guarded, note, wrong } from './finding.ts'

const timeoutMs = 10_000
const notedSkewMs = 10_000
/**
 * Statements ahead by more than five minutes are refused, so a minute is the end of carelessness.
 */
const wrongSkewMs = 60_000
const maxAnswerBytes = 1024 * 1024

export async function checkLines(config: Config, desk: Desk): Promise<Finding[]> {
  // What is wrong with keys and files has findings of its own; here we ask whom we can.
  const keys = await desk.readKeys(desk.folder).catch(() => undefined)
  const listed = await openDirectory(desk.folder).listPartners(() => undefined)
  const partners = listed.filter(({ state }) => state === 'active')
  const findings = await Promise.all([
    guarded('our own gateway', () => checkOwnDoor(config, desk)),
    ...partners.map((partner) =>
      guarded(`partner ${partner.member}`, async () => {
        const card = await believedCard(partner)
        if (!card) return []
        return keys ? checkPartnerDoor({ card, chain: partner.card }, keys, desk) : [notAsked(card)]
      }),
    ),
  ])
  return findings.flat()
}

const notAsked = ({ member, endpoint }: Card): Finding =>
  note(
    `partner ${member} at ${endpoint}`,
    'it was not asked, as our own keys cannot be read',
    'mend the keys, then check again',
  )

async function checkOwnDoor({ NATIONAL_HOST, NATIONAL_PORT }: Config, { folder }: Desk): Promise<Finding[]> {
  const certificate = placesIn(folder).certificate('national')
  const host = NATIONAL_HOST === '0.0.0.0' ? '127.0.0.1' : NATIONAL_HOST === '::' ? '::1' : NATIONAL_HOST
  const about = `our own gateway at ${host}:${NATIONAL_PORT}`
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${NATIONAL_PORT}/readyz`
  try {
    const { status, text } = await fetchFrom(url, {
      ca: await readGiven(certificate, 'our certificate of the national door'),
      allowPartialTrustChain: true,
      checkServerIdentity: () => undefined,
    })
    return status === 200
      ? reasonsIn(text).map((reason) =>
          note(about, reason, 'docs/operations.md says what each reason of /readyz asks for'),
        )
      : [wrong(about, `it is not ready: ${text.slice(0, 300)}`, 'its log says more; "bulla check" again in a moment')]
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') return [note(about, 'it is not running', 'bulla serve')]
    return [
      wrong(about, messageOf(error), 'look who listens on this port; the certificate must be keys/national.cert.pem'),
    ]
  }
}

/** What a gateway that is ready has to say all the same. */
function reasonsIn(text: string): string[] {
  try {
    const { reasons } = JSON.parse(text) as { reasons?: unknown }
    return Array.isArray(reasons) ? reasons.map(String) : []
  } catch {
    return []
  }
}

async function checkPartnerDoor({ card, chain }: Held, keys: Keys, desk: Desk): Promise<Finding[]> {
  const about = `partner ${card.member} at ${card.endpoint}`
  let answer: Answer
  try {
    answer = await fetchFrom(
      new URL('/v1/card', card.endpoint).href,
      {
        key: keys.tls.keyPem,
        cert: keys.tls.certPem,
        rejectUnauthorized: false,
        servername: serverName(card.endpoint),
      },
      (socket) => demandPeer(socket, card, desk.now()),
    )
  } catch (error) {
    return [wrong(about, reasonOf(error), fixOf(error, card))]
  }
  const { status, date, text } = answer
  const skewMs = date === undefined ? 0 : date - desk.now()
  const skew = `its clock is ${Math.abs(Math.round(skewMs / 1000))} s ${skewMs > 0 ? 'ahead of' : 'behind'} ours`
  const clock = 'compare both machines with a time server (chrony, timedatectl)'
  return [
    ...(Math.abs(skewMs) > wrongSkewMs
      ? [wrong(about, skew, clock)]
      : Math.abs(skewMs) > notedSkewMs
        ? [note(about, skew, clock)]
        : []),
    ...(status === 200
      ? await checkNewer({ card, chain }, text, about, desk)
      : [
          wrong(
            about,
            `it answered ${status}: ${text.slice(0, 300).replaceAll(/\s+/g, ' ')}`,
            refusalFix(status, card),
          ),
        ]),
  ]
}

interface Held {
  readonly card: Card
  readonly chain: string
}

async function checkNewer({ card, chain }: Held, offered: string, about: string, desk: Desk): Promise<Finding[]> {
  const followed = await heldChain(chain)
    .then((known) => followChain(known, readLines(offered), desk.now()))
    // One that no key we know has signed; the gateway would not take it either.
    .catch((error: unknown) => ({ refused: messageOf(error) }))
  if ('refused' in followed)
    return [wrong(about, followed.refused, 'ask the partner why; if its keys were lost, compare the words of its card')]
  if ('fork' in followed)
    return [
      wrong(about, `it shows another card ${followed.fork.sequence} than the one we hold`, 'compare words at once'),
    ]
  const newest = followed.taken.at(-1)?.trusted.card
  return newest === undefined
    ? []
    : [
        note(
          about,
          `it has sequence ${newest.sequence} of its card, we hold ${card.sequence}`,
          'the running gateway takes it when the partner shows it; "bulla partner add" takes a file',
        ),
      ]
}

function demandPeer(socket: TLSSocket, card: Card, nowMs: number): void {
  const chain: Uint8Array[] = []
  for (let at = socket.getPeerX509Certificate(); at && chain.length < 64; at = at.issuerCertificate)
    chain.push(new Uint8Array(at.raw))
  const [leaf, ...presented] = chain
  if (!leaf) throw new Error('it showed no certificate')
  verifyPeerCertificate({
    leaf,
    presented,
    anchors: card.tls.anchors.map((der) => Buffer.from(der, 'base64')),
    pins: card.tls.pins,
    trustDomain: card.trustDomain,
    nowMs,
    use: 'server',
  })
}

interface Answer {
  readonly status: number
  /** What its Date field says, ms since the epoch. */
  readonly date: number | undefined
  readonly text: string
}

/** One GET on a connection of its own; `admit` looks at the peer before its answer is read. */
function fetchFrom(url: string, tls: object, admit: (socket: TLSSocket) => void = () => undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...tls, agent: false, minVersion: 'TLSv1.3', timeout: timeoutMs })
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    asked.on('error', reject)
    asked.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        try {
          admit(socket as TLSSocket)
        } catch (error) {
          asked.destroy(error instanceof Error ? error : undefined)
        }
      }),
    )
    asked.on('response', (response) => {
      textOf(response).then((text) => {
        const date = Date.parse(response.headers.date ?? '')
        resolve({ status: response.statusCode ?? 0, date: Number.isNaN(date) ? undefined : date, text })
      }, reject)
    })
    asked.end()
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new Error(`it answered with more than ${maxAnswerBytes} octets`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8').trim()
}

/** A name for SNI; addresses have none. */
function serverName(endpoint: string): string {
  const { hostname } = new URL(endpoint)
  return /^[0-9.]+$|:/.test(hostname) ? '' : hostname
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'it closed the connection',
}
const reasonOf = (error: unknown): string => reasons[codeOf(error)] ?? messageOf(error)

function fixOf(error: unknown, { member }: Card): string {
  if (codeOf(error) === 'ECONNRESET' || codeOf(error).startsWith('ERR_SSL'))
    return `${member} may not know us yet: it adds our card with "bulla partner add", and its log says why it closed`
  if (codeOf(error) === 'certificate')
    return `ask ${member} for its newer card; never go on while this stays unexplained`
  return `ask ${member} whether its gateway runs, and our network people whether the way is open`
}

const refusalFix = (status: number, { member }: Card): string =>
  status === 403
    ? `${member} must add our current card ("bulla card" writes it) and keep the exchange active`
    : `its log says more; ask ${member}`
