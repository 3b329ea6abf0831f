// An outbound proxy on a loopback port: CONNECT and nothing else. It knows what it carried, and may refuse.
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'

export interface ConnectProxy {
  readonly url: string
  /** Targets that were led to, `host:port`. */
  readonly led: string[]
  /** The first octets that went through to each. */
  readonly began: number[]
  refuses: boolean
}

export async function connectProxy(t: { teardown(end: () => unknown): void }): Promise<ConnectProxy> {
  const open = new Set<Socket>()
  const server = createServer((_, response) => void response.writeHead(405).end())
  server.on('connect', (request, socket: Socket) => {
    const target = new URL(`http://${request.url}`)
    if (proxy.refuses) return void socket.end('HTTP/1.1 403 Not from here\r\n\r\n')
    const there = connect(Number(target.port || 80), target.hostname, () => {
      proxy.led.push(String(request.url))
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.once('data', (chunk: Buffer) => proxy.began.push(chunk[0] ?? -1))
      socket.pipe(there).pipe(socket)
    })
    for (const each of [socket, there]) {
      open.add(each)
      each
        .on('error', () => undefined)
        .on('close', () => {
          socket.destroy()
          there.destroy()
        })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const each of open) each.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const proxy: ConnectProxy = { url: `http://127.0.0.1:${port}`, led: [], began: [], refuses: false }
  return proxy
}
