//! The time that files are dated with: never the clock's, so that two runs give the same bytes.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The time of `SOURCE_DATE_EPOCH` (seconds since 1970, as reproducible builds set it), if it is set.
#[must_use]
pub fn source_date_epoch() -> Option<Timestamp> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.trim().parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

/// `SOURCE_DATE_EPOCH`, else the last day on which one of the articles was published, else 1970.
pub(super) fn stated(latest: Option<Date>) -> Timestamp {
    let midnight = |date: Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
    source_date_epoch().or_else(|| latest.and_then(midnight)).unwrap_or(Timestamp::UNIX_EPOCH)
}
