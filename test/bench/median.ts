// Of ratios taken alternately only the middle one counts.
export const median = (values: readonly number[]): number =>
  [...values].sort((x, y) => x - y)[Math.floor((values.length - 1) / 2)] ?? Number.NaN
export const round2 = (value: number): number => Number(value.toPrecision(3))
