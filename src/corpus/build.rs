//! From rows to articles and comments.

use serde_json::Value;

use super::article::{Article, Comment, clean, clean_line};
use super::options::BareRows;
use super::row::{Row, into_text, list};

/// What one row or page holds.
#[derive(Debug)]
pub(super) enum Record {
    Article(Box<Article>),
    Comment(Box<Comment>),
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub input: &'a str,
    pub stem: &'a str,
    pub bare_rows: BareRows,
}

/// Names under which the text of an article is found.
pub(super) const ARTICLE_TEXT: [&str; 2] = ["text", "article"];

/// Whether a row with these fields is a comment.
///
/// It is where it has a `comment_id` or a `comment`; where it has an `id` besides its `article_id`
/// and no `title`; and, if bare rows are comments, where it has only a `text`.
pub(super) fn is_comment(has: impl Fn(&str) -> bool, bare_rows: BareRows) -> bool {
    let article = has("title") || has("article") || has("comments");
    has("comment_id")
        || has("comment")
        || (has("id") && has("article_id") && has("text") && !article)
        || (bare_rows == BareRows::Comments && has("text") && !article)
}

/// The article or comment of a row; fails with what is missing.
pub(super) fn build(row: Row, origin: Origin<'_>) -> Result<Record, String> {
    if is_comment(|name| row.has(name), origin.bare_rows) {
        let line = row.line;
        let mut comment = comment(row)?;
        if comment.id.is_empty() {
            comment.id = format!("{}-{line}", origin.stem);
        }
        return Ok(Record::Comment(Box::new(comment)));
    }
    article(row, origin).map(|article| Record::Article(Box::new(article)))
}

fn article(mut row: Row, origin: Origin<'_>) -> Result<Article, String> {
    if !ARTICLE_TEXT
        .iter()
        .chain(&["comments"])
        .any(|name| row.has(name))
    {
        return Err(format!("no `text` in the row, which has {}", row.names()));
    }
    let id = row.take_line(&["article_id", "id"]);
    let title = row.take_line(&["title"]).unwrap_or_default();
    let text = clean(&row.take_text(&ARTICLE_TEXT));
    let [url, outlet, date] =
        ["url", "outlet", "date"].map(|name| row.take_line(&[name]).unwrap_or_default());
    let mut comments = Vec::new();
    match row.take(&["comments"]) {
        Some(Value::Array(items)) => comments.extend(items.into_iter().filter_map(listed)),
        Some(Value::Null) | None => {}
        // A count, as in the program's own tables, or whatever else the user keeps there.
        Some(other) => row.fields.push(("comments".to_owned(), other)),
    }
    let mut warnings = std::mem::take(&mut row.warnings);
    if text.is_empty() {
        warnings.push("The text is empty.".to_owned());
    }
    let id = id.unwrap_or_else(|| format!("{}-{}", origin.stem, row.line));
    let source = origin.input.to_owned();
    let extra = row.into_extra();
    Ok(Article {
        id,
        source,
        title,
        text,
        url,
        outlet,
        date,
        comments,
        extra,
        warnings,
    })
}

/// A comment of an article's list: an object or just its text.
fn listed(item: Value) -> Option<Comment> {
    match item {
        Value::Null => None,
        Value::Object(fields) => {
            let fields = fields.into_iter().collect();
            let row = Row {
                line: 0,
                fields,
                warnings: Vec::new(),
            };
            let names = row.names();
            Some(comment(row).unwrap_or_else(|_| Comment {
                warnings: vec![format!("The comment has no `text`; it has {names}.")],
                ..Comment::default()
            }))
        }
        other => Some(Comment {
            text: clean(&into_text(other)),
            ..Comment::default()
        }),
    }
}

/// Names under which the text of a comment is found, in the order in which they count.
pub(super) fn comment_names(row: &Row) -> [&'static str; 2] {
    if row.has("comment_id") {
        ["text", "comment"]
    } else {
        ["comment", "text"]
    }
}

fn comment(mut row: Row) -> Result<Comment, String> {
    if !row.has("text") && !row.has("comment") {
        return Err(format!(
            "no `comment` or `text` in the row, which has {}",
            row.names()
        ));
    }
    let names = comment_names(&row);
    Ok(Comment {
        id: row.take_line(&["comment_id", "id"]).unwrap_or_default(),
        article_id: row.take_line(&["article_id"]).unwrap_or_default(),
        author: row.take_line(&["author"]).unwrap_or_default(),
        text: clean(&row.take_text(&names)),
        target: row.take_line(&["target"]),
        target_id: row.take_line(&["target_id"]),
        label: row.take_line(&["label"]),
        warnings: std::mem::take(&mut row.warnings),
        extra: row.into_extra(),
    })
}

