use crate::Part;

pub fn load() -> Part {
    Part::new()
}
