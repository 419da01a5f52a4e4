//! A query is answered as by a slow, obvious evaluation of the same condition.

use std::fmt::Write as _;

use annexa_analysis::query::Answer;
use annexa_core::ask;
use annexa_core::condition::query::Question;
use annexa_tests::package::Package;
use proptest::prelude::*;

const CLASSES: [&str; 4] = ["public", "internal", "confidential", "secret"];
const CATEGORIES: [&str; 5] = ["information", "system", "equipment", "service", "people"];
const OPERATORS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

/// An asset: its category, its class and its owner, where it has them, and how often it depends on each other one.
#[derive(Clone, Debug)]
struct Asset {
    category: usize,
    class: Option<usize>,
    owner: Option<usize>,
    depends_on: Vec<usize>,
}

/// A condition.
#[derive(Clone, Debug)]
enum Condition {
    Class(usize, usize),
    Owner(bool, usize),
    Category(Vec<usize>),
    Ownerless(bool),
    AnyNeeded(usize),
    Few(usize),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    fn text(&self) -> String {
        match self {
            Condition::Class(op, class) => format!("classification {} {}", OPERATORS[*op], CLASSES[*class]),
            Condition::Owner(is, role) => format!("owner {} role-{role}", if *is { "==" } else { "!=" }),
            Condition::Category(of) => {
                let of: Vec<&str> = of.iter().map(|c| CATEGORIES[*c]).collect();
                format!("category in [{}]", of.join(", "))
            }
            Condition::Ownerless(is) => format!("owner {} none", if *is { "==" } else { "!=" }),
            Condition::AnyNeeded(class) => {
                format!("any(n in depends-on where n.classification >= {})", CLASSES[*class])
            }
            Condition::Few(n) => format!("count(depends-on) <= {n}"),
            Condition::Not(inner) => format!("not ({})", inner.text()),
            Condition::And(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Condition::Or(a, b) => format!("({}) or ({})", a.text(), b.text()),
        }
    }

    /// Yes, no, or undecided.
    fn holds(&self, of: &Asset, all: &[Asset]) -> Option<bool> {
        match self {
            Condition::Class(op, class) => of.class.map(|c| match OPERATORS[*op] {
                "==" => c == *class,
                "!=" => c != *class,
                "<" => c < *class,
                "<=" => c <= *class,
                ">" => c > *class,
                _ => c >= *class,
            }),
            Condition::Owner(is, role) => of.owner.map(|o| (o == *role) == *is),
            Condition::Category(categories) => Some(categories.contains(&of.category)),
            Condition::Ownerless(is) => Some(of.owner.is_none() == *is),
            Condition::AnyNeeded(class) => {
                Some(of.depends_on.iter().any(|n| all[*n].class.is_some_and(|c| c >= *class)))
            }
            Condition::Few(n) => Some(of.depends_on.len() <= *n),
            Condition::Not(inner) => inner.holds(of, all).map(|so| !so),
            Condition::And(a, b) => match (a.holds(of, all), b.holds(of, all)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Condition::Or(a, b) => match (a.holds(of, all), b.holds(of, all)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
        }
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (0..6usize, 0..4usize).prop_map(|(op, class)| Condition::Class(op, class)),
        (any::<bool>(), 0..3usize).prop_map(|(is, role)| Condition::Owner(is, role)),
        proptest::collection::vec(0..5usize, 1..4).prop_map(Condition::Category),
        any::<bool>().prop_map(Condition::Ownerless),
        (0..4usize).prop_map(Condition::AnyNeeded),
        (0..3usize).prop_map(Condition::Few),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| Condition::Not(c.into())),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::And(a.into(), b.into())),
            (inner.clone(), inner).prop_map(|(a, b)| Condition::Or(a.into(), b.into())),
        ]
    })
}

fn assets() -> impl Strategy<Value = Vec<Asset>> {
    let one = (
        0..5usize,
        proptest::option::of(0..4usize),
        proptest::option::of(0..3usize),
        proptest::collection::btree_set(0..12usize, 0..4),
    );
    proptest::collection::vec(one, 1..12).prop_map(|all| {
        let n = all.len();
        all.into_iter()
            .map(|(category, class, owner, needs)| Asset {
                category,
                class,
                owner,
                depends_on: needs.into_iter().filter(|i| *i < n).collect(),
            })
            .collect()
    })
}

fn package(assets: &[Asset]) -> Package {
    let mut text = String::from("role role-0 \"A\"\nrole role-1 \"B\"\nrole role-2 \"C\"\n");
    for (i, asset) in assets.iter().enumerate() {
        let _ = write!(text, "asset asset-{i} \"Asset\" {{ category: {}", CATEGORIES[asset.category]);
        if let Some(class) = asset.class {
            let _ = write!(text, "  classification: {}", CLASSES[class]);
        }
        if let Some(owner) = asset.owner {
            let _ = write!(text, "  owner: role-{owner}");
        }
        for other in &asset.depends_on {
            let _ = write!(text, "  depends-on: asset-{other}");
        }
        text.push_str(" }\n");
    }
    Package::of(&text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn queries_agree_with_a_slow_evaluation(
        assets in assets(),
        conditions in proptest::collection::vec(condition(), 1..8),
    ) {
        let package = package(&assets);
        let question = |c: &Condition| Question { query: format!("asset where {}", c.text()), columns: None };
        let questions: Vec<Question> = conditions.iter().map(question).collect();
        let (built, asked) = ask(package.input(), &annexa_stdlib::files(), &questions);
        let analysis = package.analysis(&built.model);
        for (condition, asked) in conditions.iter().zip(&asked) {
            prop_assert!(asked.problems.is_empty(), "{}: {:?}", condition.text(), asked.problems);
            let Some(Answer::Rows { rows, .. }) = Answer::new(&analysis, asked) else {
                return Err(TestCaseError::fail("no rows"));
            };
            let found: Vec<String> = rows.iter().map(|r| r.decl.path()).collect();
            let slow: Vec<String> = (0..assets.len())
                .filter(|i| condition.holds(&assets[*i], &assets) == Some(true))
                .map(|i| format!("asset-{i}"))
                .collect();
            prop_assert_eq!(found, slow, "{}", condition.text());
        }
    }
}
