pub fn shared() {}
pub fn thing() {}

pub struct Other;

impl Other {
    pub fn go(&self) {}
}
