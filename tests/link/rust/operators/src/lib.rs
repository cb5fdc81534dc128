mod units;

use units::{Moment, Scale, Span};

// What the impl for both operands gives, however it is bound.
fn output(a: Moment, b: Moment, span: Span, scale: Scale) {
    let between = a - b;
    between.secs();
    (a - span).secs();
    (a + span).secs();
    (-span).factor();
    (!scale).secs();
    (scale * span).secs();
    (scale * a).secs();
    (2.0 * span).secs();
    (span << 1).secs();
    (a - b - span).factor();
}

// A reference is as good as a value; a name has its own operator where a type has one.
fn references(a: &Moment, scale: Scale) {
    (a - a).secs();
    scale[0].secs();
    scale.mul(1).factor();
}

// No impl of the project: what it was.
fn kept(scale: Scale) {
    (scale % 2).factor();
}
