//! Coverage compared with the slow reference, on random packages.

use std::collections::{BTreeMap, BTreeSet};

use annexa_analysis::coverage::{Decision as Decided, SubjectState};
use annexa_analysis::{Analysis, Context, Coverage};
use annexa_checks::{Options, check};
use annexa_core::model::Anchor;
use annexa_core::prelude::Progress as How;
use annexa_core::{Built, Input, View, build};
use annexa_diagnostics::{Level, Problem, Sources};
use annexa_tests::coverage::word;
use annexa_tests::package::date;
use annexa_tests::reference::coverage::*;
use annexa_tests::reference::risk::{
    Accepted, Combine, Judged, Method, OWNER, ROLES, Response, Risk, STEPS, Step, Treat,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::{config, month_of};

fn set(of: usize, most: usize) -> BoxedStrategy<BTreeSet<usize>> {
    if of == 0 {
        return Just(BTreeSet::new()).boxed();
    }
    proptest::collection::btree_set(0..of, 0..=most.min(of)).boxed()
}

fn element() -> impl Strategy<Value = Element> {
    prop_oneof![
        4 => (0..CONTROLS).prop_map(Element::One),
        2 => (0..GROUPS).prop_map(Element::Group),
        1 => prop_oneof![2 => Just(Catalog::K), 1 => Just(Catalog::L)].prop_map(Element::All),
        2 => (0..GROUPS, 0..EACH, 0..EACH)
            .prop_map(|(g, a, b)| Element::Range(g * EACH + a.min(b), g * EACH + a.max(b))),
    ]
}

fn elements(least: usize, most: usize) -> impl Strategy<Value = Vec<Element>> {
    proptest::collection::vec(element(), least..=most)
}

fn month() -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(TODAY), 1 => Just(TODAY - 1), 1 => Just(TODAY + 1), 2 => TODAY - 40..TODAY + 40]
}

fn maybe_month() -> impl Strategy<Value = Option<u32>> {
    proptest::option::of(month())
}

fn period() -> impl Strategy<Value = (Option<u32>, Option<u32>)> {
    (maybe_month(), maybe_month()).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
        open => open,
    })
}

fn about() -> impl Strategy<Value = About> {
    prop_oneof![
        Just(About::Nothing),
        Just(About::Organization),
        Just(About::RemoteWork),
        Just(About::Development),
        Just(About::Information),
        Just(About::System),
        Just(About::System),
        Just(About::Equipment),
        Just(About::People),
        Just(About::Site),
        Just(About::Supplier),
    ]
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        2 => Just(What::Information),
        3 => Just(What::System),
        1 => Just(What::Equipment),
        1 => Just(What::ServiceAsset),
        1 => Just(What::PeopleAsset),
        1 => Just(What::Service),
        1 => Just(What::Team),
        1 => Just(What::Site),
    ]
}

fn supplier() -> impl Strategy<Value = Supplier> {
    (
        proptest::collection::vec(period(), 0..3),
        proptest::collection::vec(period(), 0..2),
        proptest::collection::vec(month(), 0..3),
        proptest::option::of(prop_oneof![Just(6u32), Just(18), Just(24)]),
    )
        .prop_map(|(agreements, certificates, mut assessed, review)| {
            // On the very day on which it becomes too old, "younger than" may be read both ways.
            assessed.retain(|m| m + review.unwrap_or(12) != TODAY);
            Supplier { agreements, certificates, assessed, review }
        })
}

fn progress() -> impl Strategy<Value = Progress> {
    prop_oneof![
        1 => Just(Progress::Planned),
        1 => Just(Progress::Partial),
        3 => Just(Progress::Implemented)
    ]
}

fn judged() -> impl Strategy<Value = Judged> {
    (0..STEPS, 0..STEPS)
}

fn method() -> impl Strategy<Value = Method> {
    let combine = prop_oneof![
        (2usize..6, 1usize..4).prop_map(|(a, b)| Combine::Product(a, a + b)),
        (3usize..5, 1usize..3).prop_map(|(a, b)| Combine::Sum(a, a + b)),
        proptest::collection::vec(0..STEPS, STEPS * STEPS).prop_map(Combine::Matrix),
    ];
    let roles = proptest::collection::btree_set(0..ROLES, 0..=ROLES);
    let accept = (0..STEPS, any::<bool>(), roles)
        .prop_map(|(level, owner, roles)| (level, owner || roles.is_empty(), roles));
    (combine, 0..STEPS - 1, proptest::collection::vec(accept, 0..3), any::<bool>()).prop_map(
        |(combine, acceptable, accept, step_by_step)| Method { combine, acceptable, accept, step_by_step },
    )
}

