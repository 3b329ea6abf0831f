// What is under way on each connection: no more than we can answer, and at a stop nothing that
// never came to be a request.
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
 * When the last answer of a connection had been written; what is left of it is still on its way.
 */
const answeredAtMs = new WeakMap<Socket, number>()
const leastMs = 1_000
const isOnItsWay = (socket: Socket) =>
  performance.now() - (answeredAtMs.get(socket) ?? Number.NEGATIVE_INFINITY) < leastMs

/**
 * What ends the connections that ask for nothing: Node counts among the busy ones whoever never
 * sent anything, and whoever is in the middle of a header. Whoever was just answered is left to
 * Node, which lets the answer go out.
 */
export function endingOfIdle(server: Server): () => void {
  const open = new Set<Socket>()
  server.on('secureConnection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) if ((unread.get(socket) ?? 0) === 0 && !isOnItsWay(socket)) socket.destroySoon()
    server.closeIdleConnections()
  }
}
