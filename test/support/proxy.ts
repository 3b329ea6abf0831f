// A TCP proxy that breaks lines on purpose: cuts after so many octets or when it is told to, swallows answers, drips.
import { connect, createServer, type Socket } from 'node:net'

export interface Faults {
  /** Cut the connection once so many octets went towards the server, counted over the whole life of the proxy; then never again. */
  cutAfterBytes?: number
  /** Let requests through and cut before any answer octet of so many application answers comes back. */
  swallowAnswers?: number
  /** Keep the answers of requests of some size back for so long. */
  lateMs?: number
  /** Keep back what goes towards the server once so many octets went, until this resolves. */
  hold?: { readonly afterBytes: number; readonly until: Promise<unknown> }
}

export interface Proxy {
  readonly port: number
  readonly faults: Faults
  /** What has really happened. */
  readonly seen: { connections: number; cuts: number; late: number; upBytes: number; downBytes: number }
  /** Cuts every connection that is open. */
  cut(): void
  close(): Promise<void>
}

export async function openProxy(to: number, port = 0): Promise<Proxy> {
  const faults: Faults = {}
  const seen = { connections: 0, cuts: 0, late: 0, upBytes: 0, downBytes: 0 }
  const sockets = new Set<Socket>()
  const cuts = new Set<() => void>()
  const server = createServer((near) => {
    seen.connections += 1
    const far = connect({ host: '127.0.0.1', port: to })
    const both = [near, far] as const
    const cut = () => {
      seen.cuts += 1
      for (const socket of both) socket.resetAndDestroy()
    }
    cuts.add(cut)
    near.once('close', () => cuts.delete(cut))
    let requestBytes = 0
    for (const socket of both) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        for (const other of both) other.destroy()
      })
    }
    near.on('data', (chunk: Buffer) => {
      seen.upBytes += chunk.length
      requestBytes += chunk.length
      if (faults.cutAfterBytes !== undefined && seen.upBytes >= faults.cutAfterBytes) {
        delete faults.cutAfterBytes
        far.write(chunk, cut)
        return
      }
      if (faults.hold && seen.upBytes >= faults.hold.afterBytes) {
        near.pause()
        faults.hold.until.then(() => {
          far.write(chunk)
          near.resume()
        }, cut)
        return
      }
      if (!far.write(chunk)) {
        near.pause()
        far.once('drain', () => near.resume())
      }
    })
    far.on('data', (chunk: Buffer) => {
      seen.downBytes += chunk.length
      // The handshake passes; what comes after a request of some size is its answer.
      if ((faults.swallowAnswers ?? 0) > 0 && requestBytes > 6000) {
        faults.swallowAnswers = (faults.swallowAnswers ?? 1) - 1
        cut()
        return
      }
      if (faults.lateMs !== undefined && requestBytes > 6000) {
        seen.late += 1
        setTimeout(() => near.writable && near.write(chunk), faults.lateMs).unref()
        return
      }
      if (!near.write(chunk)) {
        far.pause()
        near.once('drain', () => far.resume())
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    faults,
    seen,
    cut() {
      for (const each of [...cuts]) each()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
