//! Random expressions that are right: choices are taken from bytes, so that smaller bytes are smaller expressions.

/// Deepest nesting.
const DEPTH: usize = 4;

/// One to four statements; later ones may name earlier ones.
pub(crate) fn statements(choices: &[u8]) -> Vec<String> {
    let mut generator = Generator { choices: choices.iter(), vectors: Vec::new() };
    let mut statements = Vec::new();
    for number in 0..=usize::from(generator.choice(4)) {
        let name = format!("r{number}");
        let expression = match generator.choice(3) {
            0 => generator.scalar(0),
            1 => generator.tensor(0),
            _ => {
                let expression = generator.vector(0);
                generator.vectors.push(name.clone());
                expression
            }
        };
        statements.push(format!("{name} = {expression}"));
    }
    statements
}

struct Generator<'a> {
    choices: std::slice::Iter<'a, u8>,
    /// Results that are vectors.
    vectors: Vec<String>,
}

impl Generator<'_> {
    fn choice(&mut self, count: u8) -> u8 {
        self.choices.next().copied().unwrap_or_default() % count
    }

    fn scalar(&mut self, depth: usize) -> String {
        let choice = if depth >= DEPTH { self.choice(5) } else { self.choice(18) };
        match choice {
            0 => "phi".to_owned(),
            1 => "E.y".to_owned(),
            2 => "Ez".to_owned(),
            3 => "x".to_owned(),
            4 => "1.5".to_owned() + " * phi",
            5 => format!("div({})", self.vector(depth + 1)),
            6 => format!("norm({})", self.vector(depth + 1)),
            7 => format!("trace({})", self.tensor(depth + 1)),
            8 => format!("laplacian({})", self.scalar(depth + 1)),
            9 => format!("d({}, y)", self.scalar(depth + 1)),
            10 => format!("d({}, x, 2)", self.scalar(depth + 1)),
            11 => format!("({} - {})", self.scalar(depth + 1), self.scalar(depth + 1)),
            12 => format!("{} * ({})", self.scalar(depth + 1), self.scalar(depth + 1)),
            13 => format!("-({})^2", self.scalar(depth + 1)),
            14 => format!("dot({}, {})", self.vector(depth + 1), self.vector(depth + 1)),
            15 => format!("sqrt(abs({}))", self.scalar(depth + 1)),
            16 => format!("max({}, 0.5, {})", self.scalar(depth + 1), self.scalar(depth + 1)),
            _ => format!("({}).z", self.vector(depth + 1)),
        }
    }

    fn vector(&mut self, depth: usize) -> String {
        let choice = if depth >= DEPTH { self.choice(2) } else { self.choice(10) };
        match choice {
            0 => "E".to_owned(),
            1 => self.vectors.last().cloned().unwrap_or("E".to_owned()),
            2 => format!("grad({})", self.scalar(depth + 1)),
            3 => format!("curl({})", self.vector(depth + 1)),
            4 => format!("(({}) * {})", self.scalar(depth + 1), self.vector(depth + 1)),
            5 => format!("({} + {})", self.vector(depth + 1), self.vector(depth + 1)),
            6 => format!("cross({}, {})", self.vector(depth + 1), self.vector(depth + 1)),
            7 => format!("div({})", self.tensor(depth + 1)),
            8 => format!("(({}) . {})", self.tensor(depth + 1), self.vector(depth + 1)),
            _ => format!("laplacian({})", self.vector(depth + 1)),
        }
    }

    fn tensor(&mut self, depth: usize) -> String {
        let choice = if depth >= DEPTH { 0 } else { self.choice(4) };
        match choice {
            0 | 1 => {
                format!("jacobian({})", if depth >= DEPTH { "E".to_owned() } else { self.vector(depth + 1) })
            }
            2 => format!("sym({})", self.tensor(depth + 1)),
            _ => format!("({} - transpose({}))", self.tensor(depth + 1), self.tensor(depth + 1)),
        }
    }
}
