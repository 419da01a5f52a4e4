//! Checks of the language that need the whole model, where the pages of `annexa explain` do not show them.

mod common;

use common::package;

#[test]
fn a_let_that_only_a_formula_or_another_let_uses_is_used() {
    let found = package(
        "let days = 14\nlet cycle = 12 months\nlet all = cycle\nmeasure m \"Patches\" { value: share(rows where days-open <= days) }\npolicy p \"Policy\" { review: every all }\n",
    );
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn a_let_that_nothing_uses() {
    let found = package("let cycle = 12 months\nlet all = cycle\n");
    assert_eq!(found.lines("unused-let"), ["warning: nothing uses `all`"]);
}

#[test]
fn a_reference_that_could_not_be_read_is_perhaps_a_use() {
    // The misspelt name is told, and not that nothing uses what was meant.
    let found = package("let cycle = 12 months\npolicy p \"Policy\" { review: every cycel }\n");
    assert_eq!(found.names().len(), 1, "{}", found.shown());
    let found = package(
        "policy p \"Policy\" { statement s \"Copies\" { implements: A.8.13  carried-out-by: it  status: implemented  evidnce: tests } }\nteam it \"IT\"\nevidence tests \"Restore tests\" { held: \"Archive\" }\n",
    );
    assert_eq!(found.names(), ["unknown-field"], "{}", found.shown());
}

#[test]
fn evidence_that_is_the_record_a_clause_asks_for_is_used() {
    let found = package(
        "evidence cv \"Certificates of staff\" { held: \"Personnel files\"  fulfils: iso27001.7.2 }\n",
    );
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn a_parameter_that_a_rule_reads_is_used() {
    let found = package(
        "policy p \"Policy\" { param cycle \"Cycle\" { default: 6 months } }\nrule short \"Short cycles\" { each: q in policy  require: q.cycle <= 6 months  level: warning  message: \"{q}\" }\n",
    );
    assert!(found.named("unused-param").is_empty(), "{}", found.shown());
}

#[test]
fn three_statuses_of_one_day_are_one_problem() {
    let found = package(
        "team it \"IT\"\npolicy p \"Policy\" { statement s \"Copies\" {\n    implements: A.8.13\n    carried-out-by: it\n    status: planned since 2026-01-01 because \"Tapes\"\n    status: implemented since 2026-01-01\n    status: partial since 2026-01-01 because \"Tapes\"\n} }\n",
    );
    assert_eq!(
        found.lines("conflicting-status"),
        ["error: `p.s` is both planned and implemented since 2026-01-01"]
    );
    assert_eq!(found.named("conflicting-status")[0].related.len(), 2);
}

#[test]
fn an_exception_in_an_audit_takes_something_away() {
    let found =
        package("audit a \"Audit\" { performed: 2026-09-14  covers: A.5.*, A.8.* except A.8.34, A.7.4 }\n");
    assert_eq!(
        found.lines("empty-pattern"),
        ["warning: `except A.7.4` takes nothing away, for `A.5.*` and `A.8.*` does not hold it"]
    );
    let found = package("audit a \"Audit\" { performed: 2026-09-14  covers: A.8.1 except A.8.* }\n");
    assert_eq!(
        found.lines("empty-pattern"),
        ["warning: the `except` takes everything away that stands before it"]
    );
}

/// Each problem is called after the field that it stands in, however often the field is written.
#[test]
fn a_field_written_very_often_takes_linear_time() {
    let text = format!("role ciso \"CISO\"\npolicy p \"P\" {{\n{}}}\n", "    owner: ciso\n".repeat(20_000));
    let start = std::time::Instant::now();
    let found = package(&text);
    assert!(found.names().contains(&"too-many"));
    let seconds = start.elapsed().as_secs_f64();
    assert!(seconds < 10.0, "it takes {seconds} s");
}
