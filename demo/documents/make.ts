// Makes the three documents of the demonstration anew: node demo/documents/make.ts. They are committed as they are filed;
// this shows where they come from. The same text and pixels come out each time; the compressed octets depend on Node's zlib.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { references } from './consignment.ts'
import { declarationXml } from './declaration.ts'
import { invoicePdf } from './invoice.ts'
import { packingListPng } from './scan.ts'

const documents = {
  [`export-declaration-${references.mrn}.xml`]: Buffer.from(declarationXml(), 'utf8'),
  [`commercial-invoice-${references.invoice}.pdf`]: invoicePdf(),
  [`packing-list-${references.packingList}-scan.png`]: packingListPng(),
}

for (const [name, octets] of Object.entries(documents)) {
  writeFileSync(new URL(`filed/${name}`, import.meta.url), octets)
  console.log(`${createHash('sha256').update(octets).digest('hex')}  ${String(octets.length).padStart(7)}  ${name}`)
}
