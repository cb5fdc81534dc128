// A type of a module that is named in place, with arguments.
export function use(box: import("./box").Box<import("./box").Item>): import("./box").Box<string> {
    box.open().use();
    return null!;
}
use(null!).open();
