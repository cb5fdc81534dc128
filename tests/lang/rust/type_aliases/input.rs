pub type Result<T, E = Error> = std::result::Result<T, E>;
type Handler = Box<dyn Fn(&Request) -> Reply>;

struct Error;

struct Request {
    id: u32,
}

struct Reply;

type Req = Request;

impl Request {
    fn id(&self) -> u32 {
        self.id
    }
}

fn handle(request: Req, h: Handler) -> Result<Reply> {
    request.id();
    let made = Req { id: 1 };
    made.id();
    h(&request)
}