fn risk(subjects: usize, suppliers: usize, scopes: usize) -> impl Strategy<Value = Risk> {
    let response = prop_oneof![
        4 => Just(Response::Modify),
        1 => Just(Response::Retain),
        1 => Just(Response::Avoid),
        1 => Just(Response::Share)
    ];
    let treat = (
        response,
        elements(0, 2),
        set(suppliers, 1),
        proptest::option::weighted(0.2, month()),
        any::<bool>(),
    )
        .prop_map(|(response, with, suppliers, due, because)| Treat {
            response,
            with,
            suppliers,
            due,
            because,
        });
    let from = proptest::collection::vec(0..CONTROLS, 1..3);
    let step = (judged(), from, set(suppliers, 1));
    let accepted =
        (proptest::collection::vec((0..=OWNER, month()), 1..4), proptest::option::weighted(0.3, judged()))
            .prop_map(|(by, residual)| Accepted { by, residual });
    (
        (set(scopes, 1), set(subjects, 2)),
        proptest::option::weighted(0.7, judged()),
        proptest::option::weighted(0.2, judged()),
        judged(),
        proptest::collection::vec(treat, 0..3),
        proptest::collection::vec(step, 0..3),
        proptest::option::weighted(0.4, month()),
        proptest::option::weighted(0.5, accepted),
    )
        .prop_map(
            |((scopes, assets), inherent, current, residual, treat, steps, accepted_until, accepted)| {
                // Most steps are of what treats the risk.
                let with: Vec<usize> = treat.iter().flat_map(|line: &Treat| union(&line.with)).collect();
                let control = |n: usize| if with.is_empty() { n } else { with[n % with.len()] };
                let step = |(judged, from, suppliers): (Judged, Vec<usize>, BTreeSet<usize>)| Step {
                    judged,
                    from: from.into_iter().map(control).collect(),
                    suppliers,
                };
                Risk {
                    scopes,
                    assets,
                    inherent,
                    current,
                    residual,
                    steps: steps.into_iter().map(step).collect(),
                    treat,
                    accepted_until,
                    accepted,
                }
            },
        )
}

