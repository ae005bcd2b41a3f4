//! The listing of a file.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use fieldops_io::{Attributes, Contents, DataType, Error, Result, Skipped, Storage, Variable};
use hdf5::{Dataset, Datatype, File, Group, PropertyList};

use crate::{
    attributes::read_all,
    components::Components,
    data_type::data_type,
    failure::descriptions,
    raw::{self, Layout, LinkKind, Opened},
    scales::{Links, Scale},
    storage::storage,
};

/// Groups nested deeper than this are passed over: only a damaged file has them.
const DEEPEST: usize = 256;

/// Lists what `file` holds, and the paths of the links by which it is not a tree.
pub(crate) fn list(path: &Path, file: &File, access: &PropertyList) -> Result<(Contents, Vec<String>)> {
    let damaged = |error: &hdf5::Error| Error::BadFile {
        path: path.to_owned(),
        problem: format!("is damaged: its root group cannot be read: {}", innermost(error)),
        hint: None,
    };
    let mut listing = Listing::new(file, access);
    let Opened::Group(root) = raw::open_object(file, "/", access).map_err(|error| damaged(&error))? else {
        return Err(damaged(&"it is no group".into()));
    };
    let attributes = read_all(&root);
    listing.visited.insert(raw::address(&root).map_err(|error| damaged(&error))?);
    listing.push_links(&root, "", 0).map_err(|error| damaged(&error))?;
    while let Some(link) = listing.waiting.pop() {
        listing.visit(&link);
    }
    let detours = std::mem::take(&mut listing.detours);
    Ok((listing.finish(path, attributes), detours))
}

/// The library's innermost reason.
fn innermost(error: &hdf5::Error) -> String {
    descriptions(error).pop().unwrap_or_default()
}

struct Link {
    path: String,
    kind: LinkKind,
    depth: usize,
}

struct Listing<'a> {
    file: &'a File,
    access: &'a PropertyList,
    /// Links still to be followed, the next one last.
    waiting: Vec<Link>,
    /// Addresses of the objects listed: an object may have several paths, and groups may hold themselves.
    visited: HashSet<u64>,
    groups: Vec<(String, Attributes)>,
    variables: Vec<(Variable, Links, Option<Components>)>,
    scales: HashMap<u64, Scale>,
    skipped: Vec<Skipped>,
    /// Links other than hard ones, and links to groups that were listed before or lie too deep.
    detours: Vec<String>,
}

impl<'a> Listing<'a> {
    fn new(file: &'a File, access: &'a PropertyList) -> Self {
        Self {
            file,
            access,
            waiting: Vec::new(),
            visited: HashSet::new(),
            groups: Vec::new(),
            variables: Vec::new(),
            scales: HashMap::new(),
            skipped: Vec::new(),
            detours: Vec::new(),
        }
    }

    fn push_links(&mut self, group: &Group, path: &str, depth: usize) -> hdf5::Result<()> {
        let links = raw::links(group)?;
        for (name, kind) in links.into_iter().rev() {
            match String::from_utf8(name) {
                Ok(name) => self.waiting.push(Link { path: format!("{path}/{name}"), kind, depth }),
                Err(error) => {
                    let name = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    self.skipped.push(Skipped {
                        path: format!("{path}/{name}"),
                        reason: "its name is not UTF-8".into(),
                    });
                }
            }
        }
        Ok(())
    }

    fn visit(&mut self, link: &Link) {
        let path = &link.path;
        if link.kind != LinkKind::Hard {
            self.detours.push(path.clone());
        }
        let skipped = match link.kind {
            LinkKind::Hard => {
                self.visit_object(link).err().map(|error| format!("it cannot be read: {}", innermost(&error)))
            }
            // What it leads to inside the file is listed under its own path.
            LinkKind::Soft => raw::open_object(self.file, path, self.access)
                .is_err()
                .then(|| "it is a soft link to nothing, in a circle, or through an external link".into()),
            LinkKind::External => Some("it is an external link, which is not followed".into()),
            LinkKind::Custom => Some("it is a link of a kind that a program defined for itself".into()),
        };
        if let Some(reason) = skipped {
            self.skipped.push(Skipped { path: path.clone(), reason });
        }
    }

