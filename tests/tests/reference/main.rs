//! What the compiler works out compared with the slow references, on random worlds.

mod approval;
mod calendar;
mod coverage;
mod names;
mod risk;

use annexa_core::time::Date;
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// The same worlds in every run; where `PROPTEST_CASES` asks for more, others each time.
fn config(cases: u32) -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: more.unwrap_or(cases),
        rng_seed: more.map_or(RngSeed::Fixed(27001), |_| RngSeed::Random),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    }
}

/// The month of a day, counted as the reference of coverage counts it.
fn month_of(day: Date) -> u32 {
    u32::try_from(i32::from(day.year()) * 12 + i32::from(day.month()) - 1).expect("a year of our era")
}
