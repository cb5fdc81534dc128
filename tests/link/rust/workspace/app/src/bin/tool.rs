mod help;

fn main() {
    help::show();
    app::total();
}