/// The problem of a table that lacks the column of its texts, if it does.
pub(super) fn missing_column(columns: &[String], bare_rows: BareRows) -> Option<String> {
    let has = |name: &str| {
        columns
            .iter()
            .any(|column| column.eq_ignore_ascii_case(name))
    };
    let found = list(columns.iter().map(String::as_str));
    let wanted = if is_comment(has, bare_rows) {
        if has("comment") || has("text") {
            return None;
        }
        "`comment` or `text`"
    } else {
        if ARTICLE_TEXT.iter().any(|name| has(name)) {
            return None;
        }
        "`text`"
    };
    Some(format!("no column {wanted}; the columns found are {found}"))
}

/// Completes ids once the article's own is final.
pub(super) fn number_comments(article: &mut Article) {
    for (comment, number) in article.comments.iter_mut().zip(1..) {
        comment.article_id.clone_from(&article.id);
        if comment.id.is_empty() {
            comment.id = format!("{}-{number}", article.id);
        }
        comment.author = clean_line(&comment.author);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value, bare_rows: BareRows) -> Result<Record, String> {
        let fields = value.as_object().unwrap().clone().into_iter().collect();
        let row = Row {
            line: 3,
            fields,
            warnings: Vec::new(),
        };
        build(
            row,
            Origin {
                input: "x.jsonl",
                stem: "x",
                bare_rows,
            },
        )
    }

    fn an_article(value: &Value) -> Article {
        match read(value, BareRows::Articles) {
            Ok(Record::Article(article)) => *article,
            other => panic!("{other:?}"),
        }
    }

    fn a_comment(value: &Value, bare_rows: BareRows) -> Comment {
        match read(value, bare_rows) {
            Ok(Record::Comment(comment)) => *comment,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn articles_with_comments() {
        let article = an_article(&json!({
            "id": 12, "title": null, "text": "Corps.", "rubrique": "droit", "url": "u",
            "comments": [{"id": 1, "author": "A", "text": "oui", "likes": 3}, "non", null, {"x": 1}]
        }));
        assert_eq!((article.id.as_str(), article.title.as_str()), ("12", ""));
        assert_eq!(article.extra, [("rubrique".to_owned(), "droit".to_owned())]);
        assert_eq!(article.comments.len(), 3);
        assert_eq!(
            article.comments[0].extra,
            [("likes".to_owned(), "3".to_owned())]
        );
        assert_eq!(article.comments[1].text, "non");
        assert!(article.comments[2].warnings[0].contains("no `text`"));
        assert_eq!(
            an_article(&json!({"text": "a", "comments": null})).id,
            "x-3"
        );
        assert_eq!(
            an_article(&json!({"text": "a", "comments": 4})).extra[0].1,
            "4"
        );
        assert_eq!(
            an_article(&json!({"article": null})).warnings,
            ["The text is empty."]
        );
    }

    #[test]
    fn comments_that_stand_alone() {
        let comment = a_comment(
            &json!({"comment_id": 5, "article_id": 12, "text": "oui", "label": "pour"}),
            BareRows::Articles,
        );
        assert_eq!(
            (comment.id.as_str(), comment.article_id.as_str()),
            ("5", "12")
        );
        assert_eq!(comment.label.as_deref(), Some("pour"));
        let comment = a_comment(&json!({"comment": null, "target": ""}), BareRows::Articles);
        assert_eq!(
            (comment.id.as_str(), comment.text.as_str(), comment.target),
            ("x-3", "", None)
        );
        a_comment(
            &json!({"id": 1, "article_id": 2, "text": "a"}),
            BareRows::Articles,
        );
        a_comment(&json!({"text": "a", "label": "pour"}), BareRows::Comments);
        assert!(read(&json!({"comment_id": 1}), BareRows::Articles).is_err());
        assert!(
            read(&json!({"title": "a"}), BareRows::Comments)
                .unwrap_err()
                .contains("`title`")
        );
    }

    #[test]
    fn a_missing_column_is_named() {
        let missing = |columns: &[&str]| {
            let columns: Vec<_> = columns.iter().map(|c| (*c).to_owned()).collect();
            missing_column(&columns, BareRows::Articles)
        };
        let message = missing(&["article_id", "titre"]).unwrap();
        assert_eq!(
            message,
            "no column `text`; the columns found are `article_id`, `titre`"
        );
        assert!(
            missing(&["comment_id", "texte"])
                .unwrap()
                .contains("`comment` or `text`")
        );
        assert!(missing(&["ID", "Text"]).is_none());
    }
}
