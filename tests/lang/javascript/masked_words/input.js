// Words that are names as well.
function open() {}

class Sized {
    accessor width = open();
    static accessor height = open();
    accessor() {
        open();
    }
}

function close(files) {
    using file = open();
    let using = "using";
    using += files.using;
    for (using each of files) open(each);
    return { using, accessor: file };
}

class Decorated {
    @accessor height = open();
    @using width = open();
}

accessor(using);

import accessor from "./accessor";
import * as using from "./using";
