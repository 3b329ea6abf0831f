// `bulla keys rotate --plan`: when each key of ours was made, when it ends, and when it is rotated.
import { loadConfig } from '../../../../config/load.ts'
import { iso } from '../../../../crypto/instants.ts'
import { readCertificate } from '../../../../crypto/x509/certificates.ts'
import { isThere } from '../../../../disk/there.ts'
import { rotatesAt } from '../../../flows/trust/rotation-times.ts'
import { keyDatesIn } from '../../../installation/dates.ts'
import { certificatesIn, placesIn, readGiven } from '../../../installation/places.ts'
import { retiredIn } from '../../../installation/retired.ts'
import type { Use } from '../../../installation/steps.ts'
import { type Desk, done, type Outcome } from '../../program/desk.ts'
import { plain, table } from '../../program/table.ts'

interface Planned {
  readonly use: Use
  readonly kid: string
  readonly madeAt: string
  /** Null where its issuer says when. */
  readonly rotatesAt: string | null
  /** That instant has passed. */
  readonly overdue: boolean
  readonly endsAt: string
  /** Who does it then. */
  readonly by: 'the gateway' | 'its issuer' | 'people'
}

export async function sayPlan(wanted: readonly Use[], desk: Desk): Promise<Outcome> {
  const { KEY_ROTATION, TLS_ISSUER } = loadConfig(desk.folder, desk.env)
  const automatic = KEY_ROTATION === 'automatic'
  const trialCa = await isThere(placesIn(desk.folder).trialCaKey)
  const planned: Planned[] = [
    ...(await keyDatesIn(desk)).map(({ use, kid, madeAt, endsAt }) => ({
      ...{
        use,
        kid,
        madeAt: iso(madeAt),
        rotatesAt: iso(rotatesAt({ use, kid, madeAt, endsAt })),
        endsAt: iso(endsAt),
      },
      by: automatic && (use !== 'signing' || trialCa) ? ('the gateway' as const) : ('people' as const),
    })),
    ...(await certificateLives(desk)).map((life) =>
      life.use === 'tls' && TLS_ISSUER !== 'files'
        ? { ...life, rotatesAt: null, by: 'its issuer' as const }
        : { ...life, by: 'people' as const },
    ),
  ]
    .filter(({ use }) => wanted.includes(use))
    .map((each) => ({ ...each, overdue: dueMs(each) < desk.now() }))
  planned.sort((one, other) => dueMs(one) - dueMs(other))
  const retiring = (await retiredIn(desk.folder)).filter(({ use }) => wanted.includes(use as Use))
  const dayOf = (at: string) => at.slice(0, 10)
  desk.say(
    ...table(
      ['ROTATED', 'BY', 'USE', 'MADE', 'ENDS', 'KEY'],
      planned.map(({ use, kid, madeAt, rotatesAt: at, overdue, endsAt, by }) => [
        ...[
          at === null ? 'half life' : `${dayOf(at)}${overdue ? ' OVERDUE' : ''}`,
          by,
          use,
          dayOf(madeAt),
          dayOf(endsAt),
          plain(kid),
        ],
      ]),
    ),
    ...retiring.map(
      ({ use, file }) => `${use}: the key before (${file}) goes with "bulla keys rotate ${use} --finish"`,
    ),
    automatic
      ? 'The gateway rotates by itself (KEY_ROTATION automatic), and lets old keys go once every partner with traffic holds our card.'
      : 'Nothing is rotated by itself: KEY_ROTATION is by-hand.',
  )
  return done({ automatic, planned, retiring: retiring.map(({ use, file }) => ({ use, file })) })
}

const dueMs = ({ rotatesAt: at }: Pick<Planned, 'rotatesAt'>): number => (at === null ? Infinity : Date.parse(at))

/** Of what is certified the dates of its certificate say how long it is good. */
async function certificateLives({ folder, readKeys }: Desk): Promise<Omit<Planned, 'by' | 'overdue'>[]> {
  const { anchor } = placesIn(folder)
  const anchors = (await isThere(anchor)) ? certificatesIn(await readGiven(anchor, 'CA certificates')) : []
  const [leaf = ''] = certificatesIn((await readKeys(folder)).tls.certPem)
  return [['tls', leaf] as const, ...anchors.map((pem) => ['anchor', pem] as const)].map(([use, pem]) => {
    const { sha256, notBeforeMs, notAfterMs } = readCertificate(pem)
    const half = notBeforeMs + (notAfterMs - notBeforeMs) / 2
    return { use, kid: sha256, madeAt: iso(notBeforeMs), rotatesAt: iso(half), endsAt: iso(notAfterMs) }
  })
}
