// The one consignment that all three documents speak of. Every party, number, ship and place is invented.

export interface Goods {
  readonly line: number
  readonly description: string
  readonly articleCode: string
  /** Harmonised System heading and subheading, then a national ending of XB. */
  readonly commodity: { readonly classification: string; readonly national: string }
  readonly pieces: number
  readonly priceCents: number
  readonly cartons: { readonly first: number; readonly count: number; readonly piecesEach: number }
  readonly netGramsEach: number
  readonly cartonGrams: number
}

export const exporter = {
  id: 'XB4471902836',
  name: 'Merrow & Thistle Instruments Ltd',
  line: '14 Kiln Quay',
  city: 'Port Halden',
  postcode: 'PH4 2KQ',
  country: 'XB',
  phone: '+999 555 0142',
  email: 'export.desk@merrow-thistle.example',
} as const

export const importer = {
  id: 'XA9023318475',
  name: 'Ostra Process Supply S.A.',
  line: '8 Granary Street',
  city: 'Vellamar',
  postcode: '20417',
  country: 'XA',
} as const

export const declarant = {
  id: 'XB6610027754',
  name: 'Halden Forwarding Partnership',
  line: 'Shed 3, East Mole',
  city: 'Port Halden',
  postcode: 'PH1 1EM',
  country: 'XB',
} as const

export const goods: readonly Goods[] = [
  {
    line: 1,
    description: 'Pressure transmitter, piezoresistive, 0-16 bar, stainless steel',
    articleCode: 'PT-16-316L',
    commodity: { classification: '90262020', national: '00' },
    pieces: 120,
    priceCents: 21_250,
    cartons: { first: 1, count: 10, piecesEach: 12 },
    netGramsEach: 640,
    cartonGrams: 1_150,
  },
  {
    line: 2,
    description: 'Mass flow meter, Coriolis principle, DN 25, with display',
    articleCode: 'CF-25-D',
    commodity: { classification: '90261021', national: '10' },
    pieces: 18,
    priceCents: 148_000,
    cartons: { first: 11, count: 18, piecesEach: 1 },
    netGramsEach: 7_800,
    cartonGrams: 2_100,
  },
  {
    line: 3,
    description: 'Sensor cartridge for flow meter CF series, spare part',
    articleCode: 'CF-SC-04',
    commodity: { classification: '90269000', national: '90' },
    pieces: 240,
    priceCents: 3_140,
    cartons: { first: 29, count: 8, piecesEach: 30 },
    netGramsEach: 210,
    cartonGrams: 900,
  },
  {
    line: 4,
    description: 'Control valve, pneumatic, two-way, DN 40, cast steel',
    articleCode: 'CV-40-P2',
    commodity: { classification: '84818059', national: '20' },
    pieces: 36,
    priceCents: 26_875,
    cartons: { first: 37, count: 12, piecesEach: 3 },
    netGramsEach: 9_350,
    cartonGrams: 2_600,
  },
]

export const freightCents = 118_000
export const insuranceCents = 21_400
export const goodsCents = goods.reduce((sum, row) => sum + row.pieces * row.priceCents, 0)
/** What the exporter charges and declares at export, delivered CIF Vellamar. XA's importer declared EUR 21 900.00. */
export const invoiceCents = goodsCents + freightCents + insuranceCents

export const cartonCount = goods.reduce((sum, row) => sum + row.cartons.count, 0)
export const netGrams = (row: Goods): number => row.pieces * row.netGramsEach
export const grossGrams = (row: Goods): number => netGrams(row) + row.cartons.count * row.cartonGrams
export const totalGrams = (weigh: (row: Goods) => number): number => goods.reduce((sum, row) => sum + weigh(row), 0)

export const references = {
  invoice: 'MT-2026-09-0388',
  order: 'OPS/PO/26-1177',
  packingList: 'PL-0388',
  billOfLading: 'HSL-VEL-260914-07',
  ship: 'MV PETREL OF HALDEN',
  mrn: withCheckDigit('26XBPHN4K7T02M9R1'),
  container: withCheckDigit('XBHU482193'),
  seal: 'HSL 700418',
  currency: 'EUR',
  issuedOn: '2026-09-11',
  acceptedAt: '20260914083127Z',
} as const

/** The check digit of ISO 6346, which container numbers and movement reference numbers share. */
export function withCheckDigit(text: string): string {
  // A is 10 and the multiples of 11 are left out, so L is 23 and V is 34.
  const value = (sign: string) => '0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ'.indexOf(sign)
  const sum = [...text].reduce((total, sign, place) => total + value(sign) * 2 ** place, 0)
  return `${text}${(sum % 11) % 10}`
}

export const amount = (cents: number): string => (cents / 100).toFixed(2)
export const kilograms = (grams: number): string => (grams / 1000).toFixed(3)
