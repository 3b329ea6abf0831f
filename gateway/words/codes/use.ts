import type { Rows } from '../language.ts'

/** Codes of the use phase and of what members say to each other. */
export const useCodes: Rows = {
  returned: ['Returned and destroyed', 'Restituée et détruite', 'Devuelta y destruida'],
  destroyed: ['Destroyed', 'Détruite', 'Destruida'],
  out: ['Still out', 'Encore à l’extérieur', 'Aún fuera'],
  release: ['Allowed', 'Autorisée', 'Permitido'],
  denial: ['Denied', 'Refusée', 'Denegado'],
  'key.destroyed': ['Keys destroyed', 'Clés détruites', 'Claves destruidas'],
  'keys-overwritten': ['Keys overwritten', 'Clés écrasées', 'Claves sobrescritas'],
  'part-deleted': ['Ciphertext deleted', 'Texte chiffré supprimé', 'Texto cifrado eliminado'],
  'epoch-ends': ['The key of its epoch ends', 'La clé de son époque prend fin', 'La clave de su época termina'],

  week: ['A week', 'Une semaine', 'Una semana'],
  month: ['A month', 'Un mois', 'Un mes'],
  quarter: ['A quarter', 'Un trimestre', 'Un trimestre'],
  year: ['A year', 'Une année', 'Un año'],

  immediate: ['At once', 'Immédiatement', 'De inmediato'],
  'after-acceptance': [
    'After acceptance of the terms',
    'Après acceptation des conditions',
    'Tras la aceptación de las condiciones',
  ],
  accept: ['Accepted', 'Acceptée', 'Aceptada'],

  granted: ['Granted', 'Accordée', 'Concedida'],
  'verdict.partly': ['Granted in part', 'Accordée en partie', 'Concedida en parte'],
  denied: ['Denied', 'Refusée', 'Denegada'],
  revoked: ['Revoked', 'Révoquée', 'Revocada'],
  asked: ['Asked for', 'Demandée', 'Solicitada'],

  pending: ['Nothing decided yet', 'Pas encore de décision', 'Aún sin decisión'],
  'value-adjusted': ['Value adjusted', 'Valeur ajustée', 'Valor ajustado'],
  'origin-denied': ['Origin not accepted', 'Origine non admise', 'Origen no admitido'],
  'duty-recovered': ['Duty recovered', 'Droits recouvrés', 'Derechos recaudados'],
  penalty: ['Penalty', 'Sanction', 'Sanción'],
  'goods-released': ['Goods released', 'Marchandises mises en libre pratique', 'Mercancías despachadas'],
  'goods-seized': ['Goods seized', 'Marchandises saisies', 'Mercancías decomisadas'],
  deciding: ['Deciding factor', 'Facteur décisif', 'Factor decisivo'],
  supporting: ['Supporting', 'Élément à l’appui', 'Elemento de apoyo'],
  'not-used': ['Not used', 'Non utilisé', 'No utilizado'],

  first: ['First notice', 'Première notification', 'Primera notificación'],
  full: ['Full report', 'Rapport complet', 'Informe completo'],
  closing: ['Closing report', 'Rapport final', 'Informe final'],
  access: ['Unauthorized access', 'Accès non autorisé', 'Acceso no autorizado'],
  loss: ['Loss', 'Perte', 'Pérdida'],
  'breach.kind.use': ['Unauthorized use', 'Utilisation non autorisée', 'Utilización no autorizada'],
  'breach.kind.disclosure': ['Unauthorized disclosure', 'Divulgation non autorisée', 'Divulgación no autorizada'],

  told: ['Told by the other member', 'Signalée par l’autre Membre', 'Comunicada por el otro Miembro'],
  'own-finding': ['Own finding', 'Constatation propre', 'Constatación propia'],
  'third-party': ['Heard from others', 'Apprise par des tiers', 'Conocida por terceros'],
  remedy: ['Remedy of the breach', 'Réparation de la violation', 'Subsanación de la infracción'],
  prevention: [
    'Prevention of any future breach',
    'Prévention de toute violation future',
    'Prevención de toda infracción futura',
  ],
  notice: ['Notice of the measures taken', 'Notification des mesures prises', 'Notificación de las medidas adoptadas'],

  'due-date': ['By due date', 'Par échéance', 'Por fecha límite'],
  'request-date': ['By date of request', 'Par date de demande', 'Por fecha de solicitud'],
  priority: [
    'By the priorities of the requesting member',
    'Selon les priorités du Membre demandeur',
    'Según las prioridades del Miembro solicitante',
  ],
  revenue: ['By the revenue at stake', 'Selon les recettes en jeu', 'Según los ingresos en juego'],

  'suite.A': ['A: Ed25519 and X25519', 'A: Ed25519 et X25519', 'A: Ed25519 y X25519'],
  'suite.B': ['B: P-256', 'B: P-256', 'B: P-256'],
}
