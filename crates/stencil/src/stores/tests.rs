use num_complex::Complex64;

use super::*;

/// Writes successive runs of these lengths from the place `start` on, leaves a gap behind every third, and compares.
fn check<O: Output + PartialEq + std::fmt::Debug>(
    start: usize,
    lengths: &[usize],
    number: impl Fn(usize) -> O,
) {
    let total = start + lengths.iter().map(|length| length + 3).sum::<usize>() + 5;
    for set in InstructionSet::available() {
        let (mut found, mut expected) = (vec![O::default(); total], vec![O::default(); total]);
        let mut stream = Stream::new(set);
        let (first, mut place) = (found.as_mut_ptr(), start);
        for (k, length) in lengths.iter().enumerate() {
            let numbers: Vec<O> = (0..*length).map(|m| number(place + m + 1)).collect();
            expected[place..place + length].copy_from_slice(&numbers);
            // SAFETY: the place lies within the array, which is not touched before the end.
            unsafe { stream.write(&numbers, first.add(place)) };
            place += length + if k % 3 == 2 { 3 } else { 0 };
        }
        // SAFETY: as above.
        unsafe { stream.flush() };
        fence();
        assert_eq!(found, expected, "{set:?}, from {start} on, {lengths:?}");
    }
}

#[test]
fn runs_of_any_length_and_alignment_arrive_and_nothing_else_is_touched() {
    for start in 0..17 {
        for length in 0..70 {
            let lengths = [length, 1, length / 2, 7, 40, length];
            check(start, &lengths, |k| k as f64);
            check(start, &lengths, |k| u16::try_from(k).map(f32::from).unwrap());
            check(start, &lengths, |k| Complex64::new(k as f64, -1.0));
        }
    }
}

#[test]
fn numbers_across_two_lines_arrive() {
    let mut room = vec![0.0; 50];
    let from: Vec<Complex64> = (0..20).map(|k| Complex64::new(f64::from(k), 0.5)).collect();
    let odd = room.as_ptr().align_offset(16) + 1;
    let mut stream = Stream::new(InstructionSet::best());
    // SAFETY: 40 numbers from the odd place on lie within the array.
    unsafe {
        stream.write(&from, room.as_mut_ptr().add(odd).cast());
        stream.flush();
    }
    fence();
    let found: Vec<Complex64> =
        room[odd..odd + 40].chunks(2).map(|pair| Complex64::new(pair[0], pair[1])).collect();
    assert_eq!(found, from);
}
