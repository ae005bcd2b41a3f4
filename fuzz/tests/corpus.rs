//! Every target over its corpus, and over random changes of it: what a stable compiler can do of fuzzing.

use std::{env, fs, path::Path};

use fieldops_fuzz::TARGETS;

/// Changed inputs for each target, unless the environment asks for another number.
const RUNS: u64 = 20_000;
/// Longest input.
const LONGEST: u64 = 600;

/// A generator of random numbers; the constants are those of xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % bound
    }

    fn index(&mut self, bound: usize) -> usize {
        self.below(bound as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }

    /// An input of the corpus, changed, or random bytes.
    fn input(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        if corpus.is_empty() || self.below(3) == 0 {
            let length = self.below(LONGEST);
            return (0..length).map(|_| self.byte()).collect();
        }
        let mut input = corpus[self.index(corpus.len())].clone();
        for _ in 0..=self.below(6) {
            let place = self.index(input.len() + 1);
            match self.below(5) {
                0 => input.insert(place, self.byte()),
                1 => input.truncate(place),
                2 => {
                    let other = &corpus[self.index(corpus.len())];
                    let from = self.index(other.len() + 1);
                    input.splice(place.., other[from..].iter().copied());
                }
                _ if place < input.len() => input[place] = self.byte(),
                _ => {}
            }
        }
        input
    }
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn no_target_fails_on_its_corpus() {
    for (name, run) in TARGETS {
        let corpus = corpus(name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for input in corpus {
            run(&input);
        }
    }
}

#[test]
fn no_target_fails_on_random_inputs() {
    let runs = env::var("FIELDOPS_FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    for (name, run) in TARGETS {
        let corpus = corpus(name);
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        for number in 0..runs {
            let input = random.input(&corpus);
            if std::panic::catch_unwind(|| run(&input)).is_err() {
                panic!("{name} fails on input {number}: {input:?}");
            }
        }
    }
}
