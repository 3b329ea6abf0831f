// Lines that others can make us write are bounded, and what was left out is told.
import t from 'tap'
import { heard, logTo, record } from '../../../gateway/watch/log.ts'
import { summing } from '../../../gateway/watch/summing.ts'

t.test('so many lines of each in a minute, then one that says how many were left out [M3]', async (t) => {
  const lines: Record<string, unknown>[] = []
  let [nowMs, counted] = [0, 0]
  const to = { write: (line: string) => void lines.push(JSON.parse(line)), flush: (done: () => void) => done() }
  const log = heard(
    summing(logTo('info', to), () => nowMs),
    () => {
      counted += 1
    },
  )
  const refuse = (address: string) => record(log, 'tls.refused', { address, certificateSha256: '', problem: 'x' })
  for (let count = 0; count < 100; count += 1) refuse('192.0.2.1')
  t.equal(lines.length, 30)
  refuse('192.0.2.2')
  t.equal(lines.length, 31, 'another one is heard')
  for (let count = 0; count < 1000; count += 1) refuse(`198.51.100.${count}`)
  t.equal(lines.length, 300, 'within what all may have together')
  record(log, 'gateway.failed', { where: 'x', problem: 'x' })
  t.equal(lines.length, 301, 'what we do ourselves is always told')
  t.equal(counted, 1102, 'and every one is counted')
  nowMs += 60_000
  record(log, 'gateway.stopped', { tookMs: 1 })
  const summed = lines.filter(({ event }) => event === 'log.summed')
  t.match(summed, [
    { of: 'tls.refused', by: '192.0.2.1', lines: 70, forMs: 60_000 },
    { of: 'tls.refused', by: '*', lines: 731 },
  ])
  refuse('192.0.2.1')
  t.match(lines.at(-1), { event: 'tls.refused' }, 'a new minute')
})

t.test('what a stranger says is cut [M3]', async (t) => {
  const lines: string[] = []
  const log = logTo('info', { write: (line) => void lines.push(line), flush: (done) => done() })
  record(log, 'tls.refused', { address: '192.0.2.1', certificateSha256: '', problem: 'x'.repeat(60_000) })
  t.ok((lines[0]?.length ?? 0) < 1_200)
})
