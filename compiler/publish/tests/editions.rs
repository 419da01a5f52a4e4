//! Editions for readers: nothing of what they may not read is in any file of theirs.

mod common;

use std::collections::BTreeSet;
use std::io::Read;

use annexa_core::Built;
use annexa_core::manifest::Readers;
use annexa_core::model::Decl;
use annexa_core::source::PackageId;
use annexa_publish::edition::{Edition, LEFT_OUT};
use annexa_publish::{Format, Options, OutputFile};
use common::{analyse, file, files, from_disk, from_text};
use proptest::prelude::*;

/// What can be read in a file: its path and its text, of a workbook those of all its parts.
fn readable(file: &OutputFile) -> String {
    let mut all = format!("{}\n", file.path);
    if file.path.ends_with(".xlsx") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&file.bytes)).expect("an archive");
        for i in 0..archive.len() {
            let mut part = archive.by_index(i).expect("a part");
            part.read_to_string(&mut all).expect("a text");
        }
    } else {
        all.push_str(std::str::from_utf8(&file.bytes).expect("UTF-8"));
    }
    all
}

fn edition(built: &Built, level: &str) -> Vec<OutputFile> {
    let place = built.model.place(built.model.decls().next().expect("the library").anchor());
    let reader = Readers { name: "them".into(), level: level.into(), place };
    let options = Options { formats: Format::ALL.to_vec(), reader: Some(reader), ..Options::default() };
    analyse(built, |analysis| annexa_publish::build(analysis, &options))
}

/// Everything secret has `zqx` in its name, its title and its words, and everything else speaks of it wherever it can.
const SECRETS: &str = r#"
organization acme "Acme" { language: "en"  legal-name: "Acme Ltd" }
person zqx-ann "Zqx Ann"
role zqx-boss "Zqx Boss" { holder: zqx-ann  duty: iso27001.5.3 }
team zqx-team "Zqx team" { }
let words = "as {zqx-vault} needs it, asked of {zqx-boss}"
supplier zqx-host "Zqx host" { agreement: "zqx 1" since 2020-01-01 until 2025-12-31 }
asset zqx-vault "Zqx vault" { category: system  owner: zqx-boss  classification: secret }
asset shop "Public shop" { category: system  owner: zqx-boss  classification: public  depends-on: zqx-vault }
asset near-it "Beside {zqx-vault}" { category: system  classification: public }
scope all "All we do" {
    classification: public
    includes: shop, zqx-vault, zqx-team
    """We run {shop}, and {zqx-vault} under it; [our shop]({shop}) is {words}."""
}
risk-method zqx-m "Zqx method" {
    likelihood: rare, likely
    consequence: mild, harsh
    level: low from 1
    level: high from 3
    acceptable: low
}
risk zqx-fire "Zqx fire" {
    assets: shop  owner: zqx-boss  inherent: likely with harsh  residual: rare with mild
    treat: modify with A.7.5, A.5.1 by zqx-boss due 2027-01-01 because "zqx reason"
}
risk flood "Flood" {
    classification: public
    assets: shop, zqx-vault  owner: zqx-boss  inherent: likely with mild  residual: rare with mild
    treat: modify with A.7.5 by zqx-boss due 2027-01-01 because "It is {words}, see {zqx-fire.owner}"
}
obligation zqx-duty "Zqx duty" { requires: A.5.31 }
evidence zqx-log "Zqx log" { owner: zqx-boss  collected: 2026-10-01 by zqx-boss  valid: for 30 days }
policy open-policy "Open policy" {
    classification: public
    owner: zqx-boss
    approver: zqx-boss
    version: "3 of {zqx-vault}"
    fulfils: iso27001.5.2
    """
    Everybody keeps {zqx-vault} safe {words}; the level is {zqx-fire.level}.

    - {zqx-boss} decides
    - `zqx-vault` is a name
    """
    statement told "Told" {
        """It MUST be done by {zqx-boss} every {often}."""
        implements: A.5.1, A.8.5
        carried-out-by: zqx-team, zqx-host
        applies-to: shop, zqx-vault
        status: partial on shop since 2026-01-01 due 2027-01-01 because "It waits for {zqx-vault}"
        status: implemented on zqx-vault since 2026-01-01
        evidence: zqx-log
        param often "How often" { default: 6 months }
    }
}
policy zqx-inner "Zqx inner" extends open-policy {
    classification: confidential
    statement zqx-more "Zqx more" { """zqx words""" implements: A.5.2 }
}
catalog zqx-own "Zqx rules" {
    edition: "1"
    group Z "Zqx group" { control Z.1 "Zqx lock" }
}
finding zqx-found "Zqx finding" { grade: minor  found: 2026-09-01  breaches: A.5.1  owner: zqx-boss }
action zqx-act "Zqx action" { owner: zqx-boss  deadline: 2026-10-01 }
action open-act "Open action" { owner: zqx-boss  deadline: 2026-10-01 }
audit zqx-audit "Zqx audit" { planned: 2026-09-01  performed: 2026-09-02 }
audit zqx-next "Zqx next" { planned: 2027-09-01  covers: A.5.1 }
measure zqx-late "Zqx late" {
    owner: zqx-boss  measures: A.5.1  target: <= 5  reading: 9 on 2026-08-31  reading: 6 on 2026-09-30
}
measure open-late "Open late" {
    classification: public
    owner: zqx-boss  measures: A.5.1, zqx-host  target: <= 5  reading: 9 on 2026-08-31  reading: 6 on 2026-09-30
}
kind drill "Drill" is owned, classified { held-on?: date  tells*: prose  of?: asset }
drill open-drill "Open drill" {
    classification: public
    owner: zqx-boss  held-on: 2026-10-01  of: zqx-vault  tells: "At {zqx-vault}, {words}; see {zqx-fire.level}"
}
drill zqx-drill "Zqx drill" { held-on: 2026-10-01  tells: "zqx tells" }
soa s "Applicability" for all against iso27001, zqx-own {
    classification: public
    owner: zqx-boss
    include: A.*, zqx-own.Z.1 because "Decided for {zqx-vault}, {words}"
    not-yet: A.8.1 due 2026-06-30 by zqx-boss because "{zqx-vault} is moved first, {zqx-fire.owner} agrees"
    exclude: A.8.4 because "There is no {zqx-drill.tells}"
}
"#;

