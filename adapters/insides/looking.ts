// The thread that looks: several looks at once, each over the octets that are sent for it. Whatever
// a file does to it, it does in here.
import { type MessagePort, parentPort } from 'node:worker_threads'
import type { Seen } from '../../gateway/ports/parts.ts'
import { type Channel, channel } from './channel.ts'
import { lookInto } from './look.ts'

export type ToLooking = { readonly look: number } & ({ readonly piece: Uint8Array } | { readonly end: true })
export type FromLooking = { readonly look: number } & (
  | { readonly taken: number }
  /** Whatever else comes of it is not wanted. */
  | { readonly seen: Seen }
)

if (!parentPort) throw new Error('this file is the entry of a worker thread')
serve(parentPort)

function serve(port: MessagePort): void {
  const looks = new Map<number, Channel>()
  let newest = 0
  const say = (message: FromLooking) => port.postMessage(message)

  const begin = (look: number): Channel => {
    newest = look
    const opened = channel((bytes) => say({ look, taken: bytes }))
    looks.set(look, opened)
    const done = (seen: Seen) => {
      looks.delete(look)
      say({ look, seen })
    }
    lookInto(opened.octets).then(done, () => done({ sha256s: [], unread: 'unreadable' }))
    return opened
  }
  port.on('message', (message: ToLooking) => {
    // What comes for one that has done already is not wanted.
    const opened = looks.get(message.look) ?? (message.look > newest ? begin(message.look) : undefined)
    if ('piece' in message) opened?.push(message.piece)
    else opened?.end()
  })
}
