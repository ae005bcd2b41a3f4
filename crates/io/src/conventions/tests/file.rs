use crate::{
    Attribute, AttributeValue, ByteOrder, Contents, DataType, Dimension, Skipped, Storage, Variable,
};

pub(super) const F64: DataType = DataType::Float { bytes: 8, order: ByteOrder::Little };
pub(super) const F32: DataType = DataType::Float { bytes: 4, order: ByteOrder::Big };

/// An attribute of several numbers.
pub(super) fn floats(name: &str, numbers: &[f64]) -> Attribute {
    Attribute { name: name.to_owned(), value: AttributeValue::Floats(numbers.to_vec()) }
}

/// Contents of a file, made by hand. What a method says is of the variable that was added last.
#[derive(Debug, Clone)]
pub(super) struct File(Contents);

impl File {
    pub(super) fn new() -> Self {
        Self(Contents {
            path: "E.h5".into(),
            format: "HDF5",
            attributes: Vec::new(),
            groups: Vec::new(),
            variables: Vec::new(),
            skipped: Vec::new(),
            outside: Vec::new(),
        })
    }

    pub(super) fn skipping(mut self, path: &str, reason: &str) -> Self {
        self.0.skipped.push(Skipped { path: path.to_owned(), reason: reason.to_owned() });
        self
    }

    pub(super) fn contents(self) -> Contents {
        self.0
    }

    /// Adds variables without names of axes.
    pub(super) fn arrays(mut self, paths: &[&str], shape: &[usize]) -> Self {
        for path in paths {
            self.0.variables.push(Variable {
                path: (*path).to_owned(),
                shape: shape.to_vec(),
                data_type: F64,
                dimensions: vec![Dimension::default(); shape.len()],
                attributes: Vec::new(),
                applied: Vec::new(),
                storage: Storage::Contiguous,
                is_coordinate: false,
                small_values: None,
                decoded: None,
            });
        }
        self
    }

    /// Adds variables whose axes have these names and lengths; an empty name is none.
    pub(super) fn named(mut self, paths: &[&str], axes: &[(&str, usize)]) -> Self {
        let shape: Vec<_> = axes.iter().map(|(_, extent)| *extent).collect();
        for path in paths {
            self = self.arrays(&[path], &shape);
            for (dimension, (name, _)) in self.last().dimensions.iter_mut().zip(axes) {
                dimension.name = (!name.is_empty()).then(|| (*name).to_owned());
            }
        }
        self
    }

    /// Adds a dimension scale.
    pub(super) fn scale(self, path: &str, length: usize) -> Self {
        let mut file = self.arrays(&[path], &[length]);
        file.last().is_coordinate = true;
        file
    }

    /// Attaches scales to an axis.
    pub(super) fn attach(mut self, axis: usize, scales: &[&str]) -> Self {
        self.last().dimensions[axis].scales = scales.iter().map(ToString::to_string).collect();
        self
    }

    pub(super) fn attribute(mut self, name: &str, text: &str) -> Self {
        self.last().attributes.push(Attribute::text(name, text));
        self
    }

    /// Adds a small variable with its values.
    pub(super) fn values(self, path: &str, values: &[f64]) -> Self {
        let mut file = self.arrays(&[path], &[values.len()]);
        file.last().small_values = Some(values.to_vec());
        file
    }

    /// Gives the last variable an attribute of numbers.
    pub(super) fn numbers(mut self, name: &str, numbers: &[f64]) -> Self {
        self.last().attributes.push(floats(name, numbers));
        self
    }

    /// Gives the file itself an attribute.
    pub(super) fn root(mut self, name: &str, text: &str) -> Self {
        self.0.attributes.push(Attribute::text(name, text));
        self
    }

    /// Adds a group.
    pub(super) fn group(mut self, path: &str, attributes: Vec<Attribute>) -> Self {
        self.0.groups.push((path.to_owned(), attributes));
        self
    }

    pub(super) fn texts(mut self, name: &str, texts: &[&str]) -> Self {
        let value = AttributeValue::Texts(texts.iter().map(ToString::to_string).collect());
        self.last().attributes.push(Attribute { name: name.to_owned(), value });
        self
    }

    pub(super) fn of_type(mut self, data_type: DataType) -> Self {
        self.last().data_type = data_type;
        self
    }

    fn last(&mut self) -> &mut Variable {
        self.0.variables.last_mut().unwrap()
    }
}
