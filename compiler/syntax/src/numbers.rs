//! Numbers that can be read in two ways, because a point parts thousands in some countries and a comma in others.

use crate::error::{Errors, SyntaxError, SyntaxErrorKind as Problem};
use crate::literal;
use crate::span::Span;
use crate::tree::{ExprKind, Tree};

/// Says the two readings of `number`, which stands at `place` before `unit`: with its sign between thousands, or before a
/// fraction.
pub fn two_readings(error: SyntaxError, place: Span, number: &str, unit: &str) -> SyntaxError {
    let thousands = number.replace([',', '.'], "_");
    let mut fraction = number.replace(',', ".");
    if literal::is_ambiguous(&fraction, unit) {
        fraction.truncate(fraction.trim_end_matches('0').trim_end_matches('.').len());
    }
    error
        .help(format!("write `{thousands}{unit}`, or `{fraction}{unit}` for a fraction"))
        .fix(format!("write `{thousands}`"), vec![(place, thousands)])
        .fix(format!("write `{fraction}`"), vec![(place, fraction)])
}

/// Tells of the numbers in `tree` that can be read in two ways. Among the tokens they could be the name of a requirement.
pub fn ambiguous(text: &str, tree: &Tree, errors: &mut Errors) {
    for expr in &tree.exprs {
        if !matches!(expr.kind, ExprKind::Number | ExprKind::Quantity) {
            continue;
        }
        let word = expr.span.of(text);
        let digits = word.rfind(|c: char| c.is_ascii_digit()).map_or(word.len(), |at| at + 1);
        let (number, unit) = word.split_at(digits);
        if literal::is_ambiguous(number, unit) && !errors.is_full() {
            let place = Span::new(expr.span.start, expr.span.start + digits as u32);
            let message = format!("`{word}` can be read in two ways");
            let label = "thousands, or a fraction?";
            let error = SyntaxError::new(Problem::BadNumber, expr.span, message, label);
            errors.add(two_readings(error, place, number, unit));
        }
    }
}