#[test]
fn no_word_of_what_is_left_out_is_in_any_file() {
    let built = from_text(SECRETS);
    let whole: String = files(&built).iter().map(readable).collect();
    assert!(whole.to_lowercase().matches("zqx").count() > 200, "the whole says it everywhere");
    let edition = edition(&built, "public");
    for format in ["html", "md", "csv", "json", "xlsx"] {
        assert!(edition.iter().any(|f| f.path.ends_with(format)), "{format}");
    }
    for file in &edition {
        let text = readable(file);
        let at = text.to_lowercase().find("zqx");
        let around = at.map(|at| {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            &text[from..text.ceil_char_boundary((at + 60).min(text.len()))]
        });
        assert_eq!(around, None, "{}", file.path);
    }
}

/// Who misspells the name of something secret in a text for everybody, or puts its title into braces, does not tell it.
#[test]
fn what_names_nothing_is_left_out_too() {
    let built = from_text(
        r#"
let told = zqx-valt
let set = asset where owner == zqx-boss
organization acme "Acme" { language: "en" }
role zqx-boss "Zqx boss" { }
asset zqx-vault "Zqx vault" { category: system  owner: zqx-boss }
asset near "Beside {zqx-valt}" { category: system  classification: public }
policy open "Open" {
    classification: public
    owner: zqx-bos
    version: "3 [of it]({zqx-valt.owner}), {told}"
    """
    See {zqx-valt}, {Zqx vault}, {zqx-vault.nothing} and [the **vault**]({zqx-vaults}), {told} and {set}.

    A set has {some braces}.
    """
}
"#,
    );
    let whole = file(&files(&built), "policy/open.md").to_string();
    assert!(whole.contains("{zqx-valt}") && whole.contains("{Zqx vault}"), "{whole}");
    let edition = edition(&built, "public");
    let all: String = edition.iter().map(readable).collect::<String>().to_lowercase();
    let at = all.find("zqx").map(|at| &all[at.saturating_sub(200)..at + 20]);
    assert_eq!(at, None);
    let policy = file(&edition, "policy/open.md");
    assert!(policy.contains("and the **vault**, ") && policy.contains("{some braces}"), "{policy}");
    assert!(
        file(&edition, "register/left-out.md").contains("| Open"),
        "it is told where something is left out"
    );
}

