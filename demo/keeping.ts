// npm run demo -- --keep: both gateways go on running; how to reach them with a token, two links for a browser, and a request that waits for
// whoever tries to answer one.
import { join } from 'node:path'
import type { Administration } from './administration.ts'
import { request } from './papers.ts'
import { offices } from './parties.ts'
import type { Peered } from './peering.ts'
import { today } from './providing.ts'
import { openDesks } from './way-in.ts'

/** Prints how to reach them. @returns the same, for `--json` */
export async function sayHowToReach(xa: Administration, xb: Administration, peered: Peered, of: string) {
  const gateways = kept(xa, xb, peered)
  for (const { member, folder, nationalUrl, tokenFile, tokens } of gateways) {
    console.log(`\n${member}  ${nationalUrl}/docs  (CA: ${join(folder, 'trial-ca', 'ca.cert.pem')})`)
    for (const [client, token] of Object.entries(tokens)) console.log(`    ${client.padEnd(18)} ${token}`)
    console.log(`    npx bulla cases --folder ${folder} --token-file ${tokenFile}`)
  }
  const waits = await askOnce(xa, peered)
  const desks = await sayDesks(xa, xb, of)
  console.log(`There the request ${waits} waits for an answer: docs/desk.md says how.`)
  console.log('\nBoth keep running until Ctrl-C; then their folders are taken away.')
  return { gateways, desks, waits }
}

/** One more request of XA, which nobody has answered. */
export async function askOnce(xa: Administration, { tokens, agreement }: Peered): Promise<string> {
  const officer = xa.client(tokens.officer)
  try {
    const body = request(offices.xa, today())
    const { case: id } = await officer.cases.open({ agreement, office: offices.xa, type: 'request', body })
    return String(id)
  } finally {
    officer.close()
  }
}

function kept(xa: Administration, xb: Administration, { tokens, tokenFiles }: Peered) {
  const ofXa = {
    operator: xa.operatorToken(),
    'valuation-office': tokens.officer,
    'another-office': tokens.otherOffice,
    ...(tokens.head !== undefined && { 'head-of-valuation': tokens.head }),
  }
  const ofXb = {
    operator: xb.operatorToken(),
    'export-system': tokens.system,
    ...(tokens.approver !== undefined && { 'head-of-unit': tokens.approver }),
  }
  return [
    { gateway: xa, tokenFile: tokenFiles.xa, tokens: ofXa },
    { gateway: xb, tokenFile: tokenFiles.xb, tokens: ofXb },
  ].map(({ gateway: { member, folder, nationalUrl, partnerUrl }, tokenFile, tokens }) => ({
    ...{ member, folder, nationalUrl, partnerUrl, tokenFile, tokens },
  }))
}

/** Two persons of XA come in as anybody does, and their sessions wait behind a link each. */
async function sayDesks(xa: Administration, xb: Administration, of: string) {
  const { officer, operator } = await openDesks(xa, offices.xa)
  console.log(`
The desks of XA in a browser on this machine, with the case ${of}; each link works once:
    an officer         ${officer}
    an operator        ${operator}
The browser warns of the certificate, which is of XA's trial CA. To be warned of nothing, let the browser trust
    ${join(xa.folder, 'trial-ca', 'ca.cert.pem')}
for as long as the demonstration runs. Passkeys need that trust: with it, an officer may register one of its own under
its name at the top. At XB reading and approving is signed with a passkey; become a person of XB by a link that is
opened in a private window, as cookies know hosts and no ports; a response there waits for a second person, whom you
become by the second link, in another private window:
    npx bulla person add you --name "You" --offices ${offices.xb} --roles submit,read,release --folder ${xb.folder}
    npx bulla person add second --name "Second Person" --offices ${offices.xb} --roles read,approve --folder ${xb.folder}`)
  return { officer, operator }
}
