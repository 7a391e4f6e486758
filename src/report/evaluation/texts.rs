//! The words of the reports of an evaluation in each language; `{}` is a place for a value.

use super::super::language::Language;

/// The words.
pub(in crate::report) struct EvaluationTexts {
    /// Title.
    pub title: &'static str,
    /// Comments, model, file.
    pub lead: &'static str,
    /// First section.
    pub summary: &'static str,
    /// Whole numbers of 100: right, low, high.
    pub headline: &'static str,
    /// How much better than the majority.
    pub versus: &'static str,
    /// Column.
    pub figure: &'static str,
    /// Column.
    pub value: &'static str,
    /// Column.
    pub meaning: &'static str,
    /// Figure.
    pub accuracy: &'static str,
    /// Its meaning.
    pub accuracy_meaning: &'static str,
    /// Its meaning.
    pub macro_f1_meaning: &'static str,
    /// Figure.
    pub two_sided: &'static str,
    /// Its meaning.
    pub two_sided_meaning: &'static str,
    /// Its meaning.
    pub calibration_meaning: &'static str,
    /// Figure.
    pub brier: &'static str,
    /// Its meaning.
    pub brier_meaning: &'static str,
    /// Figure.
    pub uncertain: &'static str,
    /// Its meaning; threshold.
    pub uncertain_meaning: &'static str,
    /// Figure.
    pub surest_half: &'static str,
    /// Its meaning.
    pub surest_half_meaning: &'static str,
    /// Figure.
    pub area: &'static str,
    /// Its meaning.
    pub area_meaning: &'static str,
    /// Figure.
    pub alpha: &'static str,
    /// Its meaning.
    pub alpha_meaning: &'static str,
    /// Figure.
    pub alpha_with: &'static str,
    /// Its meaning.
    pub alpha_with_meaning: &'static str,
    /// Section.
    pub confusion: &'static str,
    /// Under it.
    pub confusion_note: &'static str,
    /// The same without colours of its own.
    pub confusion_sheet: &'static str,
    /// Table.
    pub row_shares: &'static str,
    /// Corner of the matrix.
    pub coded: &'static str,
    /// Label by the program.
    pub predicted: &'static str,
    /// Margin.
    pub all: &'static str,
    /// Section.
    pub per_label: &'static str,
    /// Column.
    pub precision: &'static str,
    /// Column.
    pub recall: &'static str,
    /// Under it.
    pub per_label_note: &'static str,
    /// Section.
    pub trust: &'static str,
    /// Chart.
    pub reliability: &'static str,
    /// Under it.
    pub reliability_note: &'static str,
    /// Chart.
    pub risk: &'static str,
    /// Under it.
    pub risk_note: &'static str,
    /// The dotted line.
    pub risk_threshold: &'static str,
    /// Axis.
    pub coverage: &'static str,
    /// Axis.
    pub share_right: &'static str,
    /// Column.
    pub group: &'static str,
    /// Column.
    pub bin_low: &'static str,
    /// Column.
    pub bin_high: &'static str,
    /// Series.
    pub perfect: &'static str,
    /// Disclosure.
    pub figures: &'static str,
    /// Section.
    pub systems: &'static str,
    /// Column.
    pub system: &'static str,
    /// System.
    pub majority: &'static str,
    /// System.
    pub tf_idf: &'static str,
    /// Column.
    pub difference: &'static str,
    /// Column.
    pub p_value: &'static str,
    /// Column.
    pub mcnemar: &'static str,
    /// Column.
    pub only: &'static str,
    /// Under it.
    pub systems_note: &'static str,
    /// Section.
    pub breakdowns: &'static str,
    /// Heading of a table.
    pub by: &'static str,
    /// Any other column.
    pub by_column: &'static str,
    /// The classes of length.
    pub by_words: &'static str,
    /// The target.
    pub by_target: &'static str,
    /// Last class of length.
    pub more: &'static str,
    /// Under a table.
    pub groups_limit: &'static str,
    /// Section.
    pub coders: &'static str,
    /// Column.
    pub pair: &'static str,
    /// A coder.
    pub classifier: &'static str,
    /// Between two coders.
    pub and: &'static str,
    /// Column.
    pub agreement: &'static str,
    /// Column.
    pub kappa: &'static str,
    /// Section.
    pub evidence: &'static str,
    /// Change, random, ratio, low, high, comments.
    pub evidence_note: &'static str,
    /// Row.
    pub evidence_change: &'static str,
    /// Row.
    pub random_change: &'static str,
    /// Row.
    pub ratio: &'static str,
    /// Section.
    pub hardest: &'static str,
    /// Heading.
    pub surely_wrong: &'static str,
    /// Under it.
    pub surely_wrong_note: &'static str,
    /// Heading.
    pub least_sure: &'static str,
    /// Under it.
    pub least_sure_note: &'static str,
    /// An empty list.
    pub none: &'static str,
    /// The program agrees.
    pub right: &'static str,
    /// Column.
    pub reason: &'static str,
    /// Column.
    pub id: &'static str,
    /// Column.
    pub text: &'static str,
    /// Column.
    pub label: &'static str,
    /// Section.
    pub measured: &'static str,
    /// Row.
    pub file: &'static str,
    /// Row.
    pub unlabelled: &'static str,
    /// Note.
    pub sampling_note: &'static str,
    /// Note.
    pub json_note: &'static str,
}

