// A TCP balancer as small as can be: each connection goes to the next node that takes it. TLS passes through untouched.
import { connect, createServer, type Socket } from 'node:net'

export interface Balancer {
  /** Ends every connection. */
  close(): Promise<void>
}

export async function balance(port: number, nodes: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    turn += 1
    keep(client)
    void forward(client, [...nodes.slice(turn % nodes.length), ...nodes.slice(0, turn % nodes.length)])
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }

  async function forward(client: Socket, candidates: readonly number[]): Promise<void> {
    for (const candidate of candidates) {
      const node = await reach(candidate)
      if (!node) continue
      keep(node)
      client.on('close', () => node.destroy())
      node.on('close', () => client.destroy())
      client.pipe(node).pipe(client)
      return
    }
    client.destroy()
  }

  function keep(socket: Socket): void {
    open.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
  }
}

/** A connection to a node, or undefined where it takes none. */
const reach = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
