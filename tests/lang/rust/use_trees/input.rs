use anyhow;
use std::collections::HashMap;
use std::io::{self, Read as _, Write};
use crate::model::{node::{Node, Edge as Link}, *};
use self::local::Thing;
use super::{parent, sibling::*};
use ::serde::de::{self as decode};
use {a::b, c};
pub use crate::api::Public;
pub(crate) use crate::api::internal::*;
extern crate alloc;
pub extern crate core as base;

mod local {
    pub struct Thing;
}

fn run(link: Link) -> io::Result<()> {
    use std::mem::swap;
    let map: HashMap<u8, Node> = HashMap::new();
    swap(&mut link, &mut link);
    decode::run();
    anyhow::bail();
    Ok(())
}
