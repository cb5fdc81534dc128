pub use crate::option::Option::{self, None, Some};
