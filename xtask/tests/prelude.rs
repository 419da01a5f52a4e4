//! What is generated and committed follows its source.

use xtask::prelude;

#[test]
fn prelude_is_current() {
    let read = |path: &str| std::fs::read_to_string(prelude::root().join(path)).unwrap();
    let same = prelude::same(&prelude::generate(&read(prelude::SOURCE)), &read(prelude::TARGET));
    assert!(
        same,
        "{} does not follow {}: run `cargo xtask prelude`",
        prelude::TARGET,
        prelude::SOURCE
    );
}
