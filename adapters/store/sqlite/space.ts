// Room on the disk: nothing new comes in when it runs short, and a ballast file is thrown off so that what is here can still leave.
import { existsSync, rmSync, statfsSync } from 'node:fs'
import { reserve } from '../../../disk/reserve.ts'

export interface Space {
  /** Whether something new may be taken in. Looks at the disk a few times a second at most. */
  isRoomy(): boolean
  /** What the disk has left right now. */
  freeBytes(): number
  /** Frees the ballast; `false` when it is gone already. */
  giveBallast(): boolean
}

interface SpaceNeeds {
  readonly folder: string
  readonly ballastFile: string
  readonly ballastBytes: number
  readonly minFreeBytes: number
  /** Monotonic milliseconds. */
  readonly clock: () => number
}

const lookEveryMs = 250

/** Lays the ballast down where there is room for it. Once thrown off it has to be back before anything new is taken in. */
export function openSpace({ folder, ballastFile, ballastBytes, minFreeBytes, clock }: SpaceNeeds): Space {
  let roomy = look()
  let lookedAt = clock()

  function freeBytes(): number {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }

  function look(): boolean {
    const free = freeBytes()
    if (existsSync(ballastFile) || ballastBytes === 0) return free >= minFreeBytes
    return free >= minFreeBytes + ballastBytes && reserve(ballastFile, ballastBytes)
  }

  return {
    freeBytes,
    isRoomy() {
      if (clock() - lookedAt >= lookEveryMs) {
        roomy = look()
        lookedAt = clock()
      }
      return roomy
    },
    giveBallast() {
      roomy = false
      lookedAt = clock()
      if (!existsSync(ballastFile)) return false
      rmSync(ballastFile, { force: true })
      return true
    },
  }
}
