//! Every sentence and heading of the reports, in both languages.

use super::language::Language;

/// The texts of one language; `{}` stands for what [`fill`] puts in.
#[derive(Debug)]
pub struct Texts {
    /// The reports' title.
    pub title: &'static str,
    /// What was read: articles, comments.
    pub lead: &'static str,
    /// One article.
    pub article: &'static str,
    /// Articles.
    pub articles: &'static str,
    /// One comment.
    pub comment: &'static str,
    /// Comments.
    pub comments: &'static str,
    /// Heading of the navigation.
    pub contents: &'static str,
    /// Heading of the overview.
    pub overview: &'static str,
    /// Before a target.
    pub target: &'static str,
    /// Before a question.
    pub question: &'static str,
    /// Share, label, low, high, comments that take a side or none.
    pub headline: &'static str,
    /// Where nothing is clear.
    pub headline_none: &'static str,
    /// Uncertain comments, their share, the threshold.
    pub uncertain_note: &'static str,
    /// The name of what is no label.
    pub uncertain: &'static str,
    /// Heading of the table of articles.
    pub per_article: &'static str,
    /// Heading of the distribution.
    pub distribution: &'static str,
    /// Column of bars.
    pub stances: &'static str,
    /// Column of a label’s share.
    pub share_of: &'static str,
    /// The interval.
    pub interval: &'static str,
    /// Low end of an interval.
    pub low: &'static str,
    /// High end of an interval.
    pub high: &'static str,
    /// A share.
    pub share: &'static str,
    /// A label.
    pub label: &'static str,
    /// What the drawn interval shows.
    pub interval_axis: &'static str,
    /// Where there is no share.
    pub no_share: &'static str,
    /// An article without comments.
    pub no_comments: &'static str,
    /// Comments of an article that are not on the page.
    pub not_shown: &'static str,
    /// Comments shown, all comments.
    pub limit: &'static str,
    /// Articles shown, all articles.
    pub article_limit: &'static str,
    /// Heading of the histogram.
    pub confidence_title: &'static str,
    /// Confidence.
    pub confidence: &'static str,
    /// What the histogram shows.
    pub confidence_note: &'static str,
    /// Heading on uncertainty.
    pub sure_title: &'static str,
    /// On intervals.
    pub sure_sampling: &'static str,
    /// On who comments.
    pub sure_readers: &'static str,
    /// On the model: its name.
    pub sure_model: &'static str,
    /// Where nothing was measured.
    pub sure_no_model: &'static str,
    /// The measure.
    pub macro_f1: &'static str,
    /// Heading of what was measured.
    pub measured_on: &'static str,
    /// Calibration error.
    pub calibration: &'static str,
    /// Heading of the articles.
    pub articles_title: &'static str,
    /// An article without title.
    pub untitled: &'static str,
    /// Summary.
    pub summary: &'static str,
    /// No summary.
    pub no_summary: &'static str,
    /// Words of the article, of its summary, method.
    pub words: &'static str,
    /// Method.
    pub extractive: &'static str,
    /// Method.
    pub abstractive: &'static str,
    /// Source.
    pub source: &'static str,
    /// Heading.
    pub orphans: &'static str,
    /// A duplicate: of which comment.
    pub duplicate: &'static str,
    /// Cut texts.
    pub truncated: &'static str,
    /// No author.
    pub anonymous: &'static str,
    /// Before probabilities.
    pub probabilities: &'static str,
    /// Name of the tools.
    pub filter: &'static str,
    /// Label.
    pub filter_stance: &'static str,
    /// Option.
    pub filter_all: &'static str,
    /// Label.
    pub filter_confidence: &'static str,
    /// Label.
    pub filter_text: &'static str,
    /// Label.
    pub sort: &'static str,
    /// Option.
    pub sort_page: &'static str,
    /// Option.
    pub sort_sure: &'static str,
    /// Option.
    pub sort_unsure: &'static str,
    /// Option.
    pub sort_stance: &'static str,
    /// Option.
    pub sort_text: &'static str,
    /// Button.
    pub reset: &'static str,
    /// Comments shown, of how many.
    pub shown: &'static str,
    /// Heading.
    pub codebook: &'static str,
    /// Version.
    pub version: &'static str,
    /// Threshold.
    pub threshold: &'static str,
    /// Description.
    pub description: &'static str,
    /// Role.
    pub role: &'static str,
    /// Name.
    pub name: &'static str,
    /// Aliases.
    pub aliases: &'static str,
    /// Heading.
    pub run: &'static str,
    /// Program.
    pub program: &'static str,
    /// Begin.
    pub started: &'static str,
    /// A model.
    pub model: &'static str,
    /// An input.
    pub input: &'static str,
    /// Settings.
    pub settings: &'static str,
    /// Counts.
    pub counts: &'static str,
    /// Quality.
    pub quality: &'static str,
    /// Warnings.
    pub warnings: &'static str,
    /// Rows that bear a warning.
    pub rows: &'static str,
    /// None.
    pub no_warnings: &'static str,
    /// Errors.
    pub errors: &'static str,
    /// Title of a chart.
    pub chart_overall: &'static str,
    /// Title of a chart.
    pub chart_articles: &'static str,
    /// Title of a chart: how many.
    pub chart_articles_first: &'static str,
    /// Title of a chart.
    pub chart_confidence: &'static str,
    /// Tip of a link.
    pub link_comments: &'static str,
    /// Tip of a link.
    pub link_article: &'static str,
    /// Excel's limit: cells.
    pub cut_cells: &'static str,
    /// Excel's limit: rows, sheet.
    pub cut_rows: &'static str,
    /// Excel's limit: links.
    pub cut_links: &'static str,
    /// A share corrected for the classifier's errors; a name.
    pub adjusted_of: &'static str,
    /// The same in a sentence: share, low, high.
    pub adjusted: &'static str,
    /// What it means.
    pub adjusted_note: &'static str,
    /// Under a table of shares.
    pub shares_note: &'static str,
    /// Link to the main part.
    pub skip: &'static str,
    /// Foot.
    pub offline: &'static str,
}

