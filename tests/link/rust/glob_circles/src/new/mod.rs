mod apple;
mod posix;
pub(crate) use apple::*;
pub(crate) use posix::*;

pub use m1::*;
pub use m2::*;
pub use m3::*;
pub use unistd::*;
