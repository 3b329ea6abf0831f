// Terms are made before anything is uploaded or said under them, and known by their digest from
// then on.

import type { JsonObject } from '../../../crypto/json.ts'
import { termsSha256 } from '../../../crypto/statement/statement.ts'
import type { MadeTerms } from '../../answers/directory-answers.ts'
import { fold } from '../../case/steps.ts'
import { localDateOf } from '../../model/calendar/calendar.ts'
import { Problem } from '../../model/problems/problems.ts'
import { unmetBy } from '../../model/terms/assurance-classes.ts'
import { readTerms } from '../../model/terms/terms.ts'
import type { Protection } from '../../model/terms/vocabulary.ts'
import type { Client, TermsAsk } from '../../ports/doors/national.ts'
import type { CasesStore, ReadingStore } from '../../ports/reading.ts'
import type { CaseRow } from '../../ports/rows.ts'
import type { Stamp, SubmittingStore } from '../../ports/submitting.ts'
import { profileOf } from '../cases/cases.ts'
import { maySee } from '../cases/may-see.ts'
import { standardTerms } from '../cases/standard-terms.ts'
import { termsRows } from '../content/fingerprints.ts'
import type { Secrets } from '../content/secrets.ts'
import { demandNotInClear, type Egress, enteringAt } from '../releasing/egress.ts'
import type { Partner } from '../trust/load-partners.ts'
import { activePartner, agreementInForce, type HeldAgreement, type Trust } from '../trust/trust.ts'

interface TermsMaking extends Egress {
  store: Egress['store'] & CasesStore & SubmittingStore
  secrets: Egress['secrets'] & Pick<Secrets, 'fingerprint'>
  trust(): Trust
}

/**
 * Terms for what is about to be said or uploaded: the agreement's defaults for the purposes that
 * the profile sets for our side (those of the case, or fixed ones, whatever was asked for), and for
 * the other side's offices, with the rows that were asked for in their place. Without a case they
 * name the id of the case that is to be opened with them.
 * @throws {Problem} `terms-unknown`, `terms-invalid`, `not-found`, `agreement-unknown`,
 *   `onward-disclosure`
 */
export async function makeTerms(
  deps: TermsMaking,
  client: Client,
  ask: TermsAsk,
  stamp: Stamp | null = null,
): Promise<MadeTerms> {
  const { store, world } = deps
  const trust = deps.trust()
  const held = agreementInForce(trust, ask.agreement, localDateOf(world.now(), deps.timeZone))
  const row = ask.case === undefined ? undefined : await store.case(ask.case)
  if (ask.case !== undefined && (!row || !maySee(client, row.office) || row.agreement !== held.agreement.id))
    throw new Problem(
      'not-found',
      `no case ${ask.case} under agreement ${ask.agreement} is dealt with by your offices`,
      { field: '/case' },
    )
  const about = row ? await aboutCase(deps, held, row) : newCase(held, ask.profile, world.id())
  const partner = activePartner(trust, held.partner)
  const standard = standardTerms({
    trust,
    held,
    partner,
    localDate: localDateOf(world.now(), deps.timeZone),
    ...about,
    state: { ...about.state, purposes: ask.purposes ?? about.state.purposes },
    protection: ask.protection as Protection | undefined,
  })
  const wanted = ask.terms ?? []
  const asked = new Set(wanted.map(({ term }) => term))
  const terms = readTerms({
    ...standard,
    terms: [...standard.terms.filter(({ term }) => !asked.has(term)), ...wanted],
  })
  const kept = terms as unknown as JsonObject
  const sha256 = termsSha256(kept)
  await demandOurWords(deps, client, { sha256, terms: kept }, { trust, held, partner })
  await store.addTerms(sha256, kept, stamp?.(201, { sha256 }, world.now()))
  return madeTerms(trust, held, { sha256, terms })
}

/** What both cards and the agreement say is known to both members, whoever says the same. */
async function demandOurWords(
  deps: TermsMaking,
  client: Client,
  { sha256, terms }: { readonly sha256: string; readonly terms: JsonObject },
  { trust, held, partner }: { readonly trust: Trust; readonly held: HeldAgreement; readonly partner: Partner },
): Promise<void> {
  const cards = [trust.card, partner.card].map(({ standing }) => standing.protection)
  const now = deps.world.now()
  const made = { id: sha256, direction: 'out', partner: held.partner, case: '', storedAt: now } as const
  const rows = termsRows(deps, made, terms, { cards, agreement: held.agreement })
  const fingerprints = rows.map(({ fingerprint }) => fingerprint)
  const storedAt = await enteringAt(deps, fingerprints, now)
  await demandNotInClear(deps, client, { id: sha256, fingerprints, storedAt, recipient: held.partner })
}

/** What of them the other member does not declare that it keeps, and what comes of that. */
function madeTerms(
  trust: Trust,
  held: HeldAgreement,
  { sha256, terms }: Pick<MadeTerms, 'sha256' | 'terms'>,
): MadeTerms {
  const unmet = unmetBy(terms.terms, activePartner(trust, held.partner).card.assurance)
  return {
    sha256,
    terms,
    ...(unmet.length > 0 && {
      unmet: [...unmet],
      whereUnmet: held.agreement.parameters.assuranceUnmet ?? 'two-persons',
    }),
  }
}

/** Those that were made under a key. @throws {Problem} `terms-unknown`, `agreement-unknown` */
export async function termsAgain(
  deps: Pick<TermsMaking, 'world' | 'timeZone' | 'trust'> & { readonly store: ReadingStore },
  { agreement }: TermsAsk,
  sha256: unknown,
): Promise<MadeTerms> {
  const kept = await deps.store.terms(String(sha256))
  if (!kept) throw new Problem('terms-unknown', `no terms ${String(sha256)} were made here`)
  const trust = deps.trust()
  const held = agreementInForce(trust, agreement, localDateOf(deps.world.now(), deps.timeZone))
  return madeTerms(trust, held, { sha256: String(sha256), terms: readTerms(kept) })
}

/**
 * Of a case: our part in it, what its messages say, and the offices of the other side that deal
 * with it.
 */
async function aboutCase({ store }: TermsMaking, held: HeldAgreement, row: CaseRow) {
  const messages = await store.messages(row.id, 'kept')
  const profile = profileOf(held, row.profile)
  return {
    profile,
    role: row.role,
    matter: row.id,
    state: fold(profile, row, messages),
    offices: officesOf(messages),
  }
}

/** Of a case that is to be opened with them, by the requesting side. */
const newCase = (held: HeldAgreement, profile: string | undefined, matter: string) => ({
  profile: profileOf(held, profile ?? held.agreement.profiles[0] ?? ''),
  role: 'requesting' as const,
  matter,
  state: { purposes: [] as readonly string[], assured: [] },
  offices: undefined,
})

/** The offices from which the other side has written in the case. */
export const officesOf = (
  messages: readonly { direction: 'in' | 'out'; statement: { from: { office: string } } }[],
): readonly string[] | undefined => {
  const offices = [
    ...new Set(messages.filter(({ direction }) => direction === 'in').map(({ statement }) => statement.from.office)),
  ]
  return offices.length > 0 ? offices : undefined
}
