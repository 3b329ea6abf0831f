// Waiting that has an end.
import { guarded } from '../../../gateway/model/running.ts'

/**
 * Settles as the promise does, or rejects after so many milliseconds, when `late` is called first.
 */
export async function within<Answer>(ms: number, promise: Promise<Answer>, late: () => void): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    const end = () => {
      late()
      reject(new Error(`the database did not answer within ${ms} ms`))
    }
    timer = setTimeout(guarded(end, reject), ms)
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}
