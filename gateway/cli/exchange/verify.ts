// `bulla verify`: one bundle, checked by itself. It reads the file it is given and nothing else: no
// installation, no settings, no network.
import { resolve } from 'node:path'
import { isThere } from '../../../disk/there.ts'
import { reportLines } from '../../bundle/report/report-text.ts'
import { verifyBundle } from '../../bundle/report/verify.ts'
import type { Fingerprints } from '../../bundle/verify/checks/identities.ts'
import type { VerifyTimestamp } from '../../bundle/verify/checks/timestamps.ts'
import { refused } from '../../installation/complaint.ts'
import { readGivenJson } from '../../installation/places.ts'
import { type Command, operand, type Words } from '../program/command.ts'
import { type Desk, done, failed, wrongUse } from '../program/desk.ts'

export const verify: Command = {
  usage: 'verify <bundle>',
  summary: 'check a case bundle offline: who said what to whom, when, under which terms, and that nothing was changed',
  details: `Needs neither gateway nor installation. The twelve words of each member's card are the only thing to bring: have them from the members
themselves. Without them everything else is checked, but nothing says whose keys these are, and the exit code is 1.`,
  options: [
    {
      flags: '--member <code=words>',
      describe: 'a member and the twelve words of its card; once for each of the two',
      many: true,
    },
    { flags: '--fingerprints <file>', describe: 'the same as JSON: {"XA": ["word", …], "XB": […]}' },
    {
      flags: '--tsa <file>',
      describe: 'certificates that vouch for time stamps (PEM, DER or PKCS #7); without them stamps are only claimed',
    },
  ],
  examples: [
    'bulla verify case.zip --member XA="abandon ability able …" --member XB="legal winner thank …"',
    'bulla verify case.zip --fingerprints members.json --tsa tsa.pem --json',
  ],
  async run(words, desk) {
    const file = resolve(desk.cwd, operand(words, 0))
    if (!(await isThere(file)))
      throw refused(`${file}: there is no such file; expected a bundle as "bulla case export" writes it`)
    const verifyTimestamp = await stampsUnder(words, desk)
    const report = await verifyBundle(file, {
      fingerprints: { ...(await fromFile(words, desk)), ...fromWords(words) },
      nowMs: desk.now(),
      ...(verifyTimestamp && { verifyTimestamp }),
    })
    desk.say(...reportLines(report))
    return report.ok ? done(report) : failed(report)
  },
}

/** A member that is given twice had to begin anew, and its words were compared twice. */
function fromWords(words: Words): Fingerprints {
  const given: Record<string, string[]> = {}
  for (const each of words.list('member')) {
    const [, member = '', said = ''] = /^([A-Z]{2}[A-Z0-9]{0,6})=(.+)$/s.exec(each) ?? []
    const list = said.trim().toLowerCase().split(/\s+/)
    if (member === '' || list.length !== 12)
      throw wrongUse(
        `--member must be a code and twelve words, found ${JSON.stringify(each.slice(0, 200))}`,
        'such as --member XA="abandon ability …"',
      )
    given[member] = [...(given[member] ?? []), ...list]
  }
  return given
}

async function fromFile(words: Words, desk: Desk): Promise<Fingerprints> {
  const given = words.text('fingerprints')
  if (given === undefined) return {}
  const what = 'JSON that names each member with its twelve words'
  const found = await readGivenJson(resolve(desk.cwd, given), what)
  const isWords = (value: unknown) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length % 12 === 0 &&
    value.every((word) => typeof word === 'string')
  if (typeof found !== 'object' || found === null || Array.isArray(found) || !Object.values(found).every(isWords))
    throw wrongUse(`${given}: expected ${what}`)
  return found as Fingerprints
}

/** pkijs is large, and needed for this alone. */
async function stampsUnder(words: Words, desk: Desk): Promise<VerifyTimestamp | undefined> {
  const given = words.text('tsa')
  if (given === undefined) return undefined
  const [{ verifyTimestamp }, { givenCertificates }] = await Promise.all([
    import('../../../crypto/log/timestamp.ts'),
    import('../card/given-file.ts'),
  ])
  const tsaAnchors = (await givenCertificates(given, desk)).map(({ der }) => der)
  return (tsr, noteText) => {
    const { at, tsaSha256 } = verifyTimestamp(tsr, noteText, { tsaAnchors, nowMs: desk.now() })
    return { at: new Date(at).toISOString(), by: tsaSha256 }
  }
}