    fn visit_object(&mut self, Link { path, depth, .. }: &Link) -> hdf5::Result<()> {
        match raw::open_object(self.file, path, self.access)? {
            Opened::Group(group) => {
                if !self.visited.insert(raw::address(&group)?) {
                    self.detours.push(path.clone());
                    return Ok(());
                }
                if *depth >= DEEPEST {
                    self.detours.push(path.clone());
                    return Err(format!("it lies more than {DEEPEST} groups deep").into());
                }
                self.groups.push((path.clone(), read_all(&group)));
                self.push_links(&group, path, depth + 1)
            }
            Opened::Dataset(dataset) => {
                let address = raw::address(&dataset)?;
                if self.visited.insert(address) {
                    let scale = Scale::of(&dataset, path);
                    if let Some(bare) = scale.clone().filter(|scale| !scale.has_coordinates()) {
                        self.scales.insert(address, bare);
                        return Ok(());
                    }
                    let mut variable = variable(&dataset, path)?;
                    variable.small_values = small_values(&dataset, &variable);
                    let components = Components::of(&dataset.dtype()?);
                    self.variables.push((
                        Variable { is_coordinate: scale.is_some(), ..variable },
                        Links::of(&dataset),
                        components,
                    ));
                    self.scales.extend(scale.map(|scale| (address, scale)));
                }
                Ok(())
            }
            Opened::Other => Ok(()),
        }
    }

    fn finish(self, path: &Path, attributes: Attributes) -> Contents {
        let variables = self
            .variables
            .into_iter()
            .map(|(variable, links, components)| {
                let dimensions = links.dimensions(variable.shape.len(), &self.scales);
                let mut variable = Variable { dimensions, ..variable };
                if let Some(components) = components {
                    components.list(&mut variable);
                }
                variable
            })
            .collect();
        Contents {
            path: path.to_owned(),
            format: "HDF5",
            attributes,
            groups: self.groups,
            variables,
            skipped: self.skipped,
        }
    }
}

/// The values of a dataset, where they are few and lie in one piece in the file. What cannot be read is left out: it is
/// an error only where it is needed.
fn small_values(dataset: &Dataset, variable: &Variable) -> Option<Vec<f64>> {
    let is_plain = matches!(variable.storage, Storage::Compact | Storage::Contiguous)
        && matches!(variable.data_type, DataType::Integer { .. } | DataType::Float { .. });
    let count = variable.shape.iter().try_fold(1_usize, |count, extent| count.checked_mul(*extent))?;
    if !is_plain || !(1..=Variable::FEW).contains(&count) {
        return None;
    }
    let window: Vec<_> = variable.shape.iter().map(|&extent| 0..extent).collect();
    raw::read_window(dataset, &window, &Datatype::from_type::<f64>().ok()?, 1).ok()
}

/// A dataset, without its dimensions.
fn variable(dataset: &Dataset, path: &str) -> hdf5::Result<Variable> {
    let creation = dataset.create_plist()?;
    let shape = if raw::layout(&creation) == Layout::Virtual {
        raw::virtual_shape(&creation)?
    } else {
        let space = dataset.space()?;
        // A dataset without a dataspace has no elements; a dataset without dimensions has one.
        if space.is_null() { vec![0] } else { space.shape() }
    };
    Ok(Variable {
        path: path.to_owned(),
        shape,
        data_type: data_type(&dataset.dtype()?),
        dimensions: Vec::new(),
        attributes: read_all(dataset),
        applied: Vec::new(),
        storage: storage(&creation),
        is_coordinate: false,
        small_values: None,
        decoded: None,
    })
}
