//! What people and programs see. Each snapshot is read as a compliance lead would read it.

mod common;

use annexa_diagnostics::hidden;
use annexa_diagnostics::render::{Format, Options, Report, Rule, render, summary};
use annexa_diagnostics::{Basis, Identity, Level, Problem, Section, SetAside, Sources};
use common::{Files, package, problems};

fn shown(format: Format, problems: &[Problem], files: &Files, options: &Options) -> String {
    let mut out = Vec::new();
    render(format, &Report::of(problems), files, options, &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn rich() {
    let files = package();
    for (name, problem) in problems(&files) {
        insta::assert_snapshot!(
            format!("rich_{name}"),
            shown(Format::Rich, &[problem], &files, &Options::default())
        );
    }
}

#[test]
fn plain() {
    let files = package();
    for (name, problem) in problems(&files) {
        insta::assert_snapshot!(
            format!("plain_{name}"),
            shown(Format::Plain, &[problem], &files, &Options::default())
        );
    }
}

#[test]
fn short() {
    let files = package();
    let all: Vec<_> = problems(&files).into_iter().map(|(_, p)| p).collect();
    insta::assert_snapshot!(shown(Format::Short, &all, &files, &Options::default()));
}

#[test]
fn json() {
    let files = package();
    let all: Vec<_> = problems(&files).into_iter().map(|(_, p)| p).filter(|p| p.items.len() < 20).collect();
    let out = shown(Format::Json, &all, &files, &Options::default());
    assert_eq!(out.lines().count(), all.len());
    for line in out.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    insta::assert_snapshot!(out);
}

/// Every machine format beside JSON, with what is set aside and what is held back.
#[test]
fn for_programs() {
    let files = package();
    let mut all: Vec<Problem> =
        problems(&files).into_iter().map(|(_, p)| p).filter(|p| p.items.len() < 20).collect();
    for problem in &mut all {
        problem.identity =
            Identity { anchor: "policy access/statement mfa".to_owned(), what: "done".to_owned(), nth: 1 };
    }
    let held_back = all.split_off(all.len() - 1);
    let aside = all.split_off(all.len() - 1).remove(0);
    let set_aside = [SetAside {
        allow: aside.primary.place,
        problem: aside,
        because: "we know".to_owned(),
        by: Some("Head".to_owned()),
        until: None,
    }];
    let rules = [Rule {
        name: "wrong-type".to_owned(),
        summary: "a value is of another type than the field takes".to_owned(),
        page: "# wrong-type\n\nThe field takes something else.\n\n## Wrong\n\n```annexa\nrole x\n```\n"
            .into(),
        level: Level::Error,
        basis: Basis::Language,
        clause: None,
        section: Section::Language,
    }];
    let report = Report {
        problems: &all,
        set_aside: &set_aside,
        held_back: &held_back,
        rules: &rules,
        package: "praxis",
        folder: "isms/",
        version: "1.2.3",
        day: "2026-11-01",
    };
    for format in [Format::Sarif, Format::Github, Format::Gitlab, Format::Junit] {
        let mut out = Vec::new();
        render(format, &report, &files, &Options::default(), &mut out).expect("memory");
        insta::assert_snapshot!(format.word(), String::from_utf8(out).expect("UTF-8"));
    }
}

#[test]
fn colour() {
    let files = package();
    let options = Options { color: true, ..Options::default() };
    let all: Vec<_> = problems(&files).into_iter().map(|(_, p)| p).collect();
    insta::assert_snapshot!(shown(Format::Rich, &all[1..5], &files, &options).replace('\x1b', "␛"));
    // The same rows as without colour.
    let (mut plain, mut colour) = (String::new(), shown(Format::Rich, &all, &files, &options));
    while let Some((text, rest)) = colour.split_once("\x1b[") {
        plain.push_str(text);
        colour = rest.split_once('m').unwrap().1.to_owned();
    }
    plain.push_str(&colour);
    let trimmed = |s: &str| s.lines().map(|l| format!("{}\n", l.trim_end())).collect::<String>();
    assert_eq!(trimmed(&plain), trimmed(&shown(Format::Rich, &all, &files, &Options::default())));
}

#[test]
fn narrow() {
    let files = package();
    let options = Options { width: 60, ..Options::default() };
    let all: Vec<_> = problems(&files).into_iter().map(|(_, p)| p).collect();
    insta::assert_snapshot!(shown(Format::Rich, &all[0..4], &files, &options));
}

#[test]
fn closing_summary() {
    let files = package();
    let all: Vec<_> = problems(&files).into_iter().map(|(_, p)| p).collect();
    let steps = [
        "decide 84 controls: `annexa fix --unsafe`".to_owned(),
        "name a role as owner of `clinic-cloud-soa`".to_owned(),
    ];
    let shown = |problems: &[Problem], steps: &[String]| {
        let mut out = Vec::new();
        summary::render(problems, steps, &mut out).unwrap();
        String::from_utf8(out).expect("UTF-8")
    };
    insta::assert_snapshot!(shown(&all, &steps));
    assert_eq!(shown(&all[..1], &[]), "1 error\n");
    assert_eq!(shown(&[], &[]), "no problems\n");
}

#[test]
fn formats_have_words() {
    for format in Format::ALL {
        assert_eq!(format.word().parse(), Ok(format));
    }
    assert_eq!(
        "pretty".parse::<Format>().unwrap_err().to_string(),
        "`pretty` is no message format; the formats are rich, short, plain, json, sarif, github, gitlab, junit"
    );
}

/// Every place of every text, with a second place anywhere else, in every format and width.
#[test]
fn no_place_panics() {
    let files = package();
    for file in [common::WORLD, common::DOS, common::EMPTY, common::END, common::ODD] {
        let len = files.text(annexa_diagnostics::FileId(file)).len();
        for start in 0..=len + 1 {
            let all: Vec<_> = [0, 1, 2, 3, 7, 40]
                .into_iter()
                .map(|width| {
                    Problem::new(&common::SYNTAX, common::place(file, start, start + width), "m", "primary")
                        .related(common::place(file, (start * 7) % (len + 1), start), "related")
                        .related(common::place(file, start + width, start + width), "at the end")
                })
                .collect();
            for (format, width) in Format::ALL.into_iter().flat_map(|f| [(f, 100), (f, 0), (f, 45)]) {
                let out = shown(format, &all, &files, &Options { width, ..Options::default() });
                assert!(!out.contains(|c: char| c != '\n' && hidden::is_hidden(c)), "{format:?} {out}");
                if matches!(format, Format::Rich | Format::Plain) {
                    for words in ["primary", "related", "at the end"] {
                        assert_eq!(out.matches(words).count(), all.len(), "{words} {start}\n{out}");
                    }
                }
            }
        }
    }
}

/// The work of a problem does not grow with its file, nor with its line.
#[test]
fn many_problems_in_large_files() {
    let lines =
        "    include: A.5.1 because \"日本 of the organization, decided with the plan\"\n".repeat(70_000);
    let line = "A.5.1, 日本, ".repeat(350_000);
    assert!(lines.len() > 5_000_000 && line.len() > 5_000_000);
    let files = Files(vec![("lines.isms", lines), ("line.isms", line)]);
    for file in [0, 1] {
        let all: Vec<_> = (0..5_000)
            .map(|i| {
                Problem::new(
                    &common::UNKNOWN_NAME,
                    common::place(file, i * 1_000, i * 1_000 + 5),
                    "nothing is named so",
                    "here",
                )
                .related(common::place(file, 5_000_000 - i * 1_000, 5_000_000 - i * 1_000 + 3), "and there")
            })
            .collect();
        for format in Format::ALL {
            let out = shown(format, &all, &files, &Options::default());
            assert!(out.lines().all(|l| l.chars().count() < 700), "{format}");
            assert!(out.len() > 5_000 * 40 && out.len() < 5_000 * 2_000, "{format}: {}", out.len());
        }
    }
}
