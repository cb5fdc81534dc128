#![allow(dead_code)]

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "extra", derive(PartialEq, crate::Mark), repr(C))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    #[serde(default = "five")]
    retries: u32,
    #[deprecated]
    old: u8,
}

#[deprecated(since = "1", note = "old")]
#[inline(always)]
#[must_use]
fn five() -> u32 {
    #[allow(unused)]
    let x = 1;
    #[cfg(unix)]
    five();
    5
}

#[tokio::main]
async fn main() {}

#[cfg(windows)]
impl Settings {
    #[no_mangle]
    pub extern "C" fn go() {}
}

#[derive(Default)]
enum Level {
    #[default]
    #[doc(hidden)]
    Low,
}

struct Mark(#[serde(skip)] u8);
