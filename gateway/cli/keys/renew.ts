// `bulla keys renew`: has a TLS certificate, or the key of our account at the CA, made anew by the
// issuer that the settings name. The running gateway does it, or the next start.
import { loadConfig } from '../../../config/load.ts'
import { refused } from '../../installation/complaint.ts'
import { type Command, choice, operand } from '../program/command.ts'
import { type Desk, done, wrongUse } from '../program/desk.ts'

const what = ['tls', 'national', 'acme-account'] as const
type What = (typeof what)[number]

export const keysRenew: Command = {
  usage: 'keys renew <what>',
  summary: 'renew the TLS certificate of a door, with a new key, before its time: tls, national; or acme-account',
  details: `A running gateway does it within SWEEP_EVERY_MS, else the next start. Connections that are open go on, and a failure leaves the
certificate that is there. "bulla check" and /readyz say how it went. The key that is replaced is destroyed, and the evidence says so.`,
  options: [
    { flags: '--revoke <reason>', describe: 'have the CA revoke what is replaced: superseded or key-compromise' },
  ],
  examples: [
    'bulla keys renew tls',
    'bulla keys renew national --revoke key-compromise',
    'bulla keys renew acme-account',
  ],
  async run(words, desk) {
    const named = operand(words, 0)
    const renewed = what.find((each) => each === named)
    if (renewed === undefined) throw wrongUse(`there is no ${JSON.stringify(named)} to renew`, `say ${what.join(', ')}`)
    const issuer = issuerOf(renewed, desk)
    const revoke = choice(words, 'revoke', ['superseded', 'key-compromise'])
    if (revoke !== undefined && (issuer !== 'acme' || renewed === 'acme-account'))
      throw refused(
        `--revoke asks a CA, and the issuer of ${renewed} is ${issuer}`,
        'only an ACME server revokes when asked',
      )
    const { wish } = await import('../../start/upkeep/renewing.ts')
    await wish(desk.folder, renewed === 'acme-account' ? 'account' : renewed, desk.now(), revoke)
    desk.say(
      `${renewed} is renewed by the running gateway within SWEEP_EVERY_MS, or at the next start (issuer ${issuer})`,
    )
    return done({ wanted: renewed, issuer, ...(revoke !== undefined && { revoke }) })
  },
}

function issuerOf(renewed: What, { folder, env }: Desk): string {
  const { TLS_ISSUER, NATIONAL_ISSUER } = loadConfig(folder, env)
  if (renewed === 'tls') return TLS_ISSUER
  if (renewed === 'national') return NATIONAL_ISSUER
  if (TLS_ISSUER === 'acme' || NATIONAL_ISSUER === 'acme') return 'acme'
  throw refused('no issuer here has an account', 'TLS_ISSUER or NATIONAL_ISSUER would be acme')
}
