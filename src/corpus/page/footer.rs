//! Lines of the site that stand among or after comments.

use super::fold::{begins, tokens};

/// What a line of the site means for the comments around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Footer {
    /// The line alone is not a comment.
    Line,
    /// Lists of links and legal notices follow.
    End,
}

/// What the line is, if it is the site's own.
pub(super) fn footer(line: &str) -> Option<Footer> {
    const END: [&str; 33] = [
        "articles similaires",
        "articles lies",
        "articles recents",
        "articles relies",
        "articles connexes",
        "a lire aussi",
        "a lire egalement",
        "lire aussi",
        "a decouvrir aussi",
        "sur le meme sujet",
        "sur le meme theme",
        "dans la meme rubrique",
        "dans la meme categorie",
        "mentions legales",
        "copyright",
        "tous droits reserves",
        "navigation de l article",
        "article precedent",
        "article suivant",
        "publie dans",
        "contenus sponsorises",
        "plan du site",
        "politique de confidentialite",
        "conditions generales",
        "les plus lus",
        "les plus commentes",
        "vous aimerez aussi",
        "recommande pour vous",
        "related posts",
        "powered by",
        "les articles les plus lus",
        "a propos de l auteur",
        "nos partenaires",
    ];
    const INVITATIONS: [&str; 7] = [
        "ne manquez rien",
        "ne ratez rien",
        "suivez nous",
        "suivez",
        "abonnez vous",
        "inscrivez vous",
        "rejoignez nous",
    ];
    const CHANNELS: [&str; 10] = [
        "facebook",
        "twitter",
        "newsletter",
        "instagram",
        "telegram",
        "whatsapp",
        "youtube",
        "rss",
        "discord",
        "linkedin",
    ];
    if line.len() > 400 {
        return None;
    }
    let tokens = tokens(line);
    if line.trim_start().starts_with('©') || END.iter().any(|phrase| begins(&tokens, phrase)) {
        let short = tokens.len() <= 14;
        return short.then_some(Footer::End);
    }
    let channel = tokens
        .iter()
        .any(|token| CHANNELS.contains(&token.as_str()));
    let invited = INVITATIONS.iter().any(|phrase| begins(&tokens, phrase));
    let shared = begins(&tokens, "partager sur") || begins(&tokens, "partager cet article");
    (shared || (invited && channel)).then_some(Footer::Line)
}

/// Whether the line names a field or button of a form.
pub(super) fn is_field(line: &str) -> bool {
    const FIELDS: [&str; 19] = [
        "nom",
        "e mail",
        "email",
        "adresse e mail",
        "site web",
        "site internet",
        "site",
        "name",
        "website",
        "commentaire",
        "comment",
        "pseudo",
        "prenom",
        "message",
        "envoyer",
        "publier",
        "valider",
        "publier le commentaire",
        "captcha",
    ];
    let tokens = if line.len() <= 80 {
        tokens(line)
    } else {
        return false;
    };
    let count = tokens.len();
    FIELDS
        .iter()
        .any(|field| begins(&tokens, field) && count == field.split(' ').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_site() {
        let line = "Ne manquez rien de l’actualité, suivez-nous aussi sur Facebook et Twitter.";
        assert_eq!(footer(line), Some(Footer::Line));
        assert_eq!(footer("À lire aussi : le site renaît"), Some(Footer::End));
        assert_eq!(footer("© 2023 Le Journal"), Some(Footer::End));
        assert_eq!(footer("Suivez mon conseil, achetez vos films."), None);
        assert_eq!(
            footer("Abonnez-vous, ça coûte moins cher qu’une amende"),
            None
        );
        assert!(is_field("E-mail *") && is_field("Nom*") && !is_field("Nom de nom"));
    }
}
