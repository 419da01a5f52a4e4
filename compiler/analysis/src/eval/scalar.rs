//! Single values as conditions compare them: exactly, by the calendar, by the order of an enum or a scale.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use annexa_core::condition::{before, days_between};
use annexa_core::model::{Decl, Model, ValueRef};
use annexa_core::names::{Name, nfc};
use annexa_core::schema::{Alternative, EnumId, FieldId, KindId};
use annexa_core::time::{Date, Duration};
use annexa_core::value::Value;
use annexa_syntax::literal;
use annexa_syntax::tree::{BinaryOp, Prep};
use rust_decimal::Decimal;

/// A single value.
#[derive(Clone, Debug)]
pub enum Scalar<'m> {
    /// A declaration.
    Decl(Decl<'m>),
    /// The value of an enum, by its index.
    Enum(EnumId, u16),
    /// A step of a scale. Written in a condition it belongs to whatever scale it is compared on.
    Step {
        /// Its name.
        name: Name,
        /// Its index on the scale.
        index: u16,
        /// What says it, and so on which scale it is.
        source: Option<Source<'m>>,
    },
    /// A text, prose or an address.
    Text(Cow<'m, str>),
    /// A number.
    Number(Decimal),
    /// A percentage.
    Percent(Decimal),
    /// So many of so many: a percentage that keeps its fraction.
    Share(u64, u64),
    /// An amount and its currency.
    Money(Decimal, &'m str),
    /// A day.
    Date(Date),
    /// A first and a last day.
    Period(Date, Date),
    /// A length of time; negative where a later day is taken from an earlier one.
    Length {
        /// How long.
        length: Duration,
        /// Whether it runs backwards.
        negative: bool,
    },
    /// `yes` or `no`
    Bool(bool),
    /// The name of a problem.
    Problem(Name),
    /// A row of a file, by its index.
    Row(u32),
}

/// What says a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source<'m> {
    /// The declaration.
    pub decl: Decl<'m>,
    /// The field.
    pub field: FieldId,
    /// The part of the field.
    pub part: Option<Prep>,
}

impl<'m> Scalar<'m> {
    /// The single value that `value` is; none for sets, patterns, formulas, and what is unknown or `none`.
    pub fn new(model: &'m Model, value: &'m Value, source: Option<Source<'m>>) -> Option<Scalar<'m>> {
        Some(match value {
            Value::Unknown
            | Value::None
            | Value::Pattern(_)
            | Value::Query(_)
            | Value::Condition(..)
            | Value::Formula(..) => return None,
            Value::Decl(id) => Scalar::Decl(model.decl(*id)),
            Value::Enum(id, index) => Scalar::Enum(*id, *index),
            Value::Step(name, index) => Scalar::Step { name: *name, index: *index, source },
            Value::Text(place) => {
                let raw = model.files.slice(*place);
                Scalar::Text(match literal::is_prose(raw) {
                    true => Cow::Owned(literal::prose_value(raw)),
                    false => literal::text_value(raw),
                })
            }
            Value::Url(place) => Scalar::Text(Cow::Borrowed(model.files.slice(*place))),
            Value::Number(n) => Scalar::Number(*n),
            Value::Percent(n) => Scalar::Percent(*n),
            Value::Money(n, currency) => Scalar::Money(*n, model.files.slice(*currency)),
            Value::Date(date) => Scalar::Date(*date),
            Value::Period(first, last) => Scalar::Period(*first, *last),
            Value::Duration(length) => Scalar::Length { length: *length, negative: false },
            Value::Bool(b) => Scalar::Bool(*b),
            Value::Problem(name) => Scalar::Problem(*name),
        })
    }

    /// Whether two values are the same. Texts are compared in normal form C, amounts by how much they are.
    pub fn same(&self, other: &Scalar<'m>, model: &Model) -> bool {
        match (self, other) {
            (Scalar::Decl(a), Scalar::Decl(b)) => a == b,
            (Scalar::Enum(e, a), Scalar::Enum(f, b)) => (e, a) == (f, b),
            (Scalar::Step { name: a, .. }, Scalar::Step { name: b, .. }) => a == b,
            (Scalar::Text(a), Scalar::Text(b)) => nfc(a) == nfc(b),
            (Scalar::Period(a, b), Scalar::Period(c, d)) => (a, b) == (c, d),
            (Scalar::Bool(a), Scalar::Bool(b)) => a == b,
            (Scalar::Problem(a), Scalar::Problem(b)) => a == b,
            _ => self.order(other, model) == Some(Ordering::Equal),
        }
    }

    /// Which of two values is more; `None` where they have no order.
    pub fn order(&self, other: &Scalar<'m>, model: &Model) -> Option<Ordering> {
        match (self, other) {
            (Scalar::Number(a), Scalar::Number(b)) | (Scalar::Percent(a), Scalar::Percent(b)) => {
                Some(a.cmp(b))
            }
            (Scalar::Share(n, of), Scalar::Percent(p)) => share_order(*n, *of, *p),
            (Scalar::Percent(p), Scalar::Share(n, of)) => share_order(*n, *of, *p).map(Ordering::reverse),
            (Scalar::Share(a, b), Scalar::Share(c, d)) => {
                Some((u128::from(*a) * u128::from(*d)).cmp(&(u128::from(*c) * u128::from(*b))))
            }
            (Scalar::Money(a, x), Scalar::Money(b, y)) => (x == y).then(|| a.cmp(b)),
            (Scalar::Date(a), Scalar::Date(b)) => Some(a.cmp(b)),
            (Scalar::Length { length: a, negative: x }, Scalar::Length { length: b, negative: y }) => {
                Some(seconds(*a, *x).cmp(&seconds(*b, *y)))
            }
            (Scalar::Enum(e, a), Scalar::Enum(f, b)) => {
                (e == f && model.schema.enumeration(*e).ordered).then(|| a.cmp(b))
            }
            (
                Scalar::Step { name: a, index: i, source: x },
                Scalar::Step { name: b, index: j, source: y },
            ) => {
                let (x, y) = (x.map(scale), y.map(scale));
                if x.is_some() && x == y {
                    return x?.is_some().then(|| i.cmp(j));
                }
                let scale = match (x, y) {
                    (Some(x), Some(y)) => {
                        // Two scales that read the same are one.
                        let (first, second) = (names(x?), names(y?));
                        (first == second).then_some(first)?
                    }
                    (Some(one), None) | (None, Some(one)) => names(one?),
                    (None, None) => return None,
                };
                let at = |name: &Name| scale.iter().position(|s| s == name);
                Some(at(a)?.cmp(&at(b)?))
            }
            _ => None,
        }
    }

    /// The sum, or the day so much later.
    pub fn plus(&self, other: &Scalar<'m>) -> Option<Scalar<'m>> {
        Some(match (self, other) {
            (Scalar::Number(a), Scalar::Number(b)) => Scalar::Number(a.checked_add(*b)?),
            (Scalar::Money(a, x), Scalar::Money(b, y)) if x == y => Scalar::Money(a.checked_add(*b)?, x),
            (Scalar::Date(day), Scalar::Length { length, negative }) => Scalar::Date(match negative {
                false => length.after(*day),
                true => before(*day, *length),
            }),
            (Scalar::Length { length: a, negative: x }, Scalar::Length { length: b, negative: y }) => {
                add_lengths(*a, *x, *b, *y)?
            }
            _ => Scalar::Percent(self.percent()?.checked_add(other.percent()?)?),
        })
    }

    /// The difference, the day so much earlier, or the time between two days.
    pub fn minus(&self, other: &Scalar<'m>) -> Option<Scalar<'m>> {
        match (self, other) {
            (Scalar::Date(last), Scalar::Date(first)) => {
                let days = days_between(*first, *last);
                let length =
                    Duration { days: u32::try_from(days.unsigned_abs()).ok()?, ..Duration::default() };
                Some(Scalar::Length { length, negative: days < 0 })
            }
            _ => self.plus(&other.clone().negative()?),
        }
    }

    /// The product.
    pub fn times(&self, other: &Scalar<'m>) -> Option<Scalar<'m>> {
        Some(match (self, other) {
            (Scalar::Number(a), Scalar::Number(b)) => Scalar::Number(a.checked_mul(*b)?),
            (Scalar::Money(a, x), Scalar::Number(b)) | (Scalar::Number(b), Scalar::Money(a, x)) => {
                Scalar::Money(a.checked_mul(*b)?, x)
            }
            (Scalar::Length { length, negative }, Scalar::Number(n))
            | (Scalar::Number(n), Scalar::Length { length, negative }) => {
                let times = u32::try_from(whole(n.abs())?).ok()?;
                Scalar::Length {
                    length: Duration {
                        months: length.months.checked_mul(times)?,
                        days: length.days.checked_mul(times)?,
                        seconds: length.seconds.checked_mul(times)?,
                    },
                    negative: *negative != n.is_sign_negative(),
                }
            }
            (a, Scalar::Number(n)) | (Scalar::Number(n), a) => Scalar::Percent(a.percent()?.checked_mul(*n)?),
            _ => return None,
        })
    }

    /// The quotient; none of a division by nothing, and of a length of time that does not come out whole.
    pub fn divided_by(&self, other: &Scalar<'m>) -> Option<Scalar<'m>> {
        Some(match (self, other) {
            (Scalar::Number(a), Scalar::Number(b)) => Scalar::Number(a.checked_div(*b)?),
            (Scalar::Money(a, x), Scalar::Number(b)) => Scalar::Money(a.checked_div(*b)?, x),
            (Scalar::Money(a, x), Scalar::Money(b, y)) if x == y => Scalar::Number(a.checked_div(*b)?),
            (Scalar::Length { length, negative }, Scalar::Number(n)) => {
                let by = u32::try_from(whole(n.abs())?).ok().filter(|n| *n > 0)?;
                let part = |n: u32| n.is_multiple_of(by).then(|| n / by);
                Scalar::Length {
                    length: Duration {
                        months: part(length.months)?,
                        days: part(length.days)?,
                        seconds: part(length.seconds)?,
                    },
                    negative: *negative != n.is_sign_negative(),
                }
            }
            (Scalar::Length { length: a, negative: x }, Scalar::Length { length: b, negative: y }) => {
                let decimal = |d, n| Decimal::from_i128_with_scale(seconds(d, n), 0);
                Scalar::Number(decimal(*a, *x).checked_div(decimal(*b, *y))?)
            }
            (a, Scalar::Number(n)) => Scalar::Percent(a.percent()?.checked_div(*n)?),
            _ => Scalar::Number(self.percent()?.checked_div(other.percent()?)?),
        })
    }

    /// The same amount with the other sign.
    pub fn negative(self) -> Option<Scalar<'m>> {
        Some(match self {
            Scalar::Number(n) => Scalar::Number(-n),
            Scalar::Money(n, currency) => Scalar::Money(-n, currency),
            Scalar::Length { length, negative } => Scalar::Length { length, negative: !negative },
            other => Scalar::Percent(-other.percent()?),
        })
    }

    fn percent(&self) -> Option<Decimal> {
        match self {
            Scalar::Percent(p) => Some(*p),
            Scalar::Share(n, of) => {
                Decimal::from(*n).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(*of))
            }
            _ => None,
        }
    }

    /// Hashes what it is: a declaration by its names, since ids are another model's after an edit.
    pub(super) fn print(&self, hasher: &mut impl Hasher) {
        std::mem::discriminant(self).hash(hasher);
        match self {
            Scalar::Decl(decl) => {
                for outer in std::iter::successors(Some(*decl), |d| d.parent()) {
                    (outer.name_id(), outer.kind(), outer.package()).hash(hasher);
                }
            }
            Scalar::Enum(id, index) => (id, index).hash(hasher),
            Scalar::Step { name, index, .. } => (name, index).hash(hasher),
            Scalar::Text(text) => text.hash(hasher),
            Scalar::Number(n) | Scalar::Percent(n) => n.hash(hasher),
            Scalar::Share(n, of) => (n, of).hash(hasher),
            Scalar::Money(n, currency) => (n, currency).hash(hasher),
            Scalar::Date(date) => date.hash(hasher),
            Scalar::Period(first, last) => (first, last).hash(hasher),
            Scalar::Length { length, negative } => (length, negative).hash(hasher),
            Scalar::Bool(so) => so.hash(hasher),
            Scalar::Problem(name) => name.hash(hasher),
            Scalar::Row(index) => index.hash(hasher),
        }
    }

    /// As people read it: the title of a declaration or a value, a number with its unit.
    pub fn shown(&self, model: &Model) -> String {
        match self {
            Scalar::Decl(decl) => decl.title().into_owned(),
            Scalar::Enum(id, index) => model
                .schema
                .enumeration(*id)
                .values
                .get(*index as usize)
                .map_or_else(String::new, |v| v.title.clone()),
            Scalar::Step { name, .. } | Scalar::Problem(name) => model.names.text(*name).to_string(),
            Scalar::Text(text) => text.to_string(),
            Scalar::Number(n) => short(*n).to_string(),
            Scalar::Percent(n) => format!("{}%", short(*n)),
            Scalar::Share(..) => match self.percent() {
                Some(p) => format!("{}%", p.round_dp(1).normalize()),
                None => String::new(),
            },
            Scalar::Money(n, currency) => format!("{} {currency}", short(*n)),
            Scalar::Date(date) => date.to_string(),
            Scalar::Period(first, last) => format!("{first} .. {last}"),
            Scalar::Length { length, negative } => match negative {
                true => format!("-{length}"),
                false => length.to_string(),
            },
            Scalar::Bool(true) => "yes".to_string(),
            Scalar::Bool(false) => "no".to_string(),
            Scalar::Row(index) => format!("row {}", index + 1),
        }
    }
}

/// So many decimals are shown: what a division gives may have no end.
const DECIMALS: u32 = 6;

fn short(n: Decimal) -> Decimal {
    n.round_dp(DECIMALS).normalize()
}

/// A share against a percentage, without dividing.
fn share_order(n: u64, of: u64, percent: Decimal) -> Option<Ordering> {
    let left = Decimal::from(n).checked_mul(Decimal::ONE_HUNDRED)?;
    Some(left.cmp(&percent.checked_mul(Decimal::from(of))?))
}

/// Whether a value meets a condition such as `>= 95%`; `None` where the two cannot be compared.
pub fn meets(value: &Scalar<'_>, condition: ValueRef<'_>) -> Option<bool> {
    let model = condition.model;
    let Value::Condition(op, file, side) = condition.value() else { return None };
    let source = model.files.get(*file);
    let wanted = match annexa_core::literal_value(&source.tree, &source.text, *side)? {
        Value::Number(n) => Scalar::Number(n),
        Value::Percent(n) => Scalar::Percent(n),
        Value::Duration(length) => Scalar::Length { length, negative: false },
        Value::Date(date) => Scalar::Date(date),
        _ => return None,
    };
    let order = value.clone().order(&wanted, model)?;
    Some(match op {
        BinaryOp::Equal => order.is_eq(),
        BinaryOp::NotEqual => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::AtMost => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        BinaryOp::AtLeast => order.is_ge(),
        _ => return None,
    })
}

fn seconds(length: Duration, negative: bool) -> i128 {
    let seconds = i128::from(length.approximate_seconds());
    if negative { -seconds } else { seconds }
}

fn whole(n: Decimal) -> Option<u64> {
    use rust_decimal::prelude::ToPrimitive;
    n.is_integer().then(|| n.to_u64()).flatten()
}

fn add_lengths<'m>(a: Duration, x: bool, b: Duration, y: bool) -> Option<Scalar<'m>> {
    if x == y {
        return Some(Scalar::Length {
            length: Duration {
                months: a.months.checked_add(b.months)?,
                days: a.days.checked_add(b.days)?,
                seconds: a.seconds.checked_add(b.seconds)?,
            },
            negative: x,
        });
    }
    // The longer one less the shorter, unit by unit where that goes, else by the length of each.
    let (long, short, negative) = match a.approximate_seconds() >= b.approximate_seconds() {
        true => (a, b, x),
        false => (b, a, y),
    };
    let by_unit = || {
        Some(Duration {
            months: long.months.checked_sub(short.months)?,
            days: long.days.checked_sub(short.days)?,
            seconds: long.seconds.checked_sub(short.seconds)?,
        })
    };
    let length = by_unit().or_else(|| {
        let left = long.approximate_seconds() - short.approximate_seconds();
        Some(Duration {
            months: 0,
            days: u32::try_from(left / 86_400).ok()?,
            seconds: u32::try_from(left % 86_400).ok()?,
        })
    })?;
    Some(Scalar::Length { length, negative })
}

/// The scale on which `source` is judged: the declaration and the field that say its names.
fn scale(source: Source<'_>) -> Option<(Decl<'_>, FieldId)> {
    let schema = &source.decl.model.schema;
    let said = schema.field(source.field)?;
    let ty = match source.part {
        Some(prep) => said.parts.iter().find(|p| p.prep == prep).map(|p| &p.ty),
        None => said.lead.as_ref(),
    };
    let kind = source.decl.kind();
    ty?.alternatives.iter().find_map(|alternative| match alternative {
        Alternative::Names => Some((source.decl, source.field)),
        Alternative::OneOf(path) => match path.as_slice() {
            [field] => Some((source.decl, schema.field_of(kind, *field)?)),
            [through, field] => {
                let owner = judge(source.decl, kind, *through)?;
                Some((owner, schema.field_of(owner.kind(), *field)?))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The names of a scale, from the least.
fn names((decl, field): (Decl<'_>, FieldId)) -> Vec<Name> {
    decl.values(field).filter_map(|v| v.step()).map(|(name, _)| name).collect()
}

/// The declaration that `through` names, or the only one of its kind.
fn judge<'m>(decl: Decl<'m>, kind: KindId, through: Name) -> Option<Decl<'m>> {
    let schema = &decl.model.schema;
    let field = schema.field_of(kind, through)?;
    if let Some(named) = decl.values(field).find_map(|v| v.decl()) {
        return Some(named);
    }
    let of = schema.field(field)?.lead.as_ref()?.alternatives.iter().find_map(|a| match a {
        Alternative::Kind(k) => Some(*k),
        _ => None,
    })?;
    let mut all = decl.model.of_kind(of);
    let only = all.next()?;
    all.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_keeps_its_fraction() {
        let two_thirds = |p: &str| share_order(2, 3, p.parse().unwrap()).unwrap();
        assert_eq!(two_thirds("66.666666666666666666666666"), Ordering::Greater);
        assert_eq!(two_thirds("66.666666666666666666666667"), Ordering::Less);
        assert_eq!(share_order(49, 50, "98".parse().unwrap()), Some(Ordering::Equal));
    }

    #[test]
    fn lengths_of_time_add_up() {
        let months = |months| Duration { months, ..Duration::default() };
        let shown = |a, x, b, y| match add_lengths(a, x, b, y) {
            Some(Scalar::Length { length, negative }) => (length, negative),
            _ => panic!("no length"),
        };
        assert_eq!(shown(months(3), false, months(5), true), (months(2), true));
        assert_eq!(shown(months(3), false, months(5), false), (months(8), false));
    }
}
