// Every text that people read, in French: this file is the language. A no-break space stands
// before two-part punctuation.

import type { Catalogue } from '../catalogue.ts'
import type { Parties, Phrases, Wording } from '../terms/wording.ts'

// The terms in words. A digest of them is signed: they change with the vocabulary of terms alone.

const phrases: Phrases = {
  purposes: {
    VERIFY_VALUE: 'vérification de la valeur',
    VERIFY_ORIGIN: 'vérification de l’origine',
    VERIFY_CLASSIFICATION: 'vérification du classement',
    VERIFY_QUANTITY: 'vérification de la quantité',
    VERIFY_PARTIES: 'vérification des parties',
    VERIFY_DOCUMENT_AUTHENTICITY: 'vérification de l’authenticité des documents',
    VERIFY_OTHER:
      'autre vérification décrite dans la demande, chaque utilisation étant soumise à la décision d’une personne',
    ANSWER_REQUEST: 'réponse à la demande',
    COMPARE_DECLARATION: 'comparaison avec la déclaration correspondante',
    KEEP_AGREEMENT: 'exécution de l’accord entre les deux Membres',
  },
  targets: ({ recipient }) => ({
    'other-agency': `un autre organisme du Membre ${recipient}`,
    'third-member': 'un Membre tiers',
    trader: 'l’opérateur',
    public: 'le public',
  }),
  proceedings: {
    'criminal-investigation': 'des enquêtes pénales',
    'judicial-proceeding': 'des procédures judiciaires',
    'non-customs-proceeding': 'des procédures non douanières',
  },
  uses: {
    'bulk-matching': 'le rapprochement en masse avec d’autres données',
    profiling: 'le profilage de personnes ou d’entreprises',
    'model-training': 'l’entraînement de modèles statistiques ou d’apprentissage automatique',
  },
}

const events = {
  'case-closed': 'de la clôture du dossier',
  'decision-final': 'où la décision devient définitive',
} as const
const modes = {
  view: 'Les renseignements peuvent seulement être consultés ; aucune copie ne peut sortir de la passerelle.',
  sealed: 'Des copies ne peuvent sortir de la passerelle que si elles sont chiffrées pour un lecteur désigné.',
  open: 'Des copies peuvent sortir de la passerelle sans être chiffrées.',
} as const
const methods = {
  'destroy-keys': 'les clés sans lesquelles les renseignements ne peuvent être lus sont détruites',
  'destroy-media': 'les supports qui contiennent les renseignements sont détruits',
  return: 'les renseignements sont restitués au Membre qui les a fournis',
} as const

const reports = {
  'at-close': 'à la clôture du dossier',
  daily: 'à la fin de chaque jour où il y en a eu',
  'each-read': 'sans délai après chacune',
} as const

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ')
function date(day: string): string {
  const [year, month, number] = day.split('-').map(Number) as [number, number, number]
  return `${number === 1 ? '1er' : number} ${months[month - 1]} ${year}`
}
const count = (number: number, one: string) => `${number} ${number < 2 ? one : `${one}s`}`
const within = (days: number) => (days === 0 ? 'immédiatement' : `dans un délai de ${count(days, 'jour')}`)
const separator = ' ; '
const list = (words: readonly string[]) => words.join(separator)
const nothing = 'Les présentes conditions n’imposent pas d’obligation particulière à cet égard.'

const terms: Wording['terms'] = {
  recipients: {
    title: 'Qui peut prendre connaissance des renseignements',
    says: (term, { provider, recipient }) => [
      term
        ? `Seuls les bureaux suivants du Membre ${recipient} peuvent prendre connaissance des renseignements : ${list(term.offices)}.`
        : `Les présentes conditions ne désignent aucun bureau : nul ne peut prendre connaissance des renseignements sans la permission écrite du Membre ${provider}.`,
    ],
  },
  purpose: {
    title: 'À quelles fins',
    says: (term) =>
      term
        ? [
            `Les renseignements peuvent être utilisés uniquement aux fins suivantes : ${list(term.purposes.map((each) => phrases.purposes[each]))}.`,
            `Ils peuvent être utilisés uniquement dans l’affaire traitée sous le dossier ${term.matter}.`,
          ]
        : ['Les présentes conditions n’indiquent aucune fin : les renseignements ne peuvent pas être utilisés.'],
  },
  retention: {
    title: 'Jusqu’à quand',
    says: (term, { recipient }) => {
      if (!term) return ['Les présentes conditions ne fixent pas de dernier jour de conservation.']
      const { until, after, reviewOn, noticeDays, hold } = term
      return [
        ...(until === undefined
          ? []
          : [
              `Les renseignements peuvent être conservés et consultés jusqu’au ${date(until)} inclus, selon le calendrier du Membre ${recipient}.`,
            ]),
        ...(after === undefined
          ? []
          : [
              after.days === 0
                ? `Les renseignements peuvent être conservés et consultés seulement jusqu’à la fin du jour ${events[after.event]}.`
                : `Les renseignements peuvent être conservés et consultés pendant ${count(after.days, 'jour')} à compter du lendemain du jour ${events[after.event]}.`,
            ]),
        ...(until === undefined || after === undefined ? [] : ['La première de ces deux dates s’applique.']),
        ...(reviewOn === undefined
          ? []
          : [`À partir du ${date(reviewOn)}, une personne décide de chaque nouvelle utilisation.`]),
        ...(noticeDays === undefined
          ? []
          : [
              noticeDays === 0
                ? 'Un avis est donné le dernier jour de la conservation.'
                : `Un avis est donné ${count(noticeDays, 'jour')} avant la fin de la conservation.`,
            ]),
        ...(hold === undefined
          ? []
          : [
              `Une obligation légale de conservation prévue par le droit du Membre ${recipient} ${hold ? 'peut' : 'ne peut pas'} retarder l’élimination.`,
            ]),
      ]
    },
  },
  disclosure: {
    title: 'Divulgation à d’autres',
    says: (term, parties) => [
      `Les renseignements ne peuvent être divulgués à quiconque sans la permission écrite expresse du Membre ${parties.provider}.`,
      ...(term === undefined || term.forbidden.length === 0
        ? []
        : [`Cela vaut en particulier pour : ${list(term.forbidden.map((each) => phrases.targets(parties)[each]))}.`]),
    ],
  },
  evidence: {
    title: 'Utilisation comme élément de preuve',
    says: (term, { provider }) => [
      term === undefined
        ? `Sans la permission écrite expresse du Membre ${provider}, les renseignements ne peuvent être utilisés comme éléments de preuve dans aucune procédure.`
        : term.excluded.length === 0
          ? 'Les présentes conditions n’excluent aucun type de procédure.'
          : `Sans la permission écrite expresse du Membre ${provider}, les renseignements ne peuvent pas être utilisés comme éléments de preuve dans : ${list(term.excluded.map((each) => phrases.proceedings[each]))}.`,
    ],
  },
  protection: {
    title: 'Protection et confidentialité',
    says: (_, { provider, recipient }) => [
      `Le Membre ${recipient} traite les renseignements de manière strictement confidentielle et leur accorde au moins le niveau de protection et de confidentialité prévu par le droit du Membre ${provider}. Le Membre ${provider} décrit ce niveau comme suit.`,
    ],
  },
  deciding: {
    title: 'Renseignements non vérifiés',
    says: () => [
      'Les renseignements qui ne sont pas vérifiés ne peuvent pas être utilisés comme facteur décisif pour dissiper le doute.',
    ],
  },
  analytics: {
    title: 'Analyse des données',
    says: (term) => [
      term === undefined
        ? 'Les renseignements ne peuvent pas être utilisés pour l’analyse de données.'
        : term.forbidden.length === 0
          ? 'Les présentes conditions n’excluent pas l’analyse de données aux fins indiquées plus haut.'
          : `Les renseignements ne peuvent pas être utilisés pour : ${list(term.forbidden.map((each) => phrases.uses[each]))}.`,
    ],
  },
  export: { title: 'Copies', says: (term) => [modes[term?.mode ?? 'view']] },
  disposal: {
    title: 'Élimination à la fin de la conservation',
    says: (term, { recipient, provider }) =>
      term
        ? [
            `${term.withinDays === 0 ? 'Immédiatement à' : `Dans un délai de ${count(term.withinDays, 'jour')} après`} la fin de la conservation, ${methods[term.method]}.`,
            'Tout ce qui est tiré des renseignements est éliminé avec eux.',
            term.certificate
              ? `Le Membre ${recipient} remet au Membre ${provider} une attestation d’élimination signée.`
              : 'Aucune attestation d’élimination n’est exigée.',
          ]
        : [nothing],
  },
  feedback: {
    title: 'Décisions et mesures prises',
    says: (term, { provider, recipient }) =>
      term
        ? [
            `Sur demande du Membre ${provider}, le Membre ${recipient} l’informe ${within(term.withinDays)} des décisions et mesures prises sur la base des renseignements.`,
            ...(term.useReports === undefined
              ? []
              : [
                  `Sans demande, la passerelle du Membre ${recipient} rend compte au Membre ${provider} des utilisations des renseignements, et des tentatives, ${reports[term.useReports]}.`,
                ]),
          ]
        : [nothing],
  },
  breach: {
    title: 'Utilisation ou divulgation non autorisées',
    says: (term, { provider, recipient }) => [
      term
        ? `En cas d’utilisation ou de divulgation non autorisées, le Membre ${recipient} en avise le Membre ${provider} dans un délai de ${count(term.firstNoticeHours, 'heure')} et lui présente un rapport complet ${within(term.fullReportDays)}.`
        : nothing,
    ],
  },
}

const preamble = ({ provider, recipient }: Parties) => [
  `Le Membre ${provider} fournit des renseignements au Membre ${recipient} aux conditions énoncées ci-après. Par « renseignements », on entend les documents et les messages fournis à ces conditions, ainsi que tout ce qui en est tiré. La « passerelle » est le système sécurisé dans lequel le Membre ${recipient} reçoit et conserve les renseignements.`,
  'Les conditions sont conservées sous une forme que les programmes peuvent lire. Le présent texte les énonce en toutes lettres ; en cas de divergence, cette forme fait foi.',
]

const wording: Wording = {
  title: 'CONDITIONS D’UTILISATION',
  preamble,
  legalBasis: 'Base juridique : ',
  separator,
  rules: [
    'Ce que ni les présentes conditions ni une permission visée à la partie II n’autorisent est interdit : toute autre utilisation et toute divulgation à d’autres.',
    'Le paragraphe indiqué après chaque titre est la disposition de l’article 12 de l’Accord de l’OMC sur la facilitation des échanges à laquelle la condition correspond.',
  ],
  parts: {
    reading: () => 'I. QUI PEUT PRENDRE CONNAISSANCE DES RENSEIGNEMENTS, À QUELLES FINS ET JUSQU’À QUAND',
    permission: ({ provider }) => `II. CE QUI EXIGE LA PERMISSION ÉCRITE DU MEMBRE ${provider}`,
    handling: () => 'III. COMMENT LES RENSEIGNEMENTS DOIVENT ÊTRE TRAITÉS',
    duties: ({ recipient, provider }) => `IV. CE QUE LE MEMBRE ${recipient} DOIT AU MEMBRE ${provider}`,
    assurance: () => 'V. COMMENT LE RESPECT DES CONDITIONS EST ASSURÉ',
  },
  permissions: ({ provider }) =>
    `Une permission du Membre ${provider} n’est valable que par écrit et seulement pour ce qu’elle vise expressément. Un autre bureau ne peut prendre connaissance des renseignements, et ceux-ci ne peuvent être utilisés à d’autres fins, qu’avec une telle permission. Aucune permission ne prolonge la conservation.`,
  paragraph: (paragraph) => `(paragraphe ${paragraph})`,
  terms,
  fields: {
    level: 'Niveau : ',
    equivalent: 'Niveau du destinataire qui est au moins le même : ',
    demands: 'Ce qu’il exige : ',
    measure: 'Mesure exigée : ',
    attests: ({ recipient }) => `Mesure attestée par le Membre ${recipient} : `,
    marking: 'Toute copie qui sort de la passerelle porte la mention : ',
    law: (topic) => `Disposition sur ${topic} : `,
    lawDigest: (sha256) => `(SHA-256 du texte de cette disposition : ${sha256})`,
  },
  topics: {
    collection: 'la collecte',
    protection: 'la protection',
    use: 'l’utilisation',
    disclosure: 'la divulgation',
    retention: 'la conservation',
    disposal: 'l’élimination',
  },
  assurance: ({ provider }) =>
    `Le Membre ${provider} exige au moins que le respect des conditions soit assuré comme suit.`,
  classes: {
    E: ({ recipient }) =>
      `Conditions imposées (la passerelle du Membre ${recipient} refuse tout ce que la condition ne permet pas) : `,
    D: () => 'Conditions contrôlées (une omission apparaît à l’expiration d’un délai) : ',
    A: ({ recipient }) =>
      `Conditions seulement attestées (un responsable du Membre ${recipient} déclare que la condition est respectée ; aucun moyen technique n’y contraint) : `,
    L: () =>
      'Obligations seulement juridiques (aucun moyen technique ne les impose et aucune attestation n’est donnée) : ',
  },
  unread:
    'Les présentes conditions ne peuvent pas être énoncées ici en toutes lettres. Elles obligent telles qu’elles figurent sous la forme que les programmes lisent.',
}

