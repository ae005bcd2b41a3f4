//! What a spacing knows of its axis.

use fieldops_stencil::Spacing;

#[test]
fn coordinates_fix_the_extent_even_where_there_are_none_or_one() {
    for coordinates in [&[][..], &[0.7], &[0.7, 0.2], &[0.7, 0.2, -1.5]] {
        assert_eq!(Spacing::from_coordinates(coordinates).unwrap().points(), Some(coordinates.len()));
    }
}

#[test]
fn an_even_spacing_fits_any_extent() {
    assert_eq!(Spacing::uniform(-0.3).unwrap().points(), None);
}

#[test]
fn only_exactly_equal_differences_make_an_even_axis() {
    let tenths: Vec<f64> = (0..11).map(|i| f64::from(i) / 10.0).collect();
    assert!(!Spacing::from_coordinates(&tenths).unwrap().is_uniform());
    let eighths: Vec<f64> = (0..11).map(|i| 3.0 - f64::from(i) / 8.0).collect();
    assert!(Spacing::from_coordinates(&eighths).unwrap().is_uniform());
}
