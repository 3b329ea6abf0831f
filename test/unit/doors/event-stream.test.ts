import t from 'tap'
import { eventStream } from '../../../gateway/doors/event-stream.ts'

t.test(
  'a stream says that it is alive also where it is told every moment to look again and finds nothing',
  async (t) => {
    const ended = new AbortController()
    let looks = 0
    const source = {
      read: async () => {
        looks += 1
        return []
      },
      // As a node of several, which does not hear what the others store.
      watch(listener: () => void) {
        const timer = setInterval(listener, 5)
        return () => clearInterval(timer)
      },
    }
    const stream = eventStream(source, 0, 60, ended.signal)
    const said: string[] = []
    const late = setTimeout(() => ended.abort(), 2000)
    for await (const chunk of stream) {
      said.push(String(chunk))
      if (said.length === 4) ended.abort()
    }
    clearTimeout(late)
    t.same(said, ['retry: 2000\n\n', ':\n\n', ':\n\n', ':\n\n'])
    t.ok(looks > 10, `it looked ${looks} times`)
  },
)
