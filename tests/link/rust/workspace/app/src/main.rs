mod args;

fn main() {
    args::read();
    app::total();
    ::http_client::get();
}
