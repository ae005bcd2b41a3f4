//! A reader of what numpy answered, in the format that `tests/golden/make_golden.py` describes.

use std::{fmt::Debug, path::Path, str::FromStr};

use num_complex::Complex;

/// One case: keywords, each with its words.
pub(crate) struct Case(Vec<(String, Vec<String>)>);

/// Reads all cases of a file in `tests/golden` at the top of the workspace.
pub(crate) fn read(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let cases = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    cases.map(|lines| Case(lines.iter().map(|line| keyword_and_words(line)).collect())).collect()
}

fn keyword_and_words(line: &str) -> (String, Vec<String>) {
    let mut words = line.split(' ').map(str::to_owned);
    (words.next().expect("a keyword"), words.collect())
}

impl Case {
    pub(crate) fn name(&self) -> &str {
        self.word("case")
    }

    fn words(&self, keyword: &str) -> Option<&[String]> {
        self.0.iter().find(|(found, _)| found == keyword).map(|(_, words)| &words[..])
    }

    fn expected_words(&self, keyword: &str) -> &[String] {
        self.words(keyword).unwrap_or_else(|| panic!("{:?} has no line `{keyword}`", self.0.first()))
    }

    /// The one word behind a keyword.
    pub(crate) fn word(&self, keyword: &str) -> &str {
        let [word] = self.expected_words(keyword) else { panic!("one word behind `{keyword}`") };
        word
    }

    /// The decimal number behind a keyword.
    pub(crate) fn number<N: FromStr<Err: Debug>>(&self, keyword: &str) -> N {
        self.word(keyword).parse().unwrap()
    }

    pub(crate) fn shape(&self) -> Vec<usize> {
        self.expected_words("shape").iter().map(|word| word.parse().unwrap()).collect()
    }

    /// The values behind a keyword.
    pub(crate) fn values<T: Parse>(&self, keyword: &str) -> Vec<T> {
        self.expected_words(keyword).chunks(T::WORDS).map(T::parse).collect()
    }

    /// The even spacing; or else the coordinates, as an error.
    pub(crate) fn spacing(&self, spacing: &str, coordinates: &str) -> Result<f64, Vec<f64>> {
        match self.words(spacing) {
            Some(words) => Ok(f64::parse(words)),
            None => Err(self.values(coordinates)),
        }
    }
}

/// A number that the files hold.
pub(crate) trait Parse: Sized {
    const WORDS: usize = 1;
    fn parse(words: &[String]) -> Self;
}

impl Parse for f64 {
    fn parse(words: &[String]) -> Self {
        assert_eq!(words[0].len(), 16, "an f64 has 16 digits");
        Self::from_bits(u64::from_str_radix(&words[0], 16).unwrap())
    }
}

impl Parse for f32 {
    fn parse(words: &[String]) -> Self {
        assert_eq!(words[0].len(), 8, "an f32 has 8 digits");
        Self::from_bits(u32::from_str_radix(&words[0], 16).unwrap())
    }
}

impl<T: Parse> Parse for Complex<T> {
    const WORDS: usize = 2;

    fn parse(words: &[String]) -> Self {
        Self::new(T::parse(&words[..1]), T::parse(&words[1..]))
    }
}

macro_rules! decimal {
    ($($integer:ty)*) => {$(
        impl Parse for $integer {
            fn parse(words: &[String]) -> Self {
                words[0].parse().unwrap()
            }
        }
    )*};
}

decimal! { i8 i16 i32 i64 u8 u16 u32 u64 }
