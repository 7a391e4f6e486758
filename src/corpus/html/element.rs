//! What an element is, by its tag, its attributes and its class.

use scraper::node::Element;

use super::words::{any, ends, words};

/// Elements that never hold text to be read.
const SILENT: [&str; 25] = [
    "script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "map", "form", "button", "input", "select", "textarea", "option",
    "datalist", "dialog", "nav", "menu", "progress",
];
/// Elements that begin and end a line.
const BLOCKS: [&str; 39] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
    "hgroup",
];

/// Whether the element begins and ends a line.
pub(super) fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&element.name())
}

/// Whether the element is never read: scripts, menus, forms, hidden elements.
pub(super) fn is_silent(element: &Element) -> bool {
    SILENT.contains(&element.name()) || is_hidden(element)
}

fn is_hidden(element: &Element) -> bool {
    if element.name() == "body" || element.name() == "html" {
        return false;
    }
    let style = element.attr("style").map(|style| {
        style
            .chars()
            .take(400)
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_lowercase()
    });
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"))
        || names(element).iter().any(|name| {
            matches!(
                name.join("-").as_str(),
                "screen-reader-text"
                    | "sr-only"
                    | "visually-hidden"
                    | "hidden"
                    | "d-none"
                    | "assistive-text"
            )
        })
}

/// The words of each class and of the id.
pub(super) fn names(element: &Element) -> Vec<Vec<String>> {
    let classes = element.classes().take(40).map(words);
    let id = element.id().map(words);
    classes
        .chain(id)
        .filter(|words| !words.is_empty())
        .collect()
}

/// Whether the element stands beside an article: sharing, related articles, consent, advertising.
pub(super) fn is_aside(element: &Element) -> bool {
    const ASIDE: [&str; 62] = [
        "share",
        "sharing",
        "shares",
        "partage",
        "partager",
        "social",
        "socials",
        "related",
        "newsletter",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
        "rgpd",
        "banner",
        "breadcrumb",
        "breadcrumbs",
        "ariane",
        "pagination",
        "sidebar",
        "widget",
        "promo",
        "advert",
        "advertisement",
        "advertising",
        "ads",
        "ad",
        "pub",
        "publicite",
        "sponsor",
        "sponsored",
        "outbrain",
        "taboola",
        "tags",
        "menu",
        "nav",
        "navbar",
        "navigation",
        "subscribe",
        "subscription",
        "abonnement",
        "popup",
        "modal",
        "toolbar",
        "recommended",
        "recommandations",
        "print",
        "rating",
        "byline",
        "meta",
        "metadata",
        "toc",
        "sommaire",
        "bio",
        "caption",
        "legende",
        "credit",
        "similaires",
        "trending",
        "paywall",
        "footer",
        "aussi",
    ];
    const ROLES: [&str; 7] = [
        "navigation",
        "complementary",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alert",
    ];
    if matches!(element.name(), "aside" | "footer" | "figcaption") {
        return true;
    }
    if element
        .attr("role")
        .is_some_and(|role| ROLES.contains(&role))
    {
        return true;
    }
    let wraps = matches!(element.name(), "html" | "body" | "main" | "article");
    !wraps && names(element).iter().any(|name| any(name, &ASIDE))
}

/// Whether the element holds a list of comments.
pub(super) fn is_thread(element: &Element) -> bool {
    const NOT: [&str; 30] = [
        "link",
        "links",
        "count",
        "number",
        "nb",
        "open",
        "closed",
        "off",
        "icon",
        "button",
        "btn",
        "toggle",
        "nav",
        "navigation",
        "meta",
        "feed",
        "popup",
        "counter",
        "total",
        "title",
        "header",
        "disabled",
        "no",
        "with",
        "has",
        "pagination",
        "sort",
        "tabs",
        "form",
        "respond",
    ];
    const LISTS: [&str; 13] = [
        "list",
        "liste",
        "area",
        "section",
        "thread",
        "container",
        "wrapper",
        "zone",
        "espace",
        "block",
        "bloc",
        "stream",
        "feed",
    ];
    let tags = [
        "div", "section", "aside", "ol", "ul", "dl", "table", "tbody",
    ];
    tags.contains(&element.name())
        && names(element).iter().any(|name| {
            let many = any(name, &["comments", "commentaires", "commentlist", "disqus"]);
            let one = any(name, &["comment", "commentaire", "reaction", "reactions"]);
            (many || (one && any(name, &LISTS)) || name.join("-") == "reactions")
                && !any(name, &NOT)
        })
}

/// Whether the element is one comment by its own attributes.
pub(super) fn is_comment(element: &Element) -> bool {
    const TAGS: [&str; 10] = [
        "li",
        "div",
        "article",
        "section",
        "blockquote",
        "tr",
        "dd",
        "p",
        "td",
        "dl",
    ];
    const NOT: [&str; 27] = [
        "add", "post", "new", "leave", "write", "no", "first", "form", "button", "btn", "icon",
        "has", "open", "count", "with", "link", "nb", "single", "before", "after", "load", "more",
        "show", "submit", "to", "view", "allow",
    ];
    if !TAGS.contains(&element.name()) {
        return false;
    }
    let schema = element.attr("itemtype").is_some_and(|kind| {
        let kind = kind.trim_end_matches('/');
        kind.ends_with("schema.org/Comment") || kind.ends_with("schema.org/UserComments")
    });
    let label = element
        .attr("aria-label")
        .unwrap_or_default()
        .to_lowercase();
    let labelled = element.attr("role") == Some("article")
        && ["commentaire", "comment", "réponse", "reply"]
            .iter()
            .any(|word| label.starts_with(word));
    if schema || labelled || element.attr("itemprop") == Some("comment") {
        return true;
    }
    let one = ["comment", "commentaire", "reaction", "reply", "reponse"];
    names(element).iter().any(|name| {
        let Some((last, before)) = name.split_last() else {
            return false;
        };
        let kind = before.last().map(String::as_str).unwrap_or_default();
        let numbered = last.bytes().all(|b| b.is_ascii_digit()) && one.contains(&kind);
        let item = ["item", "entry", "node", "card", "single"].contains(&last.as_str())
            && (one.contains(&kind) || matches!(kind, "comments" | "commentaires" | "reactions"));
        let named = one.contains(&last.as_str()) && before.len() <= 1 && !any(name, &NOT);
        numbered || item || named
    })
}

