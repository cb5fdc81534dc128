use rayon::prelude::*;
use std::collections::HashMap;

pub fn here() -> HashMap<u8, u8> {
    anything(Vec::new().par_iter());
    HashMap::with_capacity(1)
}
