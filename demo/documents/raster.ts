// A sheet of paper that takes ink dot by dot, and the noise of a scanner that looks at it. No dependency, no randomness of its own.
import { cellColumns, dots } from './font.ts'

export interface Sheet {
  readonly width: number
  readonly height: number
  /** How much light each place swallows: 0 is white paper, 1 is black. */
  readonly ink: Float32Array
}

/** Where a place of the drawing comes to lie on the sheet: turned, then moved. */
export interface Placement {
  readonly x: number
  readonly y: number
  readonly turn: number
}

export const blankSheet = (width: number, height: number): Sheet => ({
  width,
  height,
  ink: new Float32Array(width * height),
})

/** Presses one round dot of ink with a soft edge; ink on ink grows darker. */
export function press(sheet: Sheet, x: number, y: number, radius: number, strength: number): void {
  for (let row = Math.max(0, Math.floor(y - radius - 1)); row <= Math.min(sheet.height - 1, y + radius + 1); row += 1) {
    for (
      let column = Math.max(0, Math.floor(x - radius - 1));
      column <= Math.min(sheet.width - 1, x + radius + 1);
      column += 1
    ) {
      const reach = radius + 0.5 - Math.hypot(column - x, row - y)
      if (reach <= 0) continue
      const at = row * sheet.width + column
      const before = sheet.ink[at] ?? 0
      sheet.ink[at] = before + (1 - before) * strength * Math.min(1, reach)
    }
  }
}

export function place({ x, y, turn }: Placement, u: number, v: number): readonly [number, number] {
  return [x + u * Math.cos(turn) - v * Math.sin(turn), y + u * Math.sin(turn) + v * Math.cos(turn)]
}

/** Prints a line of text from (u, v) of the drawing; `pitch` is the distance of dots, and each dot hits with its own strength. */
export function print(
  sheet: Sheet,
  where: Placement,
  [u, v]: readonly [number, number],
  text: string,
  { pitch, radius, strength, random, stretch = 1.15 }: Type,
): void {
  for (const [index, sign] of [...text].entries()) {
    for (const [column, row] of dots(sign)) {
      const [x, y] = place(where, u + (index * cellColumns + column) * pitch, v + row * pitch * stretch)
      press(sheet, x, y, radius, strength * (0.75 + 0.25 * random()))
    }
  }
}

export interface Type {
  readonly pitch: number
  readonly radius: number
  readonly strength: number
  readonly random: () => number
  /** How much taller than wide the dots stand. */
  readonly stretch?: number
}

/** Draws a line by pressing dots closely along it. */
export function rule(
  sheet: Sheet,
  where: Placement,
  from: readonly [number, number],
  to: readonly [number, number],
  radius: number,
  strength: number,
): void {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / Math.max(0.6, radius))
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps
    const [x, y] = place(where, from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share)
    press(sheet, x, y, radius, strength)
  }
}

/** What a scanner makes of the sheet: eight-bit grey, paper not quite white, grain, a shadow towards the left edge, in steps of `step`. */
export function scan(
  sheet: Sheet,
  { random, grain, step }: { random: () => number; grain: number; step: number },
): Uint8Array {
  const grey = new Uint8Array(sheet.width * sheet.height)
  for (let at = 0; at < grey.length; at += 1) {
    const column = at % sheet.width
    const shadow = 26 * Math.exp(-column / (sheet.width * 0.02)) + 5 * (at / grey.length)
    // Three draws make the grain bell-shaped.
    const noise = (random() + random() + random() - 1.5) * grain
    const light = (252.5 - shadow + noise) * (1 - 0.88 * (sheet.ink[at] ?? 0))
    grey[at] = Math.max(0, Math.min(255, Math.round(light / step) * step))
  }
  return grey
}

/** Numbers from 0 up to 1 that look random and are the same on every machine: a linear congruence over 2^32 with mixed output. */
export function noiseFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    let mixed = state ^ (state >>> 15)
    mixed = Math.imul(mixed, 0x2c1b3c6d)
    mixed ^= mixed >>> 12
    mixed = Math.imul(mixed, 0x297a2d39)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
