//! The day about which the compiler speaks. The clock is read here and nowhere else.

use annexa_core::time::{Date, parse_date};

use crate::failure::Failure;

/// The variable that reproducible builds set: seconds since 1970.
pub const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// A day, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub date: Date,
    /// Whether it is today's, since nothing else was asked for.
    pub is_today: bool,
}

/// The day on which a package is read: of SOURCE_DATE_EPOCH, else today.
///
/// # Errors
/// Where SOURCE_DATE_EPOCH is no number of seconds.
pub fn today() -> Result<Date, Failure> {
    Ok(as_of(None)?.date)
}

/// The day of `--as-of`, else of SOURCE_DATE_EPOCH, else today.
///
/// # Errors
/// Where SOURCE_DATE_EPOCH is no number of seconds.
pub fn as_of(given: Option<Date>) -> Result<AsOf, Failure> {
    if let Some(date) = given {
        return Ok(AsOf { date, is_today: false });
    }
    match std::env::var(VARIABLE) {
        Ok(text) if !text.is_empty() => {
            let date = from_epoch(&text).ok_or_else(|| {
                Failure::new(format!("{VARIABLE} is `{text}`, which is no number of seconds since 1970"))
                    .help("unset it, or say the day with `--as-of 2026-03-01`")
            })?;
            Ok(AsOf { date, is_today: false })
        }
        _ => Ok(AsOf { date: jiff::ZonedDateTime::now().date(), is_today: true }),
    }
}

fn from_epoch(text: &str) -> Option<Date> {
    let stamp = jiff::Timestamp::from_second(text.trim().parse().ok()?).ok()?;
    Some(stamp.to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
}

/// Reads the day of `--as-of`.
///
/// # Errors
/// A sentence where it is no day.
pub fn parse(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "a day is written year-month-day, such as 2026-03-01".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs() {
        assert_eq!(from_epoch("0"), parse_date("1970-01-01"));
        assert_eq!(from_epoch("1798761599"), parse_date("2026-12-31"));
        assert_eq!(from_epoch("tomorrow"), None);
    }
}