/// The parts of a world whose sizes depend on how many subjects, suppliers and scopes it has.
pub(crate) fn world() -> impl Strategy<Value = World> {
    (1usize..6, 0usize..3, 1usize..3).prop_flat_map(|(subjects, suppliers, scopes)| {
        let subject = (what(), proptest::option::weighted(0.4, 0..subjects), set(suppliers, 1))
            .prop_map(|(what, part_of, depends_on)| Subject { what, part_of, depends_on });
        let scope = (set(subjects, 3), set(subjects, 1), set(suppliers, 1))
            .prop_map(|(includes, excludes, depends_on)| Scope { includes, excludes, depends_on });
        let line = (any::<bool>(), elements(1, 2), elements(0, 1), proptest::bool::weighted(0.7))
            .prop_map(|(include, elements, except, because)| Line { include, elements, except, because });
        let not_yet = (elements(1, 2), set(subjects, 1), month()).prop_map(|(elements, on, due)| NotYet {
            elements,
            on,
            due,
        });
        let against = prop_oneof![
            3 => Just(vec![Catalog::K, Catalog::L]),
            1 => Just(vec![Catalog::K]),
            1 => Just(vec![Catalog::L]),
            1 => Just(vec![Catalog::L, Catalog::K, Catalog::L]),
        ];
        let soa = (
            0..scopes,
            against,
            proptest::collection::vec(line, 0..4),
            proptest::collection::vec(not_yet, 0..3),
            proptest::bool::weighted(0.6),
        );
        let status = (progress(), set(subjects, 2), period())
            .prop_map(|(progress, on, (since, until))| Status { progress, on, since, until });
        let supplier_of = if suppliers == 0 {
            Just(None).boxed()
        } else {
            proptest::option::weighted(0.4, 0..suppliers).boxed()
        };
        let statement = (
            (set(scopes, 1), elements(0, 2), elements(0, 1)),
            proptest::option::weighted(0.4, (set(subjects, 2), set(subjects, 1))),
            (proptest::bool::weighted(0.6), supplier_of),
            proptest::collection::vec(status, 0..4),
            prop_oneof![
                Just(None),
                Just(Some(Evidence::Fresh)),
                Just(Some(Evidence::Fresh)),
                Just(Some(Evidence::Stale))
            ],
        )
            .prop_map(
                |((scopes, implements, contributes_to), applies_to, (team, supplier), statuses, evidence)| {
                    Statement {
                        scopes,
                        implements,
                        contributes_to,
                        applies_to,
                        team,
                        supplier,
                        statuses,
                        evidence,
                    }
                },
            );
        let basis = prop_oneof![
            Just(Basis::Legal),
            Just(Basis::Regulatory),
            Just(Basis::Contractual),
            Just(Basis::Internal)
        ];
        let obligation = (set(scopes, 1), basis, elements(1, 2))
            .prop_map(|(scopes, basis, requires)| Obligation { scopes, basis, requires });
        let audit = (
            set(scopes, 1),
            prop_oneof![
                9 => Just(TODAY - 2),
                1 => Just(CYCLE),
                1 => Just(CYCLE - 1),
                1 => Just(TODAY - 60)
            ],
            proptest::option::weighted(
                0.3,
                prop_oneof![3 => Just(TODAY), 1 => Just(TODAY + 1), 2 => Just(CYCLE)],
            ),
            elements(1, 2),
            proptest::collection::vec((0..CONTROLS, any::<bool>()), 0..2),
        )
            .prop_map(|(scopes, performed, until, covers, findings)| Audit {
                scopes,
                performed,
                until: until.filter(|until| performed < *until),
                covers,
                findings,
            });
        (
            proptest::collection::vec(about(), CONTROLS),
            proptest::collection::vec(subject, subjects),
            proptest::collection::vec(supplier(), suppliers),
            proptest::collection::vec(scope, scopes),
            proptest::collection::vec(soa, 1..4),
            proptest::collection::vec(statement, 0..5),
            (
                proptest::collection::vec(obligation, 0..3),
                method(),
                proptest::collection::vec(risk(subjects, suppliers, scopes), 0..3),
                proptest::collection::vec(audit, 0..3),
                any::<bool>(),
            ),
        )
            .prop_map(
                |(
                    about,
                    subjects,
                    suppliers,
                    scopes,
                    soas,
                    statements,
                    (obligations, method, risks, audits, nones),
                )| {
                    let soas = soas
                        .into_iter()
                        .enumerate()
                        .map(|(i, (scope, against, lines, not_yet, extends))| Soa {
                            scope,
                            against,
                            extends: (extends && i > 0).then(|| i - 1),
                            lines,
                            not_yet,
                        })
                        .collect();
                    tidy(World {
                        about,
                        subjects,
                        suppliers,
                        scopes,
                        soas,
                        statements,
                        obligations,
                        method,
                        risks,
                        audits,
                        nones,
                    })
                },
            )
    })
}

/// Takes out what the language refuses, or what its text leaves open.
fn tidy(mut world: World) -> World {
    // Nothing is part of itself.
    for (i, subject) in world.subjects.iter_mut().enumerate() {
        subject.part_of = subject.part_of.filter(|whole| *whole < i);
    }
    let wholes = |subject: usize| {
        let mut wholes = vec![subject];
        while let Some(whole) = world.subjects[wholes[wholes.len() - 1]].part_of {
            wholes.push(whole);
        }
        wholes
    };
    // A part is not named inside where its whole is named outside: which word is nearer is left open.
    let apart = |named: &BTreeSet<usize>, out: &BTreeSet<usize>| -> BTreeSet<usize> {
        out.iter().copied().filter(|o| !named.iter().any(|n| wholes(*n).contains(o))).collect()
    };
    let scopes: Vec<Scope> = world
        .scopes
        .iter()
        .map(|s| {
            let mut scope = s.clone();
            if scope.includes.is_empty() {
                scope.includes.insert(0);
            }
            scope.excludes = apart(&scope.includes, &scope.excludes);
            scope
        })
        .collect();
    let statements = world
        .statements
        .iter()
        .map(|s| {
            let mut statement = s.clone();
            statement.applies_to =
                statement.applies_to.filter(|(named, _)| !named.is_empty()).map(|(named, except)| {
                    let except = apart(&named, &except);
                    (named, except)
                });
            let mut kept: Vec<Status> = Vec::new();
            for status in statement.statuses {
                // Two that tie have no winner.
                if !kept.iter().any(|k| k.since == status.since) {
                    kept.push(status);
                }
            }
            statement.statuses = kept;
            statement
        })
        .collect();
    world.scopes = scopes;
    world.statements = statements;
    // What extends another is for the same scope.
    for i in 1..world.soas.len() {
        if let Some(base) = world.soas[i].extends {
            world.soas[i].scope = world.soas[base].scope;
        }
    }
    world
}

