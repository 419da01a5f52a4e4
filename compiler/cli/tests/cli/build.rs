//! `annexa build`.

use std::fs;
use std::time::SystemTime;

use crate::{DAY, MANIFEST, Place, SOUND, faulty};

#[test]
fn the_same_bytes_twice_and_from_another_folder() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.run(&["build", "--as-of", DAY, "--out", "one"]).code(0);
    place.run(&["build", "--as-of", DAY, "--out", "two"]).code(0);
    let other = Place::package(&[("small.isms", SOUND)]);
    let path = place.path().display().to_string();
    other.run(&["build", &path, "--as-of", DAY, "--out", "three"]).code(0);
    let of = |place: &Place, folder: &str| -> Vec<(String, Vec<u8>)> {
        let files = place.files().into_iter();
        files.filter_map(|(p, b)| Some((p.strip_prefix(folder)?.to_owned(), b))).collect()
    };
    let one = of(&place, "one/");
    assert!(one.len() >= 3, "{:?}", one.iter().map(|f| &f.0).collect::<Vec<_>>());
    assert_eq!(one, of(&place, "two/"));
    assert_eq!(one, of(&other, "three/"));
}

#[test]
fn ninety_three_rows_in_each_format() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.run(&["build", "--as-of", DAY]).code(0);
    let rows = |text: &str| text.lines().filter(|l| l.contains("A.5.") || l.contains("A.8.")).count();
    assert!(rows(&place.read("out/office-soa.md")) >= 71);
    let csv = place.read("out/office-soa.csv");
    assert!(csv.lines().count() >= 94, "{csv}");
    let json: serde_json::Value = serde_json::from_str(&place.read("out/office-soa.json")).expect("JSON");
    assert!(json.to_string().matches("\"A.").count() >= 93);
}

#[test]
fn unchanged_files_are_not_written() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.run(&["build", "--as-of", DAY]).code(0);
    let file = place.at("out/office-soa.md");
    let stamp = |when: SystemTime| {
        fs::File::options().write(true).open(&file).and_then(|f| f.set_modified(when)).expect("a time");
    };
    stamp(SystemTime::UNIX_EPOCH);
    let run = place.run(&["build", "--as-of", DAY]).code(0);
    assert!(run.out.contains("0 files written"), "{}", run.out);
    let modified = fs::metadata(&file).and_then(|m| m.modified()).expect("a time");
    assert_eq!(modified, SystemTime::UNIX_EPOCH);
}

#[test]
fn the_day_is_printed_where_nobody_gave_one() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let run = place.run(&["build"]).code(0);
    assert!(run.out.contains("since no day was given"), "{}", run.out);
    let run = place.run(&["build", "--as-of", DAY]).code(0);
    assert!(!run.out.contains("since no day was given"), "{}", run.out);
    let run = place.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "1798761599")]).code(0);
    assert!(!run.out.contains("since no day was given"), "{}", run.out);
}

#[test]
fn formats() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.run(&["build", "--as-of", DAY, "--format", "md,json", "--out", "some"]).code(0);
    assert!(place.at("some/office-soa.md").exists());
    assert!(place.at("some/office-soa.json").exists());
    assert!(!place.at("some/office-soa.csv").exists());
    place.write("annexa.toml", format!("{MANIFEST}\n[build]\nformats = [\"csv\"]\noutput = \"site/soa\"\n"));
    place.run(&["build", "--as-of", DAY]).code(0);
    assert!(place.at("site/soa/office-soa.csv").exists());
    assert!(!place.at("site/soa/office-soa.md").exists());
}

#[test]
fn a_site_that_needs_no_server() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let run = place.run(&["build", "--as-of", DAY, "--format", "html", "--out", "public"]).code(0);
    assert!(run.out.contains("public/site"), "{}", run.out);
    let home = place.read("public/site/index.html");
    assert!(home.contains("office-soa.html") && home.contains("annexa.css"), "{home}");
    for path in
        ["annexa.css", "annexa.js", "search-index.js", "search.html", "office-soa.html", "register/role.html"]
    {
        assert!(place.at(&format!("public/site/{path}")).exists(), "{path}");
    }
    assert!(!place.at("public/office-soa.md").exists());
    let again = place.run(&["build", "--as-of", DAY, "--format", "html", "--out", "public"]).code(0);
    assert!(again.out.contains("0 files written"), "{}", again.out);
}

