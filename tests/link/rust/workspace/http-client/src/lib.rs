pub fn get() {}

pub struct Part;

impl Part {
    pub fn weigh(&self) -> u32 {
        2
    }
}