pub(crate) const MANIFEST: &str = "[package]\nname = \"reference\"\n";

fn how(progress: How) -> Progress {
    match progress {
        How::Planned => Progress::Planned,
        How::Partial => Progress::Partial,
        How::Implemented => Progress::Implemented,
    }
}

fn asked(path: &str) -> Asked {
    let number = |prefix: &str| path.strip_prefix(prefix).and_then(|n| n.parse().ok());
    if let Some(n) = number("subject-") {
        Asked::Subject(n)
    } else if let Some(n) = number("supplier-") {
        Asked::Supplier(n)
    } else {
        panic!("`{path}` is no subject of the world")
    }
}

fn found(coverage: &Coverage<'_>) -> BTreeMap<usize, Row> {
    coverage
        .rows
        .iter()
        .map(|row| {
            let decision = match &row.decision {
                Decided::Undecided => Decision::Undecided,
                Decided::Conflict(_) => Decision::Conflict,
                Decided::Included(_) => Decision::Included,
                Decided::Excluded(_) => Decision::Excluded,
            };
            let included = decision == Decision::Included;
            let path = row.control.decl().path();
            let control = (0..CONTROLS).find(|c| control_name(*c) == path).expect("a control of the world");
            let to_asked = |s: &SubjectState<'_>| s.subject.map_or(Asked::Scope, |d| asked(&d.path()));
            let due: BTreeMap<Asked, u32> = row
                .subjects
                .iter()
                .filter_map(|s| Some((to_asked(s), month_of(row.plan_for(s)?.due?))))
                .collect();
            let subjects: BTreeMap<Asked, Option<Progress>> =
                row.subjects.iter().map(|s| (to_asked(s), s.progress.map(how))).collect();
            let row = Row {
                decision,
                reasons: row.reason_kinds().iter().map(|r| r.word()).collect(),
                subjects: if included { subjects } else { BTreeMap::new() },
                progress: row.progress.filter(|_| included).map(how),
                due,
                word: word(row.word),
                last_word: coverage.has_last_word(row.control.decl()),
            };
            (control, row)
        })
        .collect()
}

fn built(text: &str) -> Built {
    build(
        Input {
            manifest: Some(MANIFEST.to_owned()),
            files: vec![("main.isms".to_owned(), text.to_owned())],
            ..Input::default()
        },
        &annexa_stdlib::files(),
    )
}

fn compare(world: &World) -> Result<(), TestCaseError> {
    let text = source(world);
    let built = built(&text);
    let errors: Vec<&str> = built
        .problems
        .iter()
        .filter(|p| p.level == Level::Error)
        .filter(|p| built.model.files.path(built.model.place(p.primary.place).file) == "main.isms")
        .map(|p| p.message.as_str())
        .collect();
    prop_assert!(errors.is_empty(), "{errors:?}\n{text}");
    let analysis = Analysis::new(&built.model, Context { as_of: date(&today()) });
    prop_assert_eq!(analysis.coverages.len(), world.soas.len());
    for coverage in &analysis.coverages {
        let name = coverage.soa.decl().path();
        let soa: usize = name.trim_start_matches("soa-").parse().expect("the number of a table");
        let (found, wanted) = (found(coverage), rows(world, soa));
        prop_assert_eq!(found.len(), wanted.len());
        for ((control, found), (at, wanted)) in found.iter().zip(&wanted) {
            prop_assert_eq!(control, at);
            prop_assert!(
                found == wanted,
                "{name}, {}:\n   found {found:?}\n  wanted {wanted:?}\n{text}",
                control_name(*control),
            );
        }
    }
    Ok(())
}

