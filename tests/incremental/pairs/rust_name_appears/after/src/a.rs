pub struct S;
pub fn f() {}
impl S { pub fn m(&self) {} }