impl EvaluationTexts {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        }
    }
}

static ENGLISH: EvaluationTexts = EvaluationTexts {
    title: "How well comments are coded",
    lead: "{} comments of “{}” coded by hand, and what the model {} makes of them.",
    summary: "In short",
    headline: "Of 100 comments, the program codes {} as the coders did (95% interval: {} to {}).",
    versus: "Always giving the label “{}” would be right for {} of 100.",
    figure: "figure",
    value: "value",
    meaning: "what it means",
    accuracy: "accuracy",
    accuracy_meaning: "share of the comments whose most probable label is the coded one",
    macro_f1_meaning: "mean F1 of the labels: a rare one counts as much as a frequent one; 1 is faultless",
    two_sided: "macro-F1, favor and against alone",
    two_sided_meaning: "the same where the more probable of the two sides counts",
    calibration_meaning: "how far, on average, a stated confidence lies from the share that is right; 0 is best",
    brier: "Brier score",
    brier_meaning: "squared distance between probabilities and truth, from 0 to 2; lower is better",
    uncertain: "uncertain",
    uncertain_meaning: "share of the comments below the threshold of {}, which reports leave uncoded",
    surest_half: "accuracy, surest half",
    surest_half_meaning: "the same among the half of the comments that the program is surest of",
    area: "area under risk–coverage",
    area_meaning: "mean error rate over all coverages, from the surest comment to all; lower is better",
    alpha: "Krippendorff’s alpha, coders",
    alpha_meaning: "agreement among the coders; 1 is complete, 0 is chance",
    alpha_with: "the same with the program",
    alpha_with_meaning: "the program counted as one more coder",
    confusion: "What is taken for what",
    confusion_note: "Rows: as coded by people; columns: as coded by the program; in per cent of the row. Blue cells are right, orange ones are errors; the stronger the colour, the larger the share of the row.",
    confusion_sheet: "Rows: as coded by people; columns: as coded by the program.",
    row_shares: "In per cent of the row",
    coded: "coded as",
    predicted: "program",
    all: "all",
    per_label: "Label by label",
    precision: "precision",
    recall: "recall",
    per_label_note: "Precision: of the comments that the program gives the label, the share that coders gave it too. Recall: of those that coders gave it, the share that the program finds. F1 is their harmonic mean.",
    trust: "Can its confidence be trusted?",
    reliability: "Reliability",
    reliability_note: "Comments in {} groups of equal size, by the program’s confidence. On the dashed line, a confidence of 70% is right 7 times in 10; below it the program is too sure of itself.",
    risk: "Accuracy and coverage",
    risk_note: "What accuracy remains when only the comments are coded that the program is surest of.",
    risk_threshold: "The dotted line is the coverage at the threshold.",
    coverage: "coverage",
    share_right: "share right",
    group: "group",
    bin_low: "from",
    bin_high: "to",
    perfect: "as sure as right",
    figures: "The figures",
    systems: "Compared with others",
    system: "system",
    majority: "most frequent label",
    tf_idf: "TF-IDF, logistic regression",
    difference: "model better by (macro-F1)",
    p_value: "p-value",
    mcnemar: "McNemar’s test, p-value",
    only: "only one right: model, other",
    systems_note: "The difference is by paired bootstrap over comments; McNemar’s exact test looks at the comments that only one of the two codes rightly.",
    breakdowns: "Where it does better and worse",
    by: "By {}",
    by_column: "“{}”",
    by_words: "length in words",
    by_target: "target",
    more: "{} and more",
    groups_limit: "The first {} of {} values; `evaluation.json` holds all.",
    coders: "The coders among themselves",
    pair: "who",
    classifier: "program",
    and: "{} and {}",
    agreement: "agreement",
    kappa: "Cohen’s kappa",
    evidence: "Does the evidence decide?",
    evidence_note: "Without the words marked as evidence, the probability of the label changes by {} on average; without as many other words, by {}. That is {} times as much (95% interval: {} to {}; {} comments).",
    evidence_change: "change without the evidence",
    random_change: "change without other words",
    ratio: "ratio",
    hardest: "Comments worth reading",
    surely_wrong: "Surely wrong",
    surely_wrong_note: "The program codes these otherwise than the coders, and is sure of it: errors of the program, or of the coders, or questions to the codebook.",
    least_sure: "Hardest",
    least_sure_note: "The program is less sure of these than of all others, right or wrong.",
    none: "None.",
    right: "right",
    reason: "reason",
    id: "comment",
    text: "text",
    label: "coders",
    measured: "How this was measured",
    file: "Labelled file",
    unlabelled: "Rows without a label, left out",
    sampling_note: "Intervals are 95% percentile bootstrap over the comments (2,000 resamples). They hold for comments like these, coded by the same codebook: on other subjects or other readers the program may do better or worse.",
    json_note: "All figures stand in `evaluation.json`, every comment with its probabilities in `predictions.csv`.",
};