#[test]
fn problems_are_counted_and_what_can_be_built_is() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let run = place.run(&["build", "--as-of", DAY]).code(1);
    assert!(run.out.contains("1 error"), "{}", run.out);
    // Nobody takes what was built for the statement of a package without faults.
    let says = "Draft: nobody is named who has to approve it; the check of the package told 1 error, and until that is \
                mended rows may change";
    let md = place.read("out/office-soa.md");
    assert!(md.contains("**Draft** · **1 error in the package**"), "{md}");
    assert!(md.contains(&format!("| **Status** | {says} |")), "{md}");
    let json: serde_json::Value = serde_json::from_str(&place.read("out/office-soa.json")).expect("JSON");
    assert_eq!(json["header"]["status_says"], says);
    assert_eq!(json["check"]["errors"], 1);
    let csv = place.read("out/office-soa.csv");
    let errors = column(&csv, "package_errors");
    assert!(errors.len() >= 93 && errors.iter().all(|e| e == "1"), "{errors:?}");

    let place = Place::package(&[("small.isms", SOUND)]);
    place.run(&["build", "--as-of", DAY]).code(0);
    assert!(!place.read("out/office-soa.md").contains("in the package**"));
    assert!(column(&place.read("out/office-soa.csv"), "package_errors").iter().all(|e| e == "0"));
}

/// The cells of the column `name`.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().expect("a head").iter().position(|h| h == name).expect("the column");
    reader.records().map(|r| r.expect("a row")[at].to_owned()).collect()
}

#[test]
fn what_is_approved_says_by_whom() {
    let approved = SOUND.replace(
        "    owner: head\n    include",
        "    version: \"2\"\n    owner: head\n    approver: head\n    include",
    );
    let place = Place::package(&[("small.isms", &approved)]);
    let status = |place: &Place| {
        place.run(&["build", "--as-of", DAY]).code(0);
        let md = place.read("out/office-soa.md");
        let says = md.lines().find_map(|l| l.strip_prefix("| **Status** | ")).expect("a status").to_owned();
        let json: serde_json::Value = serde_json::from_str(&place.read("out/office-soa.json")).expect("JSON");
        let word = json["header"]["status"].as_str().expect("a word").to_owned();
        let csv = column(&place.read("out/office-soa.csv"), "document_status");
        assert!(csv.iter().all(|w| *w == word), "{csv:?}");
        assert_eq!(md.contains("**Draft**"), word == "draft");
        (word, says, json["header"]["approval"][0]["ground"].as_str().map(str::to_owned))
    };
    let (word, says, ground) = status(&place);
    assert_eq!((word.as_str(), ground), ("draft", None));
    assert_eq!(says, "Draft: there is no record that it is approved as it stands |");
    let minutes = ["--on", "2026-11-02", "--record", "Minutes of 2 November"];
    place.run(&[&["approve", "office-soa", "--by", "ida"][..], &minutes].concat()).code(0);
    let (word, says, ground) = status(&place);
    assert_eq!((word.as_str(), ground.as_deref()), ("approved", Some("Minutes of 2 November")));
    assert_eq!(says, "Approved on 2026-11-02 by Ida, as version 2 |");
    let md = place.read("out/office-soa.md");
    let line = "| **Approval** | 2026-11-02 by Ida (Head), as version 2; proof: Minutes of 2 November |";
    assert!(md.contains(line), "{md}");
    // Before that day it was not.
    place.run(&["build", "--as-of", "2026-11-01"]).code(0);
    assert!(place.read("out/office-soa.md").contains("**Draft**"));
    // The layout is no part of what was approved; the decisions are.
    place.write(
        "small.isms",
        approved.replace("    owner: head\n    approver", "    owner: head // Ida\n    approver"),
    );
    assert_eq!(status(&place).0, "approved");
    place.write("small.isms", approved.replace("We have only begun", "We began in May"));
    let (word, says, _) = status(&place);
    assert_eq!(word, "draft");
    assert_eq!(says, "Draft: changed since it was approved on 2026-11-02 by Ida, as version 2 |");
}

