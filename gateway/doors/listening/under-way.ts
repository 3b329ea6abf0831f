// What is under way on each connection: no more than we can answer, and at a stop nothing that
// never came to be a request, nor an answer that nobody takes.
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Requests that one connection may send before it has read the answers to those before: each answer
 * is held until then, and whoever reads none would fill the memory with them.
 */
const mostUnread = 8
const unread = new WeakMap<Socket, number>()

/** @param reached told of the request that was one too many, whose connection ends with it. */
export function boundUnread(app: FastifyInstance, reached: (request: FastifyRequest) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    if (!socket.destroyed && isRoom(socket, reply.raw)) return done()
    reply.hijack()
    if (socket.destroyed) return
    socket.destroy()
    reached(request)
  })
}

function isRoom(socket: Socket, answer: ServerResponse): boolean {
  const before = unread.get(socket) ?? 0
  if (before >= mostUnread) return false
  unread.set(socket, before + 1)
  answer.once('close', () => {
    unread.set(socket, (unread.get(socket) ?? 1) - 1)
    answeredAtMs.set(socket, performance.now())
  })
  return true
}

/**
 * Ends connections on which nothing moves, but for those that wait for us: the proof of an item of
 * gibibytes takes minutes. How long its body may take is the matter of whoever reads it.
 */
export function endingOfStill(server: Server): void {
  server.on('timeout', (socket: Socket) => {
    if ((unread.get(socket) ?? 0) === 0 || socket.writableLength > 0) socket.destroy()
  })
}

/**
 * When the last answer of a connection had been written; what is left of it is still on its way.
 */
const answeredAtMs = new WeakMap<Socket, number>()
const leastMs = 1_000
const isOnItsWay = (socket: Socket) =>
  performance.now() - (answeredAtMs.get(socket) ?? Number.NEGATIVE_INFINITY) < leastMs

/**
 * What ends, at a stop, the connections that ask for nothing: Node counts among the busy ones
 * whoever never sent anything, and whoever is in the middle of a header. Whoever was just answered
 * is left to Node, which lets the answer go out. And what ends whoever takes nothing of its answer
 * any more, or is still not through when a stop has waited long enough. To be called again and
 * again from then on.
 */
export function endingAtStop(server: Server, elapsedMs = () => performance.now()): () => void {
  const open = new Map<Socket, Progress>()
  let begunMs: number | undefined
  server.on('secureConnection', (socket: Socket) => {
    open.set(socket, { taken: -1, atMs: 0 })
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    const nowMs = elapsedMs()
    begunMs ??= nowMs
    for (const [socket, progress] of open) {
      if (nowMs - begunMs >= longestStopMs || standsStill(socket, progress, nowMs)) socket.destroy()
      else if (asksNothing(socket)) socket.destroySoon()
    }
    server.closeIdleConnections()
  }
}

const asksNothing = (socket: Socket): boolean =>
  (unread.get(socket) ?? 0) === 0 && !isOnItsWay(socket) && !socket.writableEnded

/** Whoever takes what we wrote, as slowly as it may, has this long for the next piece of it. */
const standstillMs = 5_000
/** After that a stop waits for nobody: well within the 30 s after which the process is ended. */
const longestStopMs = 15_000

interface Progress {
  /** Octets that the peer took, or its machine for it. */
  taken: number
  atMs: number
}

/** Something is written that the peer does not take; what we ourselves are slow to write is not. */
function standsStill(socket: Socket, progress: Progress, nowMs: number): boolean {
  const waits = socket.writableLength > 0 || (socket.writableEnded && !socket.writableFinished)
  const taken = socket.bytesWritten - socket.writableLength
  if (!waits || taken !== progress.taken) Object.assign(progress, { taken, atMs: nowMs })
  return nowMs - progress.atMs >= standstillMs
}
