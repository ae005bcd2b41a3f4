//! Files as models and tools write them.

use super::{File, Hints, axes, carried, components, coordinates, failure, found, infer, pairs, paths, told};
use crate::{
    conventions::SpacingHint,
    field::{AxisRole, Field},
};

fn named<'f>(fields: &'f [Field], path: &str) -> &'f Field {
    fields.iter().find(|field| field.path() == path).unwrap()
}

/// A variable on these dimensions with their scales attached.
fn on(file: File, path: &str, dims: &[(&str, usize)], attributes: &[(&str, &str)]) -> File {
    let mut file = file.named(&[path], dims);
    for (axis, (name, _)) in dims.iter().enumerate() {
        file = file.attach(axis, &[&format!("/{name}")]);
    }
    attributes.iter().fold(file, |file, (name, text)| file.attribute(name, text))
}

#[test]
fn a_file_of_era5() {
    let dims = [("time", 9), ("level", 7), ("latitude", 6), ("longitude", 5)];
    let mut file = File::new()
        .scale("/longitude", 5)
        .attribute("units", "degrees_east")
        .scale("/latitude", 6)
        .attribute("units", "degrees_north")
        .scale("/level", 7)
        .attribute("units", "millibars")
        .scale("/time", 9)
        .attribute("units", "hours since 1900-01-01 00:00:00.0");
    for (path, standard_name, units) in [
        ("/t", "air_temperature", "K"),
        ("/u", "eastward_wind", "m s**-1"),
        ("/v", "northward_wind", "m s**-1"),
        ("/w", "lagrangian_tendency_of_air_pressure", "Pa s**-1"),
    ] {
        file = on(file, path, &dims, &[("standard_name", standard_name), ("units", units)]);
    }
    let inference = found(file);
    assert_eq!(
        (paths(&inference.vectors), paths(&inference.scalars)),
        (vec!["/uv".into()], vec!["/t".into(), "/w".into()])
    );
    let wind = &inference.vectors[0];
    assert_eq!(components(wind), ["u", "v"]);
    assert_eq!(pairs(wind), [("x", "longitude"), ("y", "latitude")]);
    assert_eq!(axes(wind), [("longitude", 3), ("latitude", 2)]);
    assert_eq!(carried(wind), [("time", 0), ("level", 1)]);
    assert_eq!(wind.axes[0].units.as_deref(), Some("degrees_east"));
    assert_eq!(
        wind.cautions,
        ["axes `longitude`, `latitude` are angles: derivatives are per degree; metric terms are not applied"]
    );
    let temperature = named(&inference.scalars, "/t");
    assert_eq!(axes(temperature), [("longitude", 3), ("latitude", 2), ("level", 1)]);
    assert_eq!(temperature.axes[2].role, Some(AxisRole::Z));
}

#[test]
fn a_file_of_cmip() {
    let dims = [("time", 9), ("plev", 7), ("lat", 6), ("lon", 5)];
    let mut file = File::new();
    for (name, length, axis, standard_name, bounds) in [
        ("time", 9, "T", "time", Some("time_bnds")),
        ("plev", 7, "Z", "air_pressure", None),
        ("lat", 6, "Y", "latitude", Some("lat_bnds")),
        ("lon", 5, "X", "longitude", Some("lon_bnds")),
    ] {
        file = file.scale(&format!("/{name}"), length).attribute("axis", axis);
        file = file.attribute("standard_name", standard_name);
        if let Some(bounds) = bounds {
            file = file
                .attribute("bounds", bounds)
                .named(&[&format!("/{bounds}")], &[(name, length), ("bnds", 2)]);
        }
    }
    file =
        on(file, "/ua", &dims, &[("standard_name", "eastward_wind"), ("cell_measures", "area: areacella")]);
    file = on(file, "/va", &dims, &[("standard_name", "northward_wind")]);
    let inference = found(file);
    assert_eq!(paths(&inference.vectors), ["/uva"]);
    assert!(inference.scalars.is_empty(), "{:?}", paths(&inference.scalars));
    assert_eq!(inference.passed_over.len(), 3);
    assert_eq!(coordinates(&inference.vectors[0]), ["/lon", "/lat"]);
    assert_eq!(carried(&inference.vectors[0]), [("time", 0), ("plev", 1)]);
}

#[test]
fn depth_counts_against_an_upward_component() {
    let dims = [("depth", 7), ("lat", 6), ("lon", 5)];
    let mut file = File::new()
        .scale("/depth", 7)
        .attribute("units", "m")
        .attribute("positive", "down")
        .scale("/lat", 6)
        .scale("/lon", 5);
    for (path, standard_name) in [
        ("/uo", "eastward_sea_water_velocity"),
        ("/vo", "northward_sea_water_velocity"),
        ("/wo", "upward_sea_water_velocity"),
    ] {
        file = on(file, path, &dims, &[("standard_name", standard_name)]);
    }
    let vectors = found(file).vectors;
    assert_eq!(pairs(&vectors[0]), [("x", "lon"), ("y", "lat"), ("z", "depth")]);
    assert_eq!(
        vectors[0].cautions[0],
        "axis `depth` counts downwards: where `wo` points upwards, its derivative along `depth` has the opposite sign \
         of the one along the height"
    );
    assert!(vectors[0].cautions[1].starts_with("axes `lon`, `lat` are angles"), "{:?}", vectors[0].cautions);
}

