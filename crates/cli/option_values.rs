//! Values of options that have a grammar of their own.

use std::num::NonZeroUsize;

use bytesize::ByteSize;
use fieldops_io::{
    Compression,
    conventions::{ComponentSelection, FieldSelection, SpacingHint},
};
use fieldops_operators::{DerivativeOrder, EdgeOrder};

use crate::args::Names;

/// Level of deflate where none is given: most of the gain, little of the time.
const DEFLATE_LEVEL: u8 = 4;

/// `NAME`, `NAME=c0,c1[,c2]` or `NAME=u:x,v:y`.
pub(crate) fn field(text: &str) -> Result<FieldSelection, String> {
    let (name, components) = match text.split_once('=') {
        None => (text, Vec::new()),
        Some((name, list)) => (name, list.split(',').map(component).collect::<Result<_, _>>()?),
    };
    if name.is_empty() {
        return Err("a field needs a name before the `=`".to_owned());
    }
    Ok(FieldSelection { name: name.to_owned(), components })
}

fn component(text: &str) -> Result<ComponentSelection, String> {
    let (variable, axis) = match text.rsplit_once(':') {
        None => (text, None),
        Some((variable, axis)) => (variable, Some(axis)),
    };
    if variable.is_empty() || axis == Some("") {
        return Err(format!("`{text}` is not a component: write VARIABLE or VARIABLE:AXIS"));
    }
    Ok(ComponentSelection { variable: variable.to_owned(), axis: axis.map(str::to_owned) })
}

/// `z,y,x`.
pub(crate) fn names(text: &str) -> Result<Names, String> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err("an axis without a name: write z,y,x".to_owned());
    }
    Ok(Names(names))
}

/// `0.1`, or `x=0.1,y=0.2`.
pub(crate) fn spacing(text: &str) -> Result<SpacingHint, String> {
    if !text.contains('=') {
        return Ok(SpacingHint::All(step(text)?));
    }
    let by_axis = text.split(',').map(|part| match part.split_once('=') {
        Some((axis, value)) if !axis.trim().is_empty() => Ok((axis.trim().to_owned(), step(value)?)),
        _ => Err(format!("`{part}` is not of the form AXIS=STEP")),
    });
    Ok(SpacingHint::ByAxis(by_axis.collect::<Result<_, _>>()?))
}

fn step(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(step) if step.is_finite() && step != 0.0 => Ok(step),
        Ok(step) => Err(format!("spacing {step} is not a finite number other than zero")),
        Err(_) => Err(format!("`{text}` is not a number")),
    }
}

/// `x=PATH`.
pub(crate) fn coordinates(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((axis, path)) if !axis.is_empty() && !path.is_empty() => Ok((axis.to_owned(), path.to_owned())),
        _ => Err(format!("`{text}` is not of the form AXIS=PATH")),
    }
}

pub(crate) fn edge_order(text: &str) -> Result<EdgeOrder, String> {
    let number: i64 = text.parse().map_err(|_| format!("edge order {text} is neither 1 nor 2"))?;
    EdgeOrder::try_from(number).map_err(|error| error.to_string())
}

pub(crate) fn derivative_order(text: &str) -> Result<DerivativeOrder, String> {
    match text {
        "1" => Ok(DerivativeOrder::First),
        "2" => Ok(DerivativeOrder::Second),
        _ => Err(format!("derivatives of order {text} are not computed: 1 and 2 are")),
    }
}

/// `none`, `deflate` or `deflate:6`.
pub(crate) fn compression(text: &str) -> Result<Compression, String> {
    match text.split_once(':') {
        None if text == "none" => Ok(Compression::None),
        None if text == "deflate" => Ok(Compression::Deflate { level: DEFLATE_LEVEL }),
        Some(("deflate", level)) => match level.parse() {
            Ok(level @ 0..=9) => Ok(Compression::Deflate { level }),
            _ => Err(format!("deflate level {level} is not a number from 0 to 9")),
        },
        _ => Err("compression is none, deflate or deflate:LEVEL".to_owned()),
    }
}

/// `1e-6`.
pub(crate) fn tolerance(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(tolerance) if tolerance >= 0.0 => Ok(tolerance),
        Ok(tolerance) => Err(format!("tolerance {tolerance} is not a number from 0")),
        Err(_) => Err(format!("`{text}` is not a number")),
    }
}

pub(crate) fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "--threads takes a whole number from 1".to_owned())
}

/// `512MiB`, `2GB`, `1000000`.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    match text.parse::<ByteSize>() {
        Ok(size) if size.as_u64() > 0 => Ok(size.as_u64()),
        Ok(_) => Err("memory must be more than nothing".to_owned()),
        Err(_) => Err(format!("`{text}` is not a size such as 512MiB or 2GB")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_list_components_and_their_axes() {
        let by_hand = field("wind=u:lon,/level/v:lat").unwrap();
        let component = |variable: &str, axis: &str| ComponentSelection {
            variable: variable.to_owned(),
            axis: Some(axis.to_owned()),
        };
        assert_eq!(by_hand.components, [component("u", "lon"), component("/level/v", "lat")]);
        assert_eq!(field("E").unwrap(), FieldSelection { name: "E".to_owned(), components: vec![] });
        for wrong in ["=a,b", "E=a,,b", "E=a:,b:y", "E="] {
            assert!(field(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn spacing_is_one_step_or_one_for_each_axis() {
        assert_eq!(spacing("-0.5").unwrap(), SpacingHint::All(-0.5));
        let by_axis = SpacingHint::ByAxis(vec![("x".to_owned(), 0.1), ("y".to_owned(), 2e-3)]);
        assert_eq!(spacing("x=0.1,y=2e-3").unwrap(), by_axis);
        for wrong in ["0", "nan", "inf", "x", "x=0.1,0.2", "x=0", "=1", ""] {
            assert!(spacing(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_take_decimal_and_binary_units() {
        assert_eq!(size("256MiB").unwrap(), 256 << 20);
        assert_eq!(size("2GB").unwrap(), 2_000_000_000);
        assert_eq!(size("4096").unwrap(), 4096);
        for wrong in ["0", "-1", "lots", "1 parsec"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn compression_has_a_level() {
        assert_eq!(compression("none").unwrap(), Compression::None);
        assert_eq!(compression("deflate").unwrap(), Compression::Deflate { level: 4 });
        assert_eq!(compression("deflate:9").unwrap(), Compression::Deflate { level: 9 });
        for wrong in ["deflate:10", "gzip", "none:1", "deflate:"] {
            assert!(compression(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tolerances_are_numbers_from_zero() {
        assert_eq!(tolerance("1e-6").unwrap(), 1e-6);
        assert_eq!(tolerance("0").unwrap(), 0.0);
        for wrong in ["-1e-9", "nan", "-inf", "small", ""] {
            assert!(tolerance(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn orders_are_one_or_two() {
        assert_eq!(edge_order("2").unwrap(), EdgeOrder::Second);
        assert_eq!(edge_order("3").unwrap_err(), "edge order 3 is neither 1 nor 2");
        assert_eq!(edge_order("1.5").unwrap_err(), "edge order 1.5 is neither 1 nor 2");
        assert_eq!(derivative_order("2").unwrap(), DerivativeOrder::Second);
        assert!(derivative_order("3").is_err());
    }
}
