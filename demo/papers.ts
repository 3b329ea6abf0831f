// What the two administrations write to each other: XA's request with everything that 12.4.1 asks for, and XB's answer.
import type { Json } from './reading.ts'

/** In which function XA accepts terms. */
export const headOfValuation = 'Head of the Valuation Office Vellamar'

// The parties and the shipment that the documents in documents/filed speak of.
const exporter = {
  id: 'XB4471902836',
  name: 'Merrow & Thistle Instruments Ltd',
  address: '14 Kiln Quay, PH4 2KQ Port Halden',
  country: 'XB',
  email: 'export.desk@merrow-thistle.example',
  phone: '+999 555 0142',
}
const importer = {
  id: 'XA9023318475',
  name: 'Ostra Process Supply S.A.',
  address: '8 Granary Street, 20417 Vellamar',
  country: 'XA',
}
const persons = [
  {
    role: 'importer',
    name: importer.name,
    identifier: importer.id,
    address: importer.address,
    country: importer.country,
  },
  {
    role: 'exporter',
    name: exporter.name,
    identifier: exporter.id,
    address: exporter.address,
    country: exporter.country,
    email: exporter.email,
    phone: exporter.phone,
  },
]
const exportDeclaration = { number: '26XBPHN4K7T02M9R16', type: 'mrn' }
const exportedFor = 'EUR 70745.00 CIF'

export const purpose = 'VERIFY_VALUE'

/** What XA wants, in the order of its ids: w1, w2, … */
export const wantedKinds = [
  'declaration',
  'commercial-invoice',
  'packing-list',
  'certificate-of-origin',
  'bill-of-lading',
  'declaration-data',
] as const
export const wantedId = (kind: string): string => `w${wantedKinds.map(String).indexOf(kind) + 1}`

/** 12.4.1 a to f, with the verification of 12.3, reciprocity (12.8) and proportionality (12.9.1). `today` is `YYYY-MM-DD`. */
export function request(office: string, today: string): Json {
  return {
    language: 'en',
    matter: `Import of pressure transmitters, flow meters and valves from ${exporter.name}, declared at EUR 21 900.00 for 414 pieces.`,
    groundsOfDoubt:
      'The declared value is less than a third of that of identical goods of the same maker imported in the last twelve months, and the invoice shown to us bears another number than the bill of lading refers to.',
    importDeclaration: { number: '26XA20417V7D3K0082', type: 'mrn', lodgedOn: '2026-10-06', office },
    exportDeclaration,
    purpose: { codes: [purpose, 'VERIFY_DOCUMENT_AUTHENTICITY'] },
    persons,
    wanted: wantedKinds.map((kind) => ({
      id: wantedId(kind),
      kind,
      as: kind === 'declaration-data' ? 'information' : 'copy',
      declaration: 'export',
      ...(kind === 'declaration-data' && {
        details: 'Declared value, terms of delivery and charges; anything else held on the shipment.',
      }),
    })),
    verification: {
      attested: true,
      doneOn: today,
      office,
      methods: ['document-check', 'database-query', 'trader-inquiry'],
      summary:
        'Declaration, invoice and payment record were compared with earlier imports of identical goods; the importer was heard and gave no explanation.',
    },
    originatingOffice: {
      code: office,
      name: 'Valuation Office Vellamar',
      officer: 'M. Calder',
      email: 'valuation@customs.xa.example',
    },
    law: [
      { topic: 'collection', reference: 'Customs Act of XA 2014, s. 16' },
      { topic: 'protection', reference: 'Data Protection Act of XA 2019, s. 4' },
      { topic: 'use', reference: 'Customs Act of XA 2014, s. 17' },
      { topic: 'disclosure', reference: 'Customs Act of XA 2014, s. 18' },
      { topic: 'retention', reference: 'Customs Records Order of XA, art. 3' },
      { topic: 'disposal', reference: 'Customs Records Order of XA, art. 9' },
    ],
    reciprocity: { able: true, implemented: true },
    proportionality: 'Duty and tax of about EUR 17 000 are at stake; six documents of one shipment are asked for.',
  }
}

/** The level of protection that XB demands (12.6.1 b, c): the same in the terms and in the response. */
export const protection = {
  level: 'customs-confidential',
  description:
    'Held strictly in confidence under the Customs Secrecy Act of XB; open only to officers who deal with the matter at issue, for the purpose stated.',
  measures: ['encrypted at rest', 'each read recorded', 'no copies outside the case file'],
  law: [
    { topic: 'protection', reference: 'Customs Secrecy Act of XB, s. 7' },
    { topic: 'disclosure', reference: 'Customs Secrecy Act of XB, s. 9 (2)' },
  ],
}

/** XB lets copies leave the gateway of XA, marked. */
export const copiesAllowed: Json = {
  ...{ term: 'export', paragraph: '5.1 c', assurance: 'E' },
  ...{ mode: 'open', marking: 'CUSTOMS CONFIDENTIAL - XB' },
}

/** What XA decides on terms as it read them: term by term, silence is no consent (12.5.1). */
export const acceptance = ({ terms, text, decides, binds }: TermsRead, unable: readonly string[] = []): Json => ({
  ...{ terms, text, items: binds },
  decisions: decides.map((term) =>
    unable.includes(term)
      ? {
          ...{ term, decision: 'unable', law: 'Archives Act of XA, s. 7' },
          effect: 'Files of a prosecution are kept for ten years, with the value that was found.',
        }
      : { term, decision: 'accept' },
  ),
  role: headOfValuation,
  officer: 'M. Calder',
})

/** Terms as the officer was shown them. */
export interface TermsRead {
  readonly terms: string
  /** Digest of the text. */
  readonly text: string
  /** Names of the terms. */
  readonly decides: readonly string[]
  /** Items, and messages whose bodies are bound. */
  readonly binds: readonly string[]
}

export function acknowledgement(receivedAt: string, dueOn: string): Json {
  return { caseNumber: 'XB-2026-004417', receivedAt, complete: true, dueOn, officer: 'B. Lindgren' }
}

export interface Provided {
  readonly item: string
  readonly kind: string
}

/** Outcomes item by item (12.6.1 b to d). Only the last response is final and says what there is nothing of. */
export function response(now: readonly Provided[], all: readonly Provided[], final: boolean, today: string): Json {
  const given = wantedKinds.flatMap((kind) => {
    const items = now.filter((each) => each.kind === kind).map(({ item }) => item)
    return items.length === 0 ? [] : [{ wanted: wantedId(kind), outcome: 'provided', items, verified: false }]
  })
  const missing = wantedKinds
    .filter((kind) => final && !all.some((each) => each.kind === kind))
    .map((kind) => ({
      wanted: wantedId(kind),
      outcome: 'not-available',
      reason: 'None was filed with this declaration.',
    }))
  return {
    final,
    outcomes: [...given, ...missing],
    protection,
    trueCopies: [{ items: now.map(({ item }) => item), officer: 'B. Lindgren', date: today }],
    ...(final && {
      note: `The exporter declared ${exportedFor}. Nothing was verified beyond the files (12.10 g).`,
    }),
  }
}

export const closing: Json = {
  outcome: 'doubt-confirmed',
  reliedOn: ['unverified', 'own-findings'],
  note: 'The importer was assessed on the value that its own supplier declared at export.',
}
