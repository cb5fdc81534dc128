use crate::shapes::{Circle, Square};
pub trait Audit { fn emit(&self) -> u64; fn level(&self) -> u8 { 1 } }
impl Audit for Circle { fn emit(&self) -> u64 { 1 } }
impl Audit for Square { fn emit(&self) -> u64 { 2 } fn level(&self) -> u8 { 3 } }
