// Waiting that has an end.

/** Settles as the promise does, or rejects after so many milliseconds, when `late` is called first. */
export async function within<Answer>(ms: number, promise: Promise<Answer>, late: () => void): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late()
      reject(new Error(`the database did not answer within ${ms} ms`))
    }, ms)
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}
