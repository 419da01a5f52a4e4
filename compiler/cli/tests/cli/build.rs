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
fn problems_are_counted_and_what_can_be_built_is() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let run = place.run(&["build", "--as-of", DAY]).code(1);
    assert!(run.out.contains("1 error"), "{}", run.out);
    assert!(place.at("out/office-soa.md").exists());
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
