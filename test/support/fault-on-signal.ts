// Loaded into a gateway ahead of everything (`node --import`): fails where nobody catches it, when it is told to. With `STANDS_STILL` no server that
// is closed says that it is: a stop waits for it.
import { Server } from 'node:https'

const secret = 'a secret that no log may hold'

const faults: Readonly<Record<string, () => void>> = {
  timer: () => {
    setTimeout(() => {
      throw new TypeError(secret)
    }, 1)
  },
  rejection: () => {
    Promise.withResolvers<never>().reject(new RangeError(secret))
  },
  'no error': () => {
    setTimeout(() => {
      throw secret
    }, 1)
  },
}
const fail = () => faults[process.env['FAULT'] ?? '']?.()

if (process.env['FAULT_AT'] === 'start') setImmediate(fail)
else process.on('SIGUSR2', fail)

if (process.env['STANDS_STILL'] !== undefined)
  Server.prototype.close = function (this: Server) {
    return this
  }