impl Language {
    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }
}

/// The text with each `{}` replaced by the next value.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut parts = text.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (at, part) in parts.enumerate() {
        filled.push_str(values.get(at).copied().unwrap_or_default());
        filled.push_str(part);
    }
    filled
}

static ENGLISH: Texts = Texts {
    title: "Articles and their readers’ comments",
    lead: "{} and {} were read.",
    article: "article",
    articles: "articles",
    comment: "comment",
    comments: "comments",
    contents: "Contents",
    overview: "What readers think",
    target: "Target",
    question: "Question to the coder",
    headline: "{} of the {} comments with a clear coding are “{}”; 95% interval {} to {}.",
    headline_none: "No comment has a clear coding.",
    uncertain_note: "{} ({}) remain uncertain: the best label’s probability is below {}.",
    uncertain: "Uncertain",
    per_article: "Article by article",
    distribution: "All comments",
    stances: "Stances",
    share_of: "Share “{}”",
    interval: "95% interval",
    low: "low",
    high: "high",
    share: "share",
    label: "label",
    interval_axis: "dot: share; line: 95% interval, from 0 to 100%",
    no_share: "no clear coding",
    no_comments: "No comments.",
    not_shown: "{} of its comments are not shown here; `comments.csv` and the workbook hold all of them.",
    limit: "This page shows the first {} of {} comments; the figures count all of them.",
    article_limit: "This page shows the first {} of {} articles; the totals count all of them.",
    confidence_title: "How confident the classifier is",
    confidence: "confidence",
    confidence_note: "Comments by the probability of their best label; the threshold for “uncertain” is {}.",
    sure_title: "How sure are these figures?",
    sure_sampling: "The intervals (Wilson, 95%) show what chance alone can do when there are this few comments. They do not cover the classifier’s own mistakes.",
    sure_readers: "Those who comment are not all who read: the shares describe the comments, not the audience.",
    sure_model: "Measured quality of the stance model {}:",
    sure_no_model: "The model’s manifest states no measured quality: check a sample by hand.",
    macro_f1: "macro-F1",
    measured_on: "measured on",
    calibration: "calibration error",
    articles_title: "Articles and comments",
    untitled: "Untitled",
    summary: "Summary",
    no_summary: "No summary.",
    words: "{} words, summary of {} ({})",
    extractive: "sentences of the article",
    abstractive: "written by the model",
    source: "Source",
    orphans: "Comments of no article",
    duplicate: "same text as {}",
    truncated: "read only in part by the model",
    anonymous: "Anonymous",
    probabilities: "Probabilities",
    filter: "Sort and filter comments",
    filter_stance: "Stance",
    filter_all: "all",
    filter_confidence: "Confidence at least",
    filter_text: "Text contains",
    sort: "Order",
    sort_page: "as on the page",
    sort_sure: "most confident first",
    sort_unsure: "least confident first",
    sort_stance: "by stance",
    sort_text: "by text, A to Z",
    reset: "Reset",
    shown: "{} of {} comments shown",
    codebook: "Codebook as applied",
    version: "version",
    threshold: "threshold",
    description: "description",
    role: "role",
    name: "name",
    aliases: "aliases",
    run: "How this was made",
    program: "Program",
    started: "Started",
    model: "Model",
    input: "Input",
    settings: "Settings",
    counts: "Counts",
    quality: "Measured quality",
    warnings: "Warnings",
    rows: "rows",
    no_warnings: "None.",
    errors: "Inputs that could not be read",
    chart_overall: "All comments",
    chart_articles: "Stances per article",
    chart_articles_first: "Stances per article (first {})",
    chart_confidence: "Confidence",
    link_comments: "to its comments",
    link_article: "to its article",
    cut_cells: "{} cell(s) of `{}` hold more than the 32,767 characters that Excel allows and were cut; the CSV files hold them whole.",
    cut_rows: "{} row(s) of the sheet {} are beyond the 1,048,576 that Excel allows and were left out of `{}`; the CSV files hold all of them.",
    cut_links: "Links between articles and comments stop after {} in `{}`: Excel allows no more on a sheet.",
    adjusted_of: "Corrected share “{}”",
    adjusted: "Corrected for the classifier’s measured errors, the share is {}; 95% interval {} to {}.",
    adjusted_note: "The corrected share is the one under which what the classifier found is most probable, given how often it took each label for another on comments coded by hand; its interval covers those errors as well as chance.",
    shares_note: "Shares are over the comments that are not uncertain; intervals are Wilson’s at 95% and cover sampling only.",
    skip: "Skip to the results",
    offline: "Made offline by tribune {}.",
};

