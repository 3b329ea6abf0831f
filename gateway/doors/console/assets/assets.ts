export const assets: ReadonlyMap<
  string,
  { readonly type: string; readonly octets: Uint8Array; readonly etag: string }
> = new Map()
export const assetsOfPages = { styles: [] as readonly string[], scripts: [] as readonly string[] }
