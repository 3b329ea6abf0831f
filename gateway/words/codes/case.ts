import type { Rows } from '../language.ts'

/** Codes of what became of things: outcomes, what the fold says of a case. */
export const caseCodes: Rows = {
  open: ['Open', 'En attente', 'Pendiente'],
  provided: ['Provided', 'Fourni', 'Facilitado'],
  partly: ['Provided in part', 'Fourni en partie', 'Facilitado en parte'],
  'not-available': ['Not available', 'Non disponible', 'No disponible'],
  'not-required': ['Not required to be given', 'Non tenu d’être fourni', 'No exigible'],
  refused: ['Refused', 'Refusé', 'Denegado'],
  postponed: ['Postponed', 'Reporté', 'Aplazado'],

  'doubt-removed': ['Doubt removed', 'Doute levé', 'Duda disipada'],
  'doubt-confirmed': ['Doubt confirmed', 'Doute confirmé', 'Duda confirmada'],
  'voluntary-disclosure': [
    'Corrected by the trader itself',
    'Régularisé par l’opérateur lui-même',
    'Corregido por el propio operador',
  ],
  none: ['None', 'Aucune', 'Ninguno'],
  verified: ['Verified information', 'Renseignements vérifiés', 'Información verificada'],
  unverified: ['Unverified information', 'Renseignements non vérifiés', 'Información no verificada'],
  'own-findings': ['Own findings', 'Constatations propres', 'Constataciones propias'],
  corrected: ['Corrected', 'Rectifié', 'Corregido'],
  withdrawn: ['Withdrawn', 'Retiré', 'Retirado'],

  'acceptance.open': ['Not yet decided', 'Pas encore décidé', 'Sin decidir'],
  accepted: ['Accepted', 'Accepté', 'Aceptado'],
  unable: ['Unable to comply', 'Impossible de s’y conformer', 'Imposible de cumplir'],
  applied: ['Applied', 'Pris en compte', 'Aplicado'],
  illegal: ['Out of place', 'Hors de propos', 'Fuera de lugar'],
  crossed: ['Crossed', 'Croisé', 'Cruzado'],
  treaty: ['The treaty', 'Le traité', 'El tratado'],
  agreement: ['The agreement', 'L’accord', 'El acuerdo'],
  target: ['Our own target', 'Notre propre objectif', 'Nuestro propio objetivo'],
}
