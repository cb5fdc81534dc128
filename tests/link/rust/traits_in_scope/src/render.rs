use crate::shapes::{Circle, Square};
pub trait Render {
    fn emit(&self) -> String;
    fn describe(&self) -> String { self.emit() }
    fn twice(&self) -> String {
        let a = self.emit();
        a + &self.describe()
    }
}
impl Render for Circle { fn emit(&self) -> String { format!("c{}", self.area()) } }
impl Render for Square { fn emit(&self) -> String { "s".into() } }
