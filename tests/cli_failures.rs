//! A command that cannot do its work: nothing to read, no permission, a full disk, a text too long.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use common::{BINARY, Ended, Table, arg, end, names, put, run, tribune};

const TEXT: &str =
    "Le tribunal a ordonné lundi le blocage de trois sites. Les éditeurs s’en félicitent.";
const PAGE: &str = "Trois sites bloqués\n\nLe tribunal a ordonné lundi le blocage de trois sites. \
    Les éditeurs s’en félicitent.\n\n1 commentaire\n\nEnfin une bonne nouvelle.\n";

#[test]
fn without_a_readable_file_the_command_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "in/photo.jpg", "x");
    put(folder.path(), "in/.caché.txt", PAGE);
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    for command in ["summarise", "classify"] {
        run(&[command, arg(&input)]).with(2).says(&[
            arg(&input),
            "no file that could be read",
            ".jsonl",
        ]);
    }
    run(&["run", arg(&input), "-o", arg(&out)])
        .with(2)
        .says(&[arg(&input), ".txt"]);
    let absent = folder.path().join("absent.txt");
    run(&["run", arg(&absent), "-o", arg(&out)]).with(2).says(&[
        "absent.txt",
        "no such file",
        "check",
    ]);
    let file = put(folder.path(), "page.txt", PAGE);
    run(&["run", arg(&file), "-o", arg(&file)])
        .with(2)
        .says(&["page.txt", "not a folder"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), PAGE);
}

/// The program for a user who may not do everything: root without its right to pass over permissions.
#[cfg(unix)]
fn ordinary(arguments: &[&str], probe: &Path) -> Option<assert_cmd::Command> {
    const WITHOUT: &str = "--bounding-set=-dac_override,-dac_read_search";
    if fs::read(probe).is_err() {
        return Some(tribune(arguments));
    }
    let mut setpriv = Command::new("setpriv");
    let denied = setpriv.args([WITHOUT, "sh", "-c", "! cat \"$0\" 2>&1", arg(probe)]);
    if !denied.status().is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = assert_cmd::Command::new("setpriv");
    command.args([WITHOUT, BINARY]).args(arguments);
    Some(command)
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", PAGE);
    let closed = put(folder.path(), "fermée.txt", PAGE);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let out = folder.path().join("sortie");
    let both = ["run", arg(&page), arg(&closed), "-o", arg(&out)];
    let Some(mut command) = ordinary(&both, &closed) else {
        eprintln!("skipped: this user (root) may read anything, and `setpriv` cannot change that");
        return;
    };
    end(&mut command)
        .with(1)
        .says(&["fermée.txt", "permission", "chmod"]);
    let errors = Table::read(&out, "errors.csv");
    let row = errors.find("input", "fermée.txt");
    assert!(
        row["problem"].contains("permission") && row["remedy"].contains("chmod"),
        "{row:?}"
    );
    assert_eq!(Table::read(&out, "articles.csv").len(), 1);

    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    let one = ["run", arg(&page), "-o", arg(&out)];
    let ended = end(&mut ordinary(&one, &closed).unwrap()).with(2);
    ended.says(&["sortie", "permission", "another folder"]);
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(Table::read(&out, "articles.csv").len(), 1);
}

/// Starts the program on the words of `script` with `$TRIBUNE` and `$DIR` set.
fn script(folder: &Path, script: &str) -> Ended {
    let mut command = assert_cmd::Command::new("sh");
    end(command
        .args(["-c", script])
        .env("TRIBUNE", BINARY)
        .env("DIR", folder))
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_the_old_tables() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "petit.txt", PAGE);
    let text = TEXT.repeat(40);
    let mut comments = String::new();
    for n in 0..40 {
        writeln!(comments, "{{\"comment_id\":{n},\"comment\":\"{text}\"}}").unwrap();
    }
    put(folder.path(), "grand.jsonl", comments);
    for name in ["disque", "avant", "après"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let inside = "mount -t tmpfs -o size=96k none \"$DIR/disque\" || exit 77; \
        \"$TRIBUNE\" run \"$DIR/petit.txt\" -o \"$DIR/disque\" -q || exit 78; cp \"$DIR/disque\"/* \"$DIR/avant\"; \
        \"$TRIBUNE\" run \"$DIR/grand.jsonl\" -o \"$DIR/disque\" -q; status=$?; \
        ls -A \"$DIR/disque\" >&2; cp \"$DIR/disque\"/* \"$DIR/après\"; exit $status";
    // User namespaces let anyone mount a small disk; not every system grants them.
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "true"]);
    if command.status().is_ok_and(|status| status.success()) {
        let ended = script(
            folder.path(),
            &format!("exec unshare --map-root-user --mount sh -c '{inside}'"),
        );
        if ended.status != 77 {
            let ended = ended
                .with(2)
                .says(&["no space left", "disque", "free some"]);
            let left: Vec<&str> = ended.stderr.lines().rev().take(4).collect();
            assert_eq!(
                left,
                ["run.json", "errors.csv", "comments.csv", "articles.csv"],
                "{}",
                ended.stderr
            );
            same_files(&folder.path().join("avant"), &folder.path().join("après"));
            return;
        }
    }
    eprintln!("skipped: no small disk can be mounted here");
}

