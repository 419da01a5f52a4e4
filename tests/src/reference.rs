//! Slow, obvious references of what the compiler works out, each written from the text of LANGUAGE.md and CHECKS.md and from
//! nothing else: small worlds, plain loops, no cleverness, nothing of the compiler's own analysis. Each writes its world as
//! Annexa and says what must come out; `tests/reference` compares that with the compiler, on random worlds.

pub mod approval;
pub mod calendar;
pub mod coverage;
pub mod names;
pub mod risk;