/// Whether the element holds replies to a comment.
pub(super) fn is_replies(element: &Element) -> bool {
    matches!(element.name(), "ol" | "ul")
        && names(element).iter().any(|name| {
            any(
                name,
                &["children", "replies", "reponses", "nested", "subcomments"],
            )
        })
}

/// Whether the element is part of the form for a new comment.
pub(super) fn is_form(element: &Element) -> bool {
    names(element).iter().any(|name| {
        any(name, &["respond", "commentform"])
            || (ends(name, &["form", "formulaire"])
                && any(name, &["comment", "comments", "commentaire", "reply"]))
    })
}

/// Whether the element holds the words of a comment.
pub(super) fn is_comment_text(element: &Element) -> bool {
    let list = [
        "content", "text", "texte", "contenu", "message", "body", "contents", "copy",
    ];
    element
        .attr("itemprop")
        .is_some_and(|p| matches!(p, "text" | "commentText" | "description"))
        || element
            .classes()
            .take(40)
            .any(|class| ends(&words(class), &list))
}

/// Whether the element names the author of a comment.
pub(super) fn is_author(element: &Element) -> bool {
    let list = [
        "author",
        "auteur",
        "fn",
        "pseudo",
        "pseudonyme",
        "username",
        "nickname",
        "name",
        "nom",
        "user",
        "commenter",
        "commentator",
        "byline",
        "login",
    ];
    element
        .attr("itemprop")
        .is_some_and(|p| matches!(p, "author" | "name" | "creator"))
        || element
            .attr("rel")
            .is_some_and(|rel| rel.split(' ').any(|r| r == "author"))
        || element.name() == "cite"
        || element
            .classes()
            .take(40)
            .any(|class| ends(&words(class), &list))
}

/// Whether the element is a date, a button or a badge of a comment.
pub(super) fn is_comment_data(element: &Element) -> bool {
    const DATA: [&str; 40] = [
        "actions",
        "action",
        "tools",
        "toolbar",
        "buttons",
        "button",
        "btn",
        "share",
        "report",
        "signaler",
        "vote",
        "votes",
        "voting",
        "like",
        "likes",
        "avatar",
        "gravatar",
        "badge",
        "says",
        "meta",
        "metadata",
        "date",
        "time",
        "timestamp",
        "ago",
        "permalink",
        "flag",
        "rating",
        "score",
        "menu",
        "edit",
        "awaiting",
        "moderation",
        "karma",
        "rank",
        "published",
        "heure",
        "repondre",
        "link",
        "status",
    ];
    matches!(element.name(), "time" | "img")
        || element.attr("role") == Some("button")
        || element.classes().take(40).any(|class| {
            let words = words(class);
            any(&words, &DATA) || words == ["reply"]
        })
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn check(html: &str, test: impl Fn(&Element) -> bool) -> bool {
        let document = Html::parse_fragment(html);
        let element = document.root_element().child_elements().next().unwrap();
        test(element.value())
    }

    #[test]
    fn comments_and_threads_by_class() {
        for html in [
            "<li class='comment even depth-1'>",
            "<div class=commentaire>",
            "<div id=comment-12>",
            "<article class='comment-item'>",
            "<div class=UFIComment>",
            "<p class=reaction>",
            "<div itemscope itemtype='https://schema.org/Comment'>",
            "<li id=li-comment-3>",
            "<div role=article aria-label='Commentaire de Jean'>",
            "<div class=user-comment>",
        ] {
            assert!(check(html, is_comment), "{html}");
        }
        for html in [
            "<div class=comments>",
            "<div class=comment-body>",
            "<div class=add-comment>",
            "<span class=comment>",
            "<div class=comment-form>",
            "<div class=no-comment>",
            "<div>",
            "<div class=comment-count>",
            "<div class='post-comment'>",
        ] {
            assert!(!check(html, is_comment), "{html}");
        }
        for html in [
            "<div id=comments>",
            "<ol class=comment-list>",
            "<section class='comments-area'>",
            "<ul class=liste-commentaires>",
            "<div id=disqus_thread>",
            "<ol class=commentlist>",
        ] {
            assert!(check(html, is_thread), "{html}");
        }
        for html in [
            "<span class=comments>",
            "<div class=comments-link>",
            "<div class=comments-count>",
            "<div class=has-comments>",
            "<div class=comment>",
        ] {
            assert!(!check(html, is_thread), "{html}");
        }
    }

    #[test]
    fn hidden_and_aside() {
        assert!(check("<div style='display: NONE'>", is_silent));
        assert!(check("<p hidden>", is_silent) && check("<p aria-hidden=true>", is_silent));
        assert!(check("<div class='share-buttons'>", is_aside) && check("<aside>", is_aside));
        assert!(!check("<article class='post tag-pub'>", is_aside) && !check("<div>", is_aside));
    }
}
