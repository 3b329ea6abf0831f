import type { Rows } from '../language.ts'

/** Codes of a request: purposes, kinds, parts, methods, topics of law, grounds and limits. */
export const requestCodes: Rows = {
  VERIFY_VALUE: ['Verify the value', 'Vérifier la valeur', 'Verificar el valor'],
  VERIFY_ORIGIN: ['Verify the origin', 'Vérifier l’origine', 'Verificar el origen'],
  VERIFY_CLASSIFICATION: ['Verify the classification', 'Vérifier le classement', 'Verificar la clasificación'],
  VERIFY_QUANTITY: ['Verify the quantity', 'Vérifier la quantité', 'Verificar la cantidad'],
  VERIFY_PARTIES: ['Verify the parties', 'Vérifier les parties', 'Verificar las partes'],
  VERIFY_DOCUMENT_AUTHENTICITY: [
    'Verify the authenticity of documents',
    'Vérifier l’authenticité des documents',
    'Verificar la autenticidad de los documentos',
  ],
  VERIFY_OTHER: ['Another verification', 'Autre vérification', 'Otra verificación'],
  ANSWER_REQUEST: ['Answer the request', 'Répondre à la demande', 'Responder a la solicitud'],
  COMPARE_DECLARATION: ['Compare with the declaration', 'Comparer avec la déclaration', 'Comparar con la declaración'],
  KEEP_AGREEMENT: ['Carry out the agreement', 'Exécuter l’accord', 'Ejecutar el acuerdo'],

  'declaration-data': ['Data of the declaration', 'Données de la déclaration', 'Datos de la declaración'],
  declaration: ['Declaration', 'Déclaration', 'Declaración'],
  'commercial-invoice': ['Commercial invoice', 'Facture commerciale', 'Factura comercial'],
  'packing-list': ['Packing list', 'Liste de colisage', 'Lista de embalaje'],
  'certificate-of-origin': ['Certificate of origin', 'Certificat d’origine', 'Certificado de origen'],
  'bill-of-lading': ['Bill of lading', 'Connaissement', 'Conocimiento de embarque'],
  information: ['Information', 'Renseignement', 'Información'],
  copy: ['Copy', 'Copie', 'Copia'],
  import: ['Import', 'Importation', 'Importación'],
  'declaration.export': ['Export', 'Exportation', 'Exportación'],

  mrn: ['Movement reference number', 'Numéro de référence du mouvement', 'Número de referencia del movimiento'],
  national: ['National number', 'Numéro national', 'Número nacional'],
  other: ['Other', 'Autre', 'Otro'],

  importer: ['Importer', 'Importateur', 'Importador'],
  exporter: ['Exporter', 'Exportateur', 'Exportador'],
  declarant: ['Declarant', 'Déclarant', 'Declarante'],
  consignor: ['Consignor', 'Expéditeur', 'Expedidor'],
  consignee: ['Consignee', 'Destinataire', 'Consignatario'],
  carrier: ['Carrier', 'Transporteur', 'Transportista'],
  manufacturer: ['Manufacturer', 'Fabricant', 'Fabricante'],

  'document-check': ['Check of documents', 'Contrôle documentaire', 'Control documental'],
  'physical-inspection': ['Physical inspection', 'Inspection physique', 'Inspección física'],
  'database-query': ['Query of databases', 'Consultation de bases de données', 'Consulta de bases de datos'],
  'trader-inquiry': ['Inquiry with the trader', 'Enquête auprès de l’opérateur', 'Consulta al operador'],
  laboratory: ['Laboratory analysis', 'Analyse de laboratoire', 'Análisis de laboratorio'],
  audit: ['Audit', 'Audit', 'Auditoría'],

  collection: ['Collection', 'Collecte', 'Recopilación'],
  protection: ['Protection', 'Protection', 'Protección'],
  use: ['Use', 'Utilisation', 'Utilización'],
  disclosure: ['Disclosure', 'Divulgation', 'Divulgación'],
  retention: ['Retention', 'Conservation', 'Conservación'],
  disposal: ['Disposal', 'Élimination', 'Eliminación'],

  'ground.a': [
    'a: contrary to the public interest',
    'a: contraire à l’intérêt public',
    'a: contrario al interés público',
  ],
  'ground.b': [
    'b: domestic law prevents the release',
    'b: la législation nationale empêche la communication',
    'b: la legislación interna impide la divulgación',
  ],
  'ground.c': [
    'c: would impede law enforcement or interfere with a proceeding',
    'c: entraverait l’application des lois ou interférerait avec une procédure',
    'c: impediría la aplicación de la ley o interferiría en un procedimiento',
  ],
  'ground.d': [
    'd: required consent not given',
    'd: le consentement exigé n’a pas été donné',
    'd: no se ha dado el consentimiento exigido',
  ],
  'ground.e': [
    'e: received after the retention period',
    'e: reçue après l’expiration du délai de conservation',
    'e: recibida tras vencer el plazo de conservación',
  ],
  'limit.a': [
    'a: no change of the format of declarations or procedures',
    'a: pas de modification du format des déclarations ou des procédures',
    'a: no modificar el formato de las declaraciones ni los procedimientos',
  ],
  'limit.b': [
    'b: no documents other than those submitted',
    'b: pas d’autres documents que ceux qui ont été présentés',
    'b: no exigir documentos distintos de los presentados',
  ],
  'limit.c': ['c: no enquiries', 'c: pas d’enquêtes', 'c: no iniciar investigaciones'],
  'limit.d': [
    'd: no change of the period of retention',
    'd: pas de modification de la période de conservation',
    'd: no modificar el período de conservación',
  ],
  'limit.e': [
    'e: no paper where electronic format was introduced',
    'e: pas de documents papier là où le format électronique est en place',
    'e: no introducir documentos en papel donde ya existe el formato electrónico',
  ],
  'limit.f': ['f: no translation', 'f: pas de traduction', 'f: no traducir la información'],
  'limit.g': [
    'g: no verification of accuracy',
    'g: pas de vérification de l’exactitude',
    'g: no verificar la exactitud',
  ],
  'limit.h': [
    'h: nothing that prejudices legitimate commercial interests',
    'h: rien qui porte préjudice à des intérêts commerciaux légitimes',
    'h: nada que perjudique intereses comerciales legítimos',
  ],
}
