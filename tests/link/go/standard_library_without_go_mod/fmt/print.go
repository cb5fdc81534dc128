package fmt

import "io"

var end = io.EOF
