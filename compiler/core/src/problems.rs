//! The kinds of problems that are found up to the model: the section "Language" of the problem index.

use annexa_diagnostics::{Basis, Level, ProblemKind, Section};

macro_rules! language {
    ($($(#[$doc:meta])* $id:ident $name:literal $level:ident $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $id: ProblemKind = ProblemKind {
                name: $name,
                level: Level::$level,
                release: None,
                basis: Basis::Language,
                clause: "",
                section: Section::Language,
                summary: $summary,
            };
        )*
        /// All of them, in the order of the index.
        pub static ALL: &[&ProblemKind] = &[$(&$id),*];
    };
}
language! {
    SYNTAX_ERROR "syntax-error" Error "the text cannot be read as Annexa";
    UNCLOSED_PROSE "unclosed-prose" Error "a prose that begins with three quotes is not closed";
    UNCLOSED_TEXT "unclosed-text" Error "a text has no closing quote on its line";
    MISSING_COMMA "missing-comma" Error "two values of a list stand side by side without a comma";
    MISSING_QUOTES "missing-quotes" Error "words that are a text stand without quotes";
    MISSING_VALUE "missing-value" Error "a field, a preposition or a text says nothing";
    MISSING_COLON "missing-colon" Error "a field has no colon";
    PREPOSITION_WITH_COLON "preposition-with-colon" Error "a preposition has a colon";
    BAD_DATE "bad-date" Error "a date is not written year-month-day, or there is no such day";
    BAD_NUMBER "bad-number" Error "a number cannot be read";
    HIDDEN_DIRECTION "hidden-direction" Error "invisible marks change the direction of the text";
    TOO_DEEP "too-deep" Error "brackets are nested too deeply";
    TOO_LARGE "too-large" Error "a file is larger than the limit";
    TYPOGRAPHIC_MARK "typographic-mark" Hint "a word processor's quote, dash or ellipsis was read as the plain one";
    DANGLING_DOC "dangling-doc" Hint "a doc comment stands before nothing";
    UNKNOWN_KIND "unknown-kind" Error "a declaration begins with a word that is no kind";
    UNKNOWN_FIELD "unknown-field" Error "the kind has no such field";
    UNKNOWN_NAME "unknown-name" Error "nothing has this name";
    UNKNOWN_VALUE "unknown-value" Error "the word is none of the values that can stand here";
    UNKNOWN_STANDARD "unknown-standard" Error "the standard library has no such standard, or the package does not name it";
    UNKNOWN_EDITION "unknown-edition" Error "the standard has no such edition, or the package does not name it";
    UNKNOWN_CONTROL "unknown-control" Error "no standard of the package has a control or requirement with this id";
    OTHER_EDITION_CONTROL "other-edition-control" Error "the id belongs to another edition of the standard";
    AMBIGUOUS_CONTROL "ambiguous-control" Error "two standards of the package have the id";
    DUPLICATE_NAME "duplicate-name" Error "two declarations have the same name";
    CYCLIC_REFERENCE "cyclic-reference" Error "declarations refer to each other in a circle";
    WRONG_KIND "wrong-kind" Error "a name stands for another kind of thing than the field takes";
    WRONG_TYPE "wrong-type" Error "a value is of another type than the field takes";
    WRONG_PREPOSITION "wrong-preposition" Error "the field has no part with this preposition";
    MISSING_FIELD "missing-field" Error "a declaration lacks a field, or a field a part, that every one of its kind has";
    TOO_MANY "too-many" Error "more values or entries than can stand here, or a limit of the compiler";
    OUT_OF_BOUNDS "out-of-bounds" Error "a number lies outside the bounds of its field";
    OFF_SCALE "off-scale" Error "a word is not a step of the scale that it is judged on";
    DANGLING_PROSE_REFERENCE "dangling-prose-reference" Error "a reference in a text leads nowhere";
    NOT_ALLOWABLE "not-allowable" Error "an `allow:` or a level for a problem that may not be set aside";
    BAD_MANIFEST "bad-manifest" Error "annexa.toml cannot be read as a manifest";
    BROKEN_PACKAGE "broken-package" Error "a package that this one stands on has errors of the language";
    BAD_LOCK "bad-lock" Error "a record of the lock cannot be read";
    UNKNOWN_PROBLEM "unknown-problem" Error "there is no problem of this name";
    CONFLICTING_STATUS "conflicting-status" Error "two statuses hold for the same subject at once and differ";
    RULE_TOO_COSTLY "rule-too-costly" Error "a rule takes more steps than the limit";
    SHADOWS_CONTROL "shadows-control" Warning "a declaration has the id of a control as its name";
    SHADOWS_FIELD "shadows-field" Warning "a nested declaration has the name of a field of the declaration that it stands in";
    UNUSED_LET "unused-let" Warning "nothing refers to the `let`";
    UNUSED_PARAM "unused-param" Warning "nothing refers to the parameter";
    UNUSED_EVIDENCE "unused-evidence" Warning "nothing refers to the evidence";
    UNUSED_ALLOW "unused-allow" Warning "an `allow:` silences nothing";
    EXPIRED_ALLOW "expired-allow" Warning "an `allow:` has run out";
    EMPTY_PATTERN "empty-pattern" Warning "a pattern denotes no control, or its `except` takes nothing away";
    SHADOWED_PATTERN "shadowed-pattern" Warning "a pattern decides nothing, since smaller ones decide all of it";
}