#[test]
fn a_folder_that_cannot_be_written_is_2() {
    let place = Place::package(&[("small.isms", SOUND), ("out", "a file in the way")]);
    let run = place.run(&["build", "--as-of", DAY]).code(2);
    assert!(run.err.contains("out"), "{}", run.err);
    assert_eq!(place.read("out"), "a file in the way");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_2() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::package(&[("small.isms", SOUND)]);
    fs::create_dir(place.at("out")).expect("a folder");
    fs::set_permissions(place.at("out"), fs::Permissions::from_mode(0o555)).expect("permissions");
    // Whoever runs as root may write there all the same.
    let root = fs::write(place.at("out/probe"), "").is_ok();
    let run = place.run(&["build", "--as-of", DAY]).code(if root { 0 } else { 2 });
    assert!(root || run.err.contains("cannot be written"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_the_output_out_of_the_package() {
    let outside = Place::new();
    let place = Place::package(&[("small.isms", SOUND)]);
    std::os::unix::fs::symlink(outside.path(), place.at("out")).expect("a link");
    let run = place.run(&["build", "--as-of", DAY]).code(2);
    assert!(run.err.contains("leads out of the package"), "{}", run.err);
    assert!(outside.files().is_empty());
    place.write("annexa.toml", format!("{MANIFEST}\n[build]\noutput = \"../elsewhere\"\n"));
    place.run(&["build", "--as-of", DAY]);
    assert!(!place.path().parent().expect("above").join("elsewhere").exists());
}

const CLASSIFIED: &str = r#"
asset shop "Public shop" { category: system  classification: public }
asset vault "Hidden vault" { category: system  classification: secret }
"#;

#[test]
fn an_edition_for_readers_lies_in_a_folder_of_its_own() {
    let place = Place::package(&[("small.isms", CLASSIFIED)]);
    let run = place.run(&["build", "--as-of", DAY, "--reader", "customer"]).code(2);
    assert!(run.err.contains("`[readers]` in annexa.toml has no `customer`"), "{}", run.err);
    place.write("annexa.toml", format!("{MANIFEST}\n[readers]\ncustomer = \"public\"\nboard = \"secret\"\n"));
    let run = place.run(&["build", "--as-of", DAY, "--reader", "nobody"]).code(2);
    assert!(run.err.contains("the readers are board, customer"), "{}", run.err);
    place.run(&["build", "--as-of", DAY]);
    let run = place.run(&["build", "--as-of", DAY, "--reader", "customer"]);
    assert!(run.out.contains("For customer, up to public: 1 of 2 declarations are left out"), "{}", run.out);
    let files = place.files();
    let of_them: Vec<_> = files.iter().filter(|(p, _)| p.starts_with("out/for-customer/")).collect();
    assert!(of_them.len() > 5);
    let says = |word: &str| of_them.iter().any(|(_, b)| String::from_utf8_lossy(b).contains(word));
    assert!(says("Public shop") && !says("Hidden vault"));
    // What somebody else put there is told, and not removed.
    place.write("out/for-customer/register/old.md", "Hidden vault");
    let run = place.run(&["build", "--as-of", DAY, "--reader", "customer"]);
    assert!(run.out.contains("is not of this build") && run.out.contains("register/old.md"), "{}", run.out);
}

/// A document that was public once does not stay in the folder that is handed on.
#[test]
fn what_readers_may_no_longer_have_is_removed() {
    let place = Place::package(&[("small.isms", CLASSIFIED)]);
    place.write("annexa.toml", format!("{MANIFEST}\n[readers]\ncustomer = \"public\"\n"));
    let plan = |level: &str| {
        format!("policy plan \"The plan\" {{ classification: {level}  \"\"\"Our words.\"\"\" }}\n")
    };
    let build =
        |format: &str| place.run(&["build", "--as-of", DAY, "--reader", "customer", "--format", format]);
    place.write("plan.isms", plan("public"));
    build("html,md,json");
    for path in ["site/policy/plan.html", "policy/plan.md", "policy/plan.json"] {
        assert!(place.at(&format!("out/for-customer/{path}")).exists(), "{path}");
    }
    // Changed since, or put there by somebody: not what a build wrote.
    place.write("out/for-customer/policy/plan.json", "{}");
    place.write("out/for-customer/policy/mine.txt", "mine");
    place.write("plan.isms", plan("secret"));
    let run = build("html,md,json");
    assert!(run.out.contains("of an earlier build removed"), "{}", run.out);
    let left: Vec<String> = place.files().into_iter().map(|(path, _)| path).collect();
    let plans: Vec<_> = left.iter().filter(|p| p.contains("for-customer") && p.contains("plan")).collect();
    assert_eq!(plans, ["out/for-customer/policy/plan.json"], "it is told, since it was changed");
    assert!(run.out.contains("`policy/mine.txt`, `policy/plan.json`"), "{}", run.out);
    assert_eq!(place.read("out/for-customer/policy/mine.txt"), "mine");
    assert!(!place.at("out/for-customer/site/policy").exists(), "a folder that is empty goes, too");
    // The list of what was built tells nothing of what is not.
    assert!(!place.read("out/for-customer/.annexa-files").contains("plan"));
    // So where nothing at all may be read any more.
    place.write("small.isms", CLASSIFIED.replace("public", "secret"));
    build("html,md,json");
    let tells = |(path, bytes): &(String, Vec<u8>)| {
        path.starts_with("out/for-customer/") && String::from_utf8_lossy(bytes).contains("Public shop")
    };
    assert!(!place.files().iter().any(tells));
    assert!(!place.at("out/for-customer/register/asset.md").exists());
}

#[cfg(unix)]
#[test]
fn a_list_that_was_tampered_with_removes_nothing_elsewhere() {
    use sha2::{Digest, Sha256};
    let place = Place::package(&[("small.isms", SOUND), ("keep.md", "mine"), ("other/keep.md", "mine")]);
    place.run(&["build", "--as-of", DAY]).code(0);
    std::os::unix::fs::symlink(place.at("other"), place.at("out/linked")).expect("a link");
    let digest: String = Sha256::digest("mine").iter().map(|b| format!("{b:02x}")).collect();
    let lines =
        ["../keep.md", "/etc/keep.md", "linked/keep.md", "."].map(|path| format!("{digest}  {path}\n"));
    place.write("out/.annexa-files", lines.concat());
    place.run(&["build", "--as-of", DAY]).code(0);
    assert_eq!((place.read("keep.md"), place.read("other/keep.md")), ("mine".into(), "mine".into()));
    assert!(place.at("out/office-soa.md").exists());
}

#[test]
fn a_level_that_there_is_not_is_told() {
    let place = Place::package(&[("small.isms", CLASSIFIED)]);
    place.write(
        "annexa.toml",
        format!("{MANIFEST}\n[readers]\ncustomer = \"open\"\n\"For all\" = \"public\"\n"),
    );
    let run = place.run(&["check", "--as-of", DAY]).code(1);
    let told = format!("{}{}", run.out, run.err);
    assert!(told.contains("there is no level of confidentiality `open`"), "{told}");
    assert!(told.contains("the levels are public, internal, confidential, secret"), "{told}");
    assert!(told.contains("`For all` cannot be the name of readers"), "{told}");
    let run = place.run(&["build", "--as-of", DAY, "--reader", "customer"]).code(2);
    assert!(run.err.contains("there is no level of confidentiality `open`"), "{}", run.err);
}
