//! The slips of somebody's first hour, each with what is said about it and where.
//!
//! One slip gives one problem; the place is where a person would mend it.

use annexa_syntax::{LineIndex, parse};

struct Slip {
    slip: &'static str,
    text: &'static str,
    problems: &'static [&'static str],
}

#[test]
fn slips() {
    let mut wrong = Vec::new();
    for Slip { slip, text, problems } in SLIPS {
        let lines = LineIndex::new(text);
        let found: Vec<String> = parse(text)
            .errors
            .iter()
            .map(|error| {
                let at = lines.line_column(text, error.span.start);
                format!("{}:{} {}: {}", at.line, at.column, error.kind.name(), error.message)
            })
            .collect();
        if found != *problems {
            wrong.push(format!("{slip}\n{text}\n  expected {problems:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What a message must be: lower case or the author's word first, no full stop, no words of programmers.
#[test]
fn messages() {
    for Slip { text, .. } in SLIPS {
        for error in parse(text).errors {
            let words = [&error.message, &error.label].into_iter().chain(&error.help);
            for words in words.chain(error.related.iter().map(|(_, label)| label)) {
                assert!(!words.starts_with(char::is_uppercase) || words.starts_with("February"), "{words}");
                assert!(!words.ends_with('.'), "{words}");
                for banned in
                    ["token", "unexpected", "expected", "parse", "illegal", "EOF", "syntax", "identifier"]
                {
                    assert!(!words.contains(banned), "{words}");
                }
            }
            assert!(error.help.is_some(), "{}", error.message);
        }
    }
}

const SLIPS: &[Slip] = &[
    Slip {
        slip: "no colon after a field",
        text: r#"policy p "P" {
    owner ciso, ceo
}"#,
        problems: &["2:5 missing-colon: `owner` needs a colon here"],
    },
    Slip {
        slip: "no colon before a text",
        text: r#"policy p "P" {
    sector "Cloud"
}"#,
        problems: &["2:5 missing-colon: `sector` needs a colon here"],
    },
    Slip {
        slip: "no colon before a preposition",
        text: r#"policy p "P" {
    review every 12 months
}"#,
        problems: &["2:5 missing-colon: `review` needs a colon here"],
    },
    Slip {
        slip: "no colon before a date",
        text: r#"policy p "P" {
    performed 2026-09-14
}"#,
        problems: &["2:5 missing-colon: `performed` needs a colon here"],
    },
    Slip {
        slip: "no colon before a comparison",
        text: r#"policy p "P" {
    target >= 95%
}"#,
        problems: &["2:5 missing-colon: `target` needs a colon here"],
    },
    Slip {
        slip: "no colon before yes or no",
        text: r#"issue i "I" {
    relevant no because "Nothing found"
}"#,
        problems: &["2:5 missing-colon: `relevant` needs a colon here"],
    },
    Slip {
        slip: "an equals sign for a colon",
        text: r#"policy p "P" {
    owner = ciso
}"#,
        problems: &["2:5 missing-colon: `owner` needs a colon here, not `=`"],
    },
    Slip {
        slip: "a blank before the colon",
        text: r#"policy p "P" {
    owner : ciso
}"#,
        problems: &["2:5 missing-colon: the colon stands directly behind `owner`"],
    },
    Slip {
        slip: "a field that is only begun",
        text: r#"policy p "P" {
    own
    review: every 12 months
}"#,
        problems: &["2:5 missing-colon: `own` needs a colon and a value here"],
    },
    Slip {
        slip: "a preposition with a colon",
        text: r#"policy p "P" {
    status: planned by: ciso
}"#,
        problems: &["2:21 preposition-with-colon: `by` takes no colon"],
    },
    Slip {
        slip: "a preposition that begins a fact",
        text: r#"policy p "P" {
    by: ciso
}"#,
        problems: &["2:5 preposition-with-colon: `by` takes no colon"],
    },
    Slip {
        slip: "a forgotten comma",
        text: r#"soa s "S" {
    include: A.5.15 A.5.18, A.8.2
}"#,
        problems: &["2:14 missing-comma: a comma is missing between `A.5.15` and `A.5.18`"],
    },
    Slip {
        slip: "forgotten commas",
        text: r#"soa s "S" {
    include: A.5.15 A.5.18 A.8.2
}"#,
        problems: &["2:14 missing-comma: 2 commas are missing in this list"],
    },
    Slip {
        slip: "a forgotten comma at the end of a line",
        text: r#"soa s "S" {
    include: A.5.15,
        A.5.18
        A.8.2
    owner: ciso
}"#,
        problems: &["3:9 missing-comma: a comma is missing between `A.5.18` and `A.8.2`"],
    },
    Slip {
        slip: "a forgotten comma, not indented",
        text: r#"soa s "S" {
    include: A.5.15
    A.5.18
    owner: ciso
}"#,
        problems: &["2:14 missing-comma: a comma is missing between `A.5.15` and `A.5.18`"],
    },
    Slip {
        slip: "a comma too many",
        text: r#"soa s "S" {
    include: A.5.15, A.5.18,
    owner: ciso
}"#,
        problems: &["2:28 missing-value: a value is missing behind this comma"],
    },
    Slip {
        slip: "a text without quotes",
        text: r#"organization o "O" {
    sector: Cloud software
}"#,
        problems: &["2:13 missing-quotes: the text `Cloud software` needs quotes"],
    },
    Slip {
        slip: "a longer text without quotes",
        text: r#"organization o "O" {
    name: Clinic's software for hospitals because "x"
}"#,
        problems: &["2:11 missing-quotes: the text `Clinic's software for hospitals` needs quotes"],
    },
    Slip {
        slip: "an abbreviation with an ampersand",
        text: r#"organization o "O" {
    sector: R&D
}"#,
        problems: &["2:13 missing-quotes: the text `R&D` needs quotes"],
    },
    Slip {
        slip: "a title without quotes",
        text: "role ceo Chief Executive Officer {
    holder: runa
}",
        problems: &["1:10 missing-quotes: the title `Chief Executive Officer` needs quotes"],
    },
    Slip {
        slip: "a title without quotes, with a preposition",
        text: "role head Head of Platform",
        problems: &["1:11 missing-quotes: the title `Head of Platform` needs quotes"],
    },
    Slip {
        slip: "a name of two words",
        text: r#"policy access control "P" { owner: ciso }"#,
        problems: &["1:8 syntax-error: a name is one word"],
    },
    Slip {
        slip: "no name",
        text: r#"policy "Access control" { owner: ciso }"#,
        problems: &["1:1 syntax-error: `policy` needs a name before its title"],
    },
    Slip {
        slip: "a reserved word as a name",
        text: r#"role in "Inspector" { holder: runa }"#,
        problems: &["1:6 syntax-error: `in` is a word of the language and cannot be a name"],
    },
    Slip {
        slip: "a colon behind the name",
        text: r#"policy access-control: "P" { owner: ciso }"#,
        problems: &["1:8 syntax-error: the name of a declaration takes no colon"],
    },
    Slip {
        slip: "a colon behind the kind",
        text: r#"policy: access-control "P" { owner: ciso }"#,
        problems: &["1:1 syntax-error: the kind of a declaration takes no colon"],
    },
    Slip {
        slip: "a missing value",
        text: r#"policy p "P" {
    owner:
    approver: ceo
}"#,
        problems: &["2:5 missing-value: `owner:` has no value"],
    },
    Slip {
        slip: "a missing value at the end",
        text: r#"policy p "P" {
    owner:
}"#,
        problems: &["2:5 missing-value: `owner:` has no value"],
    },
    Slip {
        slip: "a missing value before a declaration",
        text: r#"policy p "P" {
    owner:
    statement s "S" { implements: A.5.1 }
}"#,
        problems: &["2:5 missing-value: `owner:` has no value"],
    },
    Slip {
        slip: "a preposition without value",
        text: r#"policy p "P" {
    status: planned because
    owner: ciso
}"#,
        problems: &["2:21 missing-value: a value is missing behind `because`"],
    },
    Slip {
        slip: "an operator without value",
        text: r#"policy p "P" {
    target: >=
    owner: ciso
}"#,
        problems: &["2:13 missing-value: a value is missing behind `>=`"],
    },
    Slip {
        slip: "a date as written in Europe",
        text: r#"evidence e "E" { collected: 01.03.2026 }"#,
        problems: &["1:29 bad-date: `01.03.2026` is not written as dates are written here"],
    },
    Slip {
        slip: "a date with a month too many",
        text: r#"evidence e "E" { collected: 2026-13-40 }"#,
        problems: &["1:29 bad-date: there is no date `2026-13-40`"],
    },
    Slip {
        slip: "a day that is not",
        text: r#"evidence e "E" { collected: 2026-02-30 }"#,
        problems: &["1:29 bad-date: there is no date `2026-02-30`"],
    },
    Slip {
        slip: "a date with slashes",
        text: r#"evidence e "E" { collected: 2026/03/01 }"#,
        problems: &["1:29 bad-date: `2026/03/01` is not written as dates are written here"],
    },
    Slip {
        slip: "a date in words",
        text: r#"evidence e "E" { collected: 1 March 2026 }"#,
        problems: &["1:29 bad-date: `1 March 2026` is not written as dates are written here"],
    },
    Slip {
        slip: "a date that may be two",
        text: r#"evidence e "E" { collected: 03/04/2026 }"#,
        problems: &["1:29 bad-date: `03/04/2026` is not written as dates are written here"],
    },
    Slip {
        slip: "a month without day",
        text: r#"evidence e "E" { collected: 2026-03 }"#,
        problems: &["1:29 bad-date: `2026-03` names no day"],
    },
    Slip {
        slip: "a comma in a number",
        text: r#"measure m "M" { value: 1,200 }"#,
        problems: &["1:24 bad-number: `1,200` can be read in two ways"],
    },
    Slip {
        slip: "a point between thousands",
        text: "role x \"X\" { people: 1.200  cost: 12.000 EUR  share: 99.990%  size: 1.234  rest: 0.500 }",
        problems: &[
            "1:22 bad-number: `1.200` can be read in two ways",
            "1:35 bad-number: `12.000 EUR` can be read in two ways",
        ],
    },
    Slip {
        slip: "a decimal comma",
        text: r#"measure m "M" { value: 99,9 % }"#,
        problems: &["1:24 typographic-mark: `99,9 %` has a decimal comma"],
    },
    Slip {
        slip: "two underscores",
        text: r#"measure m "M" { value: 1__200 }"#,
        problems: &["1:24 bad-number: `1__200` is no number"],
    },
    Slip {
        slip: "a blank in a number",
        text: r#"measure m "M" { value: 1 200 }"#,
        problems: &["1:24 bad-number: `1 200` has a blank in it"],
    },
    Slip {
        slip: "two blanks before a unit",
        text: r#"measure m "M" { value: 12  months }"#,
        problems: &["1:24 bad-number: `12  months` is not written as quantities are written here"],
    },
    Slip {
        slip: "a currency sign",
        text: r#"measure m "M" { value: € 500 }"#,
        problems: &["1:24 bad-number: `€ 500` is not written as amounts are written here"],
    },
    Slip {
        slip: "an unclosed text",
        text: r#"role ceo "Chief Executive Officer {
    holder: runa
}
role ciso "C""#,
        problems: &["1:10 unclosed-text: this text is not closed on its line"],
    },
    Slip {
        slip: "an unclosed text in a field",
        text: r#"role ceo "C" {
    holder: "Nordvest
    deputy: runa
}"#,
        problems: &["2:13 unclosed-text: this text is not closed on its line"],
    },
    Slip {
        slip: "quotes in a text",
        text: r#"risk r "R" {
    threat: "he said "hello" to all"
}"#,
        problems: &["2:23 syntax-error: a quote inside of a text ends it"],
    },
    Slip {
        slip: "single quotes",
        text: r#"risk r "R" {
    threat: 'Theft'
}"#,
        problems: &["2:13 syntax-error: a text stands between double quotes"],
    },
    Slip {
        slip: "curly quotes",
        text: "risk r “Theft” { owner: ciso }",
        problems: &["1:8 typographic-mark: this text stands between typographic quotes"],
    },
    Slip {
        slip: "German quotes",
        text: "risk r „Diebstahl“ { owner: ciso }",
        problems: &["1:8 typographic-mark: this text stands between typographic quotes"],
    },
    Slip {
        slip: "unclosed prose",
        text: r#"policy p "P" {
    """
    Purpose

  owner: ciso
}
role x "X""#,
        problems: &["2:5 unclosed-prose: this prose is not closed"],
    },
    Slip {
        slip: "unclosed prose on one line",
        text: r#"policy p "P" {
    """Purpose
    owner: ciso
}"#,
        problems: &["2:5 unclosed-prose: this prose is not closed"],
    },
    Slip {
        slip: "prose that begins behind its quotes",
        text: r#"policy p "P" {
    """Purpose
    and scope.
    """
    owner: ciso
}"#,
        problems: &[r#"2:5 unclosed-prose: prose of several lines begins on the line below its `"""`"#],
    },
    Slip {
        slip: "prose that ends in its line",
        text: r#"policy p "P" {
    """
    Purpose and scope."""
    owner: ciso
}"#,
        problems: &[r#"3:23 unclosed-prose: the closing `"""` does not begin its line"#],
    },
    Slip {
        slip: "a semicolon",
        text: r#"policy p "P" {
    owner: ciso;
}"#,
        problems: &["2:16 syntax-error: `;` has no meaning here"],
    },
    Slip {
        slip: "a semicolon in a list",
        text: r#"policy p "P" {
    approver: ciso; ceo
}"#,
        problems: &["2:19 syntax-error: `;` has no meaning here"],
    },
    Slip {
        slip: "an ampersand in a list",
        text: r#"policy p "P" {
    approver: ciso & ceo
}"#,
        problems: &["2:20 syntax-error: `&` has no meaning here"],
    },
    Slip {
        slip: "parentheses for braces",
        text: r#"policy p "P" (
    owner: ciso
)"#,
        problems: &["1:14 syntax-error: fields stand between braces, not behind `(`"],
    },
    Slip {
        slip: "braces for a value",
        text: r#"policy p "P" {
    owner: { name: ciso }
    approver: ceo
}"#,
        problems: &["2:12 syntax-error: `owner:` takes a value, not braces"],
    },
    Slip {
        slip: "an equals sign in a condition",
        text: r#"rule r "R" {
    where: asset where category = system
}"#,
        problems: &["2:33 syntax-error: `=` does not compare"],
    },
    Slip {
        slip: "a colon in a condition",
        text: r#"rule r "R" {
    where: asset where category: system
}"#,
        problems: &["2:24 syntax-error: `category:` begins a field and does not compare"],
    },
    Slip {
        slip: "signs for and, or, not",
        text: r#"rule r "R" {
    where: a == b && c == d || !e
}"#,
        problems: &[
            "2:19 syntax-error: `&&` has no meaning here",
            "2:29 syntax-error: `||` has no meaning here",
            "2:32 syntax-error: `!` has no meaning here",
        ],
    },
    Slip {
        slip: "an unclosed parenthesis",
        text: r#"rule r "R" {
    where: share(rows where a >= 98%
    level: error
}"#,
        problems: &["2:17 syntax-error: `(` is not closed"],
    },
    Slip {
        slip: "a parenthesis too many",
        text: r#"rule r "R" {
    where: share(rows))
}"#,
        problems: &["2:23 syntax-error: this `)` closes nothing"],
    },
    Slip {
        slip: "a bracket closed with a parenthesis",
        text: r#"rule r "R" {
    where: a in [b, c)
}"#,
        problems: &["2:22 syntax-error: `[` is closed with `]`, not with `)`"],
    },
    Slip {
        slip: "a dash for a range",
        text: r#"soa s "S" { include: A.7.1 – A.7.6 }"#,
        problems: &["1:28 typographic-mark: `–` stands for a range"],
    },
    Slip {
        slip: "a tight dash for a range",
        text: r#"soa s "S" { include: A.7.1–A.7.6 }"#,
        problems: &["1:27 typographic-mark: `–` stands for a range"],
    },
    Slip {
        slip: "an ellipsis for a range",
        text: r#"soa s "S" { include: A.7.1 … A.7.6 }"#,
        problems: &["1:28 typographic-mark: `…` stands for a range"],
    },
    Slip {
        slip: "three dots for a range",
        text: r#"soa s "S" { include: A.7.1 ... A.7.6 }"#,
        problems: &["1:28 typographic-mark: `...` stands for a range"],
    },
    Slip {
        slip: "a blank in an id",
        text: r#"soa s "S" { include: A 7.7 }"#,
        problems: &["1:22 syntax-error: `A 7.7` has a blank in it"],
    },
    Slip {
        slip: "a no-break hyphen in a name",
        text: r#"soa s "S" { owner: head‑of‑platform }"#,
        problems: &["1:20 typographic-mark: `head‑of‑platform` has typographic hyphens"],
    },
    Slip {
        slip: "a sign for at least",
        text: r#"measure m "M" { target: ≥ 95 % }"#,
        problems: &["1:25 typographic-mark: `≥` stands for `>=`"],
    },
    Slip {
        slip: "a hidden mark",
        text: "role r \"R\u{202E}eloR\" { holder: runa }",
        problems: &["1:10 hidden-direction: a hidden mark turns the direction of writing here"],
    },
    Slip {
        slip: "a comment with a hash",
        text: r#"# People
person runa "Runa Dahl""#,
        problems: &["1:1 syntax-error: a comment does not begin with `#`"],
    },
    Slip {
        slip: "a comment of C",
        text: r#"/* People */
person runa "Runa Dahl""#,
        problems: &["1:1 syntax-error: a comment does not stand between `/*` and `*/`"],
    },
    Slip {
        slip: "a dangling doc comment",
        text: r#"policy p "P" {
    owner: ciso
    /// nothing follows
}"#,
        problems: &["3:5 dangling-doc: this comment describes nothing"],
    },
    Slip {
        slip: "a doc comment inside of a value",
        text: r#"policy p "P" {
    owner: ciso,
        /// the boss
        ceo
}"#,
        problems: &["3:9 dangling-doc: this comment describes nothing"],
    },
    Slip {
        slip: "a forgotten brace",
        text: r#"policy p "P" {
    owner: ciso

role x "X"
role y "Y" { holder: z }"#,
        problems: &["2:15 syntax-error: `policy p` is not closed"],
    },
    Slip {
        slip: "a forgotten brace further in",
        text: r#"policy p "P" {
    statement a "A" {
        implements: A.5.1
    statement b "B" {
        implements: A.5.2
    }
}
role x "X""#,
        problems: &["3:25 syntax-error: `statement a` is not closed"],
    },
    Slip {
        slip: "a forgotten brace of the last",
        text: r#"policy p "P" {
    statement a "A" {
        implements: A.5.1
}
role x "X""#,
        problems: &["3:25 syntax-error: `statement a` is not closed"],
    },
    Slip {
        slip: "a forgotten brace on one line",
        text: r#"role x "X" { holder: z
role y "Y" { holder: z }"#,
        problems: &["1:22 syntax-error: `role x` is not closed"],
    },
    Slip {
        slip: "a brace too many",
        text: r#"policy p "P" {
    owner: ciso }
    approver: ceo
}
role x "X""#,
        problems: &["2:17 syntax-error: this `}` closes nothing"],
    },
    Slip {
        slip: "a brace too many at the end",
        text: r#"policy p "P" {
    owner: ciso
}
}
role x "X""#,
        problems: &["4:1 syntax-error: this `}` closes nothing"],
    },
    Slip {
        slip: "a field outside",
        text: r#"owner: ciso
approver: ceo
role x "X""#,
        problems: &["1:1 syntax-error: `owner:` stands outside of any declaration"],
    },
    Slip {
        slip: "prose outside",
        text: r#""""
Purpose
"""
role x "X""#,
        problems: &["1:1 syntax-error: this prose stands outside of any declaration"],
    },
    Slip {
        slip: "words outside",
        text: r#"Dear colleague,
please find below our policy.

role x "X""#,
        problems: &["1:1 syntax-error: no declaration begins with `Dear`"],
    },
    Slip {
        slip: "two declarations on a line",
        text: r#"person runa "Runa Dahl" person emil "Emil Strand""#,
        problems: &["1:25 syntax-error: a declaration begins on a line of its own"],
    },
    Slip {
        slip: "two declarations on a line, behind a day and behind a name",
        text: r#"supplier s "S" until 2027-01-31 certificate c "C" until 2028-01-31
policy p "P" for web policy q "Q" {
    owner: ciso
}"#,
        problems: &[
            "1:33 syntax-error: a declaration begins on a line of its own",
            "2:22 syntax-error: a declaration begins on a line of its own",
        ],
    },
    Slip {
        slip: "a declaration inside of a line",
        text: r#"policy p "P" {
    owner: ciso statement s "S" { implements: A.5.1 }
}"#,
        problems: &["2:17 syntax-error: a declaration begins on a line of its own"],
    },
    Slip {
        slip: "a colon for a let",
        text: "let window: 6 months",
        problems: &["1:5 syntax-error: `let window` takes `=`, not a colon"],
    },
    Slip {
        slip: "a let without sign",
        text: "let window 6 months",
        problems: &["1:5 syntax-error: `let window` needs `=` here"],
    },
    Slip {
        slip: "a let without value",
        text: "let window =
let other = 5",
        problems: &["1:12 missing-value: `let window =` has no value"],
    },
    Slip {
        slip: "a kind inside",
        text: r#"policy p "P" {
    kind x "X" { a: b }
    owner: ciso
}"#,
        problems: &["2:5 syntax-error: `kind` cannot stand inside of a declaration"],
    },
    Slip {
        slip: "a field of a kind without colon",
        text: r#"kind site "Site" {
    owner? role
    name: text
}"#,
        problems: &["2:5 missing-colon: `owner?` needs a colon here"],
    },
    Slip {
        slip: "a comma between types",
        text: r#"kind site "Site" { owner: role, person }"#,
        problems: &["1:31 syntax-error: `,` does not join types"],
    },
    Slip {
        slip: "a text for a type",
        text: r#"kind site "Site" { owner: "role" }"#,
        problems: &[r#"1:27 syntax-error: `"role"` is no type"#],
    },
    Slip {
        slip: "no type",
        text: r#"kind site "Site" {
    owner?:
    name: text
}"#,
        problems: &["2:5 missing-value: `owner?:` has no type"],
    },
    Slip {
        slip: "aspects without comma",
        text: r#"kind site "Site" is owned reviewed { name: text }"#,
        problems: &["1:21 missing-comma: a comma is missing between `owned` and `reviewed`"],
    },
    Slip {
        slip: "a mark in a declaration",
        text: r#"policy p "P" { owner?: ciso }"#,
        problems: &["1:16 syntax-error: `owner?:` is written in kinds only"],
    },
    Slip {
        slip: "values of an enum without comma",
        text: "enum rating { low, medium high }",
        problems: &["1:20 missing-comma: a comma is missing between `medium` and `high`"],
    },
    Slip {
        slip: "values of an enum without order",
        text: "enum rating { low < medium high }",
        problems: &["1:21 missing-comma: a `<` is missing between `medium` and `high`"],
    },
    Slip {
        slip: "mixed order",
        text: "enum rating { low < medium, high }",
        problems: &["1:27 syntax-error: the values of an enum are either ordered or not"],
    },
    Slip {
        slip: "an enum that ends with a comma",
        text: "enum rating { low, medium, }",
        problems: &["1:26 missing-value: a value is missing behind this sign"],
    },
    Slip {
        slip: "an empty enum",
        text: "enum rating { }",
        problems: &["1:15 missing-value: this enum has no values"],
    },
    Slip {
        slip: "a sentence among fields",
        text: r#"policy p "P" {
    owner: ciso
    Access rights are reviewed.
    review: every 12 months
}"#,
        problems: &["3:5 missing-quotes: the words `Access rights are reviewed.` belong to no field"],
    },
    Slip {
        slip: "dashes before fields",
        text: r#"policy p "P" {
    - owner: ciso
    - approver: ceo
}"#,
        problems: &[
            "2:5 syntax-error: `-` is not needed before a field",
            "3:5 syntax-error: `-` is not needed before a field",
        ],
    },
    Slip {
        slip: "a comma behind a field",
        text: r#"policy p "P" {
    owner: ciso,
    approver: ceo
}"#,
        problems: &["2:16 missing-value: a value is missing behind this comma"],
    },
    Slip {
        slip: "a word for a unit",
        text: r#"measure m "M" { target: >= 95 percent }"#,
        problems: &["1:31 bad-number: `percent` is no unit"],
    },
    Slip {
        slip: "is for a comparison",
        text: r#"rule r "R" {
    where: p.owner is none
}"#,
        problems: &["2:20 syntax-error: `is` does not compare"],
    },
    Slip {
        slip: "a name for a text",
        text: r#"role ciso "C" { holder: Ines Moreau since 2024-05-01 }"#,
        problems: &["1:25 missing-quotes: the text `Ines Moreau` needs quotes"],
    },
    Slip {
        slip: "a date in words, and more",
        text: r#"evidence e "E" { collected: 1. March 2026 by ciso }"#,
        problems: &["1:29 bad-date: `1. March 2026` is not written as dates are written here"],
    },
    Slip {
        slip: "titles of values without quotes",
        text: r#"enum state { open Open, done "Done" }"#,
        problems: &["1:19 missing-quotes: the title `Open` needs quotes"],
    },
];
