import { messageOf } from '../../installation/complaint.ts'

/** One thing that `bulla check` found. */
export interface Finding {
  /** `wrong` keeps something from working, now or within days; `note` is worth knowing. */
  readonly level: 'wrong' | 'note'
  /** What it is about: a file, a key, a partner. */
  readonly about: string
  readonly found: string
  readonly fix: string
}

export const wrong = (about: string, found: string, fix: string): Finding => ({ level: 'wrong', about, found, fix })
export const note = (about: string, found: string, fix: string): Finding => ({ level: 'note', about, found, fix })

/**
 * What fails in a way that it did not foresee is wrong, as nobody knows what it hides, and whatever
 * else is looked at goes on.
 */
export async function guarded(about: string, look: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    return [
      wrong(
        about,
        `could not be looked at: ${messageOf(error)}`,
        'mend that, and what is named above, then check again',
      ),
    ]
  }
}
