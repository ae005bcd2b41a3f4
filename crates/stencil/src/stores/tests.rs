use num_complex::Complex64;

use super::*;
use crate::lanes::BLOCK;

/// Writes a run of numbers as the blocks of a run are: the first up to where a line begins, or a block, and the last where they are
/// fewer than a block through the room, with something meaningless on both sides; those between at once.
fn write<O: Output>(stream: &mut Stream<O>, numbers: &[O], to: *mut O) {
    let lead = before_line(to);
    let first = if lead == 0 { BLOCK } else { lead }.min(numbers.len());
    let whole = (numbers.len() - first) / BLOCK * BLOCK;
    let (first, rest) = numbers.split_at(first);
    let (whole, last) = rest.split_at(whole);
    // SAFETY: the place lies within an array that is not touched before the end; there is room for two blocks on each side of a part.
    unsafe {
        let part = |stream: &mut Stream<O>, numbers: &[O], to: *mut O, begins: bool| {
            let room = stream.room(to);
            if !begins {
                room.sub(2 * BLOCK).write_bytes(0x5a, 2 * BLOCK);
            }
            room.write_bytes(0x5a, 2 * BLOCK);
            ptr::copy_nonoverlapping(numbers.as_ptr(), room, numbers.len());
            stream.keep(to, numbers.len());
        };
        if !first.is_empty() {
            part(stream, first, to, true);
        }
        if !whole.is_empty() {
            assert!(stream.takes_lines(to.add(first.len())));
            ptr::copy_nonoverlapping(whole.as_ptr(), to.add(first.len()), whole.len());
        }
        if !last.is_empty() {
            part(stream, last, to.add(first.len() + whole.len()), false);
        }
    }
}

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
            // SAFETY: the place lies within the array.
            write(&mut stream, &numbers, unsafe { first.add(place) });
            place += length + if k % 3 == 2 { 3 } else { 0 };
        }
        // SAFETY: the array is there, and nothing else uses it.
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

/// Asks for room for the beginning of an array, and says that so many numbers are there for another place of it.
fn keep(place: usize, count: usize) {
    let mut array = vec![0.0; 100];
    let mut stream = Stream::new(InstructionSet::best());
    let to = array.as_mut_ptr();
    // SAFETY: the places lie within the array.
    unsafe {
        stream.room(to);
        stream.keep(to.add(place), count);
    }
}

#[test]
#[should_panic(expected = "numbers that there is no room for")]
fn numbers_are_taken_only_for_the_place_that_was_asked_for() {
    keep(1, 3);
}

#[test]
#[should_panic(expected = "more numbers than ends of runs have")]
fn ends_of_runs_have_no_more_numbers_than_there_is_room_for() {
    keep(0, MOST + 1);
}
