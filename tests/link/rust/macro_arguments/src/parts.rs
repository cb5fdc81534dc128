pub struct Config;
impl Config {
    pub fn size(&self) -> usize {
        1
    }
}
pub struct Entry;
impl Entry {
    pub fn label(&self) -> String {
        String::new()
    }
}
#[derive(Clone)]
pub struct Registry;
impl Registry {
    pub fn create() -> Self {
        Registry
    }
    pub fn peek(&self) -> bool {
        true
    }
    pub fn label(&self) -> String {
        String::new()
    }
    pub fn entries(&self) -> Vec<Entry> {
        vec![]
    }
}
pub struct Other;
impl Other {
    pub fn peek(&self) {}
    pub fn size(&self) {}
}
