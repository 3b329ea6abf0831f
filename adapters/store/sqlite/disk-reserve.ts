// Room on the disk: nothing new comes in when it runs short, and a file that holds a reserve is
// given up so that what is here can still leave.
import { existsSync, rmSync, statfsSync } from 'node:fs'
import { reserve } from '../../../disk/reserve.ts'

export interface DiskReserve {
  /** Whether something new may be taken in. Looks at the disk a few times a second at most. */
  isRoomy(): boolean
  /** What the disk has left right now. */
  freeBytes(): number
  /** Frees the reserve; `false` when it is gone already. */
  giveUp(): boolean
}

interface DiskReserveNeeds {
  readonly folder: string
  readonly reserveFile: string
  readonly reserveBytes: number
  readonly minFreeBytes: number
  /** Monotonic milliseconds. */
  readonly clock: () => number
}

const measureEveryMs = 250

/**
 * Lays the reserve down where there is room for it. Once given up it has to be back before anything
 * new is taken in.
 */
export function openDiskReserve({
  folder,
  reserveFile,
  reserveBytes,
  minFreeBytes,
  clock,
}: DiskReserveNeeds): DiskReserve {
  let roomy = hasRoom()
  let measuredAt = clock()

  function freeBytes(): number {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }

  function hasRoom(): boolean {
    const free = freeBytes()
    if (existsSync(reserveFile) || reserveBytes === 0) return free >= minFreeBytes
    return free >= minFreeBytes + reserveBytes && reserve(reserveFile, reserveBytes)
  }

  return {
    freeBytes,
    isRoomy() {
      if (clock() - measuredAt >= measureEveryMs) {
        roomy = hasRoom()
        measuredAt = clock()
      }
      return roomy
    },
    giveUp() {
      roomy = false
      measuredAt = clock()
      if (!existsSync(reserveFile)) return false
      rmSync(reserveFile, { force: true })
      return true
    },
  }
}
