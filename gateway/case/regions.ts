// The side regions of a case: what changes beside its state.
import type { Profile } from '../model/profile/profile.ts'

type Regions = Readonly<Record<string, string>>

export const initialRegions = ({ regions = {} }: Profile): Regions =>
  Object.fromEntries(Object.entries(regions).map(([name, { initial }]) => [name, initial]))

/**
 * Why a region may not move as a message wants it to; undefined when each moves as its life allows.
 */
export function whyNotMoved({ regions = {} }: Profile, now: Regions, change: Regions = {}): string | undefined {
  for (const [name, to] of Object.entries(change)) {
    const from = now[name] ?? ''
    if (from !== to && !regions[name]?.life[from]?.includes(to))
      return `the ${name} of the case is ${from}; it cannot become ${to}`
  }
  return undefined
}
