use crate::model;
use crate::model::Draw;

impl Draw for model::Node {
    fn draw(&self) {
        self.depth();
    }
}