/// A document that is called by a statement of applicability is left out with it; words that are left out stand apart.
#[test]
fn a_secret_statement_names_no_manual() {
    let built = from_text(
        r#"
organization acme "Acme" { language: "en" }
asset shop "Shop" { category: system  classification: public }
scope front "Front" { classification: public  includes: shop }
scope back "Back" { classification: public  includes: shop }
soa open-soa "What applies" for front against iso27001 { classification: public }
soa zqx-soa "Zqx" for back against iso27001 { classification: secret }
"#,
    );
    let whole = files(&built);
    assert!(whole.iter().any(|f| f.path.contains("manual-zqx-soa")), "all may see it");
    let edition = edition(&built, "public");
    assert!(edition.iter().any(|f| f.path.contains("manual-open-soa")), "this one is for everybody");
    for of in &edition {
        assert!(!of.path.contains("zqx") && !readable(of).to_lowercase().contains("zqx"), "{}", of.path);
    }
}

/// A translation has no classification of its own, and says all that its original says.
#[test]
fn a_translation_is_as_secret_as_its_original() {
    let built = from_text(
        r#"
organization acme "Acme" { language: "en" }
role boss "Boss" { }
translation zqx-de "Zqx Plan" of zqx to "de" { owner: boss  """Zqx Worte.""" }
policy zqx "Zqx plan" { classification: secret  owner: boss  """Zqx words.""" }
policy open "Open" { owner: boss  """Open words.""" }
"#,
    );
    let told = |level| edition(&built, level).iter().map(readable).collect::<String>().to_lowercase();
    assert!(told("secret").contains("zqx worte"));
    let internal = told("internal");
    assert!(internal.contains("open words") && !internal.contains("zqx"));
}

#[test]
fn what_may_be_read_is_there() {
    let built = from_text(SECRETS);
    let edition = edition(&built, "public");
    let soa = file(&edition, "s.md");
    for said in [
        "Acme",
        "Decided for [left out]",
        "A.8.1",
        "risk: [left out]",
        "For them: nothing classified above Public",
    ] {
        let said = said.replace('[', "\\[").replace(']', "\\]");
        assert!(soa.contains(&said), "{said}: {soa}");
    }
    let policy = file(&edition, "open-policy.md".replace("open-policy", "policy/open-policy").as_str());
    assert!(policy.contains("every 6 months"), "{policy}");
    let drills = file(&edition, "register/drill.csv");
    assert!(drills.contains("Open drill") && drills.lines().count() == 2, "{drills}");
    let risks = file(&edition, "register/risk.csv");
    assert!(risks.contains("Flood") && risks.lines().count() == 2, "{risks}");
    assert!(!edition.iter().any(|f| f.path.contains("matrix")), "the method is not for them");
    assert!(!edition.iter().any(|f| f.path.contains("register/person") || f.path.contains("register/role")));
    let left = file(&edition, "register/left-out.md");
    assert!(left.contains("Open policy") && left.contains("Drill register"), "{left}");
    assert!(!left.contains("Zqx"), "{left}");
}

#[test]
fn totals_count_only_what_is_there() {
    let built = from_text(SECRETS);
    let all = |files: &[OutputFile]| -> u64 {
        let json: serde_json::Value = serde_json::from_str(&file(files, "s.json")).expect("JSON");
        let rows = json["rows"].as_array().expect("rows").len() as u64;
        let totals = json["totals"].as_array().expect("totals");
        let all = totals.last().and_then(|t| t["controls"].as_u64()).expect("a number");
        assert_eq!(rows, all);
        all
    };
    assert_eq!((all(&files(&built)), all(&edition(&built, "public"))), (94, 93));
}

#[test]
fn who_may_read_everything_gets_everything() {
    let built = from_disk("examples/fjordlight");
    let (whole, board) = (files(&built), edition(&built, "secret"));
    let paths = |files: &[OutputFile]| -> BTreeSet<String> { files.iter().map(|f| f.path.clone()).collect() };
    let more: Vec<String> = paths(&board).symmetric_difference(&paths(&whole)).cloned().collect();
    assert!(more.iter().all(|p| p.contains("left-out")), "{more:?}");
    for file in &board {
        let text = readable(file);
        let at = text.find(LEFT_OUT).map(|at| &text[text.floor_char_boundary(at.saturating_sub(300))..at]);
        assert_eq!(at, None, "nothing is left out of {}", file.path);
    }
    assert_eq!(board, edition(&built, "secret"), "the same bytes");
}