/// One variable of a file of NEMO.
fn nemo() -> File {
    File::new()
        .named(&["/nav_lon"], &[("y", 6), ("x", 5)])
        .attribute("units", "degrees_east")
        .named(&["/nav_lat"], &[("y", 6), ("x", 5)])
        .scale("/deptht", 7)
        .attribute("positive", "down")
        .named(&["/thetao"], &[("time_counter", 9), ("deptht", 7), ("y", 6), ("x", 5)])
        .attribute("coordinates", "time_counter deptht nav_lat nav_lon")
}

#[test]
fn a_curvilinear_grid_is_refused() {
    let error = failure(nemo());
    assert_eq!(
        told(&error).0,
        "`/thetao` in `E.h5` lies on a curvilinear grid: the coordinates of `x`, `y` are arrays of several dimensions, \
         `/nav_lon`, `/nav_lat`"
    );
    assert_eq!(
        told(&error).1,
        "`--spacing x=STEP,y=STEP` takes the grid for an even one, where that is near enough"
    );
    let spacing = SpacingHint::ByAxis(vec![("x".to_owned(), 0.25), ("y".to_owned(), 0.5)]);
    let inference = infer(&nemo().contents(), &Hints { spacing: Some(spacing), ..Hints::default() }).unwrap();
    assert_eq!(axes(&inference.scalars[0]), [("x", 3), ("y", 2), ("deptht", 1)]);
    assert_eq!(inference.scalars[0].cautions, Vec::<String>::new());
    let passed_over: Vec<_> = inference.passed_over.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(passed_over, ["/nav_lon", "/nav_lat"]);
}

#[test]
fn a_rotated_grid_with_true_positions_beside_is_rectilinear() {
    let dims = [("rlat", 6), ("rlon", 5)];
    let file = File::new()
        .scale("/rlon", 5)
        .attribute("standard_name", "grid_longitude")
        .attribute("units", "degrees")
        .scale("/rlat", 6)
        .attribute("standard_name", "grid_latitude")
        .named(&["/lon"], &dims)
        .attribute("standard_name", "longitude");
    let inference = found(on(file, "/tas", &dims, &[("coordinates", "lon lat")]));
    assert_eq!(paths(&inference.scalars), ["/tas"]);
    assert_eq!(coordinates(&inference.scalars[0]), ["/rlon", "/rlat"]);
    assert!(
        inference.scalars[0].cautions[0]
            .starts_with("axes `rlon`, `rlat` are angles: derivatives are per degree")
    );
}

#[test]
fn a_staggered_file_of_roms() {
    let file = File::new()
        .named(&["/u"], &[("ocean_time", 9), ("s_rho", 7), ("eta_u", 6), ("xi_u", 4)])
        .named(&["/v"], &[("ocean_time", 9), ("s_rho", 7), ("eta_v", 5), ("xi_v", 5)]);
    let error = failure(file.clone());
    assert_eq!(
        told(&error),
        (
            "`/v` in `E.h5` has shape (9, 7, 5, 5), but its sibling `/u` has (9, 7, 6, 4)".to_owned(),
            "on a staggered grid the components have no points in common: bring them to the same points first"
        )
    );
    let inference =
        found(file.named(&["/temp"], &[("ocean_time", 9), ("s_rho", 7), ("eta_rho", 6), ("xi_rho", 5)]));
    assert_eq!(paths(&inference.scalars), ["/temp"]);
    assert_eq!(axes(&inference.scalars[0]), [("xi_rho", 3), ("eta_rho", 2), ("s_rho", 1)]);
    assert_eq!(carried(&inference.scalars[0]), [("ocean_time", 0)]);
}

#[test]
fn a_file_of_wrf() {
    let mass = [("Time", 9), ("bottom_top", 7), ("south_north", 6), ("west_east", 5)];
    let file = File::new()
        .named(&["/XLAT"], &[("Time", 9), ("south_north", 6), ("west_east", 5)])
        .named(&["/U"], &[("Time", 9), ("bottom_top", 7), ("south_north", 6), ("west_east_stag", 6)])
        .named(&["/V"], &[("Time", 9), ("bottom_top", 7), ("south_north_stag", 7), ("west_east", 5)])
        .named(&["/P"], &mass)
        .attribute("coordinates", "XLONG XLAT XTIME");
    let error = failure(file.clone());
    assert!(told(&error).1.starts_with("on a staggered grid"), "{error}");
    let hints = Hints { spacing: Some(SpacingHint::All(3000.0)), ..Hints::default() };
    let inference = infer(&file.contents(), &hints).unwrap();
    assert_eq!(axes(&inference.scalars[0]), [("west_east", 3), ("south_north", 2), ("bottom_top", 1)]);
    assert_eq!(carried(&inference.scalars[0]), [("Time", 0)]);
    assert_eq!(inference.refused[0].field, "/UV");
}

#[test]
fn a_file_of_xarray_without_attributes() {
    let bare = found(File::new().named(&["/u", "/v"], &[("x", 5), ("y", 6)]));
    assert_eq!(pairs(&bare.vectors[0]), [("x", "x"), ("y", "y")]);
    let with_coordinates = File::new().scale("/x", 5).scale("/y", 6);
    let field = &found(on(with_coordinates, "/t", &[("y", 6), ("x", 5)], &[])).scalars[0];
    assert_eq!((axes(field), coordinates(field)), (vec![("x", 1), ("y", 0)], vec!["/x".into(), "/y".into()]));
    assert!(field.cautions.is_empty());
    assert_eq!(field.axes[0].reason, "named by the file; coordinates in `/x`, which the file attaches");
}