/// What is told of controls that are missing: each once at least, with a cause that is so.
fn told(world: &World) -> Result<(), TestCaseError> {
    let text = source(world);
    let built = built(&text);
    let analysis = Analysis::new(&built.model, Context { as_of: date(&today()) });
    let problems = check(&analysis, built.problems, Options::default()).problems;
    // Of two for one scope and catalog, only the first is judged.
    if problems.iter().any(|p| p.name == "duplicate-soa") {
        return Ok(());
    }
    let number = |item: &str| {
        let name = item.split(' ').next().unwrap_or_default();
        (0..CONTROLS).find(|c| control_name(*c) == name).expect("a control of the world")
    };
    for scope in 0..world.scopes.len() {
        let named = format!("scope `scope-{scope}`");
        let here = problems.iter().filter(|p| world.scopes.len() == 1 || p.message.contains(&named));
        let of = |name: &str| here.clone().filter(|p| p.name == name).collect::<Vec<_>>();
        let (uncovered, silent) = (of("uncovered-control"), of("no-implementation-status"));
        let mut words: BTreeMap<usize, &str> = BTreeMap::new();
        for soa in (0..world.soas.len()).filter(|s| world.soas[*s].scope == scope) {
            let rows = rows(world, soa).into_iter();
            words.extend(rows.filter(|(_, r)| r.last_word).map(|(control, r)| (control, r.word)));
        }
        let items = |problems: &[&Problem<Anchor>]| -> BTreeSet<usize> {
            problems.iter().flat_map(|p| p.items.iter().map(|i| number(i))).collect()
        };
        let said: BTreeSet<usize> = items(&uncovered).union(&items(&silent)).copied().collect();
        let apart: Vec<_> = uncovered.iter().copied().filter(|p| p.message.contains(" speaks of ")).collect();
        for problem in &apart {
            let (_, rest) = problem.message.split_once("the status of `policy-").expect("the statement");
            let statement = rest[..rest.find('.').expect("the policy's name")].parse().expect("its number");
            for item in &problem.items {
                let meeting = meeting(world, scope, statement, number(item));
                prop_assert_eq!(meeting, Meeting::Apart, "{}\n{}", problem.message, text);
            }
        }
        for (control, word) in words {
            let name = control_name(control);
            prop_assert!(word != "missing" || said.contains(&control), "{name} is not told\n{text}");
            prop_assert!(
                ["missing", "planned", "partial"].contains(&word) || !said.contains(&control),
                "{name} is {word}, and told\n{text}"
            );
            let meetings: BTreeSet<_> = (0..world.statements.len())
                .map(|s| (meeting(world, scope, s, control), is_lapsed(world, s)))
                .filter(|(meeting, _)| *meeting != Meeting::Silent)
                .collect();
            let only = meetings.len() == 1 && meetings.contains(&(Meeting::Apart, false));
            prop_assert!(
                word != "missing" || !only || items(&apart).contains(&control),
                "{name}: that the statuses speak of other things is not told\n{text}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn coverage_is_as_the_text_says(world in world()) {
        compare(&world)?;
    }

    #[test]
    fn what_is_missing_is_told(world in world()) {
        told(&world)?;
    }
}

/// The generator reaches everything that it is there to try: each decision, each reason, each word.
#[test]
fn the_worlds_are_varied() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..1000 {
        let world = world().new_tree(&mut runner).expect("a world").current();
        for soa in 0..world.soas.len() {
            for (control, row) in rows(&world, soa) {
                *seen.entry(row.word.to_owned()).or_default() += 1;
                *seen.entry(format!("{:?}", row.decision)).or_default() += 1;
                for reason in row.reasons {
                    *seen.entry(format!("reason {reason}")).or_default() += 1;
                }
                let apart = |s| meeting(&world, world.soas[soa].scope, s, control) == Meeting::Apart;
                if row.word == "missing" && (0..world.statements.len()).any(apart) {
                    *seen.entry("apart".to_owned()).or_default() += 1;
                }
                for (asked, progress) in row.subjects {
                    let asked = format!("{asked:?}");
                    let what = asked.split('(').next().unwrap_or_default();
                    *seen.entry(format!("{what} {progress:?}")).or_default() += 1;
                }
            }
        }
    }
    println!("{seen:#?}");
    for wanted in [
        "Undecided",
        "Conflict",
        "Included",
        "Excluded",
        "missing",
        "planned",
        "partial",
        "implemented",
        "evidenced",
        "effective",
        "reason risk",
        "reason legal",
        "reason contractual",
        "reason business",
        "Scope None",
        "Scope Some(Implemented)",
        "Subject None",
        "Subject Some(Implemented)",
        "Supplier None",
        "Supplier Some(Implemented)",
        "apart",
    ] {
        assert!(seen.get(wanted).is_some_and(|n| *n >= 5), "too few of {wanted}: {seen:#?}");
    }
}
