// How two administrations come to know each other: two files, twelve words over the telephone, one agreement, one test message.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Administration } from './administration.ts'
import { headOfValuation } from './papers.ts'
import { offices } from './parties.ts'
import { signedAtXb } from './persons.ts'
import type { Json } from './reading.ts'
import type { Story } from './story.ts'

export interface Peered {
  readonly agreement: string
  /** The twelve words of each, as they were compared by voice. */
  readonly words: { readonly xa: string; readonly xb: string }
  readonly tokens: {
    readonly officer: string
    readonly otherOffice: string
    readonly system: string
    /** Of the second persons, where the story needs them: at XB one who approves, at XA one who decides what terms leave to a person. */
    readonly approver?: string
    readonly head?: string
  }
  /** Where the token of whoever reads the case lies: that of the operator reads nothing. */
  readonly tokenFiles: { readonly xa: string; readonly xb: string }
}

/**
 * Everything up to two running gateways; what crosses the border lies in `post`, a folder that stands for the mail.
 * @param persons what the second persons have: a token each, or, at XB, a passkey at its console. There two decide on
 *   each response, and sign it.
 */
export async function peer(
  xa: Administration,
  xb: Administration,
  post: string,
  story: Story,
  persons: 'tokens' | 'console',
): Promise<Peered> {
  story.act('The peering')
  await Promise.all([
    init(xa, { name: 'Customs Administration of XA', office: offices.xa, zone: 'UTC' }),
    init(xb, { name: 'Customs Administration of XB', office: offices.xb, zone: 'Etc/GMT-8' }),
  ])
  story.say('XA and XB', 'bulla init: keys, certificates of a trial CA each, a signed card each')

  const files = { xa: join(post, 'xa.jws'), xb: join(post, 'xb.jws'), agreement: join(post, 'xa-xb.json') }
  const [ofXa, ofXb] = await Promise.all([xa.cli('card', '--out', files.xa), xb.cli('card', '--out', files.xb)])
  story.say('XA to XB', `reads out by voice: ${wordsOf(ofXa)}`)
  story.say('XB to XA', `reads out by voice: ${wordsOf(ofXb)}`)
  await Promise.all([
    xa.cli('partner', 'add', files.xb, '--words', wordsOf(ofXb)),
    xb.cli('partner', 'add', files.xa, '--words', wordsOf(ofXa)),
  ])
  story.say('XA and XB', 'bulla partner add: the words agree')

  const twoPersons = persons === 'tokens'
  // Where two decide, both may approve; only never what they drafted themselves.
  const roles = twoPersons ? 'submit,read,release,approve' : 'submit,read,release'
  const [made, officer, otherOffice, system] = await Promise.all([
    xa.cli('agreement', 'new', 'XB', '--out', files.agreement, ...(twoPersons ? [] : ['--four-eyes', 'response'])),
    clientOf(xa, 'valuation-office', offices.xa, 'submit,read,release', '--function', headOfValuation),
    clientOf(xa, 'another-office', offices.xaOther, 'submit,read,release'),
    clientOf(xb, 'export-system', offices.xb, roles, ...(twoPersons ? [] : ['--persons'])),
  ])
  const added = await xb.cli('agreement', 'add', files.agreement)
  const approver = twoPersons ? await clientOf(xb, 'head-of-unit', offices.xb, 'approve,read') : undefined
  const head = twoPersons ? await clientOf(xa, 'head-of-valuation', offices.xa, 'approve,read') : undefined
  const agreement = String((made['agreement'] as Json)['id'])
  story.check(`both hold the agreement ${agreement} with one fingerprint`, made['sha256'] === added['sha256'])

  const acts = signedAtXb.map(({ act }) => act).join()
  await Promise.all([xa.serve(), xb.serve(twoPersons ? {} : { BULLA_SIGNED_ACTS: acts })])
  story.say('XA and XB', `bulla serve: ${xa.nationalUrl} and ${xb.nationalUrl}`)
  if (!twoPersons) story.say('XB', `demands that a person signs: ${acts} (SIGNED_ACTS)`)
  await Promise.all([test(xa, 'XB', story), test(xb, 'XA', story)])
  return {
    agreement,
    words: { xa: wordsOf(ofXa), xb: wordsOf(ofXb) },
    tokens: {
      officer: officer.token,
      otherOffice: otherOffice.token,
      system: system.token,
      ...(approver && { approver: approver.token }),
      ...(head && { head: head.token }),
    },
    tokenFiles: { xa: officer.file, xb: system.file },
  }
}

/** Lets a person or a system in; its token lies in a file that only its owner reads. */
async function clientOf(at: Administration, id: string, office: string, roles: string, ...more: readonly string[]) {
  const file = join(at.folder, `${id}.token`)
  await at.cli('client', 'add', id, '--offices', office, '--roles', roles, ...more, '--save', file)
  return { file, token: readFileSync(file, 'utf8').trim() }
}

const init = (at: Administration, { name, office, zone }: { name: string; office: string; zone: string }) =>
  at.cli(
    ...['init', at.member, '--name', name, '--endpoint', at.partnerUrl, '--office', office, '--time-zone', zone],
    ...['--national-port', new URL(at.nationalUrl).port],
  )

async function test(at: Administration, member: string, story: Story): Promise<void> {
  const { steps, tlsGroup, roundTripMs } = await at.cli('partner', 'test', member)
  const proved = (steps as Json[]).map(({ step }) => step).join(', ')
  story.check(
    `${at.member} tests the line to ${member} in ${roundTripMs} ms over ${tlsGroup}: ${proved}`,
    proved.includes('receipt'),
  )
}

const wordsOf = ({ words }: Json): string => (words as string[]).join(' ')
