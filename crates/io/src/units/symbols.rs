//! Symbols of units and the names they go by.

/// Units with their symbol first, then their other symbols, which letter case tells apart.
const SYMBOLS: [&[&str]; 9] = [
    &["K", "degK", "deg_K"],
    &["h", "hr"],
    &["s", "sec"],
    &["A", "amp"],
    &["Ω", "Ohm"],
    &["µm", "μm", "um"],
    &["degC", "°C", "deg_C"],
    &["hPa", "mbar"],
    &[
        "degree",
        "°",
        "degrees_E",
        "degrees_N",
        "degree_E",
        "degree_N",
        "degreesE",
        "degreesN",
        "degreeE",
        "degreeN",
    ],
];

/// Symbols with the names of the same unit, in the singular. Letter case of a name does not count.
const NAMES: [(&str, &[&str]); 32] = [
    ("m", &["meter", "metre"]),
    ("km", &["kilometer", "kilometre"]),
    ("cm", &["centimeter", "centimetre"]),
    ("mm", &["millimeter", "millimetre"]),
    ("µm", &["micrometer", "micrometre", "micron"]),
    ("nm", &["nanometer", "nanometre"]),
    ("s", &["second", "sec"]),
    ("min", &["minute"]),
    ("h", &["hour"]),
    ("d", &["day"]),
    ("kg", &["kilogram"]),
    ("g", &["gram"]),
    ("A", &["ampere", "amp"]),
    ("K", &["kelvin", "degree_kelvin", "degree_k"]),
    ("degC", &["degree_celsius", "celsius", "degree_c"]),
    ("mol", &["mole"]),
    ("cd", &["candela"]),
    ("rad", &["radian"]),
    ("degree", &["arc_degree", "degree_true", "degree_east", "degree_north"]),
    ("Hz", &["hertz"]),
    ("N", &["newton"]),
    ("Pa", &["pascal"]),
    ("hPa", &["hectopascal", "millibar"]),
    ("J", &["joule"]),
    ("W", &["watt"]),
    ("C", &["coulomb"]),
    ("V", &["volt"]),
    ("F", &["farad"]),
    ("Ω", &["ohm"]),
    ("S", &["siemens"]),
    ("T", &["tesla"]),
    ("%", &["percent"]),
];

/// Whether a character may stand in a symbol.
pub(super) fn is_part(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '%' | '°' | '\'' | '"')
}

/// The one symbol of a unit of many spellings; the spelling itself where it is not known.
pub(super) fn canonical(spelling: &str) -> &str {
    if let Some(symbols) = SYMBOLS.iter().find(|symbols| symbols.contains(&spelling)) {
        return symbols[0];
    }
    let is_name = |name: &&str| {
        let plural = || name.replacen("degree", "degrees", 1);
        spelling.eq_ignore_ascii_case(name)
            || spelling.strip_suffix(['s', 'S']).is_some_and(|singular| singular.eq_ignore_ascii_case(name))
            || name.starts_with("degree") && spelling.eq_ignore_ascii_case(&plural())
    };
    let named = NAMES.iter().find(|(_, names)| names.iter().any(&is_name));
    let degree = spelling.eq_ignore_ascii_case("degree") || spelling.eq_ignore_ascii_case("degrees");
    named.map_or(if degree { "degree" } else { spelling }, |(symbol, _)| symbol)
}

/// Whether a unit is one of an angle: degrees or radians in any spelling.
pub(crate) fn is_angle(unit: &str) -> bool {
    matches!(canonical(unit.trim()), "degree" | "rad")
        || ["degree_west", "degrees_west", "degree_south", "degrees_south"].contains(&unit.trim())
}
