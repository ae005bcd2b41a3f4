//! Products of symbols with powers.

use std::fmt;

use super::symbols::canonical;

/// A product of symbols, each with its power, in the order in which they were met. No power is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Product(Vec<(String, i32)>);

impl Product {
    pub(super) fn of(symbol: &str) -> Self {
        Self(vec![(symbol.to_owned(), 1)])
    }

    /// The symbols, as they are spelt, with their powers.
    pub(super) fn factors(&self) -> impl Iterator<Item = (&str, i32)> {
        self.0.iter().map(|(symbol, power)| (symbol.as_str(), *power))
    }

    /// Multiplies by `other` to this power; none where a power grows too large to be one.
    pub(super) fn multiply(&mut self, other: &Self, power: i32) -> Option<()> {
        for (symbol, own) in other.factors() {
            let added = own.checked_mul(power)?;
            match self.0.iter_mut().find(|(met, _)| canonical(met) == canonical(symbol)) {
                Some((_, sum)) => *sum = sum.checked_add(added)?,
                None => self.0.push((symbol.to_owned(), added)),
            }
        }
        self.0.retain(|(_, power)| *power != 0);
        Some(())
    }
}

impl fmt::Display for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factor = |(symbol, power): (&str, i32)| match power {
            1 => symbol.to_owned(),
            power => format!("{symbol}{power}"),
        };
        let factors: Vec<String> = self.factors().map(factor).collect();
        formatter.write_str(if factors.is_empty() { "1" } else { "" })?;
        formatter.write_str(&factors.join(" "))
    }
}
