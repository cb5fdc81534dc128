use crate::reader::Reader;

// The word that a use begins with tells the rule.
macro_rules! read_rest {
    ($this:ident, $size:expr) => {{
        const LIMIT: usize = 64;
        let size = $crate::reader::checked($size);
        $this.copy_rest()
    }};
    (skip => $this:ident, $size:expr) => {{
        if $size > 64 {
            $crate::reader::overflow($size);
        }
        $this.skip_rest()
    }};
}

macro_rules! read_some {
    (skip => $this:ident) => {
        read_rest!(skip => $this, 8)
    };
    ($this:ident) => {
        read_rest!($this, 8)
    };
}

// Nothing tells which.
macro_rules! either {
    ($a:expr) => { $crate::reader::checked($a) };
    ($a:expr, $b:expr) => { $crate::reader::overflow($a) };
}

// What a feature decides between is open.
#[cfg(feature = "trace")]
macro_rules! trace {
    ($text:expr) => { $crate::reader::note($text) };
}

#[cfg(not(feature = "trace"))]
macro_rules! trace {
    ($text:expr) => {};
}

macro_rules! noted {
    ($text:expr) => { $crate::reader::note($text) };
}
