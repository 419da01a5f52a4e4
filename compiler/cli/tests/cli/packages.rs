//! Finding and reading packages, also those that cannot be read.

use std::fs;

use crate::{DAY, MANIFEST, Place, SOUND};

#[test]
fn a_folder_without_a_package_is_2_and_says_what_to_do() {
    let place = Place::new();
    for command in ["check", "fix", "build", "soa", "status"] {
        let run = place.run(&[command]).code(2);
        assert!(run.err.contains("no `annexa.toml`"), "{}", run.err);
        assert!(run.err.contains("annexa new"), "{}", run.err);
        assert!(run.out.is_empty(), "{}", run.out);
    }
    place.run(&["why", "A.8.13"]).code(2);
    let run = place.run(&["check", "nowhere"]).code(2);
    assert!(run.err.contains("no file or folder `nowhere`"), "{}", run.err);
}

#[test]
fn a_package_is_found_from_within() {
    let place = Place::package(&[("a/b/small.isms", SOUND)]);
    for path in [".", "a", "a/b", "a/b/small.isms", "annexa.toml"] {
        place.run(&["check", path, "--as-of", DAY]).code(0);
    }
}

#[test]
fn spaces_and_other_letters_in_paths() {
    let place = Place::new();
    place.write("Büro 1/annexa.toml", MANIFEST);
    place.write("Büro 1/Über uns/kleine Firma.isms", crate::faulty());
    let run = place.run(&["check", "Büro 1", "--message-format", "short", "--as-of", DAY]).code(1);
    assert!(run.out.contains("Über uns/kleine Firma.isms:6:"), "{}", run.out);
}

#[test]
fn what_git_and_the_package_leave_out_is_left_out() {
    let broken = "nonsense {{{";
    let place = Place::package(&[
        ("small.isms", SOUND),
        (".gitignore", "drafts/\n*.old.isms\n"),
        ("drafts/a.isms", broken),
        ("x.old.isms", broken),
        (".hidden/a.isms", broken),
        (".hidden.isms", broken),
        ("out/a.isms", broken),
        ("notes.txt", broken),
        ("vendor/other/annexa.toml", "[package]\nname = \"other\"\n"),
        ("vendor/other/a.isms", broken),
    ]);
    place.write("soa.isms.txt", "");
    let run = place.run(&["check", "--as-of", DAY]).code(0);
    assert!(run.err.contains("the output folder holds sources, which are not read"), "{}", run.err);
    assert!(run.err.contains("out/a.isms"), "{}", run.err);
    assert!(run.err.contains("take away the `.txt`: soa.isms.txt"), "{}", run.err);
    place.write("annexa.toml", format!("{MANIFEST}\n[build]\noutput = \"site\"\n"));
    place.run(&["check", "--as-of", DAY]).code(1);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outside = Place::new();
    outside.write("secret.isms", "nonsense {{{");
    outside.write("annexa.toml", MANIFEST);
    let place = Place::package(&[("small.isms", SOUND)]);
    std::os::unix::fs::symlink(outside.at("secret.isms"), place.at("link.isms")).expect("a link");
    std::os::unix::fs::symlink(outside.path(), place.at("folder")).expect("a link");
    let run = place.run(&["check", "--as-of", DAY]).code(0);
    assert!(run.err.contains("symbolic links were not followed: folder, link.isms"), "{}", run.err);
    fs::create_dir(place.at("old.isms")).expect("a folder");
    let run = place.run(&["check", "--as-of", DAY]).code(0);
    assert!(run.err.contains("only what lies in it is read: old.isms"), "{}", run.err);

    fs::remove_file(place.at("annexa.toml")).expect("removed");
    std::os::unix::fs::symlink(outside.at("annexa.toml"), place.at("annexa.toml")).expect("a link");
    let run = place.run(&["check"]).code(2);
    assert!(run.err.contains("leads out of the package"), "{}", run.err);
}

#[test]
fn a_file_that_is_not_utf_8_is_2_and_named_with_its_place() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.write("latin.isms", b"role head \"Head\"\nrole b\xFCro \"Office\"\n");
    let run = place.run(&["check"]).code(2);
    assert!(run.err.contains("`latin.isms`"), "{}", run.err);
    assert!(run.err.contains("line 2, column 7"), "{}", run.err);
    assert!(run.err.contains("UTF-8"), "{}", run.err);
    place.write("wide.isms", b"\xFF\xFEr\0o\0l\0e\0");
    let run = place.run(&["check"]).code(2);
    assert!(run.err.contains("2 files"), "{}", run.err);
    assert!(run.err.contains("UTF-16"), "{}", run.err);
}

#[test]
fn a_broken_manifest_is_a_problem_at_its_place() {
    let place = Place::package(&[("small.isms", SOUND)]);
    place.write("annexa.toml", "[package]\nname = small\n");
    let run = place.run(&["check", "--message-format", "json", "--as-of", DAY]).code(2);
    let objects = run.objects();
    let first = objects.iter().find(|o| o["name"] == "bad-manifest").expect("a bad-manifest");
    assert_eq!(first["file"], "annexa.toml");
    assert_eq!(first["line"], 2);
}

#[test]
fn an_empty_package_is_no_trouble() {
    let place = Place::package(&[]);
    let run = place.run(&["check"]).code(0);
    assert!(run.out.contains("no problems in 0 files"), "{}", run.out);
    place.run(&["soa"]).code(0);
    place.run(&["status"]).code(0);
    place.run(&["why", "A.8.13"]).code(0);
    let run = place.run(&["build"]).code(0);
    assert!(run.out.contains("Nothing to build"), "{}", run.out);
}

#[test]
fn a_line_of_ten_megabytes() {
    let long = format!("role head \"{}\"\n", "x".repeat(10 * 1024 * 1024));
    let place = Place::package(&[("long.isms", &long)]);
    for format in ["rich", "json"] {
        let run = place.run(&["check", "--message-format", format]);
        assert!(run.code == 0 || run.code == 1, "{}", run.code);
    }
    let open = format!("role head {{ owner: {}", "(".repeat(1024 * 1024));
    let place = Place::package(&[("open.isms", &open)]);
    let run = place.run(&["check"]).code(1);
    assert!(run.out.len() < 100_000, "{} bytes of output", run.out.len());
}

#[test]
fn source_date_epoch() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let run = place.run_with(&["soa"], &[("SOURCE_DATE_EPOCH", "1798761599")]).code(0);
    assert!(run.out.contains("on 2026-12-31"), "{}", run.out);
    let run = place.run_with(&["soa", "--as-of", "2027-03-01"], &[("SOURCE_DATE_EPOCH", "0")]).code(0);
    assert!(run.out.contains("on 2027-03-01"), "{}", run.out);
    let run = place.run_with(&["check"], &[("SOURCE_DATE_EPOCH", "noon")]).code(2);
    assert!(run.err.contains("SOURCE_DATE_EPOCH"), "{}", run.err);
}
