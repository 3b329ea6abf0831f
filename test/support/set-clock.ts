// The wall clock of this process, and so of the gateways that run in it, put ahead or back; the monotonic one and all timers stay as they are.
// To be imported before everything else: the gateway takes its clock when it is loaded.

const TrueDate = globalThis.Date
let offsetMs = 0

globalThis.Date = class extends TrueDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(TrueDate.now() + offsetMs)
    else super(...(given as [number]))
  }
  static override now(): number {
    return TrueDate.now() + offsetMs
  }
} as DateConstructor

/** Puts it so many days ahead of the true time; 0 puts it right. */
export function setClockAhead(days: number): void {
  offsetMs = days * 86_400_000
}
