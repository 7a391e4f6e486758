//! The pages for those who do not see them, or not all of them: the main rules of axe-core, on the document
//! and on the colours of its style.

mod common;

use std::collections::HashMap;

use common::reports::{english, evaluated, french, inner, page, select};
use scraper::{ElementRef, Html};

/// The pages of a run and of an evaluation, in both languages.
fn pages() -> Vec<(&'static str, Html)> {
    let report = |folder: &std::path::Path| page(folder, "report.html");
    let evaluation = |language: &str| page(evaluated(language), "evaluation.html");
    vec![
        ("report, en", report(english())),
        ("report, fr", report(french())),
        ("evaluation, en", evaluation("en")),
        ("evaluation, fr", evaluation("fr")),
    ]
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn the_pages_can_be_used_without_seeing_them() {
    for (name, page) in pages() {
        let language = select(&page, "html")[0].attr("lang").unwrap();
        assert!(name.ends_with(language));
        assert!(!words(select(&page, "title")[0]).is_empty());
        for one in [
            "h1",
            "main",
            "head > title",
            "body > header",
            "body > footer",
        ] {
            assert_eq!(select(&page, one).len(), 1, "{name}: {one}");
        }
        assert_eq!(
            select(&page, "meta[name=viewport][content*=scalable]").len(),
            0
        );
        headings(name, &page);
        images(name, &page);
        controls_and_links(name, &page);
        tables(name, &page);
    }
}

/// Headings have words, and no level is skipped.
fn headings(name: &str, page: &Html) {
    let mut level = 0;
    for heading in select(page, "h1, h2, h3, h4, h5, h6") {
        let next: u32 = heading.value().name()[1..].parse().unwrap();
        assert!(
            next <= level + 1,
            "{name}: {} after h{level}",
            heading.html()
        );
        assert!(!words(heading).is_empty(), "{name}: {}", heading.html());
        level = next;
    }
}

/// Drawings have a name and a description, or are hidden as ornaments.
fn images(name: &str, page: &Html) {
    assert_eq!(select(page, "img:not([alt])").len(), 0);
    assert!(select(page, "svg[role=img]").len() > 1, "{name}");
    for svg in select(page, "svg[role=img]") {
        for part in ["title", "desc"] {
            let found = inner(svg, part);
            assert!(
                found.first().is_some_and(|e| !words(*e).is_empty()),
                "{name}: {}",
                svg.html()
            );
        }
    }
    for svg in select(page, "svg:not([role=img])") {
        assert_eq!(svg.attr("aria-hidden"), Some("true"), "{name}");
    }
    for hidden in select(page, "[aria-hidden=true]") {
        assert_eq!(
            inner(hidden, "a, button, input, select, [tabindex]").len(),
            0
        );
    }
}

/// Every id is there once, every control has its label, and every link leads somewhere.
fn controls_and_links(name: &str, page: &Html) {
    let mut ids: Vec<&str> = select(page, "[id]")
        .iter()
        .map(|e| e.attr("id").unwrap())
        .collect();
    for control in select(page, "input, select, textarea") {
        let id = control.attr("id").unwrap();
        let labels = select(page, &format!("label[for={id}]"));
        assert!(labels.len() == 1 && !words(labels[0]).is_empty(), "{id}");
    }
    for element in select(page, "button, summary, a, option, optgroup") {
        let label = element.attr("label").unwrap_or_default();
        assert!(
            !words(element).is_empty() || !label.is_empty(),
            "{name}: {}",
            element.html()
        );
    }
    for link in select(page, "a[href]") {
        let target = link.attr("href").unwrap().trim_start_matches('#');
        assert!(ids.contains(&target), "{name}: {target}");
    }
    for attribute in ["aria-labelledby", "aria-describedby", "for"] {
        for element in select(page, &format!("[{attribute}]")) {
            for id in element.attr(attribute).unwrap().split_whitespace() {
                assert!(ids.contains(&id), "{name}: {attribute}={id}");
            }
        }
    }
    for region in select(page, "[role=region], nav, form") {
        let named = ["aria-label", "aria-labelledby"].map(|a| region.attr(a));
        assert!(named.iter().flatten().any(|label| !label.is_empty()));
    }
    for element in select(page, "[tabindex]") {
        assert_eq!(element.attr("tabindex"), Some("0"), "{name}");
    }
    let skip = select(page, "body > a")[0];
    assert_eq!(skip.attr("href"), Some("#main"));
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{name}");
}

/// Headers say what they are the header of, and rows are as wide as their table.
fn tables(name: &str, page: &Html) {
    for table in select(page, "table") {
        let columns = inner(table, "thead th").len();
        assert!(columns > 0, "{name}: {}", table.html());
        for header in inner(table, "th") {
            let scope = header.attr("scope");
            assert!(matches!(scope, Some("col" | "row")), "{}", header.html());
            assert!(!words(header).is_empty(), "{name}: {}", header.html());
        }
        for row in inner(table, "tbody tr") {
            let cells = inner(row, "th, td").len();
            assert_eq!(cells, columns, "{name}: {}", row.html());
        }
    }
    for list in select(page, "ul, ol") {
        let items = list.children().filter_map(ElementRef::wrap);
        assert!(
            items.clone().count() > 0 || list.value().name() == "ol",
            "{name}"
        );
        for item in items {
            assert_eq!(item.value().name(), "li", "{name}");
        }
    }
}

/// The colours of a style sheet by name: those of light, dark and print.
fn palettes(style: &str) -> [HashMap<String, [f64; 3]>; 3] {
    let mut found = [HashMap::new(), HashMap::new(), HashMap::new()];
    let dark = "@media (prefers-color-scheme: dark)";
    for (at, _) in style.match_indices(":root {") {
        let block = &style[at..at + style[at..].find('}').unwrap()];
        let before = &style[..at];
        let media = before.rfind("@media").map(|from| &before[from..]);
        // A rule belongs to the last medium that is still open before it.
        let open = media.filter(|m| m.matches('{').count() > m.matches('}').count());
        let medium = match open {
            None => 0,
            Some(medium) if medium.starts_with(dark) => 1,
            Some(_) => 2,
        };
        for declaration in block.split([';', '{']) {
            if let Some((name, colour)) = declaration.trim().split_once(": #") {
                found[medium].insert(name.to_owned(), rgb(colour));
            }
        }
    }
    found
}

/// `fff` or `1a2b3c`, each part from 0 to 1.
fn rgb(hex: &str) -> [f64; 3] {
    let long: String = if hex.len() == 3 {
        hex.chars().flat_map(|c| [c, c]).collect()
    } else {
        hex.to_owned()
    };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&long[at..at + 2], 16).unwrap()) / 255.0)
}

/// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let linear = colour.map(|part| {
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055_f64).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn words_stand_out_from_their_ground() {
    let black_on_white = contrast(rgb("000"), rgb("ffffff"));
    assert!((black_on_white - 21.0).abs() < 1e-9);
    let pairs = [
        ("--ink", "--paper"),
        ("--ink", "--ground"),
        ("--ink", "--mark"),
        ("--faint", "--paper"),
        ("--link", "--paper"),
        ("--alert", "--paper"),
    ];
    let heat = [("--ink", "--hit"), ("--ink", "--miss")];
    for (name, page) in pages() {
        let style: String = select(&page, "style")[0].text().collect();
        let evaluation = name.starts_with("evaluation");
        for (medium, palette) in ["light", "dark", "print"].iter().zip(palettes(&style)) {
            let heat = heat.iter().filter(|_| evaluation);
            for (ink, ground) in pairs.iter().chain(heat) {
                let found = contrast(palette[*ink], palette[*ground]);
                assert!(
                    found >= 4.5,
                    "{name}, {medium}: {ink} on {ground} {found:.2}"
                );
            }
            // Lines and dots that mean something: 3 (WCAG 2.2, 1.4.11).
            for drawn in ["--s0", "--s1", "--column"] {
                let found = contrast(palette[drawn], palette["--paper"]);
                assert!(found >= 3.0, "{name}, {medium}: {drawn} {found:.2}");
            }
        }
    }
}