/// A limit on the size of files does what a quota does.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_leaves_the_old_tables() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "petit.txt", PAGE);
    put(
        folder.path(),
        "grand.txt",
        format!("{PAGE}\n{}", "Un long commentaire. ".repeat(20_000)),
    );
    let (out, before) = (folder.path().join("sortie"), folder.path().join("avant"));
    run(&["run", arg(&page), "-o", arg(&out)]).with(0);
    fs::create_dir(&before).unwrap();
    for name in names(&out) {
        fs::copy(out.join(&name), before.join(&name)).unwrap();
    }
    let limited =
        "ulimit -f 100; trap '' XFSZ; exec \"$TRIBUNE\" run \"$DIR/grand.txt\" -o \"$DIR/sortie\"";
    let ended = script(folder.path(), limited).with(2);
    assert!(
        ended.stderr.starts_with("error: ") && ended.stderr.contains('`'),
        "{}",
        ended.stderr
    );
    same_files(&before, &out);
}

#[track_caller]
fn same_files(one: &Path, two: &Path) {
    assert_eq!(names(one), names(two));
    for name in names(one) {
        assert_eq!(
            fs::read_to_string(one.join(&name)).unwrap(),
            fs::read_to_string(two.join(&name)).unwrap()
        );
    }
}

/// One line of text without an end, and the warning of a text too long to be looked at whole.
fn check_single_line(bytes: usize, truncated: bool) {
    let folder = tempfile::tempdir().unwrap();
    let sentence =
        |n: usize| format!("Le tribunal a ordonné lundi le blocage du site numéro {n}. ");
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        // Most of it comes again and again, as in a file that was joined from copies of itself.
        text.push_str(&sentence(n % 1_000));
    }
    let line = put(folder.path(), "ligne.txt", text.trim_end());
    let page = put(folder.path(), "page.txt", PAGE);
    let mut command = tribune([
        "summarise",
        arg(&line),
        arg(&page),
        "--format",
        "csv",
        "--words",
        "30",
    ]);
    let ended = end(command.timeout(Duration::from_secs(1_800))).with(0);
    let rows = Table::parse(&ended.stdout);
    assert_eq!(rows.column("article_id"), ["ligne", "page"]);
    let (row, summary) = (&rows[0], &rows[0]["summary"]);
    assert!(
        (1.0..=30.0).contains(&row.number("summary_words")),
        "{row:?}"
    );
    let chosen: Vec<&str> = summary.split_inclusive(". ").map(str::trim).collect();
    for (at, one) in chosen.iter().enumerate() {
        assert!(text.contains(one) && !chosen[..at].contains(one), "{row:?}");
    }
    assert_eq!(
        (row["truncated"] == "true", !row["warnings"].is_empty()),
        (truncated, truncated),
        "{row:?}"
    );
    assert_eq!(rows[1]["summary"], TEXT);
}

/// The same at 50 MB is `a_single_line_of_50_megabytes`.
#[test]
fn a_long_single_line_is_summarised() {
    check_single_line(40_000, false);
}

#[test]
#[ignore = "takes minutes; run it with --ignored"]
fn a_single_line_of_50_megabytes() {
    check_single_line(50_000_000, true);
}

/// What is said twice in an article is not said twice in its summary.
#[test]
fn a_summary_does_not_repeat_itself() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", format!("{TEXT} ").repeat(20));
    let ended = run(&["summarise", arg(&page), "--words", "40"]).with(0);
    assert_eq!(
        ended.stdout.matches("Le tribunal a ordonné").count(),
        1,
        "{}",
        ended.stdout
    );
}
