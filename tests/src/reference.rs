//! A slow, obvious reference of coverage.
