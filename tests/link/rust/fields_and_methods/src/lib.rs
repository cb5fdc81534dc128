mod types;

use types::{Body, Callbacks, Item, Named, Request};

// A method is called, never a field of its name: what stands behind the type, or a trait, has it.
fn methods(request: &Request, item: &Item, callbacks: &Callbacks) {
    request.status();
    request.name();
    item.id();
    callbacks.run(1);
    request.body.status();
}

// What a field holds is called in parentheses, or by its number.
fn fields(request: &Request, callbacks: &Callbacks, body: &Body) {
    (callbacks.run)(1);
    body.0(1);
    request.status;
}
