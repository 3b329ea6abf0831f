// The packing list: printed by a dot-matrix printer, stamped, signed, punched, and laid a little crooked on a scanner. PNG, 200 dpi.
import { crc32, deflateSync } from 'node:zlib'
import {
  cartonCount,
  exporter,
  type Goods,
  goods,
  grossGrams,
  importer,
  kilograms,
  netGrams,
  references,
  totalGrams,
} from './consignment.ts'
import { blankSheet, noiseFrom, type Placement, place, press, print, rule, type Sheet, scan } from './raster.ts'

const dotsPerInch = 200
const width = 1654
const height = 2339

export function packingListPng(): Uint8Array {
  const random = noiseFrom(0x0388)
  const sheet = blankSheet(width, height)
  const page: Placement = { x: 96, y: 120, turn: 0.0115 }
  const type = { pitch: 2.85, radius: 1.3, strength: 0.86, random }
  for (const [index, line] of lines().entries()) print(sheet, page, [0, index * 34], line, type)
  ruleOff(sheet, page)
  officeStamp(sheet, random)
  signature(sheet, { x: 800, y: 1690, turn: -0.06 })
  handling(sheet, random)
  return png(width, height, scan(sheet, { random, grain: 5, step: 16 }))
}

function lines(): string[] {
  const row = (entry: Goods) => {
    const last = entry.cartons.first + entry.cartons.count - 1
    return [
      `${`${entry.cartons.first}-${last}`.padEnd(8)}${entry.articleCode.padEnd(13)}${String(entry.pieces).padStart(6)}${String(entry.cartons.count).padStart(9)}${kilograms(netGrams(entry)).padStart(14)}${kilograms(grossGrams(entry)).padStart(14)}`,
      `        ${entry.description.toUpperCase()}`,
      `        HS ${entry.commodity.classification}   ${entry.cartons.piecesEach} PCS PER CARTON`,
      '',
    ]
  }
  return [
    exporter.name.toUpperCase(),
    `${exporter.line}, ${exporter.postcode} ${exporter.city}, ${exporter.country}`.toUpperCase(),
    '',
    '',
    `P A C K I N G   L I S T          NO. ${references.packingList}`,
    '',
    `DATE       ${references.issuedOn}            INVOICE   ${references.invoice}`,
    `ORDER      ${references.order}        B/L       ${references.billOfLading}`,
    `CONTAINER  ${references.container}           SEAL      ${references.seal}`,
    `VESSEL     ${references.ship}`,
    '',
    'CONSIGNEE',
    importer.name.toUpperCase(),
    `${importer.line}, ${importer.postcode} ${importer.city}, ${importer.country}`.toUpperCase(),
    '',
    'MARKS   MTI / VELLAMAR / 1-48',
    '',
    '',
    'CARTONS ARTICLE          PCS  CARTONS        NET KG      GROSS KG',
    '',
    ...goods.flatMap(row),
    '',
    `TOTAL${' '.repeat(16)}${String(goods.reduce((sum, entry) => sum + entry.pieces, 0)).padStart(6)}${String(cartonCount).padStart(9)}${kilograms(totalGrams(netGrams)).padStart(14)}${kilograms(totalGrams(grossGrams)).padStart(14)}`,
    '',
    '',
    'PACKED ON 5 PALLETS, SHRINK-WRAPPED. KEEP DRY. DO NOT STACK METERS.',
    'COUNTED AND LOADED IN OUR PRESENCE, CONTAINER SEALED 12:40.',
    '',
    '',
    'PACKED BY: R. ASHDOWN               CHECKED BY:',
  ]
}

function ruleOff(sheet: Sheet, page: Placement): void {
  const total = 20 + goods.length * 4
  for (const line of [19, total, total + 2]) rule(sheet, page, [0, line * 34 + 14], [1130, line * 34 + 14], 1.1, 0.7)
}

/** The rubber stamp of the office of export: two rings and three lines, turned, unevenly inked. */
function officeStamp(sheet: Sheet, random: () => number): void {
  const where: Placement = { x: 1260, y: 1800, turn: -0.22 }
  for (const [radius, thick] of [
    [180, 3.2],
    [164, 1.4],
  ] as const) {
    for (let angle = 0; angle < 2 * Math.PI; angle += 1 / radius) {
      const worn = 0.25 + 0.4 * Math.abs(Math.sin(angle * 1.3 + 0.4))
      const [x, y] = place(where, radius * Math.cos(angle), radius * Math.sin(angle))
      press(sheet, x, y, thick, worn * random())
    }
  }
  const type = { pitch: 3.1, radius: 1.9, strength: 0.5, random }
  for (const [index, line] of ['CUSTOMS XB', 'PORT HALDEN', '14 SEP 2026', 'EXPORT'].entries()) {
    print(sheet, where, [-(line.length * 6 * 3.1) / 2, -76 + index * 44], line, type)
  }
}

/** A pen's way across the paper: a sum of slow waves. */
export function signature(sheet: Sheet, where: Placement, size = 1): void {
  for (let at = 0; at < 1; at += 0.0006) {
    const u = size * (at * 330 + 26 * Math.sin(at * 38) + 12 * Math.cos(at * 61))
    const v = size * (46 * Math.sin(at * 31) * (1 - at * 0.75) + 14 * Math.sin(at * 74 + 1) - 18 * at)
    const [x, y] = place(where, u, v)
    press(sheet, x, y, size * (1.3 + 0.9 * Math.abs(Math.sin(at * 27))), 0.5)
  }
}

/** What happened to the paper: two punched holes, a fold across the middle, ticks of a pen, dust on the glass. */
function handling(sheet: Sheet, random: () => number): void {
  for (const y of [height / 2 - 315, height / 2 + 315]) press(sheet, 46, y, 24, 0.82)
  rule(sheet, { x: 0, y: height / 2 + 9, turn: 0.0115 }, [0, 0], [width, 0], 1.5, 0.09)
  for (const y of [812, 950, 1087, 1224]) {
    rule(sheet, { x: 62, y, turn: 0 }, [0, 0], [9, 16], 2, 0.5)
    rule(sheet, { x: 71, y: y + 16, turn: 0 }, [0, 0], [20, -38], 2, 0.5)
  }
  for (let speck = 0; speck < 260; speck += 1)
    press(sheet, random() * width, random() * height, random() * 1.6, 0.2 + random() * 0.5)
  for (let y = 0; y < height; y += 1) press(sheet, width - 3 + random() * 2, y, 3, 0.5)
}

/** Eight-bit grey PNG (ISO/IEC 15948), every row filtered as it is. */
export function png(columns: number, rows: number, grey: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, columns)
  header.setUint32(4, rows)
  header.setUint8(8, 8)
  const density = new DataView(new ArrayBuffer(9))
  density.setUint32(0, Math.round(dotsPerInch / 0.0254))
  density.setUint32(4, Math.round(dotsPerInch / 0.0254))
  density.setUint8(8, 1)
  const filtered = new Uint8Array(rows * (columns + 1))
  for (let row = 0; row < rows; row += 1)
    filtered.set(grey.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1)
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('pHYs', new Uint8Array(density.buffer)),
    chunk('IDAT', deflateSync(filtered, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(kind, 'ascii'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
