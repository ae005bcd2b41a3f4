//! The listing of a file.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use fieldops_io::{
    Attributes, Contents, DataType, Error, Outside, Result, Skipped, Storage, Trust, Variable,
};
use hdf5::{Dataset, Datatype, File, Group, Location, PropertyList};

use crate::{
    attributes::read_all,
    components::Components,
    data_type::data_type,
    failure::descriptions,
    raw::{self, Layout, LinkKind, Opened, Target},
    scales::{Links, Scale},
    storage::{self, storage},
};

/// Groups nested deeper than this are passed over: only a damaged file has them.
const DEEPEST: usize = 256;

/// What a file holds.
pub(crate) struct Listed {
    pub(crate) contents: Contents,
    /// Paths of the links by which the file is not a tree.
    pub(crate) detours: Vec<String>,
    /// Objects to which external links lead: while they are open, their files are.
    pub(crate) abroad: Vec<Opened>,
}

/// Lists what `file` holds.
pub(crate) fn list(path: &Path, file: &File, access: &PropertyList, trust: Trust) -> Result<Listed> {
    let damaged = |error: &hdf5::Error| Error::BadFile {
        path: path.to_owned(),
        problem: format!("is damaged: its root group cannot be read: {}", innermost(error)),
        hint: None,
    };
    let mut listing = Listing::new(file, access, trust);
    let Opened::Group(root) = raw::open_object(file, "/", access).map_err(|error| damaged(&error))? else {
        return Err(damaged(&"it is no group".into()));
    };
    let attributes = read_all(&root);
    let identity = listing.identity(&root).map_err(|error| damaged(&error))?;
    listing.visited.insert(identity);
    listing.push_links(&root, "", 0).map_err(|error| damaged(&error))?;
    while let Some(link) = listing.waiting.pop() {
        listing.visit(&link);
    }
    Ok(listing.finish(path, attributes))
}

/// What is said of an external link that is not trusted.
const NOT_FOLLOWED: &str = "which is not followed without --allow-external";

fn words(target: Option<&Target>) -> String {
    target.map_or_else(|| "somewhere".to_owned(), |Target { file, object }| format!("`{object}` in `{file}`"))
}

/// The library's innermost reason.
fn innermost(error: &hdf5::Error) -> String {
    descriptions(error).pop().unwrap_or_default()
}

struct Link {
    path: String,
    kind: LinkKind,
    /// Where an external link points.
    target: Option<Target>,
    depth: usize,
}

/// Number of an open file, and address in it. All is in one file where external links are not followed.
type Identity = (u64, u64);

struct Listing<'a> {
    file: &'a File,
    access: &'a PropertyList,
    trust: Trust,
    /// Links still to be followed, the next one last.
    waiting: Vec<Link>,
    /// The objects listed: an object may have several paths, and groups may hold themselves.
    visited: HashSet<Identity>,
    groups: Vec<(String, Attributes)>,
    /// Each with the number of its file.
    variables: Vec<(u64, Variable, Links, Option<Components>)>,
    scales: HashMap<Identity, Scale>,
    skipped: Vec<Skipped>,
    outside: Vec<Outside>,
    abroad: Vec<Opened>,
    /// Links other than hard ones, and links to groups that were listed before or lie too deep.
    detours: Vec<String>,
}

impl<'a> Listing<'a> {
    fn new(file: &'a File, access: &'a PropertyList, trust: Trust) -> Self {
        Self {
            file,
            access,
            trust,
            waiting: Vec::new(),
            visited: HashSet::new(),
            groups: Vec::new(),
            variables: Vec::new(),
            scales: HashMap::new(),
            skipped: Vec::new(),
            outside: Vec::new(),
            abroad: Vec::new(),
            detours: Vec::new(),
        }
    }

    fn identity(&self, object: &Location) -> hdf5::Result<Identity> {
        if self.trust.other_files { raw::identity(object) } else { Ok((0, raw::address(object)?)) }
    }

