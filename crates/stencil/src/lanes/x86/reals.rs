//! Arithmetic of functions in vectors.

/// Real numbers in vectors of one instruction set, with its instructions.
macro_rules! reals {
    (
        $vector:ident: $same:ident, $add:ident, $subtract:ident, $multiply:ident, $divide:ident, $root:ident, $least:ident,
        $xor:ident
    ) => {
        /// Numbers in vectors; that there are any says that the processor has the instruction set.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct Reals<const VECTORS: usize>(pub(super) [$vector; VECTORS]);

        reals!(@ Add add $add, Sub sub $subtract, Mul mul $multiply, Div div $divide);

        impl<const VECTORS: usize> Neg for Reals<VECTORS> {
            type Output = Self;

            #[inline(always)]
            fn neg(mut self) -> Self {
                for number in &mut self.0 {
                    // SAFETY: the processor has the instruction set, as these numbers are there.
                    *number = unsafe { $xor(*number, $same(-0.0)) };
                }
                self
            }
        }

        impl<const VECTORS: usize> Real for Reals<VECTORS> {
            #[inline(always)]
            fn of(number: f64) -> Self {
                // SAFETY: only lanes of the instruction set give functions numbers of this type.
                Self([unsafe { $same(number) }; VECTORS])
            }

            #[inline(always)]
            fn sqrt(mut self) -> Self {
                for number in &mut self.0 {
                    // SAFETY: the processor has the instruction set, as these numbers are there.
                    *number = unsafe { $root(*number) };
                }
                self
            }

            #[inline(always)]
            fn abs(mut self) -> Self {
                for number in &mut self.0 {
                    // SAFETY: as above.
                    *number = unsafe { magnitude(*number) };
                }
                self
            }

            #[inline(always)]
            fn min(mut self, other: Self) -> Self {
                for number in 0..VECTORS {
                    // SAFETY: as above.
                    self.0[number] = unsafe { $least(self.0[number], other.0[number]) };
                }
                self
            }

            #[inline(always)]
            fn if_less(self, other: Self, mut then: Self, otherwise: Self) -> Self {
                for number in 0..VECTORS {
                    let compared = [self.0[number], other.0[number]];
                    // SAFETY: as above.
                    then.0[number] = unsafe { chosen(compared, then.0[number], otherwise.0[number]) };
                }
                then
            }

            #[inline(always)]
            fn inverse_power_of_two(mut self) -> Self {
                for number in &mut self.0 {
                    // SAFETY: as above.
                    *number = unsafe { inverse_power_of_two(*number) };
                }
                self
            }
        }
    };
    (@ $($operator:ident $method:ident $operation:ident),*) => {$(
        impl<const VECTORS: usize> $operator for Reals<VECTORS> {
            type Output = Self;

            #[inline(always)]
            fn $method(mut self, other: Self) -> Self {
                for number in 0..VECTORS {
                    // SAFETY: the processor has the instruction set, as these numbers are there.
                    self.0[number] = unsafe { $operation(self.0[number], other.0[number]) };
                }
                self
            }
        }
    )*};
}

pub(super) use reals;
