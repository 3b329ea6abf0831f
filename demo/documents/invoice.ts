// The commercial invoice as the exporter printed it: two pages, with the signed and stamped declaration of value as a picture.
import {
  amount,
  declarant,
  exporter,
  freightCents,
  goods,
  goodsCents,
  importer,
  insuranceCents,
  invoiceCents,
  kilograms,
  netGrams,
  references,
} from './consignment.ts'
import { type Pen, type Picture, pdf } from './pdf.ts'
import { blankSheet, noiseFrom, place, press, print, scan } from './raster.ts'
import { signature } from './scan.ts'

const grouped = (cents: number): string => amount(cents).replace(/\B(?=(\d{3})+\.)/g, ' ')
const left = 56
const right = 539

export function invoicePdf(): Uint8Array {
  return pdf([firstPage, secondPage], {
    title: `Commercial invoice ${references.invoice}`,
    author: exporter.name,
    made: 'D:20260911101500Z',
    picture: stampAndSignature(),
  })
}

function firstPage(pen: Pen): void {
  letterhead(pen, 1)
  pen.text(left, 150, 'COMMERCIAL INVOICE', { size: 18, bold: true })
  const facts = [
    ['Invoice number', references.invoice],
    ['Date of issue', references.issuedOn],
    ['Your order', references.order],
    ['Bill of lading', references.billOfLading],
    ['Container', references.container],
    ['Terms of delivery', 'CIF Vellamar (Incoterms 2020)'],
    ['Terms of payment', '60 days from bill of lading'],
    ['Country of origin', 'XB'],
  ] as const
  pen.text(left, 184, 'Sold to and consigned to', { size: 8, grey: 0.4 })
  for (const [index, line] of [
    importer.name,
    importer.line,
    `${importer.postcode} ${importer.city}`,
    importer.country,
    `Trader identification ${importer.id}`,
  ].entries()) {
    pen.text(left, 200 + index * 13, line, { size: 10, bold: index === 0 })
  }
  for (const [index, [name, value]] of facts.entries()) {
    pen.text(320, 184 + index * 14, name, { size: 8, grey: 0.4 })
    pen.text(410, 184 + index * 14, value)
  }
  pen.box(left, 316, right - left, 18, 0.9)
  pen.text(left + 4, 328, 'Line', { bold: true })
  pen.text(86, 328, 'Article and description', { bold: true })
  pen.text(376, 328, 'Pieces', { bold: true })
  pen.text(424, 328, 'Price EUR', { bold: true })
  pen.text(492, 328, 'Amount', { bold: true })
  for (const [index, row] of goods.entries()) {
    const y = 352 + index * 48
    pen.text(left + 4, y, String(row.line))
    pen.text(86, y, row.articleCode, { bold: true })
    pen.text(86, y + 12, row.description)
    pen.text(
      86,
      y + 24,
      `HS ${row.commodity.classification} ${row.commodity.national}, net ${kilograms(netGrams(row))} kg, cartons ${row.cartons.first} to ${row.cartons.first + row.cartons.count - 1}`,
      { size: 8, grey: 0.35 },
    )
    pen.text(404, y, String(row.pieces), { right: true })
    pen.text(466, y, grouped(row.priceCents), { right: true })
    pen.text(right - 4, y, grouped(row.pieces * row.priceCents), { right: true })
    pen.line(left, y + 34, right, y + 34, 0.3)
  }
  const sums = [
    ['Goods, FOB Port Halden', goodsCents],
    ['Sea freight Port Halden - Vellamar', freightCents],
    ['Marine insurance', insuranceCents],
  ] as const
  for (const [index, [name, cents]] of sums.entries()) {
    pen.text(300, 568 + index * 16, name)
    pen.text(right - 4, 568 + index * 16, grouped(cents), { right: true })
  }
  pen.line(300, 608, right, 608, 1)
  pen.text(300, 624, 'Total CIF Vellamar, EUR', { size: 11, bold: true })
  pen.text(right - 4, 624, grouped(invoiceCents), { size: 11, bold: true, right: true })
  pen.text(left, 668, 'Payment to: Halden Mercantile Bank, account 0000 0000 0388 0417, in favour of the seller.')
  pen.text(left, 682, 'Continued on page 2: declaration of value, origin and packing.')
}

function secondPage(pen: Pen): void {
  letterhead(pen, 2)
  pen.text(left, 150, 'Declaration of value', { size: 14, bold: true })
  const paragraphs = [
    `We declare that invoice ${references.invoice} shows the price actually paid or payable for the goods, that no`,
    'discount, commission, royalty or assist has been agreed outside it, that buyer and seller are not related, and',
    'that no part of the proceeds of any resale accrues to the seller.',
    '',
    'The goods are of XB origin. They were packed in 48 cartons on 5 pallets as shown in packing list',
    `${references.packingList} and loaded into container ${references.container}, seal ${references.seal}, on ${references.ship}.`,
    '',
    `The export declaration is lodged for us by ${declarant.name}, for EUR ${grouped(invoiceCents)} CIF.`,
  ]
  for (const [index, line] of paragraphs.entries()) pen.text(left, 178 + index * 14, line, { size: 10 })
  pen.text(left, 320, 'Port Halden, 11 September 2026', { size: 10 })
  pen.picture(left, 340, 220, 165)
  pen.line(left, 512, left + 220, 512)
  pen.text(left, 524, 'For Merrow & Thistle Instruments Ltd: J. Thistlewood, export desk', { size: 8, grey: 0.35 })
}

function letterhead(pen: Pen, page: number): void {
  pen.box(left, 44, 34, 34, 0.15)
  pen.text(left + 5, 67, 'M&T', { size: 12, bold: true, grey: 1 })
  pen.text(left + 46, 58, exporter.name, { size: 14, bold: true })
  pen.text(
    left + 46,
    72,
    `${exporter.line}, ${exporter.postcode} ${exporter.city}, ${exporter.country}  ·  ${exporter.phone}  ·  ${exporter.email}`,
    { size: 8, grey: 0.35 },
  )
  pen.line(left, 92, right, 92, 1)
  pen.line(left, 792, right, 792, 0.5)
  pen.text(left, 804, `Invoice ${references.invoice}  ·  trader identification ${exporter.id}`, { size: 8, grey: 0.35 })
  pen.text(right, 804, `Page ${page} of 2`, { size: 8, right: true, grey: 0.35 })
}

/** A corner of paper as it was scanned in for the invoice: the firm's stamp with a signature across it. */
function stampAndSignature(): Picture {
  const random = noiseFrom(0x7142)
  const sheet = blankSheet(352, 264)
  const where = { x: 196, y: 132, turn: -0.12 }
  for (let angle = 0; angle < 2 * Math.PI; angle += 0.008) {
    const [x, y] = place(where, 118 * Math.cos(angle), 92 * Math.sin(angle))
    press(sheet, x, y, 1.9, 0.5 * random())
  }
  for (const [index, line] of ['MERROW', '& THISTLE', 'INSTRUMENTS'].entries()) {
    print(sheet, where, [-(line.length * 6 * 2.3) / 2, -46 + index * 34], line, {
      pitch: 2.3,
      radius: 1.2,
      strength: 0.5,
      random,
    })
  }
  signature(sheet, { x: 22, y: 160, turn: -0.1 }, 0.85)
  return { width: sheet.width, height: sheet.height, grey: scan(sheet, { random, grain: 16, step: 4 }) }
}
