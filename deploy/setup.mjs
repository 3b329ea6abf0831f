// Sets up and peers the two gateways of compose.yaml by the very commands that two administrations would type, once.
// What would cross the border by mail and by voice is handed over here. Plain JavaScript: it only runs `bulla`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bulla = new URL('../bin/bulla.mjs', import.meta.url).pathname
const post = mkdtempSync(join(tmpdir(), 'post-'))
const members = [
  { code: 'XA', folder: '/xa', host: 'xa', office: 'XA000101', client: 'valuation-office' },
  { code: 'XB', folder: '/xb', host: 'xb', office: 'XB000402', client: 'export-system' },
]

if (members.every(({ folder }) => existsSync(join(folder, 'peered')))) {
  console.log('both gateways are set up and peered already')
  process.exit(0)
}

for (const { code, folder, host, office } of members) {
  const card = ['--name', `Customs Administration of ${code}`, '--email', `contact@customs.${host}.example`]
  const doors = ['--endpoint', `https://${host}:8443`, '--national-port', '8444', '--national-host', host]
  run(folder, 'init', code, ...card, ...doors, '--office', office)
}
const [xa, xb] = members
const words = members.map(({ folder, code }) => run(folder, 'card', '--out', join(post, `${code}.jws`)).words.join(' '))
run(xa.folder, 'partner', 'add', join(post, 'XB.jws'), '--words', words[1])
run(xb.folder, 'partner', 'add', join(post, 'XA.jws'), '--words', words[0])
run(xa.folder, 'agreement', 'new', 'XB', '--out', join(post, 'agreement.json'))
run(xb.folder, 'agreement', 'add', join(post, 'agreement.json'))

for (const { folder, office, client } of members) {
  const file = join(folder, `${client}.token`)
  run(folder, 'client', 'add', client, '--offices', office, '--roles', 'submit,read,release', '--save', file)
  writeFileSync(join(folder, 'peered'), '')
}

/** Runs one command and gives its JSON answer; ends everything when it fails. */
function run(folder, ...command) {
  console.log(`bulla ${command.join(' ')}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [bulla, ...command, '--folder', folder, '--json'], {
    encoding: 'utf8',
  })
  if (status === 0) return JSON.parse(stdout.trimEnd().split('\n').at(-1))
  console.error(`${stderr}hint: "docker compose down --volumes" takes away what is half done`)
  return process.exit(1)
}