static FRENCH: Texts = Texts {
    title: "Les articles et les commentaires de leurs lecteurs",
    lead: "{} et {} ont été lus.",
    article: "article",
    articles: "articles",
    comment: "commentaire",
    comments: "commentaires",
    contents: "Sommaire",
    overview: "Ce que pensent les lecteurs",
    target: "Cible",
    question: "Question posée au codeur",
    headline: "{} des {} commentaires clairement codés sont «\u{202F}{}\u{202F}»\u{202F}; intervalle à 95\u{202F}%\u{202F}: de {} à {}.",
    headline_none: "Aucun commentaire n’est clairement codé.",
    uncertain_note: "{} ({}) restent incertains\u{202F}: la probabilité de la meilleure étiquette est inférieure à {}.",
    uncertain: "Incertain",
    per_article: "Article par article",
    distribution: "Tous les commentaires",
    stances: "Positions",
    share_of: "Part «\u{202F}{}\u{202F}»",
    interval: "intervalle à 95\u{202F}%",
    low: "borne basse",
    high: "borne haute",
    share: "part",
    label: "étiquette",
    interval_axis: "point\u{202F}: part\u{202F}; trait\u{202F}: intervalle à 95\u{202F}%, de 0 à 100\u{202F}%",
    no_share: "aucun codage clair",
    no_comments: "Aucun commentaire.",
    not_shown: "{} de ses commentaires ne figurent pas ici\u{202F}; `comments.csv` et le classeur les contiennent tous.",
    limit: "Cette page montre les {} premiers commentaires sur {}\u{202F}; les chiffres les comptent tous.",
    article_limit: "Cette page montre les {} premiers articles sur {}\u{202F}; les totaux les comptent tous.",
    confidence_title: "Confiance du classifieur",
    confidence: "confiance",
    confidence_note: "Commentaires selon la probabilité de leur meilleure étiquette\u{202F}; le seuil d’«\u{202F}incertain\u{202F}» est {}.",
    sure_title: "Que valent ces chiffres\u{202F}?",
    sure_sampling: "Les intervalles (Wilson, 95\u{202F}%) montrent ce que peut le hasard quand il y a si peu de commentaires. Ils ne couvrent pas les erreurs du classifieur lui-même.",
    sure_readers: "Ceux qui commentent ne sont pas tous ceux qui lisent\u{202F}: les parts décrivent les commentaires, non le lectorat.",
    sure_model: "Qualité mesurée du modèle de positions {}\u{202F}:",
    sure_no_model: "Le manifeste du modèle n’indique aucune qualité mesurée\u{202F}: vérifiez un échantillon à la main.",
    macro_f1: "macro-F1",
    measured_on: "mesuré sur",
    calibration: "erreur de calibration",
    articles_title: "Articles et commentaires",
    untitled: "Sans titre",
    summary: "Résumé",
    no_summary: "Pas de résumé.",
    words: "{} mots, résumé de {} ({})",
    extractive: "phrases de l’article",
    abstractive: "rédigé par le modèle",
    source: "Source",
    orphans: "Commentaires sans article",
    duplicate: "même texte que {}",
    truncated: "lu en partie seulement par le modèle",
    anonymous: "Anonyme",
    probabilities: "Probabilités",
    filter: "Trier et filtrer les commentaires",
    filter_stance: "Position",
    filter_all: "toutes",
    filter_confidence: "Confiance d’au moins",
    filter_text: "Le texte contient",
    sort: "Ordre",
    sort_page: "celui de la page",
    sort_sure: "les plus sûrs d’abord",
    sort_unsure: "les moins sûrs d’abord",
    sort_stance: "par position",
    sort_text: "par texte, de A à Z",
    reset: "Réinitialiser",
    shown: "{} commentaires affichés sur {}",
    codebook: "Grille de codage appliquée",
    version: "version",
    threshold: "seuil",
    description: "description",
    role: "rôle",
    name: "nom",
    aliases: "autres graphies",
    run: "Comment ces résultats ont été obtenus",
    program: "Programme",
    started: "Début",
    model: "Modèle",
    input: "Entrée",
    settings: "Réglages",
    counts: "Décomptes",
    quality: "Qualité mesurée",
    warnings: "Avertissements",
    rows: "lignes",
    no_warnings: "Aucun.",
    errors: "Entrées qui n’ont pas pu être lues",
    chart_overall: "Tous les commentaires",
    chart_articles: "Positions par article",
    chart_articles_first: "Positions par article ({} premiers)",
    chart_confidence: "Confiance",
    link_comments: "vers ses commentaires",
    link_article: "vers son article",
    cut_cells: "{} cellule(s) de `{}` dépassaient les 32\u{202F}767 caractères qu’Excel admet et ont été coupées\u{202F}; les fichiers CSV les contiennent en entier.",
    cut_rows: "{} ligne(s) de la feuille {} dépassaient les 1\u{202F}048\u{202F}576 qu’Excel admet et ne figurent pas dans `{}`\u{202F}; les fichiers CSV les contiennent toutes.",
    cut_links: "Les liens entre articles et commentaires s’arrêtent après {} dans `{}`\u{202F}: Excel n’en admet pas davantage par feuille.",
    adjusted_of: "Part corrigée «\u{202F}{}\u{202F}»",
    adjusted: "Corrigée des erreurs mesurées du classifieur, la part est de {}\u{202F}; intervalle à 95\u{202F}%\u{202F}: de {} à {}.",
    adjusted_note: "La part corrigée est celle qui rend le plus probable ce que le classifieur a trouvé, sachant combien de fois il a pris une étiquette pour une autre sur des commentaires codés à la main\u{202F}; son intervalle couvre ces erreurs autant que le hasard.",
    shares_note: "Les parts portent sur les commentaires qui ne sont pas incertains\u{202F}; les intervalles sont ceux de Wilson à 95\u{202F}% et ne couvrent que l’échantillonnage.",
    skip: "Aller aux résultats",
    offline: "Produit hors ligne par tribune {}.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fill_places() {
        assert_eq!(fill("{} of {}.", &["1", "2"]), "1 of 2.");
        assert_eq!(fill("{}", &["{}"]), "{}");
        assert_eq!(fill("none", &["1"]), "none");
    }
}
