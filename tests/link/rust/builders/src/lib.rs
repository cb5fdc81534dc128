mod client;

use client::{Client, Method};

pub fn send() {
    Client::builder()
        .method(Method::Get)
        .header("a")
        .build()
        .send()
        .unwrap()
        .body();
    let client = Client::builder().build();
    client.send();
    let handler: fn(u32) -> Client = make;
    handler(1).send();
    [1, 2].iter().map(|n| make(*n)).for_each(|c| drop(c.send()));
}

fn make(_: u32) -> Client {
    Client::builder().build()
}

pub fn each(clients: &[Client]) {
    visit(clients, |client| {
        client.send();
    });
}

fn visit<F: Fn(&Client)>(clients: &[Client], f: F) {
    for client in clients {
        f(client);
    }
}
