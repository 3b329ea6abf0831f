// The line between gateways of one process: what one asks, the flows of the other answer, without sockets. Each judges the certificate that
// the other shows, as over TLS, and a refusal means what it means over HTTPS. Every call is counted.
import type { forPartners } from '../../gateway/flows/doors/partner.ts'
import { authenticateServer, demandNotRevoked, demandVouched } from '../../gateway/flows/trust/peer.ts'
import type { Revocation } from '../../gateway/flows/trust/revocation/revocation.ts'
import type { Trust } from '../../gateway/flows/trust/trust.ts'
import { problems } from '../../gateway/model/problems/problem-table.ts'
import { Problem } from '../../gateway/model/problems/problems.ts'
import { verdictOf } from '../../gateway/model/problems/refusals.ts'
import type { PartnerAddress, PartnerLine } from '../../gateway/ports/line.ts'

type Answering = ReturnType<typeof forPartners>

/** A gateway as the others reach it. */
interface Reached {
  readonly flows: Answering
  /** The certificates that it shows, DER, leaf first. */
  shows(): readonly Uint8Array[]
}

export interface Network {
  /** By member. */
  readonly gateways: Map<string, Reached>
  /** How often what was asked, by the name of the port's method. */
  readonly calls: Map<string, number>
}

export const openNetwork = (): Network => ({ gateways: new Map(), calls: new Map() })

interface OurEnd {
  readonly revocation: Revocation
  trust(): Trust
  shows(): readonly Uint8Array[]
}

export function simulatedLine({ gateways, calls }: Network, { trust, revocation, shows }: OurEnd): PartnerLine {
  async function ask<T>(what: string, to: PartnerAddress, answer: (flows: Answering) => T | Promise<T>): Promise<T> {
    calls.set(what, (calls.get(what) ?? 0) + 1)
    const reached = gateways.get(to.member)
    if (!reached) throw new Problem('partner-unreachable', `${to.member} is not there`)
    demandVouched(
      revocation,
      demandNotRevoked(revocation, authenticateServer(trust(), to.member, reached.shows(), Date.now())),
    )
    // Not within our turn, as over a wire.
    await new Promise(setImmediate)
    try {
      return await answer(reached.flows)
    } catch (error) {
      throw refusal(to, error)
    }
  }
  const known = (flows: Answering) => flows.authenticate(shows())
  const authentic = (flows: Answering) => flows.vouched(known(flows))

  return {
    deliver: (to, frames) => ask('deliver', to, (flows) => flows.receive(authentic(flows), frames)),
    deliverFresh: async (to, frames) => ({
      answer: await ask('deliver', to, (flows) => flows.receive(authentic(flows), frames)),
      facts: undefined,
    }),
    partOffset: (to, sha256, bytes) =>
      ask('partOffset', to, (flows) => flows.partOffset(authentic(flows), sha256, bytes)),
    sendPart: (to, sha256, offset, totalBytes, source) =>
      ask('sendPart', to, async (flows) => {
        const at = await flows.receivePart(authentic(flows), { sha256, offset, totalBytes }, source)
        return at.offset
      }),
    cards: (to) =>
      ask('cards', to, (flows) => {
        authentic(flows)
        return flows.cards()
      }),
    heldCards: (to) => ask('heldCards', to, (flows) => flows.heldCards(authentic(flows))),
    rehearseCard: (to, jws) => ask('rehearseCard', to, (flows) => flows.rehearseCard(authentic(flows), jws)),
    offerCards: (to, chain) => ask('offerCards', to, (flows) => flows.offerCards(authentic(flows), chain)),
    offerFork: (to, cards) => ask('offerFork', to, (flows) => flows.offerFork(authentic(flows), cards)),
    addCheckpoint: (to, body) => ask('addCheckpoint', to, (flows) => flows.addCheckpoint(authentic(flows), body)),
    seenCheckpoint: (to) => ask('seenCheckpoint', to, (flows) => flows.seenCheckpoint(authentic(flows)).catch(unseen)),
    logFile: (to, path) =>
      ask('logFile', to, async (flows) => {
        authentic(flows)
        return (await flows.logFile(path))?.octets
      }),
    crls: (to, tag) =>
      ask('crls', to, (flows) => {
        known(flows)
        const lists = flows.lists()
        return lists.tag === tag ? undefined : lists
      }),
    tellAbsence: async (to, jws) => {
      await ask('tellAbsence', to, (flows) => flows.hearAbsence(authentic(flows), jws))
    },
    introduce: (to, jws) => ask('introduce', to, (flows) => flows.hearIntroduction(authentic(flows), jws)),
    askHeld: (to, jws) => ask('askHeld', to, (flows) => flows.held(authentic(flows), jws)),
    offerCrl: (to, der) => ask('offerCrl', to, (flows) => flows.offerList(known(flows), der)),
    facts: () => undefined,
    lookAgain: () => undefined,
    lastCall: () => undefined,
    hangUp: async () => undefined,
  }
}

function unseen(error: unknown): undefined {
  if (error instanceof Problem && problems[error.code].status === 404) return undefined
  throw error
}

/** As adapters/partner/answers.ts reads what a partner answers over HTTPS. */
function refusal({ member }: PartnerAddress, error: unknown): Problem {
  if (!(error instanceof Problem)) return new Problem('partner-unreachable', `${member} failed: ${error}`)
  const said = `${member} answered ${error.code}`
  if (error.code === 'envelope-rejected') return new Problem(error.code, said)
  return new Problem(verdictOf(error.code) === 'passing' ? 'partner-unreachable' : 'partner-refused', said)
}