static FRENCH: EvaluationTexts = EvaluationTexts {
    title: "Qualité du codage des commentaires",
    lead: "{} commentaires de «\u{202F}{}\u{202F}» codés à la main, et ce qu’en fait le modèle {}.",
    summary: "En bref",
    headline: "Sur 100 commentaires, le programme en code {} comme les codeurs (intervalle à 95\u{202F}%\u{202F}: de {} à {}).",
    versus: "Donner toujours l’étiquette «\u{202F}{}\u{202F}» serait juste pour {} sur 100.",
    figure: "mesure",
    value: "valeur",
    meaning: "ce qu’elle signifie",
    accuracy: "exactitude",
    accuracy_meaning: "part des commentaires dont l’étiquette la plus probable est celle des codeurs",
    macro_f1_meaning: "moyenne des F1 des étiquettes\u{202F}: une étiquette rare compte autant qu’une fréquente\u{202F}; 1 est sans faute",
    two_sided: "macro-F1, pour et contre seuls",
    two_sided_meaning: "la même, le plus probable des deux camps étant retenu",
    calibration_meaning: "écart moyen entre la confiance annoncée et la part de codages justes\u{202F}; 0 est le mieux",
    brier: "score de Brier",
    brier_meaning: "distance au carré entre probabilités et vérité, de 0 à 2\u{202F}; plus bas est mieux",
    uncertain: "incertains",
    uncertain_meaning: "part des commentaires sous le seuil de {}, que les rapports laissent non codés",
    surest_half: "exactitude, moitié la plus sûre",
    surest_half_meaning: "la même sur la moitié des commentaires dont le programme est le plus sûr",
    area: "aire sous risque–couverture",
    area_meaning: "taux d’erreur moyen sur toutes les couvertures, du commentaire le plus sûr à tous\u{202F}; plus bas est mieux",
    alpha: "alpha de Krippendorff, codeurs",
    alpha_meaning: "accord entre les codeurs\u{202F}; 1 est complet, 0 est le hasard",
    alpha_with: "le même avec le programme",
    alpha_with_meaning: "le programme compté comme un codeur de plus",
    confusion: "Ce qui est pris pour quoi",
    confusion_note: "Lignes\u{202F}: codage humain\u{202F}; colonnes\u{202F}: codage du programme\u{202F}; en pour cent de la ligne. Les cases bleues sont justes, les orange sont des erreurs\u{202F}; plus la couleur est forte, plus la part de la ligne est grande.",
    confusion_sheet: "Lignes\u{202F}: codage humain\u{202F}; colonnes\u{202F}: codage du programme.",
    row_shares: "En pour cent de la ligne",
    coded: "codé",
    predicted: "programme",
    all: "total",
    per_label: "Étiquette par étiquette",
    precision: "précision",
    recall: "rappel",
    per_label_note: "Précision\u{202F}: parmi les commentaires auxquels le programme donne l’étiquette, la part de ceux auxquels les codeurs l’ont donnée aussi. Rappel\u{202F}: parmi ceux auxquels les codeurs l’ont donnée, la part que le programme retrouve. F1 est leur moyenne harmonique.",
    trust: "Peut-on se fier à sa confiance\u{202F}?",
    reliability: "Fiabilité",
    reliability_note: "Commentaires en {} groupes de même taille, selon la confiance du programme. Sur la ligne pointillée, une confiance de 70\u{202F}% est juste 7 fois sur 10\u{202F}; au-dessous, le programme est trop sûr de lui.",
    risk: "Exactitude et couverture",
    risk_note: "L’exactitude obtenue quand ne sont codés que les commentaires dont le programme est le plus sûr.",
    risk_threshold: "La ligne pointillée est la couverture au seuil de l’incertitude.",
    coverage: "couverture",
    share_right: "part juste",
    group: "groupe",
    bin_low: "de",
    bin_high: "à",
    perfect: "aussi sûr que juste",
    figures: "Les chiffres",
    systems: "Comparé à d’autres",
    system: "système",
    majority: "étiquette la plus fréquente",
    tf_idf: "TF-IDF, régression logistique",
    difference: "avance du modèle (macro-F1)",
    p_value: "valeur p",
    mcnemar: "test de McNemar, valeur p",
    only: "seul juste\u{202F}: modèle, autre",
    systems_note: "La différence est mesurée par bootstrap apparié sur les commentaires\u{202F}; le test exact de McNemar porte sur les commentaires qu’un seul des deux code juste.",
    breakdowns: "Où il réussit mieux et moins bien",
    by: "Par {}",
    by_column: "«\u{202F}{}\u{202F}»",
    by_words: "longueur en mots",
    by_target: "cible",
    more: "{} et plus",
    groups_limit: "Les {} premières valeurs sur {}\u{202F}; `evaluation.json` les contient toutes.",
    coders: "Les codeurs entre eux",
    pair: "qui",
    classifier: "programme",
    and: "{} et {}",
    agreement: "accord",
    kappa: "kappa de Cohen",
    evidence: "L’extrait décisif décide-t-il\u{202F}?",
    evidence_note: "Sans les mots marqués comme décisifs, la probabilité de l’étiquette change de {} en moyenne\u{202F}; sans autant d’autres mots, de {}. C’est {} fois plus (intervalle à 95\u{202F}%\u{202F}: de {} à {}\u{202F}; {} commentaires).",
    evidence_change: "changement sans l’extrait",
    random_change: "changement sans d’autres mots",
    ratio: "rapport",
    hardest: "Commentaires à relire",
    surely_wrong: "Erreurs commises avec assurance",
    surely_wrong_note: "Le programme code ceux-ci autrement que les codeurs, et en est sûr\u{202F}: erreurs du programme, des codeurs, ou questions à poser à la grille.",
    least_sure: "Les plus difficiles",
    least_sure_note: "Le programme est moins sûr de ceux-ci que de tous les autres, à tort ou à raison.",
    none: "Aucun.",
    right: "juste",
    reason: "raison",
    id: "commentaire",
    text: "texte",
    label: "codeurs",
    measured: "Comment cela a été mesuré",
    file: "Fichier codé",
    unlabelled: "Lignes sans étiquette, écartées",
    sampling_note: "Les intervalles sont des bootstraps par percentiles à 95\u{202F}% sur les commentaires (2\u{202F}000 rééchantillonnages). Ils valent pour des commentaires comme ceux-ci, codés selon la même grille\u{202F}: sur d’autres sujets ou d’autres lecteurs, le programme peut faire mieux ou moins bien.",
    json_note: "Tous les chiffres sont dans `evaluation.json`, chaque commentaire avec ses probabilités dans `predictions.csv`.",
};
