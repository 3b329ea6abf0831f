// Stands in for `async-hook-domain`, by which tap finds the test that an error nobody caught belongs to. That follows each promise from its
// making to its collection, which took a tenth of what all tests cost; files.ts gives such an error to the file that is under way.
export class Domain {
  readonly onerror: (error: unknown, kind: string) => unknown

  constructor(onerror: Domain['onerror']) {
    this.onerror = onerror
  }

  destroy(): void {}
}
