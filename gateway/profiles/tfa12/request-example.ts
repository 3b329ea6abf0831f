/** A complete request: the example of the OpenAPI document. Members and persons are invented. */
export const requestExample = {
  language: 'en',
  matter: 'Import of 400 boxes of cartridges declared at a third of the usual value.',
  groundsOfDoubt: 'The declared unit value is 31 % of that of identical goods imported in the same month.',
  importDeclaration: { number: '26XA63BM2TSVKL2AA5', type: 'mrn', lodgedOn: '2026-02-14' },
  exportDeclaration: { number: '26XB07K4T9QPLM31E2', type: 'mrn' },
  purpose: { codes: ['VERIFY_VALUE', 'VERIFY_DOCUMENT_AUTHENTICITY'] },
  persons: [
    { role: 'importer', name: 'Example Imports Ltd', identifier: 'XA123456789', country: 'XA' },
    { role: 'exporter', name: 'Example Trading Ltd', country: 'XB', email: 'export@trading.example' },
  ],
  wanted: [
    { id: 'w1', kind: 'declaration', as: 'copy', declaration: 'export' },
    { id: 'w2', kind: 'commercial-invoice', as: 'copy', declaration: 'export' },
    {
      id: 'w3',
      kind: 'declaration-data',
      as: 'information',
      declaration: 'export',
      details: 'declared value of line 1',
    },
  ],
  verification: {
    attested: true,
    doneOn: '2026-03-01',
    office: 'XA000101',
    methods: ['document-check', 'database-query'],
    summary: 'Invoice, packing list and payment record were compared; the payment is three times the invoice.',
  },
  originatingOffice: { code: 'XA000101', name: 'Central Valuation Office', email: 'valuation@customs.example' },
  law: [
    { topic: 'collection', reference: 'Customs Act 2014, s. 16' },
    { topic: 'protection', reference: 'Data Protection Act 2019, s. 4' },
    { topic: 'use', reference: 'Customs Act 2014, s. 17' },
    { topic: 'disclosure', reference: 'Customs Act 2014, s. 18' },
    { topic: 'retention', reference: 'Customs Records Order, art. 3' },
    { topic: 'disposal', reference: 'Customs Records Order, art. 9' },
  ],
  reciprocity: { able: true, implemented: true },
  proportionality: 'Duty of about 18 000 is at stake; one declaration and its invoice are asked for.',
}
