// Connections that have not shown yet who they are: bounded for each address, and over all. When
// there are too many the oldest goes, as whoever means well has shown it by then.
import type { Server } from 'node:http'
import { isIPv6, type Socket } from 'node:net'

/** Over all addresses: far below what a door holds, so that strangers never fill it. */
const mostOfAll = 1024

/** Counts from the first octet of TCP to the end of the handshake of TLS. */
export function boundHandshakes(server: Server, perAddress: number): void {
  const unfinished = new Map<string, Map<string, Socket>>()
  let all = 0

  function forget(place: string, port: string): void {
    const there = unfinished.get(place)
    if (!there?.delete(port)) return
    all -= 1
    if (there.size === 0) unfinished.delete(place)
  }
  function closeOldest(place: string): void {
    const [oldest] = unfinished.get(place) ?? []
    if (!oldest) return
    forget(place, oldest[0])
    oldest[1].destroy()
  }

  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '', remotePort } = socket
    const [place, port] = [placeOf(remoteAddress), String(remotePort)]
    const there = unfinished.get(place) ?? new Map<string, Socket>()
    unfinished.set(place, there.set(port, socket))
    all += 1
    socket.once('close', () => forget(place, port))
    if (there.size > perAddress) closeOldest(place)
    else if (all > mostOfAll) closeOldest(fullest(unfinished))
  })
  server.on('secureConnection', ({ remoteAddress = '', remotePort }: Socket) =>
    forget(placeOf(remoteAddress), String(remotePort)),
  )
}

const fullest = (places: ReadonlyMap<string, ReadonlyMap<string, Socket>>): string =>
  [...places].reduce((most, each) => (each[1].size > most[1].size ? each : most))[0]

/** Whoever has one address of IPv6 has the 2^64 beside it. */
function placeOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...new Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .join(':')
}
