// Loaded into a gateway ahead of everything (`node --import`), and so into the thread that writes: the process kills itself hard at the step of a
// release that stands in the file `KILL_AT`, while there is one.
import { existsSync, readFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import { StatementSync } from 'node:sqlite'
import pg from 'pg'

const file = process.env['KILL_AT'] ?? ''
const die = (at: string) => {
  if (existsSync(file) && readFileSync(file, 'utf8') === at) process.kill(process.pid, 'SIGKILL')
}

let written = false
/** @param sql as it is about to be run */
function running(sql: string, values: readonly unknown[]): void {
  if (/^insert into "evidence"/.test(sql) && values.includes('release')) written = true
  if (/\bcommit$/.test(sql) && written) die('before the commit of its record')
}

type Bound<This> = (this: This, ...values: unknown[]) => unknown
for (const name of ['get', 'run'] as const) {
  const before = StatementSync.prototype[name] as Bound<StatementSync>
  StatementSync.prototype[name] = function (this: StatementSync, ...values: unknown[]) {
    running(this.sourceSQL, values)
    return before.apply(this, values)
  } as never
}

const query = pg.Client.prototype.query as Bound<pg.Client>
pg.Client.prototype.query = function (this: pg.Client, ...asked: unknown[]) {
  const [first] = asked as unknown as readonly [string | { text: string; values?: readonly unknown[] }]
  if (typeof first === 'string') running(first, [])
  else running(first.text, first.values ?? [])
  return query.apply(this, asked)
} as never

const { writeHead, write } = ServerResponse.prototype
const isRelease = ({ req }: ServerResponse) => req.method === 'POST' && /\/releases$/.test(req.url ?? '')
const left = new WeakMap<ServerResponse, number>()
ServerResponse.prototype.writeHead = function (this: ServerResponse, ...said: Parameters<typeof writeHead>) {
  if (isRelease(this)) die('before its answer')
  return writeHead.apply(this, said)
} as typeof writeHead
ServerResponse.prototype.write = function (this: ServerResponse, ...said: Parameters<typeof write>) {
  const before = left.get(this) ?? 0
  if (isRelease(this) && before > 200_000) die('while its octets leave')
  left.set(this, before + (said[0] as Uint8Array).length)
  return write.apply(this, said)
} as typeof write
