use std::str::FromStr;

pub struct Token {
    pub kind: u8,
}
impl Token {
    pub fn kind(&self) -> u8 {
        self.kind
    }
    pub fn node(&self) -> Node {
        Node
    }
}
pub struct Node;
impl Node {
    pub fn walk(&self) {}
}
pub struct Other;
impl Other {
    pub fn kind(&self) {}
    pub fn walk(&self) {}
    pub fn hint(&self) {}
}
pub struct Failure;
impl Failure {
    pub fn hint(&self) {}
}
impl FromStr for Token {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        Err(Failure)
    }
}
