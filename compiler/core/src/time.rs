//! Dates without a time zone, and durations by the calendar.

use jiff::Span as JiffSpan;
pub use jiff::civil::Date;

/// A length of time as people say it; months and years by the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Duration {
    /// Months; a year is twelve.
    pub months: u32,
    /// Days; a week is seven.
    pub days: u32,
    /// Seconds, for hours and minutes.
    pub seconds: u32,
}

impl Duration {
    /// Days, with a month as 30.4375 days and a fraction of a day dropped: for comparing, never for dates.
    pub fn approximate_seconds(self) -> u64 {
        u64::from(self.months) * 2_629_800 + u64::from(self.days) * 86_400 + u64::from(self.seconds)
    }

    /// The number and unit `amount unit` as a duration; `None` if the unit is not one of time or the amount is too large.
    pub fn from_unit(amount: u32, unit: &str) -> Option<Duration> {
        let zero = Duration::default();
        Some(match unit.trim_end_matches('s') {
            "year" => Duration { months: amount.checked_mul(12)?, ..zero },
            "month" => Duration { months: amount, ..zero },
            "week" => Duration { days: amount.checked_mul(7)?, ..zero },
            "day" => Duration { days: amount, ..zero },
            "hour" => Duration { seconds: amount.checked_mul(3600)?, ..zero },
            "minute" => Duration { seconds: amount.checked_mul(60)?, ..zero },
            "second" => Duration { seconds: amount, ..zero },
            _ => return None,
        })
    }

    /// `date` plus this duration: months by the calendar, clamped to the month's end; parts of a day are dropped.
    /// Past the end of the calendar it stays there.
    pub fn after(self, date: Date) -> Date {
        let days = i64::from(self.days) + i64::from(self.seconds / 86_400);
        date.saturating_add(JiffSpan::new().months(i64::from(self.months.min(100_000))))
            .saturating_add(JiffSpan::new().days(days.min(3_000_000)))
    }
}

impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        let mut part = |n: u32, unit: &str| {
            if n > 0 {
                parts.push(format!("{n} {unit}{}", if n == 1 { "" } else { "s" }));
            }
        };
        if self.months > 0 && self.months.is_multiple_of(12) && self.months > 12 {
            part(self.months / 12, "year");
        } else {
            part(self.months, "month");
        }
        part(self.days, "day");
        part(self.seconds / 3600, "hour");
        part(self.seconds / 60 % 60, "minute");
        part(self.seconds % 60, "second");
        if parts.is_empty() {
            parts.push("0 days".into());
        }
        f.write_str(&parts.join(" "))
    }
}

/// The date that `text` writes as `2026-03-01`, if there is such a day.
pub fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}
