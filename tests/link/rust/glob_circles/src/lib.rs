mod new;
pub use new::*;
