// Loaded before a gateway (`--import …?offsetMs=600000`): its wall clock is wrong by that much, everything else as it is.
const offsetMs = Number(new URL(import.meta.url).searchParams.get('offsetMs'))
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offsetMs)
    else super(...given)
  }
  static now() {
    return RealDate.now() + offsetMs
  }
}
