struct Client;

impl Client {
    async fn get(&self) -> Reply {
        Reply
    }
    unsafe fn raw(&self) -> Reply {
        Reply
    }
}

struct Reply;

impl Reply {
    fn body(&self) -> &str {
        ""
    }
    fn check(self) -> std::result::Result<Reply, ()> {
        Ok(self)
    }
}

async fn run(client: Client) -> std::result::Result<(), ()> {
    let reply = client.get().await;
    reply.body();
    let task = async move { client.get().await.body() };
    unsafe { client.raw() }.body();
    reply.check()?;
    let value = { reply };
    return Ok(());
}
