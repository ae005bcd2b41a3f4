//! Sums that are computed together, and sums that are computed one lot after the other.

use std::{collections::BTreeSet, ops::Range};

use crate::{Term, input::Input};

/// Successive sums that share no input with those before them: each lot is computed on the whole window before the next, so
/// that fewer streams of numbers come and go at a time.
pub(crate) fn passes(sums: &[Vec<Term<'_>>]) -> Vec<Range<usize>> {
    let mut passes: Vec<Range<usize>> = Vec::new();
    for number in 0..sums.len() {
        match passes.last_mut() {
            Some(pass) if share_an_input(&sums[pass.clone()], &sums[number]) => pass.end += 1,
            _ => passes.push(number..number + 1),
        }
    }
    passes
}

fn share_an_input(sums: &[Vec<Term<'_>>], other: &[Term<'_>]) -> bool {
    sums.iter().flatten().any(|term| other.iter().any(|other| other.input == term.input))
}

/// The inputs that these sums name, and the sums in terms of them.
pub(crate) fn named<'i, 't, T>(
    inputs: &'i [Input<'_, T>],
    sums: &[Vec<Term<'t>>],
) -> (Vec<Input<'i, T>>, Vec<Vec<Term<'t>>>) {
    let numbers: BTreeSet<usize> = sums.iter().flatten().map(|term| term.input).collect();
    let renamed = |term: &Term<'t>| {
        let input = numbers.iter().position(|number| *number == term.input).expect("it is one of them");
        Term { input, ..*term }
    };
    let sums = sums.iter().map(|terms| terms.iter().map(renamed).collect()).collect();
    (numbers.iter().map(|number| inputs[*number].borrowed()).collect(), sums)
}

#[cfg(test)]
mod tests {
    use ndarray::Axis;

    use super::*;
    use crate::{DerivativeOrder, EdgeOrder, Sign, Spacing, Stencil};

    #[test]
    fn sums_that_share_no_input_are_computed_one_lot_after_the_other() {
        let spacing = Spacing::uniform(0.7).unwrap();
        let stencil = Stencil::new(&spacing, 5, DerivativeOrder::First, EdgeOrder::First).unwrap();
        let term = |input| Term { input, axis: Axis(0), stencil: &stencil, sign: Sign::Plus };
        let sums = |inputs: &[&[usize]]| -> Vec<Vec<Term<'_>>> {
            inputs.iter().map(|inputs| inputs.iter().map(|input| term(*input)).collect()).collect()
        };
        assert_eq!(passes(&sums(&[&[0], &[0], &[1], &[1]])), [0..2, 2..4]);
        assert_eq!(passes(&sums(&[&[0], &[1], &[0, 1]])), [0..1, 1..3]);
        assert_eq!(passes(&sums(&[&[2, 1], &[0, 2], &[1, 0], &[3]])), [0..3, 3..4]);
    }
}
