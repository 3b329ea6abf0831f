// Is the gateway in this container alive? Exit 0: yes, 1: no. Plain JavaScript without a package, so that it starts in no time.
import { get } from 'node:https'

const port = process.env.BULLA_NATIONAL_PORT ?? '8444'
const url = `https://127.0.0.1:${port}/healthz`

// The question goes to ourselves on loopback, carries nothing secret, and the certificate names a host, not 127.0.0.1.
const question = get(url, { rejectUnauthorized: false, timeout: 4000 }, (answer) => {
  answer.resume()
  answer.on('end', () => finish(answer.statusCode === 200, `${url} answered ${answer.statusCode}`))
})
question.on('timeout', () => question.destroy(new Error('no answer within 4 s')))
question.on('error', (error) => finish(false, `${url}: ${error.message}`))

function finish(alive, what) {
  console.log(what)
  process.exit(alive ? 0 : 1)
}
