// The terms in French, in the words of the French text of Article 12. A no-break space stands
// before two-part punctuation.
import type { Parties, Phrases, Wording } from './wording.ts'

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

export const french: Wording = {
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
