pub mod shapes;
pub mod render;
pub mod audit;
pub mod ext;
pub mod plain;

pub mod prelude {
    pub use crate::ext::StrExt;
    pub use crate::render::Render;
}
