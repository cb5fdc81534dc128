pub mod option;
pub mod prelude;
