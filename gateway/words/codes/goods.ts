import type { Rows } from '../language.ts'

/** Codes of a declaration and its comparison. */
export const goodsCodes: Rows = {
  goods: ['Goods', 'Marchandises', 'Mercancías'],
  declared: ['Declared', 'Déclaré', 'Declarado'],
  removed: ['Removed by an amendment', 'Supprimé par une modification', 'Suprimido por una modificación'],
  matched: ['Matches', 'Concordant', 'Concordante'],
  differs: ['Differs', 'Différent', 'Distinto'],
  'not-received': ['Not received', 'Non reçu', 'No recibido'],
  unreadable: ['Unreadable', 'Illisible', 'Ilegible'],
  incomplete: ['Incomplete', 'Incomplète', 'Incompleta'],
  duplicate: ['Sent before', 'Déjà envoyée', 'Ya enviada'],
  'other-destination': ['Not destined for us', 'Destination autre', 'Otro destino'],
  documents: ['Documents', 'Documents', 'Documentos'],
  inspection: ['Inspection', 'Inspection', 'Inspección'],
  weighing: ['Weighing', 'Pesage', 'Pesaje'],
  value: ['Value', 'Valeur', 'Valor'],
  'gross-weight': ['Gross weight', 'Masse brute', 'Peso bruto'],
  'net-weight': ['Net weight', 'Masse nette', 'Peso neto'],
  quantity: ['Quantity', 'Quantité', 'Cantidad'],
  'commodity-code': ['Commodity code', 'Code du Système harmonisé', 'Código del Sistema Armonizado'],
  less: ['Less than declared', 'Moins que déclaré', 'Menos que lo declarado'],
  more: ['More than declared', 'Plus que déclaré', 'Más que lo declarado'],
  'differences.kind.other': ['Other than declared', 'Autre que déclaré', 'Distinto de lo declarado'],
  missing: ['Not received', 'Non reçu', 'No recibido'],
  extra: ['Not declared', 'Non déclaré', 'No declarado'],
}