#[test]
fn a_level_that_there_is_not_gives_nothing() {
    assert!(edition(&from_text(SECRETS), "zqx").is_empty());
}

#[test]
fn the_form_of_json_is_the_same() {
    let schema = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("a schema");
    let of = |text: &str| jsonschema::validator_for(&schema(text)).expect("a schema");
    let soa = of(annexa_publish::formats::json::SOA_SCHEMA);
    let documents = of(annexa_publish::formats::json::DOCUMENTS_SCHEMA);
    for built in [from_text(SECRETS), from_disk("examples/fjordlight")] {
        for level in ["public", "internal", "confidential"] {
            for file in edition(&built, level).iter().filter(|f| f.path.ends_with(".json")) {
                let value: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
                let schema = if file.path.contains('/') { &documents } else { &soa };
                let errors: Vec<String> =
                    schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
                assert!(errors.is_empty(), "{level} {}: {errors:#?}", file.path);
            }
        }
    }
}

/// The longest run of letters and blanks in what stands in quotes: no format writes it in another way.
fn telling(text: &str) -> Option<&str> {
    let runs = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ' '));
    runs.map(str::trim).filter(|run| run.len() >= 14).max_by_key(|run| run.len())
}

/// What only declarations that are left out say.
fn secrets(built: &Built, level: &str) -> BTreeSet<String> {
    let model = &built.model;
    let edition = Edition::new(model, "them", level).expect("a level");
    let mut open = String::new();
    let mut hidden = BTreeSet::new();
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN && d.parent().is_none();
    for decl in model.decls().filter(own) {
        let text = &model.files.get(decl.file()).text;
        let span = decl.node().span;
        let said = &text[span.start as usize..span.end as usize];
        // What stands within another is left out with it, and else may be told.
        if edition.hides(decl) {
            hidden.extend(said.split('"').skip(1).step_by(2).filter_map(telling).map(str::to_string));
        } else {
            open.push_str(said);
        }
    }
    let library: BTreeSet<_> =
        model.decls().filter(|d| d.package() == PackageId::LIBRARY).map(|d| d.file()).collect();
    library.into_iter().for_each(|file| open.push_str(&model.files.get(file).text));
    annexa_stdlib::files().iter().for_each(|(_, text)| open.push_str(text));
    hidden.retain(|said| !open.contains(said.as_str()));
    hidden
}

fn leaks(built: &Built, level: &str) -> (usize, Vec<(String, String)>) {
    let secrets = secrets(built, level);
    let mut found = Vec::new();
    for file in edition(built, level) {
        let text = readable(&file);
        for secret in secrets.iter().filter(|s| text.contains(s.as_str())) {
            found.push((file.path.clone(), secret.clone()));
        }
    }
    (secrets.len(), found)
}

#[test]
fn the_whole_example_leaks_nothing_at_any_level() {
    let built = from_disk("examples/fjordlight");
    for (level, least) in [("public", 500), ("internal", 10), ("confidential", 1)] {
        let (secrets, found) = leaks(&built, level);
        assert!(secrets >= least, "{level}: {secrets}");
        assert!(found.is_empty(), "{level}: {found:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever is classified how, what is above the reader's level is nowhere.
    #[test]
    fn however_it_is_classified(levels in proptest::collection::vec(0usize..4, 12), level in 0usize..3) {
        const LEVELS: [&str; 4] = ["public", "internal", "confidential", "secret"];
        let mut at = levels.iter().cycle();
        let mut text = String::new();
        for line in SECRETS.lines() {
            match line.split_once("classification: ") {
                Some((before, rest)) => {
                    let rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
                    let to = LEVELS[*at.next().expect("endless")];
                    text.push_str(&format!("{before}classification: {to} {rest}\n"));
                }
                None => text.push_str(&format!("{line}\n")),
            }
        }
        let (_, found) = leaks(&from_text(&text), LEVELS[level]);
        prop_assert!(found.is_empty(), "{found:#?}");
    }
}
