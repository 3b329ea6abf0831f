// Sees that files changed: at once where the system tells, within a second where it does not
// (network disks, containers).
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const pollMs = 1000
/** A change of several files in a row is told once. */
const quietMs = 100

/**
 * Calls `changed` after any of these paths changed, appeared or went; folders are looked at one
 * level deep, and names that begin with a dot are not looked at. A look that failed is told to
 * `onFault` and made again. Keeps no process alive. Returns how to stop.
 */
export function watchPaths(
  paths: readonly string[],
  changed: () => void,
  onFault: (error: unknown) => void,
): () => void {
  let seen = signature(paths)
  let pending: NodeJS.Timeout | undefined
  let stopped = false
  const watchers = new Map<string, FSWatcher>()
  // Files are put in place by renaming, which the watcher of their folder sees and their own one
  // does not.
  const folders = new Set(paths.flatMap((path) => [dirname(path), path]))

  const look = () => {
    try {
      if (stopped) return
      // The poll may come first: two looks wait for nobody.
      clearTimeout(pending)
      pending = undefined
      watchAll()
      const now = signature(paths)
      if (now === seen) return
      seen = now
      changed()
    } catch (error) {
      onFault(error)
    }
  }
  const lookSoon = () => {
    if (pending || stopped) return
    pending = setTimeout(look, quietMs)
    pending.unref()
  }
  // A watcher ends with its folder, and a folder may come later, so every look sees to it that each
  // has one.
  const watchAll = () => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue
      const watcher = startWatcher(folder, lookSoon, () => watchers.delete(folder))
      if (watcher) watchers.set(folder, watcher)
    }
  }
  watchAll()
  const poll = setInterval(look, pollMs)
  poll.unref()
  return () => {
    stopped = true
    clearInterval(poll)
    clearTimeout(pending)
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
}

function startWatcher(folder: string, changed: () => void, ended: () => void): FSWatcher | undefined {
  try {
    if (!statSync(folder).isDirectory()) return undefined
    const watcher = watch(folder, { persistent: false }, (_kind, name) => {
      if (name?.startsWith('.')) return
      // The folder itself went, or another one came in its place.
      if (name === basename(folder)) {
        watcher.close()
        ended()
      }
      changed()
    })
    watcher.on('error', () => {
      watcher.close()
      ended()
    })
    return watcher
  } catch {
    // Not there, or no watchers left: the poll sees it.
    return undefined
  }
}

/** What tells one state of the files from another: names, sizes, inodes and times of change. */
function signature(paths: readonly string[]): string {
  const lines: string[] = []
  for (const path of paths) {
    for (const name of namesIn(path)) {
      const file = name === undefined ? path : join(path, name)
      lines.push(`${file} ${stateOf(file)}`)
    }
  }
  return lines.join('\n')
}

/** That a file cannot be looked at is a state of it as well: whoever reads it will say so. */
function stateOf(file: string): string {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    return found ? `${found.size} ${found.ino} ${found.mtimeMs} ${found.ctimeMs}` : 'not there'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
  }
}

/** The names in a folder, or nothing but the path itself when it is a file or not there. */
function namesIn(path: string): (string | undefined)[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch {
    return [undefined]
  }
}
