//! The filters of a dataset that can be undone without the library.

use fieldops_filters::{Filter, Filters};

use crate::raw;

/// `None` where there are others than shuffle, deflate (once) and Fletcher-32.
pub(super) fn filters(filters: &[raw::Filter]) -> Option<Filters> {
    let known = |filter: &raw::Filter| match (filter.id, filter.parameters.as_slice()) {
        (1, &[level]) => Some(Filter::Deflate(u8::try_from(level).ok()?)),
        (2, &[size]) => Some(Filter::Shuffle(usize::try_from(size).ok()?)),
        (3, _) => Some(Filter::Fletcher32),
        _ => None,
    };
    Filters::new(filters.iter().map(known).collect::<Option<_>>()?)
}
