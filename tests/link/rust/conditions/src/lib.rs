mod io;
mod print;
mod sys;
mod uses;

#[cfg(feature = "std")]
use std::error::Error as StdError;

#[cfg(all(not(feature = "std"), no_core_error))]
trait StdError {}

#[cfg(feature = "std")]
pub struct Map;

#[cfg(not(feature = "std"))]
pub struct Map;