export const fr: Catalogue = {
  /** Its own name. */
  name: 'Français',

  /**
   * What message types are called: by name, or by profile and name where two profiles use one name.
   */
  messages: {
    request: 'Demande',
    ack: 'Accusé de réception',
    clarify: 'Demande d’éclaircissements',
    'clarify-reply': 'Éclaircissements',
    supplement: 'Complément de demande',
    withdraw: 'Retrait de la demande',
    prioritise: 'Invitation à établir des priorités',
    priority: 'Ordre de priorité',
    'priority-agreed': 'Accord sur une limite',
    'assurance-required': 'Exigence d’une assurance',
    assurance: 'Assurance',
    postpone: 'Report',
    refuse: 'Refus',
    response: 'Réponse',
    'accept-terms': 'Acceptation des conditions',
    keys: 'Remise des clés',
    'verification-update': 'Mise à jour de la vérification',
    'permission-ask': 'Demande d’autorisation',
    permission: 'Autorisation',
    'amend-terms': 'Modification des conditions',
    'outcome-ask': 'Demande d’information sur les suites données',
    outcome: 'Suites données',
    'use-ask': 'Demande de relevé des utilisations',
    'use-report': 'Relevé des utilisations',
    disposal: 'Attestation d’élimination',
    breach: 'Notification d’une violation',
    measures: 'Notification des mesures prises',
    close: 'Clôture',
    reopen: 'Réouverture',
    declare: 'Déclaration d’exportation',
    amend: 'Déclaration d’exportation modifiée',
    cancel: 'Annulation',
    acknowledge: 'Accusé de réception de la déclaration',
    accept: 'Acceptation de la déclaration',
    reject: 'Rejet de la déclaration',
    match: 'Résultat du rapprochement',
    suspend: 'Suspension',
    resume: 'Reprise',
    'agreement-propose': 'Proposition d’accord',
    'agreement-accept': 'Acceptation de l’accord',
    'agreement-decline': 'Rejet de l’accord',
    'agreement-withdraw': 'Retrait de la proposition d’accord',
    'agreement-end': 'Fin de l’accord',
    limit: 'Proposition de limite',
    'limit-agree': 'Accord sur la limite',
    'limit-agree-counter': 'Accord sur l’autre limite',
    'limit-decline': 'Rejet de la limite',
    'limit-end': 'Fin de la limite',
    test: 'Message d’essai',
  },

  /**
   * What fields are called: by name, or by a longer path where the name means something else
   * there.
   */
  fields: {
    // Of a request.
    able: 'En mesure de donner suite à une demande analogue',
    address: 'Adresse postale',
    as: 'Renseignement ou copie',
    attested: 'Vérification attestée',
    code: 'Code du bureau',
    codes: 'Codes des fins',
    country: 'Pays',
    declaration: 'Déclaration',
    details: 'Données, pages ou lignes visées',
    doneOn: 'Achevée le',
    email: 'Adresse électronique',
    exportDeclaration: 'Déclaration d’exportation correspondante',
    groundsOfDoubt: 'Raisons de douter de la déclaration',
    id: 'Numéro',
    identifier: 'Numéro d’identification',
    implemented: 'Article 12 mis en œuvre',
    importDeclaration: 'Déclaration d’importation',
    inabilities: 'Dispositions auxquelles il ne peut être satisfait',
    item: 'Pièce',
    items: 'Pièces',
    kind: 'Nature',
    language: 'Langue de la demande',
    law: 'Dispositions de la législation nationale',
    lodgedOn: 'Déposée le',
    matter: 'Objet de la demande',
    methods: 'Méthodes',
    name: 'Nom',
    note: 'Observations',
    number: 'Numéro de la déclaration',
    office: 'Bureau',
    officer: 'Agent',
    originatingOffice: 'Bureau à l’origine de la demande',
    'originatingOffice.name': 'Nom du bureau',
    'originatingOffice.officer': 'Agent à contacter',
    para: 'Paragraphe',
    persons: 'Personnes concernées',
    phone: 'Téléphone',
    proportionality: 'Proportionnalité',
    purpose: 'Fins',
    reason: 'Motif',
    reasons: 'Motifs',
    reciprocity: 'Réciprocité',
    reference: 'Référence',
    role: 'Rôle dans l’expédition',
    summary: 'Vérifications faites et constatations',
    text: 'Texte',
    'purpose.text': 'Fins, en toutes lettres',
    topic: 'Objet de la disposition',
    type: 'Type de numéro',
    verification: 'Vérification effectuée',
    wanted: 'Élément demandé',
    'request.wanted': 'Renseignements et documents demandés',

    // Of answers.
    basis: 'Motif invoqué',
    caseNumber: 'Numéro du dossier',
    citation: 'Référence de la disposition',
    complete: 'Demande complète',
    date: 'Date',
    'protection.description': 'Protection et confidentialité requises',
    dueOn: 'À fournir au plus tard le',
    equivalent: 'Niveau équivalent',
    expectedOn: 'Prévu le',
    family: 'Paragraphe invoqué',
    field: 'Champ',
    final: 'Réponse définitive',
    ground: 'Motif du paragraphe 7.1',
    level: 'Niveau de protection',
    limit: 'Limitation du paragraphe 10',
    measures: 'Mesures',
    missing: 'Éléments manquants',
    outcome: 'Suite donnée',
    outcomes: 'Suites données',
    protection: 'Protection requise',
    question: 'Question',
    receivedAt: 'Reçue le',
    'basis.reference': 'Copie de la disposition',
    refusals: 'Éléments refusés',
    sha256: 'SHA-256',
    trueCopies: 'Copies conformes',
    verified: 'Vérifié',

    // Of what accompanies a request and follows an answer.
    add: 'Également demandé',
    answer: 'Réponse',
    answerBy: 'Réponse demandée d’ici au',
    answers: 'Réponses',
    corrected: 'Champs rectifiés',
    'corrected.value': 'Nouvelle teneur',
    questions: 'Questions',
    remove: 'Plus demandé',
    suspended: 'Suspension que la demande attend',
    'supplement.reason': 'Motif, pour le même objet',
    'capacity.number': 'Nombre de demandes',
    'limit.number': 'Nombre de demandes',
    'priority.limit': 'Limite proposée',
    'priority.order': 'Dossiers, le plus urgent en premier',
    'priority-agreed.limit': 'Limite convenue',
    per: 'Par période',
    given: 'Assurance donnée',
    keys: 'Moment où les pièces peuvent être ouvertes',
    'keys.messages': 'Messages ouverts',
    postponements: 'Éléments reportés',
    share: 'Part de la clé',
    shares: 'Parts des clés',
    decision: 'Décision',
    decisions: 'Décisions',
    effect: 'Ce qui se produira à la place',
    'accept-terms.role': 'Fonction de l’agent',
    terms: 'Empreinte des conditions',
    conditions: 'Conditions',
    disclosure: 'Divulgation à',
    permission: 'Numéro de l’autorisation',
    proceedings: 'Procédures',
    'proceedings.kind': 'Type de procédure',
    'proceedings.name': 'Procédure',
    recipient: 'Destinataire',
    target: 'Type de destinataire',
    uses: 'Nombre d’utilisations',
    verdict: 'Décision',
    correction: 'Rectification',
    on: 'Date',
    status: 'Exactitude',
    actions: 'Mesures prises',
    'items.role': 'Rôle joué',
    reliedOn: 'Éléments sur lesquels elle repose',
    copiesKnown: 'Copies connues et détruites',
    exportsOutstanding: 'Copies non retrouvées',
    copies: 'Copies sorties, une par une',
    record: 'Numéro de la mise à disposition',
    'copies.state': 'Où se trouve la copie',
    'copies.with': 'Détenteur',
    authority: 'Autorité qui l’a ordonnée',
    remindOn: 'Réexamen le',
    finalOn: 'Absent de toute sauvegarde à partir du',
    restsOn: 'Éléments sur lesquels repose la déclaration',
    'items.hold': 'Obligation légale de conservation',
    keysDestroyed: 'Clés détruites',
    'use-report.last': 'Toutes à ce jour',
    previous: 'Empreinte de l’utilisation précédente',
    'uses.content': 'Élément utilisé',
    said: 'Ce qui a été fait',
    act: 'Ce qui a été tenté',
    archived: 'Dans une archive',
    'said.at': 'Quand',
    permissions: 'Autorisations utilisées',
    problem: 'Raison du refus',
    'said.proceeding': 'Type de procédure',
    proceedingSha256: 'Empreinte de la procédure',
    reader: 'Lecteur, sous pseudonyme',
    roles: 'Rôles du client',
    'said.to': 'Destinataire d’une divulgation',
    'said.use': 'Utilisation',
    held: 'État de chaque contenu à ce jour',
    'held.content': 'Contenu',
    'held.disposed': 'Éliminé',
    'held.copies': 'Copies sorties',
    'held.heldUntil': 'Dernier jour d’une conservation légale',
    'held.outUntil': 'Jour du retour de la dernière copie',
    breach: 'Numéro de la violation',
    discoveredAt: 'Découverte le',
    fullReportBy: 'Rapport complet d’ici au',
    happenedOn: 'Survenue le',
    sawBy: 'Qui a vu les renseignements',
    stage: 'Étape',
    what: 'Faits',
    'measures.final': 'Toutes les mesures prises',
    prevention: 'Prévention',
    'prevention.what': 'Mesure',
    remedy: 'Réparation',
    'remedy.what': 'Mesure',

    // Of a declaration and its comparison.
    amount: 'Montant',
    'quantity.amount': 'Quantité',
    'match.basis': 'Éléments rapprochés',
    commodityCode: 'Code du Système harmonisé',
    consignee: 'Destinataire',
    currency: 'Monnaie',
    'declare.declaration': 'Déclaration d’exportation',
    'amend.declaration': 'Déclaration d’exportation',
    'cancel.number': 'Déclaration de remplacement',
    declared: 'Déclaré',
    'lines.description': 'Désignation des marchandises',
    destination: 'Pays de destination',
    differences: 'Différences',
    'differences.kind': 'Type de différence',
    documents: 'Documents à l’appui',
    exit: 'Sortie',
    exporter: 'Exportateur',
    fields: 'Champs en cause',
    grossWeightKg: 'Masse brute (kg)',
    'reject.ground': 'Motif du rejet',
    line: 'Ligne',
    lines: 'Lignes de marchandises',
    netWeightKg: 'Masse nette (kg)',
    origin: 'Pays d’origine',
    quantity: 'Quantité',
    received: 'Reçu',
    'export-declaration.acknowledge.reference': 'Notre numéro',
    'export-declaration.accept.reference': 'Notre numéro',
    unit: 'Unité',
    value: 'Valeur',

    // Of members and what they say to each other.
    breaches: 'Violations',
    'breaches.describe': 'Nature de la violation',
    case: 'Dossier',
    contact: 'Personne à contacter',
    knownOn: 'Connue le',
    learned: 'Comment elle a été connue',
    message: 'Message',
    'resume.measures': 'Notifications des mesures prises',
    resumes: 'Conditions de la reprise',
    'resumes.describe': 'Ce qui est attendu',
    'resumes.kind': 'Mesure',
    agreement: 'Texte de l’accord',
    'agreement.id': 'Nom de l’accord',
    'agreement.terms': 'Conditions par défaut',
    answerWithinDays: 'Jours pour répondre, selon le message qui demande',
    breachFirstNoticeHours: 'Heures jusqu’à la première notification d’une violation',
    breachFullReportDays: 'Jours jusqu’au rapport complet sur une violation',
    deliverWithinDays: 'Jours pour remettre un message',
    disposeWithinDays: 'Jours pour éliminer',
    dueDays: 'Jours pour répondre à une demande',
    member: 'Membre',
    standingAcceptance: 'Accepté d’avance',
    evidenceExcluded: 'Procédures exclues',
    'terms.export': 'Mode de sortie de la passerelle',
    'terms.useReports': 'Utilisations signalées sans demande',
    feedbackWithinDays: 'Jours pour indiquer les décisions et mesures prises',
    assuranceUnmet: 'Si l’autre Membre garantit moins que ce que les conditions exigent',
    fourEyes: 'Messages approuvés par une seconde personne',
    from: 'Premier jour',
    languages: 'Langues',
    lastDay: 'Dernier jour',
    legalBasis: 'Base juridique',
    marking: 'Mention à apposer',
    members: 'Membres',
    parameters: 'Paramètres',
    profiles: 'Types d’échange',
    replaces: 'Accord remplacé',
    replyBy: 'Réponse souhaitée d’ici au',
    retentionDays: 'Jours de conservation',
    suite: 'Suite cryptographique',
    until: 'Dernier jour',
    v: 'Version du formulaire',
    agreed: 'Limite convenue',
    capacity: 'Capacité',
    'capacity.perMonth': 'Demandes pouvant être traitées par mois',
    cases: 'Dossiers',
    counter: 'Limite proposée en échange',
    counts: 'Nombre de demandes',
    open: 'En cours',
    order: 'Ordre de traitement',
    overdue: 'En retard',
    perMonth: 'Nouvelles demandes par mois',
    proposed: 'Limite proposée',
    receivedLastMonth: 'Reçues le mois dernier',
    rule: 'Règle',
    'order.text': 'Ordre, en toutes lettres',

    // Of the terms: the profile is `terms`, the type the name of the term.
    after: 'Après un événement',
    assurance: 'Assurance minimale',
    certificate: 'Attestation demandée',
    days: 'Jours',
    derived: 'Données dérivées',
    event: 'Événement',
    excluded: 'Procédures exclues',
    firstNoticeHours: 'Heures jusqu’à la première notification',
    forbidden: 'Interdit',
    fullReportDays: 'Jours jusqu’au rapport complet',
    hold: 'Une obligation légale peut la retarder',
    method: 'Méthode',
    mode: 'Maximum autorisé',
    noticeDays: 'Jours de préavis',
    offices: 'Bureaux',
    paragraph: 'Paragraphe',
    purposes: 'Fins',
    reviewOn: 'À réexaminer à partir du',
    term: 'Condition',
    useReports: 'Utilisations signalées sans demande',
    unverified: 'Renseignements non vérifiés',
    withinDays: 'Délai en jours',
  },

  /**
   * What codes mean: by themselves, or as `field.code` where the same code means something else
   * there.
   */
  codes: {
    // Of a request: purposes, kinds, parts, methods, topics of law, grounds and limits.
    VERIFY_VALUE: 'Vérifier la valeur',
    VERIFY_ORIGIN: 'Vérifier l’origine',
    VERIFY_CLASSIFICATION: 'Vérifier le classement',
    VERIFY_QUANTITY: 'Vérifier la quantité',
    VERIFY_PARTIES: 'Vérifier les parties',
    VERIFY_DOCUMENT_AUTHENTICITY: 'Vérifier l’authenticité des documents',
    VERIFY_OTHER: 'Autre vérification',
    ANSWER_REQUEST: 'Répondre à la demande',
    COMPARE_DECLARATION: 'Comparer avec la déclaration',
    KEEP_AGREEMENT: 'Exécuter l’accord',
    'declaration-data': 'Données de la déclaration',
    declaration: 'Déclaration',
    'commercial-invoice': 'Facture commerciale',
    'packing-list': 'Liste de colisage',
    'certificate-of-origin': 'Certificat d’origine',
    'bill-of-lading': 'Connaissement',
    information: 'Renseignement',
    copy: 'Copie',
    import: 'Importation',
    'declaration.export': 'Exportation',
    mrn: 'Numéro de référence du mouvement',
    national: 'Numéro national',
    other: 'Autre',
    importer: 'Importateur',
    exporter: 'Exportateur',
    declarant: 'Déclarant',
    consignor: 'Expéditeur',
    consignee: 'Destinataire',
    carrier: 'Transporteur',
    manufacturer: 'Fabricant',
    'document-check': 'Contrôle documentaire',
    'physical-inspection': 'Inspection physique',
    'database-query': 'Consultation de bases de données',
    'trader-inquiry': 'Enquête auprès de l’opérateur',
    laboratory: 'Analyse de laboratoire',
    audit: 'Audit',
    collection: 'Collecte',
    protection: 'Protection',
    use: 'Utilisation',
    disclosure: 'Divulgation',
    retention: 'Conservation',
    disposal: 'Élimination',
    'ground.a': 'a: contraire à l’intérêt public',
    'ground.b': 'b: la législation nationale empêche la communication',
    'ground.c': 'c: entraverait l’application des lois ou interférerait avec une procédure',
    'ground.d': 'd: le consentement exigé n’a pas été donné',
    'ground.e': 'e: reçue après l’expiration du délai de conservation',
    'limit.a': 'a: pas de modification du format des déclarations ou des procédures',
    'limit.b': 'b: pas d’autres documents que ceux qui ont été présentés',
    'limit.c': 'c: pas d’enquêtes',
    'limit.d': 'd: pas de modification de la période de conservation',
    'limit.e': 'e: pas de documents papier là où le format électronique est en place',
    'limit.f': 'f: pas de traduction',
    'limit.g': 'g: pas de vérification de l’exactitude',
    'limit.h': 'h: rien qui porte préjudice à des intérêts commerciaux légitimes',

    // What became of things: outcomes, what the fold says of a case.
    open: 'En attente',
    provided: 'Fourni',
    partly: 'Fourni en partie',
    'not-available': 'Non disponible',
    'not-required': 'Non tenu d’être fourni',
    refused: 'Refusé',
    postponed: 'Reporté',
    'doubt-removed': 'Doute levé',
    'doubt-confirmed': 'Doute confirmé',
    'voluntary-disclosure': 'Régularisé par l’opérateur lui-même',
    none: 'Aucune',
    verified: 'Renseignements vérifiés',
    unverified: 'Renseignements non vérifiés',
    'own-findings': 'Constatations propres',
    corrected: 'Rectifié',
    withdrawn: 'Retiré',
    'acceptance.open': 'Pas encore décidé',
    accepted: 'Accepté',
    unable: 'Impossible de s’y conformer',
    applied: 'Pris en compte',
    illegal: 'Hors de propos',
    crossed: 'Croisé',
    treaty: 'Le traité',
    agreement: 'L’accord',
    target: 'Notre propre objectif',

    // Of the use phase and of what members say to each other.
    returned: 'Restituée et détruite',
    destroyed: 'Détruite',
    out: 'Encore à l’extérieur',
    release: 'Autorisée',
    denial: 'Refusée',
    'key.destroyed': 'Clés détruites',
    'keys-overwritten': 'Clés écrasées',
    'part-deleted': 'Texte chiffré supprimé',
    'epoch-ends': 'La clé de son époque prend fin',
    week: 'Une semaine',
    month: 'Un mois',
    quarter: 'Un trimestre',
    year: 'Une année',
    immediate: 'Immédiatement',
    'after-acceptance': 'Après acceptation des conditions',
    accept: 'Acceptée',
    granted: 'Accordée',
    'verdict.partly': 'Accordée en partie',
    denied: 'Refusée',
    revoked: 'Révoquée',
    asked: 'Demandée',
    pending: 'Pas encore de décision',
    'value-adjusted': 'Valeur ajustée',
    'origin-denied': 'Origine non admise',
    'duty-recovered': 'Droits recouvrés',
    penalty: 'Sanction',
    'goods-released': 'Marchandises mises en libre pratique',
    'goods-seized': 'Marchandises saisies',
    deciding: 'Facteur décisif',
    supporting: 'Élément à l’appui',
    'not-used': 'Non utilisé',
    first: 'Première notification',
    full: 'Rapport complet',
    closing: 'Rapport final',
    access: 'Accès non autorisé',
    loss: 'Perte',
    'breach.kind.use': 'Utilisation non autorisée',
    'breach.kind.disclosure': 'Divulgation non autorisée',
    told: 'Signalée par l’autre Membre',
    'own-finding': 'Constatation propre',
    'third-party': 'Apprise par des tiers',
    remedy: 'Réparation de la violation',
    prevention: 'Prévention de toute violation future',
    notice: 'Notification des mesures prises',
    'due-date': 'Par échéance',
    'request-date': 'Par date de demande',
    priority: 'Selon les priorités du Membre demandeur',
    revenue: 'Selon les recettes en jeu',
    'suite.A': 'A: Ed25519 et X25519',
    'suite.B': 'B: P-256',

    // Of a declaration and its comparison.
    goods: 'Marchandises',
    declared: 'Déclaré',
    removed: 'Supprimé par une modification',
    matched: 'Concordant',
    differs: 'Différent',
    'not-received': 'Non reçu',
    unreadable: 'Illisible',
    incomplete: 'Incomplète',
    duplicate: 'Déjà envoyée',
    'other-destination': 'Destination autre',
    documents: 'Documents',
    inspection: 'Inspection',
    weighing: 'Pesage',
    value: 'Valeur',
    'gross-weight': 'Masse brute',
    'net-weight': 'Masse nette',
    quantity: 'Quantité',
    'commodity-code': 'Code du Système harmonisé',
    less: 'Moins que déclaré',
    more: 'Plus que déclaré',
    'differences.kind.other': 'Autre que déclaré',
    missing: 'Non reçu',
    extra: 'Non déclaré',

    // Of the terms.
    E: 'Assurée par la passerelle',
    D: 'Détectée à une échéance',
    A: 'Attestée par un responsable désigné',
    L: 'Obligation juridique seulement',
    'not-deciding': 'Pas le facteur décisif',
    'case-closed': 'Clôture du dossier',
    'decision-final': 'Décision définitive',
    'destroy-keys': 'Détruire les clés',
    'destroy-media': 'Détruire les supports',
    return: 'Restituer',
    inherits: 'Suit le même sort',
    'criminal-investigation': 'Enquêtes pénales',
    'judicial-proceeding': 'Procédures judiciaires',
    'non-customs-proceeding': 'Procédures non douanières',
    'other-agency': 'Un autre organisme',
    'third-member': 'Un Membre tiers',
    trader: 'L’opérateur',
    public: 'Le public',
    'bulk-matching': 'Rapprochement en masse',
    profiling: 'Profilage',
    'model-training': 'Entraînement de modèles',
    'at-close': 'À la clôture du dossier',
    daily: 'À la fin de chaque jour',
    'each-read': 'Après chaque utilisation',
    'assuranceUnmet.two-persons': 'Deux personnes décident',
    'assuranceUnmet.refuse': 'Rien n’est communiqué',
    defaults: 'Les conditions par défaut',
    view: 'Consultation seulement',
    sealed: 'Scellé pour un lecteur désigné',
    'mode.open': 'En clair',
    'terms.export.open': 'En clair',
  },

  states: {
    none: 'Non ouvert',
    submitted: 'Présentée',
    clarifying: 'Éclaircissements demandés',
    accepted: 'Prise en charge',
    postponed: 'Reportée',
    'partly-answered': 'Réponse partielle',
    answered: 'Réponse donnée',
    refused: 'Refusée',
    closed: 'Close',
    declared: 'Déclarée',
    acknowledged: 'Reçue',
    'export-declaration.accepted': 'Acceptée',
    rejected: 'Rejetée',
    cancelled: 'Annulée',
    'partly-matched': 'Partiellement rapprochée',
    matched: 'Concordante',
    differing: 'Discordante',
    suspended: 'Suspendues',
    resumed: 'Reprises',
    proposed: 'Proposé',
    'agreement.accepted': 'Accepté',
    'agreement.declined': 'Rejeté',
    withdrawn: 'Retiré',
    'agreement.ended': 'Terminé',
    'workload.proposed': 'Proposée',
    countered: 'Contre-proposition',
    agreed: 'Convenue',
    ending: 'Prend fin',
    declined: 'Non convenue',
    ended: 'Terminée',
    tested: 'Testée',
  },

  /** Side regions by name, and their states as `region.state`. */
  regions: {
    assurance: 'Assurance',
    'assurance.none': 'Non exigée',
    'assurance.required': 'Exigée',
    'assurance.given': 'Donnée',
    'assurance.declined': 'Refusée',
    retention: 'Conservation',
    'retention.none': 'Rien n’a été fourni',
    'retention.held': 'Conservé',
    'retention.due': 'À éliminer',
    'retention.disposed': 'Éliminé',
    'retention-requested': 'Conservation de la demande',
    'retention-requested.none': 'Rien n’a été fourni',
    'retention-requested.held': 'Conservée',
    'retention-requested.due': 'À éliminer',
    'retention-requested.disposed': 'Éliminée',
    breach: 'Violation',
    'breach.none': 'Aucune',
    'breach.notified': 'Notifiée',
    'breach.measures': 'Mesures prises',
    'breach.settled': 'Réglée',
  },

  /** The two sides of a case, in the words of the treaty. */
  roles: {
    requesting: 'Membre demandeur',
    requested: 'Membre auquel la demande est adressée',
  },

  /** The twelve terms of the vocabulary. */
  terms: {
    recipients: 'Qui peut en prendre connaissance',
    purpose: 'Fins',
    disclosure: 'Divulgation',
    deciding: 'Facteur décisif',
    retention: 'Conservation',
    disposal: 'Élimination',
    feedback: 'Décisions et mesures prises',
    evidence: 'Utilisation comme élément de preuve',
    analytics: 'Analyse des données',
    export: 'Sortie de la passerelle',
    breach: 'Violation',
    protection: 'Protection et confidentialité',
  },

  /** What went wrong, and what to do next. */
  problems: {
    'authentication-missing': {
      title: 'Cette requête ne désigne personne',
      fix: 'Envoyez un jeton ou un certificat de client valable avec la requête.',
    },
    forbidden: {
      title: 'L’appelant n’est pas autorisé à faire cela',
      fix: 'Utilisez des identifiants dont le rôle le permet, ou demandez ce rôle à l’exploitant.',
    },
    'person-refused': {
      title: 'Ce client ne peut pas dire pour quelle personne il agit',
      fix: 'Omettez Bulla-Person, ou faites-le permettre par l’exploitant avec « bulla client change <id> --persons yes ».',
    },
    'not-implemented': {
      title: 'La porte ne connaît pas cette méthode ou ce codage',
      fix: 'Utilisez une méthode du document OpenAPI et envoyez le corps avec son Content-Length ou en simples fragments.',
    },
    'not-found': {
      title: 'Il n’y a rien ici pour cet appelant',
      fix: 'Vérifiez l’identifiant ; ce qui relève d’un autre bureau ressemble à ce qui n’existe pas.',
    },
    'method-not-allowed': {
      title: 'Cette ressource ne connaît pas la méthode',
      fix: 'Cherchez l’opération dans le document OpenAPI de cette porte.',
    },
    'not-acceptable': {
      title: 'Aucun des types de média acceptés ne peut être fourni',
      fix: 'Omettez l’en-tête Accept ou nommez le type de média du document OpenAPI.',
    },
    'request-timeout': {
      title: 'La requête n’est pas arrivée à temps',
      fix: 'Renvoyez-la par une ligne plus rapide ou en morceaux plus petits.',
    },
    'request-invalid': {
      title: 'La requête n’a pas la forme convenue',
      fix: 'Corrigez le champ ou l’en-tête nommé comme le décrit le document OpenAPI.',
    },
    'text-unseen': {
      title: 'Un nom contient des caractères que personne ne voit',
      fix: 'Nommez le lecteur en lettres visibles: ce qui entre dans les preuves est ce qu’on y lit.',
    },
    'body-invalid': {
      title: 'Le contenu enfreint une règle de son type de message',
      fix: 'Corrigez les champs nommés, chacun avec son paragraphe de l’article 12, et renvoyez le message.',
    },
    'request-too-large': {
      title: 'La requête est plus grande que ce qui est accepté ici',
      fix: 'Envoyez les documents comme pièces et gardez le message lui-même sous la limite.',
    },
    'header-too-large': {
      title: 'Les champs d’en-tête sont plus grands que ce qui est accepté ici',
      fix: 'Envoyez moins de champs d’en-tête, ou de plus courts.',
    },
    'unsupported-media-type': {
      title: 'Le type de média n’est pas compris ici',
      fix: 'Envoyez le Content-Type que le document OpenAPI nomme pour cette opération.',
    },
    'range-unsatisfiable': {
      title: 'Aucune partie du contenu ne se trouve dans cette plage',
      fix: 'Demandez des octets en deçà du nombre indiqué par Content-Range ; s’ils sont tous là, il ne reste rien à demander.',
    },
    'cursor-gone': {
      title: 'Le flux ne peut pas reprendre à partir de ce numéro',
      fix: 'Recommencez avec after=0, et lisez les dossiers (GET /v1/cases) pour voir ce qu’ils sont devenus entre-temps.',
    },
    'idempotency-key-reused': {
      title: 'La clé d’idempotence désigne déjà une autre requête',
      fix: 'Utilisez une nouvelle clé pour un nouveau message, ou répétez la première requête telle quelle.',
    },
    'case-changed': {
      title: 'Le dossier a évolué depuis sa lecture',
      fix: 'Relisez le dossier et envoyez le message s’il convient encore.',
    },
    'message-illegal': {
      title: 'Le message n’est pas admis dans l’état actuel du dossier',
      fix: 'Lisez le dossier ; il énumère les messages possibles, avec la raison pour chacun qui ne l’est pas.',
    },
    'item-unknown': {
      title: 'Aucune pièce de ce genre n’a été déposée ici',
      fix: 'Déposez d’abord la pièce et désignez-la par l’identifiant rendu lors du dépôt.',
    },
    'item-taken': {
      title: 'La pièce appartient déjà à un autre message',
      fix: 'Déposez de nouveau le document comme nouvelle pièce pour ce message.',
    },
    'item-too-large': {
      title: 'La pièce est plus grande que ce que la passerelle accepte',
      fix: 'Demandez à l’exploitant de relever la limite avec le partenaire, ou envoyez le document dans les volumes où il a été déposé.',
    },
    'item-disposed': {
      title: 'Le contenu a été éliminé conformément à ses conditions',
      fix: 'Seules les empreintes et les preuves sont conservées ; redemandez la pièce au Membre qui l’a fournie si l’affaire l’exige encore.',
    },
    'digest-mismatch': {
      title: 'Les octets ne sont pas ceux qui étaient annoncés',
      fix: 'Déposez de nouveau la pièce et comparez le SHA-256 du fichier tel qu’il a été déposé.',
    },
    'profile-unknown': {
      title: 'L’accord ne prévoit pas ce profil ou ce type de message',
      fix: 'Utilisez un profil et un type de message que l’accord avec ce Membre énumère.',
    },
    'terms-unknown': {
      title: 'Les conditions en contiennent une que cette passerelle ne connaît pas',
      fix: 'Utilisez les conditions du vocabulaire tfa12/terms/2.0 ; ce qui ne peut être respecté n’est pas accepté.',
    },
    'assurance-unmet': {
      title: 'L’autre Membre garantit moins que ce que les conditions exigent',
      fix: 'Demandez à l’autre Membre une carte qui déclare davantage, établissez des conditions qui exigent moins pour la condition nommée, ou modifiez l’accord pour que deux personnes décident.',
    },
    'terms-invalid': {
      title: 'Les conditions n’ont pas la forme convenue',
      fix: 'Corrigez le champ nommé des conditions.',
    },
    'release-denied': {
      title: 'Les conditions ne permettent pas cette remise',
      fix: 'Lisez les conditions (GET /v1/cases/{id}/terms) : indiquez une fin, une affaire et une utilisation qu’elles permettent. Pour une autre fin, un autre bureau, un autre destinataire ou une procédure, demandez une autorisation au Membre qui a fourni le contenu (« permission-ask »).',
    },
    'release-asks': {
      title: 'Les conditions laissent cette remise à la décision d’une seconde personne',
      fix: 'Faites décider une autre personne, dont le client a le rôle approve, par POST /v1/items/{id}/clearances (ou /v1/messages/{id}/clearances), puis demandez de nouveau.',
    },
    'clearance-needless': {
      title: 'Les conditions ne laissent rien ici à la décision d’une personne',
      fix: 'Si les conditions le refusent, demandez une autorisation au Membre qui l’a fourni (« permission-ask ») ; si elles le permettent, prenez-en connaissance.',
    },
    'approver-same': {
      title: 'Une deuxième personne doit décider',
      fix: 'Faites décider une autre personne que celle qui l’a rédigé, le lit ou a décidé la première.',
    },
    'person-missing': {
      title: 'Deux personnes sont nécessaires, et l’on ne sait pas qu’elles sont deux',
      fix: 'Indiquez la personne dans Bulla-Person des deux côtés, depuis des clients qui le peuvent (bulla client change <id> --persons yes) ; un projet dont l’auteur est inconnu se retire et se refait.',
    },
    'function-missing': {
      title: 'Ce client n’a aucune fonction en laquelle il pourrait signer, et n’en indique aucune',
      fix: 'Faites-la enregistrer par l’exploitant : bulla client change <id> --function "Chef d’unité". La passerelle l’inscrit dans le message.',
    },
    'draft-changed': {
      title: 'Le projet n’est plus tel qu’il a été lu',
      fix: 'Relisez le projet et statuez sur ce qu’il dit à présent, en indiquant sa révision.',
    },
    'item-locked': {
      title: 'La pièce reste fermée jusqu’à l’acceptation de ses conditions',
      fix: 'Acceptez les conditions de la pièce par le message « accept-terms » ; son contenu s’ouvre quand le Membre qui l’a fournie envoie sa clé.',
    },
    'key-wrong': {
      title: 'La clé n’ouvre pas la pièce',
      fix: 'La pièce reste verrouillée : demandez au Membre qui l’a fournie de la fournir de nouveau dans un nouveau message.',
    },
    'onward-disclosure': {
      title: 'Le contenu a été reçu sous des conditions qui interdisent de le transmettre',
      fix: 'Retirez le document, ou demandez au Membre qui l’a fourni une autorisation (« permission-ask ») qui nomme la divulgation.',
    },
    'signature-demanded': {
      title: 'Une personne doit signer ceci avec sa propre clé',
      fix: 'Faites-le à la console, où la personne le signe avec une clé d’accès ; le réglage SIGNED_ACTS dit quels actes l’exigent.',
    },
    'signature-invalid': {
      title: 'La signature de la personne n’est pas valable',
      fix: 'Signez à nouveau avec une clé d’accès enregistrée ici ; chaque signature vaut pour un acte, une fois, peu après la demande.',
    },
    'link-invalid': {
      title: 'Ce lien n’est plus valable',
      fix: 'Demandez-en un nouveau à l’exploitant (« bulla person link <id> ») : un lien sert une fois et prend fin.',
    },
    'identity-refused': {
      title: 'Ce que dit le fournisseur d’identité ne permet pas à cette personne d’entrer',
      fix: 'Recommencez la connexion depuis la page de cette passerelle ; si elle est encore refusée, demandez à qui exploite la passerelle lequel de vos groupes a un rôle ici.',
    },
    'provider-failed': {
      title: 'Le fournisseur d’identité ne répond pas comme il le devrait',
      fix: 'Connectez-vous avec une clé d’accès, qui n’a pas besoin de fournisseur, ou réessayez plus tard ; les réglages OIDC_ISSUER, OIDC_CA_FILE et OIDC_PROXY disent comment il est joint.',
    },
    'partner-unknown': {
      title: 'Aucun partenaire connu n’est désigné',
      fix: 'Échangez les fiches avec ce Membre et ajoutez-le par « bulla partner add ».',
    },
    'partner-suspended': {
      title: 'L’échange avec ce Membre est suspendu',
      fix: 'S’il a été suspendu ici, « bulla partner resume » le rétablit ; sinon, attendez que le Membre le rétablisse (12.11.2).',
    },
    'pair-suspended': {
      title: 'Les obligations entre les deux Membres sont suspendues',
      fix: 'Attendez la reprise et envoyez-le ou renvoyez-le alors ; elle attend les mesures prises après une violation (12.11.1).',
    },
    'card-invalid': {
      title: 'La fiche n’est pas digne de confiance',
      fix: 'Demandez au Membre sa fiche actuelle et comparez de vive voix les mots de l’empreinte.',
    },
    'certificate-refused': {
      title: 'Cette passerelle ne fait pas confiance au certificat',
      fix: 'Présentez un certificat en cours de validité sous les ancres ou les empreintes de la fiche du Membre.',
    },
    'revocation-unknown': {
      title: 'Impossible de savoir si le certificat a été révoqué',
      fix: 'Envoyez la dernière liste des certificats révoqués de l’autorité du Membre (POST /v1/crl), ou faites rétablir sa source ; puis réessayez.',
    },
    'crl-invalid': {
      title: 'La liste des certificats révoqués ne peut être acceptée',
      fix: 'Envoyez une liste complète (X.509 version 2, avec son numéro), signée par l’autorité de la fiche du Membre, plus récente que la précédente.',
    },
    'agreement-unknown': {
      title: 'Aucun accord de ce nom n’est en vigueur entre les deux Membres',
      fix: 'Nommez un accord que les deux Membres ont chargé et qui est en vigueur aujourd’hui.',
    },
    'agreement-mismatch': {
      title: 'Les deux Membres détiennent des textes différents de l’accord',
      fix: 'Comparez les fichiers de l’accord des deux Membres ; leurs SHA-256 doivent être égaux.',
    },
    'agreement-invalid': {
      title: 'L’accord n’a pas la forme convenue',
      fix: 'Corrigez le champ nommé du fichier de l’accord.',
    },
    'envelope-rejected': {
      title: 'L’enveloppe n’a pas pu être acceptée',
      fix: 'Scellez-la de nouveau avec les clés de la fiche actuelle ; le destinataire garde la raison exacte dans son propre journal.',
    },
    'statement-refused': {
      title: 'La déclaration signée n’a pas pu être acceptée',
      fix: 'Lisez le détail, corrigez le message et envoyez-le comme nouveau message.',
    },
    'protocol-version': {
      title: 'La déclaration signée est d’une autre version du protocole',
      fix: 'Mettez à jour la passerelle de l’expéditeur, puis écrivez de nouveau le message : une déclaration gardée garde sa version.',
    },
    'sent-ahead': {
      title: 'La déclaration signée porte une heure d’envoi à venir',
      fix: 'Rien : elle est remise de nouveau ; si cela dure, les deux exploitants comparent leurs horloges.',
    },
    'part-missing': {
      title: 'Une partie de l’envoi n’est pas arrivée',
      fix: 'Déposez la partie nommée et remettez de nouveau l’enveloppe.',
    },
    'part-offset': {
      title: 'Le dépôt ne reprend pas là où la partie s’arrête',
      fix: 'Demandez la position actuelle et continuez à partir de là.',
    },
    'partner-unreachable': {
      title: 'Le partenaire ne répond pas',
      fix: 'Rien : la passerelle garde le message et réessaie jusqu’à l’expiration de l’envoi.',
    },
    'receipt-late': {
      title: 'Le partenaire est connecté et son reçu tarde',
      fix: 'Rien : l’envoi est répété avec un délai plus long, et un reçu tardif compte ; si cela persiste, demandez au partenaire ce qui le retient.',
    },
    'partner-refused': {
      title: 'Le partenaire a refusé l’envoi',
      fix: 'Lisez la raison dans l’envoi, réglez-la avec le partenaire et renvoyez.',
    },
    'receipt-invalid': {
      title: 'Le partenaire n’a pas donné de reçu valable',
      fix: 'Rien : l’envoi est répété ; si cela persiste, comparez les clés de signature des deux fiches.',
    },
    'absence-refused': {
      title: 'L’avis d’absence n’a pas été accepté',
      fix: 'Annoncez une absence plus courte, signée maintenant, ou appelez le partenaire.',
    },
    'introduction-refused': {
      title: 'La présentation d’un autre membre n’a pas été acceptée',
      fix: 'Lisez le détail ; la fiche doit d’abord y être en attente, et les présentations y être admises.',
    },
    'delivery-expired': {
      title: 'L’envoi n’a pas été reçu à temps',
      fix: 'Cherchez pourquoi le partenaire était absent et renvoyez par « bulla redeliver ».',
    },
    'not-redeliverable': {
      title: 'Seuls les envois refusés, expirés ou en attente peuvent être renvoyés',
      fix: 'Énumérez ceux qui peuvent l’être par « bulla deliveries --state refused », « --state expired » ou « --state waiting ».',
    },
    'line-name': {
      title: 'Le nom du point d’accès ne peut pas être résolu',
      fix: 'Demandez ce nom au serveur de noms de cette machine ; si d’autres le trouvent, réparez le service de noms ici, sinon demandez au partenaire sa fiche avec le bon point d’accès.',
    },
    'line-refused': {
      title: 'L’hôte du partenaire répond, et rien n’écoute à son port',
      fix: 'Appelez le partenaire : sa passerelle est arrêtée, ou son port n’y mène pas ; comparez le port avec sa fiche.',
    },
    'line-dropped': {
      title: 'Rien ne revient de l’hôte du partenaire',
      fix: 'Faites ouvrir les pare-feu des deux côtés de cette machine vers cette adresse et ce port ; demandez ensuite au partenaire si son hôte est en marche.',
    },
    'line-reset': {
      title: 'La connexion est acceptée et rompue avant la fin de TLS',
      fix: 'Cherchez en chemin un pare-feu ou un répartiteur qui coupe les connexions ; il doit passer TCP sans y toucher jusqu’à la porte des partenaires.',
    },
    'line-silent': {
      title: 'La connexion est acceptée, et rien n’y est dit',
      fix: 'Cherchez en chemin un répartiteur ou un mandataire sans rien derrière ; demandez au partenaire si sa passerelle entend la connexion.',
    },
    'line-half': {
      title: 'Une réponse a commencé et n’est pas allée à son terme',
      fix: 'Réessayez ; si cela dure, cherchez en chemin un appareil qui coupe les longs paquets (MTU) ou les réponses lentes, et demandez son journal au partenaire.',
    },
    'line-no-tls': {
      title: 'Ce qui répond ne parle pas notre TLS',
      fix: 'Comparez le port avec la fiche du partenaire : un serveur HTTP sans chiffrement, ou sans TLS 1.3, est à la place de sa porte des partenaires.',
    },
    'line-intercepted': {
      title: 'Quelque chose en chemin termine TLS à la place du partenaire',
      fix: 'Regardez qui a émis le certificat : un mandataire de votre réseau qui ouvre TLS doit excepter cet hôte ; sinon le point d’accès mène à un autre serveur, demandez au partenaire.',
    },
    'line-certificate': {
      title: 'La passerelle qui répond montre un certificat dont la fiche du partenaire ne répond pas',
      fix: 'Demandez au point de contact du partenaire, à un numéro connu d’avance, s’il a une fiche plus récente, et ajoutez-la par « bulla partner add ».',
    },
    'line-own-certificate': {
      title: 'Le partenaire n’accepte pas notre certificat',
      fix: 'Demandez au partenaire la ligne tls.refused de son journal, qui dit la raison exacte ; envoyez-lui card.jws s’il a une fiche plus ancienne.',
    },
    'line-clock': {
      title: 'Les horloges des deux passerelles, ou les dates d’un certificat, ne concordent pas',
      fix: 'Comparez les deux horloges avec un serveur de temps ; si elles sont justes, le partenaire renouvelle le certificat nommé.',
    },
    'line-proxy': {
      title: 'Le mandataire sortant n’a pas mené au partenaire',
      fix: 'Faites autoriser par l’exploitant du mandataire CONNECT de cette machine vers l’hôte et le port nommés ; « bulla partner proxy » dit lequel sert.',
    },
    'too-many-requests': {
      title: 'Il y a trop de requêtes à la fois',
      fix: 'Attendez aussi longtemps que le dit Retry-After et renvoyez-la.',
    },
    'storage-full': {
      title: 'La passerelle ne peut plus rien enregistrer',
      fix: 'Libérez de l’espace sur le volume de données ; rien de ce qui a été confirmé n’est perdu.',
    },
    'storage-failed': {
      title: 'Le stockage de la passerelle ne répond pas',
      fix: 'Renvoyez-la dans un instant ; si cela persiste, l’exploitant consulte /readyz et le volume de données.',
    },
    'log-behind': {
      title: 'Il manque au journal des preuves ce que les partenaires en ont vu',
      fix: 'L’exploitant rétablit la sauvegarde la plus récente ; rien n’est accepté, signé ni communiqué tant que le journal ne contient pas ce que ses partenaires ont vu.',
    },
    restored: {
      title: 'Le stockage a été rétabli à partir d’une sauvegarde, et ce qui s’est passé depuis n’y est pas encore',
      fix: 'Attendez que le partenaire ait rendu ce qu’il détient ; si cela ne peut être obtenu, l’exploitant règle le dossier avec « bulla restored settle ».',
    },
    'store-altered': {
      title: 'Ce qui est enregistré n’est pas ce qui fut consigné à son arrivée',
      fix: 'L’exploitant garde le dossier de données tel quel, exécute « bulla evidence check » et rétablit la sauvegarde la plus récente qui concorde avec le journal.',
    },
    'timestamp-failed': {
      title: 'L’autorité d’horodatage ne répond pas comme elle le doit',
      fix: 'Rien : les points de contrôle sont horodatés plus tard ; si cela persiste, l’exploitant consulte les paramètres de l’autorité.',
    },
    'certificate-not-issued': {
      title: 'L’autorité de certification n’a émis aucun certificat',
      fix: 'Rien tant que le certificat en vigueur est valable : la demande est répétée ; l’exploitant lit le motif dans le journal et exécute « bulla check ».',
    },
    'signing-key-ended': {
      title: 'La clé de signature de la passerelle est hors de sa durée',
      fix: 'Renvoyez-la plus tard ; l’exploitant exécute « bulla check », qui dit comment refaire le certificat de la clé, et compare l’horloge à un serveur de temps.',
    },
    'clock-stepped': {
      title: 'L’horloge de la passerelle n’est pas digne de foi',
      fix: 'Renvoyez-la plus tard ; l’exploitant compare l’horloge à un serveur de temps et la corrige, ou redémarre la passerelle si elle est juste.',
    },
    stopping: { title: 'La passerelle s’arrête', fix: 'Renvoyez-la dans un instant ou à un autre nœud.' },
    internal: {
      title: 'La passerelle a échoué',
      fix: 'Renvoyez-la ; si cela persiste, donnez à l’exploitant l’instance de cette réponse.',
    },
  },

  /**
   * What the gateway does about each term, in the order of its table, and what no machine keeps.
   */
  assurance: {
    recipients: {
      does: [
        'Une personne d’un autre bureau reçoit la même réponse que pour ce qui n’existe pas, et sa tentative est consignée.',
      ],
      beyond: 'Un agent qui peut lire peut raconter à une autre personne ce qu’il a lu.',
    },
    purpose: {
      does: [
        'Le contenu n’est communiqué que par une décision prise pour une finalité que les conditions nomment ; chaque lecture et chaque refus sont consignés avant que quiconque l’apprenne.',
        'Lectures et refus forment une chaîne dont la tête est signée dans tout ce qui est dit ensuite dans l’affaire : une lecture faite par la passerelle ne peut être omise plus tard sans une contradiction que le fournisseur peut montrer. Ce qui est lu dans une copie de toute l’installation qui ne parle plus à personne n’apparaît pas.',
      ],
      beyond:
        'Pourquoi quelqu’un lit réellement, personne ne le voit ; la finalité indiquée figure dans la consignation.',
    },
    disclosure: {
      does: [
        'Les mêmes octets, les fichiers contenus dans des fichiers, les champs et lignes entiers ne partent pas vers un autre membre ni dans une autre réponse sans une autorisation qui les nomme.',
        'Ce qui a été modifié, redit autrement ou emporté à côté de la passerelle n’est pas trouvé ; les agents en répondent nommément.',
      ],
      beyond: 'Ce qu’une personne retient, photographie ou copie à la main.',
    },
    deciding: {
      does: [
        'Une lecture ou une déclaration qui fait de renseignements non vérifiés l’élément déterminant est refusée ici, et reste sans effet si elle vient d’un partenaire.',
      ],
      beyond: 'Ce qui a réellement décidé dans l’esprit d’un agent.',
    },
    retention: {
      does: [
        'Après le dernier jour, rien n’est plus communiqué, d’après l’instant le plus tardif que l’horloge, le journal et les partenaires ont montré.',
      ],
      beyond:
        'Les copies que les conditions laissent partir vivent aussi longtemps que leur détenteur les garde ; chacune est consignée.',
    },
    disposal: {
      does: [
        'Clés et textes sont détruits avant l’envoi de la déclaration, qui dit sur quoi elle repose et à partir de quand aucune sauvegarde ne les ouvre plus.',
      ],
      beyond: 'Que personne n’a gardé de copie du disque ou des clés.',
    },
    feedback: {
      does: [
        'Ce qui a été demandé et n’est pas dit à temps est en retard chez les deux membres.',
        'Si les conditions le demandent, la passerelle rend compte des utilisations sans demande ; ce qui a été signé et n’est pas dit le lendemain est en retard chez les deux membres.',
      ],
      beyond: 'Que ce qui est dit est ce qui a été décidé.',
    },
    evidence: {
      does: [
        'Une lecture pour une procédure exclue est refusée sans une autorisation qui la nomme.',
        'Ce qui a été communiqué est utilisé comme son lecteur le dit ; les conditions sont dites avec.',
      ],
      beyond: 'Ce qui est dit de mémoire dans une procédure.',
    },
    analytics: {
      does: ['Rien n’est communiqué en masse ; ce qui a été lu un à un est utilisé comme son lecteur le dit.'],
      beyond: 'Ce qui est saisi dans un autre système.',
    },
    export: {
      does: [
        'Là où les conditions disent consulter, les octets sont montrés sur place, pour aucun cache ni archive ; une copie ne part que là où elles l’ouvrent, avec ses conditions à côté, et elle est consignée et comptée.',
      ],
      beyond: 'Une photographie de l’écran ; une copie partie est aussi sûre que son détenteur.',
    },
    breach: {
      does: [
        'Un premier avis a son jour, et le rapport complet aussi ; ce qui tarde est en retard chez les deux membres.',
      ],
      beyond: 'Une violation que personne n’a remarquée ou que personne ne signale.',
    },
    protection: {
      does: [
        'Ce qui se trouve sur le disque est chiffré, élément par élément, sous des clés qu’aucune sauvegarde ne contient.',
        'Les mesures relatives au bâtiment, aux personnes et au droit sont telles que le membre le dit.',
      ],
      beyond: 'Si les mesures sont tenues.',
    },
  },
  opponents: {
    'other-office': 'un autre bureau ou système du destinataire',
    'disk-thief': 'un voleur du disque ou d’une sauvegarde',
    'own-operator': 'la personne qui gère la passerelle du destinataire',
    partner: 'l’autre membre',
  },

  /** The page that goes with a copy which leaves the gateway. */
  copy: {
    title: 'CETTE COPIE EST SOUMISE À DES CONDITIONS',
    lines: ({ case: of, content, sha256, reader, purpose, at }) => [
      `Contenu ${content} de l’affaire ${of} ; SHA-256 ${sha256}`,
      `Établie le ${at} pour ${reader}, à la fin ${purpose}.`,
    ],
    observe: 'Quiconque la détient doit respecter ce qui suit :',
    bound: 'La destruction doit rendre compte de cette copie.',
  },

  /** The handling codes of law enforcement. */
  handling: {
    head: 'Codes de traitement (les conditions ci-dessous font foi) :',
    H1: 'ne pas divulguer dans une procédure judiciaire sans l’autorisation du fournisseur',
    H2: 'ne pas diffuser sans l’autorisation du fournisseur',
    H3: 'autres restrictions : voir les conditions',
  },

  /** Around the terms on the sheet of a case. */
  sheet: {
    title: (id) => `Conditions en vigueur dans le dossier ${id}`,
    none: 'Aucun renseignement n’a été fourni dans ce dossier : aucune condition n’est en vigueur.',
    held: (provider) => `CE QUE NOUS DÉTENONS, FOURNI PAR LE MEMBRE ${provider}`,
    given: (recipient) => `CE QUE LE MEMBRE ${recipient} DÉTIENT, FOURNI PAR NOUS`,
    terms: 'SHA-256 des conditions : ',
    digest: 'SHA-256 du texte ci-dessous, que signe une acceptation : ',
    readUntil: 'Consultation possible jusqu’à la fin du : ',
    noDay: 'aucun jour n’est encore connu',
    assured:
      'En plus de ces conditions, une assurance donnée dans le dossier exclut l’utilisation comme élément de preuve (6.2) : ',
    proceedings: {
      'criminal-investigation': 'enquêtes pénales',
      'judicial-proceeding': 'procédures judiciaires',
      'non-customs-proceeding': 'procédures non douanières',
    },
    binds: 'Ces conditions s’appliquent à :',
    what: { item: 'document', body: 'message' },
    acceptance: {
      open: 'conditions pas encore acceptées',
      accepted: 'conditions acceptées',
      unable: 'le destinataire n’est pas en mesure de s’y conformer',
    },
    locked: 'verrouillé',
    disposed: 'éliminé',
  },

  /** What flows and profiles say, by its English; what is in braces is put in. */
  said: {
    'the release names no reader': 'la demande de consultation ne nomme aucun lecteur',
    'the terms do not name this office': 'les conditions ne nomment pas ce bureau',
    'the terms name no office that may read': 'les conditions ne nomment aucun bureau qui puisse lire',
    'the terms name no purpose': 'les conditions ne nomment aucune fin',
    'the information was given for another matter': 'les renseignements ont été fournis pour une autre affaire',
    'the information was not given for this purpose': 'les renseignements n’ont pas été fournis à cette fin',
    'a person decides whether this is the purpose that the request put in words':
      'une personne décide si c’est bien la fin que la demande a décrite',
    'use solely for {purpose} in this matter': 'à utiliser uniquement pour : {purpose}, dans cette affaire',
    'nothing is passed on without a written permission of the provider that names the recipient':
      'rien n’est transmis sans une autorisation écrite du fournisseur qui nomme le destinataire',
    'do not disclose': 'ne pas divulguer',
    'do not disclose to {codes}': 'ne pas divulguer à : {codes}',
    'a decision comes with its factor statement: what is decided, and what it rests on':
      'une décision dit ce qui est décidé et sur quoi elle repose',
    'the provider withdrew the information as wrong': 'le fournisseur a retiré les renseignements comme erronés',
    'withdrawn by the provider as wrong: do not rely on it':
      'retiré par le fournisseur comme erroné : ne vous y fiez pas',
    'the provider has not verified it: no decision on it relies on what is verified':
      'le fournisseur ne l’a pas vérifié : aucune décision à son sujet ne repose sur du vérifié',
    'corrected by the provider: read the correction with it':
      'rectifié par le fournisseur : lisez la rectification avec',
    'the provider has not verified it: it may not be the deciding factor in removing the doubt':
      'le fournisseur ne l’a pas vérifié : ce ne peut être le facteur décisif pour lever le doute',
    'unverified information may not be the deciding factor in removing the doubt':
      'des renseignements non vérifiés ne peuvent être le facteur décisif pour lever le doute',
    'unverified: this may not be the deciding factor': 'non vérifié : ce ne peut être le facteur décisif',
    'a legal hold keeps it until {day}: it is neither disposed of nor read':
      'une obligation légale le conserve jusqu’au {day} : on ne l’élimine ni ne le lit',
    'retention ended on {day}': 'la conservation a pris fin le {day}',
    'retention is under review since {day}; a person decides':
      'la conservation est à réexaminer depuis le {day} ; une personne décide',
    'keep no longer than {day}': 'à conserver au plus tard jusqu’au {day}',
    'dispose of copies and derived data within {days} days after retention':
      'éliminer les copies et les données dérivées dans les {days} jours après la conservation',
    'be ready to tell decisions and actions on request':
      'être prêt à dire, sur demande, les décisions et mesures prises',
    'use in proceedings needs a written permission that names the proceeding':
      'l’utilisation dans une procédure exige une autorisation écrite qui nomme la procédure',
    'not as evidence in: {codes}': 'pas comme élément de preuve dans : {codes}',
    'the terms allow no use in analytics': 'les conditions n’admettent aucune analyse',
    'no {codes}': 'interdit : {codes}',
    'the terms allow no more than the release mode {code}: look at each by itself, with the use view':
      'les conditions ne permettent pas plus que le mode {code} : consultez chaque document par lui-même',
    'mark with: {text}': 'à marquer : {text}',
    'report a breach within {hours} hours': 'notifier une violation dans les {hours} heures',
    'no level here protects at least the same; a person decides':
      'aucun niveau ici ne protège au moins autant ; une personne décide',
    'protect as {text}': 'à protéger comme : {text}',
    'as the permission {id} allows, and no further': 'comme l’autorisation {id} le permet, et pas plus loin',
    'as a second person decided in {id}, and no further':
      'comme une seconde personne l’a décidé dans {id}, et pas plus loin',
    'a copy has left the gateway: its terms bind on, and people alone keep them':
      'une copie a quitté la passerelle : ses conditions obligent toujours, et seules des personnes les respectent',
    'its terms cannot be kept here, and its provider has not opened it nevertheless':
      'ses conditions ne peuvent être respectées ici, et son fournisseur ne l’a pas ouvert malgré cela',
    'its terms could not be kept here, and its provider has not opened it since':
      'ses conditions n’ont pu être respectées ici, et son fournisseur ne l’a pas ouvert depuis',
    'the acceptance of its terms is on its way': 'l’acceptation de ses conditions est en chemin',
    'its terms are not accepted': 'ses conditions ne sont pas acceptées',
    'before its terms are accepted it is looked at to answer it, and nothing else is done with it':
      'avant l’acceptation de ses conditions on le consulte pour y répondre, et rien d’autre',
    'its key has not come from its provider': 'sa clé n’est pas venue de son fournisseur',
    'the message that brought it counts for nothing': 'le message qui l’a apporté ne compte pour rien',
    'the terms hold what was given in confidence, and lie and travel in clear; say it in words of your own':
      'les conditions contiennent ce qui a été donné à titre confidentiel, et sont conservées et transmises en clair ; dites-le en vos propres termes',
    'the terms deny it: {said}': 'les conditions le refusent : {said}',
    'the terms allow it without': 'les conditions le permettent sans cela',
    'item {id} stays closed: {said}': 'le document {id} reste fermé : {said}',
    'message {id} stays closed: {said}': 'le message {id} reste fermé : {said}',
    'the content of item {id} was disposed of': 'le contenu du document {id} a été éliminé',
    'the content of message {id} was disposed of': 'le contenu du message {id} a été éliminé',
    'no item {id} is held for your offices': 'aucun document {id} n’est détenu pour vos bureaux',
    'no message {id} is held for your offices': 'aucun message {id} n’est détenu pour vos bureaux',
    'item {id} holds what another member gave in confidence; passing it on takes the permission of that member':
      'le document {id} contient ce qu’un autre membre a confié ; le transmettre exige l’autorisation de ce membre',
    'the body or its terms hold what another member gave in confidence; passing it on takes the permission of that member':
      'le texte ou ses conditions contiennent ce qu’un autre membre a confié ; le transmettre exige l’autorisation de ce membre',
    'the profile {name} has no such message type': 'le profil {name} ne connaît pas ce type de message',
    '{message} is sent by the {role} member': '{message} : envoyé par le membre suivant : {role}',
    '{member} is the {role} member of this case': '{member} est dans ce dossier : {role}',
    'the {role} member of this case is {member}': '{role} de ce dossier : {member}',
    'no message has opened the case yet': 'aucun message n’a encore ouvert le dossier',
    'the case is already open': 'le dossier est déjà ouvert',
    '{message} is legal while the case is {states}; it is {state}':
      '{message} : possible quand le dossier est dans l’état {states} ; il est dans l’état {state}',
    '{message} rests while obligations are suspended (11.2)':
      '{message} : en repos tant que les obligations sont suspendues (11.2)',
    'nobody has proposed a limit (9.2)': 'personne n’a proposé de limite (9.2)',
    'a member does not agree to its own proposal; the other one does':
      'un membre n’accepte pas sa propre proposition ; l’autre le fait',
    'nobody has asked for an order of priority (9.2)': 'personne n’a demandé d’ordre de priorité (9.2)',
    'no assurance is required': 'aucune assurance n’est exigée',
    'an assurance is required already; it was neither given nor declined':
      'une assurance est déjà exigée ; elle n’a été ni donnée ni refusée',
    'an acknowledgement answers a request or a supplement; the case is {state} and no supplement waits':
      'un accusé de réception répond à une demande ou à un complément ; le dossier est dans l’état {state} et aucun complément n’attend',
    'nothing was given to the {role} member in this case':
      'rien n’a été fourni dans ce dossier au membre suivant : {role}',
    'everything that was given was disposed of': 'tout ce qui a été fourni a été éliminé',
    'no permission was asked for': 'aucune autorisation n’a été demandée',
    'nothing with a decision on its terms waits for its key': 'rien dont les conditions sont décidées n’attend sa clé',
    'no breach waits for measures': 'aucune violation n’attend de mesures',
    'client {id} has the roles {names}; this takes {what}': '{id} a les rôles {names} ; il faut {what}',
    'client {id} lacks the role {names}': 'il manque à {id} le rôle {names}',
    '{id} lacks the role {names}': 'il manque à {id} le rôle {names}',
    'client {id} does not act for office {office}': '{id} n’agit pas pour le bureau {office}',
    'no case {id} is dealt with by your offices': 'aucun dossier {id} n’est traité par vos bureaux',
    'no draft {id} waits in your offices': 'aucun projet {id} n’attend dans vos bureaux',
    'draft {id} is at revision {a}, not at {b}': 'le projet {id} en est à la révision {a}, et non {b}',
    'draft {id} is not at revision {a} any more': 'le projet {id} n’en est plus à la révision {a}',
    'draft {id} is not there any more': 'le projet {id} n’est plus là',
    'draft {id} is gone, or not as it was read': 'le projet {id} n’est plus là, ou plus tel qu’il a été lu',
    '{id} returned draft {draft}; it is changed before it is approved':
      '{id} a renvoyé le projet {draft} ; il est modifié avant d’être approuvé',
    '{id} wrote nothing of draft {draft} and lacks the role approve':
      '{id} n’a rien écrit du projet {draft} et n’a pas le rôle approve',
    '{id} cannot clear what it reads itself; another person does':
      '{id} ne peut lever la question de ce qu’elle lit elle-même ; une autre personne le fait',
    'item {id} is unknown or already belongs to a message':
      'le document {id} est inconnu ou appartient déjà à un message',
    'item {id} already belongs to a message': 'le document {id} appartient déjà à un message',
    'the content of item {id} is not there any more; upload it again':
      'le contenu du document {id} n’est plus là ; téléversez-le de nouveau',
    'an item may have {bytes} octets at most': 'un document a {bytes} octets au plus',
    'the body has {bytes} octets, at most {most} are taken; send documents as items':
      'le texte a {bytes} octets, {most} au plus sont admis ; envoyez les documents à part',
    'no agreement {id} is laid down here': 'aucun accord {id} n’est déposé ici',
    'the case moved on {times} times while this message was prepared':
      'le dossier a évolué {times} fois pendant la préparation de ce message',
    'a final answer leaves nothing open; {id} has no final outcome':
      'une réponse définitive ne laisse rien en suspens ; {id} n’a pas de suite définitive',
    '{id} is not wanted in this case': '{id} n’est pas demandé dans ce dossier',
    '{id} is postponed to a day that is past': '{id} est reporté à un jour passé',
    'the gateway proposes it: a person decides on {message}':
      'la passerelle le propose : une personne décide ; {message}',
    'two persons decide on {message}': 'deux personnes décident ; {message}',
    'a draft leaves once another person approves it': 'un projet part une fois qu’une autre personne l’a approuvé',
    'execution of this request is at our discretion (12.7.2, 12.8): two persons decide on {message}':
      'l’exécution de cette demande est à notre discrétion (12.7.2, 12.8) : deux personnes décident ; {message}',
    'nobody is signed in here any more': 'plus personne n’est connecté ici',
    'there is no such page': 'cette page n’existe pas',
    'the page was open too long, or was sent twice; load it again':
      'la page est restée ouverte trop longtemps, ou a été envoyée deux fois ; chargez-la de nouveau',
    'the page that this form comes from belongs to a session that has ended; load it again':
      'la page de ce formulaire appartient à une session terminée ; chargez-la de nouveau',
    'the form names {name} twice': 'le formulaire nomme deux fois {name}',
    'the form has more than {most} fields': 'le formulaire a plus de {most} champs',
    'content is shown within a page of the console, and by no other way':
      'un contenu se montre dans une page de la console, et d’aucune autre manière',
    'there is no partner {member} here': 'il n’y a pas de partenaire {member} ici',
    'a reason of {a} to {b} characters that are seen is expected':
      'un motif de {a} à {b} caractères qui se voient est attendu',
    'a reason of {a} to {b} characters is expected': 'un motif de {a} à {b} caractères est attendu',
    'say yes or no': 'dites oui ou non',
    'name the id of a case, or the code of a partner': 'nommez l’identifiant d’un dossier, ou le code d’un partenaire',
    'there is no delivery {id}': 'il n’y a pas d’envoi {id}',
    'delivery {id} is neither refused nor expired nor waiting':
      'l’envoi {id} n’est ni refusé, ni expiré, ni en attente',
    '{id} is done here by whoever signs it with a key of their own':
      '{id} se fait ici par qui le signe avec sa propre clé',
    'this was signed before, and a signature is used once': 'ceci a déjà été signé, et une signature sert une fois',
    'nobody here has this key': 'personne ici n’a cette clé',
    'more than {most} searches in a minute': 'plus de {most} recherches en une minute',
    'number has neither a letter nor a digit': 'le numéro n’a ni lettre ni chiffre',
    'the profile {name} {field} {said}': '{said}',
    'is missing': 'manque',
    'is missing: {hint}': 'manque',
    'must have at least {a} characters, found {b}': 'doit avoir au moins {a} caractères',
    'must have at most {a} characters, found {b}': 'doit avoir au plus {a} caractères',
    'must have at least {a} entries, found {b}': 'doit avoir au moins {a} entrées',
    'must have at most {a} entries, found {b}': 'doit avoir au plus {a} entrées',
    'must be at least {a}, found a smaller number': 'doit être au moins {a}',
    'must be at most {a}, found a larger number': 'doit être au plus {a}',
    'must be one of {codes}; found {b}': 'doit être l’un de : {codes}',
    'must be a real {a}, found {b} that is none': 'n’a pas la forme voulue ({a})',
    'must be a real {a}, found {b} that is none (such as {c})': 'n’a pas la forme voulue ({a}), par exemple {c}',
    'must hold more than blanks': 'doit contenir autre chose que des blancs',
    'does not have the form wanted, found {b}': 'n’a pas la forme voulue',
    'does not have the form wanted, found {b} (such as {c})': 'n’a pas la forme voulue, par exemple {c}',
    'must not name anything twice': 'ne doit rien nommer deux fois',
    'must be {a}, found {b}': 'n’est pas de la sorte voulue',
    'lies after the day of the request': 'est postérieur au jour de la demande',
    'lies after the day of this message': 'est postérieur au jour de ce message',
    'lies before the day of this message': 'est antérieur au jour de ce message',
    'must be one of the agreed languages: {names}': 'doit être une des langues convenues : {names}',
    'is {a}, before the day of the request, {b}': 'est le {a}, avant le jour de la demande, le {b}',
    'is {a}, which is to come; today is {b}': 'est le {a}, qui est à venir ; aujourd’hui est le {b}',
    'must be left out where the request is complete': 'doit être omis quand la demande est complète',
    'must answer something unless the response is final':
      'doit répondre à quelque chose, sauf si la réponse est définitive',
    '{id} is answered twice in this message': '{id} reçoit deux réponses dans ce message',
    'names the item {id}, which is not attached': 'nomme le document {id}, qui n’est pas joint',
    'the item {id} is attached but the body does not say what it answers':
      'le document {id} est joint, mais le texte ne dit pas à quoi il répond',
    'the item {id} is not confirmed as a true copy': 'le document {id} n’est pas confirmé comme copie conforme',
    'confirms the item {id}, which no outcome provides': 'confirme le document {id}, qu’aucune suite ne fournit',
    'says nothing of the term {term}: silence is never consent':
      'ne dit rien de la condition {term} : le silence ne vaut jamais accord',
    'asks for nothing: name purposes, offices, a disclosure or proceedings':
      'ne demande rien : nommez des fins, des bureaux, une divulgation ou des procédures',
    'the cursor is not one that a page of this list ended with':
      'le curseur n’est pas de ceux qui terminent une page de cette liste',
    'this idempotency key is in use by another request': 'cette clé d’idempotence sert déjà à une autre requête',
    'no message of this case stands under terms {sha256}':
      'aucun message de ce dossier n’est soumis aux conditions {sha256}',
    'the terms of {id} demand the method {code}, found {other}':
      'les conditions de {id} exigent la méthode {code} ; il est dit {other}',
    'the terms of {id} allow no legal hold; ask its provider to permit more':
      'les conditions de {id} n’admettent aucune conservation par obligation légale ; demandez à son fournisseur d’en permettre davantage',
    'item {id} was not given under terms {sha256}': 'le document {id} n’a pas été fourni sous les conditions {sha256}',
    'no message of this case has brought item {id}': 'aucun message de ce dossier n’a apporté le document {id}',
    'item {id} is under terms {now} now, not under {sha256}':
      'le document {id} est maintenant soumis aux conditions {now}, et non {sha256}',
    'try again in {ms} ms': 'réessayez dans {ms} ms',
    'the browser does not say where this form comes from (Sec-Fetch-Site); use a current one, over https':
      'le navigateur ne dit pas d’où vient ce formulaire (Sec-Fetch-Site) ; utilisez un navigateur actuel, en https',
    'this form was sent from a page of another site': 'ce formulaire a été envoyé depuis une page d’un autre site',
    'the token of the identity provider has ended': 'le jeton du fournisseur d’identité a expiré',
    'this sign-in was not begun in this browser, was answered already, or took more than ten minutes':
      'cette connexion n’a pas été commencée dans ce navigateur, a déjà reçu sa réponse, ou a pris plus de dix minutes',
    'the identity provider sent nothing, or more than {most} characters':
      'le fournisseur d’identité n’a rien envoyé, ou plus de {most} caractères',
    'the form is not percent-encoded UTF-8': 'le formulaire n’est pas en UTF-8 avec codage « pour cent »',
    'the form is not multipart/form-data as browsers write it':
      'le formulaire n’est pas en multipart/form-data tel que l’écrivent les navigateurs',
    '{message} has no place in this case': '{message} : n’a pas sa place dans ce dossier',
    'no case is opened with {type} under the agreement {id}': 'aucun dossier ne s’ouvre par {type} sous l’accord {id}',
    'the profile {name} has no message {type}': 'le profil {name} n’a pas de message {type}',
    'no card {sha256} waits here; it may be decided on, or another card is in use':
      'aucune fiche {sha256} n’attend ici ; elle est peut-être déjà décidée, ou une autre fiche est en usage',
    'twelve words have {most} characters at most': 'douze mots ont {most} caractères au plus',
    'the id of a person is expected': 'l’identifiant d’une personne est attendu',
    'the code of a purpose is expected': 'le code d’une finalité est attendu',
    'a last day is expected': 'un dernier jour est attendu',
    'a number from 1 to 100 is expected': 'un nombre de 1 à 100 est attendu',
    'the code of a partner is expected': 'le code d’un partenaire est attendu',
    'the SHA-256 of a card is expected': 'l’empreinte SHA-256 d’une carte est attendue',
    'the day on which they were met is expected': 'la date de la rencontre est attendue',
    'a compact JWS of at most {count} characters is expected':
      'un JWS compact de {count} caractères au plus est attendu',
    'a card as "bulla keys rotate --rehearse" writes it is expected':
      'une fiche telle que l’écrit « bulla keys rotate --rehearse » est attendue',
    'Content-Digest must hold one sha-256 in base64 between colons (RFC 9530)':
      'Content-Digest doit contenir un sha-256 en base64 entre deux-points (RFC 9530)',
    'the content has {bytes} octets, and none of them is in this range':
      'le contenu a {bytes} octets, et aucun n’est dans cet intervalle',
    "Content-Type {type} is that of a form, which tools send by themselves; send the document itself and say what it is, such as curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'":
      "Content-Type {type} est celui d’un formulaire, que des outils envoient d’eux-mêmes ; envoyez le document lui-même et dites ce qu’il est, par exemple curl --upload-file invoice.pdf -X POST -H 'Content-Type: application/pdf'",
    'Content-Type must be the media type of the item, such as application/pdf':
      'Content-Type doit être le type de média du document, par exemple application/pdf',
    'the gateway is stopping': 'la passerelle s’arrête',
    'this idempotency key is that of an upload under way':
      'cette clé d’idempotence est celle d’un téléversement en cours',
    '{most} uploads of this client are under way': '{most} téléversements de ce client sont en cours',
    'the upload is gone: another upload of this client took its place; begin it anew':
      'le téléversement n’est plus là : un autre de ce client a pris sa place ; recommencez-le',
    'the upload is gone: nothing came for {ms} ms; begin it anew':
      'le téléversement n’est plus là : rien n’est venu pendant {ms} ms ; recommencez-le',
    'the upload is gone: a piece of it was not the one that was announced; begin it anew':
      'le téléversement n’est plus là : un de ses morceaux n’était pas celui qui était annoncé ; recommencez-le',
    'the upload is gone: it was taken back; begin it anew':
      'le téléversement n’est plus là : il a été retiré ; recommencez-le',
    'no upload {id} of yours is under way here; begin it anew':
      'aucun téléversement {id} de votre part n’est en cours ici ; recommencez-le',
    'another connection goes on with this upload': 'une autre connexion poursuit ce téléversement',
    'the piece has another SHA-256 than its Content-Digest says; begin the upload anew':
      'le morceau a un autre SHA-256 que ne le dit son Content-Digest ; recommencez le téléversement',
    'more came than the {left} octets that are left of the {bytes} announced; send those alone, or begin anew with the length that is right':
      'il en est venu plus que les {left} octets qui restent des {bytes} annoncés ; envoyez ceux-là seuls, ou recommencez avec la longueur juste',
    '{offset} of {bytes} octets are here, the piece begins at {asked}':
      '{offset} octets sur {bytes} sont ici, le morceau commence à {asked}',
    'the body is declared as {charset}; JSON is UTF-8 (RFC 8259): send its octets as UTF-8, with Content-Type application/json':
      'le corps est déclaré en {charset} ; JSON est en UTF-8 (RFC 8259) : envoyez ses octets en UTF-8, avec Content-Type application/json',
    'the body is empty and must be JSON': 'le corps est vide et doit être du JSON',
    'the body names a member of an object twice': 'le corps nomme deux fois un membre d’un objet',
    'the body is not JSON': 'le corps n’est pas du JSON',
    'the body is nested more than {most} levels deep': 'le corps est imbriqué sur plus de {most} niveaux',
    'the body holds half a surrogate pair, which is no Unicode text':
      'le corps contient une moitié de paire d’indirection, qui n’est pas du texte Unicode',
    'the body holds a number too large to be kept exactly; send it as text':
      'le corps contient un nombre trop grand pour être gardé exactement ; envoyez-le comme texte',
    'no member may be called {name}': 'aucun membre d’un objet ne peut s’appeler {name}',
    'this is no HTTP/1.1': 'ceci n’est pas du HTTP/1.1',
    'the header field Expect says something else than 100-continue':
      'le champ d’en-tête Expect dit autre chose que 100-continue',
    'Content-Type is no media type; expected type/subtype, such as application/json for JSON or application/pdf for a document':
      'Content-Type n’est pas un type de média ; attendu : type/sous-type, comme application/json pour du JSON ou application/pdf pour un document',
    'the header field host is missing, which HTTP/1.1 demands': 'il manque le champ d’en-tête host, que HTTP/1.1 exige',
    'the header field {name} is there twice': 'le champ d’en-tête {name} est là deux fois',
    'a body comes with its Content-Length, or with Transfer-Encoding: chunked alone':
      'un corps vient avec son Content-Length, ou avec Transfer-Encoding: chunked seulement',
    'octets are taken as they are, without a Content-Encoding':
      'les octets sont admis tels quels, sans Content-Encoding',
    '{method} takes no body': '{method} n’admet pas de corps',
    'there is nothing at this address': 'il n’y a rien à cette adresse',
    'the method is none that is known here': 'la méthode n’est pas connue ici',
    'this address takes {media}': 'cette adresse admet {media}',
    'the log has no such tile yet': 'le journal n’a pas encore cette tuile',
    'this comes as application/json or as {media}': 'ceci se donne en application/json ou en {media}',
    'client {id} may not say for whom it acts': 'le client {id} ne peut dire pour qui il agit',
    'a token and a client certificate were sent; send exactly one':
      'un jeton et un certificat de client ont été envoyés ; envoyez l’un des deux',
    'neither a token nor a client certificate was sent': 'ni jeton ni certificat de client n’a été envoyé',
    'the credentials are not known here': 'ces moyens d’identification ne sont pas connus ici',
    '{most} releases to this client are under way': '{most} remises à ce client sont en cours',
    'events come as application/json or as text/event-stream':
      'les événements se donnent en application/json ou en text/event-stream',
    'the body is empty; it must be the octets of the item': 'le corps est vide ; ce doit être les octets du document',
    'until is no instant': 'until n’est pas un instant',
    'name a case, or a partner': 'nommez un dossier, ou un partenaire',
    'the gateway is stopping, and the body did not get on': 'la passerelle s’arrête, et le corps n’avançait pas',
    'the body comes too slowly: {bytes} octets are the least in {ms} ms':
      'le corps vient trop lentement : {bytes} octets sont le moins en {ms} ms',
    'the body broke off before its end': 'le corps s’est interrompu avant sa fin',
    'a body may have {bytes} octets at most': 'un corps a {bytes} octets au plus',
    'the request could not be read': 'la requête n’a pas pu être lue',
    'the body is not as described in the OpenAPI document': 'le corps n’est pas tel que le décrit le document OpenAPI',
    'the query is not as described in the OpenAPI document':
      'les paramètres de l’adresse ne sont pas tels que les décrit le document OpenAPI',
    'the path is not as described in the OpenAPI document':
      'le chemin de l’adresse n’est pas tel que le décrit le document OpenAPI',
    'the header is not as described in the OpenAPI document':
      'l’en-tête n’est pas tel que le décrit le document OpenAPI',
    'the request is not as described in the OpenAPI document':
      'la requête n’est pas telle que la décrit le document OpenAPI',
    'the body at {field} {said}': '{field} {said}',
    'the query at {field} {said}': '{field} {said}',
    'the path at {field} {said}': '{field} {said}',
    'the header at {field} {said}': '{field} {said}',
    'the body {said}': 'le corps {said}',
    'the header {said}': 'l’en-tête {said}',
    'card {sha256} waits no more': 'la fiche {sha256} n’attend plus',
    'somebody else decided on this card at this moment; look at it again':
      'quelqu’un d’autre a décidé de cette fiche à cet instant ; regardez-la de nouveau',
    'expected the twelve words of this card, as {member} reads them by voice: they differ at number {number}; if they differ again, somebody may be between you':
      'les douze mots de cette fiche, tels que {member} les lit de vive voix, sont attendus : ils diffèrent au numéro {number} ; s’ils diffèrent encore, quelqu’un est peut-être entre vous',
    'expected the twelve words of this card, as {member} reads them by voice: {number} were given; if they differ again, somebody may be between you':
      'les douze mots de cette fiche, tels que {member} les lit de vive voix, sont attendus : {number} ont été donnés ; s’ils diffèrent encore, quelqu’un est peut-être entre vous',
    'expected the twelve words of this card, as {member} reads them by voice, or {wanted} introductions, of which {count} count: they differ at number {number}; if they differ again, somebody may be between you':
      'les douze mots de cette fiche, tels que {member} les lit de vive voix, ou {wanted} présentations, dont {count} comptent, sont attendus : ils diffèrent au numéro {number} ; s’ils diffèrent encore, quelqu’un est peut-être entre vous',
    'expected the twelve words of this card, as {member} reads them by voice, or {wanted} introductions, of which {count} count: {number} were given; if they differ again, somebody may be between you':
      'les douze mots de cette fiche, tels que {member} les lit de vive voix, ou {wanted} présentations, dont {count} comptent, sont attendus : {number} mots ont été donnés ; s’ils diffèrent encore, quelqu’un est peut-être entre vous',
    'somebody else said something of this introduction at this moment; look again':
      'quelqu’un d’autre s’est prononcé sur cette présentation à cet instant ; regardez de nouveau',
    'two histories of {member} are known here; settle that':
      'deux historiques de {member} sont connus ici ; réglez cela',
    '{member} needs nobody to introduce it to itself': '{member} n’a besoin de personne pour lui être présenté',
    'card {sha256} of {member} is not in use here, {other} is; introduce that':
      'la fiche {sha256} de {member} n’est pas en usage ici, {other} l’est ; présentez celle-là',
    '{member} is not among our partners; "bulla partner add" begins that':
      '{member} n’est pas de nos partenaires ; cela commence par « bulla partner add »',
    'the case moved on {times} times while it was handed over':
      'le dossier a évolué {times} fois pendant qu’il était transmis',
    'office {office} deals with case {id} already': 'le bureau {office} traite déjà le dossier {id}',
    '{office} is none of our offices: neither our card nor a client names it':
      '{office} n’est pas un de nos bureaux : ni notre fiche ni un client ne le nomme',
    'agreement {id} ended on {day} ({thread}); cases that are open go on, new ones need another agreement':
      'l’accord {id} a pris fin le {day} ({thread}) ; les dossiers ouverts se poursuivent, les nouveaux demandent un autre accord',
    '{by} has suspended its obligations to {to} since {day} ({thread}); a {message} rests until it resumes them. What keeps flowing: {names}':
      '{by} a suspendu ses obligations envers {to} depuis le {day} ({thread}) ; {message} : en repos jusqu’à leur reprise. Ce qui circule encore : {names}',
    'the text has the SHA-256 {sha256}, the proposal names another one':
      'le texte a le SHA-256 {sha256}, la proposition en nomme un autre',
    'the proposal is one between {member} and {other}': 'la proposition est entre {member} et {other}',
    'another text is laid down as {id}; a new text has an id of its own':
      'un autre texte est déposé sous {id} ; un nouveau texte a son propre identifiant',
    'nothing stands open since a restore under {id}; "bulla restored" lists what does':
      'rien n’est en suspens sous {id} depuis un rétablissement ; « bulla restored » donne la liste de ce qui l’est',
    'case {id} moved on {times} times while statements came back':
      'le dossier {id} a évolué {times} fois pendant que des déclarations revenaient',
    'the gateway tells of uses by itself; name the first one only':
      'la passerelle rend compte elle-même des utilisations ; nommez seulement la première',
    'nobody may read it to answer it: {said}': 'personne ne peut le lire pour y répondre : {said}',
    'agreement {id} offers {names}, not {name}': 'l’accord {id} offre {names}, et non {name}',
    'there is no profile {name} here': 'il n’y a pas de profil {name} ici',
    'two persons are needed here, and client {id} does not say for which one it acts':
      'il faut ici deux personnes, et le client {id} ne dit pas pour laquelle il agit',
    '{id} has confirmed this card; another person has to':
      '{id} a confirmé cette fiche ; une autre personne doit le faire aussi',
    '{id} has said so already; another person has to': '{id} l’a déjà dit ; une autre personne doit le dire aussi',
    '{id} has settled this; another person has to': '{id} a réglé ceci ; une autre personne doit le faire aussi',
    '{id} drafted or changed this message; another person approves it':
      '{id} a rédigé ou modifié ce message ; une autre personne l’approuve',
    '{id} drafted or changed this message; another person returns it':
      '{id} a rédigé ou modifié ce message ; une autre personne le renvoie',
    'of client {id} no person is known, and of the other one it is; so nobody knows that they are two':
      'du client {id} aucune personne n’est connue, et de l’autre il y en a une ; personne ne sait donc qu’elles sont deux',
    'the part of item {id} does not open under the terms of its statement':
      'la partie du document {id} ne s’ouvre pas sous les conditions de sa déclaration',
    'the content of item {id} is not what the statement says':
      'le contenu du document {id} n’est pas ce que dit la déclaration',
    '{id} was received, and stands as one of ours': '{id} a été reçu, et figure comme un des nôtres',
    'what is locked under {id} is not as it was written':
      'ce qui est enfermé sous {id} n’est pas tel qu’il a été écrit',
    'a later notice is held': 'un avis plus récent est détenu',
    'one notice may be of {hours} hours': 'un avis peut porter sur {hours} heures au plus',
    'all of 30 days together may be of {hours} hours':
      'tous ceux de 30 jours ensemble peuvent porter sur {hours} heures au plus',
    '{member} keeps less by now than this was given under: {unmet}; send it again once its card declares that, or say it anew, which two persons decide':
      '{member} respecte désormais moins que ce sous quoi ceci a été fourni : {unmet} ; renvoyez-le quand sa fiche le déclarera, ou dites-le de nouveau, ce que deux personnes décident',
    'one before it was not taken': 'un message précédent n’a pas été accepté',
    '{member} rejected the envelope, and took no other':
      '{member} a rejeté l’enveloppe, et n’en a accepté aucune autre',
    '{member} gave another receipt under the id {id} before':
      '{member} a donné auparavant un autre reçu sous l’identifiant {id}',
    'there is no agreement with {member}; add one with "bulla agreement add"':
      'il n’y a pas d’accord avec {member} ; ajoutez-en un par « bulla agreement add »',
    '{member} refused the test message: {code} {said}': '{member} a refusé le message d’essai : {code} {said}',
    'the statement {id} has expired, and its partner would refuse it; send the message anew':
      'la déclaration {id} a expiré, et son partenaire la refuserait ; envoyez le message de nouveau',
    'no evidence of a message {id} is kept here': 'aucune preuve d’un message {id} n’est conservée ici',
    '{member} does not give {tile} of its log': '{member} ne donne pas {tile} de son journal',
    'it says that it was restored from another backup than is noted beside it':
      'il dit avoir été rétabli d’une autre sauvegarde que celle qui est notée à côté',
    'the mark of a restore that was settled lies in it again':
      'la marque d’un rétablissement déjà réglé s’y trouve de nouveau',
    'rows of a restore lie in it without its mark': 'des lignes d’un rétablissement s’y trouvent sans sa marque',
    'that it was restored is noted beside it, and its mark is gone':
      'il est noté à côté qu’il a été rétabli, et sa marque n’y est plus',
    'it says that it was restored from a copy of another time':
      'il dit avoir été rétabli d’une copie d’un autre moment',
    'what {kind} {id} says is of another restore': 'ce que dit {kind} {id} est d’un autre rétablissement',
    'that {kind} {id} is {standing} was not written by this installation':
      'que {kind} {id} soit {standing} n’a pas été écrit par cette installation',
    'case {id} waits for a person by its evidence, and its row is gone':
      'le dossier {id} attend une personne d’après ses preuves, et sa ligne n’est plus là',
    'it has another tree of ours under a key that our log had given up':
      'il a un autre arbre de nous sous une clé que notre journal avait abandonnée',
    '{member} holds our card {sha256}, which does not lie here, and has seen our log under its key':
      '{member} détient notre fiche {sha256}, qui n’est pas ici, et a vu notre journal sous sa clé',
    'the evidence log does not hold what it must; until its operator has mended that, nothing is taken, signed or released':
      'le journal des preuves ne contient pas ce qu’il doit ; tant que son exploitant n’y a pas remédié, rien n’est accepté, signé ni communiqué',
    'the evidence log has {count} entries to take in first':
      'le journal des preuves a d’abord {count} inscriptions à prendre',
    'what is stored here is not what was recorded when it came; nothing of it is given out':
      'ce qui est enregistré ici n’est pas ce qui fut consigné à son arrivée ; rien n’en est communiqué',
    'no checkpoint of this log was cosigned here': 'aucun point de contrôle de ce journal n’a été cosigné ici',
    '{member} does not cosign our log: {status}': '{member} ne cosigne pas notre journal : {status}',
    '{member} answered without a cosignature of its own': '{member} a répondu sans cosignature de sa part',
    '{member}: its cosignature is dated {instant}, {seconds} s from now':
      '{member} : sa cosignature est datée du {instant}, à {seconds} s de maintenant',
    'the counter of the key is {number} and was {before}: it may have been copied':
      'le compteur de la clé est à {number} et était à {before} : elle a peut-être été copiée',
    'no evidence says that {id} registered this key; a new link registers another':
      'aucune preuve ne dit que {id} a enregistré cette clé ; un nouveau lien en enregistre une autre',
    '{id} has {most} keys, and no more are taken; remove one first':
      '{id} a {most} clés, et il n’en est pas admis davantage ; retirez-en d’abord une',
    'this key was registered here before; each is registered once':
      'cette clé a déjà été enregistrée ici ; chacune s’enregistre une fois',
    '{id} was removed, or took another key, at this moment; the key is not in force':
      '{id} a été retiré, ou a pris une autre clé, à cet instant ; la clé n’est pas en vigueur',
    'there is no person {id} here any more': 'il n’y a plus de personne {id} ici',
    'there is no person {id}': 'il n’y a pas de personne {id}',
    'there is no client {id}': 'il n’y a pas de client {id}',
    '{id} does not take itself away; another operator does':
      '{id} ne se retire pas soi-même ; un autre opérateur le fait',
    'this was put before the person at {instant}, expected within ten minutes before now':
      'ceci a été présenté à la personne le {instant} ; il faut que ce soit dans les dix dernières minutes',
    'this link was used, has ended, or was never given out': 'ce lien a servi, a pris fin, ou n’a jamais été remis',
    'what was signed is another {act} than this {other}':
      'ce qui a été signé est un autre acte, {act}, que celui-ci, {other}',
    'permissions were used {times} times while this was decided':
      'des autorisations ont été utilisées {times} fois pendant que ceci se décidait',
    'no release {release} of item {id} is yours to go on with':
      'aucune remise {release} du document {id} n’est à vous pour la poursuivre',
    'no release {release} of message {id} is yours to go on with':
      'aucune remise {release} du message {id} n’est à vous pour la poursuivre',
    'until must lie between {instant} and {last}': 'until doit se situer entre le {instant} et le {last}',
    'it holds what {member} gave to us, and is read there, under its terms':
      'il contient ce que {member} nous a fourni, et se lit là, sous ses conditions',
    'release {id} was given out {times} times over; ask for another':
      'la remise {id} a été remise {times} fois ; demandez-en une autre',
    'the reader is {id}, whom Bulla-Person names; the request says another':
      'le lecteur est {id}, que nomme Bulla-Person ; la requête en dit un autre',
    'the reader {reader} reads as itself, and {id} is another one; leave the reader out, or name somebody who comes in neither as a client nor at the console':
      'le lecteur {reader} lit en son propre nom, et {id} en est un autre ; omettez le lecteur, ou nommez quelqu’un qui n’entre ni comme client ni par la console',
    '{field} holds U+{point}, which nobody sees': '{field} contient U+{point}, que personne ne voit',
    '/items/{index} accounts for {told} copies of {id}; the evidence counts {copies} that left the gateway, and nothing is said of the releases {releases}':
      '/items/{index} rend compte de {told} copies de {id} ; les preuves en comptent {copies} qui ont quitté la passerelle, et rien n’est dit des remises {releases}',
    '/on is {on}; {id} was given on {day}': '/on est {on} ; {id} a été fourni le {day}',
    'the evidence has no release {release} that let a copy of {id} go':
      'les preuves n’ont pas de remise {release} qui ait laissé partir une copie de {id}',
    'the body of {id} goes with the last of what it speaks of, and {copies} copies of it left the gateway; name it as well, and account for the releases {releases}':
      'le texte de {id} disparaît avec le dernier document dont il parle, et {copies} copies en ont quitté la passerelle ; nommez-le aussi, et rendez compte des remises {releases}',
    'the gateway puts the shares in by itself; name the items only':
      'la passerelle met elle-même les parts de clé ; nommez seulement les documents',
    'the gateway puts in by itself what the statement rests on':
      'la passerelle met elle-même ce sur quoi repose la déclaration',
    'we hold no key of item {id} in this case': 'nous ne détenons aucune clé du document {id} dans ce dossier',
    'item {id} was not uploaded by client {client}': 'le document {id} n’a pas été téléversé par le client {client}',
    "item {id} was uploaded under other terms than the message's; upload it under these":
      'le document {id} a été téléversé sous d’autres conditions que celles du message ; téléversez-le sous celles-ci',
    'no terms {sha256} were made here; make them with POST /v1/terms':
      'aucunes conditions {sha256} n’ont été établies ici ; établissez-les par POST /v1/terms',
    'the terms are from {provider} to {recipient} in matter {matter}, the message goes from {us} to {partner} in case {id}':
      'les conditions vont de {provider} à {recipient} dans l’affaire {matter}, le message va de {us} à {partner} dans le dossier {id}',
    'client {id} has no function in which it could sign, and says none':
      'le client {id} n’a pas de fonction en laquelle il puisse signer, et n’en dit aucune',
    '/{field} is not the function of client {id}, which is {function}':
      '/{field} n’est pas la fonction du client {id}, qui est {function}',
    'this idempotency key was used with another request': 'cette clé d’idempotence a servi à une autre requête',
    'another request under this idempotency key is under way':
      'une autre requête sous cette clé d’idempotence est en cours',
    'say which message this is; agreement {id} has {names}': 'dites quel message c’est ; l’accord {id} a {names}',
    '{type} is sent by the {role} member; in this case we are the {ours} one':
      '{type} : envoyé par le membre suivant : {role} ; dans ce dossier nous sommes : {ours}',
    'no profile of agreement {id} opens a case with {type}':
      'aucun profil de l’accord {id} n’ouvre de dossier par {type}',
    'the terms were made for case {id}, which is open already':
      'les conditions ont été établies pour le dossier {id}, qui est déjà ouvert',
    'the case has {count} registrations, at most {most} are taken':
      'le dossier a {count} consignations, {most} au plus sont admises',
    'no registration {id} is in case {case}': 'aucune consignation {id} n’est dans le dossier {case}',
    'no case {id} under agreement {agreement} is dealt with by your offices':
      'aucun dossier {id} sous l’accord {agreement} n’est traité par vos bureaux',
    'no terms {sha256} were made here': 'aucunes conditions {sha256} n’ont été établies ici',
    '{member} keeps less than the terms demand: {unmet}; the agreement lets nothing be given then':
      '{member} respecte moins que ne l’exigent les conditions : {unmet} ; l’accord ne laisse alors rien fournir',
    '{bytes} octets arrived with SHA-256 {sha256}, announced was {announced}':
      '{bytes} octets sont arrivés avec le SHA-256 {sha256}, il était annoncé {announced}',
    'item {id} is not here any more; upload it under a new key':
      'le document {id} n’est plus ici ; téléversez-le sous une nouvelle clé',
    'this idempotency key was used with another document': 'cette clé d’idempotence a servi à un autre document',
    'the name holds U+{point}, which nobody sees or which turns the others round; the partner refuses such a name':
      'le nom contient U+{point}, que personne ne voit ou qui inverse les autres ; le partenaire refuse un tel nom',
    '{type} is not legal in a case that is {state}': '{type} : pas possible dans un dossier dans l’état {state}',
    'another card of {member} was taken at this moment': 'une autre fiche de {member} a été acceptée à cet instant',
    'the card kept for {member} is that of {other}': 'la fiche conservée pour {member} est celle de {other}',
    '{folder} has {count} files, at most {most} are looked at: put several lists into one PEM file':
      '{folder} a {count} fichiers, {most} au plus sont examinés : mettez plusieurs listes dans un fichier PEM',
    'it is between {members}, not ours': 'il est entre {members}, et n’est pas le nôtre',
    'it asks for suite {suite}, our keys are of suite {ours}':
      'il demande la suite {suite}, nos clés sont de la suite {ours}',
    '{member} is not among our partners': '{member} n’est pas de nos partenaires',
    'the exchange with {member} is suspended': 'l’échange avec {member} est suspendu',
    'agreement {id} is in force from {day} until {last}': 'l’accord {id} est en vigueur du {day} au {last}',
    'agreement {id} is in force from {day} until further notice':
      'l’accord {id} est en vigueur depuis le {day} et jusqu’à nouvel ordre',
    'no encryption key of {member} is valid now; ask for its newer card':
      'aucune clé de chiffrement de {member} n’est valable maintenant ; demandez sa fiche plus récente',
    'agreement {id} is not laid down here any more': 'l’accord {id} n’est plus déposé ici',
    '{day} is no day of the calendar': '{day} n’est pas un jour du calendrier',
    'there is no case {id}': 'il n’y a pas de dossier {id}',
    '{field} is {found}, which is none of {names}': '{field} est {found}, qui n’est aucun de {names}',
    'the last number is {last}, and after is {after}: this store was restored from before it, or is another one':
      'le dernier numéro est {last}, et after est {after} : ce stockage a été rétabli d’un état antérieur, ou en est un autre',
    'the first number that is still kept is {first}, and after is {after}':
      'le premier numéro encore conservé est {first}, et after est {after}',
    '{member} is none of {names}': '{member} n’est aucun de {names}',
    'the first day is {day}, today is {today}': 'le premier jour est le {day}, aujourd’hui est le {today}',
    'there is no profile {name}; known are {names}': 'il n’y a pas de profil {name} ; sont connus {names}',
    'no terms {sha256} are kept here': 'aucunes conditions {sha256} ne sont conservées ici',
    'the last use of the case that is known here is {last}, and after is {after}':
      'la dernière utilisation du dossier connue ici est {last}, et after est {after}',
    '{member} is no party to the agreement {id}': '{member} n’est pas partie à l’accord {id}',
    'the contact point has no working day: all seven days are its weekend':
      'le point de contact n’a aucun jour ouvrable : les sept jours sont sa fin de semaine',
    'a holiday of the contact point is no day of the calendar, expected YYYY-MM-DD':
      'un jour férié du point de contact n’est pas un jour du calendrier, attendu AAAA-MM-JJ',
    'no group of {id} has a role here; the setting OIDC_ROLES says which groups have':
      'aucun groupe de {id} n’a de rôle ici ; le paramètre OIDC_ROLES dit lesquels en ont',
    'a {delivery} delivery takes no {act}': 'un envoi dans l’état {delivery} n’admet pas : {act}',
    'the profile {name} has no such message type; it has {names}':
      'le profil {name} ne connaît pas ce type de message ; il a {names}',
    'the terms are not in the vocabulary {vocabulary}': 'les conditions ne sont pas dans le vocabulaire {vocabulary}',
    '{field} "{name}" is not a term of {vocabulary}; it has {names}':
      '{field} « {name} » n’est pas une condition de {vocabulary}, qui a {names}',
    '{field} a name of another form is not a term of {vocabulary}; it has {names}':
      '{field} : un nom d’une autre forme n’est pas une condition de {vocabulary}, qui a {names}',
    'the vocabulary {vocabulary} does not have these purposes': 'le vocabulaire {vocabulary} n’a pas ces fins',
    '{streams} streams of this client are open': '{streams} flux de ce client sont ouverts',
    '{streams} pages of this person are open': '{streams} pages de cette personne sont ouvertes',
    '{host} does not answer: {found}': '{host} ne répond pas : {found}',
    '{host} answers {status}, and redirects are not followed; OIDC_ISSUER names another address':
      '{host} répond {status}, et les renvois ne sont pas suivis ; OIDC_ISSUER nomme une autre adresse',
    '{host} answers with more than {bytes} octets': '{host} répond par plus de {bytes} octets',
    '{host} says that it is {other}; OIDC_ISSUER names the issuer':
      '{host} dit qu’il est {other} ; OIDC_ISSUER nomme l’émetteur',
    'the answer of the identity provider is no address': 'la réponse du fournisseur d’identité n’est pas une adresse',
    'the identity provider gave no token of the person':
      'le fournisseur d’identité n’a pas donné de jeton de la personne',
    'the identity provider answers {found}': 'le fournisseur d’identité répond {found}',
    'the identity provider gave an answer that does not hold: {found}':
      'le fournisseur d’identité a donné une réponse qui ne tient pas : {found}',
    '{member} answered {status}': '{member} a répondu {status}',
    '{member} did not say which card it holds now': '{member} n’a pas dit quelle fiche il détient maintenant',
    '{member} answered with more than {bytes} octets': '{member} a répondu par plus de {bytes} octets',
    '{member} broke off its answer': '{member} a interrompu sa réponse',
    '{member} named an upload offset of {offset} for {bytes} octets':
      '{member} a nommé une position de téléversement de {offset} pour {bytes} octets',
    '{member} is connected and gave no receipt within {seconds} s; one that comes later still counts':
      '{member} est connecté et n’a pas donné de reçu en {seconds} s ; s’il vient plus tard, il compte encore',
    'there is no space left for parts': 'il n’y a plus de place pour les parties',
    '{offset} octets of the part {sha256} are here, the piece begins at {asked} of {bytes}':
      '{offset} octets de la partie {sha256} sont ici, le morceau commence à {asked} sur {bytes}',
    'more than the {bytes} octets that were announced have come': 'il est venu plus que les {bytes} octets annoncés',
    'the part is complete with its {bytes} octets': 'la partie est complète avec ses {bytes} octets',
    'the part {sha256} is arriving on another connection': 'la partie {sha256} arrive par une autre connexion',
    'the part {sha256} has come in {pieces} pieces; send it anew, in larger ones':
      'la partie {sha256} est venue en {pieces} morceaux ; renvoyez-la, en morceaux plus grands',
    'the octets that came have SHA-256 {sha256}, announced was {announced}':
      'les octets venus ont le SHA-256 {sha256}, il était annoncé {announced}',
    'the part {sha256} is not here': 'la partie {sha256} n’est pas ici',
    'the storage of parts does not answer ({found})': 'le stockage des parties ne répond pas ({found})',
    'a piece of the part has gone while it was put together':
      'un morceau de la partie a disparu pendant son assemblage',
    'the proxy {proxy} did not lead to {target}: it answers {status} and opens nothing':
      'le mandataire {proxy} n’a pas mené à {target} : il répond {status} et n’ouvre rien',
    'the proxy {proxy} did not lead to {target}: it took more than {ms} ms':
      'le mandataire {proxy} n’a pas mené à {target} : il a pris plus de {ms} ms',
    'the proxy {proxy} did not lead to {target}: it cannot be reached ({found})':
      'le mandataire {proxy} n’a pas mené à {target} : il ne peut être joint ({found})',
    'the proxy {proxy} did not lead to {target}: it answers {status} {found}':
      'le mandataire {proxy} n’a pas mené à {target} : il répond {status} {found}',
    'the proxy {proxy} did not lead to {target}: what it answers is no sound HTTP ({found})':
      'le mandataire {proxy} n’a pas mené à {target} : ce qu’il répond n’est pas du HTTP correct ({found})',
    'no TLS of {host}:{port} came through the proxy {proxy} in time: more than {ms} ms':
      'aucun TLS de {host}:{port} n’est venu à temps par le mandataire {proxy} : plus de {ms} ms',
    '{folder} is a file; expected a folder with lists in it':
      '{folder} est un fichier ; un dossier contenant des listes est attendu',
    '{file} leads nowhere; expected a list, or a link to one':
      '{file} ne mène nulle part ; une liste, ou un lien vers une liste, est attendu',
    '{file} is a folder; expected a list': '{file} est un dossier ; une liste est attendue',
    '{file} is no file; expected a list': '{file} n’est pas un fichier ; une liste est attendue',
    '{file} has {bytes} octets, at most {most}': '{file} a {bytes} octets, {most} au plus',
    '{what} is not as it was written': '{what} n’est pas tel qu’il a été écrit',
    'PostgreSQL has {setting} at {found}, {wanted} is needed': 'PostgreSQL a {setting} à {found}, il faut {wanted}',
    'PostgreSQL {version} is too old, {oldest} is the oldest that is used':
      'PostgreSQL {version} est trop ancien, {oldest} est le plus ancien utilisé',
    'the database is a standby, which takes no changes; the address must lead to the primary':
      'la base de données est une réplique, qui n’admet aucun changement ; l’adresse doit mener à la principale',
    'the database is read-only (default_transaction_read_only)':
      'la base de données est en lecture seule (default_transaction_read_only)',
    'the store is closed': 'le stockage est fermé',
    'the database did not take it within {ms} ms; nothing was changed':
      'la base de données ne l’a pas pris en {ms} ms ; rien n’a été changé',
    'the disk of the store is full; nothing new is taken in until there is room':
      'le disque du stockage est plein ; rien de nouveau n’est accepté tant qu’il n’y a pas de place',
    'the store failed': 'le stockage a échoué',
    'the store stopped because its disk or its file failed; mend it, then start the gateway again':
      'le stockage s’est arrêté parce que son disque ou son fichier a failli ; remédiez-y, puis relancez la passerelle',
    'the case is not one under this agreement': 'le dossier n’est pas sous cet accord',
    '{most} threads of {name} that you opened stand open; end some of them first':
      '{most} fils de {name} que vous avez ouverts restent ouverts ; terminez-en d’abord',
    'an item with the id {id} is known already': 'un document d’identifiant {id} est déjà connu',
    'the letter holds no key for item {id}, and the message does not say that it follows':
      'la lettre ne contient pas de clé pour le document {id}, et le message ne dit pas qu’elle suit',
    'item {id} has {bytes} octets, at most {most} are taken':
      'le document {id} a {bytes} octets, {most} au plus sont admis',
    'the part of item {id} has another size than stated':
      'la partie du document {id} a une autre taille que celle qui est déclarée',
    'the part {sha256} of item {id} has not arrived; upload it and deliver again':
      'la partie {sha256} du document {id} n’est pas arrivée ; téléversez-la et remettez de nouveau',
    'the part of item {id} has {bytes} octets, {stated} were stated':
      'la partie du document {id} a {bytes} octets, {stated} étaient déclarés',
    'no agreement {id} between {member} and {other} is laid down here':
      'aucun accord {id} entre {member} et {other} n’est déposé ici',
    'our text of agreement {id} has SHA-256 {sha256}, the statement names {other}':
      'notre texte de l’accord {id} a le SHA-256 {sha256}, la déclaration nomme {other}',
    'it is sent at {instant} and expires at {last}; the agreement lets a message travel for {days} days':
      'il est envoyé le {instant} et expire le {last} ; l’accord laisse un message voyager {days} jours',
    'terms name provider {provider} and recipient {recipient}, the statement goes from {member} to {us}':
      'les conditions nomment le fournisseur {provider} et le destinataire {recipient}, la déclaration va de {member} à {us}',
    'terms were made for matter {matter}, the statement stands in case {id}':
      'les conditions ont été établies pour l’affaire {matter}, la déclaration est dans le dossier {id}',
    'the body has {bytes} octets, at most {most} are taken': 'le texte a {bytes} octets, {most} au plus sont admis',
    'the facts of the statement are not those of its body': 'les faits de la déclaration ne sont pas ceux de son texte',
    'the body is not an object of form and names': 'le texte n’est pas un objet de formulaire et de noms',
    'the names of the body are not those of its items': 'les noms du texte ne sont pas ceux de ses documents',
    'the name of item {id} is no text of {most} characters at most':
      'le nom du document {id} n’est pas un texte de {most} caractères au plus',
    'the name of item {id} holds U+{point}, which nobody sees':
      'le nom du document {id} contient U+{point}, que personne ne voit',
    'a part of {bytes} octets was announced, at most {most} are taken':
      'une partie de {bytes} octets a été annoncée, {most} au plus sont admis',
    '{member} is not among our partners any more': '{member} n’est plus de nos partenaires',
    'the cases of this delivery moved on {times} times while it was stored':
      'les dossiers de cet envoi ont évolué {times} fois pendant son enregistrement',
    'the envelope could not be accepted': 'l’enveloppe n’a pas pu être acceptée',
    'the peer presented no certificate': 'le pair n’a présenté aucun certificat',
    'the certificate is vouched for by {member} and {other}': '{member} et {other} se portent garants du certificat',
    'the server showed no certificate': 'le serveur n’a présenté aucun certificat',
    'the certificate names {count} URIs where exactly one is expected':
      'le certificat nomme {count} URI là où une seule est attendue',
    'no partner is called {name}': 'aucun partenaire ne s’appelle {name}',
    'the certificate has lapsed': 'le certificat a expiré',
    'the certificate is that of {member}': 'le certificat est celui de {member}',
    'whether the certificate was revoked is not known here now':
      'on ne sait pas ici, en ce moment, si le certificat a été révoqué',
    '{member} has not said yet what it holds since {instant}, when the copy was made that lies here':
      '{member} n’a pas encore dit ce qu’il détient depuis le {instant}, où a été faite la copie qui est ici',
    'the clock says {instant}, but the store holds an instant of {last}':
      'l’horloge dit {instant}, mais le stockage contient un instant du {last}',
    'our signing key may sign from {ends}, and it is {now}: "bulla check" says how its certificate is made anew':
      'notre clé de signature peut signer du {ends}, et nous sommes le {now} : « bulla check » dit comment refaire son certificat',
    'the clock is {seconds} s ahead of what was reckoned since it was last believed':
      'l’horloge avance de {seconds} s sur ce qui a été compté depuis qu’on lui a fait foi',
    'the clock is {seconds} s behind what was reckoned since it was last believed':
      'l’horloge retarde de {seconds} s sur ce qui a été compté depuis qu’on lui a fait foi',
    'the other member keeps less than the terms demand, {unmet}: two persons decide on {message}':
      'l’autre Membre respecte moins que ne l’exigent les conditions, {unmet} : deux personnes décident ; {message}',
    'the agreement asks for two persons for {message}': 'l’accord demande deux personnes ; {message}',
    'the other member cannot keep the terms: two persons decide on {message}':
      'l’autre Membre ne peut respecter les conditions : deux personnes décident ; {message}',
    'a legal hold ends earlier than was said: two persons decide on {message}':
      'une obligation légale de conservation prend fin plus tôt que dit : deux personnes décident ; {message}',
    'authenticator data is for another relying party than {host}':
      'la clé d’accès a répondu pour un autre site que {host}',
    'authenticator data has {bytes} octets, expected {least} to {most}':
      'la réponse de la clé d’accès a {bytes} octets, {least} à {most} sont attendus',
    'authenticator data sets flags that are reserved': 'la réponse de la clé d’accès pose des indicateurs réservés',
    'authenticator data says that the key is backed up, and that it cannot be':
      'la clé d’accès dit qu’elle est sauvegardée, et qu’elle ne peut l’être',
    'authenticator data has {bytes} octets that no flag speaks of':
      'la réponse de la clé d’accès a {bytes} octets dont aucun indicateur ne parle',
    'authenticator data says that nobody was there': 'la clé d’accès dit que personne n’était là',
    'authenticator data says that the authenticator did not verify who was there; it needs a PIN, a finger or a face':
      'la clé d’accès dit qu’elle n’a pas vérifié qui était là ; il lui faut un code, un doigt ou un visage',
    'authenticator data ends before the id of its key':
      'la réponse de la clé d’accès s’arrête avant l’identifiant de sa clé',
    'authenticator data has a key with an id of {bytes} octets, expected 1 to {most}':
      'la réponse a une clé dont l’identifiant a {bytes} octets, 1 à {most} sont attendus',
    'authenticator data ends within the id of its key':
      'la réponse de la clé d’accès s’arrête dans l’identifiant de sa clé',
    'authenticator data holds no key': 'la réponse ne contient pas de clé',
    'client data has {name} {found}, expected {wanted}':
      'le navigateur a répondu {name} {found}, il est attendu {wanted}',
    'client data was made within a page of another origin': 'le navigateur a répondu dans une page d’une autre origine',
    'client data has {bytes} octets, expected at most {most}':
      'la réponse du navigateur a {bytes} octets, {most} au plus sont attendus',
    'client data is no JSON object': 'la réponse du navigateur n’est pas un objet JSON',
    'client data is no JSON in UTF-8': 'la réponse du navigateur n’est pas du JSON en UTF-8',
    'assertion is by another key': 'la réponse est d’une autre clé',
    'assertion holds a new key': 'la réponse contient une nouvelle clé',
    'signature is not by this key, or over something else':
      'la signature n’est pas de cette clé, ou porte sur autre chose',
    'attestation object does not hold fmt, attStmt and authData, and nothing else':
      'l’attestation ne contient pas fmt, attStmt et authData, et rien d’autre',
    'attestation is {found}, expected "none"': 'l’attestation est {found}, il est attendu « none »',
    '{name} has {count} letters, expected at most {bytes} octets':
      '{name} a {count} lettres, {bytes} octets au plus sont attendus',
    'key has type {type} and algorithm {found}, expected ES256 or EdDSA':
      'la clé est du type {type} et de l’algorithme {found}, ES256 ou EdDSA est attendu',
    'key is on curve {found}, expected {wanted}': 'la clé est sur la courbe {found}, {wanted} est attendue',
    'key has {count} members, expected {wanted} in canonical form':
      'la clé a {count} membres, {wanted} sont attendus en forme canonique',
    'key is no point of {found}': 'la clé n’est pas un point de {found}',
    'key is no good point of Ed25519': 'la clé n’est pas un bon point d’Ed25519',
    'key has a coordinate {name} that is not {bytes} octets':
      'la clé a une coordonnée {name} qui n’est pas de {bytes} octets',
    'what is kept is no public key': 'ce qui est conservé n’est pas une clé publique',
    'what is kept is no key for {found} in its shortest form':
      'ce qui est conservé n’est pas une clé pour {found} dans sa forme la plus courte',
    '{name} is no CBOR of definite, shortest lengths':
      '{name} n’est pas du CBOR de longueurs définies et les plus courtes',
    '{name} is no CBOR map': '{name} n’est pas une table CBOR',
    '{member} at {host}: {said}': '{member} à {host} : {said}',
    '{member} at {host} does not answer: {said}': '{member} à {host} ne répond pas : {said}',
    'its name is not resolved ({found})': 'son nom n’est pas résolu ({found})',
    'its card names no address': 'sa fiche ne nomme aucune adresse',
    'nothing listens at that port ({found})': 'rien n’écoute à ce port ({found})',
    'nothing comes back from that host ({found})': 'rien ne revient de cet hôte ({found})',
    'what answers there speaks no TLS, as a plain HTTP server does':
      'ce qui répond là ne parle pas TLS, comme un simple serveur HTTP',
    'the server there refuses TLS 1.3 as we speak it ({found})':
      'le serveur refuse là TLS 1.3 tel que nous le parlons ({found})',
    '{bytes} octets of TLS came, and then nothing more': '{bytes} octets de TLS sont venus, puis plus rien',
    'it took the connection and answers nothing in TLS': 'il a pris la connexion et ne répond rien en TLS',
    'it took the connection and broke it off before TLS was done ({found})':
      'il a pris la connexion et l’a rompue avant la fin de TLS ({found})',
    'it does not take our certificate, as it says in TLS': 'il n’accepte pas notre certificat, comme il le dit en TLS',
    'TLS stands, and no answer came in time': 'TLS est établi, et aucune réponse n’est venue à temps',
    'it broke off its answer ({found})': 'il a interrompu sa réponse ({found})',
    'it closes the connection as soon as it knows our certificate ({found}): it may have refused it':
      'il ferme la connexion dès qu’il connaît notre certificat ({found}) : il l’a peut-être refusé',
    'is not as described, found {b}': 'n’est pas tel que décrit',
    'is not a field here, where none is taken': 'n’est pas un champ ici, où aucun n’est admis',
    'is not a field here; known are {names}': 'n’est pas un champ ici ; sont connus {names}',
    'is not a field here, did you mean {name}?; known are {names}':
      'n’est pas un champ ici ; vouliez-vous dire {name} ? Sont connus {names}',
    'must be more than {a}, found no larger number': 'doit être supérieur à {a}',
    'must be less than {a}, found no smaller number': 'doit être inférieur à {a}',
    'must have at least {a} members, found {b}': 'doit avoir au moins {a} membres',
    'must have at most {a} members, found {b}': 'doit avoir au plus {a} membres',
    'does not have the form wanted, found {b}; expected {form}': 'n’a pas la forme voulue, attendu {form}',
    'is there twice, expected once': 'est là deux fois, attendu une fois',
    'is not UTF-8; percent-encode the octets of its UTF-8, such as %C3%BA for u with an acute accent':
      'n’est pas en UTF-8 ; codez « pour cent » les octets de son UTF-8, par exemple %C3%BA pour un u avec accent aigu',
    '{host} does not answer: it took more than {ms} ms': '{host} ne répond pas : il a pris plus de {ms} ms',
    '{term} ({a} demanded, {b} declared)': '{term} ({a} exigé, {b} déclaré)',
    'Choose a document first': 'Choisissez d’abord un document',
    'Say what the document is': 'Indiquez la nature du document',
    'Say why, in at most 4000 characters': 'Indiquez pourquoi, en 4000 caractères au plus',
    '{host} answers {status}': '{host} répond {status}',
    'the identity provider gave an answer that does not hold: {found} ({code})':
      'le fournisseur d’identité a donné une réponse qui ne tient pas : {found} ({code})',
    '{member} answered {status} {code}': '{member} a répondu {status} {code}',
    '{name} must be an id of 1 to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first':
      '{name} doit être un identifiant de 1 à 64 lettres, chiffres, points, traits d’union, traits bas et @, commençant par une lettre ou un chiffre',
    'the claim {claim} of the identity provider holds no id of a person, expected an id of 1 to 64 letters, digits, dots, hyphens, underscores and @, a letter or digit first; the setting OIDC_CLAIM_PERSON names the claim':
      'l’attribut {claim} du fournisseur d’identité ne contient pas d’identifiant de personne, attendu : 1 à 64 lettres, chiffres, points, traits d’union, traits bas et @, commençant par une lettre ou un chiffre ; le paramètre OIDC_CLAIM_PERSON nomme l’attribut',
    'the end of the key before is not recorded yet': 'la fin de la clé précédente n’est pas encore consignée',
    'the key that was certified is not here any more: it was replaced meanwhile':
      'la clé certifiée n’est plus ici : elle a été remplacée entre-temps',
    'the name of a part is its SHA-256 in 64 lower-case hexadecimal digits':
      'le nom d’une partie est son SHA-256 en 64 chiffres hexadécimaux minuscules',
    'the issuer {kind} revokes nothing; partners learn of it by our card':
      'l’émetteur {kind} ne révoque rien ; les partenaires l’apprennent par notre fiche',
    'no issuer here has an account': 'aucun émetteur n’a de compte ici',
    'a piece of a part needs a body of type application/partial-upload':
      'un morceau d’une partie demande un corps du type application/partial-upload',
    '{host} answered with status {status} and {found}, expected 200 and a time stamp reply':
      '{host} a répondu avec l’état {status} et {found}, 200 et une réponse d’horodatage sont attendus',
    '{host} answered {status}, expected 200': '{host} a répondu {status}, 200 est attendu',
    '{host} answered {status}, which is not followed, expected 200':
      '{host} a répondu {status}, ce qui n’est pas suivi, 200 est attendu',
    'the clock {number} is more than {most} ahead of the case, which is at {count}':
      'l’horloge {number} est de plus de {most} en avance sur le dossier, qui en est à {count}',
    'the case has {count} messages of yours, at most {most} are taken':
      'le dossier a {count} messages de vous, {most} au plus sont admis',
    'the bodies of your messages in the case have {bytes} octets, at most {most} are taken':
      'les textes de vos messages dans le dossier ont {bytes} octets, {most} au plus sont admis',
    'the clock {number} lies before that of a message which both members have had for more than {days} days':
      'l’horloge {number} est antérieure à celle d’un message que les deux Membres ont depuis plus de {days} jours',
    '{member} has cosigned another log of ours': '{member} a cosigné un autre journal de nous',
    '{member} has a receipt of ours over another log of ours':
      '{member} a un reçu de nous sur un autre journal de nous',
    'the terms are from {provider} to {recipient} in matter none, the message goes from {us} to {partner} in case {id}':
      'les conditions vont de {provider} à {recipient} sans affaire, le message va de {us} à {partner} dans le dossier {id}',
    'no partner is known on this connection': 'aucun partenaire n’est connu sur cette connexion',
    'the body is declared as an unknown charset; JSON is UTF-8 (RFC 8259): send its octets as UTF-8, with Content-Type application/json':
      'le corps est déclaré dans un jeu de caractères inconnu ; JSON est en UTF-8 (RFC 8259) : envoyez ses octets en UTF-8, avec Content-Type application/json',
    'a certificate of {a}, issued by {b}': 'un certificat de {a}, émis par {b}',
    'no certificate': 'aucun certificat',
    'it shows {said}, which is none of a gateway; expected {uri}':
      'il montre {said}, qui n’est pas celui d’une passerelle ; il est attendu {uri}',
    'it shows {said}, good from {instant} until {last}; here it is {today}':
      'il montre {said}, valable du {instant} au {last} ; ici il est {today}',
    'must name another member than the first': 'doit nommer un autre Membre que le premier',
    'must not lie before the first day': 'ne doit pas être antérieur au premier jour',
    'must be one of the two members': 'doit être l’un des deux Membres',
    'must be another member than the first': 'doit être un autre Membre que le premier',
    '{message} carries no items': '{message} : ne porte aucun document',
    '{message} carries at least one item': '{message} : porte au moins un document',
    'has other characters than A to Z and 0 to 9 in a movement reference number':
      'a d’autres caractères que A à Z et 0 à 9 dans un numéro de référence du mouvement',
    'has other characters than A to Z and 0 to 9 in a movement reference number: write {number}, or say another type':
      'a d’autres caractères que A à Z et 0 à 9 dans un numéro de référence du mouvement : écrivez {number}, ou indiquez un autre type',
    'does not look like a movement reference number: two digits, two letters of the country, fourteen letters and digits':
      'ne ressemble pas à un numéro de référence du mouvement : deux chiffres, deux lettres du pays, quatorze lettres et chiffres',
    'is no message type of this case; known are {names}':
      'n’est pas un type de message de ce dossier ; sont connus {names}',
    'lies after today, {today}': 'est postérieur à aujourd’hui, {today}',
    'holds a field that is not known here; known are {names}':
      'contient un champ qui n’est pas connu ici ; sont connus {names}',
    'must be plain Unicode text without control characters':
      'doit être du texte Unicode simple, sans caractères de commande',
    'must be another member than the provider': 'doit être un autre Membre que le fournisseur',
    'names neither a last day nor an event and a period': 'ne nomme ni un dernier jour, ni un événement et un délai',
    '{term} stands twice': '{term} figure deux fois',
    'must stay as it was': 'doit rester tel quel',
    'must stay as it was: no machine can tell which of two levels is higher':
      'doit rester tel quel : aucune machine ne peut dire lequel de deux niveaux est le plus élevé',
    'leave out {term}, which stood there before': 'omettent {term}, qui y figurait auparavant',
    'lies before the day of the message': 'est antérieur au jour du message',
    'lies after the day of the message': 'est postérieur au jour du message',
    'says the same as an entry before it': 'dit la même chose qu’une entrée précédente',
    '{id} is used twice; each line has its own id':
      '{id} est utilisé deux fois ; chaque ligne a son propre identifiant',
    'must not be more than the gross weight': 'ne doit pas dépasser la masse brute',
    'the item {id} is attached but the body does not say which document it is':
      'le document {id} est joint, mais le texte ne dit pas de quel document il s’agit',
    'is no matter of one line': 'ne concerne pas une seule ligne',
    'does not go with the kind {code}': 'ne va pas avec la sorte {code}',
    '{line} is compared twice in this message': '{line} est comparé deux fois dans ce message',
    '{line} is not declared in this case; declared are {names}':
      '{line} n’est pas déclaré dans ce dossier ; sont déclarés {names}',
    'says {code}, but no difference names {line}': 'dit {code}, mais aucune différence ne nomme {line}',
    '{line} is not among the lines compared': '{line} n’est pas parmi les lignes comparées',
    '{line} is said to match': '{line} est dit concordant',
    '{id} is not wanted in this case; wanted are {names}':
      '{id} n’est pas demandé dans ce dossier ; sont demandés {names}',
    'belongs to an assurance that is declined': 'relève d’une assurance qui est refusée',
    'what is wanted is changed by a supplement': 'ce qui est demandé se modifie par un complément',
    'information is used solely for the purpose stated in the request (5.1 b); another one takes a new request':
      'les renseignements servent uniquement à la fin indiquée dans la demande (5.1 b) ; une autre fin exige une nouvelle demande',
    'the verification was attested before the request was made (3)':
      'la vérification a été attestée avant que la demande soit faite (3)',
    'stands in the order already': 'figure déjà dans l’ordre',
    'belongs to family 7.1, not to {family}': 'relève de la famille 7.1, et non de {family}',
    'belongs to family 10, not to {family}': 'relève de la famille 10, et non de {family}',
    'must hold a copy of the relevant, specific reference, as text or as an attached item':
      'doit contenir une copie de la référence précise pertinente, comme texte ou comme document joint',
    'the export declaration is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'la déclaration d’exportation manque ; fournissez-la, ou déclarez une impossibilité pour {a} avec un motif (4.2)',
    'the persons concerned is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'les personnes concernées manquent ; indiquez-les, ou déclarez une impossibilité pour {a} avec un motif (4.2)',
    'the confirmation of the verification is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'la confirmation de la vérification manque ; fournissez-la, ou déclarez une impossibilité pour {a} avec un motif (4.2)',
    'a reference to the law on {codes} is missing; give it, or declare an inability for {a} with a reason (4.2)':
      'une référence aux règles de droit manque ({codes}) ; fournissez-la, ou déclarez une impossibilité pour {a} avec un motif (4.2)',
    '{what} is declared twice; put both reasons into one':
      '{what} est déclaré deux fois ; mettez les deux motifs en un',
    '{id} is used twice; each wanted item has its own id':
      '{id} est utilisé deux fois ; chaque élément demandé a son propre identifiant',
    'declaration-data is information; for a copy ask for the kind declaration':
      'declaration-data est un renseignement ; pour une copie, demandez la sorte declaration',
    'does not go with the outcome {code}': 'ne va pas avec la suite {code}',
    'nothing is provided that could be verified': 'rien n’est fourni qui puisse être vérifié',
    'must be 10: what is not required is listed there': 'doit être 10 : ce qui n’est pas exigé y est énuméré',
    'nothing is provided that keys could open': 'rien n’est fourni que des clés puissent ouvrir',
    'must be after-acceptance: the agreement holds no acceptance in advance by the other member':
      'doit être after-acceptance : l’accord ne contient pas d’acceptation par avance de l’autre Membre',
    'does not go with {code}': 'ne va pas avec {code}',
    'is empty: a full report says who saw the information':
      'est vide : un rapport complet dit qui a vu les renseignements',
    'is empty: a full report names the items concerned': 'est vide : un rapport complet nomme les documents concernés',
    'belongs to the first notice': 'relève de la première notification',
    'is empty: a final notice names the measures of both kinds':
      'est vide : une notification finale nomme les mesures des deux sortes',
    'is empty, and so is the prevention: nothing is told': 'est vide, et la prévention aussi : rien n’est dit',
    'the release {id} stands twice': 'la remise {id} figure deux fois',
    'says with whom a copy is that is still out': 'dit auprès de qui est une copie qui est encore dehors',
    'is the day, from the disposal on, by which a copy that is out comes back':
      'est le jour, à partir de l’élimination, où une copie qui est dehors revient au plus tard',
    'is {days} days ahead at most: then a statement says where it is now':
      'est {days} jours plus tard au plus : une déclaration dit alors où elle est',
    'a copy that is returned or destroyed is with nobody, and until no day':
      'une copie rendue ou détruite n’est auprès de personne, et jusqu’à aucun jour',
    'is at least {count}: so many copies are said to be out':
      'est au moins {count} : autant de copies sont dites dehors',
    'is at least {count}: so many copies are said to be returned or destroyed':
      'est au moins {count} : autant de copies sont dites rendues ou détruites',
    'lies before the day of this statement': 'est antérieur au jour de cette déclaration',
    'lies between the day of this statement and the end of the hold':
      'se situe entre le jour de cette déclaration et la fin de l’obligation de conservation',
    'is {days} days ahead at most: a hold is looked at once a year':
      'est {days} jours plus tard au plus : une obligation de conservation se réexamine une fois par an',
    'a hold keeps it until the end of {day}; a statement with an earlier end lifts it, the day after that':
      'une obligation le conserve jusqu’à la fin du {day} ; une déclaration avec une fin plus proche la lève, le jour suivant',
    'a hold on what it speaks of keeps it until the end of {day}; a statement with an earlier end lifts it, the day after that':
      'une obligation sur ce dont il parle le conserve jusqu’à la fin du {day} ; une déclaration avec une fin plus proche la lève, le jour suivant',
    'the body of {id} would go with the last of what it speaks of, and a hold keeps it until the end of {day}':
      'le texte de {id} disparaîtrait avec le dernier document dont il parle, et une obligation le conserve jusqu’à la fin du {day}',
    'a held item keeps its keys; it is disposed of when the hold ends':
      'un document conservé par obligation garde ses clés ; il est éliminé quand l’obligation prend fin',
    'must be true unless a legal hold says why the item is kept':
      'doit être vrai, sauf si une obligation légale dit pourquoi le document est conservé',
    'the id {id} stands twice in this message': 'l’identifiant {id} figure deux fois dans ce message',
    'nothing was given under {id} in this case': 'rien n’a été fourni sous {id} dans ce dossier',
    '{id} was given by the {role} member itself': '{id} a été fourni par ce Membre lui-même : {role}',
    '{id} was disposed of': '{id} a été éliminé',
    'must be the code of the member, such as XC, where the recipient is a third member':
      'doit être le code du Membre, par exemple XC, quand le destinataire est un Membre tiers',
    'is named only where a part is granted; the rest is as asked':
      'n’est nommé que si une partie est accordée ; le reste est comme demandé',
    'was not asked for in this case': 'n’a pas été demandé dans ce dossier',
    '{term} is decided twice': '{term} est décidé deux fois',
    'the terms have no {term}': 'les conditions n’ont pas : {term}',
    'belongs to an inability': 'relève d’une impossibilité',
    'is not the digest of a text that says these terms': 'n’est pas l’empreinte d’un texte qui dit ces conditions',
    'must hold one share for each item and no other': 'doit contenir une part pour chaque document et aucune autre',
    'stands in the last report alone, which tells of all there is by now':
      'figure dans le seul dernier rapport, qui rend compte de tout ce qu’il y a à ce jour',
    'must tell what was done, or else its digest': 'doit dire ce qui a été fait, ou sinon son empreinte',
    'two wanted items have the same id': 'deux éléments demandés ont le même identifiant',
    '{id} is wanted already; a new item has an id of its own':
      '{id} est déjà demandé ; un nouvel élément a son propre identifiant',
    'a case wants at most {most} items': 'un dossier demande au plus {most} éléments',
    'an item is removed twice': 'un élément est retiré deux fois',
    '{id} is {code}; only what still waits is removed': '{id} : {code} ; seul ce qui attend encore se retire',
    'a supplement leaves something wanted; to want nothing more, withdraw the request':
      'un complément laisse quelque chose de demandé ; pour ne plus rien demander, retirez la demande',
    '{id} has two outcomes in one message': '{id} a deux suites dans un même message',
    'is none of {names}': 'n’est aucun de {names}',
    'names {id} as deciding, which is not verified; unverified information may not be the deciding factor in removing the doubt':
      'nomme {id} comme décisif, ce qui n’est pas vérifié ; des renseignements non vérifiés ne peuvent être le facteur décisif pour lever le doute',
    'rests on verified information, but nothing in this case was verified; unverified information may not be the deciding factor in removing the doubt':
      'repose sur des renseignements vérifiés, mais rien dans ce dossier n’a été vérifié ; des renseignements non vérifiés ne peuvent être le facteur décisif pour lever le doute',
    'demands {a}; before it was {b}, which is more': 'exige {a} ; auparavant c’était {b}, qui est davantage',
    'must count at most {days} days from {code}': 'doit compter au plus {days} jours à partir de : {code}',
    'allows a hold that was not allowed before':
      'admet une conservation par obligation qui n’était pas admise auparavant',
    'is wanted no more': 'n’est plus demandé',
    'must stay {code} or become destroy-media': 'doit rester {code} ou devenir destroy-media',
    'must report uses at least as often as {code}':
      'doit rendre compte des utilisations au moins aussi souvent que : {code}',
    'is missing: needed where the kind is {code}': 'manque : il le faut quand la sorte est {code}',
    'is missing: needed where the outcome is {code}': 'manque : il le faut quand la suite est {code}',
    'is missing: needed where a permission is {code}': 'manque : il le faut quand une autorisation est {code}',
    'is missing: whatever is provided says when its keys come':
      'manque : tout ce qui est fourni dit quand viennent ses clés',
    'is missing: a decision has its day': 'manque : une décision a son jour',
    'is missing: say what removed the doubt': 'manque : dites ce qui a levé le doute',
    'is missing: name the line that differs': 'manque : nommez la ligne qui diffère',
    'adds {code}': 'ajoute : {code}',
    'leaves out {code}': 'omet : {code}',
    'must be at most {a}, as before': 'doit être {a} au plus, comme auparavant',
    'must be {day} or earlier': 'doit être le {day} ou plus tôt',
    'must allow no more than {code}': 'ne doit pas permettre plus que : {code}',
    'is missing: each term has its name': 'manque : chaque condition a son nom',
    'is missing: a breach that was told names the message that told it':
      'manque : une violation notifiée nomme le message qui l’a notifiée',
    'is missing: where the rule is other, say the order in words':
      'manque : si la règle est une autre, dites l’ordre en mots',
    'is missing: say what the request lacks': 'manque : dites ce qui manque à la demande',
    'is missing: say which law stands in the way': 'manque : dites quelle règle de droit s’y oppose',
    'is missing: family 7.1 names its ground, a to e': 'manque : la famille 7.1 nomme son motif, a à e',
    'is missing: family 10 names its limit, a to h': 'manque : la famille 10 nomme sa limite, a à h',
    'is missing: VERIFY_OTHER says in words what the purpose is': 'manque : VERIFY_OTHER dit en mots quelle est la fin',
    'is missing: where reciprocity is lacking the request states that fact':
      'manque : en l’absence de réciprocité, la demande l’indique',
    'is missing: whatever is provided comes with a description of the protection and confidentiality required':
      'manque : tout ce qui est fourni vient avec une description de la protection et de la confidentialité exigées',
    'is missing: a supplement adds or removes something': 'manque : un complément ajoute ou retire quelque chose',
    'is missing: say why the further effort is worth it':
      'manque : dites pourquoi l’effort supplémentaire en vaut la peine',
    'is missing: say what is right': 'manque : dites ce qui est juste',
    'is missing: say which part is granted': 'manque : dites quelle partie est accordée',
    'is missing: an inability names its law and its effect':
      'manque : une impossibilité nomme sa règle de droit et son effet',
    'is missing: name what is opened': 'manque : nommez ce qui est ouvert',
    'is missing: keys bring a share for each item': 'manque : les clés apportent une part pour chaque document',
    'is missing: a report tells where it begins, what follows what, and each use':
      'manque : un rapport dit où il commence, ce qui suit quoi, et chaque utilisation',
    'an id stands twice in this message': 'un identifiant figure deux fois dans ce message',
    '{id} is not wanted any more': '{id} n’est plus demandé',
    '{id} is {code}; it cannot become {other}': '{id} : {code} ; ne peut devenir {other}',
    'the permission {id} is {code}; it cannot become {other}': 'l’autorisation {id} : {code} ; ne peut devenir {other}',
    '{id} is postponed to that day already; postponing it again takes a new one':
      '{id} est déjà reporté à ce jour ; un nouveau report demande un autre jour',
    'the local date is no day of the calendar': 'la date locale n’est pas un jour du calendrier',
    'crossed a message of the other member: {said}': 'a croisé un message de l’autre Membre : {said}',
    'the facts are not those of {message}': 'les faits ne sont pas ceux de ce message : {message}',
    '{id} stands for something that was given already': '{id} désigne quelque chose qui a déjà été fourni',
    'the {name} of the case is {code}; it cannot become {other}':
      '{name} du dossier : {code} ; ne peut devenir {other}',
    'nothing is opened': 'rien n’est ouvert',
    'the terms of {id} were not accepted yet': 'les conditions de {id} n’ont pas encore été acceptées',
    'the key of {id} was sent already': 'la clé de {id} a déjà été envoyée',
    'the permission {id} was asked for already': 'l’autorisation {id} a déjà été demandée',
    'the permission {id} was not asked for in this case': 'l’autorisation {id} n’a pas été demandée dans ce dossier',
    'the permission goes beyond what was asked for: {names}':
      'l’autorisation va au-delà de ce qui a été demandé : {names}',
    'the breach {id} was notified already': 'la violation {id} a déjà été notifiée',
    'no full report of a breach {id} is awaited': 'aucun rapport complet d’une violation {id} n’est attendu',
    'the full report or the measures for the breach {id} are awaited':
      'le rapport complet ou les mesures pour la violation {id} sont attendus',
    'no breach was notified': 'aucune violation n’a été notifiée',
    'no measures for a breach {id} are awaited': 'aucune mesure pour une violation {id} n’est attendue',
    'the limit proposed is {number} per {code}; to propose another one is no agreement':
      'la limite proposée est {number} par {code} ; en proposer une autre n’est pas un accord',
    '{id} is postponed without a day to come': '{id} est reporté sans jour à venir',
    'the item {id} was given already': 'le document {id} a déjà été fourni',
    'two lines of goods have the same id': 'deux lignes de marchandises ont le même identifiant',
    'the limit offered is {number} a month from {day} until {last}':
      'la limite offerte est {number} par mois du {day} au {last}',
    'what {member} says that it holds is not believed: {said}': 'ce que {member} dit détenir n’est pas cru : {said}',
  },

  wording,

  /** Pages for persons. `#` stands for a number. */
  console: {
    product: 'Bulla',
    skip: 'Aller au contenu principal',
    navigation: 'Menu principal',
    menu: 'Menu',
    more: 'En savoir plus sur cette passerelle',
    language: 'Langue',
    change: 'Changer',
    leave: 'Se déconnecter',
    about: 'Ce que cette passerelle garantit, et ce qu’elle ne peut pas garantir',
    error: 'Erreur',
    warning: 'Important',
    problem: 'Il y a un problème',
    code: 'Code',
    way: 'Où vous êtes',
    back: 'Retour',
    continue: 'Continuer',
    nextPage: 'Page suivante',
    pages: 'Pages',
    yes: 'Oui',
    no: 'Non',
    none: 'Aucun',
    all: 'Tous',
    optional: 'facultatif',
    never: 'Jamais',
    unknownYet: 'Pas encore connu',
    today: 'Aujourd’hui',
    entries: {
      inbox: 'Boîte de réception',
      cases: 'Affaires',
      search: 'Recherche',
      drafts: 'Seconde personne',
      held: 'Ce que nous détenons',
      events: 'Ce qui s’est passé',
      gateway: 'La passerelle',
      partners: 'Partenaires',
      keys: 'Clés',
      deliveries: 'Envois',
      evidence: 'Preuves',
      dates: 'Tableau des échéances',
    },
    enter: {
      title: 'Se connecter',
      lead: 'Vous vous connectez avec la clé d’accès que vous avez enregistrée auprès de cette passerelle. Il n’y a pas de mot de passe.',
      passkey: 'Se connecter avec une clé d’accès',
      needsScript: 'Les clés d’accès ont besoin de scripts : autorisez-les pour cette adresse.',
      provider: 'Se connecter avec le compte de votre administration',
      refused: 'La connexion n’a pas abouti',
      noPasskeys: 'Ce navigateur ne connaît pas les clés d’accès. Utilisez-en un récent.',
      cancelled: 'La clé d’accès n’a pas été utilisée. Réessayez quand vous serez prêt.',
    },
    enrol: {
      title: 'Enregistrer votre clé d’accès',
      lead: 'Ce lien est destiné à une seule personne et ne sert qu’une fois. La clé d’accès reste chez vous : la passerelle en conserve la moitié publique et inscrit dans ses preuves qu’elle est à vous.',
      person: 'Personne',
      offices: 'Bureaux',
      roles: 'Rôles',
      register: 'Enregistrer une clé d’accès',
      gone: 'Ce lien n’est pas valable',
      goneLead:
        'Il a déjà servi, il a expiré ou il n’a jamais existé. Demandez-en un autre à la personne qui gère la passerelle.',
      done: 'Votre clé d’accès est enregistrée',
    },
    promises: {
      title: 'Ce que cette passerelle garantit, et ce qu’elle ne peut pas garantir',
      lead: 'Les administrations douanières se communiquent des renseignements sous conditions (article 12 de l’Accord de l’OMC sur la facilitation des échanges). Pour chaque condition, cette page dit ce que fait la passerelle de celui qui les reçoit.',
      operator:
        'Rien n’est imposé à la personne qui gère la passerelle destinataire : qui possède la machine peut changer le programme. Ce qui a été lu par elle auparavant figure dans ses preuves.',
      head: {
        term: 'Condition',
        does: 'Ce que fait la passerelle',
        class: 'Classe',
        against: 'Contre qui',
        beyond: 'Ce qu’aucune machine ne garde',
      },
      classes: { E: 'imposé', D: 'détecté', A: 'attesté', L: 'devoir légal seulement' },
      log: 'Le journal des preuves',
      logLead:
        'Tout ce qui doit pouvoir être prouvé est consigné dans un journal qui ne fait que croître. Voici son dernier point de contrôle, signé par la passerelle et par des partenaires comme témoins ; on peut le comparer à un point vu auparavant.',
    },
    characters: {
      limit: 'Vous pouvez saisir jusqu’à %{count} caractères.',
      count: {
        under: {
          one: 'Il vous reste %{count} caractère',
          many: 'Il vous reste %{count} caractères',
          other: 'Il vous reste %{count} caractères',
        },
        at: 'Il ne vous reste aucun caractère',
        over: {
          one: '%{count} caractère de trop',
          many: '%{count} caractères de trop',
          other: '%{count} caractères de trop',
        },
      },
    },
    roleNames: {
      submit: 'rédiger des messages',
      read: 'consulter les affaires',
      release: 'lire le contenu',
      approve: 'approuver comme seconde personne',
      operate: 'gérer la passerelle',
      monitor: 'lire ses chiffres',
    },
    show: 'Afficher',
    case: 'Affaire',
    partner: 'Partenaire',
    role: 'Notre rôle',
    state: 'État',
    due: 'Échéance',
    overdue: 'en retard',
    noDay: 'Aucun jour n’est fixé',
    office: 'Bureau',
    what: 'Objet',
    agreement: 'Accord',
    purpose: 'Finalité',
    openedAt: 'Ouverte',
    regions: 'À côté',
    discretion: 'Pouvoir d’appréciation',
    discretionary: 'Le membre requis décide s’il répond (12.7.2, 12.8)',
    next: 'Ce que vous pouvez faire ensuite',
    nothingNext: 'Rien ne peut être envoyé dans cette affaire pour le moment.',
    notLegal: 'Ce qui ne peut pas être envoyé maintenant, et pourquoi',
    secondPerson: 'une seconde personne l’approuve',
    by: 'Dû par',
    source: 'Fixé par',
    owed: 'Ce qui est dû',
    owedBy: (member: string) => `dû par ${member}`,
    caseWith: (member: string) => `Affaire avec ${member}`,
    duties: {
      answer: 'Réponse',
      postponed: 'Réponse reportée',
      owed: 'Réponse à un message',
      disposal: 'Destruction',
      report: 'Compte rendu des utilisations',
    },
    wanted: 'Ce que la demande réclame',
    documents: 'Documents',
    document: 'Document',
    outcome: 'Suite donnée',
    withdrawn: 'N’est plus demandé',
    expectedOn: (day: string) => `attendu le ${day}`,
    direction: 'Sens',
    received: 'reçu',
    sent: 'envoyé',
    size: 'Taille',
    sizes: { small: 'petite', medium: 'moyenne', large: 'grande', 'very-large': 'très grande' },
    verified: 'Exactitude',
    acceptance: 'Conditions',
    disposed: 'Détruit',
    locked: 'Sa clé n’est pas encore arrivée',
    lockedThere: 'Le partenaire l’ouvre dès qu’il a accepté les conditions et que nous avons remis la clé',
    permissions: 'Autorisations',
    permission: 'Autorisation',
    verdict: 'Décision',
    usesLeft: 'Utilisations restantes',
    unlimited: 'sans limite',
    until: 'Jusqu’au',
    timeline: 'Ce qui s’est passé',
    print: 'Imprimer cette affaire',
    deliveryStates: {
      queued: 'en file',
      waiting: 'en attente',
      sending: 'en route',
      delivered: 'accusé de réception reçu',
      refused: 'refusé par le partenaire',
      expired: 'n’a pas pu être remis',
      cancelled: 'annulé',
    },
    channels: { paper: 'Lettre', 'e-mail': 'Courriel', telephone: 'Appel téléphonique', other: 'Autre' },
    conditions: {
      label: 'Conditions d’utilisation',
      none: 'Aucun renseignement n’a encore été communiqué dans cette affaire.',
      oursAlone: 'Nous ne détenons rien du partenaire dans cette affaire.',
      all: 'Toutes les conditions',
      from: 'Communiqué par',
      purpose: 'Uniquement pour',
      offices: 'Peut être lu par',
      until: 'Lisible jusqu’au',
      permission: 'Nécessite une autorisation écrite',
      excluded: 'Jamais dans',
      unverified: 'Une partie n’est pas vérifiée : aucune décision ne peut reposer sur elle seule (12.5.1 d).',
    },
    terms: {
      title: 'Conditions complètes',
      none: 'Rien n’est soumis à des conditions dans cette affaire.',
      held: (member: string) => `Ce que nous détenons de ${member}`,
      given: (member: string) => `Ce que nous avons communiqué à ${member}`,
    },
    inbox: {
      nothing: 'Rien n’est dû.',
      nothingSoon: (until: string) => `Rien n’est dû jusqu’au ${until}.`,
      later: (until: string) => `Aussi ce qui est dû après le ${until}`,
      here: { one: '# entrée sur cette page.', other: '# entrées sur cette page.' },
      overdue: { one: '# est en retard.', other: '# sont en retard.' },
      caption: 'Ce qui est dû, le plus proche d’abord',
      sides: 'Réponses de qui',
      by: { us: 'Dû par nous', partner: 'Dû par des partenaires' },
    },
    cases: {
      nothing: 'Il n’y a pas de telles affaires.',
      caption: 'Affaires de vos bureaux',
      sides: 'Quelles affaires',
      whose: { all: 'De mes bureaux', mine: 'Les miennes' },
      partnerHint: 'Code du membre, tel que XB ; vide pour tous',
    },
    read: {
      noRole: 'Vous n’avez pas le rôle de lire le contenu : une personne de votre bureau qui a ce rôle le fait.',
      column: 'Contenu',
      link: 'Lire',
      recorded:
        'Qui lit, à quelle fin et quand est inscrit dans les preuves avant que quoi que ce soit ne soit montré, même en cas de refus.',
      purpose: 'À quelle fin le lisez-vous ?',
      use: 'Qu’en faites-vous ?',
      uses: { view: 'Le regarder', print: 'L’imprimer', export: 'En prendre une copie' },
      useHints: {
        view: 'Il est affiché ici et n’est pas enregistré.',
        print:
          'Une archive quitte la passerelle : les octets tels qu’ils ont été donnés, et TERMS.txt, qui dit pour qui et à quelle fin la copie a été faite, quand, de quoi (SHA-256) et sous quelles conditions. La destruction en rend compte.',
        export: 'La même archive, à conserver ailleurs. La destruction en rend compte aussi.',
      },
      documents: 'Quels documents l’accompagnent ?',
      withDocuments: 'Ceux de ce message, chacun sous ses propres conditions',
      withDocumentsHint: 'Pour une copie. Ce que ses conditions gardent ici reste ici, et l’archive dit pourquoi.',
      onlyShown:
        'Il est affiché ici pour être regardé. Le cadre n’exécute aucun script et n’ouvre rien d’autre, cette page n’enregistre et n’imprime rien, et le navigateur est prié de ne rien garder.',
      onlyShownPdf:
        'Un PDF est affiché par le lecteur de votre navigateur. Aucune page ne peut retirer ses propres boutons d’enregistrement et d’impression : n’en utilisez aucun. Ce qu’ils produisent est une copie sans conditions, que personne ne compte. Une photographie de l’écran en est une aussi.',
      onlyShownOther:
        'Ce qu’aucune page ne peut empêcher, c’est une photographie de l’écran : c’est une copie sans conditions, que personne ne compte.',
      button: 'Lire',
      observe: 'Ce que vous devez respecter',
    },
    clear: {
      link: 'Décider qu’une autre personne peut le lire',
      title: 'Une autre personne peut-elle le lire ?',
      lead: 'Lorsque les conditions le laissent à une personne, comme la lecture le dit alors. La décision vaut pour un lecteur, une finalité et un usage, et est inscrite parmi les preuves. Personne ne décide pour soi-même, et elle ne lève aucun refus.',
      noRole: 'Vous n’avez pas de rôle pour cela : une personne ayant le rôle « approuver » décide.',
      hand: 'Une seconde personne de votre bureau ayant le rôle « approuver » décide. Cela l’attend sous « Seconde personne » ; cette adresse y mène directement.',
      asks: 'Qui attend de pouvoir lire',
      noAsks: 'Personne n’attend une décision qui lui permette de lire.',
      kinds: { item: 'Un document', body: 'Ce que dit un message' },
      own: 'de vous : une autre personne décide',
      reader: 'Qui peut lire ?',
      readerHint: 'L’identifiant d’une personne de votre administration',
      purpose: 'Dans quel but ?',
      use: 'Que peut-elle en faire ?',
      until: 'Jusqu’à quel jour ?',
      untilHint: 'Au plus 90 jours à compter d’aujourd’hui',
      uses: 'Combien de fois ?',
      reason: 'Pourquoi ?',
      reasonHint: 'Conservé chiffré',
      button: 'Décider',
      done: 'C’est décidé',
      cleared: (reader: string, until: string, uses: number) =>
        `${reader} peut le lire jusqu’au ${until} ; nombre de fois : ${uses}.`,
    },
    belonging: {
      title: 'Qui s’en occupe',
      person: 'Personne',
      personHint: 'Un identifiant de votre administration ; vide pour personne',
      assign: 'Attribuer',
      office: 'Un autre de nos bureaux',
      officeHint: 'Ce qui nous a été communiqué n’y est lisible que si les conditions nomment ce bureau.',
      hand: 'Transmettre',
    },
    me: {
      another: 'Ajouter une clé d’accès',
      newLead: 'Votre clé d’accès a montré que c’est bien vous. Enregistrez maintenant la nouvelle.',
      title: 'Vous',
      function: 'Votre fonction',
      keys: 'Vos clés d’accès',
      lead: 'Elles servent à se connecter et à signer. Une clé perdue est retirée par la personne qui gère la passerelle.',
    },
    sign: {
      title: 'Signer avec votre clé d’accès',
      lead: 'Ce qui figure ici est ce que vous signez. Cela est conservé avec votre signature dans les preuves.',
      act: 'Ce que vous faites',
      subject: 'Sur quoi',
      acts: {
        release: 'Lire un contenu',
        clear: 'Décider qu’un autre peut lire',
        approve: 'Approuver un projet',
        permit: 'Donner une autorisation',
        'accept-terms': 'Accepter des conditions',
        dispose: 'Détruire un contenu',
        'accept-partner': 'Accepter la fiche d’un partenaire',
      },
      button: 'Signer',
      says: 'Ce qu’il dit',
      exactly: 'Exactement ce qui est signé',
      noKey: 'Vous n’avez pas encore de clé d’accès : enregistrez-en une d’abord.',
    },

    // What is written, rehearsed and approved.
    form: {
      day: 'année-mois-jour, par exemple 2026-03-02',
      instant: 'jour et heure en temps universel (UTC)',
      such: (example) => `par exemple ${example}`,
      most: (characters) => `${characters} caractères au plus`,
      choose: 'Choisissez',
      notSaid: 'Non précisé',
      give: 'Ajouter',
      another: 'Ajouter un autre élément',
      remove: 'Retirer',
      name: 'Nom',
      value: 'Valeur',
    },
    compose: {
      open: 'Ouvrir une affaire',
      noAgreement: 'Aucun accord n’est déposé ici, au titre duquel une affaire pourrait être ouverte.',
      to: (member) => `À ${member}`,
      recipient: 'À',
      newOne: 'Un nouveau',
      rehearse: 'Continuer : rien n’est encore envoyé',
      kind: 'Nature du document',
      as: 'Forme dans laquelle il a été déposé',
      filed: { electronic: 'Électronique', paper: 'Papier, numérisé' },
      file: 'Document',
      fileHint: (mebibytes) =>
        `Vous pouvez déposer des documents ici. Si le navigateur exécute les scripts, ils partent par morceaux et reprennent après une coupure ; sans script, un formulaire accepte ${mebibytes} Mio au plus. Un document est chiffré sous ses conditions dès son arrivée.`,
      upload: 'Transmettre',
      progress: 'Part déjà transmise',
      uploadFailed:
        'La ligne a été coupée et le document n’est pas arrivé. Rien n’est perdu : choisissez de nouveau Transmettre.',
      leaveOut: 'Retirer le document',
      name: 'Nom',
    },
    rehearsal: {
      title: 'Avant l’envoi',
      lead: 'Rien n’a été envoyé. Voici ce qui part quand vous l’envoyez.',
      message: 'Message',
      opens: 'Qui peut l’ouvrir',
      whoOpens: (member, offices, purposes) =>
        `Chez ${member} : ${offices}, et seulement aux fins suivantes : ${purposes}`,
      second: 'Seconde personne',
      secondYes: 'Une seconde personne doit l’approuver avant l’envoi.',
      secondNo: 'Pour autant qu’on le sache, l’envoi est immédiat.',
      unmet: {
        'two-persons':
          'Le partenaire assure moins que ce que demandent ces conditions : deux personnes décident si des documents sont fournis.',
        refuse:
          'Le partenaire assure moins que ce que demandent ces conditions : selon l’accord, aucun document n’est fourni.',
      },
      says: 'Ce qu’il dit',
      terms: 'Sous quelles conditions',
      kept: (member) => `Ce que ${member} déclare en assurer, et comment`,
      term: 'Condition',
      demanded: 'Exigé',
      declared: 'Déclaré par le partenaire',
      less: 'moins qu’exigé',
      send: 'Envoyer',
      keep: 'Garder le projet modifié',
      back: 'Modifier',
    },
    done: {
      title: 'Le message est en route',
      lead: 'Il est conservé ici en sûreté et sera remis au partenaire sans autre intervention de votre part.',
      waits: 'Le message attend une seconde personne',
      toDraft: 'Voir le projet',
      toCase: 'Voir l’affaire',
      alike: 'Des affaires concernant la même déclaration existent déjà :',
    },
    drafts: {
      nothing: 'Rien n’attend une seconde personne.',
      caption: 'Messages qui attendent une seconde personne, du plus ancien au plus récent',
      message: 'Message',
      by: 'Rédigé par',
      since: 'Depuis',
      opens: 'Il ouvre une affaire',
      waits: 'en attente',
      own: 'le vôtre',
      returned: 'renvoyé',
      returnedBy: (person, reason) => `Renvoyé par ${person} : ${reason}`,
      revision: 'Révision',
      changedSince:
        'Il a été modifié ou renvoyé depuis sa première rédaction ; la version affichée est la plus récente, celle sur laquelle vous décidez.',
      decide: 'Votre décision',
      notOwn:
        'Vous avez participé à la rédaction de ce message. Une autre personne, qui n’en a rien écrit, l’approuve.',
      changeFirst: 'Il a été renvoyé. Il doit être modifié avant de pouvoir être approuvé.',
      approve: 'Approuver et envoyer',
      reason: 'Pourquoi le renvoyez-vous ?',
      giveBack: 'Renvoyer',
      change: 'Le modifier ; il devient alors le vôtre, et une autre personne l’approuve',
      withdraw: 'Le retirer : il ne partira jamais',
      changes: 'Ce que vous avez modifié',
      noChanges: 'Rien n’est modifié.',
      field: 'Champ',
      before: 'Avant',
      after: 'Maintenant',
    },

    // What is registered, found, held, used and printed.
    register: {
      link: 'Enregistrer une lettre ou un appel',
      byHand: 'enregistré à la main',
      lead: 'Ce qui vous est parvenu ou est parti sans passer par la passerelle devient partie de l’affaire. Son état ne change pas, et le partenaire n’en est pas informé.',
      fields: {
        direction: 'Reçu ou envoyé',
        channel: 'Par quelle voie',
        type: 'De quel message il tient lieu',
        on: 'Quel jour',
        summary: 'Ce qu’il dit, en quelques mots',
        reference: 'Où le retrouver',
      },
      button: 'Enregistrer',
    },
    search: {
      lead: 'Ce qui nous a été fourni n’est trouvé que tant que votre bureau peut le lire. La recherche est consignée : qui l’a faite, quand et par quel type de numéro. Le numéro lui-même ne figure dans aucune adresse, aucun journal ni aucune trace.',
      by: 'À quoi se rapporte le numéro',
      of: { declaration: 'Une déclaration', trader: 'Un opérateur', file: 'Un dossier, de nous ou du partenaire' },
      number: 'Numéro',
      hint: 'Les espaces, tirets, barres et minuscules ne changent rien.',
      noNumber: 'Écrivez un numéro avec des lettres ou des chiffres, de 200 caractères au plus',
      found: 'Affaires trouvées',
      nothing: 'Ce numéro ne figure dans aucune affaire que vous pouvez voir.',
      more: 'Il y a plus d’affaires que celles affichées : précisez le numéro.',
    },
    held: {
      nothing: 'Nous ne détenons rien qu’un partenaire aurait fourni.',
      caption: 'Ce que nous détenons, d’abord ce qui est en retard',
      disposeBy: 'À éliminer avant',
      ends: 'Fin de conservation',
      method: 'Comment',
      still: 'Encore dehors, ou conservé',
      next: 'À faire',
      what: { item: 'Document', body: 'Contenu d’un message' },
      copies: { one: '# copie', other: '# copies' },
      outUntil: (day) => `dehors jusqu’au ${day}`,
      holdUntil: (day) => `conservé sur ordre jusqu’au ${day}`,
    },
    uses: {
      link: 'Comment les renseignements sont utilisés',
      theirs: (member) => `Ce que ${member} a fait de ce que nous avons fourni`,
      ours: 'Ce que nous avons fait de ce qui nous a été fourni',
      unsigned: 'Le partenaire n’a encore signé pour aucune utilisation.',
      signed: (count, attested) =>
        `Le partenaire a signé pour ${count} utilisations ; toutes celles jusqu’au numéro ${attested} sont relatées et concordent.`,
      untold: {
        one: '# utilisation est signée et pas encore relatée.',
        other: '# utilisations sont signées et pas encore relatées.',
      },
      nothing: 'Aucune.',
      differs: 'Le partenaire a signé quelque chose qui contredit ce qu’il a signé par ailleurs.',
      findings: {
        forked: 'deux chaînes ont été signées',
        'went-back': 'moins d’utilisations sont signées qu’auparavant',
        differs: 'une autre utilisation a été relatée que celle qui était signée',
        'left-out': 'le relevé s’arrête trop tôt',
        withheld: 'le relevé retient quelque chose',
        holding: 'ce qu’il dit détenir n’est pas ce que laissent ses attestations d’élimination',
      },
      odd: 'ne concorde pas',
      use: 'Utilisation',
      at: 'Quand',
      reader: 'Lecteur',
      content: 'Contenu',
      notTold: 'pas encore relatée',
      kinds: { release: 'lu', denial: 'refusé', 'key.destroyed': 'clés détruites' },
      does: {
        view: 'pour le consulter',
        print: 'pour l’imprimer',
        export: 'pour en prendre copie',
        compare: 'pour le comparer',
        annotate: 'pour l’annoter',
        extract: 'pour en extraire une partie',
        decide: 'pour décider',
        disclose: 'pour le communiquer',
        evidence: 'comme preuve',
        analytics: 'pour l’analyse',
      },
      holds: (member) => `Ce que ${member} détient à ce jour, selon son dernier relevé`,
      byNow: 'À ce jour',
      held: 'détenu',
      disposed: 'éliminé',
      copies: 'Copies sorties',
      outUntil: 'Dernière copie de retour le',
      heldUntil: 'Conservation légale jusqu’au',
    },
    printed: {
      at: (instant) => `Imprimé le ${instant}.`,
      lead: 'Ce que le partenaire a fourni n’y figure pas.',
    },

    // For whoever runs the gateway.
    operator: {
      done: 'C’est fait',
      next: 'Que faire ensuite',
      because: 'Pourquoi',
      whyHint: 'Dites pourquoi, et qui vous avez appelé. Cela devient une preuve.',
      onCommandLine: 'En ligne de commande',
      commandHint: 'Aucune page ne le fait : lancez la commande là où la passerelle est installée.',
      seconds: { one: '# seconde', other: '# secondes' },
      minutes: { one: '# minute', other: '# minutes' },
      hours: { one: '# heure', other: '# heures' },
      days: { one: '# jour', other: '# jours' },
      member: 'Membre',
      found: 'Ce qui a été constaté',
      since: 'Depuis',
      use: 'Usage',
      ends: 'Fin',
      left: 'Reste',
      ended: 'terminé',
      ours: 'à nous',
      gateway: {
        title: 'État de la passerelle',
        ready: 'La passerelle accepte les demandes.',
        notReady: 'La passerelle n’accepte aucune demande en ce moment.',
        well: 'Il n’y a rien à examiner.',
        reasons: 'Ce qu’il faut examiner',
        version: 'Version',
        card: 'Numéro de notre fiche',
        unstamped: 'Points de contrôle sans horodatage',
        waiting: 'Ce qui attend',
        nothingWaits: 'Rien n’attend.',
        deliveries: 'Envois',
        oldest: 'Le plus ancien',
        away: 'Maintenance',
        awayLead:
          'Les partenaires apprennent jusqu’à quand nous sommes absents : ils gardent ce qui est pour nous et ne donnent pas l’alerte. La passerelle continue jusqu’à ce que vous l’arrêtiez.',
        awayFor: 'Pour combien de temps ?',
        tell: 'Annoncer notre absence aux partenaires',
        tellBack: 'Annoncer notre retour aux partenaires',
        told: 'Ce que les partenaires ont appris',
        outcomes: {
          told: 'il le sait',
          away: 'il est injoignable, et l’apprendra plus tard',
          cannot: 'il ne reçoit pas de tels avis',
        },
      },
      restored: {
        title: 'Ce qui manque depuis une restauration',
        nothing: 'Rien n’a été restauré ici, ou tout est réglé.',
        since: 'Copie faite le',
        from: 'Quelle copie',
        partners: 'Ce que les partenaires ont dit',
        cases: 'Affaires dont une partie ne peut être obtenue',
        closed: 'fermée',
        open: 'ouverte',
        settleLead:
          'Une affaire est ouverte telle qu’elle se trouve ici : ce qui a été éliminé depuis peut s’y trouver. Qui l’a fait, et pourquoi, est une preuve.',
        which: 'Laquelle',
        whichHint: 'L’identifiant d’une affaire ; ou le code d’un partenaire, pour toutes les affaires avec lui.',
        settle: 'Régler',
      },
      partners: {
        caption: 'Les partenaires et les lignes vers eux',
        nothing: 'Il n’y a pas encore de partenaires.',
        name: 'Nom',
        states: { active: 'actif', suspended: 'suspendu' },
        circuit: 'Ligne',
        circuits: { closed: 'en service', open: 'rien n’est envoyé', 'half-open': 'essayée de nouveau' },
        card: 'Sa fiche',
        holdsOurs: 'Notre fiche qu’il détient',
        endpoint: 'Porte des partenaires',
        awayUntil: 'Absent jusqu’à',
        notAway: 'Il est là',
        inFlight: 'En chemin',
        contact: 'Point de contact',
        office: 'Bureau',
        hours: 'Horaires',
        zone: 'Fuseau horaire',
        languages: 'Langues',
        phone: 'Téléphone',
        email: 'Courriel',
        profiles: 'Types d’échange',
        assurance: 'Comment il respecte chaque condition',
        classes: {
          E: 'imposée',
          D: 'constatée par un délai',
          A: 'attestée par une fonction nommée',
          L: 'laissée au droit',
        },
        keys: 'Ses clés et certificats',
        test: 'Essayer la ligne',
        testLead:
          'Un message d’essai fait tout le chemin jusqu’au partenaire et retour, et n’atteint aucun système national.',
        tested: 'Ce que l’essai a constaté',
        step: 'Étape',
        answered: 'Il a répondu en # ms ; la ligne est prête.',
        failed: 'La ligne a échoué',
        add: 'Un nouveau partenaire est ajouté en ligne de commande, où trois de ses douze mots sont demandés :',
      },
      suspension: {
        link: 'Ce qu’il faut savoir avant une suspension',
        title: 'Avant une suspension',
        lead: 'Ce qui a été fourni à ce partenaire, ce qui est en cours avec lui et ce qui continue de circuler. Cette page ne suspend rien : une personne le fait.',
        notWhole: 'Seules les affaires de vos bureaux sont montrées. Qui exploite la passerelle voit celles de tous.',
        exchange: 'L’échange',
        ours: 'Nos obligations envers lui',
        theirs: 'Ses obligations envers nous',
        hold: 'elles tiennent',
        rest: (day) => `elles sont suspendues depuis le ${day}`,
        caption: 'Affaires avec lui',
        nothing: 'Il n’y a ici aucune affaire avec lui.',
        given: 'Fourni par nous',
        there: 'Encore là-bas',
        held: 'Détenu ici',
        theyOwe: 'Il doit',
        weOwe: 'Nous devons',
        breach: 'Violation, contradictions',
        late: { one: '# en retard', other: '# en retard' },
        contradicts: { one: '# contradiction', other: '# contradictions' },
        once: 'Une fois nos obligations suspendues',
        flows: 'Continue de circuler',
        rests: 'Reste en suspens',
        obligations:
          'Les obligations peuvent être suspendues après une violation (12.11.2) : le partenaire apprend laquelle, et ce qui y met fin. Ce qu’il nous doit pour ce qu’il détient, il continue de le devoir et peut le dire.',
        write: 'Écrire la suspension',
        wholly:
          'Ou tout l’échange prend fin, jusqu’à ce que quelqu’un le reprenne : rien n’est envoyé ni reçu, pas même ce qui est dû. Ce que chacun doit reste dû.',
      },
      cards: {
        title: 'Nouvelles fiches dont deux personnes décident',
        nothing: 'Aucune nouvelle fiche d’un partenaire n’attend.',
        states: { waiting: 'attend', confirmed: 'est en train d’être prise', refused: 'refusée' },
        whys: {
          chain: 'aucune clé suivante ne l’a signée',
          moved: 'son nom ou son hôte est un autre',
          fork: 'une autre fiche suit la même',
        },
        inUse: 'Fiche en service',
        thisCard: 'Cette fiche',
        call: 'Qui appeler',
        until: 'Attend jusqu’à',
        decided: 'Ce qui en a été dit',
        yes: 'oui',
        no: 'non',
        decide: 'Décider',
        one: 'Décider d’une nouvelle fiche',
        lead: 'Appelez le point de contact à un numéro que vous connaissiez avant l’arrivée de cette fiche, et faites-vous lire ses douze mots. Ils ne sont montrés nulle part ici : on les entend. Une seconde personne fait de même.',
        decision: 'Que dites-vous ?',
        confirm: 'Oui : j’ai entendu les mots de cette fiche',
        refuse: 'Non : la fiche en service reste',
        words: 'Les douze mots, tels qu’ils vous ont été lus',
        wordsHint: 'Dans leur ordre, séparés par une espace. Un non n’en demande aucun.',
        button: 'Dire',
        introduced: 'Ce que d’autres partenaires disent de cette fiche',
        introducedByNobody: 'Aucun partenaire ne l’a présentée.',
        seen: 'Les a rencontrés le',
        counts: 'Compte',
        uncounted: {
          unknown: 'non : il n’est plus partenaire',
          suspended: 'non : l’échange avec lui est suspendu',
          forked: 'non : il a deux histoires',
          'not-valid': 'non : sa durée ou sa clé a pris fin, ou elle dit autre chose',
          'same-anchor':
            'non : il ne fait peut-être qu’un avec un autre qui compte, avec le membre lui-même ou avec nous',
        },
        enough: (counting: string, wanted: string) => `${counting} des ${wanted} présentations voulues comptent.`,
        wordsStillNeeded: 'Les douze mots sont nécessaires.',
        noWordsNeeded: 'Aucun mot n’est nécessaire. Si vous y connaissez une voix, appelez quand même.',
        confirmIntroduced: 'Oui : j’ai entendu les mots de cette fiche, ou je me fie à ces présentations',
        wordsHintIntroduced:
          'Dans leur ordre, séparés par une espace. Laissez vide pour vous fier aux présentations ; ce que vous saisissez est comparé.',
        outcomes: {
          waiting: 'C’est noté. Une seconde personne confirme aussi cette fiche.',
          taken: 'La fiche est maintenant en service.',
          refused: 'Refusée. La fiche en service reste.',
        },
      },
      introductions: {
        title: 'Présentations',
        lead: 'Un membre qui a tout perdu, avec toutes ses clés, n’est plus connu de personne. Des partenaires qui ont revu ses agents disent à d’autres que sa nouvelle fiche est bien la sienne. Deux personnes disent la même chose avant le départ ; cela vaut 30 jours, et pour ce seul partenaire.',
        made: 'Ce que nous disons d’autres membres',
        nothing: 'Nous ne présentons personne.',
        about: 'De qui',
        to: 'À quel partenaire',
        seen: 'Rencontrés le',
        seenHint: 'Le jour où nos agents ont rencontré les leurs et comparé les douze mots.',
        until: 'Jusqu’à',
        states: {
          asked: 'une seconde personne est sollicitée',
          made: 'le partenaire ne l’a pas encore prise',
          sent: 'prise',
        },
        introduce: 'Présenter ce membre à un partenaire',
        introduceLead:
          'Seulement s’il a tout perdu, et si nos agents ont rencontré les siens depuis. C’est la fiche en service ici qui est présentée. La seconde personne vient à cette page et dit le même jour.',
        introduceButton: 'L’affirmer',
        toNobody: 'Il n’y a pas d’autre partenaire actif.',
        reasonHint: 'Dites pourquoi, et qui a rencontré qui. Cela devient une preuve.',
        outcomes: {
          asked: 'C’est noté. Une seconde personne dit la même chose.',
          made: 'Établie. Le partenaire ne l’a pas encore prise ; elle est renvoyée chaque heure.',
          sent: 'Le partenaire l’a prise.',
        },
        offer: 'Une nouvelle fiche reçue en fichier',
        offerLead:
          'D’un partenaire qui a tout perdu et ne nous atteint plus. Deux personnes en décident ; jusque-là, la fiche en service reste.',
        offerButton: 'Faire décider deux personnes',
        card: 'La fiche, telle que le partenaire l’a donnée',
        hear: 'Une présentation reçue en fichier',
        hearLead: 'Ce qu’un partenaire dit d’une fiche qui attend ici. Elle est comptée à côté de la fiche.',
        hearButton: 'La prendre en compte',
        introduction: 'La présentation, telle que le partenaire l’a donnée',
      },
      keys: {
        validities: 'Ce qui prend fin, le plus tôt d’abord',
        lives: 'Les clés, et où chacune en est',
        holders: 'Qui détient quelle fiche',
        lists: 'Listes de certificats révoqués',
        nothing: 'Il n’y en a pas.',
        id: 'Identifiant',
        uses: {
          tls: 'porte des partenaires (TLS)',
          national: 'porte nationale (TLS)',
          signing: 'signature',
          encryption: 'chiffrement',
          log: 'journal des preuves',
          card: 'fiche suivante',
          ca: 'autorité de certification',
          crl: 'liste de certificats révoqués',
        },
        standings: {
          holds: 'valable',
          ending: 'prend bientôt fin',
          ended: 'a pris fin',
          early: 'pas encore',
          replaced: 'remplacé',
        },
        states: {
          next: 'suivante',
          announced: 'annoncée',
          active: 'en service',
          retiring: 'pour ce qui est en chemin',
          revoked: 'révoquée',
          gone: 'disparue',
        },
        theirs: 'Son point de contact la renouvelle',
        authority: 'Autorité',
        number: 'Numéro',
        source: 'Donnée par',
        commands: 'Ce que seule la ligne de commande fait',
        plan: 'Quand chacune de nos clés doit être changée',
        rehearse: 'Un changement à l’essai, dont rien n’est gardé',
        rotate: 'De nouvelles clés à côté des anciennes',
        finish: 'Les anciennes clés s’en vont, quand tous les partenaires détiennent notre fiche',
        revoke: 'Une clé a été volée',
        rehearsal: 'Répéter avec notre prochaine fiche',
        rehearsalLead: 'Les partenaires disent s’ils prendraient une fiche à venir. Ils n’en gardent rien.',
        rehearsalCard: 'La fiche, telle que la commande l’a écrite',
        ask: 'Demander aux partenaires',
        said: 'Ce que disent les partenaires',
        outcomes: {
          takes: 'la prend',
          refuses: 'la refuse',
          cannot: 'ne peut le dire',
          away: 'est injoignable',
        },
        today: 'Envois aujourd’hui',
        within: 'La détiendrait en',
      },
      deliveries: {
        caption: 'Les envois, le plus récent d’abord',
        nothing: 'Il n’y a pas de tels envois.',
        delivery: 'Envoi',
        attempts: 'Essais',
        hop: 'Étape qui a échoué',
        dueAt: 'Prochain essai',
        expiresAt: 'Essayé jusqu’à',
        changedAt: 'Changé',
        receipt: 'Reçu',
        again: 'Envoyer de nouveau',
        queued: 'Il est de nouveau en attente.',
        dead: 'N’ont pu être livrés',
        show: 'État',
      },
      evidence: {
        caption: 'Ce qui s’est passé et peut être prouvé, dans l’ordre',
        nothing: 'Il n’y a pas de preuve ici.',
        number: 'Numéro',
        when: 'Quand',
        kind: 'Quoi',
        subject: 'À propos de',
        data: 'Ce qui est prouvé',
        leaf: 'Feuille du journal',
        after: 'Après le numéro',
        caseHint: 'Identifiant d’une affaire ; vide pour toutes',
        check: 'Comparer la base au journal',
        checkLead: 'Une tranche à la fois. Rien n’en est changé.',
        checked: { one: '# ligne a été vérifiée.', other: '# lignes ont été vérifiées.' },
        upTo: (last: string, size: string) => `Jusqu’à la ligne ${last} ; le journal a ${size} entrées.`,
        sound: 'Tout concorde.',
        faults: 'Ce qui ne concorde pas',
        further: 'Vérifier la tranche suivante',
        whole: 'C’était la fin de la base.',
        proof: 'Prouver un message',
        proofLead: 'Qui a notre clé de journal peut vérifier que le message figure dans notre journal des preuves.',
        message: 'Identifiant du message',
        prove: 'Établir la preuve',
        index: 'Place de sa feuille',
        asText: 'La preuve (C2SP tlog-proof)',
        witnesses: 'Témoins',
        witnessesLead:
          'Les partenaires cosignent ce que nous publions de notre journal, et nous cosignons les leurs : personne ne peut changer un journal après coup sans que d’autres le voient. Qui est absent cosigne à son retour.',
        published: 'Publié en dernier',
        entries: 'Entrées',
        stamped: 'Horodatage',
        notStamped: 'pas encore',
        unpublished: 'Rien de notre journal n’est encore publié.',
        witnessesCaption: 'Qui a cosigné quoi, et quand pour la dernière fois',
        cosigned: 'Cosigné du nôtre',
        owedSince: 'En doit une depuis',
        owesNone: 'n’en doit aucune',
        notAsked: 'n’est pas sollicité',
        ofTheirs: 'Cosigné du leur par nous',
        noWitness: 'Il n’y a pas de partenaire : personne ne répond de notre journal.',
        proofCommand:
          'L’enregistrement et le sel, sans lesquels personne ne peut calculer la feuille, sont donnés par la ligne de commande :',
      },
      dates: {
        title: 'Tableau des échéances',
        caption: 'Ce qui prend fin ou est dû, par jour, le plus tôt d’abord',
        nothing: 'Rien ne prend fin, et rien n’est dû.',
        past: 'passé',
        kinds: {
          key: 'Clé ou certificat',
          crl: 'Liste de certificats révoqués',
          card: 'Fiche dont deux personnes décident',
          absence: 'Fin d’une absence',
          delivery: 'Envoi en cours d’essai',
          clock: 'Réponse',
          retention: 'Élimination',
          hold: 'Fin d’une conservation légale',
          copies: 'Copies sorties',
        },
        more: 'Il y en a plus que ce qui est montré ici.',
        parts: 'Les délais des affaires et la conservation sont montrés à ceux qui lisent les affaires.',
      },
    },

    // Who may come in, what is set and what happened.
    installation: {
      access: {
        title: 'Qui peut entrer',
        lead: 'Les personnes à ce bureau et les systèmes qui passent par l’API, tels que la passerelle les connaît maintenant.',
        persons: 'Personnes',
        clients: 'Systèmes',
        person: 'Personne',
        client: 'Client',
        inFunction: 'En quelle fonction',
        keys: 'Clés d’accès',
        link: 'Lien jusqu’au',
        actsFor: 'Agit pour des personnes',
        until: 'Secret jusqu’au',
        former: 'Secret précédent, jusqu’au',
        nobody: 'Personne',
        act: 'Que faire',
        remove: 'Retirer',
        whom: 'Qui',
        removeLead:
          'Désormais, cet accès est fermé ; une personne connectée est déconnectée aussitôt. Ce qui a été fait et signé demeure. Seule la ligne de commande rouvre un accès.',
        removeNow: 'Retirer maintenant',
        notItself: 'Personne ne se retire soi-même : un autre opérateur le fait.',
        allOffices: 'Tous les bureaux',
      },
      settings: {
        title: 'Réglages',
        lead: 'Tels qu’ils sont en vigueur. On les change dans bulla.json ou dans l’environnement, là où la passerelle est installée ; aucun secret n’en fait partie.',
        name: 'Réglage',
        value: 'En vigueur',
        means: 'Ce qu’il fait',
        usual: 'valeur habituelle',
        unset: 'non défini',
        running: 'Un changement est repris sans redémarrage.',
      },
      events: {
        title: 'Ce qui s’est passé',
        lead: 'Le plus récent d’abord. La page se renouvelle d’elle-même.',
        when: 'Quand',
        what: 'Quoi',
        nothing: 'Rien de ce qui vous concerne ne s’est encore passé.',
        kinds: {
          'message.received': 'Un message est arrivé.',
          'message.submitted': 'Un message de nous est en route.',
          'message.delivered': 'Le partenaire a donné son accusé de réception.',
          'message.refused': 'Le partenaire a refusé un message de nous.',
          'message.expired': 'Un message de nous n’a pas pu être remis à temps.',
          'case.reminder': 'Une réponse est bientôt due.',
          'case.overdue': 'Une réponse est en retard.',
          'case.handed': 'Une affaire est passée à un autre bureau.',
          'case.assigned': 'L’attribution d’une affaire a changé.',
          'release.asked': 'Un lecteur attend la décision d’une deuxième personne.',
          'case.alike': 'Une seconde affaire porte sur la même déclaration.',
          'uses.differ': 'Ce que le partenaire dit de ses lectures contredit ce qu’il a signé.',
          'draft.made': 'Un message attend une seconde personne.',
          'draft.changed': 'Un projet a été modifié.',
          'draft.returned': 'Un projet a été renvoyé.',
          'draft.withdrawn': 'Un projet a été retiré.',
          'draft.expired': 'Un projet a attendu trop longtemps.',
          'agreement.laid-down': 'Un accord est en vigueur.',
          'delivery.refused': 'Un envoi a pris fin : le partenaire le refuse.',
          'delivery.expired': 'Un envoi a pris fin : son délai est écoulé.',
          'circuit.open': 'Le partenaire ne répond pas.',
          'circuit.closed': 'Le partenaire répond de nouveau.',
          'partner.away': 'Le partenaire est absent pour maintenance.',
          'partner.back': 'Le partenaire est de retour.',
          'assurance.lowered': 'Une fiche plus récente du partenaire promet moins.',
          'validity.ending': 'Une clé, un certificat ou une liste prend bientôt fin.',
          'validity.ended': 'Une clé, un certificat ou une liste a pris fin.',
          'validity.early': 'Une clé, un certificat ou une liste ne vaut pas encore.',
          'detected.many-reads-item':
            'Un document ou message a été lu très souvent par une même personne ou un même client.',
          'detected.many-reads-item-all':
            'Un document ou message a été lu très souvent, par toutes les personnes et tous les clients réunis.',
          'detected.many-reads-member':
            'Une même personne ou un même client a lu une très grande part de ce qu’un membre a donné.',
          'detected.many-reads-member-all':
            'Une très grande part de ce qu’un membre a donné a été lue, par toutes les personnes et tous les clients réunis.',
          'detected.denied-disclosure': 'Quelqu’un a tenté à plusieurs reprises de transmettre ce qui doit rester ici.',
          'detected.denied-disclosure-all':
            'Plusieurs personnes ou clients ont tenté à de nombreuses reprises de transmettre ce qui doit rester ici.',
          'detected.denied-export': 'Quelqu’un a tenté à plusieurs reprises de prendre des copies non permises.',
          'detected.denied-export-all':
            'Plusieurs personnes ou clients ont tenté à de nombreuses reprises de prendre des copies non permises.',
          'detected.past-retention': 'Quelqu’un a tenté de lire ce qui devrait être éliminé.',
          'detected.outside-hours': 'Quelqu’un a lu en dehors des heures de bureau.',
          'detected.outside-hours-all':
            'Il a été lu très souvent en dehors des heures de bureau, par toutes les personnes et tous les clients réunis.',
        },
      },
    },
  },
}