    fn push_links(&mut self, group: &Group, path: &str, depth: usize) -> hdf5::Result<()> {
        let links = raw::links(group)?;
        for (name, kind) in links.into_iter().rev() {
            match String::from_utf8(name) {
                Ok(name) => {
                    let is_external = kind == LinkKind::External;
                    let target = if is_external { raw::link_target(group, &name).ok() } else { None };
                    self.waiting.push(Link { path: format!("{path}/{name}"), kind, target, depth });
                }
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
            LinkKind::Soft => self.dead_end(path),
            LinkKind::External if self.trust.other_files => self.visit_object(link).err().map(|error| {
                let target = words(link.target.as_ref());
                format!("it is an external link to {target}, which cannot be read: {}", innermost(&error))
            }),
            LinkKind::External => {
                Some(format!("it is an external link to {}, {NOT_FOLLOWED}", words(link.target.as_ref())))
            }
            LinkKind::Custom => Some("it is a link of a kind that a program defined for itself".into()),
        };
        if let Some(reason) = skipped {
            self.skipped.push(Skipped { path: path.clone(), reason });
        }
    }

    /// Why a soft link leads nowhere. What it leads to inside the file is listed under its own path.
    fn dead_end(&self, path: &str) -> Option<String> {
        raw::external_link_met();
        raw::open_object(self.file, path, self.access).err()?;
        let met = raw::external_link_met().filter(|_| !self.trust.other_files);
        Some(met.map_or_else(
            || "it is a soft link to nothing, or in a circle".into(),
            |target| {
                format!(
                    "it is a soft link through an external link to {}, {NOT_FOLLOWED}",
                    words(Some(&target))
                )
            },
        ))
    }

    fn visit_object(&mut self, link @ Link { path, depth, .. }: &Link) -> hdf5::Result<()> {
        let opened = raw::open_object(self.file, path, self.access)?;
        if link.kind == LinkKind::External {
            let what = format!("is an external link to {}", words(link.target.as_ref()));
            self.outside.push(Outside { path: path.clone(), what });
            // Twice, as what is kept must be owned.
            self.abroad.push(raw::open_object(self.file, path, self.access)?);
        }
        match opened {
            Opened::Group(group) => {
                let identity = self.identity(&group)?;
                if !self.visited.insert(identity) {
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
                let identity = self.identity(&dataset)?;
                if self.visited.insert(identity) {
                    self.push_dataset(&dataset, path, identity)
                } else {
                    Ok(())
                }
            }
            Opened::Other => Ok(()),
        }
    }

    fn push_dataset(&mut self, dataset: &Dataset, path: &str, identity: Identity) -> hdf5::Result<()> {
        let scale = Scale::of(dataset, path);
        if let Some(bare) = scale.clone().filter(|scale| !scale.has_coordinates()) {
            self.scales.insert(identity, bare);
            return Ok(());
        }
        let mut variable = variable(dataset, path, self.trust)?;
        variable.small_values = small_values(dataset, &variable);
        variable.is_coordinate = scale.is_some();
        self.push_outside(dataset, &variable)?;
        let components = Components::of(&dataset.dtype()?);
        self.variables.push((identity.0, variable, Links::of(dataset), components));
        self.scales.extend(scale.map(|scale| (identity, scale)));
        Ok(())
    }

    /// Tells of trusted storage and filters.
    fn push_outside(&mut self, dataset: &Dataset, variable: &Variable) -> hdf5::Result<()> {
        let mut push = |what| self.outside.push(Outside { path: variable.path.clone(), what });
        match &variable.storage {
            Storage::Elsewhere(words) if self.trust.other_files => push(format!("is {words}")),
            Storage::Chunked { .. } if self.trust.plugins => {
                let creation = dataset.create_plist()?;
                for filter in raw::filters(&creation) {
                    if filter.available && !storage::is_built_in(&filter) {
                        push(format!("is decompressed by the plugin for {}", storage::name(&filter)));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self, path: &Path, attributes: Attributes) -> Listed {
        let variables = self
            .variables
            .into_iter()
            .map(|(file, variable, links, components)| {
                let dimensions = links.dimensions(variable.shape.len(), file, &self.scales);
                let mut variable = Variable { dimensions, ..variable };
                if let Some(components) = components {
                    components.list(&mut variable);
                }
                variable
            })
            .collect();
        let contents = Contents {
            path: path.to_owned(),
            format: "HDF5",
            attributes,
            groups: self.groups,
            variables,
            skipped: self.skipped,
            outside: self.outside,
        };
        Listed { contents, detours: self.detours, abroad: self.abroad }
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
fn variable(dataset: &Dataset, path: &str, trust: Trust) -> hdf5::Result<Variable> {
    let creation = dataset.create_plist()?;
    let shape = if raw::layout(&creation) == Layout::Virtual && !trust.other_files {
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
