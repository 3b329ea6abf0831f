// `bulla partner proxy`: which way connections to a partner take.
import { openDirectory } from '../../../config/directory.ts'
import { proxyUrl } from '../../../config/parse.ts'
import { type Command, operand } from '../program/command.ts'
import { done, wrongUse } from '../program/desk.ts'
import { partnerNamed } from './partners.ts'

export const partnerProxy: Command = {
  usage: 'partner proxy <member>',
  summary: 'show or say through which outbound proxy a partner is reached',
  details: `The proxy carries octets by CONNECT; TLS goes from our gateway to the partner's inside, and the proxy may not open it.
It says who may pass by addresses: credentials are not sent. Variables such as HTTPS_PROXY reroute nothing.`,
  options: [
    { flags: '--through <url>', describe: 'address of the proxy, such as http://proxy.xa.example:3128' },
    { flags: '--direct', describe: 'no proxy any more' },
  ],
  examples: ['bulla partner proxy XB', 'bulla partner proxy XB --through http://proxy.xa.example:3128'],
  async run(words, desk) {
    const { member, proxy: before } = await partnerNamed(operand(words, 0), desk)
    const given = words.text('through')
    if (given !== undefined && words.flag('direct')) throw wrongUse('--through and --direct say two things', 'say one')
    const proxy = words.flag('direct') ? undefined : given === undefined ? before : checked(given)
    if (proxy !== before) await openDirectory(desk.folder).setPartnerProxy(member, proxy)
    desk.say(proxy === undefined ? `${member} is reached without a proxy` : `${member} is reached through ${proxy}`)
    if (proxy !== before) desk.note(`hint: a running gateway takes it up by itself; bulla partner test ${member}`)
    return done({ member, proxy: proxy ?? null })
  },
}

function checked(given: string): string {
  try {
    return proxyUrl(given)
  } catch (error) {
    throw wrongUse(`--through must be ${(error as Error).message}, found ${JSON.stringify(given)}`)
  }
}
