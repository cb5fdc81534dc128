mod shapes;
mod text;
#[path = "odd/place.rs"]
mod placed;
mod inline {
    pub mod deep;
    pub fn near() {
        deep::far();
        super::top();
    }
}

pub fn top() {
    shapes::area();
    shapes::round::circle();
    text::format::wrap();
    placed::here();
    inline::deep::far();
    crate::text::format::wrap();
    self::shapes::area();
}
