//! Functions that are applied point by point.

use crate::Real;

/// A function of `N` numbers at a point.
///
/// It is a trait and not a closure so that [`at`](PointFunction::at) can be written once, for one number and for vectors, and
/// marked `#[inline(always)]`: only what is inlined into the loop over points is compiled for the widest vectors of the
/// processor.
pub trait PointFunction<const N: usize>: Sync {
    /// Whether it is a long chain of operations that wait for each other. It makes no difference to what it gives: more points
    /// are computed at a time, so that there is something to do meanwhile.
    const LONG: bool = false;

    /// The function's value. It may be asked for at places that belong to no point, with any numbers; what it gives there is
    /// not used.
    fn at<R: Real>(&self, numbers: [R; N]) -> R;
}
