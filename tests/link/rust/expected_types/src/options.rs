#[derive(Clone)]
pub struct Options {
    depth: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { depth: 64 }
    }
}

impl From<usize> for Options {
    fn from(depth: usize) -> Self {
        Options { depth, ..Default::default() }
    }
}
