//! The corpus of the fuzz targets, and what they begin with, tried once each without libFuzzer.

use std::path::PathBuf;

use annexa_tests::fuzz::{self, TARGETS};
use annexa_tests::package::root;

/// The most that is kept of the corpus, in bytes.
const MOST: u64 = 400_000;

fn files(target: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(fuzz::corpus(target)).into_iter().flatten().flatten().map(|f| f.path()).collect();
    files.sort();
    files
}

/// Runs a target; says with which input it failed.
fn replay(target: &str) {
    let target = TARGETS.iter().find(|t| t.name == target).expect("a target of this name");
    let files = files(target.name);
    assert!(!files.is_empty(), "the corpus of `{}` is kept", target.name);
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        let run = std::panic::catch_unwind(|| (target.run)(&bytes));
        assert!(run.is_ok(), "`{}` fails with {}", target.name, file.display());
    }
    // What is slow as a whole is tried by the specification anyway.
    if ["checker", "query"].contains(&target.name) {
        return;
    }
    let seeds = (target.seeds)();
    assert!(seeds.len() > 100, "{} seeds", seeds.len());
    for seed in seeds {
        let run = std::panic::catch_unwind(|| (target.run)(seed.as_bytes()));
        assert!(run.is_ok(), "`{}` fails with {seed}", target.name);
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )*

        /// Every target is replayed here, and has its file for libFuzzer.
        #[test]
        fn every_target_is_replayed() {
            let mut names = vec![$(stringify!($name)),*];
            names.sort_unstable();
            let mut targets: Vec<&str> = TARGETS.iter().map(|t| t.name).collect();
            targets.sort_unstable();
            assert_eq!(names, targets);
            let folder = root().join("tests/fuzz/fuzz_targets");
            for target in TARGETS {
                assert!(folder.join(format!("{}.rs", target.name)).is_file(), "{}", target.name);
            }
        }
    };
}
targets!(lexer parser formatter checker query);

#[test]
fn the_corpus_is_small() {
    let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |data| data.len());
    let total: u64 = TARGETS.iter().flat_map(|t| files(t.name)).map(|file| size(&file)).sum();
    assert!(total <= MOST, "{total} bytes of at most {MOST}");
}
